"""What a person can do about an answer: the steps of the knowledge base that achieve it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import Answer, Raise, Step, Takes
from advisor.proof.spans import Span
from advisor.proof.ways import Option
from advisor.recommendation import Recommendation


class Means(NamedTuple):
    """A step that makes an answer be so, and what it takes in this case.

    `at_once`: it does so in the case as it is; else only where the condition of its effect holds.
    """

    step: Step
    takes: Takes | None
    at_once: bool


def means(advice: Recommendation, id: str, option: Option) -> tuple[Means, ...]:
    """The steps after which the question's answer is this one, those that do so at once first."""
    found = []
    for step in advice.kb.steps.values():
        ways = [when is None or advice.holds(when) for when in _achieving(advice, step, id, option)]
        if ways:
            found.append(Means(step, advice.takes_of(step), any(ways)))
    return tuple(sorted(found, key=lambda it: not it.at_once))


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
    if isinstance(option, Span):
        return option.holds(answer)
    if isinstance(option, tuple) and isinstance(answer, tuple):
        return set(option) == set(answer)
    return option == answer
