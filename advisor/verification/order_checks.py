"""Rules of which only the first that holds fires: what those before one of them and those after it make of it.

A rule may hold and yet never decide, for the rules before it always do. A part of its condition may change when it
holds, but not when it decides. And without the rule the rules after it may conclude the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

from advisor.knowledge.condition_writer import mapping, written
from advisor.knowledge.model import Rule, earlier
from advisor.logic.weakening import Smaller
from advisor.solver.search import Holds, Kind, Search, fires
from advisor.verification.findings import Finding

Use = Literal["none", "by-order", "reason", "needed"]
"""What a part of a condition is needed for: nothing; nothing because of the order; which rule decides; what is."""


def forestalled(search: Search, rule: Rule) -> Finding:
    """That a rule never fires which is not the first of its attribute; where it holds, with the rules that do."""
    before = [it for it in earlier(search.kb, rule) if search.exists(Holds(rule.when), fires(it))]
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
    if all(it.value != rule.value for it in after):
        return None
    if _another_after(search, rule, after, [Holds(rule.when)]):
        return None
    deciding = [it for it in after if it.value == rule.value and search.exists(fires(rule), _first_of(after, it))]
    what = f"Without rule '{rule.id}' {named(deciding)} would conclude the same in every case."
    advice = "Remove it, or let it conclude something else."
    return Finding("implied", (rule.id, *(it.id for it in deciding)), rule.place, what, advice)


def same_reason(search: Search, finding: Finding) -> bool:
    """Whether the rules that would conclude the same give the same reason."""
    rule, *others = (search.kb.rule[id] for id in finding.about)
    return all((other.because, other.cite) == (rule.because, rule.cite) for other in others)


def uses(search: Search, rule: Rule) -> Callable[[Smaller], Use]:
    """What tells of each part of the rule's condition what it is needed for."""
    after = later(search, rule)
    again = any(it.value == rule.value for it in after)

    def use(smaller: Smaller) -> Use:
        changed = [*map(Holds, smaller.deciding)]
        if not search.exists(*changed, none_before=rule):
            return "by-order" if search.exists(*changed, kept=False) else "none"
        told = again and not _another_after(search, rule, after, changed)
        return "reason" if told else "needed"

    return use


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


def _another_after(search: Search, rule: Rule, after: Sequence[Rule], within: Sequence[Kind]) -> bool:
    """Whether in some case of these kinds, in which the rule decides, it would be another value without it, or none.

    So it is where no later rule with the same value holds, or one with another value before the first that does.
    """
    same = [n for n, it in enumerate(after) if it.value == rule.value]
    if search.exists(*within, *(_does_not_hold(after[n]) for n in same), none_before=rule):
        return True
    for place, (begin, end) in enumerate(zip([-1, *same], same, strict=False)):
        others = after[begin + 1 : end]
        before = (_does_not_hold(after[n]) for n in same[:place])
        if others and search.exists(*within, *before, _some_hold(others), none_before=rule):
            return True
    return False


def _does_not_hold(rule: Rule) -> Kind:
    return lambda it: it.algebra.negate(it.held(rule))


def _some_hold(rules: Sequence[Rule]) -> Kind:
    return lambda it: it.algebra.any([it.held(rule) for rule in rules])


def _first_of(rules: Sequence[Rule], rule: Rule) -> Kind:
    """Where of these rules this one is the first that holds."""
    before = rules[: rules.index(rule)]
    return lambda it: it.algebra.all(
        [*(it.algebra.negate(it.holds(each.when)) for each in before), it.holds(rule.when)]
    )
