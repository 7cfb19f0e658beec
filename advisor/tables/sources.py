"""Inputs: which files they are, in which format, and each as a lazy Polars frame of text columns, ROW and FAULT."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, TypeAlias, cast

from advisor.columns.frames import marked
from advisor.columns.naming import ColumnReading, Naming
from advisor.columns.texts import as_text
from advisor.errors import AdvisorError, did_you_mean, escaped, first_line, quoted
from advisor.formats import ending_of
from advisor.knowledge.model import Pair
from advisor.opening import LARGEST, Unreadable
from advisor.opening import opened as opened_to_read
from advisor.tables import delimited, records, workbooks
from advisor.tables.finding import ENDINGS, FORMATS, SEPARATORS
from advisor.tables.header import Fitting, read_header
from advisor.tables.packing import unpacked

if TYPE_CHECKING:
    import polars as pl

STANDARD_INPUT = "standard input"
ROWS = 100_000
"""Rows of a Parquet file that are read at a time."""

Frames: TypeAlias = "Generator[pl.DataFrame, None, None]"


class Read(Protocol):
    """Is told as rows are read: of how many bytes, and which of their answers hold less than when they were given."""

    def __call__(self, size: int, narrowed: tuple[Pair, ...] = (), /) -> None: ...


class InputSource(NamedTuple):
    """One input. `reading` has all columns of it, `frames` yields those that are wanted; `size` is in bytes, 0 if not
    known. `note` is what is odd about it and can be read all the same. Without `has_names` its columns are those of the
    questions, whatever the rows hold.

    What is `unfit` was found, and cannot be read; its one row is bad. `frames(wanted, read)` calls `read` as rows are
    read.
    """

    shown: str
    reading: ColumnReading
    frames: Callable[[Sequence[str], Read], Frames]
    size: int = 0
    note: str = ""
    has_names: bool = True
    unfit: bool = False


def opened(path: str, naming: Naming, files: ExitStack, shown: str = "", separator: str = "") -> InputSource:
    """The input, its header read, `shown` in messages if that is not its path.

    A `separator` is that of tables of text, whatever they look like. Raises AdvisorError or OSError.
    """
    if path == "-":
        return _standard_input(naming, files, separator)
    kind = kind_of(path)
    if kind == "parquet":
        return _parquet(path, naming)
    if kind == "workbook":
        return _workbook(path, naming, shown or path)
    if kind == "cases":
        return _cases(path, naming, shown, Path(shown or path).stem)
    shown = shown or path
    try:
        file = opened_to_read(path)
    except Unreadable as error:
        raise AdvisorError(f"{shown}: {error}") from None
    about = os.fstat(file.fileno())
    stream = unpacked(file, shown)
    if not stat.S_ISREG(about.st_mode):  # a pipe cannot be opened twice
        return _stream(files.enter_context(stream), shown, kind, naming, separator, 0)
    with stream:
        size = about.st_size if stream is file else 0
        return _stream(stream, shown, kind, naming, separator, size, again=path)


def unfit(path: str, naming: Naming, why: str) -> InputSource:
    """What was found among the inputs and cannot be read: a bad row."""
    reading, row = naming.own(naming.kb.questions), records.JsonRow({}, why)

    def one_row(wanted: Sequence[str], read: Read) -> Frames:
        return records.frames([row], naming.kb, wanted)

    return InputSource(path, reading, one_row, has_names=False, unfit=True)


def kind_of(path: str) -> str:
    """The format that the ending says. Raises AdvisorError."""
    ending = ending_of(path)
    if ending not in FORMATS:
        hint = did_you_mean(ending, FORMATS)
        raise AdvisorError(f"{path}: the ending {quoted(ending)} says nothing of its format; known are {ENDINGS}{hint}")
    return FORMATS[ending]


def json_lines(stream: BinaryIO, shown: str, naming: Naming) -> InputSource:
    """The JSON Lines of a stream that is read once."""
    return _stream(stream, shown, "jsonl", naming, "", 0)


def _standard_input(naming: Naming, files: ExitStack, separator: str) -> InputSource:
    """What comes is told by how it begins: JSON Lines by a brace, a case file by its keys, else CSV or TSV."""
    piped = io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), 1 << 20)
    stream = cast("io.BufferedReader", unpacked(piped, STANDARD_INPUT))
    start = stream.peek(1 << 16)[: 1 << 16].removeprefix(b"\xef\xbb\xbf").lstrip()
    line = start.split(b"\n", 1)[0]
    if start.startswith(b"PAR1"):
        raise AdvisorError(f"{STANDARD_INPUT}: Parquet cannot be read from a pipe; give its file")
    if start.startswith(b"{") and line.rstrip().endswith(b"}"):
        return _stream(stream, STANDARD_INPUT, "jsonl", naming, "", 0)
    if start.startswith((b"{", b"[", b"---", b"#", b"answers:", b"knowledge_base:", b"name:")):
        import tempfile

        copy = files.enter_context(tempfile.NamedTemporaryFile(suffix=".yaml"))  # noqa: SIM115 - as above
        copy.write(stream.read(LARGEST + 1))
        copy.flush()
        return _cases(copy.name, naming, STANDARD_INPUT, unnamed="")
    tabs = line.count(b"\t") > line.count(b",")
    return _stream(stream, STANDARD_INPUT, "tsv" if tabs else "csv", naming, separator, 0)


def _stream(
    stream: BinaryIO, shown: str, kind: str, naming: Naming, separator: str, size: int, again: str = ""
) -> InputSource:
    """A table of text. `again` is the path at which it is opened again when its turn comes.

    So there may be more files than a process may hold open.
    """

    def opened() -> AbstractContextManager[BinaryIO]:
        return _at(again, place, shown) if again else nullcontext(stream)

    if kind == "jsonl":
        place, kb = 0, naming.kb

        def from_lines(wanted: Sequence[str], read: Read) -> Frames:
            with opened() as lines:
                yield from records.frames(_told(records.json_lines(_lines(lines, shown), naming), read), kb, wanted)

        return InputSource(shown, naming.own(naming.targets), from_lines, size, has_names=False)
    own = separator or SEPARATORS[kind]
    header, ahead = read_header(stream, shown, own, fitting(naming), guess=not separator)
    place = header.size
    if again:
        ahead = b""

    def from_blocks(wanted: Sequence[str], read: Callable[[int], None]) -> Frames:
        parser = delimited.Parser(header, wanted)
        with opened() as rest:
            yield from (parser.parse(*block) for block in delimited.blocks(rest, header, shown, read, ahead))

    note = "" if header.separator == own.encode() else told_separator(header.separator)
    return InputSource(shown, naming.of(header.names), from_blocks, size, note)


def fitting(naming: Naming) -> Fitting:
    """How many names of a header say what they are."""
    return lambda names: sum(naming.named(name) is not None for name in names)


def told_separator(separator: bytes) -> str:
    """What is said of a table whose separator its ending does not say."""
    named = {b";": "semicolons", b"\t": "tabs", b"|": "bars", b",": "commas"}
    return f"its columns are separated by {named.get(separator, quoted(separator.decode()))}"


def _lines(stream: BinaryIO, shown: str) -> Iterator[bytes]:
    while line := stream.readline(delimited.LONGEST_RECORD + 1):
        if len(line) > delimited.LONGEST_RECORD:
            raise AdvisorError(f"{shown}: a line is longer than {delimited.LONGEST_RECORD >> 20} MiB")
        yield line


@contextmanager
def _at(path: str, place: int, shown: str) -> Iterator[BinaryIO]:
    with open(path, "rb") as file, unpacked(file, shown) as stream:
        if stream is file:
            file.seek(place)
        elif place:
            stream.read(place)
        yield stream


def _told(found: Iterator[records.JsonRow], read: Read) -> Iterator[records.JsonRow]:
    for record in found:
        read(record.size, record.narrowed)
        yield record


def _cases(path: str, naming: Naming, shown: str, unnamed: str) -> InputSource:
    size, kb = os.path.getsize(path), naming.kb

    def from_cases(wanted: Sequence[str], read: Read) -> Frames:
        read(size)
        return records.frames(_told(records.case_file(path, naming, shown, unnamed), read), kb, wanted)

    return InputSource(shown or path, naming.own(["name", *kb.questions]), from_cases, size, has_names=False)


def _workbook(path: str, naming: Naming, shown: str) -> InputSource:
    try:
        with opened_to_read(path):
            pass
    except Unreadable as error:
        raise AdvisorError(f"{shown}: {error}") from None
    sheet = workbooks.sheet_of(path, naming, shown)
    size, reading = os.path.getsize(path), naming.of(sheet.columns)

    def from_rows(wanted: Sequence[str], read: Read) -> Frames:
        yield from workbooks.frames(path, sheet, shown, wanted, lambda name: reading.columns.get(name, True))
        read(size)

    return InputSource(shown, reading, from_rows, size, workbooks.told(path, sheet))


def _parquet(path: str, naming: Naming) -> InputSource:
    import polars as pl

    with _as_whole(path):
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item()
    size, reading = os.path.getsize(path), naming.of(schema.names())

    def from_batches(wanted: Sequence[str], read: Callable[[int], None]) -> Frames:
        with _as_whole(path):
            texts = lazy.select([as_text(schema, name, reading.columns.get(name, True)) for name in wanted])
            for first in range(0, rows, ROWS):  # Polars, asked for a stream of batches, reads far ahead
                some = min(ROWS, rows - first)
                batch = texts.slice(first, some).collect() if wanted else pl.DataFrame(height=some)
                if len(batch) < some:
                    raise AdvisorError(f"is no whole Parquet file (it says {rows} rows, and has {first + len(batch)})")
                read(size * some // rows)
                yield batch

    return InputSource(path, reading, from_batches, size)


@contextmanager
def _as_whole(path: str) -> Iterator[None]:
    """Says of a damaged file what is wrong. Polars panics over some, with an exception that is no `Exception`."""
    import polars as pl

    try:
        yield
    except pl.exceptions.DuplicateError as error:
        what = f"Polars reads no Parquet file that has a column twice ({first_line(error)}); --engine duckdb does"
        raise AdvisorError(f"{path}: {what}") from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise AdvisorError(f"{path}: is no whole Parquet file ({first_line(error)})") from None
    except AdvisorError as error:
        raise AdvisorError(f"{path}: {error}") from None


def rows_of(sources: Sequence[InputSource], carried: Sequence[str], read: Read) -> Frames:
    """All rows of all inputs, in frames with the same columns of text: those carried, the questions, and the marks."""
    for source in sources:
        place = f"{escaped(source.shown)}, row " if len(sources) > 1 or source.unfit else "row "
        first = 1
        with closing(source.frames([*source.reading.columns], read)) as frames:
            for frame in frames:
                yield marked(frame, source.reading, carried, place, first)
                first += len(frame)
