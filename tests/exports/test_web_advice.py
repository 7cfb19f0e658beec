"""The page shows of advice what Python's page shows of it, text by text, with the plan and every other road."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples, some
from web_engine import Engine
from web_engine import engine as running

import advisor
from advisor.cases.files import Case, read_cases
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Paragraph, Takes
from advisor.reports.page import page
from advisor.reports.pages import to_html
from advisor.reports.sheet import sheet

CHECKOUT = Path(__file__).resolve().parents[2]
SMALL = sorted(path.parent for path in CHECKOUT.glob("examples/knowledge-bases/*/knowledge-base.yaml"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running("engine/page_engine.js") as engine:
        yield engine


def plain(told: Any) -> Any:
    """What JSON has of it."""
    if is_dataclass(told):
        return {it.name: plain(getattr(told, it.name)) for it in fields(told)}
    if hasattr(told, "_asdict"):
        return {name: plain(value) for name, value in told._asdict().items()}
    return [plain(it) for it in told] if isinstance(told, (list, tuple)) else told


def by_python(kb: KnowledgeBase, answers: Answers) -> dict[str, Any]:
    """What the page has, but for its own name and that of the case."""
    told: dict[str, Any] = plain(page(advisor.recommend(kb, answers, partial=True), 1, ""))
    markdown = told.pop("do")
    del told["key"], told["name"]
    return json.loads(json.dumps({**told, "doHtml": "".join(map(to_html, markdown))}))  # type: ignore[no-any-return]


def check(engine: Engine, kb: KnowledgeBase, answers: Answers) -> None:
    given = {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers.items()}
    state, told = {"answers": given, "road": False}, by_python(kb, answers)
    found = {**engine.call("shown", state), "outlook": engine.call("outlook", state)}
    for bar in (*found["outlook"]["timeline"]["steps"], *found["outlook"]["timeline"]["roads"]):
        bar["key"] = bar["key"].replace("road-", "c1-")
    assert found.keys() == told.keys()
    for part in told:
        assert (part, found[part]) == (part, told[part])
    printed = plain(sheet(advisor.recommend(kb, answers, partial=True), 1, ""))
    del printed["page"]
    assert engine.call("sheet", state) == json.loads(json.dumps(printed))


def test_the_examples_of_the_shipped_knowledge_base_are_shown_as_in_python(engine: Engine) -> None:
    kb = advisor.load()
    engine.load(kb)
    for path in some(sorted(CHECKOUT.glob("examples/cases/*.yaml"))):
        for case in read_cases(str(path), kb):
            assert isinstance(case, Case)
            check(engine, kb, case.answers)


@pytest.mark.parametrize("folder", SMALL, ids=lambda folder: folder.name)
def test_the_other_examples_are_shown_as_in_python(engine: Engine, folder: Path) -> None:
    kb = advisor.load(folder)
    engine.load(kb)
    for case in read_cases(str(folder.parent / "cases" / f"{folder.name}.yaml"), kb):
        assert isinstance(case, Case)
        check(engine, kb, case.answers)


SPANS = st.sampled_from([None, (0, 0), (0, 1), (2, 2), (1.5, 2.25), (30, 48), (36, 60), (229, 12345.5)])
DO = ["Go.", "**Now**, to <b>you</b> & me_, at example.org", "- one\n- two", "1. a\n\n   b\n2. c", "`x` {{braces}}"]


@st.composite
def with_measures(draw: st.DrawFn, kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base with steps whose time and price are known or not, and with decisions that lead further."""
    steps = {}
    for id, step in kb.steps.items():
        takes = Takes(
            draw(SPANS), draw(SPANS), draw(st.sampled_from(["EUR", "USD"])), draw(st.sampled_from(["", "2026"]))
        )
        named = draw(st.sampled_from([f" {{{question}}}" for question in kb.questions] + [""]))
        do = tuple(Paragraph(f"{text}{named}") for text in draw(st.lists(st.sampled_from(DO), max_size=2)))
        steps[id] = step._replace(takes=(takes,) if takes.months or takes.cost else (), do=do)
    choices = [id for id, question in kb.questions.items() if question.kind == "choice"]
    decided = draw(st.lists(st.sampled_from(choices), max_size=2, unique=True)) if choices else []
    questions = {id: it._replace(decision=id in decided) for id, it in kb.questions.items()}
    return replace(kb, steps=steps, questions=questions, furthest=tuple(choices[:1]))


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(st.data())
def test_generated_advice_is_shown_as_in_python(engine: Engine, data: st.DataObject) -> None:
    kb = data.draw(strategies.with_goals(strategies.knowledge_bases(whole=True)))
    if data.draw(st.booleans()):
        kb = data.draw(with_measures(data.draw(strategies.with_steps(kb))))
    engine.load(kb)
    check(engine, kb, data.draw(strategies.cases(kb, total=data.draw(st.booleans()))))
