"""Mutants: small mistakes in rules, which cases notice them, and a case that would for each that none notices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from brute_force import small
from greenhouse import write_greenhouse, write_kb
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import all_cases
from oracle import evaluate, number
from profiles import examples
from strategies import cases, knowledge_bases, make_kb, make_rule

from advisor.cases.expectations import check_expect
from advisor.cli.main import main
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.conditions import NoneOf, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.solver.formula_search import FormulaSearch
from advisor.verification.mutants import mutants, mutated
from advisor.verification.mutation import expected, try_mutants
from advisor.verification.uses import shown_pairs
from advisor.verification.versions import Versions

CASES = """\
name: Thirsty
answers: {plant: tomato, soil: dry, shade: yes}
expect: {next_step: water-now}
---
name: In the sun
answers: {plant: cucumber, soil: wet, shade: no}
expect: {next_step: hang-cloth, caution: none}
---
name: Content
answers: {plant: cactus, soil: wet}
expect: {next_step: enjoy, caution: [wet-feet], light: good}
"""


def test_mutants_are_the_mistakes_that_an_author_makes(greenhouse: KnowledgeBase) -> None:
    of_rule: dict[str, list[str]] = {}
    for mutant in mutants(greenhouse):
        of_rule.setdefault(mutant.rule.id, []).append(mutant.how)
    assert set(of_rule) == set(greenhouse.rule)
    assert of_rule["next-water"] == [
        "removed",
        "without 'moisture: short'",
        "'moisture: short' negated",
        "'moisture: short' as enough",
        "concluding next_step: hang-cloth",
    ]
    assert of_rule["moisture-short-by-days"] == [
        "removed",
        "without '{soil: unknown, days: {at_least: 3}, signs: wilting}'",
        "without 'soil: unknown'",
        "without 'days: {at_least: 3}'",
        "without 'signs: wilting'",
        "'{soil: unknown, days: {at_least: 3}, signs: wilting}' with any",
        "'soil: unknown' negated",
        "'soil: unknown' as dry",
        "'days: {at_least: 3}' negated",
        "'days: {at_least: 3}' with 2",
        "'days: {at_least: 3}' with 4",
        "'days: {at_least: 3}' with above",
        "'signs: wilting' negated",
        "'signs: wilting' as spots",
        "concluding moisture: enough",
    ]
    assert "without 'signs: spots'" in of_rule["alongside-air"]


def test_no_two_mutants_of_a_rule_are_the_same_and_none_is_the_rule(greenhouse: KnowledgeBase) -> None:
    found = [
        (mutant.rule.id, mutant.after and (mutant.after.when, mutant.after.then)) for mutant in mutants(greenhouse)
    ]
    assert len(found) == len(set(found))
    assert not any((rule.id, (rule.when, rule.then)) in found for rule in greenhouse.rules)


def test_a_mutant_that_would_go_round_a_negation_is_none(greenhouse: KnowledgeBase) -> None:
    rejected = [mutant.how for mutant in mutants(greenhouse) if mutated(greenhouse, mutant) is None]
    assert rejected == ["'moisture: short' as enough", "concluding moisture: short"]


@settings(max_examples=examples(25))
@given(st.data())
def test_what_is_said_of_each_mutant_is_so_in_all_cases(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases(most_rules=4, whole=True))
    assume(small(kb, 500))
    scripted = data.draw(st.lists(cases(kb, total=False), max_size=4))
    tests = []
    for answers in scripted:
        true = evaluate(kb, kb.total(answers))[0]
        required = [id for id, question in kb.questions.items() if question.required]
        if all(id in answers for id in required):
            tests.append((answers, told(kb, true)))
    found = try_mutants(kb, [expected(kb, answers, expect) for answers, expect in tests])
    survivors = {survivor.mutant: survivor for survivor in found.survivors}
    every = [*all_cases(kb)]
    killed = alike = 0
    for mutant in mutants(kb):
        changed = mutated(kb, mutant)
        if changed is None:
            continue
        failing = any(fails(changed, answers, expect) for answers, expect in tests)
        survivor = survivors.get(mutant)
        if failing:
            killed += 1
        elif survivor is None:
            alike += 1
            assert all(conclusions(kb, case) == conclusions(changed, case) for case in every)
        else:
            assert check_expect(survivor.expect, conclusions(kb, survivor.answers)) == []
            assert fails(changed, survivor.answers, survivor.expect)
    assert (found.killed, found.alike) == (killed, alike)


@settings(max_examples=examples(25))
@given(knowledge_bases(most_rules=4, whole=True))
def test_diagrams_and_z3_find_the_same_smallest_case_in_which_a_mutant_differs(kb: KnowledgeBase) -> None:
    assume(small(kb))
    tried = [(mutant, changed) for mutant in mutants(kb) if (changed := mutated(kb, mutant)) is not None][:20]
    pairs = shown_pairs(kb)
    versions = Versions(kb, [mutant.after.when for mutant, _ in tried if mutant.after is not None], pairs)
    formula = FormulaSearch(kb)
    for mutant, changed in tried:
        others = [pair for pair in pairs if pair[0] not in kb.adding]
        assert versions.apart(changed) == formula.smallest_apart(changed, others, [*kb.adding]), mutant.how


def fails(kb: KnowledgeBase, answers: Answers, expect: Mapping[str, object]) -> bool:
    """Whether an expectation fails, also where an attribute of one value has a second one beside the expected."""
    found = conclusions(kb, answers)
    if check_expect(expect, found):
        return True
    return any(
        isinstance(wanted, str) and not kb.conclusions[id].many and len(found[id]) > 1 for id, wanted in expect.items()
    )


def conclusions(kb: KnowledgeBase, answers: Answers) -> dict[str, object]:
    return told(kb, evaluate(kb, kb.total(answers))[0])


def told(kb: KnowledgeBase, true: set[Pair]) -> dict[str, object]:
    """The values of each attribute, and of each number what it comes to."""
    values = {id: [value for value in it.values if (id, value) in true] for id, it in kb.conclusions.items()}
    return {**values, **{id: float(number(kb, id, true, ())[0]) for id in kb.adding}}


LOAN = {
    "head": "id: loan\ntitle: Whether a loan is granted\nversion: 1\ngoal: verdict\nalso: [score]\n",
    "questions": """\
questions:
  age: {ask: How old are you?, why: It is asked., number: {min: 0, max: 120, whole: yes}}
  work: {ask: Do you have work?, why: It is asked., choices: {steady: Steady, odd: Now and then}}
""",
    "conclusions": """\
conclusions:
  score: {number: {min: -10, max: 100, start: 10.5, places: 1}}
  verdict:
    one: {granted: It is granted., refused: It is refused., seen: Somebody looks at it.}
    first: yes
    otherwise: {rule: see, value: seen, because: Nothing settles it.}
""",
    "rules": """\
rules:
  steady: {when: {work: steady}, then: {score: {add: 30.5}}, because: You work.}
  child: {when: {age: {below: 18}}, then: {verdict: refused}, because: You are too young.}
  good: {when: {score: {at_least: 41}}, then: {verdict: granted}, because: Enough points.}
  old: {when: {age: {above: 100}}, then: {verdict: seen}, because: You are very old.}
""",
}


def test_rules_are_moved_and_amounts_and_limits_are_changed_by_the_unit_of_their_places(tmp_path: Path) -> None:
    kb = load(write_kb(tmp_path / "loan", **LOAN))
    made: dict[str, list[str]] = {}
    for mutant in mutants(kb):
        made.setdefault(mutant.rule.id, []).append(mutant.how)
    assert made["see"] == ["removed", "concluding verdict: granted"]
    assert [how for how in made["steady"] if "adding" in how] == ["adding 30.6", "adding -30.5"]
    assert {"'score: {at_least: 41}' with 40.9", "'score: {at_least: 41}' with 41.1"} <= {*made["good"]}
    moved = {(id, how): m.order for m in mutants(kb) for id, how in [(m.rule.id, m.how)] if m.order}
    assert {name: [rule.id for rule in order] for name, order in moved.items()} == {
        ("child", "after 'good'"): ["good", "child", "old", "see"],
        ("child", "last of all, after 'old'"): ["good", "old", "child", "see"],
        ("good", "after 'old'"): ["child", "old", "good", "see"],
    }
    for mutant in mutants(kb):
        changed = mutated(kb, mutant)
        if mutant.order and changed is not None:
            assert [rule.id for rule in changed.first["verdict"]] == [rule.id for rule in mutant.order]
            assert [rule.order for rule in changed.rules] == [rule.order for rule in kb.rules]


def test_a_case_that_would_notice_another_order_and_another_amount_is_shown(tmp_path: Path) -> None:
    kb = load(write_kb(tmp_path / "loan", **LOAN))
    found = {(it.mutant.rule.id, it.mutant.how): it for it in try_mutants(kb, []).survivors}
    order = found["child", "after 'good'"]
    assert (order.answers, order.expect) == ({"age": 0, "work": "steady"}, {"verdict": "refused"})
    amount = found["steady", "adding 30.6"]
    assert (amount.answers, amount.expect) == ({"work": "steady"}, {"score": 41})
    told = expected(kb, {"work": "steady"}, {"score": 41})
    assert "adding 30.6" not in [it.mutant.how for it in try_mutants(kb, [told]).survivors]


@pytest.mark.parametrize(
    ("expect", "wants", "excludes"),
    [
        ({"next_step": "enjoy"}, ["enjoy"], ["water-now", "hang-cloth"]),
        ({"next_step": {"not": "enjoy"}}, [], ["enjoy"]),
        ({"alongside": "air"}, ["air"], []),
        ({"alongside": ["air"]}, ["air"], ["talk"]),
        ({"alongside": "none"}, [], ["air", "talk"]),
        ({"alongside": []}, [], ["air", "talk"]),
        ({"alongside": {"not": ["air", "talk"]}}, [], ["air", "talk"]),
    ],
)
def test_expectations_are_what_must_and_what_must_not_be_concluded(
    greenhouse: KnowledgeBase, expect: dict[str, object], wants: list[str], excludes: list[str]
) -> None:
    found = expected(greenhouse, {"plant": "tomato"}, expect)
    assert [value for _, value in found.wants] == wants
    assert [value for _, value in found.excludes] == excludes


def test_internal_conclusions_alone_make_no_mutant_different(greenhouse: KnowledgeBase) -> None:
    hidden = {id: c._replace(internal=id in ("moisture", "light")) for id, c in greenhouse.conclusions.items()}
    kb = replace(greenhouse, conclusions=hidden)
    found = try_mutants(kb, [])
    again = {mutant.mutant.how for mutant in found.survivors if mutant.mutant.rule.id == "light-good"}
    assert all({"next_step", "alongside", "caution"} >= set(survivor.expect) for survivor in found.survivors)
    assert "removed" in again


def test_the_cases_that_are_written_notice_every_mutant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kb = str(write_greenhouse(tmp_path / "greenhouse"))
    (tmp_path / "cases").mkdir()
    for name in ("some", "001-moisture-short"):  # one as --write might name its own
        (tmp_path / "cases" / f"{name}.yaml").write_text(CASES, encoding="utf-8")
    test = ["test", "--kb", kb, str(tmp_path / "cases"), "--mutate"]
    assert main([*test, "--write", str(tmp_path / "cases")]) == 1
    said = capsys.readouterr().out
    assert "SURVIVED" in said
    number, share = re.search(r"of the other (\d+) the cases notice \d+ \(([\d.]+) in 100\)", said).groups()  # type: ignore[union-attr]
    assert float(share) < 95
    assert len(list((tmp_path / "cases").iterdir())) > 10
    assert (tmp_path / "cases" / "001-moisture-short.yaml").read_text(encoding="utf-8") == CASES
    assert main(test) == 0
    said = capsys.readouterr().out
    assert f"of the other {number} the cases notice {number} (100.0 in 100)" in said
    assert "SURVIVED" not in said


def test_how_many_must_be_noticed_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kb = str(write_greenhouse(tmp_path / "greenhouse"))
    (tmp_path / "some.yaml").write_text(CASES, encoding="utf-8")
    assert main(["test", "--kb", kb, str(tmp_path / "some.yaml"), "--mutate", "--at-least", "10"]) == 0
    assert main(["test", "--kb", kb, str(tmp_path / "some.yaml"), "--mutate", "--at-least", "99"]) == 1


def test_cases_that_fail_are_mended_before_mutants_are_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kb = str(write_greenhouse(tmp_path / "greenhouse"))
    (tmp_path / "some.yaml").write_text(CASES.replace("next_step: enjoy", "next_step: water-now"), encoding="utf-8")
    assert main(["test", "--kb", kb, str(tmp_path / "some.yaml"), "--mutate"]) == 1
    assert "mutants" not in capsys.readouterr().out
    assert main(["test", "--kb", kb, str(tmp_path / "some.yaml"), "--write", str(tmp_path)]) == 2


def test_a_case_with_two_next_steps_fails_even_if_one_of_them_is_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from greenhouse import RULES

    rules = RULES.replace("when: {moisture: enough, light: good}", "when: {light: good}")
    kb = str(write_greenhouse(tmp_path / "greenhouse", rules=rules))
    (tmp_path / "some.yaml").write_text(CASES, encoding="utf-8")
    assert main(["test", "--kb", kb, str(tmp_path / "some.yaml")]) == 1
    assert "expected water-now alone, got water-now, enjoy, although it holds one value" in capsys.readouterr().out
    assert load(kb).rule["next-enjoy"]


def test_a_removed_rule_is_missed_also_where_other_rules_of_its_stratum_feed_each_other() -> None:
    asked = [Question("q", "choice", "?", ".", "q", values=("a", "b"))]
    concluded = [Conclusion("alone", False, ("a",), "alone"), Conclusion("itself", False, ("a",), "itself")]
    rules = [
        make_rule(0, OneOf("q", ("a",)), ("alone", "a")),
        make_rule(1, OneOf("itself", ("a",)), ("itself", "a")),
    ]
    kb = make_kb(asked, concluded, rules)
    found = try_mutants(kb, [expected(kb, {"q": "a"}, {"alone": "a"})])
    assert "removed" not in [survivor.mutant.how for survivor in found.survivors if survivor.mutant.rule.id == "r0"]


def test_the_smallest_case_may_need_the_last_value_of_the_last_question() -> None:
    asked = [Question(id, "many", "?", ".", id, values=("a", "b")) for id in ("first", "last")]
    asked.insert(1, Question("number", "number", "?", ".", "number", maximum=3))
    rules = [
        make_rule(0, OneOf("last", ("a",)), ("c", "x")),
        make_rule(1, NoneOf((OneOf("first", ("a",)),)), ("c", "x")),
    ]
    kb = make_kb(asked, [Conclusion("c", False, ("x",), "c")], rules)
    swapped = next(survivor for survivor in try_mutants(kb, []).survivors if survivor.mutant.how == "'last: a' as b")
    assert (swapped.answers, swapped.expect) == ({"first": ("a",), "last": ("b",)}, {"c": []})
