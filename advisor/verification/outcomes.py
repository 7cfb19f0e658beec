"""What every case must have: one next step, one value of a `one` attribute at most, and what the author claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import z3

from advisor.knowledge.condition_writer import written
from advisor.knowledge.model import Conclusion
from advisor.solver.formula import Expression
from advisor.solver.search import Search
from advisor.verification.findings import Finding, Proof


def one_next_step(search: Search) -> Proof:
    """No case is without a value of the goal, and none has two."""
    kb = search.kb
    goal = kb.conclusions[kb.goal]
    pairs = [search.formula.pairs[kb.goal, value] for value in goal.values]
    found = []
    gap = search.smallest(z3.Not(search.formula.any(pairs)))
    if gap is not None:
        place = kb.places.get(("attribute", kb.goal), "")
        advice = "Write a rule for such cases, or weaken the condition of one that should have fired."
        found.append(Finding("gap", (kb.goal,), place, f"A case has no {kb.goal}: no rule concludes one.", advice, gap))
    found += _conflicts(search, goal, "conflict")
    return Proof(f"Every case has exactly one {kb.goal}.", tuple(found))


def one_value(search: Search) -> Proof:
    """No other attribute that holds one value has two in any case."""
    kb = search.kb
    found: list[Finding] = []
    for conclusion in kb.conclusions.values():
        if not conclusion.many and conclusion.id != kb.goal:
            found += _conflicts(search, conclusion, "two-values")
    return Proof("No attribute of one value ever has two.", tuple(found))


def _conflicts(search: Search, conclusion: Conclusion, kind: str) -> Iterator[Finding]:
    """Each two values that are concluded together, at the later of two rules that do it."""
    kb, formula = search.kb, search.formula
    pairs = {value: formula.pairs[conclusion.id, value] for value in conclusion.values}
    two = z3.PbGe([(when, 1) for when in pairs.values()], 2) if len(pairs) > 1 else formula.false
    if not search.exists(two):
        return
    for one, other in combinations(conclusion.values, 2):
        together = formula.all([pairs[one], pairs[other]])
        sampled = search.samples.pairs[conclusion.id, one] & search.samples.pairs[conclusion.id, other]
        if not search.exists(together, sampled):
            continue
        case = search.smallest(together)
        if case is None:  # Z3 gave up
            continue
        fired = _fired(search, case, conclusion.id)
        rules = ", ".join(f"'{id}'" for id in fired)
        yield Finding(
            kind,
            (conclusion.id, one, other),
            kb.rule[fired[-1]].place,
            f"A case has two values of {conclusion.id}: {one} and {other} (rules {rules}).",
            "Let the condition of one of these rules exclude the other.",
            case,
        )


def _fired(search: Search, case: object, attribute: str) -> Sequence[str]:
    """The rules that conclude the attribute in this case."""
    from advisor.logic.samples import Samples

    here = Samples(search.kb, [case])  # type: ignore[list-item]
    return [rule.id for rule in search.kb.rules if rule.attribute == attribute and here.fires[rule.id]]


def properties(search: Search) -> Proof:
    """Each property of the author's holds in every case."""
    found = []
    for claim in search.kb.properties.values():
        broken: Expression = z3.Not(search.formula.holds(claim.holds))
        case = search.smallest(broken)
        if case is not None:
            what = f"The property '{claim.id}' fails in a case: it claims {written(claim.holds)}. {claim.because}"
            advice = "Look at which rules fire in this case, and mend them; or mend the property."
            found.append(Finding("property", (claim.id,), claim.place, what, advice, case))
    count = len(search.kb.properties)
    return Proof(f"The properties that the authors state hold in every case ({count}).", tuple(found))
