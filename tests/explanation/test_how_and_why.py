"""How something is known and why a question is asked: down to the answers, and up to the goal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from legal import is_legal, legal_answers
from oracle import evaluate
from profiles import examples
from strategies import cases, knowledge_bases, with_steps

from advisor.consultation.consultation import Consultation
from advisor.explanation.how import how
from advisor.explanation.names import NothingSuch
from advisor.explanation.why import why
from advisor.knowledge import model
from advisor.knowledge.conditions import leaves
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining import how as how_report
from advisor.reports.explaining import why as why_report

THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ("spots",), "shade": "no"}


@settings(max_examples=examples(100))
@given(st.data())
def test_how_derives_just_what_is_concluded_and_names_the_rest(data: st.DataObject) -> None:
    kb = data.draw(with_steps(data.draw(knowledge_bases(whole=True))))
    answers = data.draw(cases(kb, total=False))
    true, _, _ = evaluate(kb, kb.total(answers))
    for id, conclusion in kb.conclusions.items():
        found = how(kb, answers, id)
        assert {derived.value for derived in found.derived} == {
            value for value in conclusion.values if (id, value) in true
        }
        absent = (
            set(found.absent) if not conclusion.number else set(conclusion.values) - {it.value for it in found.derived}
        )
        assert absent == {value for value in conclusion.values if (id, value) not in true}
        for derived in found.derived:
            assert derived.nodes[0].firing.rule.then == (id, derived.value)
            assert {node.firing.rule.then for node in derived.nodes} <= true
        assert how_report.text(found, 40).strip()


@settings(max_examples=examples(100))
@given(st.data())
def test_a_question_has_levels_of_rules_up_to_the_goal_just_where_its_answer_can_change_it(data: st.DataObject) -> None:
    kb = data.draw(with_steps(data.draw(knowledge_bases(whole=True))))
    answers = data.draw(cases(kb, total=False))
    question = data.draw(st.sampled_from(sorted(kb.questions)))
    others = {id: answer for id, answer in answers.items() if id != question}
    found = why(kb, answers, question)
    asked = kb.questions[question]
    if question in Consultation(kb, others).questions_left() and not (asked.required or asked.required_when):
        assert found.goals == (kb.goal,)
    if not found.levels:
        outcomes = set()
        required = {id: legal_answers(it)[0] for id, it in kb.questions.items() if it.required}
        for answer in legal_answers(kb.questions[question]):
            case = kb.total({**required, **others, question: answer})
            if is_legal(kb, case):
                outcomes.add(frozenset(pair for pair in evaluate(kb, case)[0] if pair[0] == kb.goal))
        assert len(outcomes) <= 1
        return
    first, last = found.levels[0], found.levels[-1]
    assert all(any(leaf.attribute == question for leaf, _ in leaves(rule.when)) for rule in first)
    assert any(rule.attribute == kb.goal for level in found.levels for rule in level)
    for below, above in zip(found.levels, found.levels[1:], strict=False):
        concluded = {rule.then for rule in below}
        for rule in above:
            assert concluded & {*model.tested_pairs(kb, rule.when)}
    assert last
    ids = [rule.id for level in found.levels for rule in level]
    assert len(ids) == len(set(ids))


def test_how_tells_reasons_sources_and_what_is_missing(greenhouse: KnowledgeBase) -> None:
    told = how_report.text(how(greenhouse, {**THIRSTY, "soil": "wet"}, "next_step", "hang-cloth"))
    assert told.startswith("Next step: Hang a cloth\n- With enough water, Tomato lacks only shade. [1]\n")
    assert 'Missing: light is not yet good, because plant is Tomato and shade is "Full' in told
    assert "SOURCES\n[1] The grower's handbook" in told


def test_how_of_an_answer_says_that_it_was_given_and_of_nothing_that_it_was_not(greenhouse: KnowledgeBase) -> None:
    assert 'Soil: your own answer, "Dry".' in how_report.text(how(greenhouse, THIRSTY, "soil"))
    assert "Days since watering were not answered, so this" in how_report.text(how(greenhouse, THIRSTY, "days"))
    assert how_report.as_object(how(greenhouse, THIRSTY, "signs"))["given"] == ["spots"]


def test_how_of_what_is_not_concluded_points_to_why_not(greenhouse: KnowledgeBase) -> None:
    told = how_report.text(how(greenhouse, THIRSTY, "light"))
    assert "Nothing is concluded" in told
    assert 'To see what is missing, ask why not: "Light"' in told


@pytest.mark.parametrize(
    ("attribute", "value", "said"),
    [
        ("moistur", "", "did you mean 'moisture'"),
        ("moisture", "shrt", "did you mean 'short'"),
        ("light", "purple", "it is one of good"),
    ],
)
def test_how_of_an_unknown_name_says_what_would_be_right(
    greenhouse: KnowledgeBase, attribute: str, value: str, said: str
) -> None:
    with pytest.raises(NothingSuch, match=said):
        how(greenhouse, THIRSTY, attribute, value)


def test_why_asked_again_goes_up_a_level_until_the_goal_is_reached(greenhouse: KnowledgeBase) -> None:
    found = why(greenhouse, {"plant": "tomato"}, "soil")
    assert [[rule.id for rule in level] for level in found.levels] == [
        ["moisture-short", "moisture-short-by-days"],
        ["moisture-enough", "next-water"],
        ["next-shade", "next-enjoy"],
    ]
    assert "then moisture is short" in why_report.level(found, 1)
    assert "your next step is: Hang a cloth" in why_report.level(found, 3, 100)
    assert "what the consultation is for" in why_report.level(found, 4)
    told = why_report.text(found)
    assert told.index("The answer can decide") < told.index("That is needed for") < told.index("is for")


def test_why_of_an_answered_question_reads_as_if_it_were_still_open(greenhouse: KnowledgeBase) -> None:
    found = why(greenhouse, {"plant": "cactus", "days": 0, "soil": "dry"}, "soil")
    assert found.goals == ("alongside", "caution")
    assert 'You answered "Dry"' in why_report.text(found)


def test_why_of_a_question_that_no_longer_matters_says_so(greenhouse: KnowledgeBase) -> None:
    found = why(greenhouse, {"plant": "cactus", "signs": ("spots",), "days": 3, "soil": "wet"}, "shade")
    assert not found.matters
    assert "no longer makes a difference" in why_report.text(found)


def test_a_required_question_is_asked_even_where_it_makes_no_difference(greenhouse: KnowledgeBase) -> None:
    answers = {"soil": "wet", "signs": (), "days": 3, "shade": "yes"}
    needless = replace(greenhouse, rules=tuple(rule for rule in greenhouse.rules if "plant" not in str(rule.when)))
    found = why(needless, answers, "plant")
    assert not found.matters
    assert "Every case needs this answer" in why_report.text(found)


def test_why_of_something_that_is_not_asked_is_refused(greenhouse: KnowledgeBase) -> None:
    with pytest.raises(NothingSuch, match="is concluded, not asked"):
        why(greenhouse, {}, "moisture")


def test_every_question_of_the_shipped_base_has_a_reason_from_the_start() -> None:
    kb = load()
    for question in kb.questions:
        assert why(kb, {}, question).matters, question
