"""Classes of numbers: of all numbers one by one, those that the same tests hold of."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import examples
from strategies import make_kb, make_rule

from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import COMPARISONS, All, Compare, Leaf, Number, leaf_holds
from advisor.knowledge.model import KnowledgeBase
from advisor.logic import answer_classes
from advisor.logic.answer_classes import Numbers, numbers, with_least_numbers

LEAST, MOST = 1, 12
HALVES = [half / 2 for half in range(2 * LEAST - 3, 2 * MOST + 4)]
"""Numbers with which one may compare, of which some are no answers."""

TESTS = st.lists(st.builds(Compare, st.just("n"), st.sampled_from([*COMPARISONS]), st.sampled_from(HALVES)), max_size=4)


def asked(whole: bool) -> Question:
    return Question("n", "number", "?", ".", "n", minimum=LEAST, maximum=MOST, whole=whole)


def kind(tests: Sequence[Leaf], number: Number) -> tuple[bool, ...]:
    return tuple(leaf_holds(test, number) for test in tests)


def kb_of(question: Question, tests: Sequence[Leaf]) -> KnowledgeBase:
    return make_kb([question], [Conclusion("c", False, ("a",), "c")], [make_rule(0, All((*tests,)), ("c", "a"))])


@settings(max_examples=examples(200))
@given(TESTS)
def test_classes_of_whole_numbers_have_their_least_number_and_how_many_they_are(tests: list[Leaf]) -> None:
    expected: dict[tuple[bool, ...], Numbers] = {}
    for number in range(LEAST, MOST + 1):
        before = expected.get(kind(tests, number), Numbers(number, 0))
        expected[kind(tests, number)] = Numbers(before.least, before.size + 1)
    assert numbers(asked(whole=True), tests) == [*expected.values()]


@settings(max_examples=examples(200))
@given(TESTS)
def test_classes_of_other_numbers_have_one_number_each_and_miss_none(tests: list[Leaf]) -> None:
    found = numbers(asked(whole=False), tests)
    quarters = (quarter / 4 for quarter in range(4 * LEAST, 4 * MOST + 1))
    expected = {kind(tests, number): None for number in quarters}
    assert [kind(tests, each.least) for each in found] == [*expected]
    assert all(LEAST <= each.least <= MOST and each.size == 1 for each in found)


@settings(max_examples=examples(100))
@given(TESTS, st.integers(LEAST, MOST))
def test_a_number_is_told_as_the_least_of_its_class_and_other_answers_stay(tests: list[Leaf], number: int) -> None:
    least = next(each for each in range(LEAST, MOST + 1) if kind(tests, each) == kind(tests, number))
    kbs = [kb_of(asked(whole=True), tests)]
    assert with_least_numbers({"n": number, "other": "a"}, kbs) == {"n": least, "other": "a"}
    assert with_least_numbers({"n": "unknown"}, kbs) == {"n": "unknown"}


@given(TESTS)
def test_a_test_that_several_conditions_make_is_there_once(tests: list[Leaf]) -> None:
    kb = kb_of(asked(whole=True), tests)
    found = answer_classes.tests_by_question([kb, kb]).get("n", [])
    assert len(found) == len(set(found))
    assert set(found) == set(tests)
