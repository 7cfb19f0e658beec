"""Many cases at once: what holds in which of them is one large integer, a bit a case.

`and`, `or` and `not` of conditions are those of integers, so a rule takes microseconds for thousands of cases.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from advisor.knowledge.conditions import UNKNOWN, All, Compare, Condition, Leaf, NoneOf, OneOf, leaf_holds, leaves
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Pair, Question, Rule
from advisor.logic.answer_classes import numbers, tests_by_question


class Samples:
    """Total cases, and what a knowledge base concludes in each: `pairs` and `fires` are bits, case `n` at bit `n`."""

    def __init__(self, kb: KnowledgeBase, cases: Iterable[Answers]) -> None:
        self.kb = kb
        self.cases = [kb.total(case) for case in cases]
        self._leaves: dict[Leaf, int] = {}
        self._tests: dict[Pair, list[Rule]] = {}
        for rule in kb.rules:
            for leaf, _ in leaves(rule.when):
                if leaf.attribute in kb.conclusions and isinstance(leaf, OneOf):
                    for value in leaf.values:
                        self._tests.setdefault((leaf.attribute, value), []).append(rule)
        self._concluding: dict[Pair, list[Rule]] = {}
        for rule in kb.rules:
            self._concluding.setdefault(rule.then, []).append(rule)
        self._evaluate()

    @property
    def every(self) -> int:
        return (1 << len(self.cases)) - 1

    def add(self, case: Answers) -> None:
        """Takes one more case in."""
        bit = 1 << len(self.cases)
        self.cases.append(self.kb.total(case))
        for leaf, known in self._leaves.items():
            if leaf_holds(leaf, self.cases[-1][leaf.attribute]):
                self._leaves[leaf] = known | bit
        self._evaluate()

    def of(self, condition: Condition, pairs: Mapping[Pair, int] | None = None) -> int:
        """The cases in which the condition holds, where `pairs` are concluded (by default, by the knowledge base)."""
        pairs = self.pairs if pairs is None else pairs
        if isinstance(condition, OneOf) and condition.attribute in self.kb.conclusions:
            found = 0
            for value in condition.values:
                found |= pairs.get((condition.attribute, value), 0)
            return found
        if isinstance(condition, (OneOf, Compare)):
            return self._leaf(condition)
        if isinstance(condition, All):
            found = self.every
            for part in condition.parts:
                found &= self.of(part, pairs)
            return found
        found = 0
        for part in condition.parts:
            found |= self.of(part, pairs)
        return self.every & ~found if isinstance(condition, NoneOf) else found

    def concluded(self, kb: KnowledgeBase) -> dict[Pair, int]:
        """What another knowledge base with the same questions and conclusions concludes in these cases."""
        pairs: dict[Pair, int] = {}
        for stratum, rules in enumerate(kb.rules_by_stratum):
            self._conclude(rules, stratum in kb.recursive_strata, pairs)
        return pairs

    def changed(self, rule: Rule, when: Condition | None) -> dict[Pair, int]:
        """The pairs that are concluded in other cases if the rule had this condition, or were not there.

        The condition tests no pair that the rule's own does not test, and none the other way round.
        """
        pairs = dict(self.pairs)
        found: dict[Pair, int] = {}
        waiting = {rule.then}
        for stratum in range(rule.stratum, len(self.kb.rules_by_stratum)):
            here = [pair for pair in waiting if self._concluding[pair][0].stratum == stratum]
            if stratum in self.kb.recursive_strata and here:
                before = self.kb.rules_by_stratum[stratum]
                rules = [self._with(each, rule, when) for each in before]
                here = list(dict.fromkeys(each.then for each in before))
                after: dict[Pair, int] = {pair: value for pair, value in pairs.items() if pair not in here}
                self._conclude([each for each in rules if each is not None], True, after)
            else:
                after = {}
                for pair in here:
                    bits = 0
                    for each in self._concluding[pair]:
                        condition = when if each is rule else each.when
                        bits |= self.of(condition, pairs) if condition is not None else 0
                    after[pair] = bits
            for pair in here:
                if after.get(pair, 0) != self.pairs[pair]:
                    found[pair] = pairs[pair] = after.get(pair, 0)
                    waiting |= {each.then for each in self._tests.get(pair, ())}
        return found

    @staticmethod
    def _with(each: Rule, rule: Rule, when: Condition | None) -> Rule | None:
        if each is not rule:
            return each
        return None if when is None else rule._replace(when=when)

    def _evaluate(self) -> None:
        self.pairs: dict[Pair, int] = {
            (id, value): 0 for id, conclusion in self.kb.conclusions.items() for value in conclusion.values
        }
        for stratum, rules in enumerate(self.kb.rules_by_stratum):
            self._conclude(rules, stratum in self.kb.recursive_strata, self.pairs)
        self.fires = {rule.id: self.of(rule.when) for rule in self.kb.rules}

    def _conclude(self, rules: Sequence[Rule], recursive: bool, pairs: dict[Pair, int]) -> None:
        changed = True
        while changed:
            changed = False
            for rule in rules:
                before = pairs.get(rule.then, 0)
                after = before | self.of(rule.when, pairs)
                if after != before:
                    pairs[rule.then] = after
                    changed = recursive

    def _leaf(self, leaf: Leaf) -> int:
        if leaf not in self._leaves:
            bits = "".join("1" if leaf_holds(leaf, case[leaf.attribute]) else "0" for case in reversed(self.cases))
            self._leaves[leaf] = int(bits or "0", 2)
        return self._leaves[leaf]


def some_cases(kb: KnowledgeBase, count: int, seed: int = 0) -> list[dict[str, Answer]]:
    """Legal cases at random, always the same ones."""
    chance = random.Random(seed)
    tests = tests_by_question([kb])
    numbered = {
        id: [kind.least for kind in numbers(question, tests.get(id, []))]
        for id, question in kb.questions.items()
        if question.kind == "number"
    }
    return [
        {id: _any_answer(chance, question, numbered.get(id, [])) for id, question in kb.questions.items()}
        for _ in range(count)
    ]


def _any_answer(chance: random.Random, question: Question, classes: Sequence[int | float]) -> Answer:
    unknown: list[Answer] = [] if question.required else [UNKNOWN]
    if question.kind == "number":
        return chance.choice([*classes, *unknown])
    if question.kind == "many":
        some = tuple(value for value in question.values if chance.random() < 0.5)
        return chance.choice([(), some, question.values, *unknown])
    return chance.choice([*question.values, *unknown])
