"""One justified recommendation: what it holds, what it rests on, and how it reads as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from greenhouse import RULES, write_greenhouse

import advisor
from advisor.errors import CaseError
from advisor.explanation.absence import Absence
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import markdown, one_line
from advisor.reports import measures
from advisor.reports.json_report import as_object
from advisor.reports.text import render

THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ["spots", "wilting"]}


def test_the_goals_own_rule_comes_first_and_its_support_below_it(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, THIRSTY)
    assert advice.step is not None
    assert advice.step.id == "water-now"
    assert advice.rule is advice.because[0].rule
    assert [firing.rule.id for firing in advice.because] == ["next-water", "moisture-short"]


def test_the_derivation_goes_depth_first_and_names_each_firing_once(tmp_path: Path) -> None:
    rules = """\
rules:
  goal:
    when: {moisture: short, light: good}
    then: {next_step: enjoy}
    because: The goal.
  light-on-moisture:
    when: {moisture: short, shade: yes}
    then: {light: good}
    because: Light.
  moisture:
    when: {soil: dry}
    then: {moisture: short}
    because: Moisture.
  same-goal-later:
    when: {soil: dry}
    then: {next_step: enjoy}
    because: Another reason.
"""
    kb = advisor.load(write_greenhouse(tmp_path, rules=rules))
    advice = advisor.recommend(kb, {"plant": "cactus", "soil": "dry", "shade": "yes"})
    goal, *others = advice.nodes
    assert (goal.firing.rule.id, goal.depth) == ("goal", 0)
    assert sorted(node.firing.rule.id for node in others) == ["light-on-moisture", "moisture"]
    assert all(node.depth > 0 for node in others)


def test_an_absence_is_explained_down_to_the_answers(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "cactus", "soil": "wet", "shade": "yes"})
    absence = advice.absence(("next_step", "water-now"))
    assert absence == Absence(
        'next step is not "Water the Cactus"',
        (Absence("moisture is not short", (Absence('soil is "Wet"', question="soil"),)),),
    )


def test_an_absence_that_needs_something_to_be_missing_names_what_is_there(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "cactus", "soil": "wet"})
    assert advice.absence(("next_step", "hang-cloth")).because == (Absence("light is good"),)


def test_conclusions_have_every_concluded_attribute_but_the_goal(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, THIRSTY)
    assert advice.conclusions == {
        "moisture": ("short",),
        "light": (),
        "alongside": ("air",),
        "caution": ("check-leaves",),
    }


def test_answers_are_read_as_a_case_file_would_hold_them(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, {"plant": "tomato", "signs": "spots;wilting", "soil": None})
    assert advice.answers == {"plant": "tomato", "signs": ("wilting", "spots")}


def test_every_mistake_of_the_answers_is_told_at_once(greenhouse: KnowledgeBase) -> None:
    with pytest.raises(CaseError) as caught:
        advisor.recommend(greenhouse, {"plnt": "tomato", "soil": "drx"})
    told = str(caught.value)
    assert "unknown question 'plnt'; did you mean 'plant'?" in told
    assert "did you mean 'dry'" in told
    assert "plant: this question needs an answer" in told


def test_a_case_without_a_required_answer_is_bad_unless_it_is_partial(greenhouse: KnowledgeBase) -> None:
    with pytest.raises(CaseError, match="plant"):
        advisor.recommend(greenhouse, {"soil": "dry"})
    assert advisor.recommend(greenhouse, {"soil": "dry"}, partial=True).step is not None


def test_an_explicit_unknown_and_an_absent_answer_give_the_same_advice(greenhouse: KnowledgeBase) -> None:
    absent = advisor.recommend(greenhouse, {"plant": "tomato"})
    explicit = advisor.recommend(greenhouse, {"plant": "tomato", "soil": "unknown"})
    assert (absent.step, absent.because, absent.questions_left) == (
        explicit.step,
        explicit.because,
        explicit.questions_left,
    )


def test_texts_and_times_follow_the_case(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, THIRSTY)
    assert advice.step is not None
    assert advice.fill(advice.step.title) == "Water the Tomato"
    assert advice.paragraphs(advice.step.watch) == ["Water in the saucer.", "Keep the leaves dry."]
    without = advisor.recommend(greenhouse, {**THIRSTY, "signs": []})
    assert without.paragraphs(advice.step.watch) == ["Water in the saucer."]
    assert [stage.takes.months if stage.takes else None for stage in advice.roadmap] == [(0, 1), (0, 2), None]


def test_the_roadmap_begins_with_the_next_step_and_ends_where_nothing_is_achieved(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, THIRSTY)
    assert [stage.step.id for stage in advice.roadmap] == ["water-now", "hang-cloth", "enjoy"]
    assert advice.roadmap_complete


def test_the_text_tells_everything_that_the_person_needs(greenhouse: KnowledgeBase) -> None:
    text = render(advisor.recommend(greenhouse, THIRSTY), 80)
    for part in (
        "NEXT STEP\nWater the Tomato\n",
        "Water it in the morning, slowly, until the pot is heavy.",
        "Takes: up to 1 month, up to EUR 5 (2026)",
        "Gives: Moist soil for days.",
        "Watch: Keep the leaves dry.",
        "WHY\n- Water comes first.\n",
        '  - Moisture is short: Dry soil and a thirsty plant. [1]\n    Given: plant (Tomato); soil ("Dry").',
        "WATCH OUT\n- Look at the leaves each day.",
        " 2? Hang a cloth - up to 2 months\n",
        "Together: up to 3 months; up to EUR 5 (2026), and the price of 1 step, which is\n  not known.",
        "- That the tap works.",
        "[1] The grower's handbook, https://example.org/handbook, as of 2026-05: Water in\n    the morning",
    ):
        assert part in text


def test_the_text_says_what_is_missing_and_why(greenhouse: KnowledgeBase) -> None:
    text = render(advisor.recommend(greenhouse, {"plant": "tomato", "soil": "wet"}), 80)
    assert "Missing: light is not yet good, because plant is Tomato and shade is not known." in " ".join(text.split())
    assert "- Is there shade at noon?" in text


@pytest.mark.parametrize("width", [40, 60, 88])
def test_no_line_is_wider_than_asked_except_for_an_address(greenhouse: KnowledgeBase, width: int) -> None:
    text = render(advisor.recommend(greenhouse, THIRSTY), width)
    assert all(len(line) <= width for line in text.splitlines() if "https://" not in line)


@pytest.mark.parametrize(("rules", "word"), [("next-enjoy", "gives no next step"), ("next-water", "several")])
def test_a_case_with_no_next_step_or_two_is_told_honestly(tmp_path: Path, rules: str, word: str) -> None:
    begin, rest = RULES.split(f"  {rules}:\n")
    if word == "several":
        text = f"{begin}  {rules}:\n    when: {{}}\n{rest.split(chr(10), 1)[1]}"
    else:
        text = begin + rest[rest.index("  alongside-air") :]
    kb = advisor.load(write_greenhouse(tmp_path, rules=text))
    advice = advisor.recommend(kb, {"plant": "cactus", "soil": "wet"})
    assert advice.step is None
    assert advice.rule is None
    assert advice.roadmap == ()
    assert word in advice.problem
    assert "NO SINGLE NEXT STEP" in render(advice, 80)
    assert as_object(advice)["next_step"] is None
    assert word in as_object(advice)["problem"]


def test_the_json_object_has_the_keys_of_the_contract(greenhouse: KnowledgeBase) -> None:
    found = json.loads(json.dumps(as_object(advisor.recommend(greenhouse, THIRSTY, name="Ann"))))
    assert found["knowledge_base"] == "greenhouse"
    assert found["version"] == 1
    assert found["name"] == "Ann"
    assert found["answers"] == {"plant": "tomato", "soil": "dry", "signs": ["wilting", "spots"]}
    assert found["next_step"]["id"] == "water-now"
    assert found["next_step"]["title"] == "Water the Tomato"
    assert found["next_step"]["takes"] == {"months": [0, 1], "cost": [0, 5], "currency": "EUR", "as_of": "2026"}
    assert found["because"][1] == {
        "rule": "moisture-short",
        "because": "Dry soil and a thirsty plant.",
        "cite": ["handbook/1"],
        "facts": {"plant": "tomato", "soil": "dry"},
        "findings": {},
        "missing": {},
    }
    assert found["conclusions"]["caution"] == ["check-leaves"]
    assert [step["id"] for step in found["roadmap"]] == ["water-now", "hang-cloth", "enjoy"]
    assert set(found["questions_left"]) <= {"days", "shade"}


def test_control_characters_cannot_steer_the_terminal() -> None:
    assert one_line("a\x1b[31mb\u202ec\nd\x07") == "a?[31mb?c d?"


def test_markdown_stays_readable() -> None:
    text = "Go **now**,\nand read [this](https://example.org/a).\n\n- one\n- two is longer\n\n1. first"
    assert markdown(text, 60) == [
        "Go now, and read this (https://example.org/a).",
        "",
        "- one",
        "- two is longer",
        "",
        "1. first",
    ]


@pytest.mark.parametrize(
    ("span", "words"),
    [((20, 28), "20 to 28 months"), ((0, 1), "up to 1 month"), ((6, 6), "6 months"), ((1, 1), "1 month")],
)
def test_months_read_naturally(span: tuple[int, int], words: str) -> None:
    assert measures.months(span) == words


def test_money_names_its_currency_and_year() -> None:
    assert measures.cost((5000, 20000), "USD", ["2026"]) == "USD 5,000 to 20,000 (2026)"
    assert measures.cost((0, 0), "USD", ["2026"]) == "free (2026)"


def test_several_next_steps_are_called_by_their_titles(greenhouse: KnowledgeBase) -> None:
    rule = greenhouse.rule["next-enjoy"]._replace(when=greenhouse.rule["next-water"].when)
    kb = replace(greenhouse, rules=tuple(rule if it.id == rule.id else it for it in greenhouse.rules))
    advice = advisor.recommend(kb, {"plant": "tomato", "soil": "dry"})
    assert advice.problem.endswith("several next steps for this case: Water the Tomato; Enjoy it")
