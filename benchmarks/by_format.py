"""A table decided and written, CSV to CSV or Parquet to Parquet, against Polars copying the same file.

`advisor batch` and Polars are whole processes over the whole table, start-up included; it validates every cell, and
its reason tells what the decision rests on. A peer decides the first rows of the table, as many as it can in a few
seconds, without validation, its reason being the rule's sentence alone; its start-up is not counted.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import advisor
from benchmarks import files
from benchmarks.shown import duration, number, say, table, times, verdicts
from benchmarks.single import OURS, Team, against, middle
from benchmarks.usage import Spent
from benchmarks.worker import Job, Worker

WAYS = (OURS, "plain Python", "ZEN", "clipspy", "clipspy as released", "rule-engine", "experta")
COPY, BATCH = "Polars copies", "advisor batch"
LIMITS = {
    "csv": {COPY: 0.5, "experta": 1000.0, "clipspy as released": 500.0, "ZEN": 100.0},
    "parquet": {COPY: 1 / 3},
}
"""How many times as fast as these `advisor batch` has to be; no way to write the table is that of a mended clipspy."""

FIRST = 300
SLOT = 1.5
"""Seconds that a peer is timed for in each round."""


def run(kind: str, rows: int, rounds: int) -> tuple[str, bool]:
    """The table for `csv` or `parquet`, and whether all decided alike and the limits are met."""
    with tempfile.TemporaryDirectory() as folder:
        return _Comparison(Path(folder), kind, rows).run(rounds)


class _Comparison:
    def __init__(self, folder: Path, kind: str, rows: int) -> None:
        self._folder, self._kind, self._rows = folder, kind, rows
        self._source = folder / f"cases.{kind}"
        self._spent: dict[str, list[Spent]] = {}
        self._memory: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self._left_out: dict[str, str] = {}

    def run(self, rounds: int) -> tuple[str, bool]:
        say(f"{self._kind}: writing {self._rows:,} rows, building and checking")
        write(self._source, self._rows)
        team = Team(WAYS, cases=FIRST)
        self._left_out |= team.left_out
        for way, worker in team.workers.items():
            for _ in range(2):  # the first time imports what reads the table
                spent = worker("file", str(self._source), str(self._target(way)), FIRST)
            self._counts[way] = min(self._rows, max(FIRST, int(FIRST * SLOT / spent.wall)))
        for turn in range(rounds):
            say(f"{self._kind}: round {turn + 1} of {rounds}")
            self._process(COPY, files.copy)
            self._process(BATCH, files.batch)
            for way, worker in team.workers.items():
                spent = worker("file", str(self._source), str(self._target(way)), self._counts[way])
                self._spent.setdefault(way, []).append(spent.over(self._counts[way]))
                self._memory[way] = worker("memory")
        team.close()
        wrong = self._differences()
        told, met = verdicts(
            (f"{BATCH} against {way}, {self._kind}", self._ratio(BATCH, way), least)
            for way, least in LIMITS[self._kind].items()
        )
        return f"{self._shown()}\n{told}", met and not (wrong or team.wrong)

    def _target(self, way: str) -> Path:
        return self._folder / f"{way.replace(' ', '-')}.{self._kind}"

    def _process(self, way: str, start: object) -> None:
        if way in self._left_out:
            return
        assert callable(start)
        try:
            done = start(self._source, self._target(way))
        except RuntimeError as error:
            self._left_out[way] = str(error)
            return
        self._counts[way] = self._rows
        self._spent.setdefault(way, []).append(done.spent.over(self._rows))
        self._memory[way] = max(done.memory, self._memory.get(way, 0))

    def _differences(self) -> bool:
        """Leaves out every way whose table is not that of `advisor.decide`; whether there was one.

        Where a way has decided more rows than `advisor.decide`, the first ones are compared. The reason of
        `advisor batch` begins with the rule's sentence and goes on.
        """
        goal = advisor.load().goal
        most = self._counts[OURS]
        right = files.decided(self._target(OURS), goal, most)
        found = False
        for way in [way for way in self._spent if way not in (OURS, COPY)]:
            count = min(self._counts[way], most)
            got = files.decided(self._target(way), goal, count)
            same = [mine[:2] == its[:2] and its[2].startswith(mine[2]) for mine, its in zip(right, got, strict=False)]
            if len(same) != count or not all(same):
                found = True
                self._left_out[way] = f"tells {count - sum(same)} of {count} rows otherwise"
                del self._spent[way]
        return found

    def _ratio(self, way: str, other: str) -> Spent | None:
        """How many times as fast one way is as the other, by either clock: the median over the rounds."""
        if way not in self._spent or other not in self._spent:
            return None
        return against(self._spent[way], self._spent[other])

    def _shown(self) -> str:
        rows = []
        for way, spent in sorted(self._spent.items(), key=lambda item: middle(item[1]).wall):
            each = middle(spent)
            ratios = [times(ratio.wall if (ratio := self._ratio(way, other)) else None) for other in (COPY, BATCH)]
            cpu = duration(each.cpu)
            memory = number(self._memory[way], "MiB")
            rows.append([way, f"{self._counts[way]:,}", number(1 / each.wall), *ratios, cpu, memory])
        rows += [[f"{way}: {why}", *["-"] * 6] for way, why in self._left_out.items()]
        head = ["way", "rows", "rows a second", f"speed, {COPY} = 1", f"{BATCH} = 1", "CPU a row", "peak memory"]
        return table(f"{self._kind} to {self._kind}, {self._rows:,} rows, shipped knowledge base", head, rows)


def write(path: Path, rows: int, **options: object) -> None:
    """Writes a table in a process of its own: this one stays small, as its size would count as that of its children."""
    worker = Worker(Job(OURS, None, 1))
    try:
        worker("table", str(path), rows, options)
    finally:
        worker.close()
