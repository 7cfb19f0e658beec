"""Other engines: their rows come in batches of Arrow memory, the program runs on them in Polars, and they go back so.

Polars decides a batch in a hundredth of the time that DuckDB and Spark take to plan the same expressions: some hundred
columns in fifty stages are little for a program that runs them and much for one that optimises them first. Spark does
this on every worker for the part of the table that the worker has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from advisor.columns.frames import carried, in_memory, lazily, marked
from advisor.columns.program import Program
from advisor.columns.words import Wording
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

ROWS = 100_000
"""Rows that are taken from DuckDB at a time."""


def decided(
    batches: Iterable[pa.RecordBatch],
    kb: KnowledgeBase,
    wording: Wording,
    details: bool,
    names: Iterable[str],
    place: str,
) -> Iterator[pl.DataFrame]:
    """The rows of Arrow batches with the columns `names`, decided. `place` stands before the number of a bad row."""
    import polars as pl

    kept = carried(kb, names)

    def frames() -> Iterator[pl.DataFrame]:
        first = 1
        for batch in batches:
            frame = pl.DataFrame(pl.from_arrow(batch))
            yield marked(frame, kb, kept, place, first)
            first += len(frame)

    failed: list[Exception] = []
    program = Program(kb, wording, details)
    try:
        lazy = in_memory(lazily(frames(), kb, kept, failed), program)
        yield from lazy.collect_batches(maintain_order=True, engine="streaming")
    except pl.exceptions.PolarsError:
        if failed:
            raise failed[0] from None
        raise


def on_duckdb(relation: Any, kb: KnowledgeBase, wording: Wording, details: bool) -> Any:
    """A relation with the advice for each row, in the order of the rows, in a connection of its own."""
    import duckdb
    import polars as pl

    reader = relation.to_arrow_reader(ROWS)
    found = pl.concat(decided(reader, kb, wording, details, relation.columns, "row "))
    return duckdb.connect().from_arrow(found.to_arrow())


def on_spark(frame: Any, kb: KnowledgeBase, wording: Wording, details: bool) -> Any:
    """A Spark frame with the advice for each row, decided where the row is. Workers need this package."""
    from pyspark.sql.types import StringType, StructField, StructType

    names = list(frame.columns)
    kept = carried(kb, names)
    wanted = [name for name in names if name in kept or name in kb.questions]
    columns = [*kept, *Program(kb, wording, details).names]
    schema = StructType([StructField(name, StringType()) for name in columns])

    def part(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        place = f"part {context.partitionId() if context else 0}, row "
        for found in decided(batches, kb, wording, details, wanted, place):
            import polars as pl

            texts = found.with_columns(pl.all().cast(pl.String))
            yield from texts.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    return frame.select(wanted).mapInArrow(part, schema)
