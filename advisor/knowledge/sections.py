"""Reads rules and steps, which refer to what the knowledge base declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.errors import IllegalAnswer
from advisor.knowledge import schema
from advisor.knowledge.condition_reader import read_condition
from advisor.knowledge.conditions import ALWAYS, NONE, UNKNOWN, Condition, NoneOf, Number
from advisor.knowledge.model import FREE, Answer, Effect, Paragraph, Property, Question, Raise, Rule, Step, Takes
from advisor.knowledge.node_reader import NodeReader, kind, plain
from advisor.knowledge.not_possible import told
from advisor.knowledge.symbol_table import SymbolTable

if TYPE_CHECKING:
    from yaml.nodes import Node


PARAGRAPHS = [name for name, key in schema.STEP.keys.items() if key.kind is schema.PARAGRAPHS]
"""The keys of a step that hold paragraphs."""


def read_rules(declared: SymbolTable, reader: NodeReader, section: Node, rules: list[Rule]) -> None:
    for key, node in reader.named(section, "rules"):
        if not declared.claim(reader, key, "rule"):
            continue
        fields = reader.record(node, f"rule '{key.value}'", schema.RULE)
        when = read_condition(declared, reader, fields["when"]) if "when" in fields else ALWAYS
        because = declared.filled(reader, fields.get("because"), "because")
        cite = declared.cite(reader, fields.get("cite"))
        then = _then(declared, reader, fields["then"]) if "then" in fields else None
        if then is not None:
            place = reader.place(key)
            rules.append(Rule(key.value, when, *then, because, cite, order=len(rules), place=place))


def _then(declared: SymbolTable, reader: NodeReader, node: Node) -> tuple[str, str] | None:
    items = reader.items(node, "'then'")
    if len(items) != 1:
        if kind(node) == "map":
            tried = (told(str(key.value), schema.RULE.instead, "'then'") for key, _ in items)
            reader.problem(node, next(filter(None, tried), "'then' concludes one value of one attribute"))
        return None
    key, value = items[0]
    conclusion = declared.conclusions.get(str(key.value))
    if conclusion is None:
        if key.value in declared.questions:
            reader.problem(key, f"'{key.value}' is asked, so a rule cannot conclude it")
        elif key.value not in declared.broken:
            declared.unknown(reader, key, "conclusion", str(key.value), declared.conclusions)
        return None
    word = reader.word(value, f"the value of '{key.value}'")
    if word is None:
        return None
    if word not in conclusion.values:
        if conclusion.id not in declared.broken:
            declared.unknown(reader, value, f"value of '{conclusion.id}':", word, conclusion.values)
        return None
    return conclusion.id, word


def read_steps(declared: SymbolTable, reader: NodeReader, section: Node, steps: dict[str, Step]) -> None:
    for key, node in reader.named(section, "steps"):
        if not declared.claim(reader, key, "step"):
            continue
        if key.value in (UNKNOWN, NONE):
            reader.problem(key, f"'{key.value}' has a fixed meaning and cannot be a step")
        fields = reader.record(node, f"step '{key.value}'", schema.STEP)
        texts = {name: _paragraphs(declared, reader, fields.get(name), name) for name in PARAGRAPHS}
        takes = [_takes(declared, reader, part) for part in _parts(reader, fields.get("takes"), "takes")]
        achieves = _achieves(declared, reader, fields.get("achieves"))
        steps[key.value] = Step(
            key.value,
            " ".join(declared.filled(reader, fields.get("title"), "title").split()),
            **texts,
            takes=tuple(takes),
            achieves=tuple(achieves),
            cite=declared.cite(reader, fields.get("cite")),
        )


def read_properties(declared: SymbolTable, reader: NodeReader, section: Node, properties: dict[str, Property]) -> None:
    for key, node in reader.named(section, "properties"):
        if not declared.claim(reader, key, "property"):
            continue
        what = f"property '{key.value}'"
        fields = reader.record(node, what, schema.PROPERTY)
        claim = reader.just_one(node, what, schema.PROPERTY, fields)
        claims = [name for name in schema.PROPERTY.just_one if name in fields]
        conditions = {name: read_condition(declared, reader, fields[name]) for name in claims}
        because = declared.filled(reader, fields.get("because"), "because")
        cite = declared.cite(reader, fields.get("cite"))
        if claim is not None:
            holds = NoneOf((conditions[claim],)) if claim == "never" else conditions[claim]
            properties[key.value] = Property(key.value, holds, because, cite, reader.place(key))


def _parts(reader: NodeReader, node: Node | None, what: str) -> list[Node]:
    return [] if node is None else reader.one_or_list(node, f"'{what}'")


def _when(declared: SymbolTable, reader: NodeReader, fields: dict[str, Node]) -> Condition | None:
    return read_condition(declared, reader, fields["when"]) if "when" in fields else None


def _paragraphs(declared: SymbolTable, reader: NodeReader, node: Node | None, what: str) -> tuple[Paragraph, ...]:
    found = []
    for part in _parts(reader, node, what):
        if kind(part) == "map":
            fields = reader.record(part, f"a paragraph of '{what}'", schema.PARAGRAPH)
            text = declared.filled(reader, fields.get("text"), "text")
            found.append(Paragraph(text, _when(declared, reader, fields)))
        else:
            found.append(Paragraph(declared.filled(reader, part, what)))
    return tuple(found)


def _takes(declared: SymbolTable, reader: NodeReader, node: Node) -> Takes:
    fields = reader.record(node, "'takes'", schema.TAKES)
    if kind(node) == "map" and not fields.keys() & {"months", "cost"}:
        reader.problem(node, "'takes' needs 'months' or 'cost'")
    if "currency" in fields and "cost" not in fields:
        reader.problem(fields["currency"], "a currency needs 'cost'")
    cost = _cost(reader, fields.get("cost"))
    if "cost" in fields and cost != FREE:
        for name in ("currency", "as_of"):
            if name not in fields:
                reader.problem(fields["cost"], f"a cost needs '{name}'")
    return Takes(
        _least_most(reader, fields.get("months"), "months"),
        cost,
        (reader.word(fields["currency"], "currency") or "") if "currency" in fields else "",
        reader.date(fields.get("as_of"), "as_of"),
        _when(declared, reader, fields),
    )


def _cost(reader: NodeReader, node: Node | None) -> tuple[Number, Number] | None:
    """Money as a range; 0 for what is free, in whatever currency."""
    if node is None or kind(node) == "seq":
        return _least_most(reader, node, "cost")
    if kind(node) not in ("int", "float") or reader.number(node, "'cost'") != 0:
        reader.problem(node, "'cost' is a list of two numbers, the least and the most, or 0 for what is free")
        return None
    return FREE


def _least_most(reader: NodeReader, node: Node | None, what: str) -> tuple[Number, Number] | None:
    if node is None:
        return None
    parts = reader.parts(node, f"'{what}'")
    if len(parts) != 2:
        if kind(node) == "seq":
            reader.problem(node, f"'{what}' is a list of two numbers, the least and the most")
        return None
    least, most = (reader.number(part, f"'{what}'") for part in parts)
    if least is None or most is None:
        return None
    if least < 0 or least > most:
        reader.problem(node, f"'{what}': {least} to {most} is not a range from least to most")
    return least, most


def _achieves(declared: SymbolTable, reader: NodeReader, node: Node | None) -> list[Effect]:
    """A mapping of answers, or a list of `{when, set}`."""
    if node is None:
        return []
    if kind(node) != "seq":
        return [Effect(_answers(declared, reader, node))]
    found = []
    for part in reader.one_or_list(node, "'achieves'"):
        fields = reader.record(part, "an entry of 'achieves'", schema.EFFECT)
        answers = _answers(declared, reader, fields["set"]) if "set" in fields else {}
        found.append(Effect(answers, _when(declared, reader, fields)))
    return found


def _answers(declared: SymbolTable, reader: NodeReader, node: Node) -> dict[str, Answer | Raise]:
    found: dict[str, Answer | Raise] = {}
    for key, value in reader.items(node, "'achieves'"):
        question = declared.questions.get(str(key.value))
        if key.value in declared.broken:
            continue
        if question is None:
            if key.value in declared.conclusions:
                reader.problem(key, f"'{key.value}' is concluded; a step achieves answers")
            else:
                declared.unknown(reader, key, "question", str(key.value), declared.questions)
            continue
        answer = _achieved(reader, question, value)
        if answer is not None:
            found[question.id] = answer
    if kind(node) == "map" and not node.value:
        reader.problem(node, "'achieves' is empty; leave it out where the road ends")
    return found


def _achieved(reader: NodeReader, question: Question, node: Node) -> Answer | Raise | None:
    raising = kind(node) == "map"
    if raising:
        fields = reader.record(node, f"the answer to '{question.id}'", schema.RAISE)
        if "at_least" not in fields:
            return None
        if question.kind != "number":
            reader.problem(node, f"'{question.id}' is not a number, so it cannot be raised")
            return None
        node = fields["at_least"]
    if kind(node) == "null":
        reader.problem(node, f"{question.id}: the value is missing")
        return None
    try:
        answer = question.read(plain(node))
    except IllegalAnswer as error:
        reader.problem(node, str(error))
        return None
    if raising:
        if isinstance(answer, (int, float)):
            return Raise(answer)
        reader.problem(node, f"{question.id}: 'at_least' needs a number")
        return None
    return answer
