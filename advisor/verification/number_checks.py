"""Numbers that rules add to: whether they stay in their range, and whether each limit on one is reached."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.attributes import Conclusion, NumberRange, Question
from advisor.knowledge.condition_writer import written
from advisor.knowledge.conditions import UNKNOWN, Compare, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.answer_classes import placed_conditions
from advisor.logic.interpretation import inside
from advisor.logic.samples import Samples
from advisor.solver.search import Holds, Kind, Search
from advisor.verification.findings import Finding, Proof


def sums_within(search: Search) -> Proof:
    """Every number is in its range in every case. That an unknown answer adds nothing is remarked."""
    found: list[Finding] = []
    remarks: list[Finding] = []
    for id in search.each([*search.kb.adding]):
        found += _beyond(search, search.kb.conclusions[id])
        remarks += (
            _adds_nothing(search.kb, id, question)
            for question in search.kb.questions.values()
            if _unknown_adds_nothing(search, id, question)
        )
    claim = f"Every number that rules add to stays within its min and max ({len(search.kb.adding)})."
    return Proof(claim, tuple(found), remarks=tuple(remarks))


def _beyond(search: Search, conclusion: Conclusion) -> Iterator[Finding]:
    """A case in which it is less than its least, and one in which it is more than its most."""
    id, total = conclusion.id, conclusion.number
    assert total is not None
    sides = [("min", total.minimum, _sum(id, None, total.scaled(total.minimum) - 1), "less")]
    sides += [("max", total.maximum, _sum(id, total.scaled(total.maximum) + 1, None), "more")]
    for name, limit, beyond, how in sides:
        case = search.smallest(beyond)
        if case is not None:
            (scaled,) = Samples(search.kb, [case]).sum_of(id)
            what = f"'{id}' is {total.unscaled(scaled)} in a case, {how} than its '{name}' of {limit}."
            place = search.kb.places.get(("attribute", id), "")
            yield Finding("out-of-range", (id, name), place, what, "Widen the range, or let rules add otherwise.", case)


def _sum(id: str, least: int | None, most: int | None) -> Kind:
    """Where the number is neither below the one nor above the other."""
    return lambda it: it.algebra.between(it.sum_of(id), least, most)


def _unknown_adds_nothing(search: Search, id: str, question: Question) -> bool:
    """Whether rules add to the number by the answer, but none where that is unknown, as it may be.

    Where a condition requires the answer its author has said when it may be.
    """
    rules = [
        rule for rule in search.kb.adding[id] if any(leaf.attribute == question.id for leaf, _ in leaves(rule.when))
    ]
    if not rules or question.required or question.required_when is not None:
        return False
    unknown = OneOf(question.id, (UNKNOWN,))
    return search.exists(lambda it: it.holds(unknown)) and not search.exists(
        lambda it: it.algebra.all([it.holds(unknown), it.algebra.any([it.fires[rule.id] for rule in rules])])
    )


def _adds_nothing(kb: KnowledgeBase, id: str, question: Question) -> Finding:
    what = f"Where the answer to '{question.id}' is unknown, no rule adds to '{id}' for it."
    advice = f"Write a rule for '{question.id}: {UNKNOWN}', or require the answer; or keep it, if nothing is right."
    return Finding("adds-nothing", (id, question.id), kb.places.get(("attribute", question.id), ""), what, advice)


def limits_reached(search: Search) -> Proof:
    """Every limit on a number that rules add to is reached in some case."""
    kb = search.kb
    found = [_never_reached(kb, of, leaf) for of, leaf in search.each([*_limits(kb)]) if not search.exists(Holds(leaf))]
    return Proof(f"Every limit on a number is reached in some case ({len([*_limits(kb)])}).", tuple(found))


def _limits(kb: KnowledgeBase) -> Iterator[tuple[tuple[str, str], Compare]]:
    """Each comparison of a concluded number, once a rule or a step, with whose it is."""
    found = (
        (of, leaf)
        for of, condition in placed_conditions(kb)
        for leaf, _ in leaves(condition)
        if isinstance(leaf, Compare) and leaf.attribute in kb.conclusions
    )
    yield from dict.fromkeys(found)


def _never_reached(kb: KnowledgeBase, of: tuple[str, str], leaf: Compare) -> Finding:
    kind, id = of
    total = kb.conclusions[leaf.attribute].number
    assert total is not None
    least, most = _ends(kb, leaf.attribute, total)
    why = "it never adds up to that"
    if not inside(most, *total.range_of(leaf)) and not inside(least, *total.range_of(leaf)):
        why = f"what rules add comes to {total.unscaled(least)} at least and {total.unscaled(most)} at most"
    what = f"In {kind} '{id}', '{written(leaf)}' holds in no case: {why}."
    place = kb.rule[id].place if kind == "rule" else kb.places.get(of, "")
    return Finding("never-reached", (leaf.attribute, id), place, what, "Mend the limit, or what rules add.")


def _ends(kb: KnowledgeBase, id: str, total: NumberRange) -> tuple[int, int]:
    """What it comes to where all rules fire that take away, and where all do that add."""
    added = [total.scaled(rule.add or 0) for rule in kb.adding[id]]
    start = total.scaled(total.start)
    return start + sum(it for it in added if it < 0), start + sum(it for it in added if it > 0)
