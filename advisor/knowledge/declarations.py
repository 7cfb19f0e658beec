"""Reads what a knowledge base declares: sources and conclusions, and what all attributes have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.errors import did_you_mean, quoted
from advisor.knowledge import schema
from advisor.knowledge.attributes import Conclusion, NumberRange, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Number
from advisor.knowledge.decimals import DIGITS
from advisor.knowledge.model import Source
from advisor.knowledge.node_reader import NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable
from advisor.knowledge.wording import in_words

if TYPE_CHECKING:
    from yaml.nodes import Node

RESERVED = ("all", "any", "none", "not", "unknown")


def read_sources(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    for key, node in reader.named(section, "sources"):
        if not declared.claim(reader, key, "source"):
            continue
        before = len(reader.problems)
        what = f"source '{key.value}'"
        fields = reader.record(node, what, schema.SOURCE)
        trust = reader.text(fields.get("trust"), "trust")
        if trust and trust not in schema.TRUST:
            hint = did_you_mean(trust, schema.TRUST) or f"; known are {', '.join(schema.TRUST)}"
            reader.problem(fields["trust"], f"unknown trust {quoted(trust)}{hint}")
        url = reader.text(fields.get("url"), "url")
        if url and not schema.URL.fullmatch(url):
            reader.problem(fields["url"], f"{quoted(url)} is no address that begins with https:// or http://")
        passages = {}
        if "passages" in fields:
            for name, text in reader.items(fields["passages"], f"passages of {what}"):
                passages[str(name.value)] = reader.text(text, f"passage {quoted(name.value)}")
        declared.sources[key.value] = Source(
            key.value,
            reader.line(fields.get("title"), "title"),
            url,
            reader.date(fields.get("as_of"), "as_of"),
            trust,
            passages,
        )
        if len(reader.problems) > before:
            declared.broken.add(key.value)


def note_values(declared: SymbolTable, reader: NodeReader, id: str, node: Node) -> None:
    """Where each value of an attribute is written."""
    for name, values in node.value if kind(node) == "map" else ():
        if name.value not in ("choices", "one", "many"):
            continue
        for value in values.value if kind(values) in ("map", "seq") else ():
            word = value[0] if kind(values) == "map" else value
            declared.places.setdefault(("value", f"{id}={word.value}"), reader.place(word))


def reserved(reader: NodeReader, key: Node) -> bool:
    if key.value in RESERVED:
        reader.problem(key, f"'{key.value}' has a fixed meaning and cannot be an attribute")
    return key.value in RESERVED


def note_numbers(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    """Which conclusions are numbers: texts may name those that are read later."""
    for key, node in section.value if kind(section) == "map" else ():
        if kind(node) == "map" and any(name.value == "number" for name, _ in node.value):
            declared.sums.add(str(key.value))


def read_conclusions(declared: SymbolTable, reader: NodeReader, section: Node) -> None:
    for key, node in reader.named(section, "conclusions"):
        if reserved(reader, key) or not declared.claim(reader, key, "conclusion", "attribute"):
            continue
        before = len(reader.problems)
        what = f"conclusion '{key.value}'"
        fields = reader.record(node, what, schema.CONCLUSION)
        shape = reader.just_one(node, what, schema.CONCLUSION, fields)
        if shape is None:
            declared.broken.add(key.value)
            continue
        total = _total(reader, fields[shape]) if shape == "number" else None
        texts = _concluded(declared, reader, fields[shape], shape) if shape != "number" else {}
        note_values(declared, reader, key.value, node)
        label = reader.line(fields.get("label"), "label") or in_words(key.value)
        worded = {value: text for value, text in texts.items() if text}
        internal = reader.flag(fields.get("internal"), "internal")
        plural = reader.flag_or_none(fields.get("plural"), "plural")
        first = reader.flag(fields.get("first"), "first")
        if first and shape != "one":
            reader.problem(fields["first"], f"'first' needs 'one': of '{key.value}' more than one rule may fire")
            first = False
        if "otherwise" in fields and not first:
            reader.problem(fields["otherwise"], "'otherwise' needs 'first: yes'")
        declared.conclusions[key.value] = Conclusion(
            key.value, shape == "many", tuple(texts), label, worded, internal, plural, first, total
        )
        if len(reader.problems) > before:
            declared.broken.add(key.value)


def _concluded(declared: SymbolTable, reader: NodeReader, node: Node, shape: str) -> dict[str, str]:
    """The values and their texts; a value without a text has an empty one."""
    if kind(node) == "str" and node.value == schema.STEPS:
        return dict.fromkeys(declared.steps, "")
    texts: dict[str, str] = {}
    if kind(node) == "map":
        for key, value in reader.named(node, f"'{shape}'"):
            _may_be_concluded(reader, key)
            texts[key.value] = declared.filled(reader, value, f"the text of '{key.value}'")
    else:
        if kind(node) != "seq":
            reader.wrong_kind(node, f"'{shape}'", "a list or a mapping of values, or the word 'steps'")
        for part in node.value if kind(node) == "seq" else ():
            if reader.word(part, "a value") is not None and reader.is_id(part):
                _may_be_concluded(reader, part)
                if part.value in texts:
                    reader.problem(part, f"duplicate value '{part.value}'")
                texts[part.value] = ""
    if not texts and kind(node) in ("map", "seq"):
        reader.problem(node, f"'{shape}' needs at least one value")
    return texts


def _total(reader: NodeReader, node: Node) -> NumberRange:
    """The range of a number that is concluded, how it is written, and what it begins with."""
    fields = reader.record(node, "'number'", schema.TOTAL)
    found = {
        name: reader.number(fields[name], f"'{name}'") or 0
        for name in ("min", "max", "start", "places")
        if name in fields
    }
    low, high, start, places = (found.get(name, 0) for name in ("min", "max", "start", "places"))
    unit, unit_of_one = (reader.text(fields.get(name), name) for name in ("unit", "unit_of_one"))
    total = NumberRange(low, high, start, 0, unit, unit_of_one)
    if places != int(places) or not 0 <= places < DIGITS:
        reader.problem(fields["places"], f"'places' is a whole number from 0 to {DIGITS - 1}, not {places}")
        return total
    total = total._replace(places=int(places))
    if low > high:
        reader.problem(node, f"'min' {low} is larger than 'max' {high}")
    elif not low <= start <= high:
        reader.problem(fields.get("start", node), f"it begins with {start}, which is not between {low} and {high}")
    for name in ("min", "max", "start"):
        if name in fields and not total.takes(found[name]):
            reader.problem(fields[name], too_many_places(found[name], total))
    return total


def too_many_places(number: Number, total: NumberRange) -> str:
    if not total.places:
        return f"{number} is not a whole number; more is allowed by 'places'"
    places = "1 decimal place" if total.places == 1 else f"{total.places} decimal places"
    return f"{number} has more than {places}; more are allowed by 'places'"


def unfit(range: Question | NumberRange, comparison: str, number: Number) -> str:
    """Why a number is no limit for what has this range; nothing where it is one."""
    if not range.minimum <= number <= range.maximum:
        return f"{number} is not between {range.minimum} and {range.maximum}"
    if isinstance(range, NumberRange):
        return "" if range.takes(number) else too_many_places(number, range)
    return f"{number} is not a whole number" if comparison == "is" and range.whole and number != int(number) else ""


def _may_be_concluded(reader: NodeReader, node: Node) -> None:
    if node.value in (UNKNOWN, NONE):
        reader.problem(node, f"'{node.value}' has a fixed meaning and cannot be concluded")
