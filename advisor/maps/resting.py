"""What rests on what in a knowledge base, internal conclusions seen through."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce

from advisor.consultation.kleene import leaf_holds
from advisor.knowledge.conditions import All, Any, Compare, Condition, Leaf, OneOf, leaves
from advisor.knowledge.model import Answer, KnowledgeBase, Pair, Raise

Pairs = frozenset[Pair]


class Resting:
    """`milestones` are the values of the conclusions that are neither internal nor shown beside the goal, in order."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._conditions: dict[Pair, list[Condition]] = {}
        for rule in kb.rules:
            self._conditions.setdefault(rule.then, []).append(rule.when)
        hidden = {kb.goal, *kb.also, *(id for id, conclusion in kb.conclusions.items() if conclusion.internal)}
        self.milestones = [
            (id, value) for id, conclusion in kb.conclusions.items() if id not in hidden for value in conclusion.values
        ]
        self._must: dict[Pair, Pairs] = {}
        self._reads: dict[Pair, set[tuple[Leaf, bool]]] = {}
        musts = [self.must((kb.goal, value)) for value in kb.conclusions[kb.goal].values]
        self._places = {pair: {n for n, must in enumerate(musts) if pair in must} for pair in self.milestones}

    def must(self, pair: Pair) -> Pairs:
        """The milestones without which the pair is never concluded."""
        if pair not in self._must:
            self._must[pair] = frozenset()  # a pair that rests on itself asks for nothing by that
            ways = [self._needed(condition, False) for condition in self._conditions.get(pair, ())]
            self._must[pair] = reduce(frozenset.__and__, ways) if ways else frozenset()
        return self._must[pair]

    def before(self, pair: Pair) -> Pairs:
        """The milestones that are needed wherever this one is needed, and for more steps than it."""
        places = self._places[pair]
        wider = {other for other in self.milestones if places and places < self._places[other]}
        return (self.must(pair) | wider) - {pair}

    def last(self, pairs: Collection[Pair]) -> list[Pair]:
        """Those that come before none of the others."""
        return [pair for pair in self.milestones if pair in pairs and not any(pair in self.before(o) for o in pairs)]

    def questions(self, pair: Pair) -> set[str]:
        """The questions that decide the pair, up to the milestones that it rests on."""
        return {leaf.attribute for leaf, _ in self._read(pair)}

    def directly(self, pair: Pair) -> set[str]:
        """The questions that the pair's own rules test."""
        return {leaf.attribute for leaf, _ in self._own(pair) if leaf.attribute in self.kb.questions}

    def helps(self, step: str, pair: Pair) -> bool:
        """Whether what the step achieves is what the pair may rest on, or at least no longer what stands in its way."""
        found = [(_holds(leaf, it), negated) for leaf, negated in self._read(pair) for it in self._by(step, leaf)]
        stands_in_the_way = (True, True) in found
        return (True, False) in found or ((False, True) in found and not stands_in_the_way)

    def opens(self, step: str, other: Pair) -> bool:
        """Whether the step achieves just what a rule for the other step tests, and no milestone stands for that."""
        tests = [leaf for leaf, negated in self._own(other) if not negated and leaf.attribute in self.kb.questions]
        if self.must(other):
            tests = [leaf for leaf in tests if not any(leaf.attribute in self.questions(m) for m in self.milestones)]
        return any(_holds(leaf, answer) for leaf in tests for answer in self._by(step, leaf))

    def _by(self, step: str, leaf: Leaf) -> Iterator[Answer]:
        """What the step makes of the question that the leaf tests."""
        for achievement in self.kb.steps[step].achieves if step in self.kb.steps else ():
            if leaf.attribute in achievement.set:
                value = achievement.set[leaf.attribute]
                yield value.number if isinstance(value, Raise) else value

    def _own(self, pair: Pair) -> Iterator[tuple[Leaf, bool]]:
        for condition in self._conditions.get(pair, ()):
            yield from leaves(condition)

    def _read(self, pair: Pair) -> set[tuple[Leaf, bool]]:
        """The leaves on questions below the pair, each with whether it stands under an odd number of negations."""
        if pair not in self._reads:
            found: set[tuple[Leaf, bool]] = set()
            seen, waiting = {(pair, False)}, [(pair, False)]
            while waiting:
                here, turned = waiting.pop()
                for leaf, negated in self._own(here):
                    if leaf.attribute in self.kb.questions:
                        found.add((leaf, negated != turned))
                    elif isinstance(leaf, OneOf):
                        below = {((leaf.attribute, value), negated != turned) for value in leaf.values}
                        new = {part for part in below - seen if part[0] not in self.milestones}
                        seen |= new
                        waiting += new
            self._reads[pair] = found
        return self._reads[pair]

    def _needed(self, condition: Condition, negated: bool) -> Pairs:
        """The milestones without which the condition does not hold, or where `negated` does not fail."""
        if isinstance(condition, Compare):
            return frozenset()
        if isinstance(condition, OneOf):
            if negated or condition.attribute in self.kb.questions:
                return frozenset()
            pairs = [(condition.attribute, value) for value in condition.values]
            return reduce(frozenset.__and__, [self.must(pair) | ({pair} & {*self.milestones}) for pair in pairs])
        inside = negated if isinstance(condition, (All, Any)) else not negated
        parts = [self._needed(part, inside) for part in condition.parts]
        every = isinstance(condition, All) != inside
        return reduce(frozenset.__or__ if every else frozenset.__and__, parts) if parts else frozenset()


def _holds(leaf: Leaf, answer: Answer) -> bool:
    return leaf_holds(leaf, answer) is True
