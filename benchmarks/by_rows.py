"""What more rows cost: `advisor batch` and Polars copying, from a thousand rows to a hundred million."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks import files
from benchmarks.by_format import BATCH, COPY, write
from benchmarks.shown import duration, kept, number, say, table, times
from benchmarks.single import against, middle
from benchmarks.usage import Spent

SIZES = tuple(10**power for power in range(3, 9))
BYTES = {"csv": 600, "parquet": 200}
"""What a row and its advice take on the disk together, rounded up."""

MANY = 1_000_000
"""More rows than this are timed once."""

WAYS = {COPY: files.copy, BATCH: files.batch}

MAX_MEMORY = 2048.0
"""MiB that `advisor batch` may take."""

FLAT_FROM = 100_000
FLAT = 1.5
"""How many times the cheapest further row the dearest may cost, in processor time, from so many rows on."""


def run(most: int, rounds: int) -> tuple[str, bool]:
    """The table, and whether memory and the cost of a row stay within their limits.

    Nothing is decided otherwise here: the rows are drawn as those that were compared before.
    """
    rows = []
    told: list[str] = []
    met = True
    for kind in ("csv", "parquet"):
        sizes: list[tuple[int, dict[str, list[files.Run]]]] = []
        for size in (size for size in SIZES if size <= most):
            if size * BYTES[kind] > shutil.disk_usage(tempfile.gettempdir()).free:
                say(f"{kind}: {size:,} rows and what is told of them would not fit on this disk: left out")
                break
            say(f"{kind}: {size:,} rows")
            found = _measured(kind, size, rounds if size <= MANY else 1)
            for way, runs in found.items():
                before = sizes[-1] if sizes and way in sizes[-1][1] else None
                rows.append(_row(f"{way}, {kind}", size, runs, found.get(COPY), before and (before[0], before[1][way])))
            sizes.append((size, found))
        for line, fine in _limits(kind, [(size, found[BATCH]) for size, found in sizes if BATCH in found]):
            told.append(line)
            met = met and fine
    head = ["way", "rows", "whole process", "a row", "each further row", f"speed, {COPY} = 1", "peak memory"]
    shown = table("Cost of rows, whole processes, shipped knowledge base", head, rows)
    return "\n- ".join([f"{shown}\n", *told]), met


def _limits(kind: str, measured: list[tuple[int, list[files.Run]]]) -> Iterator[tuple[str, bool]]:
    """Whether memory, and the cost of a row, stay within their limits, each with what was found."""
    memory = max((run.memory for _, runs in measured for run in runs), default=0.0)
    met = memory <= MAX_MEMORY
    yield f"{BATCH}, {kind}: {number(memory, 'MiB')} at most (limit {number(MAX_MEMORY, 'MiB')}: {kept(met)})", met
    costs = [_further(size, runs, before).cpu for before, (size, runs) in pairwise(measured) if before[0] >= FLAT_FROM]
    if len(costs) > 1:
        ratio = max(costs) / min(costs)
        met = ratio <= FLAT
        span = f"{duration(min(costs))} to {duration(max(costs))} of a processor"
        limit = f"from {FLAT_FROM:,} rows on (limit {times(FLAT)}: {kept(met)})"
        yield f"{BATCH}, {kind}: each further row costs {span}, {limit}", met


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


def _further(size: int, runs: list[files.Run], before: tuple[int, list[files.Run]]) -> Spent:
    """What each further row costs, which leaves the start-up out; `before` is the size before this."""
    more, less = middle([run.spent for run in runs]), middle([run.spent for run in before[1]])
    return Spent(more.wall - less.wall, more.cpu - less.cpu).over(size - before[0])


def _row(
    way: str,
    size: int,
    runs: list[files.Run],
    base: list[files.Run] | None,
    before: tuple[int, list[files.Run]] | None,
) -> list[str]:
    """A line of the table."""
    wall = middle([run.spent for run in runs]).wall
    further = _further(size, runs, before).wall if before else None
    ratio = against([run.spent for run in runs], [run.spent for run in base]).wall if base else None
    memory = number(max(run.memory for run in runs), "MiB")
    shown = duration(further) if further is None or further > 0 else "-"
    return [way, f"{size:,}", duration(wall), duration(wall / size), shown, times(ratio), memory]
