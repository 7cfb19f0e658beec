"""Values that mean the same on purpose: a condition that does not tell two apart holds where these are exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from advisor.knowledge.conditions import Compare, Condition, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.answer_classes import placed_conditions


class Exchange(NamedTuple):
    """A condition that names one of two values of a question and not the other, which are `alike`.

    `rest` is the condition with the one in place of the other. `of` says what it is a condition of: a question that it
    requires, a rule or a step, and the id of that.
    """

    question: str
    one: str
    other: str
    of: tuple[str, str]
    condition: Condition
    rest: Condition


def exchanges(kb: KnowledgeBase) -> Iterator[Exchange]:
    """Every condition of what is concluded or told, with every two neighbours of values that are alike."""
    declared = [
        (id, one, other)
        for id, question in kb.questions.items()
        for group in question.alike
        for one, other in pairwise(group)
    ]
    for of, condition in placed_conditions(kb) if declared else ():
        tested = [leaf for leaf, _ in leaves(condition) if isinstance(leaf, OneOf)]
        for id, one, other in declared:
            if any(leaf.attribute == id and (one in leaf.values) != (other in leaf.values) for leaf in tested):
                yield Exchange(id, one, other, of, condition, _exchanged(condition, (id, one), (id, other)))


def _exchanged(condition: Condition, one: Pair, other: Pair) -> Condition:
    if isinstance(condition, Compare):
        return condition
    if not isinstance(condition, OneOf):
        return condition.having(tuple(_exchanged(part, one, other) for part in condition.parts))
    if condition.attribute != one[0]:
        return condition
    instead = {one[1]: other[1], other[1]: one[1]}
    return OneOf(condition.attribute, tuple(instead.get(value, value) for value in condition.values))
