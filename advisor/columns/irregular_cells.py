"""Cells that are not written plainly: the question itself reads them, and says what is wrong with those it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.columns.cell_words import AnswerWords, as_cell
from advisor.columns.program import FAULT, ColumnProgram
from advisor.columns.query import MARK
from advisor.errors import IllegalAnswer
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

    words, texts = program.words[id], part[program.cells[id].text_name]
    places = part[program.legal[id]].not_().arg_true()
    odd = texts.gather(places)
    distinct = odd.unique()
    read = [_plainly(words, text or "") for text in distinct]
    plain = pl.Series([said for said, _ in read], dtype=pl.String)
    wrong = {text: fault for text, (_, fault) in zip(distinct, read, strict=True) if fault}
    if wrong:
        at_fault = odd.is_in([*wrong], nulls_equal=True)
        for place, text in zip(places.filter(at_fault), odd.filter(at_fault), strict=True):
            faults[place].append(wrong[text])
        places, odd = places.filter(~at_fault), odd.filter(~at_fault)
    return texts.scatter(places, odd.replace_strict(distinct, plain, return_dtype=pl.String)) if len(places) else None


@lru_cache(maxsize=100_000)
def _plainly(words: AnswerWords, text: str) -> tuple[str, str]:
    """The answer as it is written plainly, or what is wrong with it."""
    try:
        return as_cell(words.read(text)), ""
    except IllegalAnswer as error:
        return "", str(error)


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
