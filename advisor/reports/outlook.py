"""The plan of a page: the road now as columns with its timeline, and the roads beside each other with their totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.explanation.plan import Plan, Road
from advisor.knowledge.wording import Terms
from advisor.plain_text import capital, one_line
from advisor.reports import measures, roads
from advisor.reports.timeline import Timeline, timeline
from advisor.reports.told import rests_on

NOT_SETTLED = "not settled yet"


class StageView(NamedTuple):
    """A step of the road now. `note`: that it rests on what was not asked."""

    title: str
    time: str
    price: str
    note: str


class RoadView(NamedTuple):
    """A road: what one would decide for it, its labels, its totals and what is said of it, each under a heading."""

    heading: str
    labels: tuple[str, ...]
    totals: list[tuple[str, str]]
    facts: list[tuple[str, str]]


class Outlook(NamedTuple):
    """The road now, its timeline and what is said of it under headings; `roads`, it first, where there are others."""

    timeline: Timeline
    stages: list[StageView]
    facts: list[tuple[str, str]]
    roads: list[RoadView]
    assumes: list[str]
    note: str
    dates: str


def outlook(plan: Plan, key: str) -> Outlook:
    """The plan as the page shows it; `key` begins the names of its pictures."""
    road, words = plan.road, plan.kb.words
    facts = [
        (words.together, measures.together(road.stages, plan.kb)),
        (words.leads_to, roads.leads_to(plan, road)),
        _beyond(road, words),
        (capital(NOT_SETTLED), rests_on(plan.advice)),
    ]
    compared = [_road(plan, other, number) for number, other in enumerate(plan.roads)] if plan.alternatives else []
    return Outlook(
        timeline(plan, key),
        [_stage(plan, number) for number in range(len(road.stages))],
        _said(facts),
        compared,
        [one_line(text) for text in road.assumes],
        roads.alike(plan),
        capital(one_line(roads.dates(plan))),
    )


def _stage(plan: Plan, number: int) -> StageView:
    stage, kb = plan.road.stages[number], plan.kb
    note = "" if number < plan.advice.stages_settled else NOT_SETTLED
    return StageView(one_line(stage.title), measures.time(stage, kb), one_line(measures.price(stage, kb)), note)


def _road(plan: Plan, road: Road, number: int) -> RoadView:
    words = plan.kb.words
    heading = capital(one_line(roads.changes(plan, road))) if number else f"The {words.road} above"
    totals = [
        ("Time", measures.time_together(road.stages, plan.kb)),
        ("Price", measures.price_together(road.stages, plan.kb)),
        (capital(words.steps), f"{len(road.stages)}"),
    ]
    facts = [*roads.differences(plan, road), (words.leads_to, roads.leads_to(plan, road)), _beyond(road, words)]
    return RoadView(heading, road.labels, _said(totals), _said(facts) if number else [])


def _beyond(road: Road, words: Terms) -> tuple[str, str]:
    return "Beyond", "" if road.complete else f"the way beyond these {words.steps} is not known"


def _said(facts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(heading, capital(one_line(text))) for heading, text in facts if text]
