"""Tests the cases that test a knowledge base: would they notice a small mistake in its rules?

A mutant is killed where an expectation of a case fails with it. Those that are not are held against the knowledge base
over all cases: some conclude nothing else in any case, each other one is shown with the smallest case in which a person
would be told something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import Number, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, concluded_numbers
from advisor.logic.samples import Samples
from advisor.verification.mutants import Mutant, mutants, mutated
from advisor.verification.uses import shown_pairs
from advisor.verification.versions import Versions


class Expected(NamedTuple):
    """A case with the pairs that must be concluded in it, and those that must not; and what numbers must be, or not."""

    answers: Answers
    wants: Sequence[Pair]
    excludes: Sequence[Pair]
    numbers: Sequence[tuple[str, Number, bool]] = ()


class Survivor(NamedTuple):
    """A mutant that no case notices, and a case that would, with what it must expect."""

    mutant: Mutant
    answers: Mapping[str, Answer]
    expect: Mapping[str, object]


class Mutation(NamedTuple):
    """How many mutants differ and how many of these the cases kill; `alike` conclude the same in every case.

    `undecided` are those that no case kills and of which Z3 could not say whether they differ: they count as different.
    """

    killed: int
    alike: int
    survivors: Sequence[Survivor]
    undecided: int = 0

    @property
    def different(self) -> int:
        return self.killed + len(self.survivors) + self.undecided

    @property
    def share(self) -> float:
        """The part of the different mutants that is killed."""
        return self.killed / self.different if self.different else 1.0


def expected(kb: KnowledgeBase, answers: Answers, expect: Mapping[str, object]) -> Expected:
    """What a case's `expect` says of each pair."""
    wants: list[Pair] = []
    excludes: list[Pair] = []
    numbers: list[tuple[str, Number, bool]] = []
    for id, wanted in expect.items():
        if kb.conclusions[id].number is not None:
            number = wanted["not"] if isinstance(wanted, Mapping) else wanted
            numbers.append((id, number, not isinstance(wanted, Mapping)))  # type: ignore[arg-type]
            continue
        every = [(id, value) for value in kb.conclusions[id].values]
        if isinstance(wanted, Mapping):
            unwanted = _values(wanted["not"])
            excludes += [pair for pair in every if pair[1] in unwanted]
            continue
        named = _values(wanted)
        exact = not isinstance(wanted, str) or not named or not kb.conclusions[id].many
        wants += [pair for pair in every if pair[1] in named]
        excludes += [pair for pair in every if exact and pair[1] not in named]
    return Expected(answers, wants, excludes, numbers)


def _values(wanted: object) -> list[str]:
    if wanted is None or wanted == "none":
        return []
    return [wanted] if isinstance(wanted, str) else [str(value) for value in wanted]  # type: ignore[attr-defined]


def try_mutants(
    kb: KnowledgeBase, cases: Iterable[Expected], progress: Callable[[int], None] | None = None
) -> Mutation:
    """Tries every mutant on all cases; one that could not be loaded, for a cycle through a negation, is none.

    Two knowledge bases differ where a person is told something else: internal conclusions alone make no difference.
    """
    tests = _Tests(kb, list(cases))
    say = progress or (lambda number: None)
    killed = alike = undecided = 0
    alive: list[Mutant] = []
    for number, mutant in enumerate(mutants(kb), 1):
        say(number)
        changed = tests.changed(mutant)
        if changed is None:
            continue
        if tests.kill(mutant, changed):
            killed += 1
        else:
            alive.append(mutant)
    shown = shown_pairs(kb)
    versions = Versions(kb, [mutant.after.when for mutant in alive if mutant.after is not None], shown)
    survivors = []
    for mutant in alive:
        changed = tests.changed(mutant)
        assert changed is not None
        try:
            answers = versions.apart(changed)
        except GaveUp:
            undecided += 1
            continue
        if answers is None:
            alike += 1
        else:
            survivors.append(Survivor(mutant, answers, _expect(kb, changed, answers, shown)))
    return Mutation(killed, alike, survivors, undecided)


class _Tests:
    """The cases, and what each expects as bits."""

    def __init__(self, kb: KnowledgeBase, cases: Sequence[Expected]) -> None:
        self._kb = kb
        self._samples = Samples(kb, [case.answers for case in cases])
        self._wants: dict[Pair, int] = {}
        self._excludes: dict[Pair, int] = {}
        self._numbers: dict[tuple[str, Number, bool], int] = {}
        for n, case in enumerate(cases):
            for expected in case.numbers:
                self._numbers[expected] = self._numbers.get(expected, 0) | 1 << n
            for pairs, bits in ((case.wants, self._wants), (case.excludes, self._excludes)):
                for pair in pairs:
                    bits[pair] = bits.get(pair, 0) | 1 << n

    def changed(self, mutant: Mutant) -> KnowledgeBase | None:
        """The whole knowledge base with the mutant; None where it could not be loaded."""
        if mutant.after is None or not _changes_condition(self._kb, mutant):
            return mutated(self._kb, mutant)
        return replace(self._kb, rules=tuple(mutant.after if it is mutant.rule else it for it in self._kb.rules))

    def kill(self, mutant: Mutant, changed: KnowledgeBase) -> bool:
        """Whether an expectation fails with the mutant."""
        found = self._concluded(self._samples, mutant, changed)
        return self._another_sum(changed, found) or any(
            self._wants.get(pair, 0) & ~bits or self._excludes.get(pair, 0) & bits for pair, bits in found.items()
        )

    def _another_sum(self, changed: KnowledgeBase, found: Mapping[Pair, int]) -> bool:
        """Whether a number is not what a case expects; `found` has where pairs are concluded that may have changed."""
        algebra = self._samples.algebra
        for (id, number, wanted), cases in self._numbers.items():
            range, pairs = changed.conclusions[id].number, {**self._samples.pairs, **found}
            if range is None or not range.takes(number):
                continue
            parts = [(range.scaled(rule.add or 0), pairs.get(rule.then, 0)) for rule in changed.adding[id]]
            sums = algebra.sum(range.scaled(range.start), parts)
            here = algebra.between(sums, range.scaled(number), range.scaled(number))
            if cases & (~here if wanted else here):
                return True
        return False

    def _concluded(self, samples: Samples, mutant: Mutant, changed: KnowledgeBase) -> Mapping[Pair, int]:
        if _changes_condition(self._kb, mutant):
            return samples.changed(mutant.rule, mutant.after.when if mutant.after else None)
        after = samples.concluded(changed)
        return {pair: after.get(pair, 0) for pair in samples.pairs}


def _expect(kb: KnowledgeBase, changed: KnowledgeBase, answers: Answers, shown: Sequence[Pair]) -> dict[str, object]:
    """What the knowledge base concludes in this case and the mutant does not, as a case expects it."""
    here = Samples(kb, [answers])
    there = here.concluded(changed)
    found: dict[str, object] = {}
    for id in dict.fromkeys(id for id, _ in shown):
        conclusion = kb.conclusions[id]
        if conclusion.number is not None:
            sums = [
                concluded_numbers(of, {pair for pair, bit in pairs.items() if bit})
                for of, pairs in ((kb, here.pairs), (changed, there))
            ]
            if sums[0][id] != sums[1][id]:
                found[id] = sums[0][id]
            continue
        ours = [value for value in conclusion.values if here.pairs[id, value]]
        theirs = [value for value in conclusion.values if there.get((id, value))]
        if ours != theirs:
            found[id] = ours if conclusion.many or len(ours) != 1 else ours[0]
    return found


def _changes_condition(kb: KnowledgeBase, mutant: Mutant) -> bool:
    """Whether nothing but the rule's condition is another, and the strata hold for that too."""
    after = mutant.after
    return mutant.by_condition and (after is None or _tested(kb, after) <= _tested(kb, mutant.rule))


def _tested(kb: KnowledgeBase, rule: Rule) -> set[tuple[str, str, bool]]:
    return {
        (leaf.attribute, value, negated)
        for leaf, negated in leaves(rule.when)
        if isinstance(leaf, OneOf) and leaf.attribute in kb.conclusions
        for value in leaf.values
    }
