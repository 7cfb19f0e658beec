"""Reads conditions: from the mappings that authors write to the tree that every use reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from advisor.errors import did_you_mean, listed, quoted
from advisor.knowledge import not_possible, row_tests
from advisor.knowledge.attributes import Conclusion, Question
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
    values_of,
)
from advisor.knowledge.declarations import unfit
from advisor.knowledge.node_reader import NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable
from advisor.knowledge.tables import Column, Content, Table

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

        def compare(comparison: str, node: Node) -> Condition:
            return _compare(declared, reader, attribute, comparison, node)

        return _tests(reader, value, id, lambda nodes: _numbers(reader, attribute, compare, nodes), compare=compare)
    many = attribute.many if isinstance(attribute, Conclusion) else attribute.kind == "many"
    alone = (NONE, UNKNOWN) if isinstance(attribute, Question) else ()
    return _tests(reader, value, id, lambda nodes: _values(declared, reader, attribute, nodes), many, alone)


def _is_number(attribute: Question | Conclusion) -> bool:
    return attribute.kind == "number" if isinstance(attribute, Question) else attribute.number is not None


def _tests(
    reader: NodeReader,
    node: Node,
    what: str,
    read: Callable[[list[Node]], Condition],
    many: bool = False,
    alone: Sequence[str] = (NONE, UNKNOWN),
    compare: Callable[[str, Node], Condition] | None = None,
) -> Condition:
    """A value, a list of values, or a mapping of `not`, `all` and comparisons, all of which are required."""
    if kind(node) != "map":
        return _positive(reader, node, read)
    known = ("not", *(_RANGES if compare else ()), *(("all",) if many else ()))
    parts: list[Condition] = []
    items = reader.items(node, f"the test of '{what}'")
    if not items:
        reader.problem(node, f"the test of '{what}' is empty")
    for key, value in items:
        name = key.value
        if name not in known:
            reader.problem(key, _no_test(what, name, known))
        elif name == "not":
            parts.append(NoneOf((_positive(reader, value, read),)))
        elif name == "all":
            parts.append(_all([read([part]) for part in _every(reader, what, value, alone)]))
        elif compare:
            parts.append(compare(name, value))
    return _all(parts)


def _every(reader: NodeReader, what: str, node: Node, alone: Sequence[str]) -> list[Node]:
    """The values of a test `all`, in which those may not be that stand `alone`."""
    nodes = reader.parts(node, "'all'")
    if not nodes and kind(node) == "seq":
        reader.problem(node, f"'all' of '{what}' is an empty list")
    for part in nodes:
        if part.value in alone:
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
    range = attribute if isinstance(attribute, Question) else attribute.number
    assert range is not None
    what = f"'{comparison}'" if comparison != "is" else f"the value of '{id}'"
    if kind(node) == "str" and (impossible := not_possible.of_limit(node.value, declared.numbers)):
        reader.problem(node, f"{what}: {impossible}")
        return ALWAYS
    if row_tests.is_by_row(node):
        return row_tests.limit(declared, reader, id, comparison, range, node)
    number = reader.number(node, what)
    if number is None:
        return ALWAYS
    if wrong := unfit(range, comparison, number):
        reader.problem(node, f"{id}: {wrong}")
    return Compare(id, comparison, number)


def _numbers(
    reader: NodeReader,
    attribute: Question | Conclusion,
    compare: Callable[[str, Node], Condition],
    nodes: list[Node],
) -> Condition:
    parts: list[Condition] = []
    for node in nodes:
        if kind(node) == "str" and node.value == UNKNOWN and isinstance(attribute, Question):
            _may_be_unknown(reader, attribute, node)
            parts.append(OneOf(attribute.id, (UNKNOWN,)))
        elif kind(node) == "str" and node.value == UNKNOWN:
            reader.problem(node, f"'{attribute.id}' is concluded, so it is never {quoted(UNKNOWN)}")
        else:
            parts.append(compare("is", node))
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _may_be_unknown(reader: NodeReader, question: Question, node: Node) -> None:
    if question.required:
        reader.problem(node, f"'{question.id}' is required, so it is never 'unknown'")


def _values(
    declared: SymbolTable, reader: NodeReader, attribute: Question | Conclusion, nodes: list[Node]
) -> Condition:
    found: list[str] = []
    by_row: list[Condition] = []
    for node in nodes:
        if row_tests.is_by_row(node):
            by_row.append(row_tests.listed(declared, reader, attribute.id, attribute.values, node))
            continue
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
    parts = [*([OneOf(attribute.id, tuple(found))] if found else []), *by_row]
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


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
    tested = table.columns[column]
    if tested.kind == "text":
        reader.problem(key, f"column '{column}' of table '{table.id}' holds free text, so it cannot be tested")
        return ALWAYS
    id = attribute.id

    def rows(passes: Callable[[Content], bool]) -> Condition:
        found = tuple(row for row, cells in table.rows.items() if passes(cells[column]))
        return OneOf(id, found, column) if found else NEVER

    def read(nodes: list[Node]) -> Condition:
        wanted = {_content(declared, reader, id, table, tested, node) for node in nodes}
        return rows(lambda cell: not wanted.isdisjoint(values_of(cell)))

    def compare(comparison: str, node: Node) -> Condition:
        number = reader.number(node, f"'{comparison}'")
        if number is None:
            return ALWAYS
        return rows(lambda cell: isinstance(cell, (int, float)) and COMPARISONS[comparison](cell, number))

    many = tested.kind == "many"
    of_number = compare if tested.kind == "number" else None
    return _tests(reader, value, f"{id}.{column}", read, many, compare=of_number)


def _content(
    declared: SymbolTable, reader: NodeReader, question: str, table: Table, column: Column, node: Node
) -> Content | None:
    """What a test of a column wants to stand in the cell."""
    what = f"a value of column '{column.id}'"
    may_be = [cells[column.id] for cells in table.rows.values()]
    if kind(node) == "str" and node.value == UNKNOWN and UNKNOWN not in (*column.values, *may_be):
        reader.problem(node, f"column '{column.id}' is never 'unknown'; write {question}: unknown")
        return None
    if column.kind == "number" and not (kind(node) == "str" and node.value == UNKNOWN):
        return reader.number(node, what)
    word = reader.word(node, what)
    if (
        word is not None
        and word not in column.values
        and word not in (UNKNOWN, *([NONE] if column.kind == "many" else []))
    ):
        declared.unknown(reader, node, f"value of column '{column.id}':", word, column.values)
    return word
