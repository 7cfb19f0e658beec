"""A knowledge base compiled to columns: what is read, concluded and told of each row (`docs/batch.md`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from advisor.columns.cell_words import AnswerWords
from advisor.columns.cells import Cell
from advisor.columns.output import ERROR, OutputColumns
from advisor.columns.query import MARK, StagedQuery
from advisor.columns.rules import Cells
from advisor.columns.told_texts import StepWords, text_columns
from advisor.columns.words import Wording
from advisor.errors import AdvisorError
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    pass

CARRIED = ("id", "name")
"""Columns of the input that are carried through, where they are there and no question has that id."""

FAULT = f"{MARK}fault"
"""A text column that the caller adds before `told`: what is wrong with the row's cells; null where nothing is."""


class ColumnProgram:
    """Runs on lazy Polars frames, wrapped by Narwhals, that have a column for every question, in three steps.

    They are `opened`, `read` and `told`; the answers are settled between the last two.

    `legal` names by question the column of `read` that says whether a cell is written plainly and legal, `lacking` the
    one that says that its answer is unknown where a condition requires one.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        wording: Wording,
        details: bool = False,
        noted: Sequence[str] = (),
        texts: StepWords | None = None,
    ) -> None:
        self.kb = kb
        self._details, self._texts = details, texts
        self.shown = shown(kb, details)
        self.cells = {id: Cell(question) for id, question in kb.questions.items()}
        self.words = {id: AnswerWords(kb, question) for id, question in kb.questions.items()}
        self._reading = StagedQuery(f"{MARK}a")
        cells = Cells(self._reading, self.cells)
        legal = {id: cell.legal(partial(cells.has, id)) for id, cell in self.cells.items()}
        lacking = {id: cells.lacks(question) for id, question in kb.questions.items() if question.required_when}
        self._telling = OutputColumns(kb, StagedQuery(f"{MARK}b"), cells, wording, self.shown, noted, texts)
        self._reading.stage()
        self.legal = {id: self._reading.name(expr) for id, expr in legal.items()}
        self.lacking = {id: self._reading.name(expr) for id, expr in lacking.items()}

    @property
    def names(self) -> list[str]:
        """The columns that the program adds for the person, in order."""
        return names(self.kb, self._details, self._texts is not None)

    @property
    def numbers(self) -> dict[str, type]:
        """Those of them that hold numbers."""
        return numbers(self.kb, self._details)

    @property
    def notes(self) -> list[str]:
        """The columns that say of the `noted` attributes, in order, whether a good row has a conclusion of them."""
        return self._telling.notes

    def extract(self, frame: Any) -> Any:
        """With the text of every cell."""
        return frame.with_columns(**{cell.text_name: cell.extract() for cell in self.cells.values()})

    def parse(self, frame: Any) -> Any:
        """With the boolean columns of the answers."""
        import narwhals as nw

        counted = [cell.counted() for cell in self.cells.values() if cell.has_bits or cell.question.kind == "number"]
        return self._reading.run(nw.from_native(frame.to_native().with_columns(counted)))

    def render(self, frame: Any) -> Any:
        """With the columns that are shown."""
        return self._telling.run(frame)


def names(kb: KnowledgeBase, details: bool, texts: bool = False) -> list[str]:
    """The columns that a batch adds, in order; with `texts` those of texts, too.

    Raises AdvisorError where names collide.
    """
    others = shown(kb, details)
    told = text_columns(kb).all if texts else []
    if taken := [name for name in told if name in kb.conclusions]:
        raise AdvisorError(f"{kb.id}: the conclusion '{taken[0]}' is called as a column of texts is; rename it")
    return [kb.goal, "rule", "because", *others, *told, ERROR]


def numbers(kb: KnowledgeBase, details: bool) -> dict[str, type]:
    """The columns of concluded numbers among those that a batch adds, each with the kind of its numbers."""
    found = {id: kb.conclusions[id].number for id in shown(kb, details)}
    return {id: float if number.places else int for id, number in found.items() if number}


def shown(kb: KnowledgeBase, details: bool) -> list[str]:
    """The concluded attributes that have a column besides the first goal. Raises AdvisorError where names collide."""
    others = [id for id in kb.conclusions if id not in (*kb.goals, *kb.also)] if details else []
    found = [*kb.goals[1:], *kb.also, *others]
    taken = [id for id in (kb.goal, *found) if id in ("rule", "because", ERROR, *CARRIED)]
    if taken:
        raise AdvisorError(f"{kb.id}: the conclusion '{taken[0]}' cannot have a column: the table has one of that name")
    return found
