"""Inputs that DuckDB reads: local files, and what its extensions reach, such as `s3://` and `https://`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from advisor.columns.engines import ROWS, as_frames, selected
from advisor.columns.program import CARRIED
from advisor.errors import AdvisorError, first_line
from advisor.knowledge.model import KnowledgeBase
from advisor.tables import records
from advisor.tables.finding import FORMATS
from advisor.tables.sources import SEPARATORS, Frames, Source

LINES = """
SELECT * FROM read_csv(?, columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', comment = '',
                       auto_detect = false, header = false, null_padding = true) LIMIT 100
"""
"""The first lines of a file as they are."""


def connected(files: ExitStack) -> Any:
    """A connection, one for all inputs: each has threads and files of its own. Raises AdvisorError."""
    try:
        import duckdb
    except ImportError:
        raise AdvisorError("DuckDB is not here; install it with: pip install 'records-advisor[duckdb]'") from None
    return files.enter_context(duckdb.connect())


def opened(path: str, kb: KnowledgeBase, connection: Any) -> Source:
    """The table at this path. DuckDB stops at a line of CSV that is no record. Raises AdvisorError."""
    kind = FORMATS.get(Path(path).suffix.lower(), "")
    with _told(path):
        if kind == "jsonl":
            return _json_lines(path, kb, connection)
        if kind in SEPARATORS:
            csv = _csv(path, SEPARATORS[kind], connection)
            relation, names = csv(header=True), csv(header=False).limit(1)
        elif kind == "parquet":
            relation = connection.read_parquet(path)
            names = connection.sql("SELECT list(name) FROM parquet_schema(?)", params=[path])
        else:
            raise AdvisorError(f"{path}: DuckDB reads CSV, TSV, JSON Lines and Parquet; leave --engine out for others")
        columns = list(relation.columns)
        if any(f"{name}_1" in columns for name in (*CARRIED, *kb.questions)):  # so DuckDB calls what is there twice
            [found] = names.fetchall()
            columns = _as_named(columns, found[0] if kind == "parquet" else found)
    return Source(path, columns, partial(_frames, path, relation, columns))


def _csv(path: str, separator: str, connection: Any) -> Callable[..., Any]:
    """What reads the table; left to itself, DuckDB guesses which lines to pass over, and what is quoted."""
    read = partial(connection.read_csv, path, all_varchar=True, comment="", escapechar='"')
    lines = connection.sql(LINES, params=[path]).fetchall()
    blank = next((number for number, (line,) in enumerate(lines) if line and line.strip()), 0)
    return partial(read, sep=separator, quotechar='"', skiprows=blank)


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


def _json_lines(path: str, kb: KnowledgeBase, connection: Any) -> Source:
    """Lines of JSON, read as any other engine has them read; of one that is not JSON DuckDB says nothing more."""
    found = connection.sql("SELECT json::VARCHAR FROM read_ndjson_objects(?, ignore_errors = true)", params=[path])

    def frames(wanted: Sequence[str], read: Callable[[int], None]) -> Frames:
        with _told(path), found.to_arrow_reader(ROWS) as batches:
            lines = ((line or "(not JSON)").encode() for batch in batches for line in batch.column(0).to_pylist())
            yield from records.frames(records.json_lines(lines, kb), wanted)

    return Source(path, list(dict.fromkeys([*CARRIED, *kb.questions])), frames)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """What goes wrong in DuckDB is told of the file."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        what = "not every line has as many fields as the header" if "sniffing" in str(error) else first_line(error)
        raise AdvisorError(f"{path}: DuckDB cannot read it: {what}") from None
