"""Other engines: their rows come in batches of Arrow memory, the program runs on them in Polars, and they go back so.

Polars decides a batch in a hundredth of the time that DuckDB and Spark take to plan the same expressions: some hundred
columns in fifty stages are little for a program that runs them and much for one that optimises them first. Spark does
this on every worker for the part of the table that the worker has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advisor.columns.frames import in_memory, lazily, marked, places
from advisor.columns.naming import ColumnReading
from advisor.columns.program import FAULT, ColumnProgram
from advisor.columns.told_texts import StepWords
from advisor.columns.words import Wording
from advisor.errors import AdvisorError, first_line

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

ROWS = 100_000
"""Rows that are taken from DuckDB at a time."""

PASSED = re.compile(
    "boolean|u?(tinyint|smallint|integer|bigint)|float|double|decimal|varchar|date|enum|list|array|struct|map|blob"
)
"""Types of DuckDB whose values are passed on as they are; of any other their text is."""


def as_frames(batches: Iterable[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
    """Each batch as a frame."""
    import polars as pl

    return (pl.DataFrame(pl.from_arrow(batch)) for batch in batches)


def decided(
    batches: Iterable[pa.RecordBatch], program: ColumnProgram, reading: ColumnReading, place: str, asked: bool = False
) -> Iterator[pl.DataFrame]:
    """The rows of Arrow batches with the columns that are read, decided. `place` stands before the number of a bad row.

    With `asked` the questions' columns stay.
    """
    import polars as pl

    kb, kept = program.kb, reading.carried

    def frames() -> Iterator[pl.DataFrame]:
        first = 1
        for frame in as_frames(batches):
            yield marked(frame, reading, kept, place, first)
            first += len(frame)

    failed: list[Exception] = []
    try:
        lazy = in_memory(lazily(frames(), kb, kept, failed), program, asked)
        yield from lazy.collect_batches(maintain_order=True, engine="streaming")
    except pl.exceptions.PolarsError:
        if failed:
            raise failed[0] from None
        raise


def on_duckdb(relation: Any, read: Mapping[str, int], program: ColumnProgram, reading: ColumnReading) -> Any:
    """A relation with the advice for each row, in the order of the rows, in a connection of its own.

    `read` has the places of the columns that are read. Raises AdvisorError for what DuckDB cannot read.
    """
    import duckdb
    import polars as pl

    kinds: dict[str, type] = dict.fromkeys([*reading.carried, *program.names], str)
    found = pl.DataFrame(schema={**kinds, **program.numbers})
    try:
        with selected(relation, read).to_arrow_reader(ROWS) as batches:  # the connection waits for its end
            found = pl.concat([found, *decided(batches, program, reading, "row ")], how="vertical_relaxed")
    except duckdb.Error as error:
        raise AdvisorError(f"DuckDB: {first_line(error)}") from None
    return duckdb.connect().from_arrow(found.to_arrow())


def selected(relation: Any, read: Mapping[str, int]) -> Any:
    """The columns at these places of a DuckDB relation, under their names; what is not plainly passed on as text."""
    columns = [_as_passed(relation.types[at], at, name) for name, at in read.items()]
    return relation.project(", ".join(columns) or "NULL AS _none")


def _as_passed(kind: Any, at: int, name: str) -> str:
    cast = "" if PASSED.fullmatch(kind.id) else "::VARCHAR"
    escaped = name.replace('"', '""')
    return f'#{at + 1}{cast} AS "{escaped}"'


def on_spark(
    frame: Any,
    reading: ColumnReading,
    wording: Wording,
    details: bool,
    noted: Sequence[str] = (),
    asked: bool = False,
    faults: bool = False,
    told: StepWords | None = None,
) -> Any:
    """A Spark frame with the advice for each row, decided where the row is. Workers need this package.

    `told` adds the columns of texts. Then come the program's notes of the attributes `noted`, and with `asked` the
    questions' columns. With `faults` the frame's last column is FAULT.
    """
    from pyspark.sql import functions
    from pyspark.sql.types import BooleanType, DoubleType, LongType, StringType, StructField, StructType

    kb, read, kept = reading.kb, places(reading), reading.carried
    program = ColumnProgram(kb, wording, details, noted, told)
    texts = [*kept, *(name for name in program.names if name not in program.numbers)]
    kinds = {name: LongType() if kind is int else DoubleType() for name, kind in program.numbers.items()}
    fields = [StructField(name, kinds.get(name, StringType())) for name in (*kept, *program.names)]
    fields += [StructField(name, BooleanType()) for name in program.notes]
    fields += [StructField(name, StringType()) for name in kb.questions if asked]

    def part(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import polars as pl
        from pyspark import TaskContext

        context = TaskContext.get()
        place = f"part {context.partitionId() if context else 0}, row "
        for found in decided(batches, ColumnProgram(kb, wording, details, noted, told), reading, place, asked):
            typed = found.with_columns(pl.col(texts).cast(pl.String))
            yield from typed.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    numbered = frame.toDF(*(f"_{at}" for at in range(len(frame.columns))))  # Spark takes `a` and `A` for one name
    columns = [_as_sent(numbered.schema[at], name) for name, at in read.items()]
    columns += [functions.col(numbered.columns[-1]).alias(FAULT)] if faults else []
    return numbered.select(columns or [functions.lit(None).alias("_none")]).mapInArrow(part, StructType(fields))


def _as_sent(field: Any, name: str) -> Any:
    """A column of a Spark frame under this name. Raises AdvisorError where it holds neither texts nor numbers."""
    from pyspark.sql import functions, types

    column = functions.col(field.name)
    inner = field.dataType.elementType if isinstance(field.dataType, types.ArrayType) else field.dataType
    if isinstance(inner, (types.ArrayType, types.MapType, types.StructType, types.BinaryType)):
        raise AdvisorError(f"the column '{name}' holds neither texts nor numbers but {field.dataType.simpleString()}")
    if not isinstance(inner, (types.StringType, types.NumericType, types.BooleanType, types.DateType)):
        column = column.cast("array<string>" if inner is not field.dataType else "string")
    return column.alias(name)
