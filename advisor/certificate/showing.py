"""Whether named facts suffice to show a condition, or that it does not hold; a fact that is not named shows nothing.

This shares no code with what concludes; numbers are added up as decimals.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import COMPARISONS, NONE, All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair


class Facts(NamedTuple):
    """What may be used to show a condition: answers, what is concluded, and what is never concluded."""

    answers: Answers
    findings: Collection[Pair]
    missing: Collection[Pair]


def shows(kb: KnowledgeBase, facts: Facts, condition: Condition, negated: bool) -> bool:
    """Whether the facts suffice to show that the condition holds, or where `negated` that it does not."""
    if isinstance(condition, (OneOf, Compare)) and condition.attribute in kb.questions:
        answer = facts.answers.get(condition.attribute)
        return answer is not None and _holds(condition, answer) != negated
    if isinstance(condition, Compare):
        return _compares(condition, *total(kb, facts, condition.attribute), negated)
    if isinstance(condition, OneOf):
        pairs = [(condition.attribute, value) for value in condition.values]
        if negated:
            return all(pair in facts.missing for pair in pairs)
        return any(pair in facts.findings for pair in pairs)
    inside = negated if isinstance(condition, (All, Any)) else not negated
    shown = (shows(kb, facts, part, inside) for part in condition.parts)
    return all(shown) if isinstance(condition, All) != inside else any(shown)


def total(kb: KnowledgeBase, facts: Facts, id: str) -> tuple[Decimal, Decimal]:
    """The least and the most that a concluded number is by the facts: what is not named may be added or not."""
    of = kb.conclusions[id].number
    least = most = Decimal(repr(of.start)) if of else Decimal(0)
    for rule in kb.rules:
        if rule.attribute != id or rule.then in facts.missing:
            continue
        amount = Decimal(repr(rule.add or 0))
        least += amount if rule.then in facts.findings or amount < 0 else 0
        most += amount if rule.then in facts.findings or amount > 0 else 0
    return least, most


def _compares(leaf: Compare, least: Decimal, most: Decimal, negated: bool) -> bool:
    """Whether the comparison holds, or where `negated` fails, of every number from the least to the most."""
    limit = Decimal(repr(leaf.number))
    if leaf.comparison == "is":
        return not least <= limit <= most if negated else least == limit == most
    return all(COMPARISONS[leaf.comparison](end, limit) != negated for end in (least, most))  # type: ignore[arg-type]


def _holds(leaf: OneOf | Compare, answer: Answer) -> bool:
    if isinstance(leaf, Compare):
        return isinstance(answer, (int, float)) and COMPARISONS[leaf.comparison](answer, leaf.number)
    if isinstance(answer, tuple):
        return not {NONE}.isdisjoint(leaf.values) if not answer else not set(answer).isdisjoint(leaf.values)
    return answer in leaf.values
