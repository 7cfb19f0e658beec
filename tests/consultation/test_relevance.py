"""The Kleene reader against the oracle, and relevance against every way of answering, on generated knowledge bases."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from unittest import mock

import oracle
import pytest
from brute_force import goal_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import completed, is_legal, legal_answers
from profiles import examples
from strategies import cases, knowledge_bases, leaf_of_question, make_kb, make_rule, questions, with_goals

from advisor.consultation.consultation import Consultation
from advisor.consultation.information_gain import WORLDS, _Worlds, weighed_classes
from advisor.consultation.relevance import relevant, undecided
from advisor.inference import conclusions, infer
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import All, Compare, OneOf, leaf_holds
from advisor.logic.partial import evaluate
from advisor.logic.samples import some_cases
from advisor.solver import diagrams
from benchmarks.generated import generated

KB_AND_PARTIAL = with_goals(knowledge_bases(whole=True)).flatmap(
    lambda kb: st.tuples(st.just(kb), cases(kb, total=False))
)


@settings(max_examples=examples(300))
@given(KB_AND_PARTIAL)
def test_kleene_agrees_with_the_oracle(kb_and_case) -> None:
    kb, case = kb_and_case
    true, may, fired = oracle.evaluate(kb, case)
    state = evaluate(kb, case)
    assert (state.true, state.possible) == (true, may)
    assert {id for id, value in state.fires.items() if value} == fired


@settings(max_examples=examples(200))
@given(KB_AND_PARTIAL)
def test_what_kleene_decides_is_what_fires_in_experta(kb_and_case) -> None:
    kb, case = kb_and_case
    state = evaluate(kb, case)
    assert {firing.rule.then for firing in infer(kb, case, state.possible)} == state.true


@settings(max_examples=examples(300))
@given(st.data())
def test_every_legal_answer_is_in_one_of_the_classes(data) -> None:
    question = data.draw(questions(most=1))[0]
    leaves = data.draw(st.lists(leaf_of_question(question), max_size=4))
    signatures = [[leaf_holds(leaf, answer) for leaf in leaves] for answer, _ in weighed_classes(question, leaves)]
    assert len(signatures) == len(set(map(tuple, signatures)))
    for answer in legal_answers(question):
        assert [leaf_holds(leaf, answer) for leaf in leaves] in signatures


@settings(max_examples=examples(150))
@given(KB_AND_PARTIAL)
def test_a_question_is_relevant_when_some_course_depends_on_it_and_only_then(kb_and_case) -> None:
    kb, case = kb_and_case
    goals = [id for id, conclusion in kb.conclusions.items() if conclusion.many][:1] or kb.goals
    open_questions = [id for id in kb.questions if id not in case][:3]
    case = {**{id: legal_answers(q)[0] for id, q in kb.questions.items() if id not in open_questions}, **case}
    every = [(each, goal_of(kb, each, goals)) for each in completed(kb, case, open_questions)]
    assume(every)
    matters = set()
    for id in open_questions:
        outcomes: dict[str, set[object]] = {}
        for each, outcome in every:
            outcomes.setdefault(str([each[other] for other in open_questions if other != id]), set()).add(outcome)
        if any(len(found) > 1 for found in outcomes.values()):
            matters.add(id)
    assert set(relevant(kb, case, goals)) == matters


@settings(max_examples=examples(100))
@given(KB_AND_PARTIAL)
def test_the_outcomes_of_random_completions_are_those_of_each_by_itself(kb_and_case) -> None:
    kb, case = kb_and_case
    goals = list(kb.conclusions)
    state = evaluate(kb, case)
    found = undecided(state, goals)
    worlds = _Worlds(state, found)
    outcomes = worlds.outcomes(worlds.blocks)
    for world in range(0, WORLDS, 101):
        chosen = {
            id: next(answer for answer, block in zip(answers, worlds.blocks[id], strict=True) if block >> world & 1)
            for id, answers in worlds.answers.items()
        }
        true = oracle.evaluate(kb, {**case, **chosen})[0]
        holds = [pair in true for pair in found.goals]
        assert [bool(outcome >> world & 1) for outcome in outcomes] == [*holds, not any(holds)]


@pytest.mark.parametrize("whole", [True, False])
def test_a_required_question_is_counted_on_courses_that_make_it_idle(
    whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`second` only matters where `first` is unknown, and is asked anyway: after `first` is a, `third` comes too."""
    asked = [Question(id, "choice", "?", ".", id, values=("a", "b")) for id in ("first", "second", "third")]
    asked[1] = asked[1]._replace(required=True)
    rules = [
        make_rule(0, OneOf("third", ("a",)), ("middle", "m")),
        make_rule(1, OneOf("first", ("unknown",)), ("middle", "m")),
        make_rule(2, All((OneOf("first", ("unknown",)), OneOf("second", ("a",)))), ("goal", "x")),
        make_rule(3, OneOf("middle", ("m",)), ("goal", "y")),
    ]
    conclusions = [Conclusion("middle", False, ("m",), "m"), Conclusion("goal", False, ("x", "y"), "goal")]
    monkeypatch.setattr(diagrams, "MAX_WHOLE", 1_000 if whole else 1)
    consultation = Consultation(make_kb(asked, conclusions, rules))
    assert consultation.remaining() == (2, 3)
    consultation.answer("a")
    assert (consultation.questions_left(), consultation.remaining()) == (["second", "third"], (2, 2))


@settings(max_examples=examples(60))
@given(with_goals(knowledge_bases(whole=True)), st.data())
def test_a_consultation_ends_with_the_goal_that_the_whole_case_has(kb, data) -> None:
    consultation = Consultation(kb)
    while consultation.question:
        least, most = consultation.remaining()
        assert 1 <= least <= most
        consultation.answer(data.draw(st.sampled_from(legal_answers(consultation.question))))
        after = consultation.remaining()
        assert least - 1 <= after[0]
        assert after[1] <= most - 1
    settled = goal_of(kb, kb.total(consultation.answers), kb.goals)
    found = conclusions(infer(kb, kb.total(consultation.answers)))
    assert {(id, value) for id in kb.goals for value in found.get(id, [])} == settled
    rest = [id for id in kb.questions if id not in consultation.answers]
    for _ in range(5):
        other = {id: data.draw(st.sampled_from(legal_answers(kb.questions[id]))) for id in rest}
        if is_legal(kb, {**consultation.answers, **other}):
            assert goal_of(kb, {**consultation.answers, **other}, kb.goals) == settled


@settings(max_examples=examples(150))
@given(KB_AND_PARTIAL)
def test_what_is_told_without_the_solver_is_wider_and_true(kb_and_case) -> None:
    """The questions that may matter hold all that do, and the bounds hold the exact ones."""
    kb, case = kb_and_case
    exact = Consultation(kb, case)
    wide = Consultation(replace(kb), case)
    least, most = exact.remaining()
    with mock.patch.multiple(diagrams, MAX_WHOLE=1, MAX_REMAINING=1):
        assert set(exact.questions_left()) <= set(wide.questions_left())
        assert wide.remaining()[0] <= max(least, 1)
        assert most <= wide.remaining()[1]


def test_a_question_that_only_seems_to_matter_does_not_count_beside_one_that_is_required() -> None:
    """The goal is the same whatever `idle` is; without the solver it may matter, but only `must` is sure to come."""
    asked = [
        Question("must", "choice", "?", ".", "must", required=True, values=("a", "b")),
        Question("idle", "choice", "?", ".", "idle", values=("a", "b")),
    ]
    rules = [
        make_rule(0, OneOf("idle", ("a",)), ("goal", "x")),
        make_rule(1, OneOf("idle", ("b", "unknown")), ("goal", "x")),
    ]
    kb = make_kb(asked, [Conclusion("goal", False, ("x",), "goal")], rules)
    assert Consultation(kb).remaining() == (1, 1)
    with mock.patch.multiple(diagrams, MAX_WHOLE=1, MAX_REMAINING=1):
        assert Consultation(replace(kb)).remaining() == (1, 2)


@pytest.mark.parametrize("rules", [60, 300])
def test_the_bounds_on_larger_knowledge_bases_are_those_after_each_answer_and_one_more(rules: int) -> None:
    """Whole diagrams, and where these are too large those of half-answered cases; by induction every course is kept."""
    kb, chance = generated(rules), Random(1)
    seen = set()
    for case in some_cases(kb, 6, seed=4):
        known = {id: case[id] for id in chance.sample([*kb.questions], chance.randint(12, 20))}
        now = Consultation(kb, known)
        if (question := now.question) is None:
            continue
        after = []
        for answer, _ in weighed_classes(question, undecided(evaluate(kb, known), kb.goals).waits[question.id]):
            then = Consultation(kb, {**known, question.id: answer})
            assert set(then.questions_left()) <= set(now.questions_left()) - {question.id}
            after.append(then.remaining())
        assert now.remaining() == (1 + min(least for least, _ in after), 1 + max(most for _, most in after))
        seen.add(now.remaining())
    assert len(seen) > 2


@pytest.mark.parametrize(("most", "left"), [(1, ["first", "second"]), (1_000, ["second"])])
def test_what_an_answer_is_required_by_is_among_the_most_telling_questions(
    most: int, left: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the solver says which questions matter or not: no rule reads `first`, but a demand on `second` does."""
    monkeypatch.setattr(diagrams, "MAX_WHOLE", most)
    monkeypatch.setattr(diagrams, "MAX_REMAINING", most)
    asked = [Question(id, "number", "?", ".", id, maximum=3) for id in ("first", "second")]
    asked[1] = asked[1]._replace(required_when=Compare("first", "is", 0))
    rules = [make_rule(0, Compare("second", "is", 0), ("goal", "x"))]
    consultation = Consultation(make_kb(asked, [Conclusion("goal", False, ("x",), "goal")], rules), shortest=True)
    assert consultation.question is not None
    assert consultation.questions_left() == left
