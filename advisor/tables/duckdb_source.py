"""Inputs that DuckDB reads: Parquet, and what its extensions reach, such as `s3://` and `https://`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advisor.columns.engines import ROWS, as_frames, selected
from advisor.columns.naming import Naming
from advisor.errors import AdvisorError, first_line
from advisor.formats import ending_of
from advisor.tables import sources
from advisor.tables.sources import Frames, InputSource


def connected(files: ExitStack) -> Any:
    """A connection, one for all inputs: each has threads and files of its own. Raises AdvisorError."""
    try:
        import duckdb
    except ImportError:
        raise AdvisorError("DuckDB is not here; install it with: pip install 'records-advisor[duckdb]'") from None
    return files.enter_context(duckdb.connect())


def opened(path: str, naming: Naming, connection: Any, files: ExitStack, separator: str = "") -> list[InputSource]:
    """The tables at this path, local or remote, which may be a pattern. Raises AdvisorError and OSError."""
    with _told(path):
        if sources.kind_of(path) == "parquet":
            return [_parquet(path, naming, connection)]
        found = connection.execute("SELECT filename FROM read_blob(?) ORDER BY filename", [path]).fetchall()
        if not found:
            raise AdvisorError(f"{path}: is not there")
        return [sources.opened(_copy(name, connection, files), naming, files, name, separator) for (name,) in found]


def _copy(path: str, connection: Any, files: ExitStack) -> str:
    """A copy, so that text is read as it is on every engine: DuckDB's own readers stop at what is no record."""
    copy = Path(files.enter_context(TemporaryDirectory(prefix="advisor-"))) / f"copy{ending_of(path)}"
    [(content,)] = connection.execute("SELECT content FROM read_blob([?])", [path]).fetchall()
    copy.write_bytes(content)
    return str(copy)


def _parquet(path: str, naming: Naming, connection: Any) -> InputSource:
    relation = connection.read_parquet(path)
    columns = list(relation.columns)
    if any(name.endswith("_1") for name in columns):  # so DuckDB calls what is there twice
        [(found,)] = connection.execute("SELECT list(name) FROM parquet_schema(?)", [path]).fetchall()
        columns = _as_named(columns, found)
    return InputSource(path, naming.of(columns), partial(_frames, path, relation, columns))


def _as_named(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """The columns as DuckDB calls them, or by the name that they share with another."""
    twice = {name.strip() for name in names if names.count(name) > 1}
    return [
        next((name for name in twice if re.fullmatch(rf"{re.escape(name)}_\d+", column)), column) for column in columns
    ]


def _frames(
    path: str, relation: Any, columns: Sequence[str], wanted: Sequence[str], read: Callable[[int], None]
) -> Frames:
    places = {name: columns.index(name) for name in wanted}
    with _told(path), selected(relation, places).to_arrow_reader(ROWS) as batches:
        yield from as_frames(batches)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """What goes wrong in DuckDB is told of the file."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise AdvisorError(f"{path}: DuckDB cannot read it: {first_line(error)}") from None
