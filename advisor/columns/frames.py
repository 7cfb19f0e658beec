"""Frames of text columns: what is asked of their columns, and the program run on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from advisor.columns.irregular_cells import PLACE, ROW, settled
from advisor.columns.naming import ColumnReading
from advisor.columns.program import CARRIED, FAULT, ColumnProgram
from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl

AT_A_TIME = 8
"""So many names are listed in a warning at most."""

LOOKED_AT = 500
"""So many columns that are not known are compared with those that are missing, at most."""


def places(reading: ColumnReading) -> dict[str, int]:
    """The columns that are read, those carried through first, each with its place among all."""
    found = {name: at for at, name in reversed([*enumerate(reading.names)]) if isinstance(name, str)}
    return {name: found[name] for name in reading.columns}


def check(reading: ColumnReading, say: Callable[[str], None]) -> None:
    """Says once what is odd about the columns; what nobody reads may be named as it likes.

    Raises AdvisorError where a question's own is there twice, or one is missing whose question is required.
    """
    kb = reading.kb
    for target, names in reading.rivals.items():
        if target in names:
            raise AdvisorError(f"the column {quoted(target)} is there twice")
    missing = [id for id in kb.questions if id not in reading.found]
    absent = [name for name in CARRIED if name not in reading.found and name not in kb.questions]
    unclear = {name for names in reading.rivals.values() for name in names}
    known = reading.columns.keys() | reading.passed | unclear
    strange = [name for name in reading.names if not (isinstance(name, str) and (name in known or not name.strip()))]
    near = {name: _hint(name, missing, absent) for name in strange[:LOOKED_AT] if isinstance(name, str)}
    near = {name: hint for name, hint in near.items() if hint}
    for id in missing:
        if kb.questions[id].required and id in reading.rivals:
            several = _shortened([*map(quoted, reading.rivals[id])])
            raise AdvisorError(f"only one column can be '{id}', whose question needs an answer; there are {several}")
        if kb.questions[id].required:
            meant = [name for name, hint in near.items() if f"'{id}'" in hint]
            there = f"; there is {quoted(meant[0])}" if meant else ""
            raise AdvisorError(f"the column '{id}' is missing, and its question needs an answer{there}")
    for target, names in reading.rivals.items():
        unknown = ", which counts as unknown" if target in kb.questions else ""
        say(f"not read, as only one of them can be '{target}'{unknown}: {_shortened([*map(quoted, names)])}")
    for name, hint in near.items():
        say(f"the column {quoted(name)} is not read: no question has that id{hint}")
    others = [quoted(name) for name in strange if not (isinstance(name, str) and name in near)]
    if others_named := [it for it in reading.columns if reading.named.get(it) and not _is_own(reading, it)]:
        say(f"read by another name: {_shortened([_meant(reading, it) for it in others_named])}")
    if len(missing) == len(kb.questions):
        there = f"the table has {_shortened(others)}" if others else "the table has no others"
        say(f"no column is the id of a question, so that nothing is known of any row; {there}")
    elif others:
        say(f"not read, as no question has that id: {_shortened(others)}")
    if none_there := [id for id in missing if id not in reading.rivals]:
        say(f"no column for {_shortened(none_there)}: counted as unknown")


def _is_own(reading: ColumnReading, name: str) -> bool:
    """Whether the column is named by the id, or as the map says, which is no news to who wrote it."""
    return reading.named[name].way in ("map", "id")


def _meant(reading: ColumnReading, name: str) -> str:
    named = reading.named[name]
    return f"{quoted(name)} is {named.target}{f', {named.value}' if named.value else ''}"


def _hint(name: str, missing: Sequence[str], absent: Sequence[str]) -> str:
    """Which column may be meant: a question's, or one that is carried through and only written otherwise."""
    plain = name.strip().lower()
    return f"; did you mean '{plain}'?" if plain in absent else did_you_mean(name, missing)


def _shortened(names: Sequence[str]) -> str:
    more = f" and {len(names) - AT_A_TIME} more" if len(names) > AT_A_TIME else ""
    return f"{', '.join(names[:AT_A_TIME])}{more}"


def in_memory(frame: pl.LazyFrame, program: ColumnProgram, asked: bool = False) -> pl.LazyFrame:
    """The program on a Polars frame of text columns: those carried, all questions, PLACE, ROW and FAULT.

    With `asked` the questions' columns stay, as they were, for who wants to look at them again.
    """
    import narwhals as nw

    kb, names = program.kb, frame.collect_schema().names()
    carried = [name for name in CARRIED if name in names and name not in kb.questions]
    read = program.parse(program.extract(nw.from_native(frame))).to_native()
    schema = read.collect_schema()
    checked = read.map_batches(lambda batch: settled(batch, program), schema=schema, streamable=True)
    told = program.render(nw.from_native(checked))
    kept = list(kb.questions) if asked else []
    wanted = [*carried, *program.names, *program.notes, *kept]
    return told.select(wanted).to_native()  # type: ignore[no-any-return]


def lazily(
    frames: Iterable[pl.DataFrame], kb: KnowledgeBase, carried: Sequence[str], failed: list[Exception]
) -> pl.LazyFrame:
    """Frames as `in_memory` wants them, as one that is read when it is needed.

    What goes wrong while they are made is kept in `failed`: Polars passes on nothing but its text.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    def source(*_: object) -> Iterator[pl.DataFrame]:
        try:
            yield from frames
        except Exception as error:
            failed.append(error)
            raise

    texts = dict.fromkeys([FAULT, *carried, *kb.questions], pl.String)
    return register_io_source(source, schema={PLACE: pl.String, ROW: pl.Int64, **texts})


def marked(frame: pl.DataFrame, reading: ColumnReading, carried: Sequence[str], place: str, first: int) -> pl.DataFrame:
    """A frame of the columns that are read as `in_memory` wants it; `place` and a number, from `first`, name a row."""
    import polars as pl

    schema = frame.schema
    columns = [reading.text(schema, target) for target in (*carried, *reading.kb.questions)]
    fault = pl.col(FAULT) if FAULT in schema else pl.lit(None, dtype=pl.String).alias(FAULT)
    numbers = pl.Series(ROW, range(first, first + len(frame)), dtype=pl.Int64)
    made = frame.select(pl.lit(place).alias(PLACE), numbers, fault, *columns)
    if made[FAULT].null_count() < len(made):
        said = pl.concat_str([pl.lit(place), pl.col(ROW).cast(pl.String), pl.lit(", "), pl.col(FAULT)])
        made = made.with_columns(said.alias(FAULT))
    return made
