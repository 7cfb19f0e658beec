"""What if answers were different: the same as a fresh run of the changed case, and the case stays as it is."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import is_legal, legal_answers
from oracle import evaluate, number
from profiles import examples
from strategies import answer_to, cases, knowledge_bases, with_steps

from advisor.consultation.consultation import Consultation
from advisor.errors import IllegalAnswer
from advisor.explanation.recommendation import recommend
from advisor.explanation.what_if import what_if
from advisor.knowledge.attributes import Answer
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.what_if import as_object, text

THIRSTY = {"plant": "tomato", "soil": "dry", "shade": "no"}


@st.composite
def changed_cases(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer], dict[str, Answer]]:
    kb = draw(knowledge_bases(whole=True))
    kb = draw(with_steps(kb))
    changed = draw(
        st.lists(st.sampled_from([*kb.questions.values()]), min_size=1, max_size=2, unique_by=lambda q: q.id)
    )
    answers = draw(cases(kb, total=False))
    assume(all(id in answers for id, question in kb.questions.items() if question.required))
    changes = {question.id: draw(answer_to(question)) for question in changed}
    assume(is_legal(kb, kb.total(answers)) and is_legal(kb, kb.total({**answers, **changes})))
    return kb, answers, changes


@settings(max_examples=examples(80))
@given(changed_cases())
def test_what_if_equals_a_fresh_run_and_changes_nothing(drawn: tuple) -> None:
    kb, answers, changes = drawn
    before = copy.deepcopy(answers)
    found = what_if(kb, answers, changes)
    assert answers == before
    for advice, case in ((found.before, answers), (found.after, {**answers, **changes})):
        fresh = recommend(kb, case, partial=True)
        assert (advice.steps, advice.conclusions, advice.firings) == (fresh.steps, fresh.conclusions, fresh.firings)
        assert advice.roadmap == fresh.roadmap if len(fresh.steps) == 1 else not advice.roadmap
    true, also = evaluate(kb, kb.total(answers))[0], evaluate(kb, kb.total({**answers, **changes}))[0]
    others, then = ({it for it in all if it[0] != kb.goal and it[0] not in kb.adding} for all in (true, also))
    assert (set(found.gained), set(found.lost)) == (then - others, others - then)
    sums = {id: (number(kb, id, true, ())[0], number(kb, id, also, ())[0]) for id in kb.adding}
    told = {id: tuple(Decimal(repr(it)) for it in both) for id, both in found.numbers.items()}
    assert told == {id: both for id, both in sums.items() if both[0] != both[1]}


@settings(max_examples=examples(80))
@given(changed_cases())
def test_an_answer_that_falls_away_makes_no_difference_to_the_next_step_any_more(drawn: tuple) -> None:
    kb, answers, changes = drawn
    found = what_if(kb, answers, changes)
    for id in found.falling_away:
        assert id in answers
        assert id not in changes
        for other in legal_answers(kb.questions[id]):
            again = recommend(kb, {**answers, **changes, id: other}, partial=True)
            assert again.steps == found.after.steps


@settings(max_examples=examples(80))
@given(changed_cases())
def test_the_questions_that_appear_are_those_of_a_consultation_with_the_changed_answers(drawn: tuple) -> None:
    kb, answers, changes = drawn
    found = what_if(kb, answers, changes)
    before, after = Consultation(kb, answers), Consultation(kb, {**answers, **changes})
    if not (before.goal_settled and after.goal_settled):
        assert set(found.appearing) == {*after.questions_left()} - {*before.questions_left()}
        assert set(found.disappearing) == {*before.questions_left()} - {*after.questions_left()} - {*changes}


def test_the_greenhouse_is_told_what_differs(greenhouse: KnowledgeBase) -> None:
    found = what_if(greenhouse, THIRSTY, {"soil": "wet"})
    assert (found.before.steps, found.after.steps) == (("water-now",), ("hang-cloth",))
    assert found.gained == (("moisture", "enough"),)
    assert found.lost == (("moisture", "short"),)
    told = text(found)
    assert 'Soil: "Wet" instead of "Dry"' in told
    assert "Now:  Water the Tomato\nThen: Hang a cloth\n" in told
    assert as_object(found)["after"]["roadmap"] == ["hang-cloth", "enjoy"]


def test_an_answer_can_be_taken_back_and_its_question_is_then_asked_again(greenhouse: KnowledgeBase) -> None:
    found = what_if(greenhouse, THIRSTY, {"soil": None})
    assert "soil" in found.appearing
    assert found.after.answers == {"plant": "tomato", "shade": "no"}
    assert "not answered" in text(found)


def test_the_answer_that_was_given_anyway_changes_nothing(greenhouse: KnowledgeBase) -> None:
    found = what_if(greenhouse, THIRSTY, {"soil": "dry"})
    assert not found.changed
    assert "as it is now" in text(found)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"soli": "dry"}, "did you mean 'soil'"),
        ({"soil": "drx"}, "did you mean 'dry'"),
        ({"moisture": "short"}, "is concluded by rules"),
        ({"plant": "unknown"}, "needs an answer"),
    ],
)
def test_a_change_that_cannot_be_says_what_would_be_right(greenhouse: KnowledgeBase, changes: dict, said: str) -> None:
    with pytest.raises(IllegalAnswer, match=said):
        what_if(greenhouse, THIRSTY, changes)
