"""Tables for people: aligned Markdown, numbers with as many digits as they deserve."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence


def number(value: float | None, unit: str = "") -> str:
    """Three digits that count, or more where the number is whole anyway; nothing is a dash."""
    if value is None:
        return "-"
    text = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def duration(seconds: float | None) -> str:
    """Seconds in the unit that fits."""
    if seconds is None:
        return "-"
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return number(seconds * factor, unit)
    return number(seconds * 1e9, "ns")


def times(ratio: float | None) -> str:
    """How many times as much."""
    return "-" if ratio is None else f"{number(ratio)}x"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with its title; the first column is words, the others numbers."""
    lines = [list(head), *map(list, rows)]
    widths = [max(2, *(len(line[column]) for line in lines)) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    text = [f"\n## {title}\n"]
    for line in [lines[0], rule, *lines[1:]]:
        first, *others = line
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        text.append("| " + " | ".join(cells) + " |")
    return "\n".join(text)


def say(text: str) -> None:
    """Tells of progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


def verdict(what: str, ratio: tuple[float, float] | None, least: float) -> tuple[str, bool]:
    """A line that says whether a ratio (by the clock, by CPU time) reaches its limit by the clock, and whether it does.

    What was not measured breaks no limit.
    """
    if ratio is None:
        return f"{what}: not measured (at least {times(least)})", True
    wall, cpu = ratio
    met = wall >= least
    return f"{what}: {times(wall)} (at least {times(least)}: {kept(met)}; by CPU time {times(cpu)})", met


def kept(met: bool) -> str:
    """Whether a limit is kept, as a word."""
    return "met" if met else "NOT MET"


def verdicts(ratios: Iterable[tuple[str, tuple[float, float] | None, float]]) -> tuple[str, bool]:
    """Lines for several limits, each (what, ratio, least), and whether all are met."""
    told = [verdict(*one) for one in ratios]
    return "\n" + "\n".join(f"- {line}" for line, _ in told), all(met for _, met in told)
