"""Cells: what a column of a table holds for a question, what is legal there, and the boolean columns it gives.

A cell that is written plainly is recognised by expressions. Any other is *irregular*: a frame in memory has it read by
the question itself (`settle`), which takes what is legal however it is written; an engine reports it as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.conditions import either
from advisor.columns.plan import MARK
from advisor.knowledge.conditions import COMPARISONS, NONE, UNKNOWN, Compare
from advisor.knowledge.model import Question

if TYPE_CHECKING:
    import narwhals as nw

NUMBER = r"^[+-]?[0-9]{1,15}(\.[0-9]{0,15})?([eE][+-]?[0-9]{1,3})?$"
"""A number that is read by expressions; no more digits than a float holds exactly."""

SHOWN = r"^(0|-?[1-9][0-9]{0,14}|-?[1-9][0-9]{0,8}\.[0-9]{0,4}[1-9]|-?0\.0{0,3}[1-9]([0-9]{0,8}[1-9])?)$"
"""A number that is written as it is shown to a person."""


class Cell(NamedTuple):
    """A question's column: its text, null or empty where nothing is answered; and its numbers."""

    question: Question

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

    def opened(self, in_memory: bool) -> nw.Expr:
        """The column's text. An engine trims it here; in memory only cells that need it are read again."""
        import narwhals as nw

        text = nw.col(self.question.id).cast(nw.String())
        if not in_memory:
            text = text.str.strip_chars()
            if self.question.kind == "many":
                text = text.str.replace_all(r"\s*;\s*", ";")
        return text

    def counted(self) -> nw.Expr:
        """The number of a number question's text, null where it is not written plainly."""
        import narwhals as nw

        text = nw.when(self.text.str.contains(NUMBER)).then(self.text)
        return text.cast(nw.Float64())

    def unknown(self) -> nw.Expr:
        return self.text.is_null() | (self.text == "") | (self.text == UNKNOWN)

    def has(self, value: str) -> nw.Expr:
        """Whether the answer is this value, or has it among its values."""
        question = self.question
        if value == UNKNOWN:
            return self.unknown()
        if question.kind != "many" or value == NONE:
            return (self.text == value).fill_null(False)
        words = [*question.values, NONE, UNKNOWN]
        if any(value in word for word in words if word != value):
            return self.text.str.contains(rf"(^|;){re.escape(value)}(;|$)").fill_null(False)
        return self.text.str.contains(value, literal=True).fill_null(False)

    def compares(self, condition: Compare) -> nw.Expr:
        return COMPARISONS[condition.comparison](self.number, condition.number).fill_null(False)  # type: ignore[arg-type, attr-defined]

    def legal(self, has: Callable[[str], nw.Expr], in_memory: bool) -> nw.Expr:
        """Whether the cell is written plainly and its value legal; `has` are the columns of the values.

        In memory a number is plain that is written as it is shown: every other is read again.
        """
        question = self.question
        if question.kind == "choice":
            good = either(has(value) for value in question.values)
        elif question.kind == "many":
            one = "|".join(map(re.escape, question.values))
            listed = self.text.str.contains(rf"^(?:{one})(?:;(?:{one}))*$").fill_null(False)
            good = listed | has(NONE)
        else:
            good = (self.number >= question.minimum) & (self.number <= question.maximum)
            if question.whole:
                good = good & (self.number == self.number.floor())
            if in_memory:
                good = good & self.text.str.contains(SHOWN)
            good = good.fill_null(False)
        return good if question.required else good | has(UNKNOWN)

    def complaint(self) -> nw.Expr:
        """What an engine says of an illegal cell."""
        import narwhals as nw

        question = self.question
        if question.kind == "number":
            whole = "whole " if question.whole else ""
            right = f"a {whole}number from {question.minimum} to {question.maximum}"
        else:
            right = f"one of {', '.join(question.values)}"
        shown = nw.concat_str([nw.lit(f"{question.id}: '"), self.text, nw.lit(f"' is not {right}")])
        needed = nw.lit(f"{question.id}: this question needs an answer other than 'unknown'")
        return nw.when(self.unknown()).then(needed).otherwise(shown) if question.required else shown
