"""Which files the inputs of a batch are, and which formats are known."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress

from advisor.apart import STANDARD_INPUT, STANDARD_OUTPUT, identity
from advisor.columns.output import ERROR
from advisor.columns.program import CARRIED
from advisor.errors import AdvisorError, listed
from advisor.formats import KEY, TABLES, WORKBOOKS, ending_of
from advisor.knowledge.model import KnowledgeBase
from advisor.opening import below, opened
from advisor.tables import workbooks
from advisor.tables.header import read_header
from advisor.tables.packing import unpacked

FORMATS = {**TABLES, **dict.fromkeys(WORKBOOKS, "workbook"), ".yaml": "cases", ".yml": "cases", ".json": "cases"}
ENDINGS = ", ".join(FORMATS)
SEPARATORS = {"csv": ",", "tsv": "\t"}
HEADER = 1 << 20
"""Bytes of a first row of JSON Lines that are looked at, to tell an earlier output from an input."""


def find(
    inputs: Sequence[str], outputs: Sequence[str], kb: KnowledgeBase, say: Callable[[str], None] = lambda text: None
) -> list[str]:
    """The files that the inputs name: themselves, all below a folder, or what a pattern matches.

    What is found so need not be a file that can be read (`opening.unfit`). In a folder and under a pattern, an earlier
    output that one of `outputs` takes the place of is left out; any other, too, and then `say` is told. Raises
    AdvisorError where an input names nothing.
    """
    written = {identity(path, STANDARD_OUTPUT) for path in outputs} - {None}
    found: list[str] = []
    earlier: list[str] = []
    for given in inputs:
        if given == "-" or (os.path.exists(given) and not os.path.isdir(given)):
            found.append(given)
            continue
        there = _without(written, below(given, FORMATS) if os.path.isdir(given) else _matching(given))
        own = {path for path in there if _is_own(path, kb)}
        earlier += own
        if own and len(own) == len(there):
            raise AdvisorError(f"{given}: holds nothing but what a batch has written ({listed(sorted(own), 1)})")
        if os.path.isdir(given) and not there:
            raise AdvisorError(f"{given}: holds no file that can be read ({ENDINGS})")
        if not there:
            what = "matches no file" if glob.has_magic(given) else "is not there"
            raise AdvisorError(f"{given}: {what}")
        found += [path for path in there if path not in own]
    if earlier:
        say(f"left out, as a batch has written it: {listed(sorted(earlier))}")
    return found


def _matching(pattern: str) -> Iterator[str]:
    """What the pattern matches; of a folder that is called as a file would be, what lies below."""
    if not glob.has_magic(pattern):
        return
    matched: dict[str, None] = {}
    for path in sorted(glob.glob(pattern, recursive=True)):
        if not os.path.isdir(path):
            matched[path] = None
        elif ending_of(path) in FORMATS:
            matched.update(dict.fromkeys(below(path, FORMATS)))
    yield from matched


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
    if FORMATS.get(ending_of(path)) == "workbook" and os.path.isfile(path):
        return workbooks.is_advice(path)
    return not os.path.isfile(path) or not os.path.getsize(path) or ERROR in _columns(path)


def _is_own(path: str, kb: KnowledgeBase) -> bool:
    """Whether the columns are those of what a batch writes, the advice or with `--errors` the bad rows."""
    if FORMATS.get(ending_of(path)) == "workbook":
        with suppress(AdvisorError, OSError):
            return workbooks.is_advice(path)
        return False
    names = {*_columns(path)} if os.path.isfile(path) else set()
    advice, complaints = {kb.goal, "rule", "because", ERROR}, {ERROR, KEY, *CARRIED}
    return names.isdisjoint(kb.questions) and (advice <= names or {ERROR} <= names <= complaints)


def _columns(path: str) -> Iterable[str]:
    """The columns of a table, or none where it cannot be read or is no table; of JSON Lines those of the first row."""
    kind = FORMATS.get(ending_of(path))
    if kind == "parquet":
        import polars as pl

        with suppress(OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return pl.read_parquet_schema(path)
    elif kind in ("jsonl", *SEPARATORS):
        with suppress(AdvisorError, OSError, ValueError, RecursionError), unpacked(opened(path), path) as stream:
            if kind in SEPARATORS:
                return read_header(stream, path, SEPARATORS[kind])[0].names
            row = json.loads(stream.readline(HEADER))
            return row if isinstance(row, dict) else ()
    return ()
