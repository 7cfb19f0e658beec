"""Which conditions failed where something was not concluded: rule by rule, part by part, down to the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from advisor.explanation import english
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.conditions import All, Any, ByRow, Compare, Condition, NotByRow, OneOf, literal, nnf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier, tested_pairs

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
    """A rule that would conclude it: the parts of its condition that hold, and those that fail.

    `forestalled`: an earlier rule that holds, and decides in its place.
    """

    rule: Rule
    holds: tuple[Condition, ...]
    fails: tuple[Failure, ...]
    forestalled: Rule | None = None

    @property
    def distance(self) -> int:
        """So many failed parts stand in the way."""
        return sum(failure.distance for failure in self.fails) + (self.forestalled is not None)


class Failure(NamedTuple):
    """A part that fails, in normal form: what it `needs`, as a clause.

    Instead some answers are what they are (`answers`), a concluded number is what it is (`number`), some pairs are
    concluded that should not be (`concluded`), or some that should be are `missing`. Where one of several `ways` would
    do, each of them fails.
    """

    condition: Condition
    needs: str
    answers: tuple[str, ...] = ()
    concluded: tuple[Pair, ...] = ()
    missing: tuple[Missing, ...] = ()
    ways: tuple[tuple[Failure, ...], ...] = ()
    number: str = ""

    @property
    def distance(self) -> int:
        """So many failed parts stand in its way, by the nearest way."""
        own = len(self.answers) + len(self.concluded) + bool(self.number)
        if self.missing:
            own += min(missing.distance for missing in self.missing)
        if self.ways:
            own += min(sum(failure.distance for failure in way) for way in self.ways)
        return own or NEVER


def failures(advice: Recommendation, pair: Pair) -> Missing:
    """Why the pair is not concluded in this case."""
    return _FailureSearch(advice, advice.concluded, {}, advice.kb).missing(pair, frozenset())


def attempted(advice: Recommendation, rule: Rule) -> Attempt:
    """Why the rule does not fire in this case."""
    return _FailureSearch(advice, advice.concluded, {}, advice.kb).attempt(rule, frozenset([rule.then]))


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
        attempts = [self.attempt(rule, above | {pair}) for rule in self.kb.concluding.get(pair, ())]
        attempts.sort(key=lambda attempt: attempt.distance)
        found = Missing(pair, tuple(attempts))
        self.seen[pair] = found
        return found

    def attempt(self, rule: Rule, above: frozenset[Pair]) -> Attempt:
        parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
        holds = tuple(part for part in parts if self.advice.holds(part))
        fails = [failure for part in parts if part not in holds for failure in self.failed(nnf(part), above)]
        decides = next((it for it in earlier(self.kb, rule) if self.advice.holds(it.when)), None)
        return Attempt(rule, holds, tuple(dict.fromkeys(fails)), decides)

    def failed(self, node: Condition, above: frozenset[Pair]) -> Iterator[Failure]:
        """Why a condition in normal form is false."""
        if isinstance(node, (ByRow, NotByRow)):
            yield self.by_row(node, above)
        elif isinstance(node, Any):
            yield self.several(node, above)
        elif isinstance(node, All):
            for part in node.parts:
                if not self.advice.holds(part):
                    yield from self.failed(part, above)
        else:
            yield self.leaf(node, above)

    def several(self, node: Any, above: frozenset[Pair]) -> Failure:
        """One of the parts would do; none does."""
        ways = tuple(tuple(self.failed(part, above)) for part in node.parts)
        return Failure(node, self.needs(node), ways=tuple(way for way in ways if way))

    def by_row(self, node: ByRow | NotByRow, above: frozenset[Pair]) -> Failure:
        """What stands in the way is what compares with the row's own cell; or else that the row is not known."""
        for part in node.parts:
            row, compared = part.parts if isinstance(part, (All, Any)) else ()
            if self.advice.holds(row) != isinstance(node, NotByRow):
                return self.leaf(compared, above)._replace(needs=self.needs(node))
        return self.leaf(OneOf(node.test.question, ()), above)._replace(needs=self.needs(node))

    def leaf(self, node: Condition, above: frozenset[Pair]) -> Failure:
        leaf, negated = literal(node)
        if leaf.attribute in self.kb.questions:
            fact = english.fact(self.kb, leaf.attribute, self.advice.told[leaf.attribute], self.advice.told)
            return Failure(node, self.needs(node), answers=(fact,))
        if isinstance(leaf, Compare):
            return self.number(node, leaf.attribute, above)
        pairs = [*tested_pairs(self.kb, leaf)]
        if negated:
            return Failure(node, self.needs(node), concluded=tuple(pair for pair in pairs if pair in self.concluded))
        return Failure(node, self.needs(node), missing=tuple(self.missing(pair, above) for pair in pairs))

    def number(self, node: Condition, id: str, above: frozenset[Pair]) -> Failure:
        """A number is told as a whole; of one that is told to nobody, what is added to it and what is not."""
        if not self.kb.conclusions[id].internal:
            return Failure(node, self.needs(node), number=english.sum_of(self.kb, id, self.concluded))
        pairs = [rule.then for rule in self.kb.adding[id]]
        added = tuple(pair for pair in pairs if pair in self.concluded)
        missing = tuple(self.missing(pair, above) for pair in pairs if pair not in self.concluded)
        return Failure(node, self.needs(node), concluded=added, missing=missing)

    def needs(self, node: Condition) -> str:
        return english.condition(self.kb, node, self.advice.told)
