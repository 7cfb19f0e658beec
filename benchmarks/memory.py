"""Memory over many cases in one process, which is to stay as it is: what a service needs that runs for months."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.shown import duration, kept, number, say, table

MAX_GROWTH = 4.0
"""MiB that may be added after the first fifth, in which caches fill: of 10,000 consultations 500 bytes each."""

SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)
CHUNK = 500


class Mark(NamedTuple):
    """What memory there was, in MiB, and the seconds that it took until then, when so many cases were through."""

    what: str
    cases: int
    memory: float
    seconds: float


def run(consultations: int, decisions: int) -> tuple[str, bool]:
    """The table, and whether memory stayed within its limit. Both are run one after the other in a new process."""
    with get_context("spawn").Pool(1) as pool:
        return told(pool.apply(measured, (consultations, decisions)))


def told(marks: Sequence[Mark]) -> tuple[str, bool]:
    """The table of the marks, and whether their memory is within the limit."""
    rows, lines, met = [], [], True
    for what in dict.fromkeys(mark.what for mark in marks):
        mine = [mark for mark in marks if mark.what == what]
        growth = mine[-1].memory - mine[0].memory
        met = met and growth <= MAX_GROWTH
        memory = [f"{mark.memory:.1f} MiB" for mark in mine]
        rows.append([what, f"{mine[-1].cases:,}", duration(mine[-1].seconds), *memory])
        limit = f"at most {number(MAX_GROWTH, 'MiB')}: {kept(growth <= MAX_GROWTH)}"
        lines.append(f"{what}: {growth:+.1f} MiB after the first fifth ({limit})")
    head = ["in one process", "cases", "time", *(f"memory at {share:.0%}" for share in SHARES)]
    return "\n".join([table("Memory over many cases", head, rows), "", *lines]), met


CONSULTATIONS, DECISIONS = "advisor.Consultation", "advisor.decide"


def measured(consultations: int, decisions: int) -> list[Mark]:
    """The marks of both, at each of SHARES."""
    return [*_marks(CONSULTATIONS, consultations), *_marks(DECISIONS, decisions)]


def _marks(what: str, count: int) -> Iterator[Mark]:
    import advisor
    from advisor.knowledge.attributes import Answers
    from advisor.knowledge.model import KnowledgeBase
    from benchmarks.cases import random_cases

    def consult(kb: KnowledgeBase, case: Answers) -> None:
        """To the end of the road, with the last answer taken back and given again, and the advice."""
        consultation = advisor.Consultation(kb)
        while (question := consultation.question) is not None:
            consultation.answer(case[question.id])
        consultation.undo()
        consultation.redo()
        advisor.recommend(kb, consultation.answers, partial=True)

    kb = advisor.load()
    ways = {CONSULTATIONS: consult, DECISIONS: advisor.decide}
    began = perf_counter()
    wanted = [round(count * share) for share in SHARES]
    for done in range(1, count + 1):
        if done % CHUNK == 1:
            cases = random_cases(kb, CHUNK, seed=done)
        ways[what](kb, cases[done % CHUNK])
        if done in wanted:
            gc.collect()
            yield Mark(what, done, _memory(), perf_counter() - began)
            say(f"{what}: {done:,} of {count:,}")


def _memory() -> float:
    """What this process has now, in MiB; where the system does not say so, the most that it has had."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return pages * resource.getpagesize() / (1 << 20)
