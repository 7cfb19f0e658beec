"""What is said of all remaining cases is what they show one by one, whichever procedure says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import completed, legal_answers
from oracle import evaluate, holds
from procedures import PROCEDURES, asked_by, each_procedure
from profiles import examples
from strategies import LETTERS, cases, knowledge_bases, make_kb, make_rule

from advisor.knowledge.attributes import Answer, Answers, Conclusion, Question
from advisor.knowledge.conditions import All, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.knowledge.steps import Paragraph, Step
from advisor.solver import diagrams
from advisor.solver.case_space import Cases
from advisor.solver.cases import RemainingCases
from advisor.solver.kept import Kept

MAX = 600
SOME = settings(max_examples=examples(60))


class Brute:
    """Every case with these answers, and what the oracle concludes in it."""

    def __init__(self, kb: KnowledgeBase, known: Answers) -> None:
        self.kb, self.known = kb, known
        self.open = [id for id in kb.questions if id not in known]
        self.cases = [*completed(kb, known, self.open)]
        self.pairs = [evaluate(kb, case)[0] for case in self.cases]

    def outcomes(self, attributes: list[str]) -> list[frozenset[Pair]]:
        return [frozenset(pair for pair in pairs if pair[0] in attributes) for pairs in self.pairs]


def few(kb: KnowledgeBase, known: Answers) -> bool:
    open = (question for id, question in kb.questions.items() if id not in known)
    return reduce(lambda count, question: count * len(legal_answers(question)), open, 1) <= MAX


@st.composite
def partial_cases(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer]]:
    kb = draw(knowledge_bases(whole=True))
    known = draw(cases(kb, total=False))
    assume(few(kb, known))
    return kb, known


def depending(brute: Brute, outcomes: list[frozenset[Pair]], among: range | list[int]) -> list[str]:
    found = []
    for id in brute.open:
        by_rest: dict[object, set[frozenset[Pair]]] = {}
        for n in among:
            rest = tuple(item for item in brute.cases[n].items() if item[0] != id)
            by_rest.setdefault(rest, set()).add(outcomes[n])
        if any(len(each) > 1 for each in by_rest.values()):
            found.append(id)
    return found


by_each_diagram = pytest.mark.parametrize("procedure", ["diagram", "remaining-diagram"])


@by_each_diagram
@SOME
@given(partial_cases(), st.data())
def test_a_question_is_depended_on_where_some_case_depends_on_its_answer(procedure, kb_and_known, data) -> None:
    kb, known = kb_and_known
    brute = Brute(kb, known)
    attributes = data.draw(st.lists(st.sampled_from([*kb.conclusions]), min_size=1, unique=True))
    with asked_by(procedure):
        asked = RemainingCases(kb, known)
        assert asked.depends_on(attributes) == depending(brute, brute.outcomes(attributes), range(len(brute.cases)))
        assert asked.answered_by == procedure


def courses(brute: Brute, outcomes: list[frozenset[Pair]], required: frozenset[str]) -> tuple[int, int]:
    """Follows each answer to each question that is asked: where it matters, or an answer is required."""

    def due(id: str, known: Answers) -> bool:
        return id in required or demand(brute.kb, id, known) is True

    def ahead(among: list[int], known: Answers) -> tuple[int, int]:
        depends = depending(brute, outcomes, among)
        open = [id for id in brute.open if id not in known]
        id = next((id for id in open if id in depends or due(id, known)), None)
        id = id or next((id for id in open if demand(brute.kb, id, brute.kb.total(known))), None)
        if id is None:
            return 0, 0
        answers = legal_answers(brute.kb.questions[id])
        ways = [
            ahead([n for n in among if brute.cases[n][id] == answer], {**known, id: answer})
            for answer in answers
            if answer != "unknown" or demand(brute.kb, id, known) is False
        ]
        return 1 + min(least for least, _ in ways), 1 + max(most for _, most in ways)

    return ahead([*range(len(brute.cases))], brute.known)


def demand(kb: KnowledgeBase, id: str, known: Answers) -> bool | None:
    """Whether an answer is required by a condition; None where that is open."""
    when = kb.questions[id].required_when
    return when is not None and holds(kb, when, known, (), ())


@by_each_diagram
@settings(max_examples=examples(30))
@given(partial_cases())
def test_the_bounds_are_those_of_the_shortest_and_the_longest_course(procedure, kb_and_known) -> None:
    kb, known = kb_and_known
    assume(all(answer != "unknown" or demand(kb, id, known) is False for id, answer in known.items()))
    brute = Brute(kb, known)
    assume(len(brute.cases) <= 120)
    required = frozenset(id for id in brute.open if kb.questions[id].required or demand(kb, id, known))
    with asked_by(procedure):
        asked = RemainingCases(kb, known)
        bounds, exact = asked.bounds([kb.goal], (), required), courses(brute, brute.outcomes([kb.goal]), required)
        if kb.legal is None:
            assert bounds == exact
        else:  # what may come to be required in vain widens them
            assert bounds[0] <= exact[0] <= exact[1] <= bounds[1]
        assert asked.answered_by == procedure


def test_the_condition_of_a_shown_text_is_told_apart_like_that_of_a_rule() -> None:
    question = Question("plan", "choice", "?", ".", "plan", values=LETTERS)
    kb = make_kb([question], [Conclusion("c", False, ("a",), "c")], [make_rule(0, All(()), ("c", "a"))])
    shown = OneOf("plan", ("b",))
    step = Step("a", "A", (Paragraph("As you plan.", shown),))
    asked = RemainingCases(replace(kb, steps={"a": step}), {})
    assert (asked.depends_on([], [shown]), asked.answered_by) == (["plan"], "diagram")
    untold = OneOf("plan", ("c",))
    assert (asked.depends_on([], [untold]), asked.answered_by) == (["plan"], "remaining-diagram")


@SOME
@given(knowledge_bases(whole=True), st.data())
def test_a_required_answer_may_be_unknown_as_on_the_road_of_somebody_who_did_not_give_it(kb, data) -> None:
    known = {**data.draw(cases(kb, total=False)), **{id: "unknown" for id, it in kb.questions.items() if it.required}}
    assume(few(kb, known))
    brute = Brute(kb, known)
    wanted = depending(brute, brute.outcomes([kb.goal]), range(len(brute.cases)))
    assert RemainingCases(kb, known).depends_on([kb.goal]) == wanted


@st.composite
def asked_cases(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer], OneOf]:
    """A knowledge base, some answers, and something that may be concluded."""
    kb, known = draw(partial_cases())
    return kb, known, OneOf(*draw(st.sampled_from(kb.pairs).map(lambda pair: (pair[0], (pair[1],)))))


@each_procedure
@SOME
@given(asked_cases())
def test_the_smallest_case_is_the_first_with_the_fewest_answers(procedure, drawn) -> None:
    kb, known, wanted = drawn
    brute = Brute(kb, known)
    pair = wanted.attribute, wanted.values[0]
    true = [case for case, pairs in zip(brute.cases, brute.pairs, strict=True) if pair in pairs]
    with asked_by(procedure):
        asked = RemainingCases(kb, known)
        assert asked.exists(wanted) == bool(true)
        found = asked.smallest(wanted)
        assert (found is not None) == bool(true)
        assert asked.answered_by == procedure
    if found is not None:
        total = kb.total(found)
        assert pair in evaluate(kb, total)[0]
        assert all(total[id] == answer for id, answer in known.items())
        assert size(kb, found) == min(size(kb, case) for case in true)


def size(kb: KnowledgeBase, case: Answers) -> int:
    return sum(answer != "unknown" and not kb.questions[id].required for id, answer in case.items())


@SOME
@given(asked_cases())
def test_every_procedure_says_the_same(drawn) -> None:
    kb, known, wanted = drawn
    brute = Brute(kb, known)
    told = []
    for procedure in PROCEDURES:
        with asked_by(procedure):
            asked = RemainingCases(kb, known)
            case = brute.cases[len(brute.cases) // 2]
            first = [id for id in kb.questions if id not in known]
            told.append(
                {
                    "outcomes": asked.outcomes(kb.goal),
                    "decisive": asked.decisive(kb.goal),
                    "smallest": asked.smallest(wanted),
                    "changes": asked.minimal_changes(case, wanted),
                    "reason": asked.sufficient_reason(kb.goal, case, first),
                    "flips": asked.flips(kb.goal, case),
                }
            )
            assert (asked.answered_by, asked.complete) == (procedure, True)
    assert told[1] == told[0]
    assert told[2] == told[0]
    values = kb.conclusions[kb.goal].values
    outcomes = {tuple(v for v in values if (kb.goal, v) in pairs) for pairs in brute.pairs}
    assert {*told[0]["outcomes"]} == outcomes
    assert told[0]["decisive"] == depending(brute, brute.outcomes([kb.goal]), range(len(brute.cases)))


@SOME
@given(asked_cases())
def test_cases_are_counted_by_the_classes_of_their_numbers(drawn) -> None:
    kb, known, wanted = drawn
    brute = Brute(kb, known)
    pair = wanted.attribute, wanted.values[0]
    kinds = kinds_of(kb, (case for case, pairs in zip(brute.cases, brute.pairs, strict=True) if pair in pairs))
    for procedure in ("diagram", "remaining-diagram"):
        with asked_by(procedure):
            asked = RemainingCases(kb, known)
            assert (asked.count(wanted), asked.answered_by) == (len(kinds), procedure)
    with asked_by("z3"):
        assert RemainingCases(kb, known).count(wanted) is None


def kinds_of(kb: KnowledgeBase, cases: Iterable[Answers]) -> set[str]:
    """The cases with their numbers as the classes that conditions tell apart."""
    every, numbers = Cases(kb.questions, [kb]), {id for id, it in kb.questions.items() if it.kind == "number"}
    return {
        str([every.branch(id, answer) if id in numbers else answer for id, answer in case.items()]) for case in cases
    }


def test_where_answers_are_given_the_small_diagram_of_what_remains_is_made_before_the_whole_one(
    greenhouse: KnowledgeBase,
) -> None:
    with mock.patch.object(diagrams, "_KEPT", Kept(diagrams.KeptDiagrams)):
        told = []
        for days in range(diagrams.MAX_BUILT + 1):
            asked = RemainingCases(greenhouse, {"plant": "tomato", "soil": "unknown", "days": days})
            assert asked.depends_on([greenhouse.goal]) is not None
            told.append(asked.answered_by)
        assert (told[0], told[-1]) == ("remaining-diagram", "diagram")
        asked = RemainingCases(greenhouse, {})
        assert (asked.depends_on([greenhouse.goal]) is not None, asked.answered_by) == (True, "diagram")
