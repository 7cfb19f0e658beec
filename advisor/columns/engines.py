"""Other engines: their rows come in batches of Arrow memory, the program runs on them in Polars, and they go back so.

Polars decides a batch in a hundredth of the time that DuckDB and Spark take to plan the same expressions: some hundred
columns in fifty stages are little for a program that runs them and much for one that optimises them first. Spark does
this on every worker for the part of the table that the worker has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    batches: Iterable[pa.RecordBatch], program: Program, names: Iterable[str], place: str, asked: bool = False
) -> Iterator[pl.DataFrame]:
    """The rows of Arrow batches with the columns `names`, decided. `place` stands before the number of a bad row.

    With `asked` the questions' columns stay.
    """
    import polars as pl

    kb = program.kb
    kept = carried(kb, names)

    def frames() -> Iterator[pl.DataFrame]:
        first = 1
        for batch in batches:
            frame = pl.DataFrame(pl.from_arrow(batch))
            yield marked(frame, kb, kept, place, first)
            first += len(frame)

    failed: list[Exception] = []
    try:
        lazy = in_memory(lazily(frames(), kb, kept, failed), program, asked)
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
    found = pl.concat(decided(reader, Program(kb, wording, details), relation.columns, "row "))
    return duckdb.connect().from_arrow(found.to_arrow())


def on_spark(
    frame: Any, kb: KnowledgeBase, wording: Wording, details: bool, noted: Sequence[str] = (), asked: bool = False
) -> Any:
    """A Spark frame with the advice for each row, decided where the row is. Workers need this package.

    Then come the program's notes of the attributes `noted`, and with `asked` the questions' columns.
    """
    from pyspark.sql.types import BooleanType, StringType, StructField, StructType

    names = list(frame.columns)
    kept = carried(kb, names)
    wanted = [name for name in names if name in kept or name in kb.questions]
    program = Program(kb, wording, details, noted)
    texts = [*kept, *program.names]
    fields = [StructField(name, StringType()) for name in texts]
    fields += [StructField(name, BooleanType()) for name in program.notes]
    fields += [StructField(name, StringType()) for name in kb.questions if asked]

    def part(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import polars as pl
        from pyspark import TaskContext

        context = TaskContext.get()
        place = f"part {context.partitionId() if context else 0}, row "
        for found in decided(batches, Program(kb, wording, details, noted), wanted, place, asked):
            typed = found.with_columns(pl.col(texts).cast(pl.String))
            yield from typed.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    return frame.select(wanted).mapInArrow(part, StructType(fields))
