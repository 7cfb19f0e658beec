"""Knowledge bases that differ in one small way from another: mistakes that an author could make.

A rule is removed; a part of a condition is left out, or negated; a value is swapped for another, in a condition or in
what is concluded; a limit is shifted; `all` and `any` change places; another amount is added; and of rules of which
only the first fires two neighbours change places, or one comes last. The rows of a table are not taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from advisor.knowledge.condition_writer import written
from advisor.knowledge.conditions import ALWAYS, NONE, UNKNOWN, All, ByRow, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.conditions import Any as AnyOf
from advisor.knowledge.decimals import nearest
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.strata import Cycle, stratify
from advisor.logic.weakening import without

_SHIFTS = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}


class Mutant(NamedTuple):
    """A rule that was changed, or removed if `after` is None; `how` says in words what was done.

    Where it was moved, `order` has all rules of its attribute as they then come.
    """

    rule: Rule
    after: Rule | None
    how: str
    order: tuple[Rule, ...] = ()

    @property
    def by_condition(self) -> bool:
        """Whether nothing but the rule's condition is another, or the rule is gone."""
        if self.after is None:
            return True
        return not self.order and (self.after.then, self.after.add) == (self.rule.then, self.rule.add)


def mutants(kb: KnowledgeBase) -> Iterator[Mutant]:
    """Every mutant, rule by rule; no two of one rule have the same condition and conclusion, in the same order."""
    for rule in kb.rules:
        seen = {_key(Mutant(rule, rule, ""))}
        for mutant in _of_rule(kb, rule):
            if _key(mutant) not in seen:
                seen.add(_key(mutant))
                yield mutant


def _key(mutant: Mutant) -> object:
    after = mutant.after
    return after and (after.when, after.then, after.add, *(rule.id for rule in mutant.order))


def mutated(kb: KnowledgeBase, mutant: Mutant) -> KnowledgeBase | None:
    """The whole knowledge base with the mutant; None where it could not be loaded, for a cycle through a negation."""
    if mutant.order:
        places = sorted(rule.order for rule in mutant.order)
        moved = {rule.id: rule._replace(order=place) for rule, place in zip(mutant.order, places, strict=True)}
        return replace(kb, rules=tuple(sorted((moved.get(it.id, it) for it in kb.rules), key=lambda rule: rule.order)))
    rules = [mutant.after if rule is mutant.rule else rule for rule in kb.rules]
    try:
        return replace(kb, rules=stratify([rule for rule in rules if rule is not None], kb.conclusions))
    except Cycle:
        return None


def _of_rule(kb: KnowledgeBase, rule: Rule) -> Iterator[Mutant]:
    yield Mutant(rule, None, "removed")
    for smaller in without(kb, rule.when):
        yield Mutant(rule, rule._replace(when=smaller.rest), f"without '{written(smaller.part)}'")
    for when, how in _changed(kb, rule.when):
        yield Mutant(rule, rule._replace(when=when), how)
    values = kb.conclusions[rule.attribute].values if rule.add is None else ()
    for value in _others(values, (rule.value,), rule.value):
        yield Mutant(rule, rule._replace(value=value), f"concluding {rule.attribute}: {value}")
    yield from _adding(kb, rule)
    yield from _moved(kb, rule)


def _adding(kb: KnowledgeBase, rule: Rule) -> Iterator[Mutant]:
    """The rule adding one unit of the last place more, or taking away what it adds."""
    total = kb.conclusions[rule.attribute].number
    if total is not None and rule.add is not None:
        more = total.unscaled(total.scaled(rule.add) + 1)
        for add in (more, -rule.add):
            if add:
                yield Mutant(rule, rule._replace(add=add), f"adding {add}")


def _moved(kb: KnowledgeBase, rule: Rule) -> Iterator[Mutant]:
    """The rule after its neighbour, and after all others; what always holds stays the last."""
    rules = kb.first.get(rule.attribute, ())
    movable = [it for it in rules if it is not rules[-1] or it.when != ALWAYS]
    if rule not in movable:
        return
    at, fixed = movable.index(rule), rules[len(movable) :]
    for to, how in ((at + 1, "after '{}'"), (len(movable) - 1, "last of all, after '{}'")):
        if at < to < len(movable):
            others = [it for it in movable if it is not rule]
            order = (*others[:to], rule, *others[to:], *fixed)
            yield Mutant(rule, rule, how.format(others[to - 1].id), order)


def _changed(kb: KnowledgeBase, condition: Condition) -> Iterator[tuple[Condition, str]]:
    """The condition with one node changed, and what was changed."""
    if isinstance(condition, OneOf):
        yield NoneOf((condition,)), f"'{written(condition)}' negated"
        yield from _swapped(kb, condition)
        return
    if isinstance(condition, Compare):
        yield NoneOf((condition,)), f"'{written(condition)}' negated"
        yield from _shifted(kb, condition)
        return
    if isinstance(condition, ByRow):
        yield NoneOf((condition,)), f"'{written(condition)}' negated"
        yield from _shifted_by_row(condition)
        return
    if len(condition.parts) > 1 and not isinstance(condition, NoneOf):
        other = AnyOf if isinstance(condition, All) else All
        yield other(condition.parts), f"'{written(condition)}' with {'any' if other is AnyOf else 'all'}"
    for n, part in enumerate(condition.parts):
        for after, how in _changed(kb, part):
            if isinstance(condition, NoneOf) and isinstance(after, NoneOf) and after.parts == (part,):
                how = f"'{written(NoneOf((part,)))}' negated"
            yield condition.having((*condition.parts[:n], after, *condition.parts[n + 1 :])), how


def _swapped(kb: KnowledgeBase, leaf: OneOf) -> Iterator[tuple[Condition, str]]:
    """Each value swapped for the next one of the attribute that the leaf does not name."""
    question = kb.questions.get(leaf.attribute)
    if question is None:
        values: Sequence[str] = kb.conclusions[leaf.attribute].values
    elif question.table and len(leaf.values) > 1:
        return
    else:
        values = question.values
    for value in leaf.values:
        if value in (UNKNOWN, NONE) and not values:
            continue
        for other in _others(values, leaf.values, value):
            after = OneOf(leaf.attribute, tuple(other if each == value else each for each in leaf.values))
            yield after, f"'{leaf.attribute}: {value}' as {other}"


def _others(values: Sequence[str], named: Sequence[str], value: str) -> Sequence[str]:
    """The value after this one, in a circle, that is not named; none where all are."""
    at = values.index(value) + 1 if value in values else 0
    return [other for other in (*values[at:], *values[:at]) if other not in named][:1]


def _shifted(kb: KnowledgeBase, leaf: Compare) -> Iterator[tuple[Condition, str]]:
    concluded = kb.conclusions[leaf.attribute].number if leaf.attribute in kb.conclusions else None
    range = concluded or kb.questions[leaf.attribute]
    unit = concluded.unscaled(1) if concluded else 1
    for number in map(nearest, (leaf.number - unit, leaf.number + unit)):
        if range.minimum <= number <= range.maximum:
            yield leaf._replace(number=number), f"'{written(leaf)}' with {number}"
    if leaf.comparison in _SHIFTS:
        comparison = _SHIFTS[leaf.comparison]
        yield leaf._replace(comparison=comparison), f"'{written(leaf)}' with {comparison}"


def _shifted_by_row(condition: ByRow) -> Iterator[tuple[Condition, str]]:
    """A limit from a table compared in another way; what its cells hold is data."""
    if condition.test.comparison in _SHIFTS:
        comparison = _SHIFTS[condition.test.comparison]
        yield condition.compared(comparison), f"'{written(condition)}' with {comparison}"
