"""Inputs that DuckDB reads: local files, and what its extensions reach, such as `s3://` and `https://`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import AdvisorError
from advisor.tables.finding import FORMATS
from advisor.tables.sources import SEPARATORS, Frames, Source, first_line

if TYPE_CHECKING:
    pass

ROWS = 100_000
"""Rows that are taken from DuckDB at a time."""


def connected(files: ExitStack) -> Any:
    """A connection, one for all inputs: each has threads and files of its own. Raises AdvisorError."""
    try:
        import duckdb
    except ImportError:
        raise AdvisorError("DuckDB is not here; install it with: pip install 'records-advisor[duckdb]'") from None
    return files.enter_context(duckdb.connect())


def opened(path: str, connection: Any) -> Source:
    """The table at this path. DuckDB stops at a line that is no record. Raises AdvisorError."""
    import duckdb
    import polars as pl

    kind = FORMATS.get(Path(path).suffix.lower(), "")
    try:
        if kind in SEPARATORS:
            relation = connection.read_csv(path, header=True, all_varchar=True, sep=SEPARATORS[kind])
        elif kind == "parquet":
            relation = connection.read_parquet(path)
        elif kind == "jsonl":
            relation = connection.read_json(path, format="newline_delimited")
        else:
            raise AdvisorError(f"{path}: DuckDB reads CSV, TSV, JSON Lines and Parquet; leave --engine out for others")
        columns = list(relation.columns)
    except duckdb.Error as error:
        raise AdvisorError(f"{path}: {first_line(error)}") from None

    def frames(wanted: Sequence[str], read: Callable[[int], None]) -> Frames:
        try:
            for batch in relation.select(*(f'"{name}"' for name in wanted)).to_arrow_reader(ROWS):
                yield pl.DataFrame(pl.from_arrow(batch))
        except duckdb.Error as error:
            raise AdvisorError(f"{path}: {first_line(error)}") from None

    return Source(path, columns, frames)
