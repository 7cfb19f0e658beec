"""The versions of the formats that programs read. What is written carries its own; docs/json.md says what each changed.

A version rises where a key changes its meaning, goes away or may be missing. What has no version is of the first.
"""

from __future__ import annotations

from pathlib import PurePath

CASE = 2
"""Of case files; the first had neither `format` nor the `version` of the knowledge base."""

RESULT = 2
"""Of what commands print or write as JSON, JSON Lines or Parquet; the first did not say so."""

KEY = "format"
"""What stands before the version in case files, in objects of JSON and JSON Lines, and in the metadata of Parquet."""

TABLES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}
"""How the names of tables end, which 'advisor batch' reads and writes, each with its format."""

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""How the names of workbooks end that 'advisor batch' reads."""

PACKED = (".gz", ".zst")
"""What the name of a table of text may end in besides, where it is compressed."""


def ending_of(path: str) -> str:
    """What a file's name says of its format, in small letters: `.csv` of `a.csv.gz`, too."""
    name = PurePath(path)
    ending = name.suffix.lower()
    inner = PurePath(name.stem).suffix.lower()
    return inner if ending in PACKED and TABLES.get(inner) in ("csv", "tsv", "jsonl") else ending
