"""Who stands behind the numbers of a batch: the first few people at each, and the mistakes by their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from advisor.batching.faults import Splitter, placed
from advisor.columns.output import ERROR
from advisor.columns.query import MARK
from advisor.knowledge.model import KnowledgeBase, Pair

if TYPE_CHECKING:
    import polars as pl

MOST = 100
"""So many people are named behind a number."""

_WHO = f"{MARK}who"


class RowMistake(NamedTuple):
    """A kind of mistake: the question to which it was given, none where the row as a whole is wrong, and what it is."""

    question: str
    what: str


@dataclass
class Behind:
    """Who is behind each value of a goal, behind each gap and behind each kind of mistake, in the order of the rows."""

    kb: KnowledgeBase
    values: dict[Pair, list[str]] = field(default_factory=dict)
    gaps: dict[str, list[str]] = field(default_factory=dict)
    mistakes: Counter[RowMistake] = field(default_factory=Counter)
    mistaken: dict[RowMistake, list[str]] = field(default_factory=dict)
    _rows: int = 0

    @cached_property
    def _splitter(self) -> Splitter:
        return Splitter(self.kb)

    def note(self, batch: pl.DataFrame, notes: Mapping[str, str]) -> None:
        """Notes the people of further rows. `notes` are the milestones by the columns that say whether they are met."""
        import polars as pl

        name, id = (_text(it) if it in batch.columns else pl.lit(None, pl.String) for it in ("name", "id"))
        place = pl.format("row {}", pl.int_range(self._rows + 1, self._rows + len(batch) + 1))
        both = pl.format("{} ({})", name, id)  # null where either is
        told = batch.with_columns(pl.coalesce(both, name, id, place).alias(_WHO))
        self._rows += len(batch)
        for goal in self.kb.goals:
            found = told.drop_nulls(goal).group_by(goal, maintain_order=True).agg(pl.col(_WHO).head(MOST))
            for value, people in found.select(goal, _WHO).iter_rows():
                _add(self.values.setdefault((goal, value), []), people)
        good = told.filter(pl.col(ERROR).is_null())
        for column, id_of in notes.items():
            _add(self.gaps.setdefault(id_of, []), good.filter(~pl.col(column))[_WHO].head(MOST).to_list())
        for error, who in told.drop_nulls(ERROR).select(ERROR, _WHO).iter_rows():
            self._note_mistakes(error, who)

    def _note_mistakes(self, error: str, who: str) -> None:
        place, said_of_it = placed(error)
        mistakes = dict.fromkeys(RowMistake(it.question, it.whatever) for it in self._splitter.kinds(said_of_it))
        said = f"{who}, {place}" if place and place != who else who
        for mistake in mistakes:
            self.mistakes[mistake] += 1
            _add(self.mistaken.setdefault(mistake, []), [said])


def _text(column: str) -> pl.Expr:
    """The column's text, null where it is blank."""
    import polars as pl

    return pl.col(column).str.strip_chars().replace("", None)


def _add(known: list[str], people: list[str]) -> None:
    known += people[: MOST - len(known)]
