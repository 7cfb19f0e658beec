"""Where the steps lead: the exact road is the one that the roadmap walks, case by case."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, product

import pytest
from brute_force import alike, size, small
from hypothesis import given, settings
from hypothesis import strategies as st
from legal import all_cases, legal_answers
from profiles import examples
from strategies import LETTERS, answer_to, conditions, make_kb, make_rule, questions

from advisor.consultation.roadmap import after, next_step, roadmap
from advisor.knowledge.attributes import Answer, Conclusion, Question
from advisor.knowledge.conditions import All, Any, Compare, NoneOf, OneOf
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Effect, Raise, Step
from advisor.logic.partial import evaluate
from advisor.logic.samples import some_cases
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases
from advisor.solver.nodes import MAX_NODES
from advisor.solver.ordering import in_good_order
from advisor.solver.search import Search
from advisor.verification.reachability import Reachability
from advisor.verification.road_checks import road_ends

FOLLOWED = 60


@st.composite
def achievements(draw: st.DrawFn, asked: list[Question]) -> tuple[Effect, ...]:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        changed = draw(st.lists(st.sampled_from(asked), min_size=1, max_size=2, unique_by=lambda question: question.id))
        values: dict[str, Answer | Raise] = {}
        for question in changed:
            raising = question.kind == "number" and draw(st.booleans())
            values[question.id] = Raise(draw(st.integers(0, 3))) if raising else draw(answer_to(question))
        when = draw(conditions(asked, {}, 0, depth=1)) if draw(st.booleans()) else None
        found.append(Effect(values, when))
    return tuple(found)


@st.composite
def roads(draw: st.DrawFn) -> KnowledgeBase:
    """Knowledge bases whose first steps change answers, often one that their own rule waits for."""
    asked = draw(questions(most=3))
    rules = []
    for order in range(draw(st.integers(2, 6))):
        rules.append(make_rule(order, draw(conditions(asked, {}, 0)), ("goal", draw(st.sampled_from(LETTERS)))))
    kb = make_kb(asked, [Conclusion("goal", False, LETTERS, "goal")], rules)
    steps = {id: Step(id, id, (), achieves=draw(achievements(asked)) if id != "c" else ()) for id in LETTERS}
    return KnowledgeBase(**{**vars(kb), "steps": steps})


def followed(kb: KnowledgeBase, case: dict[str, Answer]) -> tuple[str, list[str]]:
    """How the road goes on, one case after another: `ends`, `circle` or `astray`; and the steps that are taken."""
    steps: list[str] = []
    seen = []
    while True:
        state = evaluate(kb, case)
        step = next_step(state)
        if step is None:
            return "astray", steps
        steps.append(step.id)
        if not step.achieves:
            return "ends", steps
        if case in seen:
            return "circle", steps
        seen.append(case)
        case = after(state, step)


@st.composite
def rounds(draw: st.DrawFn) -> KnowledgeBase:
    """Knowledge bases in which a person goes from place to place, passes some again, and often stops the third time."""
    places, laps = "pqrs", "012"
    asked = [
        Question(id, "choice", "?", ".", id, required=True, values=(*of,)) for id, of in (("at", places), ("lap", laps))
    ]
    ids = [f"to-{place}" for place in places]
    rules = [make_rule(0, OneOf("lap", ("2",)), ("goal", "end"))]
    for place, lap in product(places, laps[:2]):
        goal = draw(st.sampled_from([id for id in ids if id != f"to-{place}"]))
        rules.append(make_rule(len(rules), All((OneOf("at", (place,)), OneOf("lap", (lap,)))), ("goal", goal)))
    steps = {"end": Step("end", "end", ())}
    for id, place in zip(ids, places, strict=True):
        moves = [Effect({"at": place})]
        if draw(st.booleans()):
            moves += [Effect({"lap": later}, OneOf("lap", (lap,))) for lap, later in pairwise(laps)]
        steps[id] = Step(id, id, (), achieves=tuple(moves))
    kb = make_kb(asked, [Conclusion("goal", False, (*ids, "end"), "goal")], rules)
    return KnowledgeBase(**{**vars(kb), "steps": steps})


@settings(max_examples=examples(150))
@given(st.one_of(roads().filter(small), rounds()))
def test_the_road_is_the_one_that_is_walked_case_by_case(kb: KnowledgeBase) -> None:
    diagram = Search(kb).diagram
    assert diagram is not None
    road = Reachability(diagram)
    walked = [(case, *followed(kb, case)) for case in all_cases(kb)]
    cases = diagram.cases
    for case, how, steps in walked:
        within = [n for n, node in enumerate(road.going_on) if cases.within(node, case) == cases.true]
        taken = len(road.going_on) - 1 if how == "circle" else len(steps) - (how == "ends")
        assert within == [*range(taken + 1)]
        assert (cases.within(road.endless, case) == cases.true) == (how == "circle")
    assert (road.circling != cases.false) == any(how == "circle" for _, how, _ in walked)
    stays = [(case, steps) for case, _, steps in walked if len(steps) > 1 and steps[0] == steps[1]]
    again = [id for id in kb.steps if any(steps[0] == id for _, steps in stays)]
    assert sorted(id for id, _ in road.unchanged()) == sorted(again)
    for id, witness in road.unchanged():
        least = min((case for case, steps in stays if steps[0] == id), key=lambda case: size(kb, case))
        assert alike(kb, witness) == alike(kb, least)
    lost = road.lost()
    circles = [case for case, how, _ in walked if how == "circle"]
    assert (lost is not None) == bool(circles)
    if lost is not None:
        assert alike(kb, lost.case) == alike(kb, min(circles, key=lambda case: size(kb, case)))
        assert list(lost.steps) == followed(kb, kb.total(lost.case))[1][: len(lost.steps)]
    if not circles:
        twice = {steps[0] for _, _, steps in walked if steps and steps.count(steps[0]) > 1}
        assert {id for id, _ in road.again()} == twice


def test_numbers_that_a_step_raises_are_told_from_those_that_it_leaves() -> None:
    days = Question("days", "number", "?", ".", "days", maximum=3)
    ends = [Compare("days", "is", number) for number in (0, 1)]
    rules = [make_rule(0, Any(tuple(ends)), ("goal", "c")), make_rule(1, NoneOf(tuple(ends)), ("goal", "b"))]
    kb = make_kb([days], [Conclusion("goal", False, LETTERS, "goal")], rules)
    steps = {id: Step(id, id, (), achieves=(Effect({"days": Raise(1)}),) if id == "b" else ()) for id in LETTERS}
    kb = KnowledgeBase(**{**vars(kb), "steps": steps})
    assert followed(kb, {"days": 0.5}) == ("ends", ["b", "c"])
    assert followed(kb, {"days": 1.5}) == ("circle", ["b", "b"])
    (finding,) = road_ends(Search(kb)).findings
    assert finding.kind == "step-stays"
    assert finding.witness == {"days": 2}


@settings(max_examples=examples(150))
@given(roads().filter(small))
def test_where_diagrams_are_too_large_a_road_is_proved_only_if_it_ends_and_no_step_comes_twice(
    kb: KnowledgeBase,
) -> None:
    proof = road_ends(Search(kb, samples=5, most_nodes=0))
    exact = road_ends(Search(kb))
    assert exact.answered_by == "diagram"
    assert proof.findings == ()
    if proof.holds:
        walked = [followed(kb, case) for case in all_cases(kb)]
        assert all(len(set(steps)) == len(steps) for _, steps in walked)
        assert "circle" not in {how for how, _ in walked}
        assert exact.holds
        if not proof.limits:
            assert {how for how, _ in walked} == {"ends"}
            longest = max(len(steps) for _, steps in walked)
            assert longest <= int(re.search(r"at most (\d+) step", proof.claim)[1])  # type: ignore[index]
    else:
        assert "steps cannot come twice" in proof.limits


@pytest.mark.parametrize("most_nodes", [0, 200])
def test_the_road_of_the_greenhouse_is_proved_without_the_whole_diagram(
    greenhouse: KnowledgeBase, most_nodes: int
) -> None:
    proof = road_ends(Search(greenhouse, most_nodes=most_nodes))
    assert proof.holds
    assert "in at most 3 steps; none comes twice." in proof.claim


def test_the_greenhouse_is_followed_from_each_of_its_cases(greenhouse: KnowledgeBase) -> None:
    diagram = CaseDiagram(greenhouse)
    lengths: Counter[int] = Counter()
    answers = [legal_answers(question) for question in greenhouse.questions.values() if question.kind != "number"]
    for days in (*range(61), "unknown"):
        for plant, soil, signs, shade in product(*answers):
            case = {"plant": plant, "soil": soil, "signs": signs, "days": days, "shade": shade}
            walked = roadmap(greenhouse, case)
            assert walked.complete
            lengths[len(walked.steps)] += 1
    road = Reachability(diagram)
    going_on = [*map(diagram.cases.how_many, road.going_on)]
    assert [more - fewer for more, fewer in pairwise(going_on)] == [lengths[n] for n in sorted(lengths)]
    assert going_on[-1] == 0


@pytest.fixture(scope="module")
def shipped() -> tuple[KnowledgeBase, CaseDiagram, Reachability]:
    """With room to count how many cases have a road of each length, for which the proof that all end has no need."""
    kb = load()
    diagram = in_good_order(kb, lambda order: CaseDiagram(kb, Cases(kb.questions, [kb], 4 * MAX_NODES, order)))
    return kb, diagram, Reachability(diagram)


def test_the_longest_road_that_ships_is_as_long_as_was_proved(
    shipped: tuple[KnowledgeBase, CaseDiagram, Reachability],
) -> None:
    kb, diagram, road = shipped
    for length, (node, longer) in enumerate(pairwise(road.going_on), 1):
        case = diagram.cases.smallest(diagram.cases.conjoin(node, diagram.cases.negate(longer)))
        assert case is not None
        walked = roadmap(kb, case)
        assert walked.complete
        assert len(walked.steps) == length


def test_that_no_step_that_ships_comes_twice_is_told_by_small_sets_of_cases(
    shipped: tuple[KnowledgeBase, CaseDiagram, Reachability],
) -> None:
    _, diagram, road = shipped
    with diagram.cases.at_most(40_000):  # to follow all roads back to a step takes a hundred thousand
        assert [*road.again()] == []


def test_roads_of_cases_at_random_are_as_long_as_was_proved(
    shipped: tuple[KnowledgeBase, CaseDiagram, Reachability],
) -> None:
    kb, diagram, road = shipped
    for case in some_cases(kb, FOLLOWED, seed=7):
        walked = roadmap(kb, case)
        assert walked.complete
        within = [diagram.cases.within(node, case) == diagram.cases.true for node in road.going_on]
        assert within.count(True) == within.index(False) == len(walked.steps)
