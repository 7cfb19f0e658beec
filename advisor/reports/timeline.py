"""The timeline of a plan as a picture: bars in percent of the longest road, each with what it shows in words."""

from __future__ import annotations

from typing import Literal, NamedTuple

from advisor.explanation.plan import Plan, Slot
from advisor.explanation.totals import Total
from advisor.knowledge.conditions import Number
from advisor.plain_text import one_line
from advisor.reports import measures

MAX_TICKS = 6
_TICKS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200)
_YEAR = 12


class Tick(NamedTuple):
    at: float
    label: str


class Bar(NamedTuple):
    """`at`, `least` and `most` are percent of the width: where it begins, its shortest and its longest length.

    `shape`: a step of unknown time and the end of a road are marks. `key` is its name in the page.
    """

    key: str
    text: str
    title: str
    at: float
    least: float
    most: float
    shape: Literal["span", "unknown", "end"]


class Timeline(NamedTuple):
    """A bar a step of the road now; one a road, the road now first. Nothing is drawn where no time is known."""

    ticks: list[Tick]
    steps: list[Bar]
    roads: list[Bar]
    drawn: bool
    unknown: bool


def timeline(plan: Plan, key: str) -> Timeline:
    """The bars of the plan; `key` begins the names of all of them."""
    longest = max(road.total.months[1] for road in plan.roads)
    own = plan.road.total.months[1]
    steps = [_of_slot(slot, own, f"{key}-s{number}") for number, slot in enumerate(plan.road.slots, 1)]
    all_roads = [_of_total(road.total, longest, f"{key}-r{number}") for number, road in enumerate(plan.roads)]
    return Timeline(_ticks(own), steps, all_roads, own > 0, bool(plan.road.total.timeless))


def _of_slot(slot: Slot, longest: Number, key: str) -> Bar:
    """Laid out as if each step before took its longest."""
    title, takes = one_line(slot.stage.title), slot.stage.takes
    shape: Literal["span", "unknown", "end"] = "span" if takes and takes.months else "end" if slot.last else "unknown"
    begins = measures.begins(slot.begins)
    if not slot.certain:
        begins = f"{begins} and what the steps of unknown time take"
    lasts = measures.months(takes.months) if takes and takes.months else "a time that is not known"
    text = f"Begins {begins}, and goes on from then." if slot.last else f"Begins {begins}, and takes {lasts}."
    at = _percent(slot.begins[1], longest)
    least, most = (end - begin for begin, end in zip(slot.begins, slot.ends, strict=True))
    return Bar(key, text, title, at, _percent(least, longest), _percent(most, longest), shape)


def _of_total(total: Total, longest: Number, key: str) -> Bar:
    text = measures.months(total.months) + (" and the steps of unknown time" if total.timeless else "")
    least, most = (_percent(month, longest) for month in total.months)
    return Bar(key, f"{text[:1].upper()}{text[1:]}.", "", 0, least, most, "span" if total.months[1] else "unknown")


def _percent(months: Number, longest: Number) -> float:
    return round(100 * months / longest, 2) if longest else 0


def _ticks(longest: Number) -> list[Tick]:
    step = next((months for months in _TICKS if longest / months <= MAX_TICKS), 0)
    months = range(0, int(longest) + 1, step) if step else range(0)
    return [Tick(_percent(month, longest), _label(month, step)) for month in months]


def _label(month: int, step: int) -> str:
    """Years where all the ticks are whole years."""
    if step % _YEAR:
        return f"{month} mo" if month else "now"
    return f"{month // _YEAR} y" if month else "now"
