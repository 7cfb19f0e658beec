"""What every case must have: one next step, one value of a `one` attribute at most, and what the author claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from advisor.knowledge.attributes import Answers, Conclusion
from advisor.knowledge.condition_writer import written
from advisor.knowledge.conditions import All, nnf
from advisor.knowledge.model import Claimed, Pair, Property
from advisor.logic.interpretation import Interpretation
from advisor.logic.samples import Samples
from advisor.solver.search import Holds, Kind, Search
from advisor.verification.findings import Finding, FindingKind, Proof


def one_value_of(search: Search, id: str) -> Proof:
    """No case is without a value of a goal, and none has two."""
    kb = search.kb
    goal = kb.conclusions[id]
    found = []
    gap = search.smallest(lambda it: it.algebra.negate(it.has_value(id)))
    if gap is not None:
        place = kb.places.get(("attribute", id), "")
        advice = "Write a rule for such cases, or weaken the condition of one that should have fired."
        found.append(Finding("gap", (id,), place, f"A case has no {id}: no rule concludes one.", advice, gap))
    found += _conflicts(search, goal, "conflict")
    return Proof(f"Every case has exactly one {id}.", tuple(found))


def has_one_next_step(search: Search) -> bool:
    """Whether every case is known to have just one value of the goal."""
    goal = search.kb.conclusions[search.kb.goal]
    return not search.exists(lambda it: it.algebra.any([it.algebra.negate(it.has_value(goal.id)), _two(it, goal)]))


def one_value(search: Search) -> Proof:
    """No other attribute that holds one value has two in any case."""
    kb = search.kb
    found: list[Finding] = []
    for conclusion in kb.conclusions.values():
        if not (conclusion.many or conclusion.number or conclusion.id in kb.goals):
            found += _conflicts(search, conclusion, "two-values")
    return Proof("No attribute of one value ever has two.", tuple(found))


def _conflicts(search: Search, conclusion: Conclusion, kind: FindingKind) -> Iterator[Finding]:
    """Each two values that are concluded together, at the later of two rules that do it."""
    kb = search.kb
    if not search.exists(lambda it: _two(it, conclusion)):
        return
    for one, other in combinations(_pairs(conclusion), 2):
        if search.exhausted:
            return
        together = _together(one, other)
        case = search.smallest(together) if search.exists(together) else None
        if case is None:  # there is none, or none was found
            continue
        fired = _fired(search, case, conclusion.id)
        rules = ", ".join(f"'{id}'" for id in fired)
        yield Finding(
            kind,
            (conclusion.id, one[1], other[1]),
            kb.rule[fired[-1]].place,
            f"A case has two values of {conclusion.id}: {one[1]} and {other[1]} (rules {rules}).",
            "Let the condition of one of these rules exclude the other.",
            case,
        )


def _pairs(conclusion: Conclusion) -> list[Pair]:
    return [(conclusion.id, value) for value in conclusion.values]


def _two(it: Interpretation[Any], conclusion: Conclusion) -> Any:
    """Where some two of its values are concluded: nowhere, where the first rule that holds decides alone."""
    algebra = it.algebra
    one = two = algebra.any(())
    for pair in () if conclusion.first else _pairs(conclusion):
        two = algebra.any([two, algebra.all([one, it.pairs[pair]])])
        one = algebra.any([one, it.pairs[pair]])
    return two


def _together(one: Pair, other: Pair) -> Kind:
    return lambda it: it.algebra.all([it.pairs[one], it.pairs[other]])


def _fired(search: Search, case: Answers, attribute: str) -> Sequence[str]:
    """The rules that conclude the attribute in this case."""
    here = Samples(search.kb, [case])
    return [rule.id for rule in search.kb.rules if rule.attribute == attribute and here.fires[rule.id]]


def properties(search: Search) -> Proof:
    """Each property of the author's holds in every case."""
    found = []
    for claim in search.kb.properties.values():
        case = search.smallest(*_broken(claim))
        if case is not None:
            what = (
                f"The property '{claim.id}' fails in a case: it claims {_claimed(search, claim, case)}. {claim.because}"
            )
            advice = "Look at which rules fire in this case, and mend them; or mend the property."
            found.append(Finding("property", (claim.id,), claim.place, what, advice, case))
    count = len(search.kb.properties)
    return Proof(f"The properties that the authors state hold in every case ({count}).", tuple(found))


def _broken(claim: Property) -> list[Kind]:
    """Kinds of cases; the property fails in those that are of all of them."""
    if claim.counted is not None:
        return [Holds(claim.holds), _miscounted(claim.counted)]
    opposite = nnf(claim.holds, negated=True)
    return [*map(Holds, opposite.parts if isinstance(opposite, All) else [opposite])]


def _miscounted(claimed: Claimed) -> Kind:
    def miscounted(it: Interpretation[Any]) -> Any:
        number = it.algebra.sum(0, [(1, it.pairs[claimed.attribute, value]) for value in claimed.values])
        return it.algebra.negate(it.algebra.between(number, claimed.least, claimed.most))

    return miscounted


def _claimed(search: Search, claim: Property, case: Answers) -> str:
    """What a property claims; of one that counts what there is in its place."""
    if claim.counted is None:
        return written(claim.holds)
    here = Samples(search.kb, [case])
    found = [value for value in claim.counted.values if here.pairs[claim.counted.attribute, value]]
    least, most = claim.counted.least, claim.counted.most
    many = f"{least}" if least == most else f"{least} to {most}"
    return f"{many} of {', '.join(claim.counted.values)}, and there {_are(found)}"


def _are(found: Sequence[str]) -> str:
    return f"{'is' if len(found) == 1 else 'are'} {len(found)}{': ' * bool(found)}{', '.join(found)}"
