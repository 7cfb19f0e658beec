"""What more rows cost: `advisor batch` and Polars copying, from a thousand rows to a hundred million."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import files
from benchmarks.by_format import BATCH, COPY, write
from benchmarks.shown import duration, number, say, table, times
from benchmarks.single import against, middle

SIZES = tuple(10**power for power in range(3, 9))
MOST_CSV = 10_000_000
"""A longer CSV, with the reasons written beside it, would fill the disks that this is run on."""

MANY = 1_000_000
"""More rows than this are timed once."""

WAYS = {COPY: files.copy, BATCH: files.batch}


def run(most: int, rounds: int) -> tuple[str, bool]:
    """The table; nothing is decided otherwise here, since the rows are those that were compared before."""
    rows = []
    for kind in ("csv", "parquet"):
        before: dict[str, tuple[int, float]] = {}
        for size in (size for size in SIZES if size <= min(most, MOST_CSV if kind == "csv" else most)):
            say(f"{kind}: {size:,} rows")
            found = _measured(kind, size, rounds if size <= MANY else 1)
            for way, runs in found.items():
                wall = middle([run.spent for run in runs]).wall
                rows.append(_row(f"{way}, {kind}", size, runs, found.get(COPY), before.get(way)))
                before[way] = size, wall
    head = ["way", "rows", "whole process", "a row", "each further row", f"speed, {COPY} = 1", "peak memory"]
    return table("Cost of rows, whole processes, shipped knowledge base", head, rows), True


def _measured(kind: str, size: int, rounds: int) -> dict[str, list[files.Run]]:
    """The runs of each way that can run, the ways taking turns."""
    found: dict[str, list[files.Run]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"cases.{kind}", Path(folder) / f"out.{kind}"
        write(source, size)
        for _ in range(rounds):
            for way in list(found):
                try:
                    found[way].append(WAYS[way](source, target))
                except RuntimeError as error:
                    del found[way]
                    say(f"{way} left out: {error}")
                target.unlink(missing_ok=True)
    return found


def _row(
    way: str, size: int, runs: list[files.Run], base: list[files.Run] | None, before: tuple[int, float] | None
) -> list[str]:
    """A line of the table. What each further row costs leaves the start-up out; `before` is the size before this."""
    wall = middle([run.spent for run in runs]).wall
    further = (wall - before[1]) / (size - before[0]) if before else None
    ratio = against([run.spent for run in runs], [run.spent for run in base]).wall if base else None
    memory = number(max(run.memory for run in runs), "MiB")
    shown = duration(further) if further is None or further > 0 else "-"
    return [way, f"{size:,}", duration(wall), duration(wall / size), shown, times(ratio), memory]
