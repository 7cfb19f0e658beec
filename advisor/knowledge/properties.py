"""Reads the properties of a knowledge base: what its authors claim of every case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.knowledge import schema
from advisor.knowledge.condition_reader import read_condition
from advisor.knowledge.conditions import ALWAYS, Condition, NoneOf
from advisor.knowledge.model import Claimed, Property
from advisor.knowledge.node_reader import NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable

if TYPE_CHECKING:
    from yaml.nodes import Node


def read_properties(declared: SymbolTable, reader: NodeReader, section: Node, properties: dict[str, Property]) -> None:
    for key, node in reader.named(section, "properties"):
        if not declared.claim(reader, key, "property"):
            continue
        what = f"property '{key.value}'"
        fields = reader.record(node, what, schema.PROPERTY)
        claim = reader.just_one(node, what, schema.PROPERTY, fields)
        conditions: dict[str, Condition] = {
            name: read_condition(declared, reader, node)
            for name, node in fields.items()
            if name in ("never", "always", "when")
        }
        count = _count(declared, reader, fields["count"]) if "count" in fields else None
        if "when" in fields and claim != "count":
            reader.problem(fields["when"], f"'when' needs 'count' in {what}; test it in the condition")
        because = declared.filled(reader, fields.get("because"), "because")
        cite = declared.cite(reader, fields.get("cite"))
        if claim == "count":
            holds = conditions.get("when", ALWAYS)
        elif claim is not None:
            holds = NoneOf((conditions[claim],)) if claim == "never" else conditions[claim]
        if claim is not None and (claim != "count" or count is not None):
            properties[key.value] = Property(key.value, holds, because, cite, reader.place(key), count)


def _count(declared: SymbolTable, reader: NodeReader, node: Node) -> Claimed | None:
    """How many values of a concluded attribute are claimed."""
    items = reader.items(node, "'count'")
    if len(items) != 1:
        if kind(node) == "map":
            reader.problem(node, "'count' names one attribute and how many of its values there are")
        return None
    key, value = items[0]
    conclusion = declared.conclusions.get(str(key.value))
    if conclusion is None or not conclusion.many:
        if conclusion is not None or key.value in declared.questions:
            reader.problem(key, f"'count' counts what is concluded as 'many', unlike '{key.value}'")
        elif key.value not in declared.broken:
            declared.unknown(reader, key, "conclusion", str(key.value), declared.conclusions)
        return None
    fields = reader.record(value, f"the count of '{key.value}'", schema.CLAIMED)
    if kind(value) == "map" and not fields.keys() & {"at_least", "at_most"}:
        reader.problem(value, f"the count of '{key.value}' needs 'at_least' or 'at_most'")
    values = []
    for part in reader.parts(fields["of"], "'of'") if "of" in fields else []:
        word = reader.word(part, f"a value of '{key.value}'")
        if word is not None and word not in conclusion.values:
            declared.unknown(reader, part, f"value of '{key.value}':", word, conclusion.values)
        elif word in values:
            reader.problem(part, f"duplicate value '{word}'")
        elif word is not None:
            values.append(word)
    most = len(values or conclusion.values)
    least, upto = (_whole(reader, fields.get(name), name, most) for name in ("at_least", "at_most"))
    if least is not None and upto is not None and least > upto:
        reader.problem(fields["at_least"], f"'at_least' {least} is more than 'at_most' {upto}")
    return Claimed(conclusion.id, tuple(values) or conclusion.values, least or 0, most if upto is None else upto)


def _whole(reader: NodeReader, node: Node | None, what: str, most: int) -> int | None:
    """A number of values, of which there are so many at most."""
    number = None if node is None else reader.number(node, f"'{what}'")
    if node is None or number is None:
        return None
    if number != int(number) or not 0 <= number <= most:
        reader.problem(node, f"'{what}' is a whole number from 0 to {most}, the number of values, not {number}")
        return None
    return int(number)
