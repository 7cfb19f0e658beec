"""Why something was not concluded: every smallest change of answers, compared with trying all cases."""

from __future__ import annotations

from itertools import product

import pytest
from brute_force import small
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import all_cases, is_legal
from options import answers_of, takes
from oracle import evaluate, holds
from profiles import examples
from strategies import cases, knowledge_bases, make_kb, make_rule, with_steps

from advisor.explanation.failures import Missing
from advisor.explanation.names import NothingSuch
from advisor.explanation.recommendation import recommend
from advisor.explanation.why_not import ChangeSet, WhyNot, why_not
from advisor.inference import infer
from advisor.knowledge.attributes import Answer, Conclusion, Question
from advisor.knowledge.conditions import Compare, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase, Pair

THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ("spots",), "shade": "no"}


@st.composite
def drawn_why_nots(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer], Pair]:
    kb = draw(with_steps(draw(knowledge_bases(whole=True))))
    assume(small(kb))
    pairs = [pair for pair in kb.pairs if not kb.conclusions[pair[0]].number]
    return kb, draw(cases(kb, total=False)), draw(st.sampled_from(pairs))


def differing(case: dict[str, Answer], other: dict[str, Answer]) -> frozenset[str]:
    return frozenset(id for id in case if case[id] != other[id])


@settings(max_examples=examples(80))
@given(drawn_why_nots())
def test_every_smallest_set_of_changes_is_found_and_no_other(drawn: tuple) -> None:
    kb, answers, pair = drawn
    case = kb.total(answers)
    found = why_not(kb, answers, *pair)
    if pair in evaluate(kb, case)[0]:
        assert found.how is not None
        assert not found.sets
        return
    assert found.how is None
    works = [other for other in all_cases(kb) if pair in evaluate(kb, other)[0]]
    sets = {differing(case, other) for other in works}
    smallest = {ids for ids in sets if not any(other < ids for other in sets)}
    # A required question that was not answered is no legal case, so that its answer is always among the changes.
    assert {frozenset(one.questions) for one in found.sets} == smallest
    assert found.complete
    place = list(kb.questions)
    order = [(len(one.questions), [place.index(id) for id in one.questions]) for one in found.sets]
    assert order == sorted(order)
    for one in found.sets:
        check_ways(kb, case, one, [other for other in works if differing(case, other) == frozenset(one.questions)])


def test_an_answer_that_must_be_given_anyway_makes_no_further_change_smallest() -> None:
    """The `number` is required and missing; where it alone gives the conclusion, `ticks` need not change besides."""
    asked = [
        Question("ticks", "many", "?", ".", "ticks", values=("a", "b")),
        Question("number", "number", "?", ".", "number", required=True, maximum=3, whole=True),
    ]
    rules = [
        make_rule(0, OneOf("ticks", ("a",)), ("held", "yes")),
        make_rule(1, Compare("number", "is", 0), ("held", "yes")),
        make_rule(2, Compare("number", "is", 1), ("goal", "x")),
    ]
    kb = make_kb(asked, [Conclusion("held", False, ("yes",), "held"), Conclusion("goal", False, ("x",), "goal")], rules)
    assert [one.questions for one in why_not(kb, {}, "held", "yes").sets] == [("number",)]


def check_ways(kb: KnowledgeBase, case: dict[str, Answer], one: ChangeSet, works: list[dict[str, Answer]]) -> None:
    assert one.complete
    for other in works:
        boxes = [
            box
            for box in one.boxes
            if all(any(takes(option, other[id], case[id]) for option in options) for id, options in box.items())
        ]
        assert boxes
    working = [tuple(other[id] for id in one.questions) for other in works]
    for box in one.boxes:
        for options in product(*(box[id] for id in one.questions)):
            chosen = [answers_of(kb, id, option) for id, option in zip(one.questions, options, strict=True)]
            assert all(way in working for way in product(*chosen))


@settings(max_examples=examples(80))
@given(drawn_why_nots())
def test_after_a_smallest_change_experta_concludes_it_and_after_part_of_it_not(drawn: tuple) -> None:
    kb, answers, pair = drawn
    case = kb.total(answers)
    for one in why_not(kb, answers, *pair).sets:
        box = one.boxes[0]
        changed = {id: answers_of(kb, id, box[id][0])[0] for id in one.questions}
        assert pair in {firing.rule.then for firing in infer(kb, {**case, **changed})}
        for left_out in changed:
            part = {**case, **{id: answer for id, answer in changed.items() if id != left_out}}
            if (kb.questions[left_out].required and left_out not in answers) or not is_legal(kb, part):
                continue  # it needs an answer in every case, or beside the others
            assert pair not in {firing.rule.then for firing in infer(kb, part)}


@settings(max_examples=examples(80))
@given(drawn_why_nots())
def test_each_part_that_is_said_to_hold_holds_and_in_every_rule_one_fails(drawn: tuple) -> None:
    kb, answers, pair = drawn
    case = kb.total(answers)
    true, _, fired = evaluate(kb, case)
    found = why_not(kb, answers, *pair)
    waiting = [found.missing] if found.missing else []
    seen: set[Pair] = set()
    while waiting:
        missing: Missing = waiting.pop()
        if missing.again or missing.pair in seen:
            continue
        seen.add(missing.pair)
        assert missing.pair not in true
        assert {attempt.rule.id for attempt in missing.attempts} == {
            rule.id for rule in kb.rules if rule.then == missing.pair
        }
        for attempt in missing.attempts:
            assert attempt.rule.id not in fired
            assert attempt.fails or attempt.forestalled
            if attempt.forestalled:
                assert attempt.forestalled.id in fired
            assert all(holds(kb, part, case, true, ()) for part in attempt.holds)
            todo = list(attempt.fails)
            while todo:
                failure = todo.pop()
                assert set(failure.concluded) <= true
                waiting += failure.missing
                todo += [inner for way in failure.ways for inner in way]


@settings(max_examples=examples(80))
@given(drawn_why_nots())
def test_the_route_is_the_beginning_of_the_roadmap_that_reaches_it(drawn: tuple) -> None:
    kb, answers, pair = drawn
    found = why_not(kb, answers, *pair)
    if found.route is None:
        return
    case = kb.total(answers)
    for stage in found.route.stages:
        assert pair not in evaluate(kb, case)[0]
        assert recommend(kb, case, partial=True).step == stage.step
        for achievement in stage.step.achieves:
            for id, answer in achievement.set.items():
                before = case[id]
                both = isinstance(before, tuple) and isinstance(answer, tuple)
                case[id] = kb.questions[id].read([*before, *answer]) if both else answer  # type: ignore[misc]
    assert pair in evaluate(kb, case)[0]


def test_the_greenhouse_names_what_can_be_done_and_what_cannot(greenhouse: KnowledgeBase) -> None:
    found = why_not(greenhouse, THIRSTY, "next_step", "enjoy")
    assert [one.questions for one in found.sets] == [("plant",), ("soil", "shade")]
    plant, both = found.sets
    assert plant.changes[0].options == ("cactus",)
    assert not plant.within_reach
    assert both.changes[0].options == ("wet", "unknown")
    assert [[(way.step.id, way.at_once) for way in change.means] for change in both.changes] == [
        [("water-now", True)],
        [("hang-cloth", True)],
    ]
    assert both.changes[0].means[0].takes.months == (0, 1)
    assert both.within_reach
    assert [stage.step.id for stage in found.route.stages] == ["water-now", "hang-cloth"]


def test_what_is_concluded_is_answered_with_how(greenhouse: KnowledgeBase) -> None:
    found = why_not(greenhouse, THIRSTY, "moisture", "short")
    assert found.how is not None
    assert found.how.derived[0].nodes[0].firing.rule.id == "moisture-short"


def test_what_no_answer_brings_about_has_no_set(greenhouse: KnowledgeBase) -> None:
    found = why_not(greenhouse, {**THIRSTY, "signs": ()}, "alongside", "talk")
    assert [one.questions for one in found.sets] == [("days",)]
    (days,) = found.sets[0].changes
    assert [(span.least, span.most) for span in days.options] == [(0, 1)]
    assert days.kind == "step"


def test_an_unknown_value_is_refused_with_what_would_be_right(greenhouse: KnowledgeBase) -> None:
    with pytest.raises(NothingSuch, match="did you mean 'enjoy'"):
        why_not(greenhouse, THIRSTY, "next_step", "enjoi")


@pytest.fixture(scope="module")
def weak() -> WhyNot:
    return why_not(load(), {"country": "us", "application": "not_yet", "leadership": "weak"}, "next_step", "apply")


def test_each_smallest_change_of_a_shipped_case_is_confirmed_by_experta(weak: WhyNot) -> None:
    assert weak.complete
    assert len(weak.sets) > 5
    for one in weak.sets:
        for box in one.boxes:
            changed = {id: box[id][-1] for id in one.questions}
            case = {**weak.advice.case, **{id: answers_of(weak.kb, id, option)[0] for id, option in changed.items()}}
            assert recommend(weak.kb, case).steps == ("apply",)
