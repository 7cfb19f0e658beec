"""The Kleene reader of conditions: true, false, or open (None) while an answer is still to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field

from advisor.knowledge.conditions import All, Compare, Condition, Leaf, NoneOf, OneOf, leaf_holds
from advisor.knowledge.model import Answers, KnowledgeBase, Pair


@dataclass
class PartialInterpretation:
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
        return value_of(condition, self._leaf)

    def open_leaves(self, condition: Condition) -> Iterator[Leaf]:
        """The leaves that keep the condition open."""
        if self.of(condition) is not None:
            return
        if isinstance(condition, (OneOf, Compare)):
            yield condition
            return
        for part in condition.parts:
            yield from self.open_leaves(part)

    def _leaf(self, leaf: Leaf) -> bool | None:
        if isinstance(leaf, Compare) or leaf.attribute in self.kb.questions:
            answer = self.answers.get(leaf.attribute)
            return None if answer is None else leaf_holds(leaf, answer)
        open = False
        for value in leaf.values:
            pair = leaf.attribute, value
            if pair in self.true:
                return True
            open = open or pair in self.possible
        return None if open else False


def value_of(condition: Condition, of_leaf: Callable[[Leaf], bool | None]) -> bool | None:
    """True, False or None (open), from the values of the leaves."""
    if isinstance(condition, (OneOf, Compare)):
        return of_leaf(condition)
    decisive = not isinstance(condition, All)  # one part with this value settles the condition
    result: bool | None = not decisive
    for part in condition.parts:
        value = value_of(part, of_leaf)
        if value is decisive:
            result = decisive
            break
        if value is None:
            result = None
    return not result if isinstance(condition, NoneOf) and result is not None else result


def evaluate(kb: KnowledgeBase, answers: Answers) -> PartialInterpretation:
    """What holds in the case; `unknown` is an answer like any other, an absent answer is open."""
    true: set[Pair] = set()
    possible: set[Pair] = set()
    state = PartialInterpretation(kb, answers, true, possible)
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
