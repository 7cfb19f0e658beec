"""How sure the next step is, compared with trying every case: what it rests on, what flips it, what is still open."""

from __future__ import annotations

import pytest
from brute_force import small
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import all_cases, completed, is_legal, legal_answers
from options import answers_of, takes
from oracle import evaluate
from profiles import examples
from strategies import cases, knowledge_bases, with_steps

from advisor.errors import CaseError
from advisor.explanation.how_sure import how_sure
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.how_sure import as_object, text


@st.composite
def drawn_cases(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer]]:
    kb = draw(with_steps(draw(knowledge_bases(whole=True))))
    assume(small(kb))
    answers = draw(cases(kb, total=False))
    assume(all(id in answers for id, question in kb.questions.items() if question.required))
    assume(is_legal(kb, kb.total(answers)))
    return kb, answers


def outcome_of(kb: KnowledgeBase, case: Answers) -> tuple[str, ...]:
    true, _, _ = evaluate(kb, case)
    return tuple(value for value in kb.conclusions[kb.goal].values if (kb.goal, value) in true)


def known(answers: Answers) -> dict[str, Answer]:
    """The answers that tell something."""
    return {id: answer for id, answer in answers.items() if answer != "unknown"}


def outcomes(kb: KnowledgeBase, fixed: Answers) -> set[tuple[str, ...]]:
    return {outcome_of(kb, case) for case in all_cases(kb) if all(case[id] == fixed[id] for id in fixed)}


@settings(max_examples=examples(60))
@given(drawn_cases())
def test_it_rests_on_answers_that_suffice_and_none_of_which_can_be_left_out(drawn: tuple) -> None:
    kb, answers = drawn
    case = kb.total(answers)
    found = how_sure(kb, answers)
    kept = {id: case[id] for id in found.rests_on}
    assert outcomes(kb, kept) == {outcome_of(kb, case)}
    for left_out in kept:
        assert len(outcomes(kb, {id: answer for id, answer in kept.items() if id != left_out})) > 1
    if found.settled:
        assert set(found.rests_on) <= set(known(answers))


@settings(max_examples=examples(60))
@given(drawn_cases())
def test_every_single_other_answer_that_flips_the_next_step_is_told_with_what_it_flips_to(drawn: tuple) -> None:
    kb, answers = drawn
    case = kb.total(answers)
    own = outcome_of(kb, case)
    found = how_sure(kb, answers)
    by_place = {(flip.question, flip.outcome): flip.options for flip in found.flips}
    assert len(by_place) == len(found.flips)
    expected = set()
    for id, question in kb.questions.items():
        for answer in legal_answers(question):
            outcome = outcome_of(kb, {**case, id: answer})
            if outcome != own and is_legal(kb, {**case, id: answer}):
                expected.add((id, outcome))
                assert any(takes(option, answer, case[id]) for option in by_place[id, outcome])
    assert set(by_place) == expected
    for (id, outcome), options in by_place.items():
        for option in options:
            for answer in answers_of(kb, id, option):
                assert outcome_of(kb, {**case, id: answer}) == outcome


@settings(max_examples=examples(60))
@given(drawn_cases())
def test_what_is_not_known_can_change_it_to_just_what_is_said(drawn: tuple) -> None:
    kb, answers = drawn
    found = how_sure(kb, answers)
    answers = known(answers)
    assert set(found.possible) == outcomes(kb, answers)
    assert len(found.possible) == len(set(found.possible))
    assert found.settled == (len(outcomes(kb, answers)) == 1)
    decisive = set()
    others = [id for id in kb.questions if id not in answers]
    for id in others:
        by_rest: dict[str, set[tuple[str, ...]]] = {}
        for case in completed(kb, answers, others):
            rest = str([case[other] for other in others if other != id])
            by_rest.setdefault(rest, set()).add(outcome_of(kb, case))
        if any(len(each) > 1 for each in by_rest.values()):
            decisive.add(id)
    assert set(found.decisive) == decisive
    assert set(found.advice.questions_left) == decisive  # what is told as still unknown, and what is proved, agree


def test_the_greenhouse_is_told_what_is_proved(greenhouse: KnowledgeBase) -> None:
    found = how_sure(greenhouse, {"plant": "tomato", "soil": "dry", "signs": ("spots",)})
    assert found.settled
    assert found.rests_on == ("plant", "soil")
    told = text(found)
    assert "2 of your 3 answers: with these it is so, whatever the others." in told
    assert "It can no longer change. That is proved" in told
    assert '"Wet" or "I have not tried" -> Hang a cloth' in " ".join(told.split())
    plain = as_object(found)
    assert plain["settled"] is True
    assert plain["rests_on"] == {"plant": "tomato", "soil": "dry"}


def test_an_open_question_is_told_with_what_may_come(greenhouse: KnowledgeBase) -> None:
    found = how_sure(greenhouse, {"plant": "tomato", "soil": "wet"})
    assert found.decisive == ("shade",)
    assert "Is there shade at noon?" in text(found)
    assert "- Enjoy it" in text(found)


def test_a_case_without_a_required_answer_is_refused(greenhouse: KnowledgeBase) -> None:
    with pytest.raises(CaseError, match="plant: this question needs an answer"):
        how_sure(greenhouse, {"soil": "wet"})


def test_what_a_shipped_case_rests_on_is_confirmed_by_experta() -> None:
    from advisor.explanation.recommendation import recommend

    kb = load()
    answers = {"country": "us", "application": "hired", "record_concern": "no"}
    found = how_sure(kb, answers)
    assert found.rests_on == ("country", "application"), "elsewhere the law may demand a licence of the hired"
    assert found.settled
    for flip in found.flips:
        for option in flip.options:
            (answer, *_) = answers_of(kb, flip.question, option)
            assert recommend(kb, {**answers, flip.question: answer}).steps == flip.outcome
