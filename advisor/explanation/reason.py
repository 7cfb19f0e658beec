"""The reason of one rule in a sentence or three: what a batch writes into every row, for one case.

A condition that one of several parts can make hold rests on the first part that holds. A conclusion that is `internal`
is passed over: what the first of its rules that fired rests on is told in its place. What a rule of a recursive stratum
tests of its own stratum is told as it is, so that no reason rests on itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from advisor.explanation import english
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Rule
from advisor.knowledge.texts import fill

Holds = Callable[[Condition], bool]


@dataclass
class _Case:
    kb: KnowledgeBase
    concluded: Collection[Pair]
    holds: Holds
    level: dict[Pair, int]
    asked: set[str] = field(default_factory=set)
    found: set[Pair] = field(default_factory=set)
    missing: set[Pair] = field(default_factory=set)


def reason(kb: KnowledgeBase, rule: Rule, case: Answers, concluded: Collection[Pair], holds: Holds) -> str:
    """Why `rule` fired in this total case: its sentence, what it rests on, and what is missing.

    `concluded` are the pairs that were concluded, and `holds` evaluates a condition in the case.
    """
    state = _Case(kb, concluded, holds, {rule.then: rule.stratum for rule in kb.rules})
    _read(state, rule, rule.when, False)
    order = [(id, value) for id, conclusion in kb.conclusions.items() for value in conclusion.values]
    given = [english.given(kb, id, case[id], case) for id in kb.questions if id in state.asked]
    given += [english.conclusion(kb, pair) for pair in order if pair in state.found]
    missing = [english.missing(kb, pair) for pair in order if pair in state.missing]
    lists = [("Given", given), ("Missing", missing)]
    return fill(kb, rule.because, case) + "".join(f" {head}: {'; '.join(parts)}." for head, parts in lists if parts)


def _read(state: _Case, rule: Rule, condition: Condition, negated: bool, direct: bool = True) -> None:
    if isinstance(condition, Compare):
        state.asked.add(condition.attribute)
    elif isinstance(condition, OneOf):
        _one_of(state, rule, condition, negated, direct)
    elif isinstance(condition, All):
        _parts(state, rule, condition.parts, negated, negated, direct)
    elif isinstance(condition, Any):
        _parts(state, rule, condition.parts, negated, not negated, direct)
    elif isinstance(condition, NoneOf):
        _parts(state, rule, condition.parts, not negated, negated, direct)


def _parts(
    state: _Case, rule: Rule, parts: tuple[Condition, ...], negated: bool, one_suffices: bool, direct: bool
) -> None:
    """What the parts rest on: each of them, or where one suffices the first that holds."""
    if one_suffices:
        parts = next(((part,) for part in parts if state.holds(part) != negated), ())
    for part in parts:
        _read(state, rule, part, negated, direct)


def _one_of(state: _Case, rule: Rule, condition: OneOf, negated: bool, direct: bool) -> None:
    id = condition.attribute
    if id in state.kb.questions:
        state.asked.add(id)
    elif negated:
        if direct and id != state.kb.goal and not state.kb.conclusions[id].internal:
            state.missing.update((id, value) for value in condition.values)
    else:
        _finding(state, rule, next((id, value) for value in condition.values if (id, value) in state.concluded))


def _finding(state: _Case, rule: Rule, pair: Pair) -> None:
    if not state.kb.conclusions[pair[0]].internal or state.level[pair] >= rule.stratum:
        state.found.add(pair)
        return
    first = next(rule for rule in state.kb.rules if rule.then == pair and state.holds(rule.when))
    _read(state, first, first.when, False, direct=False)
