"""Cells: what a column of a table holds for a question, what is legal there, and the boolean columns it gives.

A cell that is written plainly is recognised by expressions. Any other the question itself reads (`settling`), which
takes what is legal however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.columns.conditions import either
from advisor.columns.memoized import MemoizedColumn
from advisor.columns.query import MARK
from advisor.knowledge import typed_numbers
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import COMPARISONS, NONE, UNKNOWN, Compare

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

SHOWN = r"^(0|-?[1-9][0-9]{0,14}|-?[1-9][0-9]{0,8}\.[0-9]{0,4}[1-9]|-?0\.0{0,3}[1-9]([0-9]{0,8}[1-9])?)$"
"""A number that is written as it is shown to a person."""


MAX_VALUES = 60
"""A `many` question of more values is not read as the bits of a number."""


@dataclass(frozen=True)
class Cell:
    """A question's column: its text, null or empty where nothing is answered, and its numbers.

    A `many` question is read once for each distinct text, into the bits of a number: one for each of its
    words, and one that says that the text is plain and legal.
    """

    question: Question

    @property
    def has_bits(self) -> bool:
        return self.question.kind == "many" and len(self.question.values) <= MAX_VALUES

    @property
    def words(self) -> list[str]:
        """What the question's column can say; of a `many` question among others."""
        special = [NONE] if self.question.kind == "many" else []
        return list(dict.fromkeys([*self.question.values, *special, UNKNOWN]))

    @property
    def text(self) -> nw.Expr:
        import narwhals as nw

        return nw.col(self.text_name)

    @property
    def number(self) -> nw.Expr:
        import narwhals as nw

        return nw.col(self.number_name)

    @property
    def text_name(self) -> str:
        return f"{MARK}text_{self.question.id}"

    @property
    def number_name(self) -> str:
        return f"{MARK}number_{self.question.id}"

    def extract(self) -> nw.Expr:
        """The column's text."""
        import narwhals as nw

        return nw.col(self.question.id)

    def counted(self) -> pl.Expr:
        """The number of a number question, null where its text is none, or the bits of a `many` question.

        Narwhals has no word for either.
        """
        import polars as pl

        text = pl.col(self.text_name)
        if self.has_bits:
            number = text.map_batches(self.bits, return_dtype=pl.Int64, is_elementwise=True)
        else:
            number = text.cast(pl.Float64, strict=False)
        return number.alias(self.number_name)

    def tidied(self) -> pl.Expr:
        """The text without blanks around it, and a legal number of thousands without what stands between them."""
        import polars as pl

        text, question = pl.col(self.text_name).str.strip_chars(), self.question
        if question.kind != "number":
            return text
        digits = text.str.replace_all("[^0-9]", "")
        legal = digits.cast(pl.Int64, strict=False).is_between(question.minimum, question.maximum)
        grouped = text.str.contains(typed_numbers.with_commas(question.unit, question.whole))
        return pl.when(grouped & legal).then(digits).otherwise(text).alias(self.text_name)

    @cached_property
    def bits(self) -> MemoizedColumn:
        """The texts as bits."""
        return MemoizedColumn(self._bits_of)

    def _bits_of(self, texts: pl.Series) -> pl.Series:
        import narwhals as nw

        read = [self._reads(word) for word in self.words]
        good = self._listed() | self._reads(NONE)
        read.append(good if self.question.required else good | self._reads(UNKNOWN))
        bits = [expr.cast(nw.Int64()) * nw.lit(2**at, dtype=nw.Int64()) for at, expr in enumerate(read)]
        frame = nw.from_native(texts.alias(self.text_name).to_frame())
        read_bits: pl.DataFrame = frame.select(nw.sum_horizontal(*bits).alias(texts.name)).to_native()
        return read_bits[texts.name]

    def _bit(self, at: int) -> nw.Expr:
        import narwhals as nw

        return (self.number & nw.lit(2**at, dtype=nw.Int64())) != 0

    def unknown(self) -> nw.Expr:
        return self.text.is_null() | (self.text == "") | (self.text == UNKNOWN)

    def has(self, value: str) -> nw.Expr:
        """Whether the answer is this value, or has it among its values."""
        return self._bit(self.words.index(value)) if self.has_bits else self._reads(value)

    def _reads(self, value: str) -> nw.Expr:
        """Whether the text says this value."""
        question = self.question
        if value == UNKNOWN:
            return self.unknown()
        if question.kind != "many" or value == NONE:
            return (self.text == value).fill_null(False)
        words = [*question.values, NONE, UNKNOWN]
        if any(value in word for word in words if word != value):
            return self.text.str.contains(rf"(^|;){re.escape(value)}(;|$)").fill_null(False)
        return self.text.str.contains(value, literal=True).fill_null(False)

    def _listed(self) -> nw.Expr:
        """Whether the text is a list of the question's values."""
        one = "|".join(map(re.escape, self.question.values))
        return self.text.str.contains(rf"^(?:{one})(?:;(?:{one}))*$").fill_null(False)

    def compares(self, condition: Compare) -> nw.Expr:
        holds: nw.Expr = COMPARISONS[condition.comparison](self.number, condition.number)  # type: ignore[arg-type, assignment]
        return holds.fill_null(False)

    def legal(self, has: Callable[[str], nw.Expr]) -> nw.Expr:
        """Whether the cell is written plainly and its value legal; `has` are the columns of the values.

        A number is plain that is written as it is shown: every other is read again.
        """
        question = self.question
        if question.kind == "choice":
            good = either(has(value) for value in question.values)
        elif question.kind == "many":
            if self.has_bits:
                return self._bit(len(self.words))
            good = self._listed() | has(NONE)
        else:
            good = (self.number >= question.minimum) & (self.number <= question.maximum)
            if question.whole:
                good = good & (self.number == self.number.floor())
            good = (good & self.text.str.contains(SHOWN)).fill_null(False)
        return good if question.required else good | has(UNKNOWN)
