"""Which files the inputs of a batch are, and which formats are known."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from advisor.apart import STANDARD_INPUT, STANDARD_OUTPUT, identity
from advisor.columns.telling import ERROR
from advisor.errors import AdvisorError
from advisor.tables.writing import FORMATS as TABLES

FORMATS = {**TABLES, ".yaml": "cases", ".yml": "cases", ".json": "cases"}
ENDINGS = ", ".join(FORMATS)
HEADER = 1 << 20
"""Characters of a first line that are looked at, to tell an earlier output from an input."""


def find(inputs: Sequence[str], outputs: Sequence[str] = ()) -> list[str]:
    """The files that the inputs name: themselves, all below a folder that can be read, or what a pattern matches.

    In a folder and under a pattern, an earlier output that one of `outputs` takes the place of is left out. Raises
    AdvisorError where an input names nothing.
    """
    written = {identity(path, STANDARD_OUTPUT) for path in outputs} - {None}
    found: list[str] = []
    for given in inputs:
        if given == "-":
            found.append(given)
        elif os.path.isdir(given):
            files = (str(path) for path in sorted(Path(given).rglob("*")) if path.suffix.lower() in FORMATS)
            below = _without(written, filter(os.path.isfile, files))
            if not below:
                raise AdvisorError(f"{given}: holds no file that can be read ({ENDINGS})")
            found += below
        elif os.path.exists(given):
            found.append(given)
        else:
            matched = _without(written, filter(os.path.isfile, sorted(glob.glob(given, recursive=True))))
            if not matched:
                what = "matches no file" if glob.has_magic(given) else "is not there"
                raise AdvisorError(f"{given}: {what}")
            found += matched
    return found


def _without(written: Collection[object], paths: Iterable[str]) -> list[str]:
    """The files without those that this run writes again. Raises AdvisorError where it would write over another."""
    kept = []
    for path in paths:
        if not written or identity(path, STANDARD_INPUT) not in written:
            kept.append(path)
        elif not _is_output(path):
            raise AdvisorError(f"{path}: is among the inputs, and would be written over; name another output")
    return kept


def _is_output(path: str) -> bool:
    """Whether the file is what a batch writes: empty, or with the column of what is wrong."""
    if not os.path.getsize(path):
        return True
    if FORMATS.get(Path(path).suffix.lower()) == "parquet":
        import polars as pl

        with suppress(pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return ERROR in pl.read_parquet_schema(path)
        return False
    with open(path, encoding="utf-8", errors="replace") as file:
        return re.search(rf"\b{ERROR}\b", file.readline(HEADER)) is not None
