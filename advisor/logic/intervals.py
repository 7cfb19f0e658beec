"""The numbers that a knowledge base cannot tell apart, as spans."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import Compare, Number, leaves
from advisor.knowledge.decimals import between
from advisor.knowledge.model import KnowledgeBase


@dataclass(frozen=True)
class Interval:
    """The numbers from `least` to `most`; without `least` itself if `above`, without `most` if `below`."""

    least: Number
    most: Number
    above: bool = False
    below: bool = False

    def holds(self, answer: Answer) -> bool:
        """Whether the answer is one of these numbers."""
        if isinstance(answer, (str, tuple)):
            return False
        low = self.least < answer if self.above else self.least <= answer
        return low and (answer < self.most if self.below else answer <= self.most)

    def one(self) -> Number:
        """One of these numbers."""
        if not self.above:
            return self.least
        middle = between(self.least, self.most) if self.below else None
        return self.most if middle is None else middle


def spans(kb: KnowledgeBase, question: Question) -> list[Interval]:
    """The legal numbers in spans, in their order; every condition holds of all or none of a span."""
    tested = _tested(kb, question.id)
    low, high = question.minimum, question.maximum
    if question.whole:
        low, high = ceil(low), floor(high)
        begins = {low} | {floor(number) + 1 for number in tested} | {ceil(number) for number in tested}
        starts = sorted(begin for begin in begins if low <= begin <= high)
        return [
            Interval(start, following - 1) for start, following in zip(starts, [*starts[1:], high + 1], strict=True)
        ]
    points = sorted({low, high, *(number for number in tested if low <= number <= high)})
    found = [Interval(points[0], points[0])]
    for before, point in pairwise(points):
        if between(before, point) is not None:
            found.append(Interval(before, point, True, True))
        found.append(Interval(point, point))
    return found


def merged(found: list[Interval], whole: bool) -> list[Interval]:
    """Spans in their order, those that touch as one."""
    result: list[Interval] = []
    for span in found:
        last = result[-1] if result else None
        if last is not None and _touch(last, span, whole):
            result[-1] = Interval(last.least, span.most, last.above, span.below)
        else:
            result.append(span)
    return result


def _touch(left: Interval, right: Interval, whole: bool) -> bool:
    if whole:
        return left.most + 1 == right.least
    return left.most == right.least and left.below != right.above


def _tested(kb: KnowledgeBase, id: str) -> set[Number]:
    demands = (question.required_when for question in kb.questions.values() if question.required_when is not None)
    conditions = (*(rule.when for rule in kb.rules), *demands)
    tests = (leaf for condition in conditions for leaf, _ in leaves(condition) if leaf.attribute == id)
    return {leaf.number for leaf in tests if isinstance(leaf, Compare)}
