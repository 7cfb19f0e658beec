"""A way to run the rules in a process of its own: built, checked and timed there, so that its memory is its own too.

Workers wait while another one is timed; rounds go from worker to worker, so that noise hits all of them alike.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.usage import Spent, peak

PATIENCE = 600.0
"""Seconds that a worker may take for one thing, unless told otherwise."""


class Job(NamedTuple):
    """What a worker runs: a way by its name, the shipped knowledge base or one of so many rules, and so many cases."""

    way: str
    rules: int | None
    cases: int


class Worker:
    """A child process; every call returns what the same method of `Bench` returned there.

    Raises RuntimeError where that failed, or took longer than `patience` seconds.
    """

    def __init__(self, job: Job, patience: float = PATIENCE) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.job = job
        self._patience = patience
        self._process = context.Process(target=_serve, args=(theirs, job), daemon=True)
        self._process.start()
        theirs.close()

    def __call__(self, method: str, *args: object) -> Any:
        try:
            self._pipe.send((method, args))
            if not self._pipe.poll(self._patience):
                raise RuntimeError(f"left out: took longer than {self._patience:g} s")
            fine, result = self._pipe.recv()
        except (EOFError, BrokenPipeError):
            raise RuntimeError(f"{self.job.way} ended without a word") from None
        if not fine:
            raise RuntimeError(result)
        return result

    def close(self) -> None:
        """Ends the process."""
        self._process.terminate()
        self._process.join()
        self._pipe.close()


class Bench:
    """What a worker can do; it lives in the worker's process."""

    def __init__(self, job: Job) -> None:
        import advisor
        from benchmarks.cases import random_cases
        from benchmarks.generated import generated

        self._job = job
        self._kb = advisor.load() if job.rules is None else generated(job.rules)
        self._cases = random_cases(self._kb, job.cases)

    def build(self) -> float:
        """Seconds to build the peer, its import left out."""
        from benchmarks import peers

        peers.imported(self._job.way)
        begin = perf_counter()
        self._peer = peers.build(self._job.way, self._kb)
        return perf_counter() - begin

    def check(self) -> list[str]:
        """Where the peer decides otherwise than `advisor.decide`."""
        from benchmarks import peers

        return peers.disagreements(peers.build("advisor.decide", self._kb), self._peer, self._cases)

    def time(self, count: int) -> Spent:
        """What a case takes, over that many."""
        cases = [self._cases[place % len(self._cases)] for place in range(count)]
        decide = self._peer.decide
        begin = Spent.now()
        for case in cases:
            decide(case)
        return Spent.since(begin).over(count)

    def assess(self, rows: int) -> tuple[float, float, list[str]]:
        """Seconds until `advisor.assess` has told of one row, its rules being compiled; seconds for each further row of
        a table in memory; and which rows it tells otherwise than `advisor.decide`."""
        import polars

        import advisor
        from benchmarks.files import cell

        cells = {id: [cell(case[id]) for case in self._cases] for id in self._kb.questions}
        block = polars.DataFrame(cells, schema=dict.fromkeys(self._kb.questions, polars.String))
        frame = polars.concat([block] * max(1, rows // len(self._cases)))
        first, _ = self._assessed(frame.head(1))  # imports what is needed
        again, _ = self._assessed(frame.head(1))
        whole, told = self._assessed(frame)
        each = (whole - again) / (len(frame) - 1)
        got = told.select(self._kb.goal, "rule").head(len(self._cases)).rows()
        right = [advisor.decide(self._kb, case)[:2] for case in self._cases]
        return first, each, [f"row {place}: {its}" for place, its in enumerate(got) if its != right[place]]

    def _assessed(self, frame: Any) -> tuple[float, Any]:
        """The seconds that it takes, and what is told."""
        import advisor

        begin = perf_counter()
        told = advisor.assess(frame, self._kb)
        return perf_counter() - begin, told

    def file(self, source: str, target: str, rows: int) -> Spent:
        """What it takes to decide a table's first rows and to write the table of what was decided."""
        from benchmarks.files import decide_table

        begin = Spent.now()
        decide_table(self._kb, self._peer, Path(source), Path(target), rows)
        return Spent.since(begin)

    def table(self, target: str, rows: int, options: dict[str, Any]) -> None:
        """Writes a table of that many cases, with the options of `tables.write`."""
        from benchmarks.tables import write

        write(self._kb, rows, target, **options)

    def memory(self) -> float:
        """The most memory that this process has had, in MiB."""
        return peak(resource.getrusage(resource.RUSAGE_SELF))


def _serve(pipe: Connection, job: Job) -> None:
    bench: Bench | None = None
    while True:
        try:
            method, args = pipe.recv()
        except EOFError:
            return
        try:
            bench = bench or Bench(job)
            call: Callable[..., Any] = getattr(bench, method)
            answer = True, call(*args)
        except Exception as error:
            answer = False, f"{type(error).__name__}: {error}"
        pipe.send(answer)
