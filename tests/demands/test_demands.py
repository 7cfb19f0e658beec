"""An answer that must be given where it matters: every reader refuses the same cases, and asks for the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from brute_force import Brute, alike, small, smallest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from legal import demanded, is_legal
from profiles import examples
from row_tables import table
from strategies import answer_to, cases, knowledge_bases
from talking import Lines, Talk, typed

import advisor
from advisor.batching.row_by_row import by_interpretation, decide
from advisor.certificate import checking
from advisor.certificate.writing import certificate
from advisor.cli.main import main
from advisor.consultation.consultation import Consultation
from advisor.consultation.fewest import fewest_answers
from advisor.consultation.interviews import interview, random_people
from advisor.errors import CaseError, IllegalAnswer, KnowledgeBaseError
from advisor.explanation.why import why
from advisor.exports import json_schema
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import ALWAYS, leaves
from advisor.knowledge.demands import complaints
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.demands import as_asked
from advisor.logic.samples import some_cases
from advisor.reports.explaining.why import text
from advisor.solver.search import Search
from advisor.verification.demands import answers_required
from advisor.verification.difference import difference

HEAD = "id: {id}\ntitle: A benefit\nversion: 1\ngoal: verdict\n{more}\nsources: {{law: {{title: An act}}}}\n"
QUESTIONS = """\
questions:
  snap: {ask: Does the household get SNAP?, why: It decides., choices: {y: Yes, n: No}}
  size: {ask: How many are you?, why: It decides., number: {min: 1, max: 9, whole: yes}, required: {when: {snap: n}}}
  income:
    ask: What is your income a month?
    why: It decides.
    number: {min: 0, max: 9999, unit: dollars}
    required: {when: {snap: {not: y}, size: {at_least: 3}}}
conclusions:
  verdict: {one: [free, full], label: Verdict}
steps:
  free: {title: Free meals, do: Come.}
  full: {title: Full price, do: Pay.}
rules:
  snap: {when: {snap: y}, then: {verdict: free}, because: Snap., cite: law}
  small: {when: {snap: {not: y}, size: {below: 3}}, then: {verdict: full}, because: Few., cite: law}
  poor:
    {when: {snap: {not: y}, size: {at_least: 3}, income: {below: 900}}, then: {verdict: free}, because: P., cite: law}
  rich:
    {when: {snap: {not: y}, size: {at_least: 3}, income: {at_least: 900}}, then: {verdict: full}, because: R, cite: law}
  nobody: {when: {snap: {not: y}, size: unknown}, then: {verdict: full}, because: N., cite: law}
"""


def write(folder: Path, questions: str = QUESTIONS, more: str = "") -> Path:
    folder.mkdir()
    (folder / "knowledge-base.yaml").write_text(HEAD.format(id=folder.name, more=more) + questions)
    return folder


@pytest.fixture
def meals(tmp_path: Path) -> KnowledgeBase:
    return load(write(tmp_path / "meals"))


@st.composite
def any_cases(draw: st.DrawFn) -> tuple[KnowledgeBase, dict[str, Answer]]:
    """A knowledge base in which some answer is required by a condition, and a case that may lack it."""
    kb = draw(knowledge_bases(most_rules=4).filter(lambda kb: kb.legal is not None))
    return kb, {question.id: draw(answer_to(question)) for question in kb.questions.values()}


@settings(max_examples=examples(150))
@given(any_cases())
def test_every_reader_refuses_the_cases_that_lack_an_answer_and_no_other(drawn) -> None:
    kb, case = drawn
    legal = is_legal(kb, case)
    said = complaints(kb, case)
    assert bool(said) is not legal
    assert [line.partition(":")[0] for line in said] == [
        id for id, it in kb.questions.items() if demanded(kb, it, case)
    ]
    for reader in (advisor.recommend, advisor.decide):
        assert refused(lambda reader=reader: reader(kb, case)) == said
    cells = dict(table(kb, [case]).row(0, named=True))
    told = decide(kb, cells, [], by_interpretation, "row 1, ")["error"] or ""
    assert told.startswith("row 1, ") is not legal
    assert legal or told == "row 1, " + "; ".join(said)


def refused(read: Callable[[], object]) -> list[str]:
    """What is said of a case that is refused."""
    try:
        read()
    except CaseError as error:
        return [problem.what for problem in error.problems]
    return []


@settings(max_examples=examples(25))
@given(any_cases(), st.data())
def test_columns_say_of_a_bad_row_what_rows_one_by_one_say(drawn, data) -> None:
    kb, case = drawn
    rows = [
        case,
        *(data.draw(st.fixed_dictionaries({id: answer_to(it) for id, it in kb.questions.items()})) for _ in "123"),
    ]
    frame = table(kb, rows)
    found = advisor.assess(frame, kb)["error"]
    one_by_one = [
        decide(kb, row, [], by_interpretation, f"row {n}, ")["error"]
        for n, row in enumerate(frame.iter_rows(named=True), 1)
    ]
    assert found.to_list() == one_by_one


@settings(max_examples=examples(60))
@given(any_cases())
def test_the_schema_of_cases_refuses_an_answer_that_is_unknown_where_it_is_required(drawn) -> None:
    kb, case = drawn
    validator = jsonschema.Draft202012Validator(json_schema.case(kb))
    assert validator.is_valid(
        {"answers": {id: list(it) if isinstance(it, tuple) else it for id, it in case.items()}}
    ) is is_legal(kb, case)


@settings(max_examples=examples(60))
@given(any_cases())
def test_samples_are_legal_cases_and_the_same_each_time(drawn) -> None:
    kb, _ = drawn
    found = some_cases(kb, 40)
    assert found == some_cases(kb, 40)
    assert all(is_legal(kb, case) for case in found)


@settings(max_examples=examples(60))
@given(any_cases(), st.data())
def test_a_consultation_ends_with_a_legal_case_whatever_is_answered_and_changed(drawn, data) -> None:
    kb, case = drawn
    consultation = Consultation(kb, case)
    for _ in range(12):
        question = consultation.question
        if question is None:
            assert is_legal(kb, kb.total(consultation.answers))
            question = kb.questions[data.draw(st.sampled_from([*kb.questions]))]
        consultation.set(question.id, data.draw(answer_to(as_asked(question, consultation.answers))))


@settings(max_examples=examples(60))
@given(knowledge_bases(most_rules=4).filter(lambda kb: kb.legal is not None))
def test_what_is_blank_though_it_matters_and_asked_though_it_does_not_is_that_of_all_cases(kb: KnowledgeBase) -> None:
    assume(small(kb))
    brute = Brute(kb)
    expected = []
    for id, question in kb.questions.items():
        by_rest: dict[str, set[frozenset[str]]] = {}
        for case, true, *_ in brute.cases:
            rest = str([(other, it) for other, it in case.items() if other != id])
            by_rest.setdefault(rest, set()).add(frozenset(value for it, value in true if it == kb.goal))
        pivots = [
            case for case, *_ in brute.cases if len(by_rest[str([(o, it) for o, it in case.items() if o != id])]) > 1
        ]
        before = [*kb.questions][: [*kb.questions].index(id)]
        open_to = [[case[other] for other in before] for case in pivots]
        others = [case for case, *_ in brute.cases if [case[other] for other in before] not in open_to]
        when = question.required_when
        if when is None or question.required:
            continue
        blank = smallest(kb, [case for case in pivots if case[id] == "unknown"])
        idle = smallest(kb, [case for case in others if demanded(kb, question, {**case, id: "unknown"})])
        expected += [("blank", id, alike(kb, blank))] * (blank is not None)
        expected += [("idle-demand", id, alike(kb, idle))] * (idle is not None)
    found = [(it.kind, it.about[0], alike(kb, it.witness)) for it in answers_required(Search(kb)).remarks]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_where_the_author_claims_it_a_blank_that_matters_is_a_finding(tmp_path: Path) -> None:
    kb = load(write(tmp_path / "meals", more="complete: yes"))
    proof = answers_required(Search(kb))
    assert [(it.kind, it.about, dict(it.witness or {})) for it in proof.findings] == [
        ("blank", ("snap",), {}),
        ("blank", ("size",), {"income": 0}),
    ]
    assert not proof.remarks
    assert [it.kind for it in answers_required(Search(replace(kb, complete=False))).remarks] == ["blank"]


def test_an_answer_that_is_required_although_those_before_it_decide_is_a_remark(tmp_path: Path) -> None:
    kb = load(
        write(
            tmp_path / "meals", QUESTIONS.replace("{snap: {not: y}, size: {at_least: 3}}", "{size: {at_least: 3}}", 1)
        )
    )
    (remark,) = [it for it in answers_required(Search(kb)).remarks if it.kind == "idle-demand"]
    assert (remark.about, remark.witness) == (("income",), {"snap": "y", "size": 3, "income": 0})


def test_the_dialogue_offers_unknown_only_where_it_is_an_answer(meals: KnowledgeBase) -> None:
    talk = Lines(meals, "n", "u", "unknown", "4", "u", "100", "keep")
    assert talk.out.count("I do not know") == 1
    assert talk.errors.count("This question needs an answer.") == 3
    assert "Free meals" in talk.out


def test_an_answer_that_was_not_known_is_asked_for_once_another_requires_it(meals: KnowledgeBase) -> None:
    consultation = Consultation(meals)
    consultation.answer("unknown")
    consultation.answer("unknown")
    assert consultation.goal_settled
    consultation.set("snap", "n")
    assert consultation.answers == {"snap": "n"}
    assert consultation.question is not None
    assert (consultation.question.id, consultation.question.required) == ("size", True)
    with pytest.raises(IllegalAnswer, match="size: 'unknown' is no answer where snap: n"):
        consultation.answer("unknown")
    assert consultation.undo()
    assert consultation.answers == {"snap": "unknown", "size": "unknown"}


def test_a_change_is_previewed_with_the_question_that_it_opens_and_says_so_when_it_is_made(
    meals: KnowledgeBase,
) -> None:
    talk = Talk(meals, typed("u", "u", "change snap", "n", "yes", "5", "1000"))
    assert "How many are you?" in talk.seen.partition("Do you want")[0]
    assert "You did not know this, and with that answer it may be needed: size." in talk.seen


def test_a_case_begins_a_consultation_in_whatever_order_its_answers_stand(meals: KnowledgeBase, tmp_path: Path) -> None:
    from advisor.cases.files import Case

    case = Case({"income": "unknown", "size": 2, "snap": "n"})
    assert "Begun with 3 answers" in Lines(meals, case=case).out
    case = Case({"size": "unknown", "snap": "n"})
    assert "Begun with 1 answer." in Lines(meals, case=case).out


def test_a_certificate_of_a_case_that_lacks_an_answer_is_refused(meals: KnowledgeBase) -> None:
    written = certificate(advisor.recommend(meals, {"snap": "n"}, partial=True), "print")
    with pytest.raises(checking.Fault, match="answers: size: this question needs an answer where snap is n"):
        checking.check(meals, "print", json.loads(json.dumps(written)))


def test_a_row_that_leaves_it_blank_is_a_bad_row_that_says_so(meals: KnowledgeBase) -> None:
    frame = pl.DataFrame({"snap": ["n", "n", "y"], "size": ["", "4", ""], "income": ["5", None, None]})
    assert advisor.assess(frame, meals)["error"].to_list() == [
        "row 1, size: this question needs an answer where snap is n",
        "row 2, income: this question needs an answer where snap is not y and size is at least 3",
        None,
    ]


def test_show_says_where_a_question_needs_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "size", "--kb", str(write(tmp_path / "meals"))]) == 0
    assert 'Needs an answer: where snap is "No"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        (
            "{when: {verdict: free}}",
            "'required' of 'size' tests 'verdict', which is concluded; it can test questions only",
        ),
        ("{when: {size: 1}}", "'required' of 'size' tests 'size' itself; it can test other questions only"),
        ("{when: {snp: n}}", "unknown attribute 'snp'; did you mean 'snap'?"),
        ("{if: {snap: n}}", "unknown key 'if' in 'required' of 'size'"),
        ("{}", "'required' of 'size' has no 'when'"),
        ("perhaps", "required must be yes or no"),
        ("[yes]", "required must be yes, no or {when: ...}, not a list"),
    ],
)
def test_a_demand_that_cannot_be_meant_is_told_where_it_is(tmp_path: Path, demand: str, said: str) -> None:
    folder = write(tmp_path / "meals", QUESTIONS.replace("required: {when: {snap: n}}", f"required: {demand}"))
    with pytest.raises(KnowledgeBaseError) as error:
        load(folder)
    assert any(said in problem.what for problem in error.value.problems)


def test_versions_are_compared_in_cases_that_are_legal_in_both(tmp_path: Path) -> None:
    new = load(write(tmp_path / "meals"))
    old = replace(new, questions={id: it._replace(required_when=None) for id, it in new.questions.items()})
    found = difference(old, new)
    assert found.same
    assert found.asked == (
        "'size' is required in other cases than before; those without an answer are not compared",
        "'income' is required in other cases than before; those without an answer are not compared",
    )
    without = replace(new, rules=tuple(rule for rule in new.rules if rule.id != "nobody"))
    assert [change.witness for change in difference(new, without).changes] == [{}]
    required = replace(without, questions={**new.questions, "size": new.questions["size"]._replace(required=True)})
    assert difference(required, without).same


def test_a_number_that_is_required_is_not_taken_for_a_word(meals: KnowledgeBase) -> None:
    talk = Lines(meals, "n", "u", "x")
    assert "line 2: This question needs an answer." in talk.errors
    assert "line 3: 'x' is not a number" in talk.errors


@settings(max_examples=examples(60))
@given(knowledge_bases(most_rules=4).filter(lambda kb: kb.legal is not None), st.data())
def test_whoever_may_not_know_an_answer_can_be_interviewed(kb: KnowledgeBase, data: st.DataObject) -> None:
    person = data.draw(cases(kb, total=True))
    least = fewest_answers(kb, person)
    for shortest in (False, True):
        asked = interview(kb, person, shortest=shortest)
        assert asked <= len(kb.questions)
        assert least.number <= asked or not acyclic(kb)
    assert all(is_legal(kb, someone) for someone in random_people(kb, 20, 1))


def acyclic(kb: KnowledgeBase) -> bool:
    """Whether no demand hangs, over others, on the question that it is of."""
    hangs_on = {
        id: {leaf.attribute for leaf, _ in leaves(it.required_when or ALWAYS)} for id, it in kb.questions.items()
    }
    for _ in kb.questions:
        hangs_on = {id: found.union(*(hangs_on[it] for it in found)) for id, found in hangs_on.items()}
    return not any(id in found for id, found in hangs_on.items())


def test_why_says_that_an_answer_is_needed_though_it_changes_nothing(tmp_path: Path) -> None:
    idle = QUESTIONS.replace("{snap: {not: y}, size: {at_least: 3}}", "{size: {at_least: 3}}", 1)
    told = text(why(load(write(tmp_path / "meals", idle)), {"snap": "y", "size": 3}, "income"))
    said = (
        "This answer is needed where size is at least 3, but with your other answers it no longer makes a difference."
    )
    assert said in " ".join(told.split())
