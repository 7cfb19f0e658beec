"""Tables written batch by batch, in the format that the file's ending says; the file appears when it is complete."""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from errno import EBADF
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from advisor.atomic_files import atomic_path
from advisor.columns.output import ERROR
from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.formats import KEY, RESULT, TABLES, ending_of
from advisor.tables.packing import packed
from advisor.tables.sheets import Layout, workbook

if TYPE_CHECKING:
    import polars as pl

    from advisor.knowledge.model import KnowledgeBase

_BLANKS = r"[ \t\n\r\x{A0}\x{2000}-\x{200D}\x{3000}\x{FEFF}]*"
_SIGN = r"[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
BEGINNING = rf"^(?:{_BLANKS}{_SIGN}|[\t\r])"
"""How a cell begins that a spreadsheet may take for a formula: with such a sign, or its full-width form."""

INSIDE = rf"([\n\r\t;]{_BLANKS})({_SIGN})"
"""Such a sign where a cell may be broken: behind a line break, a tab or a semicolon."""

FORMULA = rf"{BEGINNING}|{INSIDE}"
_HARMFUL = re.compile(re.sub(r"\\x\{(\w+)\}", lambda found: chr(int(found[1], 16)), FORMULA))

CELLS = 8192
"""Rows that Polars puts into text at a time: faster than its default."""

GROUP = 100_000
"""Rows of a row group of a Parquet file."""


class Writer(Protocol):
    """Takes the batches of a table, all with the same columns."""

    def write(self, batch: pl.DataFrame) -> None: ...


def format_of(path: str) -> str:
    """The format that a file's ending says; standard output is CSV. Raises AdvisorError."""
    if path == "-":
        return "csv"
    ending = ending_of(path)
    if ending not in TABLES:
        known = ", ".join(TABLES)
        hint = did_you_mean(ending, TABLES)
        raise AdvisorError(
            f"{path}: the ending {quoted(ending)} says nothing of the format to write; known are {known}{hint}"
        )
    return TABLES[ending]


@contextmanager
def writer(path: str, columns: Mapping[str, type], layout: Layout) -> Iterator[Writer]:
    """Writes columns, each with its kind, to `path`, `-` being standard output; a file is there at the end, if nothing
    went wrong. `layout` is that of a workbook.

    Raises OSError and AdvisorError.
    """
    import polars as pl

    kind = format_of(path)
    empty = pl.DataFrame(schema=columns)
    if path == "-":
        yield _Text(sys.stdout.buffer, path, "csv", empty)
        with _told(path):
            sys.stdout.buffer.flush()
        return
    with atomic_path(path) as draft:
        if kind == "xlsx":
            with workbook(draft, path, layout) as sheet:
                yield sheet
        elif kind == "parquet":
            with _parquet(draft, path, empty) as parquet:
                yield parquet
        else:
            with open(draft, "wb") as file, packed(file, Path(path).suffix.lower()) as stream:
                yield _Text(stream, path, kind, empty)
                with _told(path):
                    stream.flush()


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Polars says in words what the system says in numbers, and not of which file. Raises OSError and AdvisorError."""
    import polars as pl

    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        shown = "standard output" if path == "-" else path
        number = getattr(error, "errno", None)
        if said := re.search(r"(?:os error|Errno) (\d+)", str(error)):
            number = int(said[1])
        if number is None:
            raise AdvisorError(f"{shown}: cannot be written ({error})") from None
        raise OSError(number, "is closed" if number == EBADF else os.strerror(number), shown) from None


class _Text:
    def __init__(self, stream: IO[bytes], path: str, kind: str, empty: pl.DataFrame) -> None:
        self._stream = stream
        self._path = path
        self._kind = kind
        if kind != "jsonl":
            with _told(path):
                empty.write_csv(stream, separator=self._separator)

    @property
    def _separator(self) -> str:
        return "\t" if self._kind == "tsv" else ","

    def write(self, batch: pl.DataFrame) -> None:
        with _told(self._path):
            if self._kind == "jsonl":
                with_format(batch).write_ndjson(self._stream)
            else:
                batch.write_csv(self._stream, include_header=False, separator=self._separator, batch_size=CELLS)


def with_format(batch: pl.DataFrame) -> pl.DataFrame:
    """The rows as JSON Lines have them: the version of the format first, unless a column is called so."""
    import polars as pl

    told = {} if KEY in batch.columns else {KEY: pl.lit(RESULT)}
    return batch.select(**told, **{name: pl.col(name) for name in batch.columns})


@contextmanager
def _parquet(draft: str, path: str, empty: pl.DataFrame) -> Iterator[Writer]:
    """Polars writes a Parquet file from a source that it asks for batches: a thread of its own waits for them."""
    from polars.io.plugins import register_io_source

    batches: queue.Queue[pl.DataFrame | None] = queue.Queue(maxsize=1)
    failed: list[BaseException] = []

    def source(*_: object) -> Iterator[pl.DataFrame]:
        while (batch := batches.get()) is not None:
            yield batch

    def sink() -> None:
        try:
            lazy = register_io_source(source, schema=empty.schema)
            about = {KEY: str(RESULT)}
            lazy.sink_parquet(draft, row_group_size=GROUP, metadata=about, engine="streaming")
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=sink, daemon=True)
    thread.start()
    try:
        yield _Queued(batches, path, failed)
    finally:
        _put(batches, None, failed)
        thread.join()
    _raise(failed, path)


class _Queued:
    def __init__(self, batches: queue.Queue[pl.DataFrame | None], path: str, failed: list[BaseException]) -> None:
        self._batches = batches
        self._path = path
        self._failed = failed

    def write(self, batch: pl.DataFrame) -> None:
        _put(self._batches, batch, self._failed)
        _raise(self._failed, self._path)


def _raise(failed: Sequence[BaseException], path: str) -> None:
    if failed:
        with _told(path):
            raise failed[0]


def _put(batches: queue.Queue[pl.DataFrame | None], batch: pl.DataFrame | None, failed: list[BaseException]) -> None:
    """Puts the batch into the queue, unless nobody takes it any more."""
    while not failed:
        try:
            batches.put(batch, timeout=0.1)
            return
        except queue.Full:
            continue


def is_text(path: str) -> bool:
    """Whether a spreadsheet may open the file."""
    return format_of(path) in ("csv", "tsv")


def harmless(batch: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The batch with no text in these columns that a spreadsheet runs as a formula. Few tables hold one."""
    import polars as pl

    found = batch.select(pl.col(columns).str.contains(FORMULA).any()).row(0)
    return batch.with_columns(_harmless_cells(name) for name, any_ in zip(columns, found, strict=True) if any_)


def _harmless_cells(name: str) -> pl.Expr:
    import polars as pl

    column = pl.col(name)
    guarded = column.str.replace_all(INSIDE, "${1}'${2}").str.replace(BEGINNING, "'${0}")
    return pl.when(column.str.contains(FORMULA)).then(guarded).otherwise(column).alias(name)


def harmful_columns(kb: KnowledgeBase, carried: Sequence[str], told: Sequence[str] = ()) -> list[str]:
    """The columns that may hold a formula: what comes from the input, reasons, where the knowledge base has one, and
    texts that are `told`."""
    by_answer = any(rule.because.lstrip().startswith("{") for rule in kb.rules)
    return [*carried, ERROR, *told, *(["because"] if by_answer or any(map(_HARMFUL.search, _texts(kb))) else [])]


def _texts(of: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(of, str):
        yield of
    elif isinstance(of, Mapping):
        yield from _texts(tuple(of.values()))
    elif isinstance(of, (tuple, list)):
        for part in of:
            yield from _texts(part)
    elif is_dataclass(of):
        yield from _texts([getattr(of, field.name) for field in fields(of)])
