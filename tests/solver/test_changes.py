"""The proofs behind the explanations: bounds are told, spans cover every number, and a thread has its diagrams."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from procedures import asked_by
from profiles import examples
from strategies import NUMBERS, make_kb, make_rule

from advisor.errors import GaveUp
from advisor.explanation.why_not import WhyNot, why_not
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import COMPARISONS, Compare, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.intervals import Interval, merged, spans
from advisor.reports.explaining.why_not import text
from advisor.solver import by_diagram, kept, minimal_changes
from advisor.solver.by_diagram import CaseInDiagram
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.cases import MAX_SETS, RemainingCases
from advisor.solver.changes import boxes_of
from advisor.solver.counterfactuals import ways
from advisor.solver.diagrams import ask_diagram
from advisor.solver.formula import Formula

THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ("spots",), "shade": "no"}


@pytest.mark.parametrize("procedure", ["diagram", "z3"])
def test_more_sets_than_the_bound_are_said_to_be_more(greenhouse: KnowledgeBase, procedure: str) -> None:
    case, enjoy = greenhouse.total(THIRSTY), OneOf("next_step", ("enjoy",))
    with asked_by(procedure):
        asked = RemainingCases(greenhouse, {})
        every = asked.minimal_changes(case, enjoy)
        assert (len(every.sets), every.complete, asked.answered_by) == (2, True, procedure)
        assert asked.minimal_changes(case, enjoy, most=2) == every
        first = asked.minimal_changes(case, enjoy, most=1)
        assert (first.sets, first.complete) == (every.sets[:1], False)


def test_z3_finds_the_smallest_sets_in_the_order_in_which_diagrams_do(greenhouse: KnowledgeBase) -> None:
    sizes, orders = set(), []
    for case in (THIRSTY, {**THIRSTY, "soil": "wet", "days": 0}, {"plant": "tomato"}, {}):
        for pair in greenhouse.pairs:
            told = []
            for procedure in ("diagram", "z3"):
                with asked_by(procedure):
                    asked = RemainingCases(greenhouse, {})
                    told.append(asked.minimal_changes(greenhouse.total(case), OneOf(pair[0], (pair[1],))))
            assert told[0] == told[1], pair
            sets = [change.questions for change in told[0].sets]
            sizes.add(tuple(sorted({len(ids) for ids in sets})))
            orders.append(sets == sorted(sets))
    assert any(len(several) > 1 for several in sizes)
    assert not all(orders)


def test_where_z3_gives_up_the_sets_it_found_are_told_as_some_of_them(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    formula, case = Formula(greenhouse), greenhouse.total(THIRSTY)
    target = formula.pairs["next_step", "enjoy"]
    every, complete = minimal_changes.minimal_changes(formula, case, target, MAX_SETS)
    assert (len(every), complete) == (2, True)

    def gives_up(solver: object) -> bool:
        if len(found) == 1:
            raise GaveUp
        return satisfiable(solver)

    satisfiable, other_than = minimal_changes.satisfiable, minimal_changes._other_than
    found: list[tuple[str, ...]] = []

    def noted(formula: Formula, ids: tuple[str, ...], changed: object) -> object:
        found.append(ids)
        return other_than(formula, ids, changed)

    monkeypatch.setattr(minimal_changes, "satisfiable", gives_up)
    monkeypatch.setattr(minimal_changes, "_other_than", noted)
    assert minimal_changes.minimal_changes(formula, case, target, MAX_SETS) == (every[:1], False)


def test_where_few_sets_are_kept_below_a_node_those_that_are_found_are_still_the_smallest(
    greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    diagram, case = CaseDiagram(greenhouse), greenhouse.total({**THIRSTY, "soil": "wet", "days": 0})
    for pair, target in diagram.pairs.items():
        monkeypatch.setattr(by_diagram, "MAX_AT_A_NODE", 400)
        every, complete = CaseInDiagram(greenhouse, diagram.cases, case).minimal_changes(target, MAX_SETS)
        assert complete
        monkeypatch.setattr(by_diagram, "MAX_AT_A_NODE", 1)
        some, complete = CaseInDiagram(greenhouse, diagram.cases, case).minimal_changes(target, MAX_SETS)
        assert some == every[: len(some)], pair
        assert complete == (some == every)


def test_a_text_of_some_of_the_sets_says_that_there_are_others(greenhouse: KnowledgeBase) -> None:
    found = why_not(greenhouse, THIRSTY, "next_step", "enjoy")
    cut = WhyNot(found.advice, found.pair, None, found.missing, (*found.sets * 4,), complete=False)
    told = " ".join(text(cut).split())
    assert "Any one of these more than 8 would give it" in told
    assert "and 6 others, and others that are no smaller" in told


def test_more_ways_than_the_bound_are_said_to_be_more(greenhouse: KnowledgeBase) -> None:
    formula, diagram, case = Formula(greenhouse), CaseDiagram(greenhouse), greenhouse.total(THIRSTY)
    ids, pair = [id for id in greenhouse.questions if id != "shade"], ("moisture", "short")
    here = CaseInDiagram(greenhouse, diagram.cases, case)
    whole = ways(formula, case, ids, formula.pairs[pair])
    assert whole.complete
    assert len(whole.boxes) > 1  # dry soil, or days without water and hanging leaves
    assert here.ways(diagram.pairs[pair], ids) == whole
    assert not ways(formula, case, ids, formula.pairs[pair], most=1).complete
    assert not here.ways(diagram.pairs[pair], ids, most=1).complete


@settings(max_examples=examples(200))
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


def test_boxes_come_in_the_order_of_the_questions_values() -> None:
    values = {"a": ("y", "x"), "b": ("q", "p", "o")}
    asked = [Question(id, "choice", "?", ".", id, values=of) for id, of in values.items()]
    way = [(frozenset([one]), frozenset([other])) for one, other in (("x", "q"), ("y", "o"), ("y", "p"))]
    assert boxes_of(asked, way) == ({"a": ("y",), "b": ("p", "o")}, {"a": ("x",), "b": ("q",)})


def test_spans_that_do_not_touch_stay_apart() -> None:
    assert merged([Interval(0, 1), Interval(2, 2), Interval(4, 5)], whole=True) == [Interval(0, 2), Interval(4, 5)]
    open_ended = [Interval(0, 1, False, True), Interval(1, 2, True, False)]
    assert merged(open_ended, whole=False) == open_ended
    assert merged([Interval(0, 1), Interval(1, 2, True, True)], whole=False) == [Interval(0, 2, False, True)]


def kept_diagram(kb: KnowledgeBase) -> CaseDiagram:
    found = ask_diagram(kb, {}, [], lambda asked: asked.diagram)
    assert found is not None
    return found.told


def test_each_thread_has_one_diagram_of_a_knowledge_base(greenhouse: KnowledgeBase) -> None:
    mine = kept_diagram(greenhouse)
    assert kept_diagram(greenhouse) is mine
    others: list[CaseDiagram] = []
    thread = threading.Thread(target=lambda: others.append(kept_diagram(greenhouse)))
    thread.start()
    thread.join()
    assert others[0] is not mine


def test_only_the_diagrams_used_last_are_kept(greenhouse: KnowledgeBase) -> None:
    first = kept_diagram(greenhouse)
    copies = [replace(greenhouse) for _ in range(kept.MAX_KEPT)]
    for copy in copies[:-1]:
        kept_diagram(copy)
    assert kept_diagram(greenhouse) is first
    gone = weakref.ref(copies[0])
    for copy in copies[1:]:
        kept_diagram(copy)
    del copies, copy
    gc.collect()
    assert gone() is None
    assert kept_diagram(greenhouse) is first
