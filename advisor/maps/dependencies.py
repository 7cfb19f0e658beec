"""What rests on what in a knowledge base, internal conclusions seen through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import All, Any, Compare, Condition, Leaf, leaf_holds, leaves, literal, nnf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier
from advisor.knowledge.steps import Raise

Pairs = frozenset[Pair]


class Needs(NamedTuple):
    """The conclusions that must be there, and those that must not."""

    present: Pairs
    absent: Pairs


NOTHING = Needs(frozenset(), frozenset())


NUMBER = ""
"""Stands for the value of a concluded number, which is one milestone, whatever rules add to it."""


class Dependencies:
    """`milestones` are the values of the conclusions that are neither internal nor goals, in order; of those that are
    shown beside the goals the ones that goals rest on."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        hidden = {*kb.goals, *(id for id, conclusion in kb.conclusions.items() if conclusion.internal)}
        beside = {*kb.also} - _under_goals(kb)
        self.milestones = [
            (id, value)
            for id, conclusion in kb.conclusions.items()
            if id not in hidden and id not in beside
            for value in ((NUMBER,) if conclusion.number else conclusion.values)
        ]
        self._fails: dict[str, Needs] = {}
        self._needed: dict[Pair, Needs] = {}
        self._found: dict[Pair, set[tuple[Leaf, bool]]] = {}
        musts = [self.must((id, value)) for id in kb.goals for value in kb.conclusions[id].values]
        self._places = {pair: {n for n, must in enumerate(musts) if pair in must} for pair in self.milestones}

    def must(self, pair: Pair) -> Pairs:
        """The milestones without which the pair is never concluded."""
        return self._needs(pair).present & {*self.milestones}

    def waits_for(self, pair: Pair, step: Pair) -> bool:
        """Whether the pair is never concluded while something holds that the step needs, and does away with."""
        shared = self._needs(pair).absent & self._needs(step).present
        return any(self._undoes(step[1], other) for other in shared)

    def _undoes(self, step: str, pair: Pair) -> bool:
        return any(_holds(leaf, it) == negated for leaf, negated in self._read(pair) for it in self._by(step, leaf))

    def _needs(self, pair: Pair) -> Needs:
        if pair not in self._needed:
            self._needed[pair] = NOTHING  # a pair that rests on itself asks for nothing by that
            self._needed[pair] = _either([self._to_fire(rule) for rule in self.kb.concluding.get(pair, ())])
        return self._needed[pair]

    def _to_fire(self, rule: Rule) -> Needs:
        """What its condition needs, and that no rule holds that would have come before it."""
        return _both([self._of(nnf(rule.when)), *map(self._to_fail, earlier(self.kb, rule))])

    def _to_fail(self, rule: Rule) -> Needs:
        if rule.id not in self._fails:
            self._fails[rule.id] = self._of(nnf(rule.when, negated=True))
        return self._fails[rule.id]

    def _of(self, condition: Condition) -> Needs:
        """What is needed for a condition in normal form to hold."""
        if isinstance(condition, All):
            return _both(map(self._of, condition.parts))
        if isinstance(condition, Any):
            return _either([*map(self._of, condition.parts)])
        leaf, negated = literal(condition)
        if leaf.attribute in self.kb.questions:
            return NOTHING
        if negated and not isinstance(leaf, Compare):  # a number is there whether it is tested one way or the other
            return Needs(frozenset(), frozenset(self._tested(leaf)))
        return _either(
            [_both([self._needs(pair), Needs(frozenset([pair]), frozenset())]) for pair in self._tested(leaf)]
        )

    def _tested(self, leaf: Leaf) -> list[Pair]:
        if isinstance(leaf, Compare):
            return [(leaf.attribute, NUMBER)] if leaf.attribute in self.kb.conclusions else []
        return [(leaf.attribute, value) for value in leaf.values]

    def before(self, pair: Pair) -> Pairs:
        """The milestones that it rests on; on a road also those that more steps need, wherever this one is needed."""
        places = self._places[pair] if self.kb.has_road else set()
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
        for rule in self.kb.adding[pair[0]] if pair[1] == NUMBER else self.kb.concluding.get(pair, ()):
            yield from leaves(rule.when)

    def on_milestones(self, pair: Pair) -> list[tuple[Pair, bool]]:
        """The other milestones that decide the pair, each with whether it stands under an odd number of negations."""
        found = {(value, negated) for leaf, negated in self._below(pair) for value in self._tested(leaf)}
        return sorted((other, negated) for other, negated in found if other in self.milestones and other != pair)

    def _read(self, pair: Pair) -> set[tuple[Leaf, bool]]:
        """The leaves on questions below the pair, each with whether it stands under an odd number of negations."""
        return {(leaf, negated) for leaf, negated in self._below(pair) if leaf.attribute in self.kb.questions}

    def _below(self, pair: Pair) -> set[tuple[Leaf, bool]]:
        """As `_read`, of all attributes; what milestones below the pair rest on is left out."""
        if pair not in self._found:
            found: set[tuple[Leaf, bool]] = set()
            seen, waiting = {(pair, False)}, [(pair, False)]
            while waiting:
                here, turned = waiting.pop()
                for leaf, negated in self._own(here):
                    found.add((leaf, negated != turned))
                    inner = {other for other in self._tested(leaf) if other not in self.milestones}
                    new = {(other, negated != turned) for other in inner} - seen
                    seen |= new
                    waiting += new
            self._found[pair] = found
        return self._found[pair]


def _under_goals(kb: KnowledgeBase) -> set[str]:
    """The concluded attributes that goals rest on."""
    found = {*kb.goals}
    waiting = [*kb.goals]
    while waiting:
        here = waiting.pop()
        tested = {leaf.attribute for rule in kb.rules if rule.attribute == here for leaf, _ in leaves(rule.when)}
        waiting += (tested & kb.conclusions.keys()) - found
        found |= tested
    return found


def _both(needs: Iterable[Needs]) -> Needs:
    needs = [NOTHING, *needs]
    return Needs(*(frozenset().union(*sets) for sets in zip(*needs, strict=True)))


def _either(needs: Sequence[Needs]) -> Needs:
    return reduce(lambda one, other: Needs(one.present & other.present, one.absent & other.absent), needs or [NOTHING])


def _holds(leaf: Leaf, answer: Answer) -> bool:
    return leaf_holds(leaf, answer) is True
