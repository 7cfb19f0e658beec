"""Rules of which only the first that holds fires: what those before one of them and those after it make of it.

A rule may hold and yet never decide, for the rules before it always do. A part of its condition may change when it
holds, but not when it decides. And without the rule the rules after it may conclude the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal

from advisor.knowledge.condition_writer import mapping, written
from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import Rule, earlier
from advisor.logic.interpretation import Interpretation
from advisor.logic.weakening import Smaller
from advisor.solver.search import Kind, Search, apart
from advisor.verification.findings import Finding

Use = Literal["none", "by-order", "reason", "needed"]
"""What a part of a condition is needed for: nothing; nothing because of the order; which rule decides; what is."""


def forestalled(search: Search, rule: Rule) -> Finding:
    """That a rule never fires which is not the first of its attribute; where it holds, with the rules that do."""
    before = [it for it in earlier(search.kb, rule) if search.exists(_both(_holds(rule.when), _fires(it)))]
    if not before:
        return never_fires(rule)
    what = f"Rule '{rule.id}' never decides: wherever it holds, a rule before it does, {named(before)}."
    advice = "Move it before them, let them leave something to it, or remove it."
    return Finding("never-fires", (rule.id,), rule.place, what, advice)


def never_fires(rule: Rule) -> Finding:
    what = f"Rule '{rule.id}' fires in no case."
    advice = "Its condition contradicts itself, or what other rules conclude; mend it or remove the rule."
    return Finding("never-fires", (rule.id,), rule.place, what, advice)


def superfluous(search: Search, rule: Rule, removed: Collection[str]) -> Finding | None:
    """That the value is the same in every case without the rule, those that are `removed` left out."""
    after = [it for it in later(search, rule) if it.id not in removed]
    if search.exists(lambda it: it.algebra.all([it.fires[rule.id], it.algebra.negate(_same_after(it, rule, after))])):
        return None
    deciding = [it for it in after if it.value == rule.value and search.exists(_next(rule, it, after))]
    what = f"Without rule '{rule.id}' {named(deciding)} would conclude the same in every case."
    advice = "Remove it, or let it conclude something else."
    return Finding("implied", (rule.id, *(it.id for it in deciding)), rule.place, what, advice)


def same_reason(search: Search, finding: Finding) -> bool:
    """Whether the rules that would conclude the same give the same reason."""
    rule, *others = (search.kb.rule[id] for id in finding.about)
    return all((other.because, other.cite) == (rule.because, rule.cite) for other in others)


def use(search: Search, rule: Rule, smaller: Smaller) -> Use:
    """What a part of the rule's condition is needed for."""
    with_it, without_it = _holds(rule.when), _holds(smaller.rest)
    if search.same(with_it, without_it):
        return "none"
    changed = _both(apart(with_it, without_it), _none_before(rule))
    if not search.exists(changed):
        return "by-order"
    after = later(search, rule)
    told = any(it.value == rule.value for it in after) and not search.exists(
        lambda it: it.algebra.all([changed(it), it.algebra.negate(_same_after(it, rule, after))])
    )
    return "reason" if told else "needed"


def by_order(rule: Rule, smaller: Smaller) -> Finding:
    what = f"In rule '{rule.id}', '{written(smaller.part)}' holds anyway wherever no rule before it does."
    advice = f"Leave it out ('when: {mapping(smaller.rest)}'), or keep it for who reads the rule alone."
    return Finding("by-order", (rule.id,), rule.place, what, advice)


def later(search: Search, rule: Rule) -> list[Rule]:
    """The rules that may fire only where this one does not hold."""
    return [it for it in search.kb.first[rule.attribute] if it.order > rule.order]


def named(rules: Collection[Rule], most: int = 4) -> str:
    """Their ids, of more than so many the first ones and how many others."""
    ids = [f"'{rule.id}'" for rule in rules]
    if len(ids) > most:
        ids = [*ids[: most - 1], f"{len(ids) - most + 1} others"]
    return " or ".join([", ".join(ids[:-1]), ids[-1]] if len(ids) > 1 else ids)


def _holds(condition: Condition) -> Kind:
    return lambda it: it.holds(condition)


def _fires(rule: Rule) -> Kind:
    return lambda it: it.fires[rule.id]


def _both(one: Kind, other: Kind) -> Kind:
    return lambda it: it.algebra.all([one(it), other(it)])


def _none_before(rule: Rule) -> Kind:
    return lambda it: it.algebra.negate(it.algebra.any([it.fires[other.id] for other in earlier(it.kb, rule)]))


def _taking_turns(it: Interpretation[Any], after: Collection[Rule]) -> Iterator[tuple[Rule, Any]]:
    """Each of these rules, with where it holds and none of them that comes before it."""
    none = it.algebra.all(())
    for rule in after:
        holds = it.holds(rule.when)
        yield rule, it.algebra.all([none, holds])
        none = it.algebra.all([none, it.algebra.negate(holds)])


def _same_after(it: Interpretation[Any], rule: Rule, after: Collection[Rule]) -> Any:
    """Where the first of the later rules that holds concludes what the rule does."""
    return it.algebra.any([where for other, where in _taking_turns(it, after) if other.value == rule.value])


def _next(rule: Rule, other: Rule, after: Collection[Rule]) -> Kind:
    """Where the rule fires, and without it the other would."""
    return lambda it: it.algebra.all(
        [it.fires[rule.id], *(where for each, where in _taking_turns(it, after) if each is other)]
    )
