"""A naive evaluator of rules, independent of the engine: what the conclusions are by definition."""

from __future__ import annotations

from collections.abc import Collection
from operator import eq, ge, gt, le, lt

from advisor.knowledge.conditions import All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair

COMPARE = {"is": eq, "at_least": ge, "at_most": le, "above": gt, "below": lt}


def holds(kb: KnowledgeBase, c: Condition, answers: Answers, true: Collection[Pair], may: Collection[Pair]):
    """True, False or None (open). `true` are the pairs that are concluded, `may` those that may be."""
    if isinstance(c, OneOf) and c.attribute in kb.conclusions:
        pairs = {(c.attribute, value) for value in c.values}
        return True if pairs & set(true) else None if pairs & set(may) else False
    if isinstance(c, (OneOf, Compare)):
        answer = answers.get(c.attribute)
        if answer is None:
            return None
        if isinstance(c, Compare):
            return answer != "unknown" and COMPARE[c.comparison](answer, c.number)
        return bool(set(c.values) & set((answer or ("none",)) if isinstance(answer, tuple) else (answer,)))
    parts = [holds(kb, part, answers, true, may) for part in c.parts]
    if isinstance(c, All):
        return False if False in parts else None if None in parts else True
    one = True if True in parts else None if None in parts else False
    return one if isinstance(c, Any) or one is None else not one


def evaluate(kb: KnowledgeBase, answers: Answers, possible: Collection[Pair] | None = None):
    """The pairs that are concluded, those that may still be, and the ids of the rules that fire.

    `possible` gives the pairs that may still be concluded; without it they are found from the open answers.
    """
    true: set[Pair] = set()
    may: set[Pair] = set(possible or ())
    for level in range(1 + max((rule.stratum for rule in kb.rules), default=0)):
        rules = [rule for rule in kb.rules if rule.stratum == level]
        before = None
        while before != (len(true), len(may)):
            before = len(true), len(may)
            for rule in rules:
                value = holds(kb, rule.when, answers, true, may)
                if value:
                    true.add(rule.then)
                if value is not False and possible is None:
                    may.add(rule.then)
    fired = {rule.id for rule in kb.rules if holds(kb, rule.when, answers, true, may)}
    return true, may - true, fired
