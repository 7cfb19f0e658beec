"""Many cases at once: what holds in which of them is one large integer, a bit a case.

`and`, `or` and `not` of conditions are those of integers, so a rule takes microseconds for thousands of cases.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import NEVER, UNKNOWN, Condition, Leaf, leaf_holds
from advisor.knowledge.demands import unmet
from advisor.knowledge.model import KnowledgeBase, Pair, Rule
from advisor.logic.answer_classes import numbers, tests_by_question
from advisor.logic.interpretation import FiniteSums, Interpretation


class Bits(FiniteSums[int]):
    """Truth in each of so many cases."""

    def __init__(self, count: int) -> None:
        self.every = (1 << count) - 1

    def all(self, parts: Iterable[int]) -> int:
        return reduce(operator.and_, parts, self.every)

    def any(self, parts: Iterable[int]) -> int:
        return reduce(operator.or_, parts, 0)

    def negate(self, part: int) -> int:
        return self.every ^ part

    def same(self, one: int, other: int) -> bool:
        return one == other


class Samples(Interpretation[int]):
    """Total cases, and what a knowledge base concludes in each: `pairs` and `fires` are bits, case `n` at bit `n`."""

    def __init__(self, kb: KnowledgeBase, cases: Iterable[Answers]) -> None:
        self.cases = [kb.total(case) for case in cases]
        self._known: dict[Leaf, int] = {}
        super().__init__(kb, Bits(len(self.cases)), self._where)

    @property
    def every(self) -> int:
        return self.algebra.all(())

    def concluded(self, kb: KnowledgeBase) -> dict[Pair, int]:
        """What another knowledge base with the same questions and conclusions concludes in these cases."""
        return Interpretation(kb, self.algebra, self._where).pairs

    def changed(self, rule: Rule, when: Condition | None) -> dict[Pair, int]:
        """The pairs that are concluded in other cases if the rule had this condition, or were not there.

        The condition tests no pair that the rule's own does not test, and none the other way round.
        """
        after = self._copied()
        changed = after.conclude_again([rule._replace(when=NEVER if when is None else when)])
        return {pair: after.pairs[pair] for pair in changed}

    def _where(self, leaf: Leaf) -> int:
        if leaf not in self._known:
            bits = "".join("1" if leaf_holds(leaf, case[leaf.attribute]) else "0" for case in reversed(self.cases))
            self._known[leaf] = int(bits or "0", 2)
        return self._known[leaf]


def some_cases(kb: KnowledgeBase, count: int, seed: int = 0) -> list[dict[str, Answer]]:
    """Legal cases at random, always the same ones."""
    chance = random.Random(seed)
    tests = tests_by_question([kb])
    numbered = {
        id: [kind.least for kind in numbers(question, tests.get(id, []))]
        for id, question in kb.questions.items()
        if question.kind == "number"
    }
    return [_legal_case(chance, kb, numbered) for _ in range(count)]


def _legal_case(
    chance: random.Random, kb: KnowledgeBase, numbered: Mapping[str, Sequence[int | float]]
) -> dict[str, Answer]:
    case = {id: _any_answer(chance, question, numbered.get(id, [])) for id, question in kb.questions.items()}
    while lacking := unmet(kb, case):
        for question in lacking:
            known = question._replace(required=True)
            case[question.id] = _any_answer(chance, known, numbered.get(question.id, []))
    return case


def _any_answer(chance: random.Random, question: Question, classes: Sequence[int | float]) -> Answer:
    unknown: list[Answer] = [] if question.required else [UNKNOWN]
    if question.kind == "number":
        return chance.choice([*classes, *unknown])
    if question.kind == "many":
        some = tuple(value for value in question.values if chance.random() < 0.5)
        return chance.choice([(), some, question.values, *unknown])
    return chance.choice([*question.values, *unknown])
