"""Inputs that Spark reads: Parquet as it does, and text in lines, which its workers parse as on any engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.columns.naming import ColumnReading, Naming
from advisor.columns.program import FAULT
from advisor.errors import AdvisorError
from advisor.formats import ending_of
from advisor.tables import delimited, records
from advisor.tables.finding import FORMATS, SEPARATORS
from advisor.tables.header import Fitting, Header, read_header
from advisor.tables.sources import fitting, told_separator

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

HEADER = 1000
"""Lines within which the header of a table ends."""

WHOLE = 1 << 40
"""Bytes of a part of a table, and what it costs to open a file in bytes, so that each file is a part of its own."""


class SparkTable(NamedTuple):
    """A Spark frame, and how the input's columns are read; with `faults` the frame's last column is FAULT.

    `own` is how the frame's are, `note` what is odd about the input and can be read all the same.
    """

    frame: Any
    reading: ColumnReading
    own: ColumnReading
    faults: bool = True
    note: str = ""


def read(spark: Any, inputs: Sequence[str], naming: Naming, separator: str = "") -> SparkTable:
    """The inputs as one table. Raises AdvisorError."""
    kinds = {FORMATS.get(ending_of(path.rstrip("/")), "") for path in inputs}
    if len(kinds) != 1 or kinds & {"", "cases", "workbook"}:
        raise AdvisorError("Spark reads tables of one format, known by their ending: .csv, .tsv, .parquet or .jsonl")
    kind = kinds.pop()
    if kind == "parquet":
        frame = spark.read.parquet(*inputs)
        reading = naming.of(frame.columns)
        return SparkTable(frame, reading, reading, faults=False)
    lines = spark.read.text(list(inputs), lineSep="\n")
    if kind in SEPARATORS:
        return _delimited(spark, lines, ", ".join(inputs), separator, SEPARATORS[kind], naming)
    own = Naming(naming.kb).own(naming.targets)
    return SparkTable(_made(lines, _json_lines(naming), [*naming.targets]), own, own)


def _made(lines: Any, frames: Callable[[Iterator[pa.RecordBatch]], Iterator[pl.DataFrame]], names: list[str]) -> Any:
    """The columns of text that `frames` makes of the lines, and of the place of each."""
    from pyspark.sql.types import StringType, StructField, StructType

    def part(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import polars as pl

        for frame in frames(batches):
            yield from frame.select(*names, FAULT).to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    sent = lines.selectExpr("CAST(value AS BINARY)", "_metadata.file_path", "_metadata.file_block_start")
    return sent.mapInArrow(part, StructType([StructField(name, StringType()) for name in (*names, FAULT)]))


def _json_lines(naming: Naming) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pl.DataFrame]]:
    def frames(batches: Iterator[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
        lines = (line for batch in batches for line in batch.column(0).to_pylist())
        yield from records.frames(records.json_lines(lines, naming), naming.kb, naming.targets)

    return frames


def _delimited(spark: Any, lines: Any, shown: str, given: str, usual: str, naming: Naming) -> SparkTable:
    """CSV and TSV. All files have one header, as a worker that has the middle of a file does not see its own."""
    header = _header(lines, shown, given or usual, None if given else fitting(naming))
    separator, reading = header.separator.decode(), naming.of(header.names)
    names = [*reading.columns]
    if lines.filter(~_is_whole(header.separator)).limit(1).count():
        for option in ("maxPartitionBytes", "openCostInBytes"):
            spark.conf.set(f"spark.sql.files.{option}", WHOLE)

    def frames(batches: Iterator[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
        parser = delimited.Parser(header, names)
        for (path, start), chunks in groupby(_chunks(batches), itemgetter(0, 1)):
            stream = _LineStream(chunk for *_, chunk in chunks)
            ahead = b""
            if start == 0:
                own, ahead = read_header(stream, path, separator)
                if (own.names, own.separator) != (header.names, header.separator):
                    raise AdvisorError(f"{path}: its header is not that of the other files; on Spark all have the same")
            for block in delimited.blocks(stream, header, path, lambda size: None, ahead):
                yield parser.parse(*block)

    own = ColumnReading(reading.kb, names, reading.found)
    note = "" if separator == (given or usual) else told_separator(header.separator)
    return SparkTable(_made(lines, frames, names), reading, own, note=note)


def _header(lines: Any, shown: str, separator: str, fitting: Fitting | None) -> Header:
    """The header of one of the files. Raises AdvisorError."""
    found = lines.selectExpr("_metadata.file_path", "CAST(value AS BINARY)").head(HEADER)
    start = (bytes(line) + b"\n" for path, line in found if path == found[0][0])
    return read_header(_LineStream(start), shown, separator, fitting, within=1)[0]


def _is_whole(separator: bytes) -> Any:
    """Whether a line is a whole record to whoever does not know the lines before it, as it has no odd quotation mark.

    Where all are, Spark may divide a file between any two.
    """
    from pyspark.sql import functions

    mark = f"\\x{separator.hex()}"
    field = f'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{mark}]*+)'
    whole = functions.col("value").rlike(rf"\A{field}(?:{mark}{field})*+\r?\z")
    return (functions.instr("value", '"') == 0) | whole


def _chunks(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, int, bytes]]:
    """Lines as they stand in their files, with the path and where in it Spark began to read."""
    import polars as pl

    for batch in batches:
        for (path, start), some in pl.DataFrame(pl.from_arrow(batch)).group_by(
            batch.schema.names[1:], maintain_order=True
        ):
            yield path, start, b"\n".join([*some.to_series().to_list(), b""])


class _LineStream:
    """Chunks of bytes as a stream, which is read one by one."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, size: int = -1, /) -> bytes:
        """The next chunk, however large; nothing at the end."""
        return next(self._chunks, b"")
