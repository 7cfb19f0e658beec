"""The plan: the road that the answers lead to, what it takes in all, and the other roads that one may decide on.

Nothing is guessed. What a step takes is added up where it is known, and named where it is not; a road is called faster,
cheaper or further than another only where the figures that are known say so, whatever the others are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from advisor.explanation.totals import Range, Total, total_of
from advisor.given import of_kind
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.decimals import nearest
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Takes

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.consultation.branches import PlanBranch
    from advisor.explanation.recommendation import Recommendation, Stage

FASTEST, CHEAPEST, FURTHEST = "fastest", "cheapest", "furthest"

Choices: TypeAlias = Mapping[str, tuple[Answer, ...]]
"""Decisions, each with the choices of which any will do."""


class Slot(NamedTuple):
    """A stage in time: `begins` so many months from now, counting what is known of the stages before it; `ends` as many
    later as it takes. `certain`: of no stage before it the time is unknown. `last`: the road ends here."""

    stage: Stage
    begins: Range
    ends: Range
    certain: bool
    last: bool


class RoadDifference(NamedTuple):
    """What a road has that another has not: further stages, fewer, and those that take or assume something else."""

    more: tuple[Stage, ...]
    fewer: tuple[Stage, ...]
    other: tuple[Stage, ...]
    reordered: bool


@dataclass(frozen=True)
class Road:
    """One road. `choices` are the decisions that lead to it, each entry a way; `now`: it is the one of the answers.

    `changes` are the decisions that would have to change for it, no more than needed, again each entry a way.
    `reaches` are the answers at its end to the questions that say how far it leads. `labels` are among fastest,
    cheapest and furthest.
    """

    stages: tuple[Stage, ...]
    complete: bool
    choices: tuple[Choices, ...]
    changes: tuple[Choices, ...]
    reaches: Answers
    now: bool
    labels: tuple[str, ...] = ()

    @cached_property
    def total(self) -> Total:
        """What the road takes in all."""
        return total_of(self.stages)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The stages one after the other in time."""
        found = []
        for number, stage in enumerate(self.stages):
            before = total_of(self.stages[:number])
            least, most = stage.takes.months if stage.takes and stage.takes.months else (0, 0)
            ends = nearest(before.months[0] + least), nearest(before.months[1] + most)
            found.append(Slot(stage, before.months, ends, not before.timeless, not stage.step.achieves))
        return tuple(found)

    @property
    def assumes(self) -> tuple[str, ...]:
        """What the road takes for granted, each once."""
        return tuple(dict.fromkeys(text for stage in self.stages for text in stage.assumes))

    @property
    def as_of(self) -> tuple[str, ...]:
        """The dates of its figures, earliest first."""
        return tuple(sorted({stage.takes.as_of for stage in self.stages if stage.takes and stage.takes.as_of}))

    def beside(self, other: Road) -> RoadDifference:
        """What this road has that the other has not."""
        of_kind(other, Road, "a road")
        mine = {stage.step.id: stage for stage in self.stages}
        theirs = {stage.step.id: stage for stage in other.stages}
        changed = (stage for id, stage in mine.items() if id in theirs and _said(stage) != _said(theirs[id]))
        return RoadDifference(
            tuple(stage for id, stage in mine.items() if id not in theirs),
            tuple(stage for id, stage in theirs.items() if id not in mine),
            tuple(changed),
            [id for id in mine if id in theirs] != [id for id in theirs if id in mine],
        )


@dataclass(frozen=True)
class Plan:
    """The roads of a case, the one that the answers give now first. `exhaustive`: these are all there are.

    Where there are more than could be followed, none but the first is told, and no road has a label.
    """

    advice: Recommendation
    roads: tuple[Road, ...]
    exhaustive: bool

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base of the case."""
        return self.advice.kb

    @property
    def road(self) -> Road:
        """The road that the answers give now."""
        return self.roads[0]

    @property
    def alternatives(self) -> tuple[Road, ...]:
        """The other roads."""
        return self.roads[1:]

    @property
    def sources_as_of(self) -> tuple[str, ...]:
        """The dates of the sources that the steps of all roads cite, earliest first."""
        cited = (cite.partition("/")[0] for road in self.roads for stage in road.stages for cite in stage.step.cite)
        return tuple(sorted({self.kb.sources[id].as_of for id in cited} - {""}))


def plan(kb: KnowledgeBase, case: Case | Mapping[str, object], name: str = "", *, partial: bool = False) -> Plan:
    """The plan for a case: the road with its months and money, and the other roads that the person could decide on.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        case: A case file as it was read, or a mapping of answers by question id: a choice's value, a number, a list of
            values for a `many` question; None and a blank text are no answer.
        name: What the case is called in reports and in JSON; by default its own name, if it has one.
        partial: Whether required answers may be missing.

    Raises:
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> road = advisor.plan(kb, {"soil": "dry"}).road
        >>> [slot.stage.title for slot in road.slots]
        ['Water the plant', 'Wait, and feel the soil again tomorrow']
        >>> road.total.months, road.total.priceless
        ((0, 0), ('water',))
    """
    from advisor.explanation.recommendation import recommend

    return plan_of(recommend(kb, case, name, partial=partial))


def plan_of(advice: Recommendation) -> Plan:
    """The plan for a case that has its recommendation."""
    from advisor.consultation.branches import ways

    if not advice.kb.recommends:
        return Plan(advice, (Road((), False, (), (), {}, True),), True)
    found = ways(advice.kb, advice.case)
    if not found.complete:
        return Plan(advice, (_present(advice),), False)
    merged: dict[object, list[PlanBranch]] = {}
    for way in found.ways:
        merged.setdefault(_identity(advice.kb, way), []).append(way)
    roads = [road for alike in merged.values() if (road := _road(advice, alike)) is not None]
    roads.sort(key=lambda road: not road.now)
    return Plan(advice, tuple(_labelled(advice.kb, roads)), True)


def _present(advice: Recommendation) -> Road:
    """The road of the answers now, where the others could not be followed."""
    from advisor.consultation.roadmap import after, roadmap

    way = roadmap(advice.kb, advice.case)
    end = after(*way.stages[-1]) if way.stages else advice.case
    return Road(advice.roadmap, way.complete, (), (), _reaches(advice.kb, end), True)


def _road(advice: Recommendation, alike: list[PlanBranch]) -> Road | None:
    """The road of ways that are the same; None where only the undecided take it, and it is not the road now."""
    from advisor.explanation.recommendation import stage

    now = [way for way in alike if all(advice.case[id] == value for id, value in way.choices.items())]
    decided = [way for way in alike if UNKNOWN not in way.choices.values()]
    if not now and not decided:
        return None
    roadmap, end = alike[0].roadmap, alike[0].end
    choices = _joined(advice.kb, [way.choices for way in decided or now])
    changes = () if now else _joined(advice.kb, _changes(advice.case, alike), any_will_do=False)
    stages = tuple(stage(state, step) for state, step in roadmap.stages)
    return Road(stages, roadmap.complete, choices, changes, _reaches(advice.kb, end), bool(now))


def _changes(case: Answers, alike: list[PlanBranch]) -> list[Mapping[str, Answer]]:
    """What of the answers each way changes, without ways that change all that another does and more."""
    changes = [{id: value for id, value in way.choices.items() if value != case[id]} for way in alike]
    return [change for change in changes if not any(other.items() < change.items() for other in changes)]


def _reaches(kb: KnowledgeBase, end: Answers) -> dict[str, Answer]:
    return {id: end[id] for id in kb.furthest}


def _identity(kb: KnowledgeBase, way: PlanBranch) -> object:
    """What two ways share that are the same road to the person."""
    from advisor.explanation.recommendation import stage

    stages = tuple(_said(stage(state, step)) for state, step in way.roadmap.stages)
    return stages, way.roadmap.complete, tuple(way.end[id] for id in kb.furthest)


def _said(stage: Stage) -> tuple[str, str, Takes | None, tuple[str, ...]]:
    """All that a road says of a stage; which of a step's measures it is does not matter."""
    takes = stage.takes._replace(when=None) if stage.takes else None
    return stage.step.id, stage.title, takes, stage.assumes


def _joined(
    kb: KnowledgeBase, choices: Iterable[Mapping[str, Answer]], any_will_do: bool = True
) -> tuple[Choices, ...]:
    """The same ways in fewer entries: two that differ in one decision become one with the choices of both.

    A decision of which any choice will do is left out, unless to decide at all is what matters.
    """
    ways = [{id: (value,) for id, value in way.items()} for way in choices]  # type: list[dict[str, tuple[Answer, ...]]]
    for id in [id for id, question in kb.questions.items() if question.decision]:
        groups: dict[object, dict[str, tuple[Answer, ...]]] = {}
        for way in ways:
            rest = frozenset((other, values) for other, values in way.items() if other != id)
            joined = groups.setdefault((rest, id in way), dict(way))
            if id in way:
                both = {*joined[id], *way[id]}
                joined[id] = tuple(value for value in (*kb.questions[id].values, UNKNOWN) if value in both)
        ways = list(groups.values())
        for way in ways:
            if any_will_do and set(way.get(id, ())) >= {*kb.questions[id].values}:
                del way[id]
    return tuple(ways)


def _labelled(kb: KnowledgeBase, roads: list[Road]) -> list[Road]:
    """The roads with their labels; a label that all of them would have says nothing."""
    arriving = [road for road in roads if road.complete]
    tests: dict[str, Callable[[Road, Road], bool]] = {
        FASTEST: _is_no_slower,
        CHEAPEST: _is_no_dearer,
        FURTHEST: lambda one, other: _how_far(kb, one) >= _how_far(kb, other),
    }
    best = {label: [all(test(one, other) for other in arriving) for one in arriving] for label, test in tests.items()}
    labels = {
        id(road): tuple(label for label, which in best.items() if which[number] and not all(which))
        for number, road in enumerate(arriving)
    }
    return [replace(road, labels=labels.get(id(road), ())) for road in roads]


def _is_no_slower(one: Road, other: Road) -> bool:
    """Whether it takes no longer, neither at best nor at worst: a step of unknown time is none that the other lacks."""
    mine, theirs = one.total, other.total
    return {*mine.timeless} <= {*theirs.timeless} and _at_most(mine.months, theirs.months)


def _is_no_dearer(one: Road, other: Road) -> bool:
    """The same of the prices; currencies are not converted, so each must be no dearer by itself."""
    mine, theirs = one.total, other.total
    free = (0, 0)
    return {*mine.priceless} <= {*theirs.priceless} and all(
        _at_most(mine.costs.get(currency, free), theirs.costs.get(currency, free))
        for currency in {*mine.costs, *theirs.costs}
    )


def _at_most(mine: Range, theirs: Range) -> bool:
    return mine[0] <= theirs[0] and mine[1] <= theirs[1]


def _how_far(kb: KnowledgeBase, road: Road) -> tuple[int, ...]:
    """The places of what it reaches among the choices, which rise; `unknown` is below them all."""
    choices = {id: kb.questions[id].values for id in kb.furthest}
    return tuple(
        values.index(str(road.reaches[id])) if road.reaches[id] in values else -1 for id, values in choices.items()
    )
