"""Short interviews: the most telling question first, the fewest answers that settle a case, and the report of both."""

from __future__ import annotations

import dataclasses
import io
from itertools import combinations, product
from pathlib import Path
from statistics import mean

import pytest
from brute_force import goal_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from legal import completed, is_legal, offered
from profiles import examples
from strategies import cases, knowledge_bases, make_kb, make_rule, with_goals
from talking import Lines

from advisor.cli.main import main
from advisor.consultation import fewest, information_gain
from advisor.consultation.consultation import Consultation
from advisor.consultation.fewest import fewest_answers, smallest_meeting
from advisor.consultation.interviews import interview, random_people
from advisor.errors import IllegalAnswer
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.conditions import All, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Step


def choice(id: str, *values: str) -> Question:
    return Question(id, "choice", f"About {id}?", ".", id, values=values)


def late_divider() -> KnowledgeBase:
    """The last question alone settles half of the cases; the author asks the five others first."""
    asked = [*(choice(f"q{n}", "a", "b") for n in range(5)), choice("divider", "a", "b")]
    every = All(tuple(OneOf(f"q{n}", ("a",)) for n in range(5)))
    rules = [
        make_rule(0, OneOf("divider", ("a",)), ("goal", "x")),
        make_rule(1, All((OneOf("divider", ("b", "unknown")), every)), ("goal", "y")),
    ]
    return make_kb(asked, [Conclusion("goal", False, ("x", "y"), "goal")], rules)


def test_the_most_telling_question_comes_first_and_the_authors_order_stays_the_default() -> None:
    kb = late_divider()
    assert Consultation(kb).question == kb.questions["q0"]
    shortest = Consultation(kb, shortest=True)
    assert shortest.question == kb.questions["divider"]
    assert shortest.remaining() == (1, 6)
    shortest.answer("a")
    assert shortest.goal_settled
    assert shortest.undo()
    assert shortest.question == kb.questions["divider"]


def test_a_required_question_is_asked_first_for_it_is_asked_anyway() -> None:
    kb = late_divider()
    needed = kb.questions["q3"]._replace(required=True)
    kb = make_kb(
        [*(needed if id == "q3" else q for id, q in kb.questions.items())], [*kb.conclusions.values()], [*kb.rules]
    )
    assert Consultation(kb, shortest=True).question == needed


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])
@given(with_goals(knowledge_bases(whole=True)), st.data())
def test_no_question_of_a_short_interview_is_in_vain_and_it_ends_with_the_same_goal(
    kb: KnowledgeBase, data: st.DataObject
) -> None:
    person = data.draw(cases(kb, total=True))
    consultation = Consultation(kb, shortest=True)
    while not consultation.goal_settled and (question := consultation.question):
        if not question.required:
            open_questions = [id for id in kb.questions if id not in consultation.answers]
            outcomes: dict[str, set[object]] = {}
            for case in completed(kb, consultation.answers, open_questions):
                rest = str([case[id] for id in open_questions if id != question.id])
                outcomes.setdefault(rest, set()).add(goal_of(kb, case, kb.goals))
            assert any(len(goals) > 1 for goals in outcomes.values())
        person[question.id] = offered(question, person)
        consultation.set(question.id, person[question.id])
    assume(is_legal(kb, person))  # an answer that is not offered may have been another
    assert goal_of(kb, kb.total(consultation.answers), kb.goals) == goal_of(kb, person, kb.goals)
    assert interview(kb, person, shortest=True) == len(consultation.answers)


def test_a_question_that_cannot_matter_is_not_chosen_where_the_solver_cannot_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two rules that conclude the same whatever is answered wait for `idle`; by chance it may look the most telling."""
    asked = [choice("idle", *(f"v{n}" for n in range(40))), choice("real", "a", "b")]
    rules = [
        make_rule(0, OneOf("idle", tuple(f"v{n}" for n in range(20))), ("middle", "m")),
        make_rule(1, OneOf("idle", (*(f"v{n}" for n in range(20, 40)), "unknown")), ("middle", "m")),
        make_rule(2, All((OneOf("middle", ("m",)), OneOf("real", ("a",)))), ("goal", "x")),
    ]
    kb = make_kb(asked, [Conclusion("middle", False, ("m",), "m"), Conclusion("goal", False, ("x",), "goal")], rules)
    assert Consultation(kb).questions_left() == ["real"]
    monkeypatch.setattr("advisor.solver.cases.ask_diagram", lambda *asked, **how: None)
    monkeypatch.setattr(
        information_gain, "_doubt", lambda blocks, outcomes: -len(list(blocks))
    )  # the widest looks best
    assert Consultation(kb).questions_left() == ["idle", "real"]
    assert Consultation(kb, shortest=True).question == kb.questions["real"]


def test_a_question_of_many_values_is_asked_though_its_combinations_are_not_tried() -> None:
    values = tuple(f"v{n}" for n in range(14))
    asked = [Question("q", "many", "?", ".", "q", values=values), choice("other", "a", "b")]
    rules = [
        make_rule(n, All((OneOf("q", (value,)), OneOf("other", ("a",)))), ("goal", value))
        for n, value in enumerate(values)
    ]
    kb = make_kb(asked, [Conclusion("goal", True, values, "goal")], rules)
    assert interview(kb, {"q": values[3:5], "other": "a"}, shortest=True) == 2


def test_no_order_asks_fewer_than_the_fewest_answers(greenhouse: KnowledgeBase) -> None:
    answers = {id: (0, 3, "unknown") if id == "days" else every(q) for id, q in greenhouse.questions.items()}
    for chosen in product(*answers.values()):
        person = dict(zip(answers, chosen, strict=True))
        least = fewest_answers(greenhouse, person)
        assert least.exact
        assert least.number <= min(interview(greenhouse, person), interview(greenhouse, person, shortest=True))


def test_short_interviews_ask_fewer_of_all_people_together() -> None:
    kb = late_divider()
    people = [dict(zip(kb.questions, chosen, strict=True)) for chosen in product("ab", repeat=6)]
    shortest = mean(interview(kb, person, shortest=True) for person in people)
    assert shortest < mean(interview(kb, person) for person in people) - 0.5


def every(question: Question) -> list[object]:
    unknown = [] if question.required else ["unknown"]
    return [(), question.values, *unknown] if question.kind == "many" else [*question.values, *unknown]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(with_goals(knowledge_bases(most_rules=8, whole=True)), st.data())
def test_no_fewer_answers_settle_a_case(kb: KnowledgeBase, data: st.DataObject) -> None:
    person = data.draw(cases(kb, total=True))
    found = fewest_answers(kb, person)
    required = {id for id, question in kb.questions.items() if question.required}
    assert found == (least_by_trying(kb, person, required), True)


def least_by_trying(kb: KnowledgeBase, person: Answers, required: set[str]) -> int:
    goal = goal_of(kb, person, kb.goals)
    for size in range(len(required), len(kb.questions) + 1):
        for asked in combinations(kb.questions, size):
            others = [id for id in kb.questions if id not in asked]
            known = {id: person[id] for id in asked}
            if required <= set(asked) and all(
                goal_of(kb, case, kb.goals) == goal for case in completed(kb, known, others)
            ):
                return size
    raise AssertionError("all answers settle every case")


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), max_size=10))
def test_a_smallest_set_meets_every_demand(demands: list[frozenset[str]]) -> None:
    found = smallest_meeting(demands)
    assert all(found & demand for demand in demands)
    smaller = combinations("abcdefgh", len(found) - 1) if found else ()
    assert not any(all(set(other) & demand for demand in demands) for other in smaller)


def test_the_fewest_are_a_bound_where_no_proof_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kb = late_divider()
    person = {**dict.fromkeys(kb.questions, "a"), "divider": "b"}
    assert fewest_answers(kb, person) == (6, True)
    monkeypatch.setattr(fewest, "MAX_DEMANDS", 3)
    monkeypatch.setattr(fewest, "AT_ONCE", 1)
    found = fewest_answers(kb, person)
    assert found.number < 6
    assert not found.exact


def test_random_people_are_legal_and_the_same_for_the_same_seed(greenhouse: KnowledgeBase) -> None:
    people = random_people(greenhouse, 200, 1)
    assert people == random_people(greenhouse, 200, 1) != random_people(greenhouse, 200, 2)
    for id, question in greenhouse.questions.items():
        seen = {person[id] for person in people}
        assert ("unknown" in seen) == (not question.required)
        assert seen >= set(question.values if question.kind == "choice" else ())
        for answer in seen - {"unknown"}:
            try:
                assert question.read(answer) == answer
            except IllegalAnswer as error:
                raise AssertionError(str(error)) from None


def test_the_report_compares_both_orders_with_the_fewest(
    greenhouse_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("answers: {plant: tomato, soil: dry}\n---\nanswers: {plant: cactus, soil: wet}\n")
    assert main(["test", "--interviews", "--kb", str(greenhouse_folder), "--random", "0", str(case)]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("advisor: holding the interviews")
    assert out.splitlines()[:6] == [
        "How many questions are asked, of 5, until next_step is settled:",
        "",
        "2 cases                                  mean  worst",
        "  all questions                          5.00      5",
        "  in the knowledge base's order          2.00      2",
        "  with --shortest                        2.00      2",
    ]
    assert main(["test", "--interviews", "--random", "-1"]) == 2


def test_shortest_is_an_option_of_the_dialogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    kb = dataclasses.replace(late_divider(), steps={id: Step(id, id, ()) for id in "xy"})
    authors, shortest = Lines(kb), Lines(kb, shortest=True)
    assert "About q0?" in authors.seen
    assert "About divider?" not in authors.seen.partition("The input ended")[0]
    assert "About divider?" in shortest.seen.partition("The input ended")[0]


def test_shortest_goes_on_when_a_consultation_is_resumed(
    greenhouse_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr("sys.stdin", io.StringIO("cactus\nquit\n"))
    assert main(["consult", "--shortest", "--kb", str(greenhouse_folder)]) == 0
    assert f"advisor --kb {greenhouse_folder} --resume --shortest" in capsys.readouterr().out
