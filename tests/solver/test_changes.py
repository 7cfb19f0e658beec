"""The proofs behind the explanations: their bounds are told, spans cover every number, and a thread has its formula."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NUMBERS, make_kb, make_rule

from advisor.explanation.why_not import WhyNot, why_not
from advisor.knowledge.conditions import COMPARISONS, Compare
from advisor.knowledge.model import Conclusion, KnowledgeBase, Question
from advisor.logic.intervals import Interval, merged, spans
from advisor.reports.explaining.why_not import text
from advisor.solver import kept
from advisor.solver.counterfactuals import ways
from advisor.solver.formula import Formula, formula_of
from advisor.solver.minimal_changes import minimal_changes

THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ("spots",), "shade": "no"}


def test_more_sets_than_the_bound_are_said_to_be_more(greenhouse: KnowledgeBase) -> None:
    formula, case = Formula(greenhouse), greenhouse.total(THIRSTY)
    target = formula.pairs["next_step", "enjoy"]
    every = minimal_changes(formula, case, target)
    assert (len(every.sets), every.complete) == (2, True)
    assert minimal_changes(formula, case, target, most=2) == every
    first = minimal_changes(formula, case, target, most=1)
    assert (first.sets, first.complete) == (every.sets[:1], False)


def test_a_text_of_some_of_the_sets_says_that_there_are_others(greenhouse: KnowledgeBase) -> None:
    found = why_not(greenhouse, THIRSTY, "next_step", "enjoy")
    cut = WhyNot(found.advice, found.pair, None, found.missing, (*found.sets * 4,), complete=False)
    told = " ".join(text(cut).split())
    assert "Any one of these more than 8 would give it" in told
    assert "and 4 others, and others that are no smaller" in told


def test_more_ways_than_the_bound_are_said_to_be_more(greenhouse: KnowledgeBase) -> None:
    formula, case = Formula(greenhouse), greenhouse.total(THIRSTY)
    ids = ("plant", "soil", "days", "signs")
    whole = ways(formula, case, ids, formula.pairs["moisture", "short"])
    assert whole.complete
    assert len(whole.boxes) > 1  # dry soil, or days without water and hanging leaves
    part = ways(formula, case, ids, formula.pairs["moisture", "short"], most=1)
    assert not part.complete


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_spans_hold_every_number_once_and_no_condition_tells_their_numbers_apart(data: st.DataObject) -> None:
    whole = data.draw(st.booleans())
    tests = data.draw(
        st.lists(st.tuples(st.sampled_from([*COMPARISONS]), st.sampled_from([*NUMBERS, 0.5, 2.5, -1, 9])), max_size=4)
    )
    question = Question("n", "number", "?", ".", "n", maximum=3, whole=whole)
    conditions = [Compare("n", comparison, number) for comparison, number in tests]
    rules = [make_rule(order, condition, ("c", "a")) for order, condition in enumerate(conditions)]
    found = spans(make_kb([question], [Conclusion("c", True, ("a",), "c")], rules), question)
    numbers = [*range(4)] if whole else [number / 4 for number in range(13)]
    for span in found:
        assert span.holds(span.one())
    for number in numbers:
        assert sum(span.holds(number) for span in found) == 1
        (span,) = (span for span in found if span.holds(number))
        for condition in conditions:
            compare = COMPARISONS[condition.comparison]
            assert compare(number, condition.number) == compare(span.one(), condition.number)
    assert merged(found, whole) == [Interval(0, 3)]


def test_spans_that_do_not_touch_stay_apart() -> None:
    assert merged([Interval(0, 1), Interval(2, 2), Interval(4, 5)], whole=True) == [Interval(0, 2), Interval(4, 5)]
    open_ended = [Interval(0, 1, False, True), Interval(1, 2, True, False)]
    assert merged(open_ended, whole=False) == open_ended
    assert merged([Interval(0, 1), Interval(1, 2, True, True)], whole=False) == [Interval(0, 2, False, True)]


def test_each_thread_has_one_formula_of_a_knowledge_base(greenhouse: KnowledgeBase) -> None:
    mine = formula_of(greenhouse)
    assert formula_of(greenhouse) is mine
    others: list[Formula] = []
    thread = threading.Thread(target=lambda: others.append(formula_of(greenhouse)))
    thread.start()
    thread.join()
    assert others[0].context is not mine.context


def test_only_the_formulas_used_last_are_kept(greenhouse: KnowledgeBase) -> None:
    first = formula_of(greenhouse)
    copies = [replace(greenhouse) for _ in range(kept.MAX_KEPT)]
    for copy in copies[:-1]:
        formula_of(copy)
    assert formula_of(greenhouse) is first
    gone = weakref.ref(copies[0])
    for copy in copies[1:]:
        formula_of(copy)
    del copies, copy
    gc.collect()
    assert gone() is None
    assert formula_of(greenhouse) is first
