"""What more rules cost: generated knowledge bases of ten rules to ten thousand."""

from __future__ import annotations

from benchmarks.shown import duration, say, table
from benchmarks.single import OURS, Team, middle
from benchmarks.worker import Job, Worker

SIZES = (10, 100, 1_000, 10_000)
COLUMNS = "advisor.assess"
WAYS = (OURS, "plain Python", "ZEN", "clipspy", "rule-engine", "experta")
CASES = 20
COLUMN_CASES = 1_000
COLUMN_PATIENCE = 120.0
CELLS = 200_000_000
"""Rows times rules of the table that is told of in memory."""

MAX_ROWS = 1_000_000
PATIENCE = 20.0
"""A way whose next size would take longer than this to build and check, going by its last one, is left out there."""


def run(most: int, rounds: int) -> tuple[str, bool]:
    """The table, and whether all decided alike."""
    rows: list[list[str]] = []
    fine = True
    spent = dict.fromkeys(WAYS, 0.0)
    for size in (size for size in SIZES if size <= most):
        ways = [way for way in WAYS if spent[way] <= PATIENCE]
        say(f"{size} rules: building and checking")
        team = Team(ways, size, CASES)
        found = team.rounds(rounds, slot=0.1)
        fine = fine and not team.wrong
        for way in WAYS:
            if way in found:
                each = middle(found[way]).wall
                rows.append([way, f"{size:,}", duration(team.built[way]), duration(each), duration(each / size)])
                spent[way] = 10 * team.built[way] + 10 * CASES * each
            else:
                rows.append([way, f"{size:,}", team.left_out.get(way, "left out: too long"), "-", "-"])
        team.close()
        columns, agreed = _columns(size)
        rows.append(columns)
        fine = fine and agreed
    rows.sort(key=lambda row: [*WAYS, COLUMNS].index(row[0]))
    head = ["way", "rules", "build", "a further case", "a case and rule"]
    return table(f"Cost of rules: one case at a time, and ({COLUMNS}) a table in memory", head, rows), fine


def _columns(size: int) -> tuple[list[str], bool]:
    """The line for a table in memory, and whether it was told of as `advisor.decide` decides."""
    worker = Worker(Job(COLUMNS, size, COLUMN_CASES), COLUMN_PATIENCE)
    try:
        first, each, wrong = worker("assess", min(MAX_ROWS, CELLS // size))
    except RuntimeError as error:
        return [COLUMNS, f"{size:,}", str(error).splitlines()[0][:80], "-", "-"], False
    finally:
        worker.close()
    if wrong:
        return [COLUMNS, f"{size:,}", f"tells {len(wrong)} of {COLUMN_CASES} rows otherwise", "-", "-"], False
    return [COLUMNS, f"{size:,}", duration(first), duration(each), duration(each / size)], True
