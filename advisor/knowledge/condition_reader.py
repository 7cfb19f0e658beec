"""Reads conditions: from the mappings that authors write to the tree that every use reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from advisor.errors import did_you_mean, listed, quoted
from advisor.knowledge import not_possible
from advisor.knowledge.conditions import (
    ALWAYS,
    COMPARISONS,
    NEVER,
    NONE,
    UNKNOWN,
    All,
    Any,
    Compare,
    Condition,
    NoneOf,
    OneOf,
)
from advisor.knowledge.declarations import too_many_places
from advisor.knowledge.model import Conclusion, Question
from advisor.knowledge.node_reader import NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable

if TYPE_CHECKING:
    from yaml.nodes import Node

_BRANCHES: dict[str, Callable[[tuple[Condition, ...]], Condition]] = {"all": All, "any": Any, "none": NoneOf}
_RANGES = tuple(name for name in COMPARISONS if name != "is")


def read_condition(declared: SymbolTable, reader: NodeReader, node: Node) -> Condition:
    """The condition that a `when` mapping means. Where it has mistakes they are noted and the result is of no use."""
    parts: list[Condition] = []
    for key, value in reader.items(node, "a condition"):
        if key.value in _BRANCHES:
            parts.append(_branch(declared, reader, key, value))
        else:
            parts.append(_attribute(declared, reader, key, value))
    return _all(parts)


def _all(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _branch(declared: SymbolTable, reader: NodeReader, key: Node, value: Node) -> Condition:
    nodes = reader.parts(value, f"'{key.value}'")
    if not nodes and kind(value) == "seq":
        reader.problem(value, f"'{key.value}' needs at least one condition")
    return _BRANCHES[key.value](tuple(read_condition(declared, reader, node) for node in nodes))


def _attribute(declared: SymbolTable, reader: NodeReader, key: Node, value: Node) -> Condition:
    id, dot, column = str(key.value).partition(".")
    attribute = declared.questions.get(id) or declared.conclusions.get(id)
    if id in declared.broken:
        return ALWAYS
    if id == "not":
        reader.problem(key, "'not' tests one attribute; of conditions write none: [...]")
        return ALWAYS
    if attribute is None:
        declared.unknown(reader, key, "attribute", id, [*declared.questions, *declared.conclusions, *_BRANCHES])
        return ALWAYS
    if dot:
        return _column(declared, reader, key, attribute, column, value)
    if _is_number(attribute):
        return _tests(declared, reader, value, attribute, lambda nodes: _numbers(declared, reader, attribute, nodes))
    return _tests(declared, reader, value, attribute, lambda nodes: _values(declared, reader, attribute, nodes))


def _is_number(attribute: Question | Conclusion) -> bool:
    return attribute.kind == "number" if isinstance(attribute, Question) else attribute.number is not None


def _tests(
    declared: SymbolTable,
    reader: NodeReader,
    node: Node,
    attribute: Question | Conclusion,
    read: Callable[[list[Node]], Condition],
    many: bool | None = None,
) -> Condition:
    """A value, a list of values, or a mapping of `not`, `all` and comparisons, all of which are required."""
    if kind(node) != "map":
        return _positive(reader, node, read)
    number = _is_number(attribute)
    if many is None:
        many = attribute.many if isinstance(attribute, Conclusion) else attribute.kind == "many"
    known = ("not", *(_RANGES if number else ()), *(("all",) if many else ()))
    parts: list[Condition] = []
    items = reader.items(node, f"the test of '{attribute.id}'")
    if not items:
        reader.problem(node, f"the test of '{attribute.id}' is empty")
    for key, value in items:
        name = key.value
        if name not in known:
            reader.problem(key, _no_test(attribute.id, name, known))
        elif name == "not":
            parts.append(NoneOf((_positive(reader, value, read),)))
        elif name == "all":
            parts.append(_all([read([part]) for part in _every(reader, attribute, value)]))
        else:
            parts.append(_compare(declared, reader, attribute, name, value))
    return _all(parts)


def _every(reader: NodeReader, attribute: Question | Conclusion, node: Node) -> list[Node]:
    """The values of a test `all`."""
    nodes = reader.parts(node, "'all'")
    if not nodes and kind(node) == "seq":
        reader.problem(node, f"'all' of '{attribute.id}' is an empty list")
    for part in nodes:
        if part.value in (NONE, UNKNOWN) and isinstance(attribute, Question):
            reader.problem(part, f"{quoted(part.value)} stands alone, so 'all' cannot test it")
    return nodes


def _no_test(id: str, name: str, known: Iterable[str]) -> str:
    if impossible := not_possible.told(name, not_possible.TEST, f"the test of '{id}'"):
        return impossible
    if name in _RANGES:
        return f"'{id}' is not a number, so {quoted(name)} cannot test it"
    if name == "all":
        return f"'{id}' holds one value, so 'all' cannot test it"
    return f"unknown test {quoted(name)} of '{id}'{did_you_mean(name, known) or '; known are ' + listed(known)}"


def _positive(reader: NodeReader, node: Node, read: Callable[[list[Node]], Condition]) -> Condition:
    return read(reader.one_or_list(node, "the value"))


def _compare(
    declared: SymbolTable, reader: NodeReader, attribute: Question | Conclusion, comparison: str, node: Node
) -> Condition:
    id = attribute.id
    what = f"'{comparison}'" if comparison != "is" else f"the value of '{id}'"
    if kind(node) == "str" and (impossible := not_possible.of_limit(node.value, declared.numbers)):
        reader.problem(node, f"{what}: {impossible}")
        return ALWAYS
    number = reader.number(node, what)
    if number is None:
        return ALWAYS
    range = attribute if isinstance(attribute, Question) else attribute.number
    assert range is not None
    if not range.minimum <= number <= range.maximum:
        reader.problem(node, f"{id}: {number} is not between {range.minimum} and {range.maximum}")
    elif isinstance(attribute, Conclusion):
        if attribute.number and not attribute.number.takes(number):
            reader.problem(node, f"{id}: {too_many_places(number, attribute.number)}")
    elif comparison == "is" and attribute.whole and number != int(number):
        reader.problem(node, f"{id}: {number} is not a whole number")
    return Compare(id, comparison, number)


def _numbers(
    declared: SymbolTable, reader: NodeReader, attribute: Question | Conclusion, nodes: list[Node]
) -> Condition:
    parts: list[Condition] = []
    for node in nodes:
        if kind(node) == "str" and node.value == UNKNOWN and isinstance(attribute, Question):
            _may_be_unknown(reader, attribute, node)
            parts.append(OneOf(attribute.id, (UNKNOWN,)))
        elif kind(node) == "str" and node.value == UNKNOWN:
            reader.problem(node, f"'{attribute.id}' is concluded, so it is never {quoted(UNKNOWN)}")
        else:
            parts.append(_compare(declared, reader, attribute, "is", node))
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _may_be_unknown(reader: NodeReader, question: Question, node: Node) -> None:
    if question.required:
        reader.problem(node, f"'{question.id}' is required, so it is never 'unknown'")


def _values(
    declared: SymbolTable, reader: NodeReader, attribute: Question | Conclusion, nodes: list[Node]
) -> Condition:
    found: list[str] = []
    for node in nodes:
        word = reader.word(node, f"a value of '{attribute.id}'")
        if word is None:
            continue
        if isinstance(attribute, Question) and word == UNKNOWN:
            _may_be_unknown(reader, attribute, node)
        elif isinstance(attribute, Question) and attribute.kind == "many" and word == NONE:
            pass
        elif word not in attribute.values:
            _unknown_value(declared, reader, attribute, node, word)
            continue
        if word not in found:
            found.append(word)
    return OneOf(attribute.id, tuple(found)) if found else NEVER


def _unknown_value(
    declared: SymbolTable, reader: NodeReader, attribute: Question | Conclusion, node: Node, word: str
) -> None:
    if isinstance(attribute, Conclusion) and word in (UNKNOWN, NONE):
        every = listed(attribute.values)
        reader.problem(node, f"'{attribute.id}' is concluded, so it is never {quoted(word)}; write {{not: [{every}]}}")
        return
    declared.unknown(reader, node, f"value of '{attribute.id}':", word, [*attribute.values, UNKNOWN])


def _column(
    declared: SymbolTable, reader: NodeReader, key: Node, attribute: Question | Conclusion, column: str, value: Node
) -> Condition:
    if isinstance(attribute, Conclusion):
        reader.problem(key, f"'{attribute.id}' has no columns: it is concluded")
        return ALWAYS
    if not declared.column(reader, key, attribute, column) or attribute.table in declared.broken:
        return ALWAYS
    table = declared.tables[attribute.table]
    legal = table.columns[column].values
    if not legal:
        reader.problem(key, f"column '{column}' of table '{table.id}' holds free text, so it cannot be tested")
        return ALWAYS

    def read(nodes: list[Node]) -> Condition:
        words = [reader.word(node, f"a value of column '{column}'") for node in nodes]
        for word, node in zip(words, nodes, strict=True):
            if word == UNKNOWN and UNKNOWN not in legal:
                reader.problem(node, f"column '{column}' is never 'unknown'; write {attribute.id}: unknown")
            elif word is not None and word not in legal:
                declared.unknown(reader, node, f"value of column '{column}':", word, legal)
        rows = tuple(id for id, row in table.rows.items() if row.get(column) in words)
        return OneOf(attribute.id, rows) if rows else NEVER

    return _tests(declared, reader, value, attribute, read, many=False)
