"""The consultation: what is asked, what is left out, and what may be taken back."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from greenhouse import RULES, STEPS, write_greenhouse
from hypothesis import given, settings
from hypothesis import strategies as st
from legal import offered
from profiles import examples
from strategies import cases, knowledge_bases, with_goals, with_steps

from advisor.consultation.consultation import Consultation
from advisor.consultation.relevance import relevant
from advisor.consultation.roadmap import after, roadmap
from advisor.errors import IllegalAnswer
from advisor.inference import conclusions, infer
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.partial import evaluate
from advisor.solver import cases as solver


def answered(kb: KnowledgeBase, *answers: object) -> Consultation:
    consultation = Consultation(kb)
    for answer in answers:
        consultation.answer(answer)
    return consultation


def asked(consultation: Consultation) -> str | None:
    return consultation.question.id if consultation.question else None


def test_only_questions_that_can_still_change_the_goal_are_asked(greenhouse: KnowledgeBase) -> None:
    assert asked(answered(greenhouse)) == "plant"
    assert asked(answered(greenhouse, "tomato")) == "soil"
    assert asked(answered(greenhouse, "tomato", "dry")) is None
    assert asked(answered(greenhouse, "tomato", "wet")) == "shade"
    assert asked(answered(greenhouse, "cactus", "wet")) is None


def test_a_question_whose_answers_all_lead_to_the_same_goal_is_not_asked(tmp_path) -> None:
    rules = """\
rules:
  by-shade: {when: {shade: yes}, then: {next_step: enjoy}, because: Shade.}
  by-sun: {when: {shade: {not: yes}}, then: {next_step: enjoy}, because: Sun.}
"""
    kb = load(write_greenhouse(tmp_path / "greenhouse", rules=rules))
    consultation = answered(kb, "tomato")
    assert consultation.goal_settled
    assert consultation.question is None
    consultation.go_on()
    assert consultation.phase == "done"


def test_a_required_question_is_asked_even_where_it_changes_nothing(tmp_path) -> None:
    rules = "rules:\n  always: {when: {}, then: {next_step: enjoy}, because: So it is.}\n"
    consultation = Consultation(load(write_greenhouse(tmp_path / "greenhouse", rules=rules)))
    assert (asked(consultation), consultation.goal_settled, consultation.remaining()) == ("plant", False, (1, 1))
    consultation.answer("tomato")
    assert consultation.goal_settled


def test_the_goal_is_settled_before_the_roadmap_is_asked_for(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato", "dry")
    assert (consultation.phase, consultation.goal_settled, consultation.question) == ("goal", True, None)
    consultation.go_on()
    assert (consultation.phase, asked(consultation)) == ("roadmap", "signs")


def test_going_on_before_the_goal_is_settled_changes_nothing(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato")
    consultation.go_on()
    assert (consultation.phase, asked(consultation)) == ("goal", "soil")


def test_the_roadmap_is_done_when_road_and_texts_are_settled(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato", "dry")
    consultation.go_on()
    consultation.answer("wilting")
    assert asked(consultation) == "shade"  # days is set by the step; shade decides whether a cloth is hung after it
    consultation.answer("yes")
    assert consultation.phase == "done"
    steps = [step.id for step in roadmap(greenhouse, consultation.answers).steps]
    assert steps == ["water-now", "enjoy"]


def test_a_changed_answer_can_open_the_goal_again(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato", "dry")
    consultation.go_on()
    consultation.set("soil", "wet")
    assert (consultation.phase, asked(consultation)) == ("goal", "shade")
    consultation.answer("yes")
    assert consultation.phase == "roadmap"


def test_undo_and_redo_go_through_every_change(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato", "wet")
    consultation.set("plant", "cactus")
    seen = [consultation.answers]
    while consultation.undo():
        seen.append(consultation.answers)
    assert seen == [
        {"plant": "cactus", "soil": "wet"},
        {"plant": "tomato", "soil": "wet"},
        {"plant": "tomato"},
        {},
    ]
    while consultation.redo():
        seen.pop()
        assert consultation.answers == seen[-1]
    assert len(seen) == 1


def test_a_new_answer_after_undo_leaves_nothing_to_redo(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato", "wet")
    consultation.undo()
    consultation.answer("dry")
    assert not consultation.redo()


@pytest.mark.parametrize(("id", "value"), [("soil", "damp"), ("plant", "unknown"), ("days", 61), ("weather", "rain")])
def test_an_illegal_answer_changes_nothing(greenhouse: KnowledgeBase, id: str, value: object) -> None:
    consultation = answered(greenhouse, "tomato")
    with pytest.raises(IllegalAnswer):
        consultation.set(id, value)
    assert consultation.answers == {"plant": "tomato"}
    assert asked(consultation) == "soil"


def test_the_answers_it_hands_out_are_a_copy(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato")
    consultation.answers["soil"] = "wet"
    assert asked(consultation) == "soil"


def test_an_answer_says_which_rules_it_fired(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato")
    assert [firing.rule.id for firing in consultation.answer("dry")] == ["moisture-short", "next-water"]
    assert consultation.set("shade", "yes")[0].rule.id == "light-good"


def test_unknown_is_an_answer(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato", "unknown")
    assert consultation.answers["soil"] == "unknown"
    assert asked(consultation) == "signs"


def test_why_names_the_rules_that_wait_nearest_to_the_goal_first(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse)
    assert [rule.id for rule in consultation.why()] == ["moisture-short", "light-good"]
    consultation = answered(greenhouse, "tomato", "dry")
    consultation.go_on()
    assert {rule.id for rule in consultation.why()} == {"alongside-air", "alongside-talk", "caution-leaves"}
    consultation.answer("wilting")
    assert [rule.id for rule in consultation.why()] == ["light-good"]


def test_the_number_of_questions_left_is_exact_where_all_courses_can_be_followed(greenhouse: KnowledgeBase) -> None:
    assert answered(greenhouse).remaining() == (2, 5)
    consultation = answered(greenhouse)
    while consultation.question:
        assert consultation.remaining() == courses(greenhouse, consultation.answers)
        consultation.answer("unknown" if not consultation.question.required else "tomato")
    assert consultation.remaining() == (0, 0)


def courses(kb: KnowledgeBase, answers: dict) -> tuple[int, int]:
    """The shortest and the longest course of a consultation, by following all of them."""
    names = relevant(kb, answers, [kb.goal])
    if not names:
        return 0, 0
    question = kb.questions[names[0]]
    values = {"number": [0, 1, 2, 3, 60], "many": [(), ("wilting",), ("spots",), ("wilting", "spots")]}
    legal = [*values.get(question.kind, question.values), *([] if question.required else ["unknown"])]
    found = [courses(kb, {**answers, question.id: value}) for value in legal]
    return 1 + min(least for least, _ in found), 1 + max(most for _, most in found)


def test_the_questions_left_are_those_of_the_goal(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "tomato")
    assert consultation.questions_left() == ["soil", "signs", "days", "shade"]
    assert answered(greenhouse, "tomato", "dry").questions_left() == []


def test_two_consultations_do_not_disturb_each_other(greenhouse: KnowledgeBase) -> None:
    one, other = Consultation(greenhouse), Consultation(greenhouse)
    one.answer("tomato")
    other.answer("cactus")
    one.answer("dry")
    other.answer("wet")
    assert {firing.rule.id for firing in one.firings} == {"moisture-short", "next-water"}
    assert {firing.rule.id for firing in other.firings} >= {"light-good", "moisture-enough", "next-enjoy"}


def test_a_consultation_begins_with_the_answers_of_a_case(greenhouse: KnowledgeBase) -> None:
    consultation = Consultation(greenhouse, {"soil": "dry"})
    assert asked(consultation) == "plant"
    with pytest.raises(IllegalAnswer):
        Consultation(greenhouse, {"soil": "damp"})


def test_settled_means_that_the_whole_case_agrees(greenhouse: KnowledgeBase) -> None:
    consultation = answered(greenhouse, "orchid", "wet", "yes")
    assert consultation.goal_settled
    total = greenhouse.total(consultation.answers)
    assert conclusions(infer(greenhouse, total))["next_step"] == ["enjoy"]


def test_taking_a_step_adds_to_many_and_lifts_numbers(tmp_path) -> None:
    steps = STEPS.replace("achieves: {soil: wet, days: 0}", "achieves: {signs: [spots], days: {at_least: 4}}")
    kb = load(write_greenhouse(tmp_path / "greenhouse", steps=steps))
    step = kb.steps["water-now"]
    assert after(evaluate(kb, {"signs": ("wilting",), "days": 9}), step) == {"signs": ("wilting", "spots"), "days": 9}
    assert after(evaluate(kb, {"signs": "unknown", "days": "unknown"}), step) == {"signs": ("spots",), "days": 4}


def test_a_roadmap_that_goes_in_a_circle_stops_and_says_so(tmp_path) -> None:
    steps = STEPS.replace("achieves: {soil: wet, days: 0}", "achieves: {days: 0}")
    kb = load(write_greenhouse(tmp_path / "greenhouse", steps=steps))
    road = roadmap(kb, {"plant": "tomato", "soil": "dry"})
    assert ([step.id for step in road.steps], road.complete) == (["water-now"], False)
    consultation = answered(kb, "tomato", "dry")
    consultation.go_on()
    assert asked(consultation) == "signs"


def test_a_roadmap_without_a_next_step_is_not_complete(tmp_path) -> None:
    rules = RULES.replace("when: {moisture: enough, light: good}", "when: {moisture: enough, light: good, soil: dry}")
    kb = load(write_greenhouse(tmp_path / "greenhouse", rules=rules))
    road = roadmap(kb, {"plant": "tomato", "soil": "dry", "shade": "yes"})
    assert ([step.id for step in road.steps], road.complete) == (["water-now"], False)


@settings(max_examples=examples(40))
@given(st.data())
@pytest.mark.parametrize("shortest", [False, True])
@pytest.mark.parametrize("seen", ["all", "half", "none"])
def test_the_number_of_questions_told_only_narrows(shortest: bool, seen: str, data: st.DataObject) -> None:
    """Whatever can be followed at each moment: what was told before holds until an answer is changed."""
    chance, ask = Random(1), solver.ask_diagram
    kb = data.draw(with_steps(data.draw(with_goals(knowledge_bases(whole=True)))))
    kb = replace(kb, also=tuple(id for id in kb.conclusions if id not in kb.goals))
    case = data.draw(cases(kb, total=True))
    with pytest.MonkeyPatch.context() as patch:
        if seen != "all":
            can = {"half": lambda: chance.random() < 0.5, "none": lambda: False}[seen]
            patch.setattr(solver, "ask_diagram", lambda *asked, **how: ask(*asked, **how) if can() else None)
        consultation = Consultation(kb, shortest=shortest)
        told: tuple[str, int, int] | None = None
        while True:
            if consultation.phase == "goal" and consultation.goal_settled:
                told = ("roadmap", *(1 + bound for bound in consultation.remaining_on_the_road()))
                consultation.go_on()
            if consultation.question is None:
                break
            least, most = consultation.remaining()
            assert 0 <= least <= most
            assert most >= 1
            if told is not None and told[0] == consultation.phase:
                assert least >= min(told[1] - 1, most)
                assert most <= max(told[2] - 1, 1)  # one that is asked counts, where it could not be proved to matter
            told = (consultation.phase, least, most)
            consultation.answer(offered(consultation.question, case))
