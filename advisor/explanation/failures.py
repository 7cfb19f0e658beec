"""Which conditions failed where something was not concluded: rule by rule, part by part, down to the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from advisor.explanation import english
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

NEVER = 1000
"""How far away something is that no answer brings about; also what waits for itself."""


class Missing(NamedTuple):
    """A pair that is not concluded, with every rule that would conclude it, the nearest to holding first.

    `again`: it is explained elsewhere in the same tree, or it waits for itself.
    """

    pair: Pair
    attempts: tuple[Attempt, ...] = ()
    again: bool = False

    @property
    def distance(self) -> int:
        """So many failed parts stand in the way of the nearest rule."""
        return self.attempts[0].distance if self.attempts else NEVER


class Attempt(NamedTuple):
    """A rule that would conclude it: the parts of its condition that hold, and those that fail."""

    rule: Rule
    holds: tuple[Condition, ...]
    fails: tuple[Failure, ...]

    @property
    def distance(self) -> int:
        """So many failed parts stand in the way."""
        return sum(failure.distance for failure in self.fails)


class Failure(NamedTuple):
    """A part that fails: what it `needs`, as a clause.

    Instead some answers are what they are (`answers`), some pairs are concluded that should not be (`concluded`), or
    some that should be are `missing`. Where one of several `ways` would do, each of them fails.
    """

    condition: Condition
    needs: str
    answers: tuple[str, ...] = ()
    concluded: tuple[Pair, ...] = ()
    missing: tuple[Missing, ...] = ()
    ways: tuple[tuple[Failure, ...], ...] = ()

    @property
    def distance(self) -> int:
        """So many failed parts stand in its way, by the nearest way."""
        own = len(self.answers) + len(self.concluded)
        if self.missing:
            own += min(missing.distance for missing in self.missing)
        if self.ways:
            own += min(sum(failure.distance for failure in way) for way in self.ways)
        return own or NEVER


def failures(advice: Recommendation, pair: Pair) -> Missing:
    """Why the pair is not concluded in this case."""
    concluded = {firing.rule.then for firing in advice.firings}
    return _FailureSearch(advice, concluded, {}, advice.kb).missing(pair, frozenset())


@dataclass
class _FailureSearch:
    advice: Recommendation
    concluded: Collection[Pair]
    seen: dict[Pair, Missing]
    kb: KnowledgeBase

    def missing(self, pair: Pair, above: frozenset[Pair]) -> Missing:
        """Explained once: a pair that was explained already, or is being explained, is only named."""
        if pair in above:
            return Missing(pair, again=True)
        if pair in self.seen:
            return self.seen[pair]
        attempts = [self.attempt(rule, above | {pair}) for rule in self.kb.rules if rule.then == pair]
        attempts.sort(key=lambda attempt: attempt.distance)
        found = Missing(pair, tuple(attempts))
        self.seen[pair] = found
        return found

    def attempt(self, rule: Rule, above: frozenset[Pair]) -> Attempt:
        parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
        holds = tuple(part for part in parts if self.advice.holds(part))
        fails = [failure for part in parts if part not in holds for failure in self.failed(part, False, above)]
        return Attempt(rule, holds, tuple(dict.fromkeys(fails)))

    def failed(self, node: Condition, negated: bool, above: frozenset[Pair]) -> Iterator[Failure]:
        """Why a condition is false, or where `negated` why it is true although it should not be."""
        if isinstance(node, (OneOf, Compare)):
            yield self.leaf(node, negated, above)
        elif isinstance(node, NoneOf):
            yield from self.failed(Any(node.parts), not negated, above)
        elif isinstance(node, All) is negated and len(node.parts) != 1:
            yield self.several(node, negated, above)
        else:
            for part in node.parts:
                if self.advice.holds(part) is negated:
                    yield from self.failed(part, negated, above)

    def several(self, node: Condition, negated: bool, above: frozenset[Pair]) -> Failure:
        """One of the parts would do; none does."""
        assert isinstance(node, (All, Any))
        needs = english.condition(self.kb, NoneOf((node,)) if negated else node, self.advice.case)
        ways = tuple(tuple(self.failed(part, negated, above)) for part in node.parts)
        return Failure(node, needs, ways=tuple(way for way in ways if way))

    def leaf(self, node: OneOf | Compare, negated: bool, above: frozenset[Pair]) -> Failure:
        needs = english.condition(self.kb, NoneOf((node,)) if negated else node, self.advice.case)
        if isinstance(node, Compare) or node.attribute in self.kb.questions:
            fact = english.fact(self.kb, node.attribute, self.advice.case[node.attribute], self.advice.case)
            return Failure(node, needs, answers=(fact,))
        pairs = [(node.attribute, value) for value in node.values]
        if negated:
            return Failure(node, needs, concluded=tuple(pair for pair in pairs if pair in self.concluded))
        return Failure(node, needs, missing=tuple(self.missing(pair, above) for pair in pairs))
