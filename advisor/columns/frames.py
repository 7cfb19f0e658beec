"""Tables of any kind: what is asked of their columns, and the program run on them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from advisor.columns.program import CARRIED, FAULT, Program, fault_by_expressions
from advisor.columns.settling import PLACE, ROW, settled
from advisor.columns.words import Wording
from advisor.errors import AdvisorError, did_you_mean
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl



def assess(frame: Any, kb: KnowledgeBase, wording: Wording, details: bool = False) -> Any:
    """See `advisor.assess`."""
    import narwhals as nw

    try:
        narwhal = nw.from_native(frame)
    except TypeError:
        raise TypeError(f"{type(frame).__name__} is no table that can be assessed") from None
    check(kb, narwhal.collect_schema().names(), warn)
    kind = narwhal.implementation
    if kind.is_polars():
        lazy = _prepared(narwhal.lazy().to_native(), kb)
        found = in_memory(lazy, Program(kb, wording, in_memory=True, details=details))
        return found if isinstance(narwhal, nw.LazyFrame) else found.collect()
    if isinstance(narwhal, nw.LazyFrame):
        return by_engine(narwhal, Program(kb, wording, in_memory=False, details=details)).to_native()
    import polars as pl

    columns = [name for name in narwhal.columns if name in kb.questions or name in CARRIED]
    copied = pl.DataFrame({name: polars_series(narwhal[name]) for name in columns})
    program = Program(kb, wording, in_memory=True, details=details)
    found = in_memory(_prepared(copied.lazy(), kb), program).collect()
    return _returned(found, narwhal)


def _returned(found: pl.DataFrame, narwhal: nw.DataFrame[Any]) -> Any:
    """The columns in a frame of the kind that came in."""
    import narwhals as nw

    back = {name: found[name].to_list() for name in found.columns}
    made = nw.from_dict(back, backend=narwhal.implementation, schema=dict.fromkeys(back, nw.String())).to_native()
    if narwhal.implementation.is_pandas_like():
        made.index = narwhal.to_native().index
    return made


def polars_series(series: nw.Series[Any]) -> pl.Series:
    """The series as Polars has it; through Python where no common memory format is installed."""
    import polars as pl

    try:
        return series.to_polars()
    except (ImportError, TypeError, pl.exceptions.PolarsError):
        return pl.Series(series.name, [None if value != value else value for value in series.to_list()], strict=False)


def warn(text: str) -> None:
    warnings.warn(text, stacklevel=4)


def check(kb: KnowledgeBase, names: Sequence[str], say: Any) -> None:
    """Says once what is odd about the columns. Raises AdvisorError where a required one is missing or one is double."""
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        raise AdvisorError(f"the column '{double[0]}' is there twice")
    missing = [id for id in kb.questions if id not in names]
    strange = [name for name in names if name not in kb.questions and name not in CARRIED]
    near = {name: did_you_mean(name, missing) for name in strange}
    for id in missing:
        if kb.questions[id].required:
            meant = [name for name, hint in near.items() if f"'{id}'" in hint]
            there = f"; there is '{meant[0]}'" if meant else ""
            raise AdvisorError(f"the column '{id}' is missing, and its question needs an answer{there}")
    for name in strange:
        if near[name]:
            say(f"the column '{name}' is not read: no question has that id{near[name]}")
    others = [f"'{name}'" for name in strange if not near[name]]
    if others:
        say(f"not read, as no question has that id: {_shortened(others)}")
    if missing:
        say(f"no column for {_shortened(missing)}: counted as unknown")


def _shortened(names: Iterable[str], most: int = 8) -> str:
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


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
    carried = [name for name in CARRIED if name in names and name not in program.kb.questions]
    kept = list(program.kb.questions) if asked else []
    return told.select(*carried, *program.names, *program.notes, *kept).to_native()  # type: ignore[no-any-return]


def _prepared(frame: pl.LazyFrame, kb: KnowledgeBase) -> pl.LazyFrame:
    """The frame as `in_memory` wants it, its rows numbered from 1."""
    import polars as pl

    schema = frame.collect_schema()
    carried = [pl.col(name) for name in CARRIED if name in schema and name not in kb.questions]
    return frame.with_row_index(ROW, offset=1).select(
        pl.lit("row ").alias(PLACE),
        ROW,
        pl.lit(None, dtype=pl.String).alias(FAULT),
        *carried,
        *(as_text(schema, id) for id in kb.questions),
    )


def as_text(schema: pl.Schema, name: str) -> pl.Expr:
    """The column as a text file has it: lists joined with `;`, whole numbers without a point; null if it is absent."""
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
        return pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
    if isinstance(kind, (pl.Struct, pl.Binary, pl.Object)):
        raise AdvisorError(f"the column '{name}' holds neither texts nor numbers but {kind}")
    return column.cast(pl.String)


def by_engine(frame: nw.LazyFrame[Any], program: Program) -> nw.LazyFrame[Any]:
    """The program compiled by the engine of a lazy frame."""
    import narwhals as nw

    names = frame.collect_schema().names()
    carried = [name for name in CARRIED if name in names and name not in program.kb.questions]
    absent = {id: nw.lit(None, dtype=nw.String()) for id in program.kb.questions if id not in names}
    frame = frame.with_columns(**absent) if absent else frame
    frame = program.read(program.opened(frame.select(*carried, *program.kb.questions)))
    frame = program.told(frame.with_columns(**{FAULT: fault_by_expressions(program)}))
    return frame.select(*carried, *program.names)
