"""Tables as other programs write them: with quotation marks and bad records, against Polars copying the same file.

Both are whole processes, start-up included. A bad record has a cell that is not legal, a field too few or a field too
many, in equal parts; Polars fills and cuts such records, `advisor batch` says of each what is wrong.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import files
from benchmarks.by_format import BATCH, COPY, write
from benchmarks.shown import duration, number, say, table, times, verdicts
from benchmarks.single import against, middle

KINDS: dict[str, tuple[dict[str, Any], float]] = {
    "empty fields quoted": ({"quotes": "empty"}, 0.5),
    "all fields quoted": ({"quotes": "all"}, 0.5),
    "one record in ten bad": ({"bad": 1 / 30, "ragged": 2 / 30}, 0.25),
}
"""How each table is written, and how many times as fast as Polars copying it `advisor batch` has to be."""

WAYS = {COPY: files.copy, BATCH: files.batch}


def run(rows: int, rounds: int) -> tuple[str, bool]:
    """The table, and whether the limits are met."""
    found = {kind: _measured(kind, rows, rounds) for kind in KINDS}
    ratios = {
        kind: against(*([run.spent for run in runs[way]] for way in (BATCH, COPY))) for kind, runs in found.items()
    }
    head = ["table", "way", "whole process", "CPU", f"speed, {COPY} = 1", "peak memory"]
    lines = [line for kind, runs in found.items() for line in _lines(kind, runs, ratios[kind].wall)]
    told, met = verdicts((f"{BATCH} against {COPY}, {kind}", ratios[kind], least) for kind, (_, least) in KINDS.items())
    return f"{table(f'Quotation marks and bad records, CSV to CSV, {rows:,} rows', head, lines)}\n{told}", met


def _measured(kind: str, rows: int, rounds: int) -> dict[str, list[files.Run]]:
    """The runs of each way, the ways taking turns."""
    say(f"csv, {kind}: {rows:,} rows")
    found: dict[str, list[files.Run]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "cases.csv", Path(folder) / "out.csv"
        write(source, rows, **KINDS[kind][0])
        for _ in range(rounds):
            for way, start in WAYS.items():
                found[way].append(start(source, target))
                target.unlink()
    return found


def _lines(kind: str, runs: dict[str, list[files.Run]], ratio: float) -> Iterator[list[str]]:
    for way, its in runs.items():
        spent = middle([run.spent for run in its])
        speed = times(ratio if way == BATCH else 1.0)
        memory = number(max(run.memory for run in its), "MiB")
        yield [kind, way, duration(spent.wall), duration(spent.cpu), speed, memory]
