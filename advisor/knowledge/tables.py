"""The tables of a knowledge base: rows that are the values of a question, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, Union

from advisor.errors import quoted
from advisor.given import WrongKind, text
from advisor.knowledge.conditions import UNKNOWN, ByRow, Compare, Condition, OneOf
from advisor.records import NamedTuple

Content: TypeAlias = Union[str, int, float, tuple[str, ...]]
"""What stands in a cell: a text or a word; a number; the values that it lists; `unknown` for a number or a list."""


class Column(NamedTuple):
    """A table's column: what its cells hold, and what that is called.

    One of `kind` "text" cannot be tested. The cells of "one" hold one of `values`, those of "many" list some of them:
    values of the column's own, or of a `question`. `texts` has the wording of a value, where there is one.
    `told` has the clause in which a reason tells a cell, by what stands there, or under "" for all; columns of the same
    row between braces.
    """

    id: str
    text: str
    values: tuple[str, ...] = ()
    kind: Literal["text", "one", "number", "many"] = "text"
    unit: str = ""
    unit_of_one: str = ""
    texts: Mapping[str, str] = {}
    question: str = ""
    told: Mapping[str, str] = {}


class CellSource(NamedTuple):
    """What a cell rests on by itself: citations, as rules have them, and the day as of which it is so."""

    cite: tuple[str, ...] = ()
    as_of: str = ""


class RowCell(NamedTuple):
    """What a column knows of the row that is the answer to a question."""

    question: str
    column: str


class Table(NamedTuple):
    """Rows that are the values of a question, each with what stands in its columns, by the columns' ids.

    `sources` has for each row the columns whose cells have a source or a day of their own.
    """

    id: str
    columns: Mapping[str, Column]
    rows: Mapping[str, Mapping[str, Content]]
    sources: Mapping[str, Mapping[str, CellSource]] = {}

    def source(self, row: str, column: str) -> CellSource:
        """What the cell of a row and a column rests on by itself; nothing for most."""
        return self.sources.get(text(row, "a row"), {}).get(text(column, "the id of a column"), CellSource())

    def is_told(self, row: str, column: str) -> bool:
        """Whether a reason that reads the cell of a row and a column tells it: a number, a list, what has a source."""
        return self._column(column).kind in ("number", "many") or column in self.sources.get(text(row, "a row"), {})

    def rows_by_content(self, column: str) -> dict[Content, tuple[str, ...]]:
        """The rows of which the column knows the same; those are left out of which it knows nothing."""
        found: dict[Content, list[str]] = {}
        self._column(column)
        for row, cells in self.rows.items():
            if cells[column] != UNKNOWN:
                found.setdefault(cells[column], []).append(row)
        return {content: tuple(rows) for content, rows in found.items()}

    def _column(self, column: str) -> Column:
        """Raises WrongKind where there is none such."""
        if text(column, "the id of a column") not in self.columns:
            raise WrongKind(f"{self.id} has no column {quoted(column)}; its columns are {', '.join(self.columns)}")
        return self.columns[column]


def cells_tested(condition: Condition) -> Iterator[RowCell]:
    """The cells on which the condition rests, of whichever rows."""
    if isinstance(condition, OneOf):
        if condition.column:
            yield RowCell(condition.attribute, condition.column)
    elif not isinstance(condition, Compare):
        if isinstance(condition, ByRow):
            yield RowCell(condition.test.question, condition.test.column)
        for part in condition.parts:
            yield from cells_tested(part)
