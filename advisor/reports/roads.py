"""What a plan says of a road, in words that the terminal and the pages share."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.explanation import english
from advisor.explanation.plan import Plan, Road
from advisor.explanation.recommendation import Stage
from advisor.knowledge.conditions import UNKNOWN
from advisor.plain_text import series
from advisor.reports import measures


def changes(plan: Plan, road: Road) -> str:
    """`if your plan is "Later" and your wish is "Yes"`: what one would decide otherwise; nothing for the road now."""
    kb, case = plan.kb, plan.advice.told
    ways = [" and ".join(english.chosen(kb, id, values, case) for id, values in way.items()) for way in road.changes]
    return f"if {', or if '.join(ways)}" if ways else ""


def leads_to(plan: Plan, road: Road) -> str:
    """`your place is "In the water"; your gear is "A boat", as now`: what is known at the end of the road.

    Nothing where all is as now.
    """
    now, end = plan.advice.told, {**plan.advice.told, **road.reaches}
    known = [(id, answer) for id, answer in road.reaches.items() if answer != UNKNOWN]
    known.sort(key=lambda it: now.get(it[0]) == it[1])  # what is new comes first
    if all(now.get(id) == answer for id, answer in known):
        return ""
    said = ((english.fact(plan.kb, id, answer, end), now.get(id) == answer) for id, answer in known)
    return "; ".join(f"{fact}, as now" if kept else fact for fact, kept in said)


def labels(road: Road) -> str:
    """`fastest and cheapest`; nothing for a road without a label."""
    return series(road.labels)


def differences(plan: Plan, road: Road) -> list[tuple[str, str]]:
    """How a road differs from the one now, each with a heading: further steps, fewer, and those that take otherwise."""
    difference, steps = road.beside(plan.road), plan.kb.words.steps
    found = [
        (f"More {steps}", _titles(difference.more)),
        ("Without", _titles(difference.fewer)),
        ("Different", "; ".join(f"{stage.title} ({measures.of_stage(stage, plan.kb)})" for stage in difference.other)),
        ("Order", f"the {steps} come in another order" if difference.reordered else ""),
    ]
    return [(heading, text) for heading, text in found if text]


def dates(plan: Plan) -> str:
    """As of when the figures are: those of prices, and of the sources that the steps cite."""
    prices = sorted({date for road in plan.roads for date in road.as_of})
    sources = plan.sources_as_of
    parts = [f"prices as of {series(prices)}"] if prices else []
    if sources:
        span = sources[0] if len(sources) == 1 else f"{sources[0]} to {sources[-1]}"
        parts.append(f"sources of the {plan.kb.words.steps} as of {span}")
    return "; ".join(parts)


def alike(plan: Plan) -> str:
    """Why there is no other road, or that there are more than could be followed; nothing where there are others."""
    if not plan.exhaustive:
        return f"There are more {plan.kb.words.roads} than could be followed, so none of the others is shown."
    if not plan.alternatives and any(question.decision for question in plan.kb.questions.values()):
        return f"This is the one {plan.kb.words.road} that we see from here."
    return ""


def _titles(stages: Iterable[Stage]) -> str:
    return "; ".join(stage.title for stage in stages)
