"""Whether every rule does something: it can fire, adds to the others, needs every part of its condition, and cites.

A part of a condition is *not needed* where the rule without it fires in just the same cases. Where it then fires in
other cases, but in those another rule concludes the same, the part keeps the two reasons apart: that is a remark and no
finding, since the person reads the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.knowledge.condition_writer import mapping, written
from advisor.knowledge.conditions import NEVER, Condition, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Rule, grouped
from advisor.knowledge.tables import cells_tested
from advisor.logic.interpretation import Interpretation
from advisor.logic.weakening import Smaller, without
from advisor.solver.search import Holds, Kind, Search, fires
from advisor.verification import order_checks
from advisor.verification.findings import Finding, Proof


def rules_fire(search: Search) -> Proof:
    """Every rule fires in some case."""
    dead = [rule for rule in search.each(search.kb.rules) if not _can_fire(search, rule)]
    found = [order_checks.forestalled(search, rule) for rule in dead]
    return Proof(f"Every rule fires in some case ({len(search.kb.rules)}).", tuple(found))


def _can_fire(search: Search, rule: Rule) -> bool:
    if rule.attribute in search.kb.first:
        return search.exists(lambda it: it.holds(rule.when), none_before=rule)
    return search.exists(fires(rule))


def rules_add(search: Search, dead: set[str]) -> Proof:
    """No rule fires only where another one does that concludes the same, and would without it.

    Of rules of which only the first fires, none could be left out. Where only the reason would be another, it is a
    remark.
    """
    found: dict[str, Finding] = {}
    reasons: list[Finding] = []
    for rule in search.each([rule for rules in search.kb.first.values() for rule in reversed(rules)]):
        superfluous = None if rule.id in dead else order_checks.superfluous(search, rule, {*found, *dead})
        if superfluous is not None and order_checks.same_reason(search, superfluous):
            found[rule.id] = superfluous
        elif superfluous is not None:
            reasons.append(superfluous)
    firing = grouped(rule for rule in search.kb.rules if rule.id not in dead and rule.attribute not in search.kb.first)
    for rules in search.each([*firing.values()]):
        for rule in rules:
            other = next((other for other in rules if other.id not in found and _implies(search, rule, other)), None)
            if other is not None:
                found[rule.id] = Finding(
                    "implied",
                    (rule.id, other.id),
                    rule.place,
                    f"Rule '{rule.id}' adds nothing: wherever it fires, '{other.id}' fires and concludes the same.",
                    "Remove it, or narrow the other rule if this one has a reason of its own to give.",
                )
    return Proof(
        "No rule is implied by another with the same conclusion.", tuple(found.values()), remarks=tuple(reasons)
    )


def _implies(search: Search, rule: Rule, other: Rule) -> bool:
    if rule is other:
        return False
    recursive = search.kb.strata[rule.stratum].recursive  # then the other may fire only because of what this concludes
    return search.same(lambda it: it.algebra.all([it.fires[rule.id], it.fires[other.id]]), fires(rule)) and (
        not recursive or search.same(_concludes(rule), _concludes_with(rule, NEVER))
    )


def parts_needed(search: Search, dead: set[str]) -> Proof:
    """No condition has a part without which its rule fires in just the same cases."""
    found: dict[tuple[str, str], Finding] = {}
    apart: dict[tuple[str, str], Finding] = {}
    for rule in search.each([rule for rule in search.kb.rules if rule.id not in dead]):
        use_of = order_checks.uses(search, rule) if rule.attribute in search.kb.first else None
        for smaller in without(search.kb, rule.when):
            name = rule.id, written(smaller.part)
            if use_of is not None:
                use = use_of(smaller)
                if use == "none":
                    found.setdefault(name, _needless(rule, smaller))
                elif use != "needed":
                    made = order_checks.by_order if use == "by-order" else _keeps_apart
                    apart.setdefault(name, made(rule, smaller))
            elif not _fires_otherwise(search, rule, smaller):
                found.setdefault(name, _needless(rule, smaller))
            elif len(search.kb.concluding[rule.then]) > 1 and not _concludes_otherwise(search, rule, smaller):
                apart.setdefault(name, _keeps_apart(rule, smaller))
    claim = "Every part of every condition is needed: without it, its rule would fire in other cases."
    return Proof(claim, tuple(found.values()), remarks=tuple(apart.values()))


def _fires_otherwise(search: Search, rule: Rule, smaller: Smaller) -> bool:
    """Whether the rule would fire in other cases without the part."""
    if search.kb.strata[rule.stratum].recursive:
        return not search.same(fires(rule), lambda it: _with(it, rule, smaller.rest).fires[rule.id])
    return search.exists(*map(Holds, smaller.deciding), kept=False)


def _concludes_otherwise(search: Search, rule: Rule, smaller: Smaller) -> bool:
    """Whether what the rule concludes would be concluded in other cases without the part."""
    if search.kb.strata[rule.stratum].recursive:
        return not search.same(_concludes(rule), _concludes_with(rule, smaller.rest))
    return search.exists(*map(Holds, smaller.deciding), _no_other_concludes(rule), kept=False)


def _concludes(rule: Rule) -> Kind:
    return lambda it: it.pairs[rule.then]


def _concludes_with(rule: Rule, when: Condition) -> Kind:
    return lambda it: _with(it, rule, when).pairs[rule.then]


def _with(it: Interpretation[Any], rule: Rule, when: Condition) -> Interpretation[Any]:
    """What is concluded if the rule has this condition: it may support itself, so its whole stratum is anew."""
    return it.with_rule(rule._replace(when=when))


def _no_other_concludes(rule: Rule) -> Kind:
    """Where no other rule concludes the same."""

    def none(it: Interpretation[Any]) -> Any:
        others = [it.fires[other.id] for other in it.kb.concluding[rule.then] if other is not rule]
        return it.algebra.negate(it.algebra.any(others))

    return none


def _needless(rule: Rule, smaller: Smaller) -> Finding:
    return Finding(
        "needless",
        (rule.id,),
        rule.place,
        f"Rule '{rule.id}' does not need '{written(smaller.part)}': without it, it fires in just the same cases.",
        f"Leave it out, so that the rule reads 'when: {mapping(smaller.rest)}'; or mend what makes it superfluous.",
    )


def _keeps_apart(rule: Rule, smaller: Smaller) -> Finding:
    return Finding(
        "keeps-apart",
        (rule.id,),
        rule.place,
        f"In rule '{rule.id}', '{written(smaller.part)}' changes no conclusion: it only keeps the rule from firing "
        "beside others that conclude the same.",
        "Keep it if the reasons exclude each other.",
    )


def rules_cite(search: Search) -> Proof:
    """Every rule names a source."""
    return Proof("Every rule cites a source.", tuple(_uncited(search)))


def _uncited(search: Search) -> Iterator[Finding]:
    for rule in search.kb.rules:
        if not rule.cite and not _cited_by_cells(search.kb, rule):
            what = f"Rule '{rule.id}' cites no source."
            yield Finding("no-source", (rule.id,), rule.place, what, "Add 'cite' with the source it rests on.")


def _cited_by_cells(kb: KnowledgeBase, rule: Rule) -> bool:
    """Whether the rule reads a column whose cells, of all rows for which it may hold, have sources of their own."""
    for leaf, negated in leaves(rule.when):
        if isinstance(leaf, OneOf) and leaf.column and not negated:
            table = kb.tables[kb.questions[leaf.attribute].table]
            if all(table.source(row, leaf.column).cite for row in leaf.values):
                return True
    for cell in cells_tested(rule.when):
        table = kb.tables[kb.questions[cell.question].table]
        if all(table.source(row, cell.column).cite for row in table.rows):
            return True
    return False
