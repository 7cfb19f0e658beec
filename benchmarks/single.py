"""One case at a time on the shipped knowledge base: what a service pays for a request."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from benchmarks.peers import PLACES
from benchmarks.shown import duration, number, say, table, times, verdicts
from benchmarks.usage import Spent
from benchmarks.worker import Job, Worker

OURS = "advisor.decide"
CASES = 300
LIMITS = {"clipspy": 5.0}
SLOT = 0.25
"""Seconds that each way is timed for in each round."""


class Team:
    """Workers of several ways, each built and its answers checked; `left_out` says of the others why."""

    def __init__(self, ways: Iterable[str], rules: int | None = None, cases: int = CASES) -> None:
        self.workers: dict[str, Worker] = {}
        self.built: dict[str, float] = {}
        self.left_out: dict[str, str] = {}
        self.wrong = False
        for way in ways:
            self._add(way, Job(way, rules, cases))

    def _add(self, way: str, job: Job) -> None:
        worker = Worker(job)
        try:
            built = worker("build")
            wrong = worker("check")
        except RuntimeError as error:
            self.left_out[way] = str(error)
            worker.close()
            return
        if wrong:
            self.wrong = True
            self.left_out[way] = f"decides {len(wrong)} of {job.cases} cases otherwise: {wrong[0]}"
            worker.close()
            return
        self.workers[way], self.built[way] = worker, built

    def rounds(self, count: int, slot: float = SLOT) -> dict[str, list[Spent]]:
        """What a case takes each way, round by round, all ways in each round."""
        size = {way: max(1, int(slot / worker("time", 3).wall)) for way, worker in self.workers.items()}
        found: dict[str, list[Spent]] = {way: [] for way in self.workers}
        for _ in range(count):
            for way, worker in self.workers.items():
                found[way].append(worker("time", size[way]))
        return found

    def close(self) -> None:
        for worker in self.workers.values():
            worker.close()


def against(ours: list[Spent], theirs: list[Spent]) -> Spent:
    """How many times as long they take, by either clock: the median over the rounds."""
    both = list(zip(ours, theirs, strict=True))
    return Spent(
        median(their.wall / our.wall for our, their in both), median(their.cpu / our.cpu for our, their in both)
    )


def middle(spent: list[Spent]) -> Spent:
    """The median, by either clock."""
    return Spent(median(one.wall for one in spent), median(one.cpu for one in spent))


def run(rounds: int) -> tuple[str, bool]:
    """The table, and whether every way that could be built decided alike, and the limits are met."""
    say("one case at a time: building and checking")
    team = Team(PLACES)
    say(f"one case at a time: {rounds} rounds")
    found = team.rounds(rounds)
    rows = []
    for way, spent in sorted(found.items(), key=lambda item: middle(item[1]).wall):
        memory = number(team.workers[way]("memory"), "MiB")
        each, ratio = middle(spent), against(found[OURS], spent)
        rate = number(1 / each.wall)
        ratios = [times(ratio.wall), times(ratio.cpu)]
        rows.append([way, duration(each.wall), rate, *ratios, duration(team.built[way]), memory])
    rows += [[f"{way}: {why}", *["-"] * 6] for way, why in team.left_out.items()]
    team.close()
    head = ["way", "a case", "cases a second", f"time, {OURS} = 1", "CPU time", "build", "peak memory"]
    told, met = verdicts(
        (f"{OURS} against {way}", against(found[OURS], found[way]) if way in found else None, least)
        for way, least in LIMITS.items()
    )
    title = f"One case at a time, shipped knowledge base, {CASES} cases"
    return f"{table(title, head, rows)}\n{told}", met and not team.wrong
