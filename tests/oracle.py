"""A naive evaluator of rules, independent of the engine: what the conclusions are by definition."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from operator import eq, ge, gt, le, lt

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair

COMPARE = {"is": eq, "at_least": ge, "at_most": le, "above": gt, "below": lt}


def number(kb: KnowledgeBase, id: str, true: Collection[Pair], may: Collection[Pair]) -> tuple[Decimal, Decimal]:
    """The least and the most that a concluded number may be."""
    low = high = Decimal(repr(kb.conclusions[id].number.start))
    for rule in kb.rules:
        if rule.attribute == id and rule.then in {*true, *may}:
            amount = Decimal(repr(rule.add))
            low += amount if rule.then in true else min(amount, 0)
            high += amount if rule.then in true else max(amount, 0)
    return low, high


def compared(c: Compare, low: Decimal, high: Decimal) -> bool | None:
    limit = Decimal(repr(c.number))
    if c.comparison == "is":
        return True if low == high == limit else None if low <= limit <= high else False
    ends = {COMPARE[c.comparison](low, limit), COMPARE[c.comparison](high, limit)}
    return ends.pop() if len(ends) == 1 else None


def holds(kb: KnowledgeBase, c: Condition, answers: Answers, true: Collection[Pair], may: Collection[Pair]):
    """True, False or None (open). `true` are the pairs that are concluded, `may` those that may be."""
    if isinstance(c, OneOf) and c.attribute in kb.conclusions:
        pairs = {(c.attribute, value) for value in c.values}
        return True if pairs & set(true) else None if pairs & set(may) else False
    if isinstance(c, Compare) and c.attribute in kb.conclusions:
        return compared(c, *number(kb, c.attribute, true, may))
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


def firing(kb: KnowledgeBase, answers: Answers, true: Collection[Pair], may: Collection[Pair]):
    """Whether each rule fires; None is open. Of an attribute that is `first` one that comes before may forestall it."""
    found: dict[str, bool | None] = {}
    earlier: dict[str, list[bool | None]] = {}
    for rule in kb.rules:
        own = holds(kb, rule.when, answers, true, may)
        before = earlier.setdefault(rule.attribute, [])
        found[rule.id] = own
        if kb.conclusions[rule.attribute].first:
            found[rule.id] = False if own is False or True in before else None if None in (own, *before) else True
        before.append(own)
    return found


def of_first(kb: KnowledgeBase, id: str, answers: Answers, true: Collection[Pair], may: Collection[Pair]) -> set[Pair]:
    """The pairs that an attribute may still have whose first rule that holds decides it."""
    found: set[Pair] = set()
    for rule in kb.rules:
        if rule.attribute == id and holds(kb, rule.when, answers, true, may) is not False:
            found.add(rule.then)
            if holds(kb, rule.when, answers, true, may):
                return found
    return found | {(id, "nothing")} if found else found


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
            fires = firing(kb, answers, true, may)
            for rule in rules:
                if fires[rule.id]:
                    true.add(rule.then)
                if fires[rule.id] is not False and possible is None:
                    may.add(rule.then)
        for id in {rule.attribute for rule in rules if kb.conclusions[rule.attribute].first}:
            ways = of_first(kb, id, answers, true, may)
            if len(ways) == 1 and possible is None:
                true |= ways
    fired = {id for id, fires in firing(kb, answers, true, may).items() if fires}
    return true, may - true, fired
