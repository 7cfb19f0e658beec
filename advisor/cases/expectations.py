"""What a case file expects to be concluded: `attribute: value`, `attribute: [values]` or `attribute: {not: values}`.

Of a concluded number the value is the number, and only one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from advisor.errors import Problem, did_you_mean, quoted
from advisor.knowledge.attributes import Conclusion, NumberRange
from advisor.knowledge.conditions import NONE, Number
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.node_reader import NodeReader, kind, plain
from advisor.knowledge.yaml_nodes import documents

if TYPE_CHECKING:
    from yaml.nodes import Node


def read_expectations(kb: KnowledgeBase, reader: NodeReader, node: Node) -> dict[str, object]:
    """The expectations as plain data, mistakes noted in the reader."""
    found: dict[str, object] = {}
    for key, value in reader.items(node, "'expect'"):
        conclusion = kb.conclusions.get(key.value)
        if conclusion is None:
            hint = did_you_mean(key.value, kb.conclusions)
            reader.problem(key, f"expect names {quoted(key.value)}, which is not concluded{hint}")
            continue
        inner, wanted = value, plain(value)
        if kind(value) == "map":
            fields = reader.fields(value, f"the expectation of {quoted(key.value)}", ("not",), required=("not",))
            if "not" not in fields:
                continue
            inner = fields["not"]
            wanted = {"not": plain(inner)}
            if conclusion.number is None:
                reader.one_or_list(inner, "'not'")
        if conclusion.number is None:
            _check(reader, conclusion, inner)
        elif (number := _number(reader, conclusion.id, conclusion.number, inner)) is not None:
            wanted = number if inner is value else {"not": number}
        found[conclusion.id] = wanted
    return found


class _SentReader(NodeReader):
    """Reads what came as JSON, and names it so."""

    mapping = "an object"


def wrongly_expected(kb: KnowledgeBase, expect: object) -> list[str]:
    """What is wrong with expectations that a program sends as JSON has them, a line each."""
    import json

    problems: list[Problem] = []
    for node in documents(json.dumps(expect), "", problems):
        read_expectations(kb, _SentReader("", problems), node)
    return [problem.what for problem in problems]


def _check(reader: NodeReader, conclusion: Conclusion, node: Node) -> None:
    for part in node.value if kind(node) == "seq" else [node]:
        word = reader.word(part, f"a value of '{conclusion.id}'")
        if word is not None and word not in conclusion.values and not (word == NONE and part is node):
            hint = did_you_mean(word, conclusion.values)
            reader.problem(part, f"{conclusion.id}: {quoted(word)} is never concluded{hint}")


def _number(reader: NodeReader, id: str, range: NumberRange, node: Node) -> Number | None:
    number = reader.number(node, f"the value of '{id}'")
    if number is not None and not range.minimum <= number <= range.maximum:
        reader.problem(node, f"{id}: {number} is not between {range.minimum} and {range.maximum}")
    return number


def check_expect(
    expect: Mapping[str, object], conclusions: Mapping[str, Iterable[str] | Number]
) -> list[tuple[str, str]]:
    """The attributes that are not as expected, each with what was expected in words.

    A value is to be among the attribute's values; a list names all of them, in any order, and `none` or an empty list
    says that there are none; `{not: ...}` names values that are not to be concluded.
    """
    differences = []
    for id, wanted in expect.items():
        concluded = conclusions.get(id, ())
        if isinstance(concluded, (int, float)):
            number = wanted["not"] if isinstance(wanted, Mapping) else wanted
            if (concluded == number) == isinstance(wanted, Mapping):
                differences.append((id, f"not {number}" if isinstance(wanted, Mapping) else str(number)))
            continue
        found = set(concluded)
        if isinstance(wanted, Mapping):
            unwanted = _values(wanted["not"])
            if found & set(unwanted):
                differences.append((id, f"not {' or '.join(unwanted)}"))
        elif isinstance(wanted, str) and wanted != NONE:
            if wanted not in found:
                differences.append((id, wanted))
        elif found != set(_values(wanted)):
            differences.append((id, ", ".join(_values(wanted)) or NONE))
    return differences


def _values(wanted: object) -> list[str]:
    if wanted is None or wanted == NONE:
        return []
    return [wanted] if isinstance(wanted, str) else [str(value) for value in wanted]  # type: ignore[attr-defined]
