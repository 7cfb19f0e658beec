"""Reads tests by a table, `income: {at_most: size.limit}` and `school: council.accepts`, into ordinary conditions.

The rows are asked in classes: a part for all rows that have the same in their cells. Where the row is not known, or
its cell is not, no part holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from advisor.knowledge.attributes import NumberRange, Question
from advisor.knowledge.conditions import ALWAYS, All, ByRow, Compare, Condition, Leaf, OneOf, RowTest
from advisor.knowledge.declarations import unfit
from advisor.knowledge.node_reader import ID, NodeReader, kind
from advisor.knowledge.symbol_table import SymbolTable
from advisor.knowledge.tables import Column, Table

if TYPE_CHECKING:
    from yaml.nodes import Node

_BY_ROW = re.compile(rf"{ID.pattern}\.{ID.pattern}")
_HOLDS = {"text": "texts", "one": "one of some words", "number": "numbers", "many": "lists"}


class NamedColumn(NamedTuple):
    """The column that a test names, of the table of a question."""

    question: Question
    table: Table
    column: Column


def is_by_row(node: Node) -> bool:
    """Whether what is written names a question's column; no value has a point in its name."""
    return kind(node) == "str" and _BY_ROW.fullmatch(node.value) is not None


def limit(
    declared: SymbolTable,
    reader: NodeReader,
    attribute: str,
    comparison: str,
    range: Question | NumberRange,
    node: Node,
) -> Condition:
    """The attribute's number, of this range, compares so with what the row's cell has."""
    named = _column(declared, reader, node)
    if named is None:
        return ALWAYS
    column = named.column
    if column.kind != "number":
        what = f"column '{column.id}' of table '{named.table.id}' holds {_HOLDS[column.kind]}, so it is no limit"
        reader.problem(node, f"{what}; of a limit write 'number: {{}}' in the column")
        return ALWAYS
    classes: list[tuple[tuple[str, ...], Leaf]] = []
    for number, rows in named.table.rows_by_content(column.id).items():
        assert isinstance(number, (int, float))
        if wrong := unfit(range, comparison, number):
            reader.problem(node, f"{attribute}: {wrong} ('{column.id}' of row '{rows[0]}')")
        classes.append((rows, Compare(attribute, comparison, number)))
    return _by_row(RowTest(attribute, comparison, named.question.id, column.id), classes)


def listed(declared: SymbolTable, reader: NodeReader, attribute: str, values: tuple[str, ...], node: Node) -> Condition:
    """The attribute, which takes these values, has one of those that the row's cell lists."""
    named = _column(declared, reader, node)
    if named is None:
        return ALWAYS
    column = named.column
    if column.kind != "many":
        what = f"column '{column.id}' of table '{named.table.id}' holds {_HOLDS[column.kind]}, not lists"
        reader.problem(node, f"{what}, so '{attribute}' cannot be among them")
        return ALWAYS
    classes: list[tuple[tuple[str, ...], Leaf]] = []
    for content, rows in named.table.rows_by_content(column.id).items():
        assert isinstance(content, tuple)
        strange = [value for value in content if value not in values]
        if strange:
            reader.problem(node, f"row '{rows[0]}' lists '{strange[0]}' in '{column.id}', no value of '{attribute}'")
        if content:
            classes.append((rows, OneOf(attribute, content)))
    return _by_row(RowTest(attribute, "", named.question.id, column.id), classes)


def _by_row(test: RowTest, classes: list[tuple[tuple[str, ...], Leaf]]) -> Condition:
    return ByRow(tuple(All((OneOf(test.question, rows), leaf)) for rows, leaf in classes), test)


def _column(declared: SymbolTable, reader: NodeReader, node: Node) -> NamedColumn | None:
    """The column that is named; None where there is no such one, or its declaration has a mistake."""
    id, _, column = str(node.value).partition(".")
    question = declared.questions.get(id)
    if question is None:
        if id in declared.conclusions:
            reader.problem(node, f"'{id}' has no columns: it is concluded")
        elif id not in declared.broken:
            declared.unknown(reader, node, "question", id, declared.questions)
        return None
    if id in declared.broken or not declared.column(reader, node, question, column):
        return None
    if question.table in declared.broken:
        return None
    table = declared.tables[question.table]
    return NamedColumn(question, table, table.columns[column])
