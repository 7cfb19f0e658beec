"""Tests the cases that test a knowledge base: would they notice a small mistake in its rules?

A mutant is killed where an expectation of a case fails with it. Of those that are not, Z3 says which conclude nothing
else in any case; each other one is shown with the smallest case in which a person would be told something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import z3

from advisor.knowledge.conditions import OneOf, leaves
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Pair, Rule
from advisor.logic.samples import Samples
from advisor.solver.formula import Formula, GaveUp, satisfiable, supposing
from advisor.solver.search import Smallest
from advisor.verification.mutants import Mutant, mutants, mutated
from advisor.verification.uses import shown_pairs


class Expected(NamedTuple):
    """A case with the pairs that must be concluded in it, and those that must not."""

    answers: Answers
    wants: Sequence[Pair]
    excludes: Sequence[Pair]


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
    for id, wanted in expect.items():
        every = [(id, value) for value in kb.conclusions[id].values]
        if isinstance(wanted, Mapping):
            unwanted = _values(wanted["not"])
            excludes += [pair for pair in every if pair[1] in unwanted]
            continue
        named = _values(wanted)
        exact = not isinstance(wanted, str) or not named or not kb.conclusions[id].many
        wants += [pair for pair in every if pair[1] in named]
        excludes += [pair for pair in every if exact and pair[1] not in named]
    return Expected(answers, wants, excludes)


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
    tests = _Tests(kb, list(cases), shown_pairs(kb))
    killed = alike = undecided = 0
    survivors = []
    for number, mutant in enumerate(mutants(kb), 1):
        if progress is not None:
            progress(number)
        changed = mutated(kb, mutant)
        if changed is None:
            continue
        if tests.kill(mutant, changed):
            killed += 1
        else:
            try:
                survivor = tests.survivor(mutant, changed)
            except GaveUp:
                undecided += 1
                continue
            if survivor is None:
                alike += 1
            else:
                survivors.append(survivor)
    return Mutation(killed, alike, survivors, undecided)


class _Tests:
    """The cases, what each expects as bits, and the formula that mutants are held against."""

    def __init__(self, kb: KnowledgeBase, cases: Sequence[Expected], shown: Sequence[Pair]) -> None:
        self._kb = kb
        self._samples = Samples(kb, [case.answers for case in cases])
        self._shown = shown
        self._wants: dict[Pair, int] = {}
        self._excludes: dict[Pair, int] = {}
        for n, case in enumerate(cases):
            for pairs, bits in ((case.wants, self._wants), (case.excludes, self._excludes)):
                for pair in pairs:
                    bits[pair] = bits.get(pair, 0) | 1 << n
        self._formula = Formula(kb)
        self._solver = self._formula.solver()

    def kill(self, mutant: Mutant, changed: KnowledgeBase) -> bool:
        """Whether an expectation fails with the mutant."""
        found = self._concluded(self._samples, mutant, changed)
        return any(
            self._wants.get(pair, 0) & ~bits or self._excludes.get(pair, 0) & bits for pair, bits in found.items()
        )

    def survivor(self, mutant: Mutant, changed: KnowledgeBase) -> Survivor | None:
        """The mutant with a case that would kill it; None where it concludes the same in every case."""
        formula = Formula(changed, self._formula.context)
        apart = [
            z3.Xor(self._formula.pairs[pair], formula.pairs[pair])
            for pair in self._shown
            if not self._formula.pairs[pair].eq(formula.pairs[pair])
        ]
        with supposing(self._solver, self._formula.any(apart)):
            if not satisfiable(self._solver):
                return None
            answers = Smallest(self._formula, self._solver, [self._kb, changed]).case()
        return Survivor(mutant, answers, self._expect(answers, changed))

    def _expect(self, answers: Answers, changed: KnowledgeBase) -> dict[str, object]:
        """What the knowledge base concludes in this case and the mutant does not, as a case expects it."""
        here = Samples(self._kb, [answers])
        there = here.concluded(changed)
        found: dict[str, object] = {}
        for id in dict.fromkeys(id for id, _ in self._shown):
            conclusion = self._kb.conclusions[id]
            ours = [value for value in conclusion.values if here.pairs[id, value]]
            theirs = [value for value in conclusion.values if there.get((id, value))]
            if ours == theirs:
                continue
            found[id] = ours if conclusion.many or len(ours) != 1 else ours[0]
        return found

    def _concluded(self, samples: Samples, mutant: Mutant, changed: KnowledgeBase) -> Mapping[Pair, int]:
        if mutant.after is None or _tests_no_more(self._kb, mutant.rule, mutant.after):
            return samples.changed(mutant.rule, mutant.after.when if mutant.after else None)
        after = samples.concluded(changed)
        return {pair: after.get(pair, 0) for pair in samples.pairs}


def _tests_no_more(kb: KnowledgeBase, before: Rule, after: Rule) -> bool:
    """Whether the strata hold for the changed rule too."""
    return before.then == after.then and _tested(kb, after) <= _tested(kb, before)


def _tested(kb: KnowledgeBase, rule: Rule) -> set[tuple[str, str, bool]]:
    return {
        (leaf.attribute, value, negated)
        for leaf, negated in leaves(rule.when)
        if isinstance(leaf, OneOf) and leaf.attribute in kb.conclusions
        for value in leaf.values
    }
