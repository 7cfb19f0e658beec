"""What is said of rules of which only the first fires, and of numbers that rules add to, is what all cases show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from brute_force import Brute, searches, small, with_condition
from hypothesis import assume, given, settings
from oracle import evaluate, holds
from profiles import examples
from strategies import knowledge_bases

from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier
from advisor.logic.weakening import without
from advisor.verification import rule_checks
from advisor.verification.findings import Finding

SOME = settings(max_examples=examples(60))


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
    assume(small(kb))
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
    assume(small(kb))
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
    assume(small(kb))
    brute = Brute(kb)
    found: set[tuple[str, str]] = set()
    remarks: set[tuple[str, str]] = set()
    for rule in of_first(kb):
        for smaller in without(kb, rule.when):
            other = with_condition(kb, rule.id, smaller.rest)
            after = [evaluate(other, case) for case, _, _, _ in brute.cases]
            own = [holds(kb, rule.when, case, true, ()) for case, true, _, _ in brute.cases]
            rest = [holds(kb, smaller.rest, case, true, ()) for case, true, _, _ in brute.cases]
            if own == rest:
                found.add((rule.id, rule_checks._needless(rule, smaller).what))
            elif all((rule.id in it[3]) == (rule.id in now[2]) for it, now in zip(brute.cases, after, strict=True)):
                remarks.add((rule.id, rule_checks.order_checks.by_order(rule, smaller).what))
            elif concludes_the_same(brute, other, rule.attribute):
                remarks.add((rule.id, rule_checks._keeps_apart(rule, smaller).what))
    ids = {rule.id for rule in of_first(kb)}
    for search in searches(kb):
        proof = rule_checks.parts_needed(search, {rule.id for rule in kb.rules if rule.id not in ids})
        assert {(finding.about[0], finding.what) for finding in proof.findings} == found
        assert {(remark.about[0], remark.what) for remark in proof.remarks} == remarks
