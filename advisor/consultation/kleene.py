"""The Kleene reader of conditions: true, false, or open (None) while an answer is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from advisor.knowledge.conditions import COMPARISONS, NONE, All, Any, Compare, Condition, Leaf, OneOf
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Pair


@dataclass
class Kleene:
    """What holds in a case in which absent answers are open.

    `true` are the pairs that are concluded whatever is answered, `possible` those that are not yet but still may be.
    """

    kb: KnowledgeBase
    answers: Answers
    true: Set[Pair] = field(default_factory=set)
    possible: Set[Pair] = field(default_factory=set)
    of_rule: dict[str, bool | None] = field(default_factory=dict)

    def of(self, condition: Condition) -> bool | None:
        """True, False, or None where the condition is open."""
        if isinstance(condition, OneOf):
            return self._one_of(condition)
        if isinstance(condition, Compare):
            return leaf_holds(condition, self.answers.get(condition.attribute))
        if isinstance(condition, All):
            return self._parts(condition.parts, False)
        some = self._parts(condition.parts, True)
        if isinstance(condition, Any) or some is None:
            return some
        return not some

    def open_leaves(self, condition: Condition) -> Iterator[Leaf]:
        """The leaves that keep the condition open."""
        if self.of(condition) is not None:
            return
        if isinstance(condition, (OneOf, Compare)):
            yield condition
            return
        for part in condition.parts:
            yield from self.open_leaves(part)

    def _one_of(self, leaf: OneOf) -> bool | None:
        if leaf.attribute in self.kb.questions:
            return leaf_holds(leaf, self.answers.get(leaf.attribute))
        open = False
        for value in leaf.values:
            pair = leaf.attribute, value
            if pair in self.true:
                return True
            open = open or pair in self.possible
        return None if open else False

    def _parts(self, parts: Iterable[Condition], decisive: bool) -> bool | None:
        """`decisive` where one part has this value; otherwise open where one is open."""
        result: bool | None = not decisive
        for part in parts:
            value = self.of(part)
            if value is decisive:
                return decisive
            if value is None:
                result = None
        return result


def leaf_holds(leaf: Leaf, answer: Answer | None) -> bool | None:
    """Whether the answer makes a leaf on an asked attribute hold; no answer leaves it open."""
    if answer is None:
        return None
    if isinstance(leaf, Compare):
        return not isinstance(answer, (str, tuple)) and COMPARISONS[leaf.comparison](answer, leaf.number)
    if isinstance(answer, tuple):
        return any(value in leaf.values for value in answer or (NONE,))
    return answer in leaf.values


def evaluate(kb: KnowledgeBase, answers: Answers) -> Kleene:
    """What holds in the case; `unknown` is an answer like any other, an absent answer is open."""
    true: set[Pair] = set()
    possible: set[Pair] = set()
    state = Kleene(kb, answers, true, possible)
    for stratum, rules in enumerate(kb.rules_by_stratum):
        changed = True
        while changed:
            changed = False
            for rule in rules:
                if state.of_rule.get(rule.id) is True:
                    continue
                value = state.of_rule[rule.id] = state.of(rule.when)
                if value is True and rule.then not in true:
                    true.add(rule.then)
                    changed = True
                elif value is None and rule.then not in possible:
                    possible.add(rule.then)
                    changed = True
            changed = changed and stratum in kb.recursive_strata
    possible -= true
    return state
