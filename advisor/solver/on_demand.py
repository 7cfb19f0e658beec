"""A knowledge base as decision diagrams of what is asked for alone, where all of them together are too large.

The diagram of each pair and of each rule is made when it is first read. One that is too large is given up, and with it
whatever rests on it, but nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable
from typing import Generic, TypeVar

from advisor.knowledge.conditions import Leaf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier, tested_pairs
from advisor.logic.interpretation import Interpretation
from advisor.solver.case_space import Cases
from advisor.solver.nodes import MAX_NODES, Node, TooLarge

MAX_WASTED = 300_000
"""So many nodes in all may be made in vain: a second or two. Each attempt may take a tenth of those that are left."""

LEAST = 3_000
"""Nodes that every attempt may make."""

Key = TypeVar("Key", bound=Hashable)
Told = TypeVar("Told")


class GivenUp(TooLarge):
    """What is needed was too large before."""


class _Made(dict[Key, Node], Generic[Key]):
    """Makes what it does not have yet."""

    def __init__(self, make: Callable[[Key], Node]) -> None:
        self._make = make

    def __missing__(self, key: Key) -> Node:
        found = self[key] = self._make(key)
        return found


class DiagramOnDemand(Interpretation[Node]):
    """What a knowledge base concludes over all cases, worked out as it is read; reading it raises TooLarge.

    Answers are told apart as the conditions of `classed` do, which has the same questions and conclusions.
    """

    def __init__(self, kb: KnowledgeBase, classed: KnowledgeBase, most: int = MAX_NODES) -> None:
        self.kb = kb
        self._classed = classed
        self._most = most
        self._wasted = 0
        self._too_large: set[Hashable] = set()
        self._begin()

    def ask(self, question: Callable[[Interpretation[Node]], Told]) -> Told:
        """What the question makes of this. Raises TooLarge."""
        if len(self.cases.variable) > self._most // 2:
            self._begin()
        return self._tried(lambda: question(self))

    @property
    def legal(self) -> Node:
        """The legal cases."""
        return self.cases.legal(self.kb)

    def _begin(self) -> None:
        """Forgets all diagrams, but not which of them are too large."""
        self.cases = Cases(self.kb.questions, [self._classed], self._most)
        self._known: dict[Leaf, Node] = {}
        super().__init__(self.kb, self.cases, self._where, strata=())
        self.pairs, self.fires, self._none_before = _Made(self._pair), _Made(self._fire), _Made(self._not_yet)

    def _tried(self, make: Callable[[], Told]) -> Told:
        """What is made, with as many nodes as an attempt may have."""
        more = min(self._most, max((MAX_WASTED - self._wasted) // 10, LEAST))
        try:
            with self.cases.at_most(more):
                return make()
        except GivenUp:
            raise
        except TooLarge:
            self._wasted += more
            raise GivenUp from None

    def _where(self, leaf: Leaf) -> Node:
        if leaf not in self._known:
            self._known[leaf] = self.cases.of_leaf(leaf, self.kb.questions[leaf.attribute])
        return self._known[leaf]

    def _pair(self, pair: Pair) -> Node:
        rules = self.kb.concluding.get(pair, ())
        if rules and self.kb.strata[rules[0].stratum].recursive:
            return self._around(rules[0]).pairs[pair]
        for rule in rules:
            self.fires[rule.id]
        return self._settled(pair, lambda: self.cases.any([self.fires[rule.id] for rule in rules]))

    def _fire(self, id: str) -> Node:
        rule = self.kb.rule[id]
        if self.kb.strata[rule.stratum].recursive:
            return self._around(rule).fires[id]
        self._read([rule, *earlier(self.kb, rule)], {})
        return self._settled(id, lambda: self._fires(rule))

    def _fires(self, rule: Rule) -> Node:
        """Where it holds, and no rule that comes before it."""
        holds = self.holds(rule.when)
        return self.cases.conjoin(holds, self.none_before(rule)) if earlier(self.kb, rule) else holds

    def none_before(self, rule: Rule) -> Node:
        for before in earlier(self.kb, rule):
            self._none_before[before.id]
        return self._none_before[rule.id]

    def _not_yet(self, id: str) -> Node:
        """Where no rule holds that comes before this one."""
        before = earlier(self.kb, self.kb.rule[id])
        if not before:
            return self.cases.true
        last = before[-1]
        return self.cases.conjoin(self._none_before[last.id], self.cases.negate(self.holds(last.when)))

    def _around(self, rule: Rule) -> Interpretation[Node]:
        """What is concluded in a stratum whose rules rest on each other, of which this is one."""
        stratum = self.kb.strata[rule.stratum]
        self._read(stratum.rules, stratum.concluding)
        found = self._settled(rule.stratum, lambda: self.with_rule(rule))
        self.pairs |= {pair: found.pairs[pair] for pair in stratum.concluding}
        self.fires |= {each.id: found.fires[each.id] for each in stratum.rules}
        return found

    def _read(self, rules: Iterable[Rule], own: Container[Pair]) -> None:
        """Makes what rules rest on, but for what is their own, before they are tried themselves."""
        for rule in rules:
            for pair in tested_pairs(self.kb, rule.when):
                if pair[0] in self.kb.conclusions and pair not in own:
                    self.pairs[pair]

    def _settled(self, key: Hashable, make: Callable[[], Told]) -> Told:
        if key in self._too_large:
            raise GivenUp
        try:
            return self._tried(make)
        except TooLarge:
            self._too_large.add(key)
            raise
