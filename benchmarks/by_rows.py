"""What more rows cost: `advisor batch` and Polars copying, from a thousand rows to a hundred million."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks import files
from benchmarks.by_format import BATCH, COPY, write
from benchmarks.shown import duration, number, say, table, times

SIZES = tuple(10**power for power in range(3, 9))
MOST_CSV = 10_000_000
"""A longer CSV, with the reasons written beside it, would fill the disks that this is run on."""

MANY = 1_000_000
"""More rows than this are timed once."""


def run(most: int, rounds: int) -> tuple[str, bool]:
    """The table; nothing is decided otherwise here, since the rows are those that were compared before."""
    rows = []
    for kind in ("csv", "parquet"):
        for size in (size for size in SIZES if size <= min(most, MOST_CSV if kind == "csv" else most)):
            say(f"{kind}: {size:,} rows")
            rows += _size(kind, size, rounds if size <= MANY else 1)
    head = ["way", "rows", "whole process", "a row", f"speed, {COPY} = 1", "peak memory"]
    return table("Cost of rows, whole processes, shipped knowledge base", head, rows), True


def _size(kind: str, size: int, rounds: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"cases.{kind}", Path(folder) / f"out.{kind}"
        write(source, size)
        ways = {COPY: files.copy, BATCH: files.batch}
        found: dict[str, list[files.Run]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, start in list(ways.items()):
                try:
                    found[way].append(start(source, target))
                except RuntimeError as error:
                    del ways[way]
                    say(f"{way} left out: {error}")
                target.unlink(missing_ok=True)
    rows = []
    for way, runs in found.items():
        if not runs:
            continue
        seconds = median(run.seconds for run in runs)
        ratio = median(base.seconds / run.seconds for base, run in zip(found[COPY], runs, strict=True))
        memory = number(max(run.memory for run in runs), "MiB")
        rows.append([f"{way}, {kind}", f"{size:,}", duration(seconds), duration(seconds / size), times(ratio), memory])
    return rows
