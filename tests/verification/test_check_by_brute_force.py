"""What is proved of generated knowledge bases is what all their cases show, one by one, with the same smallest case."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from brute_force import Brute, alike, searches, small, smallest, with_condition
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import evaluate, holds
from profiles import examples
from strategies import cases, conditions, knowledge_bases

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import NEVER
from advisor.knowledge.model import Claimed, KnowledgeBase, Property
from advisor.knowledge.strata import Cycle, stratify
from advisor.logic.samples import Samples
from advisor.logic.weakening import without
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.diagrams import RestrictedDiagram
from advisor.solver.legal_cases import can_change
from advisor.solver.nodes import Node
from advisor.verification import outcomes, rule_checks, uses

MANY = 200
"""Cases that are worked out one by one where what holds in one does not bear on another."""

SOME = settings(max_examples=examples(60))


@SOME
@given(knowledge_bases())
def test_gaps_and_conflicts_are_those_of_all_cases(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute = Brute(kb)
    goal = kb.conclusions[kb.goal]
    gap = smallest(kb, brute.where(lambda true, fired: not any(id == goal.id for id, _ in true)))
    expected = [] if gap is None else [("gap", (goal.id,), alike(kb, gap))]
    for one, other in combinations(goal.values, 2):
        two = smallest(kb, brute.where(lambda true, fired, a=one, b=other: {(goal.id, a), (goal.id, b)} <= true))
        if two is not None:
            expected.append(("conflict", (goal.id, one, other), alike(kb, two)))
    for search in searches(kb):
        found = outcomes.one_value_of(search, kb.goal).findings
        assert [(finding.kind, finding.about, alike(kb, finding.witness)) for finding in found] == expected


@SOME
@given(knowledge_bases())
def test_two_values_of_one_attribute_are_found_where_they_are(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute = Brute(kb)
    expected = []
    for conclusion in kb.conclusions.values():
        for one, other in (
            combinations(conclusion.values, 2) if not conclusion.many and conclusion.id != kb.goal else ()
        ):
            pairs = {(conclusion.id, one), (conclusion.id, other)}
            case = smallest(kb, brute.where(lambda true, fired, pairs=pairs: pairs <= true))
            if case is not None:
                expected.append(((conclusion.id, one, other), alike(kb, case)))
    for search in searches(kb):
        found = outcomes.one_value(search).findings
        assert [(finding.about, alike(kb, finding.witness)) for finding in found] == expected


@SOME
@given(knowledge_bases())
def test_rules_that_never_fire_or_that_others_imply_are_those_of_all_cases(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute = Brute(kb)
    fires = {rule.id: {n for n, case in enumerate(brute.cases) if rule.id in case[3]} for rule in kb.rules}
    dead = {id for id, cases in fires.items() if not cases}
    said = set()
    for search in searches(kb):
        assert {finding.about[0] for finding in rule_checks.rules_fire(search).findings} == dead
        said.add(tuple(finding.about for finding in rule_checks.rules_add(search, dead).findings))
    (found,) = said
    implied = {about[0] for about in found}
    for rule in kb.rules:
        others = [each for each in kb.rules if each.then == rule.then and each is not rule and each.id not in dead]
        if rule.id in dead:
            assert rule.id not in implied
            continue
        stays = not otherwise(brute, with_condition(kb, rule.id, NEVER))[1]  # without it all else is concluded
        within = any(fires[rule.id] <= fires[other.id] for other in others if other.id not in implied)
        assert (rule.id in implied) == (stays and within)


@SOME
@given(knowledge_bases(most_rules=5))
def test_a_part_is_needed_where_the_rule_without_it_fires_in_other_cases(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute = Brute(kb)
    needless, remarks = set(), set()
    for rule in kb.rules:
        for smaller in without(kb, rule.when):
            fires, concludes = otherwise(brute, with_condition(kb, rule.id, smaller.rest))
            if not fires:
                needless.add((rule.id, rule_checks._needless(rule, smaller).what))
            elif not concludes:
                remarks.add((rule.id, rule_checks._keeps_apart(rule, smaller).what))
    for search in searches(kb):
        proof = rule_checks.parts_needed(search, set())
        assert {(finding.about[0], finding.what) for finding in proof.findings} == needless
        assert {(remark.about[0], remark.what) for remark in proof.remarks} == remarks


@SOME
@given(st.data())
def test_conditions_tell_alike_values_apart_where_exchanging_them_changes_whether_they_hold(
    data: st.DataObject,
) -> None:
    kb = data.draw(knowledge_bases(most_rules=6))
    assume(small(kb))
    declared = {
        id: question._replace(alike=(tuple(data.draw(st.permutations(question.values))[:2]),))
        for id, question in kb.questions.items()
        if question.values
    }
    assume(declared)
    kb = replace(kb, questions={**kb.questions, **declared})
    brute = Brute(kb)
    expected = {}
    asked = [(it.id, it.required_when) for it in kb.questions.values() if it.required_when is not None]
    for of, when in [*asked, *((rule.id, rule.when) for rule in kb.rules)]:
        for id, question in declared.items():
            one, other = question.alike[0]
            names = {one: other, other: one}

            def exchanged(case: dict[str, Answer], id: str = id, names: dict[str, str] = names) -> dict[str, Answer]:
                answer = case[id]
                if isinstance(answer, tuple):
                    return {**case, id: tuple(sorted(names.get(value, value) for value in answer))}
                return {**case, id: names.get(str(answer), answer)}

            apart = [
                case
                for case, true, _, _ in brute.cases
                if holds(kb, when, case, true, ()) != holds(kb, when, exchanged(case), true, ())
            ]
            if apart:
                expected[id, of] = alike(kb, smallest(kb, apart))
    for search in searches(kb):
        found = uses.values_alike(search).findings
        assert {(it.about[0], it.about[3]): alike(kb, it.witness) for it in found} == expected


@SOME
@given(st.data())
def test_a_property_that_counts_values_fails_in_the_smallest_case_with_another_number_of_them(
    data: st.DataObject,
) -> None:
    kb = data.draw(knowledge_bases(most_rules=8))
    assume(small(kb))
    conclusion = data.draw(st.sampled_from([*kb.conclusions.values()]))
    values = tuple(data.draw(st.lists(st.sampled_from(conclusion.values), min_size=1, unique=True)))
    least = data.draw(st.integers(0, len(values)))
    claimed = Claimed(conclusion.id, values, least, data.draw(st.integers(least, len(values))))
    when = data.draw(conditions([*kb.questions.values()], {}, 0))
    kb = replace(kb, properties={"claim": Property("claim", when, "So it is.", counted=claimed)})
    broken = [
        case
        for case, true, _, _ in Brute(kb).cases
        if holds(kb, when, case, true, ())
        and not claimed.least <= sum((conclusion.id, value) in true for value in values) <= claimed.most
    ]
    expected = [] if not broken else [alike(kb, smallest(kb, broken))]
    for search in searches(kb):
        assert [alike(kb, finding.witness) for finding in outcomes.properties(search).findings] == expected


def otherwise(brute: Brute, kb: KnowledgeBase) -> tuple[bool, bool]:
    """Whether other rules fire in some case, and other pairs are concluded, if the knowledge base were this one."""
    fires = False
    for case, true, _, fired in brute.cases:
        now, _, firing = evaluate(kb, case)
        fires = fires or firing != fired
        if now != true:  # so other rules fire as well
            return True, True
    return fires, False


@SOME
@given(knowledge_bases())
def test_diagrams_count_the_cases_and_find_the_smallest(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute, diagram = Brute(kb), CaseDiagram(kb)
    kinds = [str(alike(kb, case[0])) for case in brute.cases]
    assert diagram.cases.how_many(diagram.legal) == len(set(kinds))
    for pair in diagram.pairs:
        node = legal(diagram, diagram.pairs[pair])
        true = brute.where(lambda true, fired, pair=pair: pair in true)
        assert alike(kb, diagram.cases.smallest(node)) == alike(kb, smallest(kb, true))
        seen = {kind for kind, case in zip(kinds, brute.cases, strict=True) if pair in case[1]}
        assert diagram.cases.how_many(node) == len(seen)
    for rule in kb.rules:
        true = brute.where(lambda true, fired, id=rule.id: id in fired)
        found = diagram.cases.smallest(legal(diagram, diagram.fires[rule.id]))
        assert alike(kb, found) == alike(kb, smallest(kb, true))


def legal(diagram: CaseDiagram, node: Node) -> Node:
    return diagram.cases.conjoin(node, diagram.legal)


@SOME
@given(knowledge_bases())
def test_a_diagram_depends_on_a_question_where_some_case_depends_on_its_answer(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute, diagram = Brute(kb), CaseDiagram(kb)
    here = RestrictedDiagram("diagram", diagram, {})
    asked = here.asked(here.outcome(kb.goal))
    goal = {tuple(case[0].items()): {pair for pair in case[1] if pair[0] == kb.goal} for case in brute.cases}
    for id in kb.questions:
        by_rest: dict[object, set[str]] = {}
        for answers, pairs in goal.items():
            rest = tuple(item for item in answers if item[0] != id)
            by_rest.setdefault(rest, set()).add(str(sorted(pairs)))
        assert (id in asked) == any(len(pairs) > 1 for pairs in by_rest.values())


@SOME
@given(st.data())
def test_whether_an_answer_can_change_a_goal_is_told_alike_with_and_without_the_function_that_is_left(
    data: st.DataObject,
) -> None:
    kb = data.draw(knowledge_bases())
    given = data.draw(cases(kb, total=False))
    diagram = CaseDiagram(kb)
    here = RestrictedDiagram("diagram", diagram, given)
    goal = RestrictedDiagram("diagram", diagram, {}).outcome(kb.goal)
    changing = [id for id in kb.questions if id not in given and can_change(diagram.cases, goal, id, given)]
    assert changing == here.asked(here.outcome(kb.goal))


@SOME
@given(knowledge_bases())
def test_a_part_decides_just_where_the_condition_without_it_differs(kb: KnowledgeBase) -> None:
    assume(small(kb))
    for rule in kb.rules:
        for smaller in without(kb, rule.when):
            for case, true, _, _ in Brute(kb).cases:
                whole, rest = (holds(kb, it, case, true, ()) for it in (rule.when, smaller.rest))
                assert all(holds(kb, it, case, true, ()) for it in smaller.deciding) == (whole != rest)


@SOME
@given(st.data())
def test_the_bits_of_many_cases_are_those_of_each_also_with_another_condition(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases())
    assume(small(kb))
    brute = Brute(kb, MANY)
    order = [*brute.cases[1:], brute.cases[0]]
    samples = Samples(kb, [case[0] for case in order])
    for pair, bits in samples.pairs.items():
        assert bits == sum(1 << n for n, case in enumerate(order) if pair in case[1])
    rule = data.draw(st.sampled_from(kb.rules))
    level = {each.then: each.stratum for each in kb.rules}
    when = data.draw(conditions([*kb.questions.values()], level, rule.stratum))
    try:
        stratified = stratify(with_condition(kb, rule.id, when).rules, kb.conclusions)
    except Cycle:
        assume(False)
    changed_kb = replace(kb, rules=stratified)
    after = Brute(changed_kb, MANY)
    expected = dict.fromkeys(samples.pairs, 0)
    for n, case in enumerate([*after.cases[1:], after.cases[0]]):
        for pair in case[1]:
            expected[pair] |= 1 << n
    assert {**expected, **samples.concluded(changed_kb)} == expected
    for smaller in without(kb, rule.when):
        other = Brute(with_condition(kb, rule.id, smaller.rest), MANY)
        changed = samples.changed(rule, smaller.rest)
        for pair, bits in samples.pairs.items():
            wanted = sum(1 << n for n, case in enumerate([*other.cases[1:], other.cases[0]]) if pair in case[1])
            assert changed.get(pair, bits) == wanted
