"""A plan as plain text with a timeline that any terminal can show, and as plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from advisor.explanation.plan import Plan, Road, Slot
from advisor.explanation.totals import Total
from advisor.plain_text import wrap
from advisor.reports import measures, roads
from advisor.reports.json_report import answers_of, conclusions_of, taken
from advisor.reports.told import beside, road_mark, road_open

LONGEST_BAR = 60
NO_ROAD = "nothing that is told here leads on to anything else"


def text(plan: Plan, width: int = 80) -> str:
    """The whole plan, ending in a line break. `width` counts columns."""
    parts: list[Iterable[str]] = [_road(plan, width), _alternatives(plan, width)]
    parts += [_beside(plan, id, width) for id in plan.kb.also]
    parts += [_taken_for_granted(plan, width), _labelled("As of", roads.dates(plan), width)]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _road(plan: Plan, width: int) -> Iterator[str]:
    road = plan.road
    words = plan.kb.words
    yield words.the_plan.upper()
    if not plan.kb.has_road:
        yield from wrap(f"There is no {words.plan}: {NO_ROAD}.", width)
        return
    if not road.stages:
        yield from wrap(f"There is no {words.plan}: {plan.advice.problem}.", width)
        return
    scale = _Scale(road.total.months[1], width - 4)
    for number, slot in enumerate(road.slots, 1):
        yield from wrap(slot.stage.title, width, f"{number:>2}{road_mark(plan.advice, number)} ")
        if takes := measures.of_stage(slot.stage, plan.kb):
            yield from wrap(takes, width, "    ")
        if bar := scale.of_slot(slot):
            yield f"    {bar}"
    if not road.complete:
        yield from wrap("Beyond that the way is not known.", width)
    if said := road_open(plan.advice):
        yield from wrap(said, width, "", "  ")
    yield ""
    yield from _labelled(words.together, measures.together(road.stages, plan.kb), width)
    yield from _labelled(words.leads_to, roads.leads_to(plan, road), width)
    if road.labels:
        yield from wrap(f"Of the {len(plan.roads)} {words.roads} this is the {roads.labels(road)}.", width)
    if scale.longest:
        unknown = " ? the time is not known, so what follows begins later." if road.total.timeless else ""
        yield from wrap(f"Drawn as if each {words.step} took its longest: # at least, - up to.{unknown}", width)


def _alternatives(plan: Plan, width: int) -> Iterator[str]:
    if text := roads.alike(plan):
        yield from wrap(text, width)
    if not plan.alternatives:
        return
    scale = _Scale(max(road.total.months[1] for road in plan.roads), width - 4)
    words = plan.kb.words
    yield words.other_roads.upper()
    if scale.longest:
        yield from wrap(f"All on one scale; the {words.road} above first:", width)
        yield f"    {scale.of_total(plan.road.total)}"
    for number, road in enumerate(plan.alternatives, 1):
        yield from wrap(_heading(plan, road), width, f"{number:>2}. ")
        if scale.longest:
            yield f"    {scale.of_total(road.total)}"
        facts = [(words.together, measures.together(road.stages, plan.kb)), *roads.differences(plan, road)]
        facts.append((words.leads_to, roads.leads_to(plan, road)))
        for label, text in facts:
            yield from wrap(f"{text}.", width, f"    {label}: ", "      ") if text else ()
        if not road.complete:
            yield from wrap("Beyond that the way is not known.", width, "    ")


def _heading(plan: Plan, road: Road) -> str:
    label, changes = roads.labels(road), roads.changes(plan, road)
    text = f"The {label}, {changes}" if label else changes
    return f"{text[:1].upper()}{text[1:]}."


def _beside(plan: Plan, id: str, width: int) -> list[str]:
    told = beside(plan.advice, id)
    lines = [plan.kb.conclusions[id].label.upper()] if told else []
    return lines + [line for text, _ in told for line in wrap(text, width, "- ")]


def _taken_for_granted(plan: Plan, width: int) -> list[str]:
    assumed = plan.road.assumes
    lines = [f"This {plan.kb.words.plan} takes for granted:"] if assumed else []
    return lines + [line for text in assumed for line in wrap(text, width, "- ")]


def _labelled(label: str, text: str, width: int) -> list[str]:
    return wrap(f"{text}.", width, f"{label}: ", "  ") if text else []


class _Scale:
    """Months as columns between two bars."""

    def __init__(self, longest: float, width: int) -> None:
        self.longest = longest
        self._columns = min(width, LONGEST_BAR) - 2

    def of_slot(self, slot: Slot) -> str:
        """Where the stage lies if each one before it takes its longest; nothing for one that takes no time."""
        known = bool(slot.stage.takes and slot.stage.takes.months)
        if not self.longest or (slot.last and not known):
            return ""
        begin = slot.begins[1]
        if not known:
            return self._bar(begin, begin, begin, "?")
        return self._bar(begin, begin + slot.ends[0] - slot.begins[0], slot.ends[1])

    def of_total(self, total: Total) -> str:
        """A whole road from now."""
        return self._bar(0, *total.months, "?" if total.timeless else "")

    def _bar(self, begin: float, least: float, most: float, mark: str = "") -> str:
        first, solid, last = (round(month / self.longest * self._columns) for month in (begin, least, most))
        if first == last and not mark:  # too short to be seen, but there
            first = min(first, self._columns - 1)
            last = first + 1
        line = f"{' ' * first}{'#' * (solid - first)}{'-' * (last - max(solid, first))}{mark}"
        return f"|{line[: self._columns]:<{self._columns}}|"


def as_object(plan: Plan) -> dict[str, Any]:
    """The plan of one case for JSON; of the roads, the first is that of the answers now."""
    advice = plan.advice
    return {
        "knowledge_base": plan.kb.id,
        "version": plan.kb.version,
        "name": advice.name,
        "answers": answers_of(advice.answers),
        "exhaustive": plan.exhaustive,
        "roads": [_as_object(road, plan) for road in plan.roads],
        "alongside": {id: it for id, it in conclusions_of(advice).items() if id in plan.kb.also},
        "sources_as_of": list(plan.sources_as_of),
    }


def _as_object(road: Road, plan: Plan) -> dict[str, Any]:
    difference = road.beside(plan.road)
    return {
        "now": road.now,
        "labels": list(road.labels),
        "choices": [{id: list(values) for id, values in way.items()} for way in road.choices],
        "changes": [{id: list(values) for id, values in way.items()} for way in road.changes],
        "complete": road.complete,
        "steps": [_slot(slot) for slot in road.slots],
        "together": _total(road.total),
        "as_of": list(road.as_of),
        "leads_to": answers_of(road.reaches),
        "assumes": list(road.assumes),
        "more": [stage.step.id for stage in difference.more],
        "fewer": [stage.step.id for stage in difference.fewer],
        "different": [stage.step.id for stage in difference.other],
    }


def _slot(slot: Slot) -> dict[str, Any]:
    stage = slot.stage
    begins = {"months": list(slot.begins), "certain": slot.certain}
    return {"id": stage.step.id, "title": stage.title, **taken(stage.takes), "begins": begins}


def _total(total: Total) -> dict[str, Any]:
    return {
        "months": list(total.months),
        "months_not_known": list(total.timeless),
        "costs": {currency: list(span) for currency, span in total.costs.items()},
        "cost_not_known": list(total.priceless),
        "cost_free": list(total.free),
    }
