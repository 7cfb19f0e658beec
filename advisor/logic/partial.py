"""One case, in which answers may still be to come: a condition is true, false, or open (None), as Kleene had it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import Compare, Condition, Leaf, Number, OneOf, leaf_holds
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, Stratum
from advisor.logic.interpretation import Interpretation, inside

Interval = tuple[int, int]
"""The least and the most that a number may still be."""


class Kleene:
    """Kleene's strong three values; a number of which parts are open is an interval."""

    def all(self, parts: Iterable[bool | None]) -> bool | None:
        result: bool | None = True
        for part in parts:
            if part is False:
                return False
            if part is None:
                result = None
        return result

    def any(self, parts: Iterable[bool | None]) -> bool | None:
        result: bool | None = False
        for part in parts:
            if part is True:
                return True
            if part is None:
                result = None
        return result

    def negate(self, part: bool | None) -> bool | None:
        return None if part is None else not part

    def same(self, one: bool | None, other: bool | None) -> bool:
        return one is other

    def sum(self, start: int, parts: Iterable[tuple[int, bool | None]]) -> Interval:
        least = most = start
        for amount, holds in parts:
            least += amount if holds or (holds is None and amount < 0) else 0
            most += amount if holds or (holds is None and amount > 0) else 0
        return least, most

    def between(self, sum: Interval, least: int | None, most: int | None) -> bool | None:
        low, high = sum
        if inside(low, least, most) and inside(high, least, most):
            return True
        below, above = most is not None and low > most, least is not None and high < least
        return False if below or above or (least is not None and most is not None and least > most) else None


KLEENE = Kleene()


class PartialInterpretation(Interpretation["bool | None"]):
    """What holds in a case in which absent answers are open; `unknown` is an answer like any other.

    Where pairs are given as `concluded` they are taken as they are, and no rule is read.
    """

    def __init__(self, kb: KnowledgeBase, answers: Answers, concluded: Iterable[Pair] | None = None) -> None:
        self.answers = answers
        strata: tuple[Stratum, ...] = kb.strata if concluded is None else ()
        super().__init__(kb, KLEENE, self._answered, strata, concluded or ())

    def with_answers(self, answers: Answers) -> PartialInterpretation:
        """The case with these answers instead: only what rests on those that differ is concluded anew."""
        after = PartialInterpretation(self.kb, answers, ())
        after.pairs, after.fires, after._held = {**self.pairs}, {**self.fires}, {**self._held}
        differ = [id for id in self.kb.questions if answers.get(id) != self.answers.get(id)]
        after.conclude_again(rule for id in differ for rule in self.kb.tested_by.get(id, ()))
        return after

    @cached_property
    def true(self) -> Set[Pair]:
        """The pairs that are concluded whatever is answered."""
        return {pair for pair, truth in self.pairs.items() if truth}

    @cached_property
    def possible(self) -> Set[Pair]:
        """The pairs that are not concluded yet but still may be."""
        return {pair for pair, truth in self.pairs.items() if truth is None}

    @cached_property
    def numbers(self) -> dict[str, tuple[Number, Number]]:
        """The least and the most that each concluded number may be."""
        found = {}
        for id in self.kb.adding:
            total = self.kb.conclusions[id].number
            if total is not None:
                least, most = self.sum_of(id)
                found[id] = total.unscaled(least), total.unscaled(most)
        return found

    def open_leaves(self, condition: Condition) -> Iterator[Leaf]:
        """The leaves that keep the condition open."""
        if self.holds(condition) is not None:
            return
        if isinstance(condition, (OneOf, Compare)):
            yield condition
            return
        for part in condition.parts:
            yield from self.open_leaves(part)

    def _conclude_first(self, rules: tuple[Rule, ...], holds: Mapping[str, bool | None]) -> None:
        """A value is settled where every rule that may be the first to hold concludes it."""
        self.fires |= self._first(rules, holds)
        may: dict[Pair, None] = {}
        settled = False
        for rule in rules:
            if holds[rule.id] is not False:
                may[rule.then] = None
            if holds[rule.id]:
                settled = len(may) == 1
                break
        self.pairs |= {rule.then: settled or None if rule.then in may else False for rule in rules}

    def _answered(self, leaf: Leaf) -> bool | None:
        answer = self.answers.get(leaf.attribute)
        return None if answer is None else leaf_holds(leaf, answer)


def evaluate(kb: KnowledgeBase, answers: Answers) -> PartialInterpretation:
    """What holds in the case."""
    return PartialInterpretation(kb, answers)
