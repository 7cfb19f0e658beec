"""Tables of any kind: what is asked of their columns, and the program run on them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from advisor.columns.program import CARRIED, FAULT, Program
from advisor.columns.settling import PLACE, ROW, settled
from advisor.columns.words import Wording
from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

AT_A_TIME = 8
"""So many names are listed in a warning at most."""


def assess(frame: Any, kb: KnowledgeBase, wording: Wording, details: bool = False) -> Any:
    """See `advisor.assess`."""
    import narwhals as nw

    from advisor.columns import engines

    try:
        narwhal = nw.from_native(frame)
    except TypeError:
        raise TypeError(f"{type(frame).__name__} is no table that can be assessed") from None
    names = narwhal.collect_schema().names()
    check(kb, names, warn)
    kind = narwhal.implementation
    if kind.is_duckdb():
        return engines.on_duckdb(frame, kb, wording, details)
    if kind.is_pyspark():
        return engines.on_spark(frame, kb, wording, details)
    program = Program(kb, wording, details)
    if kind.is_polars():
        found = in_memory(_prepared(narwhal.lazy().to_native(), kb), program)
        return found if isinstance(narwhal, nw.LazyFrame) else found.collect()
    if isinstance(narwhal, nw.LazyFrame):
        raise TypeError(f"{type(frame).__name__} is no table that can be assessed")
    import polars as pl

    copied = pl.DataFrame(
        {name: _series(narwhal[name]) for name in (*carried(kb, names), *kb.questions) if name in names}
    )
    return _returned(in_memory(_prepared(copied.lazy(), kb), program).collect(), narwhal)


def _returned(found: pl.DataFrame, narwhal: nw.DataFrame[Any]) -> Any:
    """The columns in a frame of the kind that came in."""
    import narwhals as nw

    columns = {name: nw.new_series(name, it.to_list(), backend=narwhal.implementation) for name, it in _by_name(found)}
    made = nw.from_dict(columns, backend=narwhal.implementation).to_native()
    if narwhal.implementation.is_pandas_like():
        made.index = narwhal.to_native().index
    return made


def _by_name(frame: pl.DataFrame) -> Iterator[tuple[str, pl.Series]]:
    return ((name, frame[name]) for name in frame.columns)


def _series(series: nw.Series[Any]) -> pl.Series:
    """The series as Polars has it; value by value where no common memory format is installed."""
    import polars as pl

    try:
        return series.to_polars()
    except (ImportError, TypeError, pl.exceptions.PolarsError):
        values = [None if value is None or value != value else value for value in series.to_list()]
        return pl.Series(series.name, values, strict=False)


def warn(text: str) -> None:
    warnings.warn(text, stacklevel=4)


def check(kb: KnowledgeBase, names: Sequence[str], say: Callable[[str], None]) -> None:
    """Says once what is odd about the columns.

    Raises AdvisorError where a column is there twice, or one is missing whose question is required.
    """
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise AdvisorError(f"the column {quoted(double[0])} is there twice")
    missing = [id for id in kb.questions if id not in names]
    strange = [name for name in names if name not in kb.questions and name not in CARRIED]
    near = {name: did_you_mean(name, missing) for name in strange}
    for id in missing:
        if kb.questions[id].required:
            meant = [name for name, hint in near.items() if f"'{id}'" in hint]
            there = f"; there is {quoted(meant[0])}" if meant else ""
            raise AdvisorError(f"the column '{id}' is missing, and its question needs an answer{there}")
    for name in strange:
        if near[name]:
            say(f"the column {quoted(name)} is not read: no question has that id{near[name]}")
    others = [f"{quoted(name)}" for name in strange if not near[name]]
    if others:
        say(f"not read, as no question has that id: {_shortened(others)}")
    if missing:
        say(f"no column for {_shortened(missing)}: counted as unknown")


def _shortened(names: Sequence[str]) -> str:
    more = f" and {len(names) - AT_A_TIME} more" if len(names) > AT_A_TIME else ""
    return f"{', '.join(names[:AT_A_TIME])}{more}"


def carried(kb: KnowledgeBase, names: Iterable[str]) -> list[str]:
    """The columns that are carried through."""
    return [name for name in CARRIED if name in names and name not in kb.questions]


def in_memory(frame: pl.LazyFrame, program: Program, asked: bool = False) -> pl.LazyFrame:
    """The program on a Polars frame of text columns: those carried, all questions, PLACE, ROW and FAULT.

    With `asked` the questions' columns stay, as they were, for who wants to look at them again.
    """
    import narwhals as nw

    names = frame.collect_schema().names()
    read = program.read(program.opened(nw.from_native(frame))).to_native()
    schema = read.collect_schema()
    checked = read.map_batches(lambda batch: settled(batch, program), schema=schema, streamable=True)
    told = program.told(nw.from_native(checked))
    kept = list(program.kb.questions) if asked else []
    wanted = [*carried(program.kb, names), *program.names, *program.notes, *kept]
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


def marked(frame: pl.DataFrame, kb: KnowledgeBase, carried: Sequence[str], place: str, first: int) -> pl.DataFrame:
    """A frame of some columns as `in_memory` wants it: `place` and the number of the row, from `first`, name a row."""
    import polars as pl

    schema = frame.schema
    columns = [as_text(schema, name).alias(name) for name in (*carried, *kb.questions)]
    fault = pl.col(FAULT) if FAULT in schema else pl.lit(None, dtype=pl.String).alias(FAULT)
    numbers = pl.Series(ROW, range(first, first + len(frame)), dtype=pl.Int64)
    made = frame.select(pl.lit(place).alias(PLACE), numbers, fault, *columns)
    if made[FAULT].null_count() < len(made):
        said = pl.concat_str([pl.lit(place), pl.col(ROW).cast(pl.String), pl.lit(", "), pl.col(FAULT)])
        made = made.with_columns(said.alias(FAULT))
    return made


def _prepared(frame: pl.LazyFrame, kb: KnowledgeBase) -> pl.LazyFrame:
    """The frame as `in_memory` wants it, its rows numbered from 1."""
    import polars as pl

    schema = frame.collect_schema()
    return frame.with_row_index(ROW, offset=1).select(
        pl.lit("row ").alias(PLACE),
        ROW,
        pl.lit(None, dtype=pl.String).alias(FAULT),
        *carried(kb, schema.names()),
        *(as_text(schema, id) for id in kb.questions),
    )


def as_text(schema: pl.Schema, name: str) -> pl.Expr:
    """The column as a text file has it: lists joined with `;`, whole numbers without a point; null if it is absent.

    Raises AdvisorError where the column holds what cannot be written so.
    """
    import polars as pl

    kind = schema.get(name)
    if kind is None:
        return pl.lit(None, dtype=pl.String).alias(name)
    column = pl.col(name)
    if isinstance(kind, (pl.List, pl.Array)):
        listed = column.cast(pl.List(pl.String))
        return pl.when(listed.list.len() == 0).then(pl.lit(NONE)).otherwise(listed.list.join(";")).alias(name)
    if kind.is_float():
        whole = (column == column.floor()) & (column.abs() < 1e15)
        text = column.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(text).otherwise(column.cast(pl.String)).alias(name)
    if isinstance(kind, (pl.Struct, pl.Binary, pl.Object)):
        raise AdvisorError(f"the column {quoted(name)} holds neither texts nor numbers but {kind}")
    return column.cast(pl.String)
