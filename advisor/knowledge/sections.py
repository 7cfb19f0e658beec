"""Reads rules and steps, which refer to what the knowledge base declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.errors import IllegalAnswer, Problem
from advisor.knowledge import schema
from advisor.knowledge.attributes import Answer, Conclusion, Question
from advisor.knowledge.condition_reader import read_condition
from advisor.knowledge.conditions import ALWAYS, NONE, UNKNOWN, Condition, Number
from advisor.knowledge.decimals import DIGITS
from advisor.knowledge.declarations import too_many_places
from advisor.knowledge.model import Rule
from advisor.knowledge.node_reader import NodeReader, kind, plain
from advisor.knowledge.not_possible import AMOUNT, of_limit, told
from advisor.knowledge.steps import FREE, Effect, Paragraph, Raise, Step, Takes
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
        then = _then(declared, reader, key.value, fields["then"]) if "then" in fields else None
        if then is not None:
            id, value, add = then
            place = reader.place(key)
            rules.append(Rule(key.value, when, id, value, because, cite, order=len(rules), place=place, add=add))


def read_otherwise(declared: SymbolTable, reader: NodeReader, section: Node, rules: list[Rule]) -> None:
    """What holds where no rule does, as a rule that comes after all others."""
    for key, node in section.value if kind(section) == "map" else ():
        conclusion = declared.conclusions.get(str(key.value))
        given = [value for name, value in node.value if name.value == "otherwise"] if kind(node) == "map" else []
        if conclusion is None or not conclusion.first or not given:
            continue
        fields = reader.record(given[0], f"'otherwise' of '{conclusion.id}'", schema.OTHERWISE)
        because = declared.filled(reader, fields.get("because"), "because")
        cite = declared.cite(reader, fields.get("cite"))
        value = _value(declared, reader, conclusion, fields["value"]) if "value" in fields else None
        named = "rule" in fields and reader.is_id(fields["rule"]) and declared.claim(reader, fields["rule"], "rule")
        if named and value is not None:
            id, place = str(fields["rule"].value), reader.place(fields["rule"])
            rules.append(Rule(id, ALWAYS, conclusion.id, value, because, cite, order=len(rules), place=place))


def check_order(declared: SymbolTable, rules: list[Rule], problems: list[Problem]) -> None:
    """The rules of which the first that holds fires must stand in one file, so that no file's name decides."""
    files: dict[str, str] = {}
    for rule in rules:
        path, line, column = rule.place.rsplit(":", 2)
        if not declared.conclusions[rule.attribute].first or files.setdefault(rule.attribute, path) == path:
            continue
        what = f"'{rule.attribute}' is decided by the first rule that holds, and its first rules stand in"
        problems.append(Problem(path, int(line), int(column), f"{what} {files[rule.attribute]}; move this one there"))


def check_sums(declared: SymbolTable, rules: list[Rule], problems: list[Problem]) -> None:
    """Whatever rules fire, a number must have no more digits than every reader tells apart."""
    sums: dict[tuple[str, bool], int] = {}
    for rule in rules:
        number = declared.conclusions[rule.attribute].number
        if number is None or rule.add is None or not number.takes(rule.add):
            continue
        way = rule.attribute, rule.add > 0
        before = sums.setdefault(way, number.scaled(number.start) if number.takes(number.start) else 0)
        sums[way] += number.scaled(rule.add)
        if abs(before) < 10**DIGITS <= abs(sums[way]):
            path, line, column = rule.place.rsplit(":", 2)
            what = f"with what other rules add, '{rule.attribute}' would have more than {DIGITS} digits"
            problems.append(Problem(path, int(line), int(column), what))


def _then(declared: SymbolTable, reader: NodeReader, rule: str, node: Node) -> tuple[str, str, Number | None] | None:
    """What a rule concludes: an attribute, its value, and what it adds where that is a number."""
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
    if conclusion.number:
        add = _addition(declared, reader, conclusion, value)
        return None if add is None else (conclusion.id, rule, add)
    word = _value(declared, reader, conclusion, value)
    return None if word is None else (conclusion.id, word, None)


def _value(declared: SymbolTable, reader: NodeReader, conclusion: Conclusion, node: Node) -> str | None:
    if kind(node) == "map" and any(name.value == "add" for name, _ in node.value):
        reader.problem(node, f"'{conclusion.id}' is not a number, so a rule cannot add to it")
        return None
    word = reader.word(node, f"the value of '{conclusion.id}'")
    if word is not None and word not in conclusion.values:
        if conclusion.id not in declared.broken:
            declared.unknown(reader, node, f"value of '{conclusion.id}':", word, conclusion.values)
        return None
    return word


def _addition(declared: SymbolTable, reader: NodeReader, conclusion: Conclusion, node: Node) -> Number | None:
    """What a rule adds to a number."""
    assert conclusion.number is not None
    if kind(node) != "map":
        reader.problem(node, f"'{conclusion.id}' is a number that rules add to; write {{add: 5}}")
        return None
    fields = reader.record(node, f"what is added to '{conclusion.id}'", schema.ADD)
    if "add" in fields and kind(fields["add"]) == "str" and of_limit(fields["add"].value, declared.numbers):
        reader.problem(fields["add"], AMOUNT)
        return None
    add = reader.number(fields["add"], "'add'") if "add" in fields else None
    if add is None:
        return None
    if conclusion.id not in declared.broken and not conclusion.number.takes(add):
        reader.problem(fields["add"], too_many_places(add, conclusion.number))
        return None
    if add == 0:
        reader.problem(fields["add"], "adding 0 changes nothing")
    return add


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
