"""Why something has not been concluded: what stands in the way, down to the answers.

A negated condition is explained by what is missing (DESIGN, semantics 5).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from advisor.explanation import english
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair

Holds = Callable[[Condition], bool]


class Absence(NamedTuple):
    """A clause, such as `education is not yet met`, and the clauses that explain it."""

    text: str
    because: tuple[Absence, ...] = ()


class _Case(NamedTuple):
    kb: KnowledgeBase
    answers: Answers
    concluded: Collection[Pair]
    holds: Holds


def explain(kb: KnowledgeBase, pair: Pair, answers: Answers, concluded: Collection[Pair], holds: Holds) -> Absence:
    """Why `pair` is not among `concluded` in this total case; `holds` evaluates a condition in it."""
    return _absent(_Case(kb, answers, concluded, holds), pair, frozenset())


def _absent(case: _Case, pair: Pair, above: frozenset[Pair]) -> Absence:
    """The rule that is nearest to holding says what is missing; a pair that explains itself is not explained again."""
    text = english.missing(case.kb, pair)
    if pair in above:
        return Absence(text)
    rules = [rule for rule in case.kb.rules if rule.then == pair]
    ways = [tuple(dict.fromkeys(_blockers(case, rule.when, above | {pair}))) for rule in rules]
    return Absence(text, min((way for way in ways if way), key=len, default=()))


def _blockers(case: _Case, node: Condition, above: frozenset[Pair]) -> Iterator[Absence]:
    """What makes a condition false that is false."""
    if case.holds(node):
        return
    if isinstance(node, (OneOf, Compare)):
        yield from _leaf(case, node, above)
    elif isinstance(node, (All, Any)):
        for part in node.parts:
            yield from _blockers(case, part, above)
    else:
        for part in node.parts:
            yield from _supports(case, part, above)


def _leaf(case: _Case, node: OneOf | Compare, above: frozenset[Pair]) -> Iterator[Absence]:
    if isinstance(node, OneOf) and node.attribute in case.kb.conclusions:
        for value in node.values:
            yield _absent(case, (node.attribute, value), above)
    else:
        yield Absence(english.fact(case.kb, node.attribute, case.answers[node.attribute]))


def _supports(case: _Case, node: Condition, above: frozenset[Pair]) -> Iterator[Absence]:
    """What makes a condition true that is true."""
    if not case.holds(node):
        return
    if isinstance(node, OneOf) and node.attribute in case.kb.conclusions:
        for value in node.values:
            if (node.attribute, value) in case.concluded:
                yield Absence(english.conclusion(case.kb, (node.attribute, value)))
    elif isinstance(node, (OneOf, Compare)):
        yield Absence(english.fact(case.kb, node.attribute, case.answers[node.attribute]))
    elif isinstance(node, NoneOf):
        for part in node.parts:
            yield from _blockers(case, part, above)
    else:
        for part in node.parts:
            yield from _supports(case, part, above)
