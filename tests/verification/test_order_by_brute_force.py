"""What is said of rules of which only the first fires, and of numbers that rules add to, is what all cases show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from brute_force import Brute, alike, searches, small, smallest, with_condition
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import evaluate, holds, number
from profiles import examples
from strategies import knowledge_bases

from advisor.knowledge.attributes import Answer
from advisor.knowledge.condition_writer import written
from advisor.knowledge.conditions import Compare, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier
from advisor.logic.weakening import without
from advisor.verification import number_checks, rule_checks
from advisor.verification.findings import Finding

SOME = settings(max_examples=examples(50))
FEW = 300
"""Cases, each of which is worked out anew for every rule and every part of a condition."""


def told(findings: Iterable[Finding]) -> dict[str, str]:
    return {finding.about[0]: finding.what for finding in findings}


def without_rules(kb: KnowledgeBase, ids: Iterable[str]) -> KnowledgeBase:
    return replace(kb, rules=tuple(rule for rule in kb.rules if rule.id not in ids))


def concludes_the_same(brute: Brute, other: KnowledgeBase, attribute: str | None = None) -> bool:
    def of(pairs: Iterable[Pair]) -> set[Pair]:
        return {pair for pair in pairs if attribute in (None, pair[0])}

    return all(of(evaluate(other, case)[0]) == of(true) for case, true, _, _ in brute.cases)


def of_first(kb: KnowledgeBase) -> list[Rule]:
    return [rule for rules in kb.first.values() for rule in rules]


@SOME
@given(knowledge_bases(most_rules=8, whole=True).filter(lambda kb: bool(of_first(kb))))
def test_a_rule_that_never_fires_is_told_with_those_before_it_that_fire_where_it_holds(kb: KnowledgeBase) -> None:
    assume(small(kb, FEW))
    brute = Brute(kb)
    dead = {rule.id for rule in kb.rules if not brute.where(lambda true, fired, id=rule.id: id in fired)}
    for search in searches(kb):
        found = told(rule_checks.rules_fire(search).findings)
        assert found.keys() == dead
        for rule in [kb.rule[id] for id in dead]:
            doing = {
                other.id
                for other in earlier(kb, rule)
                for case, true, _, fired in brute.cases
                if other.id in fired and holds(kb, rule.when, case, true, ())
            }
            if not doing:
                assert found[rule.id] == f"Rule '{rule.id}' fires in no case."
            elif len(doing) <= 4:
                assert {id for id in kb.rule if f"'{id}'" in found[rule.id]} == doing | {rule.id}


@SOME
@given(knowledge_bases(most_rules=8, whole=True).filter(lambda kb: bool(of_first(kb))))
def test_a_rule_without_which_the_value_is_the_same_in_every_case_is_told(kb: KnowledgeBase) -> None:
    """Those that never fire are gone. Where each has a reason of its own it is a remark, else none is too many."""
    assume(small(kb, FEW))
    brute = Brute(kb)
    dead = {rule.id for rule in kb.rules if not brute.where(lambda true, fired, id=rule.id: id in fired)}
    own = replace(kb, rules=tuple(rule._replace(because=rule.id) for rule in kb.rules))
    expected = {
        rule.id
        for rule in of_first(kb)
        if rule.id not in dead and concludes_the_same(brute, without_rules(kb, {rule.id, *dead}), rule.attribute)
    }
    for search in searches(own):
        proof = rule_checks.rules_add(search, dead)
        assert not told(proof.findings).keys() & {rule.id for rule in of_first(kb)}
        assert told(proof.remarks).keys() == expected
    for search in searches(kb):
        proof = rule_checks.rules_add(search, dead)
        found = told(proof.findings).keys() & {rule.id for rule in of_first(kb)}
        assert not proof.remarks
        assert found <= expected
        left = without_rules(kb, {*found, *dead})
        assert concludes_the_same(brute, left)
        assert not any(
            concludes_the_same(brute, without_rules(left, [rule.id]), rule.attribute) for rule in of_first(left)
        )


@SOME
@given(knowledge_bases(most_rules=6, whole=True).filter(lambda kb: bool(of_first(kb))))
def test_a_part_is_a_finding_only_where_the_rule_holds_without_it_in_just_the_same_cases(kb: KnowledgeBase) -> None:
    """Where that is so only because of the rules before it, or only the reason would be another, it is a remark."""
    assume(small(kb, FEW))
    brute = Brute(kb)
    found: dict[tuple[str, str], str] = {}
    remarks: dict[tuple[str, str], str] = {}
    for rule in of_first(kb):
        for smaller in without(kb, rule.when):
            name = rule.id, written(smaller.part)  # where a part stands twice, what is true of the first is told
            other = with_condition(kb, rule.id, smaller.rest)
            after = [evaluate(other, case) for case, _, _, _ in brute.cases]
            own = [holds(kb, rule.when, case, true, ()) for case, true, _, _ in brute.cases]
            rest = [holds(kb, smaller.rest, case, true, ()) for case, true, _, _ in brute.cases]
            if own == rest:
                found.setdefault(name, rule_checks._needless(rule, smaller).what)
            elif all((rule.id in it[3]) == (rule.id in now[2]) for it, now in zip(brute.cases, after, strict=True)):
                remarks.setdefault(name, rule_checks.order_checks.by_order(rule, smaller).what)
            elif concludes_the_same(brute, other, rule.attribute):
                remarks.setdefault(name, rule_checks._keeps_apart(rule, smaller).what)
    ids = {rule.id for rule in of_first(kb)}
    for search in searches(kb):
        proof = rule_checks.parts_needed(search, {rule.id for rule in kb.rules if rule.id not in ids})
        for those, expected in ((proof.findings, found), (proof.remarks, remarks)):
            told = sorted((it.about[0], it.what) for it in those)
            assert told == sorted((rule, what) for (rule, _), what in expected.items())


def sums(brute: Brute, id: str) -> list[tuple[dict[str, Answer], Decimal]]:
    return [(case, number(brute.kb, id, true, ())[0]) for case, true, _, _ in brute.cases]


@SOME
@given(
    knowledge_bases(most_rules=8, whole=True).filter(lambda kb: bool(kb.adding)), st.integers(-2, 3), st.integers(0, 3)
)
def test_a_number_is_out_of_its_range_in_the_smallest_case_in_which_its_sum_is(
    kb: KnowledgeBase, low: int, more: int
) -> None:
    assume(small(kb, FEW))
    ranged = {id: kb.conclusions[id].number._replace(minimum=low, maximum=low + more) for id in kb.adding}  # type: ignore[union-attr]
    kb = replace(kb, conclusions={id: it._replace(number=ranged.get(id)) for id, it in kb.conclusions.items()})
    brute = Brute(kb)
    expected = {}
    for id in kb.adding:
        for name, beyond in (("min", lambda it: it < low), ("max", lambda it: it > low + more)):
            case = smallest(kb, [case for case, it in sums(brute, id) if beyond(it)])
            if case is not None:
                expected[id, name] = alike(kb, case)
    for search in searches(kb):
        found = number_checks.sums_within(search).findings
        assert {finding.about: alike(kb, finding.witness) for finding in found} == expected
        for finding in found:
            assert finding.witness is not None
            true, _, _ = evaluate(kb, kb.total(finding.witness))
            said = re.search(r" is (\S+) in a case", finding.what)
            assert said is not None
            assert Decimal(said[1]) == number(kb, finding.about[0], true, ())[0]


@SOME
@given(knowledge_bases(most_rules=8, whole=True).filter(lambda kb: bool(kb.adding)))
def test_a_limit_is_never_reached_where_no_sum_reaches_it(kb: KnowledgeBase) -> None:
    assume(small(kb, FEW))
    brute = Brute(kb)
    expected = {
        (leaf.attribute, rule.id)
        for rule in kb.rules
        for leaf, _ in leaves(rule.when)
        if isinstance(leaf, Compare) and leaf.attribute in kb.adding
        if not any(holds(kb, leaf, case, true, ()) for case, true, _, _ in brute.cases)
    }
    for search in searches(kb):
        assert {finding.about for finding in number_checks.limits_reached(search).findings} == expected


@SOME
@given(knowledge_bases(most_rules=8, whole=True).filter(lambda kb: bool(kb.adding)))
def test_that_an_unknown_answer_adds_nothing_is_remarked_where_no_rule_that_tests_it_fires(kb: KnowledgeBase) -> None:
    assume(small(kb, FEW))
    brute = Brute(kb)
    expected = set()
    for id, rules in kb.adding.items():
        for question in [question for question in kb.questions.values() if question.required_when is None]:
            own = {rule.id for rule in rules if any(leaf.attribute == question.id for leaf, _ in leaves(rule.when))}
            unknown = [fired for case, _, _, fired in brute.cases if case[question.id] == "unknown"]
            if own and unknown and not any(own & fired for fired in unknown):
                expected.add((id, question.id))
    for search in searches(kb):
        assert {remark.about for remark in number_checks.sums_within(search).remarks} == expected
