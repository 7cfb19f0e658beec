"""What is told of conclusions that the first rule that holds decides, and of numbers that rules add to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from greenhouse import write_greenhouse
from scorecard import CONCLUSIONS, RULES, loans
from talking import Talk, typed

import advisor
from advisor.explanation import english
from advisor.explanation.closest import closest_earlier
from advisor.explanation.names import NothingSuch
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.json_report import as_object
from advisor.reports.text import render

FAIR = {"age": 40, "work": "temporary", "debts": "no", "bankrupt": "no"}


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    return loans(tmp_path)


def told(kb: KnowledgeBase, kind: str, answers: dict[str, object], *about: object) -> str:
    return " ".join(KINDS[kind].text(KINDS[kind].explain(kb, answers, *about)).split())


def test_a_reason_says_once_that_no_earlier_rule_applies_and_what_a_number_is_the_sum_of(kb: KnowledgeBase) -> None:
    assert render(advisor.recommend(kb, FAIR), 200).startswith(
        "VERDICT\nWe ask you to come by.\n\nYOUR GRADE\nA fair grade\n\nWHY\n- Your grade is fair and you work.\n"
        '  Given: your work ("For a time"); your grade is "A fair grade". Nothing that would come first applies.\n'
        '  - Your grade is "A fair grade": Your score is 42 points, which is fair.\n'
        "    Given: your score: 10 to begin with + 32 for your age = 42 points. "
        "Nothing that would come first applies.\n"
        "    - 32 points are added to your score: Who is thirty has a history.\n"
        "      Given: your age (40 years).\n"
    )


def test_a_number_is_told_beside_the_goals_with_its_sum(kb: KnowledgeBase) -> None:
    assert render(advisor.recommend(kb, {**FAIR, "work": "permanent"})).endswith(
        "YOUR LIMIT\n- 3000 for your grade + 2000 for your work = 5000 dollars.\n"
    )
    assert render(advisor.recommend(kb, FAIR)).endswith("YOUR LIMIT\n- 0 dollars.\n")
    found = KINDS["plan"].as_object(advisor.plan(kb, FAIR))
    assert found["alongside"] == {"limit": 0}


def test_what_is_taken_from_a_number_is_told_with_its_sign(kb: KnowledgeBase) -> None:
    advice = advisor.recommend(kb, {**FAIR, "work": "permanent", "debts": "yes"})
    assert english.sum_of(kb, "score", advice.concluded) == (
        "your score: 10 to begin with + 32 for your age + 45 for your work - 20 for your debts = 67 points"
    )
    assert english.rule(kb, kb.rule["score-debts"]) == (
        'If your debts are "Yes", then 20 points are taken from your score.'
    )


def test_of_the_earlier_rules_the_one_that_the_fewest_changed_answers_would_make_hold_is_told(
    kb: KnowledgeBase,
) -> None:
    poor = advisor.recommend(kb, {**FAIR, "age": 20, "debts": "yes"})
    assert poor.rule
    assert poor.rule.id == "refuse"
    # Bankruptcy is one answer; a fair grade needs an age of thirty and permanent work, or no debts and permanent work.
    assert closest_earlier(poor, poor.rule).rule.id == "bankrupt"
    grade = next(firing.rule for firing in poor.firings if firing.rule.attribute == "grade")
    assert closest_earlier(poor, grade).rule.id == "grade-fair"
    assert (
        "Nothing that would come first applies. Of 3 the closest would give: You get no loan - Needed: bankruptcy is"
        in told(kb, "how", {**FAIR, "age": 20, "debts": "yes"}, "verdict")
    )


def test_a_rule_that_holds_but_comes_too_late_is_told_to_be_forestalled(kb: KnowledgeBase) -> None:
    answers = {**FAIR, "bankrupt": "yes"}
    assert (
        "WHAT STANDS IN THE WAY - Something else comes first: Who is bankrupt gets no loan. "
        'SMALLEST CHANGE Only this, and nothing less, would give it: - Bankruptcy: "No", instead of "Yes"'
    ) in told(kb, "why_not", answers, "verdict", "asked")
    assert "FOR THAT, IT IS NOT SO - Something else comes first" in told(
        kb, "rather_than", answers, "verdict", "", "asked"
    )
    found = KINDS["why_not"].as_object(advisor.why_not(kb, answers, "verdict", "asked"))
    assert found["rules"][0]["forestalled_by"] == "bankrupt"


def test_a_number_that_does_not_suffice_is_told_with_its_sum(kb: KnowledgeBase) -> None:
    assert (
        "Needed: your score is at least 70 points. But your score: 10 to begin with + 32 for your age = 42 points."
    ) in told(kb, "why_not", FAIR, "grade", "good")


def test_the_number_of_an_internal_score_reaches_nobody(tmp_path: Path) -> None:
    hidden = CONCLUSIONS.replace("label: Your score}", "label: Your secret, internal: yes}")
    rules = RULES.replace("Your score is {score}.", "Good.").replace("Your score is {score}, which is fair.", "Fair.")
    secret = loans(tmp_path, conclusions=hidden.replace("Your score is only {score}.", "Poor."), rules=rules)
    for answers in (FAIR, {**FAIR, "debts": "yes"}, {**FAIR, "work": "permanent"}):
        advice = advisor.recommend(secret, answers)
        texts = [render(advice)]
        for kind, about in (("how", ("verdict",)), ("why_not", ("grade", "good")), ("why_not", ("grade", "poor"))):
            texts.append(told(secret, kind, answers, *about))
        assert "secret" not in " ".join(texts).casefold()
    assert "Missing: your work" not in render(advisor.recommend(secret, FAIR))
    assert "Who is thirty has a history" not in render(advisor.recommend(secret, FAIR), 200)
    assert "your age (40 years)" in render(advisor.recommend(secret, FAIR), 200)


def test_a_concluded_number_stands_in_texts_with_its_unit(kb: KnowledgeBase) -> None:
    assert advisor.recommend(kb, FAIR).fill("{score}, {limit}") == "42 points, 0 dollars"


def test_json_has_the_number_and_never_what_rules_add_to_it(kb: KnowledgeBase) -> None:
    found = as_object(advisor.recommend(kb, FAIR))
    assert found["conclusions"] == {"score": 42, "grade": ["fair"], "limit": 0}
    grade = next(it for it in found["because"] if it["rule"] == "grade-fair")
    assert (grade["numbers"], grade["findings"], grade["missing"]) == ({"score": 42}, {}, {})
    assert grade["earlier"] == ["grade-good"]
    assert json.dumps(found)


def test_how_of_a_number_is_its_sum_and_the_reasons_of_its_parts(kb: KnowledgeBase) -> None:
    assert told(kb, "how", FAIR, "score") == (
        "Your score: 10 to begin with + 32 for your age = 42 points. "
        "32 points are added to your score. - Who is thirty has a history. Given: your age (40 years)."
    )
    assert told(kb, "how", {**FAIR, "age": 20, "work": "none"}, "limit") == "Your limit is 0 dollars."
    assert KINDS["how"].as_object(advisor.how(kb, FAIR, "score"))["how"]["number"] == 42


def test_what_if_tells_numbers_that_change(kb: KnowledgeBase) -> None:
    assert "+ Your score is 87 points, no longer 42 points." in told(kb, "what_if", FAIR, {"work": "permanent"})
    found = advisor.what_if(kb, FAIR, {"work": "permanent"})
    assert found.numbers == {"score": (42, 87), "limit": (0, 5000)}
    assert KINDS["what_if"].as_object(found)["numbers"] == {"score": [42, 87], "limit": [0, 5000]}


def test_no_value_of_a_number_can_be_asked_for(kb: KnowledgeBase) -> None:
    with pytest.raises(NothingSuch, match="score is a number"):
        advisor.why_not(kb, FAIR, "score", "score-age")


def test_why_a_question_is_asked_goes_by_way_of_the_number(kb: KnowledgeBase) -> None:
    found = advisor.why(kb, {"work": "permanent", "debts": "no", "bankrupt": "no"}, "age")
    assert [rule.id for rule in found.levels[0]] == ["score-age"]
    assert "That is needed for: - If your score is at least 70 points, then your grade is: A good grade." in told(
        kb, "why", {"work": "permanent", "debts": "no", "bankrupt": "no"}, "age"
    )


def test_a_dialogue_tells_what_is_added_in_words(kb: KnowledgeBase) -> None:
    seen = Talk(kb, typed("40", "1", "2", "2") + "\x04").seen
    assert "+ 32 points are added to your score. Who is thirty has a history." in seen
    assert "score-age" not in seen
    assert "VERDICT You get the loan." in seen
    assert "A good grade." in seen


CHAIN = """\
conclusions:
  next_step: {one: steps, label: Next step, first: yes, otherwise: {rule: next-enjoy, value: enjoy, because: Done.}}
  moisture: {one: [enough], label: Moisture}
  light: {one: [good], label: Light}
  alongside: {label: Alongside, many: [air]}
  caution: {label: Watch out, many: [wet-feet]}
"""
CHAIN_RULES = """\
rules:
  moisture-enough: {when: {soil: wet}, then: {moisture: enough}, because: Wet soil.}
  light-good: {when: {shade: yes}, then: {light: good}, because: There is shade.}
  next-water: {when: {moisture: {not: enough}}, then: {next_step: water-now}, because: Water comes first.}
  next-shade: {when: {light: {not: good}}, then: {next_step: hang-cloth}, because: Shade is missing.}
  air: {when: {signs: spots}, then: {alongside: air}, because: Leaves want air.}
  feet: {when: {signs: wilting}, then: {caution: wet-feet}, because: Roots rot.}
"""


def test_milestones_that_are_passed_are_told_although_the_rule_does_not_test_them(tmp_path: Path) -> None:
    kb = load(write_greenhouse(tmp_path / "kb", conclusions=CHAIN, rules=CHAIN_RULES, properties="properties: {}\n"))
    text = render(advisor.recommend(kb, {"plant": "tomato", "soil": "wet", "shade": "no"}), 200)
    assert "- Shade is missing.\n  Given: moisture is enough. Nothing that would come first applies.\n" in text
    text = render(advisor.recommend(kb, {"plant": "tomato", "soil": "wet", "shade": "yes"}), 200)
    assert "- Done.\n  Given: moisture is enough; light is good. Nothing that would come first applies.\n" in text
