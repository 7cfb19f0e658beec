"""The meaning of rules: what a knowledge base concludes, stratum by stratum, in any algebra of truth.

An algebra says what truth is: true, false or open in one case, a bit for each of many cases, a diagram or a formula
over all of them. A new kind of conclusion is a new kind of stratum, and one method here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any, Generic, Protocol, TypeVar

from advisor.knowledge.conditions import Algebra, Compare, Condition, Leaf, fold
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, Stratum, earlier, grouped, settling

T = TypeVar("T")


class Truth(Algebra[T], Protocol[T]):
    """An algebra in which it can be told whether something new was concluded, and that adds in a way of its own."""

    def same(self, one: T, other: T) -> bool:
        """Whether both are known to be the same; where they are but it is not known, rules are read in vain."""

    def sum(self, start: int, parts: Iterable[tuple[int, T]]) -> Any:
        """The number that begins with `start`, to which each part is added where it holds."""

    def between(self, sum: Any, least: int | None, most: int | None) -> T:
        """Where the number is neither below the one nor above the other; None is no end."""


class FiniteSums(ABC, Generic[T]):
    """Sums in an algebra in which everything either holds or does not: where the number is each of those it can be."""

    @abstractmethod
    def all(self, parts: Iterable[T]) -> T: ...

    @abstractmethod
    def any(self, parts: Iterable[T]) -> T: ...

    @abstractmethod
    def negate(self, part: T) -> T: ...

    def sum(self, start: int, parts: Iterable[tuple[int, T]]) -> dict[int, T]:
        found: dict[int, T] = {start: self.all(())}
        for amount, where in parts:
            ways: dict[int, list[T]] = {}
            elsewhere = self.negate(where)
            for number, here in found.items():
                ways.setdefault(number, []).append(self.all([here, elsewhere]))
                ways.setdefault(number + amount, []).append(self.all([here, where]))
            nowhere = self.any(())
            found = {number: it for number, way in ways.items() if (it := self.any(way)) != nowhere}
        return found

    def between(self, sum: dict[int, T], least: int | None, most: int | None) -> T:
        return self.any([here for number, here in sum.items() if inside(number, least, most)])


def inside(number: int, least: int | None, most: int | None) -> bool:
    """Whether the number is neither below the one nor above the other; None is no end."""
    return (least is None or number >= least) and (most is None or number <= most)


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
        self.pairs, self.fires = self._nothing_known()
        self.pairs |= dict.fromkeys(kb.pairs, algebra.any(()))
        self.pairs |= dict.fromkeys(concluded, algebra.all(()))
        self._held: dict[str, T] = {}
        self._sums: dict[str, Any] = {}
        for stratum in kb.strata if strata is None else strata:
            self._fixpoint(stratum)

    def _nothing_known(self) -> tuple[dict[Pair, T], dict[str, T]]:
        """Where pairs are concluded and rules fire, of which nothing is known yet."""
        return {}, {}

    def conclude_again(self, rules: Iterable[Rule]) -> dict[Pair, T]:
        """Reads rules anew that hold in other cases than before, and whatever rests on what they change.

        Returns what each pair that changed was before. One of these rules may stand instead of that of the same id,
        where it rests on no other pairs.
        """
        changed: dict[Pair, T] = {}
        waiting: dict[int, dict[str, Rule]] = {}
        for rule in rules:
            waiting.setdefault(rule.stratum, {})[rule.id] = rule
        while waiting:
            level = min(waiting)
            before = self._read_stratum_again(self.kb.strata[level], waiting.pop(level))
            new = {pair: truth for pair, truth in before.items() if not self.algebra.same(truth, self.pairs[pair])}
            changed |= new
            for pair in new:
                for rule in self.kb.tested_by.get(pair, ()):
                    if rule.stratum > level:
                        waiting.setdefault(rule.stratum, {})[rule.id] = rule
        return changed

    def _read_stratum_again(self, whole: Stratum, rules: Mapping[str, Rule]) -> dict[Pair, T]:
        """Reads these rules of a stratum anew; what the pairs were that may be concluded otherwise now."""
        if whole.recursive:
            before = {pair: self.pairs[pair] for pair in whole.concluding}
            self.pairs |= dict.fromkeys(before, self.algebra.any(()))
            self._fixpoint(Stratum.of((rules.get(rule.id, rule) for rule in whole.rules), self.kb))
            return before
        here = settling(self.kb, (rule.then for rule in rules.values()))
        before = {pair: self.pairs[pair] for pair in here}
        self._read_rules(rules.values())
        first = {id: self.kb.first[id] for id, _ in here if id in self.kb.first}
        self._conclude_pairs({pair: self.kb.concluding[pair] for pair in here}, first)
        return before

    def with_rule(self, rule: Rule) -> Interpretation[T]:
        """What is concluded, up to its own stratum, where this rule stands instead of that of the same id.

        It rests on no pair that is not concluded below that stratum or in it.
        """
        after = self._copied()
        whole = self.kb.strata[rule.stratum]
        after.pairs |= dict.fromkeys(whole.concluding, self.algebra.any(()))
        after._fixpoint(Stratum.of((rule if each.id == rule.id else each for each in whole.rules), self.kb))
        return after

    def _copied(self) -> Interpretation[T]:
        """The same, of which something else can be concluded."""
        after = copy(self)
        after.pairs, after.fires = copy(self.pairs), copy(self.fires)
        after._held, after._sums = copy(self._held), copy(self._sums)
        return after

    def holds(self, condition: Condition) -> T:
        """Where the condition holds."""
        return fold(condition, self._leaf, self.algebra)

    def held(self, rule: Rule) -> T:
        """Where the rule's condition holds, whether or not an earlier rule decides."""
        known = self._held.get(rule.id)
        return self.holds(rule.when) if known is None else known

    def _leaf(self, leaf: Leaf) -> T:
        return self._asked(leaf) if leaf.attribute in self.kb.questions else self._concluded(leaf)

    def _concluded(self, leaf: Leaf) -> T:
        """What a leaf on a concluded attribute means."""
        if not isinstance(leaf, Compare):
            pairs = [self.pairs[leaf.attribute, value] for value in leaf.values]
            return pairs[0] if len(pairs) == 1 else self.algebra.any(pairs)
        total = self.kb.conclusions[leaf.attribute].number
        assert total is not None
        return self.algebra.between(self.sum_of(leaf.attribute), *total.range_of(leaf))

    def sum_of(self, id: str) -> Any:
        """The concluded number, scaled by its places, as the algebra has it."""
        if id not in self._sums:
            total = self.kb.conclusions[id].number
            assert total is not None
            rules = self.kb.adding[id]
            parts = [(total.scaled(rule.add or 0), self.pairs[rule.then]) for rule in rules]
            self._sums[id] = self.algebra.sum(total.scaled(total.start), parts)
        return self._sums[id]

    def has_value(self, id: str) -> T:
        """Where some value of the attribute is concluded."""
        return self.algebra.any([self.pairs[id, value] for value in self.kb.conclusions[id].values])

    def none_before(self, rule: Rule) -> T:
        """Where no rule fires that keeps this one from firing."""
        return self.algebra.negate(self.algebra.any([self.fires[other.id] for other in earlier(self.kb, rule)]))

    def _fixpoint(self, stratum: Stratum) -> None:
        """Goes through the rules until they conclude nothing new."""
        for _ in range(stratum.rounds):
            if not self._round(stratum):
                break

    def _round(self, stratum: Stratum) -> bool:
        """Goes through the rules once; whether something new was concluded."""
        self._read_rules(stratum.rules)
        return self._conclude_pairs(stratum.concluding, stratum.first)

    def _read_rules(self, rules: Iterable[Rule]) -> None:
        """Reads where rules hold; of those of which only the first fires the others are taken back later."""
        holds = self._kept_fires({rule.id: self.holds(rule.when) for rule in rules})
        self._held |= holds
        self.fires |= holds

    def _conclude_pairs(self, concluding: Mapping[Pair, Iterable[Rule]], first: Mapping[str, tuple[Rule, ...]]) -> bool:
        """Concludes pairs by rules that were read, of some attributes by the `first`; whether something is new."""
        for rules in first.values():
            self._conclude_first(rules, self._held)
        found = self._concluded_by({pair: rules for pair, rules in concluding.items() if pair[0] not in first})
        new = any(not self.algebra.same(truth, self.pairs[pair]) for pair, truth in found.items())
        self.pairs |= found
        for id, _ in concluding:
            self._sums.pop(id, None)
        return new

    def _concluded_by(self, concluding: Mapping[Pair, Iterable[Rule]]) -> dict[Pair, T]:
        """Where pairs are concluded by these rules, of which it is known where they fire."""
        ways = {pair: [self.fires[rule.id] for rule in rules] for pair, rules in concluding.items()}
        return self._kept_pairs({pair: self.algebra.any(way) for pair, way in ways.items()})

    def _conclude_first(self, rules: tuple[Rule, ...], holds: Mapping[str, T]) -> None:
        """Concludes an attribute by the first of its rules that holds."""
        self.fires |= self._first(rules, holds)
        self.pairs |= self._concluded_by(grouped(rules))

    def _first(self, rules: Iterable[Rule], holds: Mapping[str, T]) -> dict[str, T]:
        """Where each of these rules fires, of which only the first that holds does."""
        fires = {}
        open = self.algebra.all(())  # where no earlier one holds; conditions are negated one by one, for they are small
        for rule in rules:
            fires[rule.id] = self.algebra.all([holds[rule.id], open])
            open = self.algebra.all([open, self.algebra.negate(holds[rule.id])])
        return fires

    def _kept_fires(self, fires: dict[str, T]) -> dict[str, T]:
        """What was found of rules, in the form in which it is read from now on."""
        return fires

    def _kept_pairs(self, pairs: dict[Pair, T]) -> dict[Pair, T]:
        """The same of pairs."""
        return pairs
