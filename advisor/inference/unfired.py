"""Why earlier rules of an attribute did not fire, where the first rule that holds decides it: facts that show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.inference.firing import Firing
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import All, Any, Compare, Condition, leaf_holds, literal, nnf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, concluded_numbers, earlier, tested_pairs

Facts = frozenset[tuple[str, "str | Pair"]]
"""What is named: ("answers", a question's id), ("findings", a pair that is concluded), ("missing", one that is not)."""


class Unfired(NamedTuple):
    """A rule that does not hold, with facts that suffice to show it, named as those of a `Firing`."""

    rule: Rule
    answers: Mapping[str, Answer]
    findings: tuple[Pair, ...] = ()
    missing: tuple[Pair, ...] = ()


def unfired(kb: KnowledgeBase, firing: Firing, case: Answers, concluded: Collection[Pair]) -> tuple[Unfired, ...]:
    """The rules that would have decided in place of the one that fired, in their order, each shown not to hold.

    The case is total, and `concluded` are all pairs that are concluded of it.
    """
    rivals = earlier(kb, firing.rule)
    found = _FactSearch(kb, case, concluded) if rivals else None
    return tuple(found.unfired(rule) for rule in rivals) if found else ()


class _FactSearch:
    """Looks for the fewest facts that show a condition."""

    def __init__(self, kb: KnowledgeBase, case: Answers, concluded: Collection[Pair]) -> None:
        self._kb = kb
        self._case = case
        self._concluded = concluded
        self._numbers = concluded_numbers(kb, concluded)

    def unfired(self, rule: Rule) -> Unfired:
        facts = self._shown(nnf(rule.when, negated=True))
        assert facts is not None, rule.id
        answers = {id: self._case[id] for id in self._case if ("answers", id) in facts}
        pairs = [[pair for pair in self._kb.pairs if (kind, pair) in facts] for kind in ("findings", "missing")]
        return Unfired(rule, answers, *map(tuple, pairs))

    def _shown(self, condition: Condition) -> Facts | None:
        """Facts that make a condition in normal form hold; None where it does not hold."""
        if isinstance(condition, All):
            parts = [self._shown(part) for part in condition.parts]
            return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
        if isinstance(condition, Any):
            ways = [way for part in condition.parts if (way := self._shown(part)) is not None]
            return min(ways, key=len, default=None)
        leaf, negated = literal(condition)
        if leaf.attribute in self._kb.questions:
            holds = leaf_holds(leaf, self._case[leaf.attribute])
            return frozenset([("answers", leaf.attribute)]) if holds != negated else None
        pairs = [*tested_pairs(self._kb, leaf)]
        if isinstance(leaf, Compare):
            return self._named(pairs) if leaf_holds(leaf, self._numbers[leaf.attribute]) != negated else None
        found = [pair for pair in pairs if pair in self._concluded]
        if bool(found) == negated:
            return None
        return self._named(pairs if negated else found[:1])

    def _named(self, pairs: Collection[Pair]) -> Facts:
        return frozenset(("findings" if pair in self._concluded else "missing", pair) for pair in pairs)
