"""What more rules cost: generated knowledge bases of ten rules to ten thousand."""

from __future__ import annotations

from statistics import median

from benchmarks.shown import duration, say, table
from benchmarks.single import OURS, Team

SIZES = (10, 100, 1_000, 10_000)
WAYS = (OURS, "plain Python", "ZEN", "clipspy", "rule-engine", "experta")
CASES = 20
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
                each = median(found[way])
                rows.append([way, f"{size:,}", duration(team.built[way]), duration(each), duration(each / size)])
                spent[way] = 10 * team.built[way] + 10 * CASES * each
            else:
                rows.append([way, f"{size:,}", team.left_out.get(way, "left out: too long"), "-", "-"])
        team.close()
    rows.sort(key=lambda row: WAYS.index(row[0]))
    return table(
        "Cost of rules, one case at a time", ["way", "rules", "build", "a case", "a case and rule"], rows
    ), fine
