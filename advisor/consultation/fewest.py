"""The fewest answers that settle the goal of a case: no order of questions can ask less of this person.

Answers that do not settle it can be contradicted: others can be changed so that the goal is another. Of each smallest
set of such changes one answer must then be asked for. A smallest set of questions that meets every such demand is a
lower bound; once its answers settle the goal, it is the number itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import Any, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.partial import evaluate
from advisor.solver.cases import RemainingCases

MAX_DEMANDS = 400
"""Demands of one case before its search is given up."""

AT_ONCE = 20
"""Demands that are looked for before their smallest set is tried."""

Questions = frozenset[str]


class Fewest(NamedTuple):
    """At least so many answers; `exact` where so many suffice."""

    number: int
    exact: bool


def fewest_answers(kb: KnowledgeBase, case: Answers) -> Fewest:
    """For a total case. Required questions count: every case answers them."""
    concluded = evaluate(kb, case).true
    another = Any(tuple(part for id in kb.goals for part in _other_values(kb, id, concluded)))
    asked: Questions = frozenset(id for id, question in kb.questions.items() if question.required)
    demands = [frozenset([id]) for id in asked]
    while len(demands) < MAX_DEMANDS:
        cases = RemainingCases(kb, {id: case[id] for id in asked})
        changes = cases.minimal_changes(case, another, AT_ONCE)
        if not changes.sets:
            return Fewest(len(asked), cases.complete)
        demands += [frozenset(change.questions) for change in changes.sets]
        asked = smallest_meeting(demands)
    return Fewest(len(asked), False)


def _other_values(kb: KnowledgeBase, id: str, concluded: Collection[Pair]) -> Iterator[Condition]:
    """What holds where the attribute is not just what is concluded."""
    values = kb.conclusions[id].values
    yield OneOf(id, tuple(value for value in values if (id, value) not in concluded))
    yield from (NoneOf((OneOf(id, (value,)),)) for value in values if (id, value) in concluded)


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
