"""Whether every rule does something: it can fire, adds to the others, needs every part of its condition, and cites.

A part of a condition is *not needed* where the rule without it fires in just the same cases. Where it then fires in
other cases, but in those another rule concludes the same, the part keeps the two reasons apart: that is a remark and no
finding, since the person reads the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator

import z3

from advisor.knowledge.condition_writer import mapping, written
from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import Pair, Rule
from advisor.logic.weakening import Smaller, without
from advisor.solver.search import Search
from advisor.verification.findings import Finding, Proof


def rules_fire(search: Search) -> Proof:
    """Every rule fires in some case."""
    found = [
        Finding(
            "never-fires",
            (rule.id,),
            rule.place,
            f"Rule '{rule.id}' fires in no case.",
            "Its condition contradicts itself, or what other rules conclude; mend it or remove the rule.",
        )
        for rule in search.kb.rules
        if not search.exists(search.formula.fires[rule.id], search.samples.fires[rule.id])
    ]
    return Proof(f"Every rule fires in some case ({len(search.kb.rules)}).", tuple(found))


def rules_add(search: Search, dead: set[str]) -> Proof:
    """No rule fires only where another one does that concludes the same."""
    concluding: dict[Pair, list[Rule]] = {}
    for rule in search.kb.rules:
        if rule.id not in dead:
            concluding.setdefault(rule.then, []).append(rule)
    found: dict[str, Finding] = {}
    for rules in concluding.values():
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
    return Proof("No rule is implied by another with the same conclusion.", tuple(found.values()))


def _implies(search: Search, rule: Rule, other: Rule) -> bool:
    if rule is other:
        return False
    fires, sampled = search.formula.fires, search.samples.fires
    return not search.exists(z3.And(fires[rule.id], z3.Not(fires[other.id])), sampled[rule.id] & ~sampled[other.id])


def parts_needed(search: Search, dead: set[str]) -> Proof:
    """No condition has a part without which its rule fires in just the same cases."""
    found: dict[tuple[str, str], Finding] = {}
    apart: dict[tuple[str, str], Finding] = {}
    for rule in search.kb.rules:
        for smaller in without(search.kb, rule.when) if rule.id not in dead else ():
            name = rule.id, written(smaller.part)
            if not _fires_otherwise(search, rule, smaller.rest):
                found.setdefault(name, _needless(rule, smaller))
            elif not _concludes_otherwise(search, rule, smaller.rest):
                apart.setdefault(name, _keeps_apart(rule, smaller))
    claim = "Every part of every condition is needed: without it, its rule would fire in other cases."
    return Proof(claim, tuple(found.values()), remarks=tuple(apart.values()))


def _fires_otherwise(search: Search, rule: Rule, when: Condition) -> bool:
    """Whether the rule fires in other cases if it had this condition."""
    if rule.stratum in search.kb.recursive_strata:  # it may support itself, so the whole stratum is found anew
        before, after = search.formula.fires[rule.id], search.with_condition(rule, when).fires[rule.id]
        return search.exists(z3.Xor(before, after))
    sampled = search.samples.holds(when) ^ search.samples.fires[rule.id]
    return search.exists(z3.Xor(search.formula.holds(when), search.formula.fires[rule.id]), sampled)


def _concludes_otherwise(search: Search, rule: Rule, when: Condition) -> bool:
    """Whether its conclusion is drawn in other cases."""
    if rule.stratum in search.kb.recursive_strata:
        before, after = search.formula.pairs[rule.then], search.with_condition(rule, when).pairs[rule.then]
        return search.exists(z3.Xor(before, after))
    others = [each for each in search.kb.rules if each.then == rule.then and each is not rule]
    differs = z3.Xor(search.formula.holds(when), search.formula.fires[rule.id])
    sampled = search.samples.holds(when) ^ search.samples.fires[rule.id]
    for other in others:
        sampled &= ~search.samples.fires[other.id]
    alone = z3.Not(search.formula.any([search.formula.fires[other.id] for other in others]))
    return search.exists(z3.And(differs, alone), sampled)


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
        if not rule.cite:
            what = f"Rule '{rule.id}' cites no source."
            yield Finding("no-source", (rule.id,), rule.place, what, "Add 'cite' with the source it rests on.")
