"""Cells that are not written plainly: the question itself reads them, and says what is wrong with those it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.columns.program import FAULT, ColumnProgram
from advisor.columns.query import MARK
from advisor.errors import IllegalAnswer
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE
from advisor.knowledge.demands import complaint

if TYPE_CHECKING:
    import polars as pl

ROW = f"{MARK}row"
"""The column that numbers the rows of a table in memory, from 1 below the header."""

PLACE = f"{MARK}place"
"""The column with what stands before the row's number in a complaint."""


def settled(batch: pl.DataFrame, program: ColumnProgram) -> pl.DataFrame:
    """The batch with every legal answer read, and in FAULT what is wrong with the rows.

    They hold an illegal answer, or lack one that is required beside the others.
    """
    return _with_lacking(_read(batch, program), program)


def _with_lacking(batch: pl.DataFrame, program: ColumnProgram) -> pl.DataFrame:
    import polars as pl

    if not program.lacking:
        return batch
    asked = program.kb.questions
    said = [pl.when(pl.col(name)).then(pl.lit(complaint(asked[id]))) for id, name in program.lacking.items()]
    every = pl.concat_str(said, separator="; ", ignore_nulls=True)
    told = pl.concat_str([pl.col(PLACE), pl.col(ROW).cast(pl.String), pl.lit(", "), every])
    lacks = pl.col(FAULT).is_null() & pl.any_horizontal(*program.lacking.values())
    return batch.with_columns(pl.when(lacks).then(told).otherwise(pl.col(FAULT)).alias(FAULT))


def _read(batch: pl.DataFrame, program: ColumnProgram) -> pl.DataFrame:
    import polars as pl

    batch = _tidied(batch, program)
    doubtful = _doubtful(batch, program)
    if not doubtful:
        return batch
    rows = _rows(batch, doubtful)
    part = batch[rows]
    faults: list[list[str]] = [[] for _ in range(len(part))]
    reread = [_reread(part, program, id, faults) for id in doubtful]
    said = [
        known or (f"{place}{row}, {'; '.join(found)}" if found else None)
        for place, row, found, known in zip(part[PLACE], part[ROW], faults, part[FAULT], strict=True)
    ]
    new_fault = pl.Series(FAULT, said, dtype=pl.String)
    changed = [texts for texts in reread if texts is not None]
    if not changed:
        return batch.with_columns(batch[FAULT].scatter(rows, new_fault))
    return _replaced(batch, rows, _read_again(part.with_columns(new_fault, *changed), program))


def _doubtful(batch: pl.DataFrame, program: ColumnProgram) -> dict[str, str]:
    """The columns that say what is plain and legal, by the questions that have a cell that is not."""
    return {id: column for id, column in program.legal.items() if not batch[column].all()}


def _rows(batch: pl.DataFrame, doubtful: Mapping[str, str]) -> pl.Series:
    """The places of the rows that have such a cell."""
    import polars as pl

    return batch.select(pl.all_horizontal(*doubtful.values()).not_().arg_true()).to_series()


def _tidied(batch: pl.DataFrame, program: ColumnProgram) -> pl.DataFrame:
    """The batch with its doubtful texts without the blanks around them and the commas between thousands, all at once:
    some exports have them in every cell."""
    doubtful = _doubtful(batch, program)
    if not doubtful:
        return batch
    rows = _rows(batch, doubtful)
    part = batch[rows]
    tidied = part.with_columns(program.cells[id].tidied() for id in doubtful)
    if tidied.equals(part):
        return batch
    return _replaced(batch, rows, _read_again(tidied, program))


def _reread(part: pl.DataFrame, program: ColumnProgram, id: str, faults: list[list[str]]) -> pl.Series | None:
    """The question's texts with those that are legal written plainly; None where no such was found.

    Notes in `faults`, a list for each row, what is wrong with the others.
    """
    import polars as pl

    question, name = program.kb.questions[id], program.cells[id].text_name
    texts: list[str | None] = part[name].to_list()
    changed = False
    for place in part[program.legal[id]].not_().arg_true():
        plain, fault = _plainly(_CellKey(question), texts[place] or "")
        if fault:
            faults[place].append(fault)
        else:
            texts[place] = plain
            changed = True
    return pl.Series(name, texts, dtype=pl.String) if changed else None


class _CellKey:
    """A question, compared as the object that it is: comparing all its texts would take longer than reading a cell."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __hash__(self) -> int:
        return id(self.question)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _CellKey) and other.question is self.question


@lru_cache(maxsize=100_000)
def _plainly(key: _CellKey, text: str) -> tuple[str, str]:
    """The answer as it is written plainly, or what is wrong with it."""
    try:
        answer = key.question.read(text)
    except IllegalAnswer as error:
        return "", str(error)
    if isinstance(answer, tuple):
        return ";".join(answer) or NONE, ""
    if isinstance(answer, (int, float)):
        return str(answer), ""
    return answer, ""


def _read_again(part: pl.DataFrame, program: ColumnProgram) -> pl.DataFrame:
    import narwhals as nw

    read = program.parse(nw.from_native(part)).to_native()
    return read.select(part.columns)  # type: ignore[no-any-return]


def _replaced(batch: pl.DataFrame, rows: pl.Series, part: pl.DataFrame) -> pl.DataFrame:
    """The batch with its rows at the places `rows` taken from `part`."""
    import polars as pl

    if len(rows) == len(batch):
        return part
    places = pl.Series(range(len(batch)), dtype=rows.dtype)
    places = places.scatter(rows, pl.Series(range(len(batch), len(batch) + len(part)), dtype=rows.dtype))
    return pl.concat([batch, part])[places]
