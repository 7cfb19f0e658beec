"""What a person can do about an answer: the steps of the knowledge base that achieve it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Raise, Step, Takes
from advisor.logic.intervals import Interval
from advisor.solver.changes import Option


class Achievers(NamedTuple):
    """A step that makes an answer be so, and what it takes in this case; `gives` are the options that it achieves.

    `at_once`: it does so in the case as it is; else only where the condition of its effect holds.
    """

    step: Step
    takes: Takes | None
    at_once: bool
    gives: tuple[Option, ...]


def means(advice: Recommendation, id: str, options: Iterable[Option]) -> tuple[Achievers, ...]:
    """The steps after which the question's answer is one of these; those first that do so at once, then the road's.

    What a person has reached, a step does not take away: no step lowers an answer that says how far a road leads.
    """
    found = []
    for step in advice.kb.steps.values():
        if not any(id in part.set for part in step.achieves):
            continue
        gives: dict[Option, bool] = {}
        for option in options:
            ways = [when is None or advice.holds(when) for when in _achieving(advice, step, id, option)]
            if ways and not _is_lower(advice.kb, id, option, advice.case[id]):
                gives[option] = any(ways)
        if gives:
            at_once = any(gives.values())
            made = tuple(option for option, now in gives.items() if now or not at_once)
            found.append(Achievers(step, advice.takes_of(step), at_once, made))
    ahead = [stage.step.id for stage in advice.roadmap]
    return tuple(sorted(found, key=lambda it: (not it.at_once, it.step.id not in ahead)))


def _is_lower(kb: KnowledgeBase, id: str, option: Option, given: Answer) -> bool:
    values: tuple[object, ...] = kb.questions[id].values
    return id in kb.furthest and option in values and given in values and values.index(option) < values.index(given)


def _achieving(advice: Recommendation, step: Step, id: str, option: Option) -> Iterator[Condition | None]:
    """The condition of each effect of the step that makes the answer be so."""
    for achievement in step.achieves:
        if id in achievement.set and _is(_after(advice.case[id], achievement.set[id]), option):
            yield achievement.when


def _after(given: Answer, change: Answer | Raise) -> Answer:
    if isinstance(change, Raise):
        return max(given, change.number) if isinstance(given, (int, float)) else change.number
    if isinstance(change, tuple) and isinstance(given, tuple):
        return tuple(sorted({*given, *change}))
    return change


def _is(answer: Answer, option: Option) -> bool:
    if isinstance(option, Interval):
        return option.holds(answer)
    if isinstance(option, tuple) and isinstance(answer, tuple):
        return set(option) == set(answer)
    return option == answer
