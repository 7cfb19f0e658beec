"""How cells become the text that a question's own column would have: as they stand, by a map, or from ticks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from advisor.columns.cell_words import REFUSED, AnswerWords, folded
from advisor.errors import listed, quoted
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE

if TYPE_CHECKING:
    import polars as pl

TICKED = ("x", "yes", "y", "true", "1", "✓", "✔", "☑", "☒")
NOT_TICKED = ("no", "n", "false", "0", "-", "☐")
"""What a cell says, in any case, whose value is chosen, or is not; a blank one says nothing."""

_BETWEEN = "\x1f"
"""Stands between the cells that are read together."""


class CellReader(Protocol):
    """Reads the cells of a row, one for each column; the column of many rows says the same of each."""

    def read(self, cells: Sequence[str | None]) -> str | None: ...

    def column(self, columns: Sequence[pl.Expr]) -> pl.Expr: ...


class AsItStands:
    """A cell as it stands."""

    def read(self, cells: Sequence[str | None]) -> str | None:
        return cells[0]

    def column(self, columns: Sequence[pl.Expr]) -> pl.Expr:
        return columns[0]


@dataclass(frozen=True)
class SharedAnswer:
    """What all rows share, without a column."""

    text: str

    def read(self, cells: Sequence[str | None]) -> str | None:
        return self.text

    def column(self, columns: Sequence[pl.Expr]) -> pl.Expr:
        import polars as pl

        return pl.lit(self.text)


@dataclass(frozen=True)
class MappedCell:
    """A cell that may mean nothing, is mapped, or is a wording (of `words`, else what the question takes).

    `values` are answers by what cells say, folded; a cell of a question that takes `many` is mapped part by part, if it
    is not as a whole. `default` is the answer where the cell means nothing.
    """

    words: AnswerWords | None = None
    values: Mapping[str, str] | None = None
    many: bool = False
    empty: frozenset[str] = frozenset()
    default: str = ""

    def read(self, cells: Sequence[str | None]) -> str | None:
        text = cells[0] or ""
        if self._means_nothing(text):
            return self.default or None
        said = self._mapped(text)
        if said is not None:
            return said or self.default or None
        return self.words.from_wording(text) if self.words else text

    def _means_nothing(self, text: str) -> bool:
        return not text.strip() or text.strip() in self.empty

    def _mapped(self, text: str) -> str | None:
        if not self.values:
            return None
        whole = self.values.get(folded(text))
        if whole is not None or not self.many:
            return whole
        parts = text.split(";")
        mapped = [self.values.get(folded(part)) for part in parts]
        if all(it is None for it in mapped):
            return None
        said = [part if it is None else it for part, it in zip(parts, mapped, strict=True)]
        return ";".join(part for part in said if part)

    def column(self, columns: Sequence[pl.Expr]) -> pl.Expr:
        return _mapped_column(columns[0], lambda text: self.read([text]))


@dataclass(frozen=True)
class TickColumns:
    """Columns for `values` of a question that takes several, in which those that are chosen are ticked.

    Where all are denied, and they are all of the question's, there is none; where nothing is said nothing is known.
    """

    question: Question
    values: tuple[str, ...]
    empty: frozenset[str] = frozenset()
    default: str = ""

    def read(self, cells: Sequence[str | None]) -> str | None:
        chosen, denied = [], set()
        for value, cell in zip(self.values, cells, strict=True):
            text = (cell or "").strip()
            if text.casefold() in TICKED:
                chosen.append(value)
            elif text.casefold() in NOT_TICKED:
                denied.add(value)
            elif text and text not in self.empty:
                right = f"tick it with {listed(TICKED[:2])}, or leave it blank"
                return f"{REFUSED}{self.question.id}: {quoted(text)} is no tick for {value}; {right}"
        if chosen:
            return ";".join(chosen)
        return NONE if denied.issuperset(self.question.values) else self.default or None

    def column(self, columns: Sequence[pl.Expr]) -> pl.Expr:
        import polars as pl

        apart = [column.fill_null("").str.replace_all(_BETWEEN, " ", literal=True) for column in columns]
        return _mapped_column(
            pl.concat_str(apart, separator=_BETWEEN), lambda text: self.read((text or "").split(_BETWEEN))
        )


def _mapped_column(column: pl.Expr, read: Callable[[str | None], str | None]) -> pl.Expr:
    """The column with each distinct text read once."""
    import polars as pl

    def mapped(texts: pl.Series) -> pl.Series:
        distinct = texts.unique()
        said = pl.Series([read(text) for text in distinct], dtype=pl.String)
        found: pl.Series = texts.replace_strict(distinct, said, return_dtype=pl.String)
        return found

    return column.map_batches(mapped, return_dtype=pl.String, is_elementwise=True)
