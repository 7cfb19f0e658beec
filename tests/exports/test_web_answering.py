"""The page puts questions, takes answers and opens files as the dialogue and the readers of cases do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import strategies
from greenhouse import QUESTIONS, write_greenhouse
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from profiles import examples, some
from web_engine import Engine
from web_engine import engine as running

import advisor
from advisor.cases.files import Case, as_json_text, read_cases, read_what_fits
from advisor.consultation.consultation import Consultation
from advisor.consultation.interviews import answers_told
from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import fill
from advisor.logic.demands import as_asked
from advisor.reports.page import page
from advisor.terminal.choices import ALL, choices
from advisor.terminal.inputs import _number
from advisor.terminal.presenter import Presenter, concluded
from advisor.terminal.replies import Given, Mistake

ALL_KINDS = settings(max_examples=examples(200), suppress_health_check=list(HealthCheck))
CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"
UNITS = ["", "days", "USD", "euros", "€ a month", "KWD", "k"]
EMPTY: dict[str, Any] = {"answers": {}, "road": False}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running("engine/page_engine.js") as engine:
        yield engine


def asking(question: Question, kb: KnowledgeBase) -> KnowledgeBase:
    return replace(kb, questions={**kb.questions, question.id: question})


def typed() -> st.SearchStrategy[str]:
    """What may be typed for a number, most of it nearly one."""
    return st.text("0123456789.,' -+ekKm$€USDdaysuro٣\u00a0’", max_size=12) | st.from_regex(
        r"[-+]?([$€]|USD ?)?[0-9]{1,3}([,.' ][0-9]{3}){0,2}([.,][0-9]{1,3})?( ?[km])?( ?(USD|days?|euros?))?",
        fullmatch=True,
    )


@settings(max_examples=examples(1500), suppress_health_check=list(HealthCheck))
@given(
    line=typed().filter(str.strip),
    unit=st.sampled_from(UNITS),
    whole=st.booleans(),
    least=st.sampled_from([0, -5, 0.5]),
    most=st.sampled_from([60, 5000, 2_000_000, 1e20]),
)
@example("1.125", "USD", False, 0, 5000)
@example("1.015", "USD", False, 0, 5000)
@example("1.001", "USD", False, 0, 5000)
@example("1,500", "", False, 0, 5000)
@example("45k", "USD", True, 0, 2_000_000)
@example("12,34,567", "", True, 0, 2_000_000)
def test_a_typed_number_means_what_it_means_in_the_dialogue(
    engine: Engine, greenhouse: KnowledgeBase, line: str, unit: str, whole: bool, least: float, most: float
) -> None:
    days = greenhouse.questions["days"]._replace(
        unit=unit, unit_of_one=unit[:3], whole=whole, minimum=least, maximum=most, required=True
    )
    kb = asking(days, greenhouse)
    engine.load(kb)
    found, meant = engine.call("read", EMPTY, "days", line), _number(days, line.strip())
    if isinstance(meant, Given):
        assert found == {"answer": meant.answer}
    else:
        assert isinstance(meant, Mistake)
        assert found == {"mistake": meant.text}


def plain(answers: Answers) -> dict[str, Any]:
    return {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers.items()}


def state(answers: Answers) -> dict[str, Any]:
    return {"answers": plain(answers), "road": False}


def check_questions(engine: Engine, kb: KnowledgeBase, answers: Answers) -> None:
    """Every question, answered or not, as the dialogue puts it beside these answers."""
    consultation = Consultation(kb, answers)
    told, answers = consultation.told, consultation.answers
    for id, question in kb.questions.items():
        put = as_asked(question, answers)
        found = engine.call("question", state(answers), id)
        offered = [(it.value, it.text) for it in choices(kb, put, told) if it.value != ALL or ALL in question.values]
        assert [(it["value"], it["text"]) for it in found["choices"]] == offered
        assert found["ask"] == fill(kb, question.ask, told)
        assert (found["required"], found["kind"], found["label"]) == (put.required, question.kind, question.label)


def check_answers(engine: Engine, kb: KnowledgeBase, answers: Answers) -> None:
    """The answers as the page of the advice has them, and as a case file."""
    found = {it["ask"]: it["said"] for it in engine.call("answers", state(answers))}
    advice = advisor.recommend(kb, answers, partial=True)
    assert found == {ask: said for _, topic in page(advice, 1, "").answers for ask, said in topic}
    saved = engine.call("save", state(answers), " Ann  Other ")
    assert saved == json.loads(as_json_text(kb, answers, "Ann Other"))
    opened = engine.call("open", saved)
    assert opened == {"state": state(Consultation(kb, answers).answers), "name": "Ann Other", "unfit": []}


class Told:
    """A console on which each text has one line, as the page has it, without the mark of a list."""

    width = 10**7

    def __init__(self) -> None:
        self.texts: list[str] = []

    def say(self, text: str, strong: bool = False) -> None:
        self.texts.append(" ".join(text[2:].split()))


def check_news(engine: Engine, kb: KnowledgeBase, answers: Answers) -> None:
    """What each answer of a consultation changed, as the dialogue tells it."""
    consultation, total = Consultation(kb), kb.total(answers)
    while consultation.question:
        for id, answer in answers_told(kb, consultation.answers, consultation.question, total).items():
            before, given, console = concluded(consultation), consultation.answers, Told()
            consultation.set(id, answer)
            Presenter(console, consultation).tell_changes(before)  # type: ignore[arg-type]
            assert engine.call("answered", state(given), id, plain({id: answer})[id])["news"] == console.texts


@ALL_KINDS
@given(st.data())
def test_what_an_answer_changed_is_told_as_in_the_dialogue(engine: Engine, data: st.DataObject) -> None:
    kb = data.draw(strategies.with_goals(strategies.knowledge_bases(whole=True)))
    engine.load(kb)
    check_news(engine, kb, data.draw(strategies.cases(kb, total=True)))


def test_the_news_of_the_examples_are_those_of_the_dialogue(engine: Engine) -> None:
    kb = advisor.load()
    engine.load(kb)
    for path in some(sorted(CASES.glob("*.yaml")))[::3]:
        for case in read_cases(str(path), kb):
            assert isinstance(case, Case)
            check_news(engine, kb, case.answers)


@ALL_KINDS
@given(st.data())
def test_generated_questions_and_answers_are_told_as_in_python(engine: Engine, data: st.DataObject) -> None:
    kb = data.draw(strategies.knowledge_bases())
    engine.load(kb)
    answers = Consultation(kb, data.draw(strategies.cases(kb, total=False))).answers
    check_questions(engine, kb, answers)
    check_answers(engine, kb, answers)


def test_questions_and_answers_of_the_examples_are_told_as_in_python(engine: Engine) -> None:
    kb = advisor.load()
    engine.load(kb)
    for path in some(sorted(CASES.glob("*.yaml"))):
        for case in read_cases(str(path), kb):
            assert isinstance(case, Case)
            check_questions(engine, kb, case.answers)
            check_answers(engine, kb, case.answers)


@ALL_KINDS
@given(st.data())
def test_an_answer_opens_the_same_others_again(engine: Engine, data: st.DataObject) -> None:
    kb = data.draw(strategies.knowledge_bases(whole=True))
    engine.load(kb)
    consultation = Consultation(kb, data.draw(strategies.cases(kb, total=False)))
    before = consultation.answers
    id = data.draw(st.sampled_from([*kb.questions]))
    answer = data.draw(strategies.cases(kb, total=True))[id]
    try:
        consultation.set(id, answer)
    except advisor.IllegalAnswer:
        assume(False)
    found = engine.call("answered", state(before), id, plain({id: answer})[id])
    assert [*found["state"]["answers"].items()] == [*plain(consultation.answers).items()]
    assert found["dropped"] == [it for it in (*before, id) if it not in consultation.answers]


@pytest.mark.parametrize(
    "answers",
    [
        {"plant": "cactus", "days": "3", "signs": "wilting;spots", "soil": None, "shade": " yes "},
        {"plant": "rose", "days": 61, "signs": ["none"], "soil": "unknown", "shade": True},
        {"plant": "unknown", "days": "four", "signs": "none", "rain": "no"},
        {"days": "unknown", "signs": [], "shade": ["yes"]},
        {"plant": "rose", "days": 1, "signs": "wilting; ;spots;"},
        {"plant": "rose", "days": 1, "signs": "none;"},
        {"plant": "rose", "days": 1, "signs": ";"},
        {"days": 1.5, "signs": ["spots", "wilting"], "soil": ""},
    ],
)
def test_what_fits_of_a_file_is_taken_as_the_reader_of_cases_takes_it(
    engine: Engine, greenhouse: KnowledgeBase, tmp_path: Path, answers: dict[str, Any]
) -> None:
    engine.load(greenhouse)
    file = {"knowledge_base": "greenhouse", "answers": answers}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(file))
    case, unfit = read_what_fits(path, greenhouse)
    found = engine.call("open", file)
    assert found["state"]["answers"] == plain(Consultation(greenhouse, case.answers).answers)
    assert len(found["unfit"]) == len(unfit)


@pytest.mark.parametrize("said", ["Arid", "AS  DRY as dust", " soaked ", "Wet", "moist"])
def test_other_names_in_a_file_are_taken_as_the_reader_of_cases_takes_them(
    engine: Engine, tmp_path: Path, said: str
) -> None:
    called = '      unknown: I have not tried\n    called: {dry: "Arid, as dry as dust", wet: Soaked}'
    questions = QUESTIONS.replace("      unknown: I have not tried", called)
    kb = load(write_greenhouse(tmp_path / "kb", questions=questions))
    assert kb.questions["soil"].names
    engine.load(kb)
    file = {"answers": {"plant": "tomato", "soil": said}}
    (tmp_path / "case.json").write_text(json.dumps(file))
    case, unfit = read_what_fits(tmp_path / "case.json", kb)
    found = engine.call("open", file)
    assert found["state"]["answers"] == plain(case.answers)
    assert len(found["unfit"]) == len(unfit) == (said in ("Wet", "moist"))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ({"format": 3, "answers": {}}, "format 3"),
        ({"knowledge_base": "other", "answers": {}}, "other questions"),
        ({"name": "Ann"}, "no answers"),
    ],
)
def test_a_file_of_something_else_is_refused_kindly(
    engine: Engine, greenhouse: KnowledgeBase, file: object, told: str
) -> None:
    engine.load(greenhouse)
    assert told in engine.call("open", file)["mistake"]
