"""The fewest answers that settle the goal of a case: no order of questions can ask less of this person.

Answers that do not settle it are refuted by a completion with another goal; one of the answers in which that completion
differs must then be asked. A smallest set of questions that meets every such demand is a lower bound; once its answers
settle the goal, it is the number itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from advisor.consultation.information_gain import weighed_classes
from advisor.consultation.relevance import Relevance, Undecided, relevance, undecided
from advisor.knowledge.model import Answer, Answers, KnowledgeBase
from advisor.logic.partial import PartialInterpretation, evaluate

TRIES = 300
"""Random completions that are tried before a set of answers is taken for enough without a proof."""

MAX_DEMANDS = 400
"""Demands of one case before its search is given up."""

Questions = frozenset[str]


class Fewest(NamedTuple):
    """At least so many answers; `exact` where so many suffice."""

    number: int
    exact: bool


def fewest_answers(kb: KnowledgeBase, case: Answers, seed: int = 0) -> Fewest:
    """For a total case. Required questions count: every case answers them."""
    search = _FewestSearch(kb, case, Random(seed))
    required = frozenset(id for id, question in kb.questions.items() if question.required)
    demands: list[Questions] = [frozenset([id]) for id in required]
    asked: Questions = required
    while len(demands) < MAX_DEMANDS:
        state = evaluate(kb, {id: case[id] for id in asked})
        found = relevance(state, [kb.goal])
        if not found.names:
            return Fewest(len(asked), True)
        demand = search.refutation(state, found)
        if demand is None:
            return Fewest(len(asked), False)
        demands.append(demand)
        asked = smallest_meeting(demands)
    return Fewest(len(asked), False)


def smallest_meeting(demands: Iterable[Questions]) -> Questions:
    """A smallest set that has at least one question of each demand (branch and bound)."""
    smallest = min_demands(demands)
    best = frozenset().union(*smallest)
    stack: list[tuple[Questions, Questions]] = [(frozenset(), frozenset())]  # chosen, and refused
    while stack:
        chosen, refused = stack.pop()
        open_demands = [demand - refused for demand in smallest if not demand & chosen]
        if len(chosen) + _disjoint(open_demands) >= len(best):
            continue
        if not open_demands:
            best = chosen
            continue
        demand = min(open_demands, key=len)
        tried: set[str] = set()
        for id in sorted(demand, key=lambda id: sum(id in other for other in open_demands)):
            stack.append((chosen | {id}, refused | (demand - tried - {id})))
            tried.add(id)
    return best


def min_demands(demands: Iterable[Questions]) -> list[Questions]:
    """The demands without those that another one implies."""
    kept: list[Questions] = []
    for demand in sorted(set(demands), key=lambda demand: (len(demand), sorted(demand))):
        if not any(other <= demand for other in kept):
            kept.append(demand)
    return kept


def _disjoint(demands: Iterable[Questions]) -> int:
    """How many of the demands, taken as they come, have nothing in common: each costs a question."""
    taken: set[str] = set()
    count = 0
    for demand in sorted(demands, key=len):
        if taken.isdisjoint(demand):
            taken |= demand
            count += 1
    return count


class _FewestSearch:
    """Looks for completions of a case's answers that have another goal."""

    def __init__(self, kb: KnowledgeBase, case: Answers, chance: Random) -> None:
        self._kb = kb
        self._case = case
        self._goal = self._goal_of(case)
        self._chance = chance

    def refutation(self, state: PartialInterpretation, found: Relevance) -> Questions | None:
        """Questions of which one must be answered beyond those of `state`; None where no completion was found."""
        open_questions = undecided(state, [self._kb.goal])
        other = self._near(found.names, open_questions) or self._random(state, found.names, open_questions)
        return None if other is None else self._shrunk(other)

    def _near(self, names: Sequence[str], found: Undecided) -> dict[str, Answer] | None:
        """A completion that differs from the case in one answer."""
        for id in names:
            for answer, _ in weighed_classes(self._kb.questions[id], found.waits[id]) or ():
                if self._goal_of({**self._case, id: answer}) != self._goal:
                    return {id: answer}
        return None

    def _random(self, state: PartialInterpretation, names: Sequence[str], found: Undecided) -> dict[str, Answer] | None:
        choices = {
            id: [answer for answer, _ in weighed_classes(self._kb.questions[id], found.waits[id]) or ()]
            or [self._case[id]]
            for id in names
        }
        for _ in range(TRIES):
            share = self._chance.choice((0.2, 0.5, 1.0))
            other = {id: self._chance.choice(choices[id]) for id in names if self._chance.random() < share}
            if self._goal_of({**self._case, **other}) != self._goal:
                return other
        return None

    def _shrunk(self, other: dict[str, Answer]) -> Questions:
        """The questions of the completion without those that it can leave as in the case."""
        needed = {id: answer for id, answer in other.items() if answer != self._case[id]}
        for id in list(needed):
            rest = {name: answer for name, answer in needed.items() if name != id}
            if self._goal_of({**self._case, **rest}) != self._goal:
                needed = rest
        return frozenset(needed)

    def _goal_of(self, case: Answers) -> frozenset[str]:
        return frozenset(value for id, value in evaluate(self._kb, case).true if id == self._kb.goal)
