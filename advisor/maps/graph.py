"""A map as plain data: boxes, arrows and groups, whatever they stand for and however they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """`kind` is one of KINDS of the writers; boxes of one `group` are drawn together, under its name."""

    id: str
    text: str
    kind: str
    group: str = ""


class Arrow(NamedTuple):
    """`kind` is `reads` (thin), `road` (strong) or `lacks` (broken)."""

    source: str
    target: str
    kind: str = "reads"


class Map(NamedTuple):
    title: str
    legend: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def acyclic(arrows: Iterable[Arrow]) -> list[Arrow]:
    """The arrows, each once, without those that would close a circle with earlier ones."""
    kept: dict[tuple[str, str], Arrow] = {}
    after: dict[str, set[str]] = {}
    for arrow in arrows:
        ends = arrow.source, arrow.target
        if ends not in kept and not _reaches(after, arrow.target, arrow.source):
            kept[ends] = arrow
            after.setdefault(arrow.source, set()).add(arrow.target)
    return list(kept.values())


def reduced(arrows: Sequence[Arrow]) -> list[Arrow]:
    """Acyclic arrows without those of kind `reads` that a longer way replaces."""
    after: dict[str, set[str]] = {}
    for arrow in arrows:
        after.setdefault(arrow.source, set()).add(arrow.target)
    kept = []
    for arrow in arrows:
        others = after[arrow.source] - {arrow.target}
        if arrow.kind != "reads" or not any(_reaches(after, other, arrow.target) for other in others):
            kept.append(arrow)
    return kept


def _reaches(after: dict[str, set[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        new = after.get(here, set()) - seen
        seen |= new
        waiting += new
    return False
