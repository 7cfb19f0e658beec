"""Reads the questions of a knowledge base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from advisor.errors import quoted
from advisor.knowledge import schema
from advisor.knowledge.attributes import Narrowing, Question
from advisor.knowledge.condition_reader import read_condition
from advisor.knowledge.conditions import NONE, UNKNOWN, Condition, Number, leaves
from advisor.knowledge.decimals import DIGITS
from advisor.knowledge.declarations import note_values, reserved
from advisor.knowledge.node_reader import NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable
from advisor.knowledge.texts import placeholders
from advisor.knowledge.wording import in_words
from advisor.plain_text import in_small_letters

if TYPE_CHECKING:
    from yaml.nodes import Node


def read_questions(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    """Questions without their placeholders, which may name a question that is read later."""
    for key, node in reader.named(section, "questions"):
        if reserved(reader, key) or not declared.claim(reader, key, "question", "attribute"):
            continue
        before = len(reader.problems)
        question = _question(declared, reader, key.value, node)
        note_values(declared, reader, key.value, node)
        if question is not None:
            declared.questions[key.value] = question
        if len(reader.problems) > before or question is None:
            declared.broken.add(key.value)


def check_questions(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    """The placeholders in the questions' texts, and in the wording of their values."""
    for _, node in section.value if kind(section) == "map" else ():
        for name, value in node.value if kind(node) == "map" else ():
            if name.value in ("ask", "why", "help") and kind(value) == "str":
                declared.check_placeholders(reader, value, value.value, name.value)
            elif name.value in ("choices", "many") and kind(value) == "map":
                for choice, text in value.value:
                    if kind(text) == "str":
                        _check_wording(declared, reader, text, f"the wording of '{choice.value}'")


def _check_wording(declared: SymbolTable, reader: NodeReader, node: Node, what: str) -> None:
    """A wording is put into other texts, which it could be put into itself; and a table of cases has one for each of
    the answers that it names."""
    before = len(reader.problems)
    declared.check_placeholders(reader, node, node.value, what)
    if len(reader.problems) > before:
        return
    for name in placeholders(node.value):
        named = declared.questions.get(name.partition(".")[0])
        if named is None or named.id in declared.broken:
            continue
        if named.kind != "choice":
            reader.problem(node, f"{what} can name questions with one choice only, unlike '{named.id}'")
        elif not named.table and any("{" in text.replace("{{", "") for text in named.texts.values()):
            reader.problem(node, f"{what} names '{named.id}', whose own wordings have placeholders")


def _question(declared: SymbolTable, reader: NodeReader, id: str, node: Node) -> Question | None:
    what = f"question '{id}'"
    fields = reader.record(node, what, schema.QUESTION)
    shape = reader.just_one(node, what, schema.QUESTION, fields)
    if shape is None:
        return None
    kinds: dict[str, Literal["choice", "many", "number"]] = {"many": "many", "number": "number"}
    required = _always_required(reader, fields.get("required"))
    texts: dict[str, str] = {}
    number = _Range()
    if shape in ("choices", "many"):
        texts = _choices(reader, fields[shape], shape, required)
    elif shape == "table":
        texts = _from_table(declared, reader, id, fields)
    else:
        number = _range(reader, fields["number"])
    if "shown" in fields and shape != "table":
        reader.problem(fields["shown"], f"'shown' needs a 'table' in {what}")
    decision = reader.flag(fields.get("decision"), "decision")
    if decision and shape in kinds:
        reader.problem(fields["decision"], f"a decision takes one value, so {what} needs 'choices' or a 'table'")
    apart = (UNKNOWN, NONE) if shape == "many" else (UNKNOWN,)
    values = tuple(value for value in texts if value not in apart)
    unknown = [] if required or shape in kinds else [UNKNOWN]
    return Question(
        id=id,
        kind=kinds.get(shape, "choice"),
        ask=reader.text(fields.get("ask"), "ask"),
        why=reader.text(fields.get("why"), "why"),
        label=reader.line(fields.get("label"), "label") or in_words(id),
        topic=reader.text(fields.get("topic"), "topic"),
        help=reader.text(fields.get("help"), "help"),
        required=required,
        values=values,
        texts=texts,
        **number._asdict(),
        table=str(fields["table"].value) if shape == "table" else "",
        decision=decision,
        narrowed=_narrowed(declared, reader, what, fields.get("narrowed"), values),
        plural=reader.flag_or_none(fields.get("plural"), "plural"),
        alike=_alike(declared, reader, id, fields.get("alike"), [*values, *unknown]),
        names=_names(declared, reader, what, fields, texts) if "called" in fields else {},
    )


def _narrowed(
    declared: SymbolTable, reader: NodeReader, what: str, node: Node | None, values: tuple[str, ...]
) -> dict[str, Narrowing]:
    """The values that an earlier version took more to be."""
    found = {}
    for key, narrowing in reader.items(node, f"'narrowed' of {what}") if node is not None else []:
        if key.value not in values:
            declared.unknown(reader, key, f"value of {what} in 'narrowed':", str(key.value), values)
            continue
        fields = reader.record(narrowing, f"the narrowing of '{key.value}'", schema.NARROWING)
        since = reader.number(fields["since"], "'since'") if "since" in fields else None
        if since is not None and since != int(since):
            reader.problem(fields["since"], "'since' must be a whole number: the version of the knowledge base")
        found[str(key.value)] = Narrowing(int(since or 0), reader.text(fields.get("text"), "text"))
    if node is not None and kind(node) == "map" and not node.value:
        reader.problem(node, f"'narrowed' of {what} names no value; leave it out")
    return found


def _alike(
    declared: SymbolTable, reader: NodeReader, id: str, node: Node | None, legal: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """A list of values, or a list of such lists; each value stands in one of them, once."""
    if node is None:
        return ()
    if not legal:
        reader.problem(node, f"numbers cannot be 'alike'; leave out the limit that tells those of '{id}' apart")
        return ()
    groups = reader.parts(node, "'alike'")
    if groups and not any(kind(part) == "seq" for part in groups):
        groups = [node]
    seen: set[str] = set()
    found = []
    for group in groups:
        words = []
        for part in reader.parts(group, "each list of 'alike'"):
            word = reader.word(part, "a value of 'alike'")
            if word is None or id in declared.broken:
                continue
            if word not in legal:
                declared.unknown(reader, part, f"value of '{id}':", word, legal)
            elif word in seen:
                reader.problem(part, f"duplicate value '{word}'")
            seen.add(word)
            words.append(word)
        if kind(group) == "seq" and len(group.value) < 2:
            reader.problem(group, "'alike' needs at least two values")
        found.append(tuple(words))
    if not groups and kind(node) == "seq":
        reader.problem(node, "'alike' needs at least two values")
    return tuple(found)


def _always_required(reader: NodeReader, node: Node | None) -> bool:
    """Whether the question is required in every case; where it depends, `read_demands` says when."""
    if node is None or kind(node) == "map":
        return False
    if kind(node) not in ("str", "bool"):
        reader.wrong_kind(node, "required", "yes, no or {when: ...}")
        return False
    return reader.flag(node, "required")


def read_demands(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    """Where answers are required, for the questions that are declared: a demand may test any other one."""
    for key, node in section.value if kind(section) == "map" else ():
        question = declared.questions.get(key.value) if isinstance(key.value, str) else None
        for name, value in node.value if kind(node) == "map" else ():
            if name.value == "required" and kind(value) == "map" and question is not None:
                before = len(reader.problems)
                when = _demand(declared, reader, question, value)
                if len(reader.problems) > before:
                    declared.broken.add(question.id)
                else:
                    declared.questions[question.id] = question._replace(required_when=when)


def _demand(declared: SymbolTable, reader: NodeReader, question: Question, node: Node) -> Condition | None:
    fields = reader.record(node, f"'required' of '{question.id}'", schema.DEMAND)
    if "when" not in fields:
        return None
    when = read_condition(declared, reader, fields["when"])
    for id in dict.fromkeys(leaf.attribute for leaf, _ in leaves(when)):
        if id in declared.conclusions:
            what = f"'required' of '{question.id}' tests '{id}', which is concluded; it can test questions only"
            reader.problem(fields["when"], what)
        elif id == question.id:
            reader.problem(
                fields["when"], f"'required' of '{id}' tests '{id}' itself; it can test other questions only"
            )
    return when


def _choices(reader: NodeReader, node: Node, shape: str, required: bool) -> dict[str, str]:
    texts = {}
    for key, value in reader.named(node, shape):
        if key.value == UNKNOWN and required:
            reader.problem(key, "a required question does not take 'unknown'")
        texts[key.value] = reader.text(value, f"the wording of '{key.value}'")
    apart = {UNKNOWN, NONE} if shape == "many" else {UNKNOWN}
    if kind(node) == "map" and not set(texts) - apart:
        reader.problem(node, f"'{shape}' needs at least one value")
    return texts


def _from_table(declared: SymbolTable, reader: NodeReader, id: str, fields: dict[str, Node]) -> dict[str, str]:
    node = fields["table"]
    table = declared.tables.get(reader.word(node, "table") or "")
    if table is None:
        if kind(node) == "str":
            declared.unknown(reader, node, "table", node.value, declared.tables)
        declared.broken.add(id)
        return {}
    if table.id in declared.broken:
        declared.broken.add(id)
    if "shown" not in fields:
        reader.problem(node, f"question '{id}' has no 'shown', the column that words each value")
        return {row: row for row in table.rows}
    column = _column(declared, reader, fields, "shown")
    return {row: str(cells.get(column, row)) for row, cells in table.rows.items()}


def _names(
    declared: SymbolTable, reader: NodeReader, what: str, fields: dict[str, Node], texts: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The other names of each value that has some."""
    node, said = fields["called"], dict[str, str]()
    if kind(node) == "map":
        for key, value in reader.items(node, f"'called' of {what}"):
            if key.value in texts:
                said[key.value] = reader.text(value, f"the names of '{key.value}'")
            else:
                declared.unknown(reader, key, f"value of {what} in 'called':", str(key.value), texts)
    elif "table" not in fields:
        reader.problem(node, f"'called' of {what} needs a mapping of its values, or a 'table' whose column it names")
    elif table := declared.tables.get(str(fields["table"].value)):
        column = _column(declared, reader, fields, "called")
        said = {row: str(cells.get(column, "")) for row, cells in table.rows.items()}
    parted = {value: [" ".join(name.split()) for name in names.split(",")] for value, names in said.items()}
    found = {value: tuple(filter(None, names)) for value, names in parted.items()}
    _check_apart(reader, node, texts, found)
    return {value: names for value, names in found.items() if names}


def _check_apart(
    reader: NodeReader, node: Node, texts: Mapping[str, str], names: Mapping[str, tuple[str, ...]]
) -> None:
    """A name means one value; nor is it the wording of another."""
    means = {in_small_letters(text): value for value, text in texts.items()}
    for value, its in names.items():
        for name in its:
            other = means.setdefault(name.casefold(), value)
            if other != value:
                reader.problem(node, f"{quoted(name)} is a name of '{value}' and of '{other}'; a name means one value")


def _column(declared: SymbolTable, reader: NodeReader, fields: dict[str, Node], key: str) -> str:
    """The column of texts that the key names; empty after a complaint."""
    table = declared.tables[str(fields["table"].value)]
    column = reader.word(fields[key], f"'{key}'")
    if column is None or column not in table.columns:
        if column is not None:
            declared.unknown(reader, fields[key], f"column of table '{table.id}':", column, table.columns)
        return ""
    if table.columns[column].kind in ("number", "many"):
        reader.problem(fields[key], f"'{key}' needs a column of texts, and '{column}' holds numbers or lists")
    return column


class _Range(NamedTuple):
    """What a question's number may be, and how it is counted."""

    minimum: Number = 0
    maximum: Number = 0
    whole: bool = False
    unit: str = ""
    unit_of_one: str = ""


def _range(reader: NodeReader, node: Node) -> _Range:
    fields = reader.record(node, "'number'", schema.NUMBER)
    low = reader.number(fields["min"], "'min'") if "min" in fields else None
    high = reader.number(fields["max"], "'max'") if "max" in fields else None
    if low is not None and high is not None and low > high:
        reader.problem(fields["min"], f"min {low} is more than max {high}")
    whole = reader.flag(fields.get("whole"), "whole")
    for name, bound in (("min", low), ("max", high)):
        if whole and bound is not None and bound != int(bound):
            reader.problem(fields[name], f"'{name}' must be a whole number, as the answer is")
        elif whole and bound is not None and abs(bound) >= 10**DIGITS:
            reader.problem(fields[name], f"'{name}' must have at most {DIGITS} digits, as every whole answer has")
    unit, one = (reader.text(fields.get(name), name) for name in ("unit", "unit_of_one"))
    if one and not unit:
        reader.problem(fields["unit_of_one"], "'unit_of_one' needs a 'unit' for the other numbers")
    return _Range(low or 0, high or 0, whole, unit, one)
