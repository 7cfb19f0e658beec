"""The meaning of rules: what a knowledge base concludes, stratum by stratum, in any algebra of truth.

An algebra says what truth is: true, false or open in one case, a bit for each of many cases, a diagram or a formula
over all of them. A new kind of conclusion is a new kind of stratum, and one method here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Generic, Protocol, TypeVar

from advisor.knowledge.conditions import Algebra, Condition, Leaf, OneOf, fold
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, Stratum

T = TypeVar("T")


class Truth(Algebra[T], Protocol[T]):
    """An algebra in which it can be told whether something new was concluded."""

    def same(self, one: T, other: T) -> bool:
        """Whether both are known to be the same; where they are but it is not known, rules are read in vain."""


class Interpretation(Generic[T]):
    """What a knowledge base concludes: `pairs` has where each pair is concluded, `fires` where each rule fires.

    `asked` says what a leaf on a question means. Only these `strata` are read (by default all), where the pairs
    `concluded` hold already.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        algebra: Truth[T],
        asked: Callable[[Leaf], T],
        strata: Iterable[Stratum] | None = None,
        concluded: Iterable[Pair] = (),
    ) -> None:
        self.kb = kb
        self.algebra = algebra
        self._asked = asked
        self.pairs: dict[Pair, T] = dict.fromkeys(kb.pairs, algebra.any(()))
        self.pairs |= dict.fromkeys(concluded, algebra.all(()))
        self.fires: dict[str, T] = {}
        for stratum in kb.strata if strata is None else strata:
            self._fixpoint(stratum)

    def conclude_again(self, pairs: Iterable[Pair], instead: Mapping[str, Rule] | None = None) -> dict[Pair, T]:
        """Concludes these pairs anew, and whatever rests on those that change; what each that changed was before.

        Rules are read as the rules of the same id that stand `instead` of them, which rest on no other pairs.
        """
        changed: dict[Pair, T] = {}
        waiting = {pair for pair in pairs if pair in self.kb.concluding}
        while waiting:
            level = min(self.kb.concluding[pair][0].stratum for pair in waiting)
            whole = self.kb.strata[level]
            here = whole.concluding if whole.recursive else waiting & whole.concluding.keys()
            rules = [rule for pair in here for rule in self.kb.concluding[pair]]
            before = {pair: self.pairs[pair] for pair in here}
            self.pairs |= dict.fromkeys(here, self.algebra.any(()))
            self._fixpoint(Stratum.of((instead or {}).get(rule.id, rule) for rule in rules))
            new = {pair: truth for pair, truth in before.items() if not self.algebra.same(truth, self.pairs[pair])}
            changed |= new
            waiting |= {rule.then for pair in new for rule in self.kb.tested_by.get(pair, ())}
            waiting -= whole.concluding.keys()
        return changed

    def with_rule(self, rule: Rule) -> Interpretation[T]:
        """What is concluded, up to its own stratum, where this rule stands instead of that of the same id.

        It rests on no pair that is not concluded below that stratum or in it.
        """
        after = copy(self)
        after.pairs, after.fires = copy(self.pairs), copy(self.fires)
        whole = self.kb.strata[rule.stratum]
        after.pairs |= dict.fromkeys(whole.concluding, self.algebra.any(()))
        after._fixpoint(Stratum.of(rule if each.id == rule.id else each for each in whole.rules))
        return after

    def holds(self, condition: Condition) -> T:
        """Where the condition holds."""
        return fold(condition, self._leaf, self.algebra)

    def _leaf(self, leaf: Leaf) -> T:
        return self._asked(leaf) if leaf.attribute in self.kb.questions else self._concluded(leaf)

    def _concluded(self, leaf: Leaf) -> T:
        """What a leaf on a concluded attribute means."""
        assert isinstance(leaf, OneOf)
        return self.algebra.any([self.pairs[leaf.attribute, value] for value in leaf.values])

    def _fixpoint(self, stratum: Stratum) -> None:
        """Goes through the rules until they conclude nothing new."""
        for _ in range(stratum.rounds):
            if not self._round(stratum):
                break

    def _round(self, stratum: Stratum) -> bool:
        """Goes through the rules once; whether something new was concluded."""
        self.fires |= self._kept_fires({rule.id: self.holds(rule.when) for rule in stratum.rules})
        ways = {pair: [self.fires[rule.id] for rule in rules] for pair, rules in stratum.concluding.items()}
        found = self._kept_pairs({pair: self.algebra.any(way) for pair, way in ways.items()})
        new = any(not self.algebra.same(truth, self.pairs[pair]) for pair, truth in found.items())
        self.pairs |= found
        return new

    def _kept_fires(self, fires: dict[str, T]) -> dict[str, T]:
        """What was found of rules, in the form in which it is read from now on."""
        return fires

    def _kept_pairs(self, pairs: dict[Pair, T]) -> dict[Pair, T]:
        """The same of pairs."""
        return pairs
