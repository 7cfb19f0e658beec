"""Many threads on one knowledge base get the same answers as one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
import pytest

import advisor
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from benchmarks.cases import random_cases

THREADS = 16


@pytest.fixture(autouse=True)
def _often() -> Iterator[None]:
    """Threads take turns a thousand times as often as they usually do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


def answers(kb: KnowledgeBase, case: Answers) -> tuple[Any, ...]:
    """What every function of the API says of a case."""
    consultation = advisor.Consultation(kb)
    asked = []
    while (question := consultation.question) is not None:
        asked.append((question.id, [firing.rule.id for firing in consultation.answer(case[question.id])]))
    advice = advisor.recommend(kb, case)
    that = next(value for value in kb.conclusions[kb.goal].values if value not in advice.steps)
    sure, why_not = advisor.how_sure(kb, case), advisor.why_not(kb, case, kb.goal, that)
    return (
        asked,
        consultation.firings,
        advice,
        advice.roadmap,
        advisor.decide(kb, case),
        advisor.how(kb, case, kb.goal),
        (sure.rests_on, sure.flips, sure.possible, sure.decisive),
        (why_not.sets, why_not.route, why_not.missing),
        advisor.rather_than(kb, case, kb.goal, "", that),
        advisor.what_if(kb, case, {next(reversed(kb.questions)): None}).after,
        [advisor.why(kb, case, id) for id in kb.questions],
        advisor.plan(kb, case).roads,
    )


def all_at_once(kb: KnowledgeBase, cases: list[Answers], ask: Any) -> list[Any]:
    """Each thread begins with another case, and none before all are there."""
    together = threading.Barrier(THREADS)

    def work(first: int) -> list[Any]:
        together.wait()
        order = [(first + at) % len(cases) for at in range(len(cases))]
        found = {at: ask(kb, cases[at]) for at in order}
        return [found[at] for at in range(len(cases))]

    with ThreadPoolExecutor(THREADS) as pool:
        return [*pool.map(work, range(THREADS))]


def test_every_thread_gets_the_answers_that_one_alone_gets(greenhouse: KnowledgeBase) -> None:
    cases = random_cases(greenhouse, 8)
    expected = [answers(greenhouse, case) for case in cases]
    for found in all_at_once(greenhouse, cases, answers):
        assert found == expected


def test_a_knowledge_base_that_no_thread_has_used_is_built_by_all_of_them_at_once() -> None:
    kb = advisor.load()
    cases = random_cases(kb, 5)

    def ask(kb: KnowledgeBase, case: Answers) -> tuple[Any, ...]:
        advice = advisor.recommend(kb, case)
        decision = advisor.decide(kb, case)
        return advice.steps, [firing.rule.id for firing in advice.firings], dict(advice.conclusions), decision

    found = all_at_once(kb, cases, ask)
    assert found == [[ask(kb, case) for case in cases]] * THREADS


def test_tables_are_assessed_by_many_threads_as_by_one(greenhouse: KnowledgeBase) -> None:
    from row_tables import table

    frames = [table(greenhouse, random_cases(greenhouse, 200, seed)) for seed in range(2)]

    def ask(kb: KnowledgeBase, frame: pl.DataFrame) -> list[Any]:
        return advisor.assess(frame, kb, details=True).rows()

    found = all_at_once(greenhouse, frames, ask)
    assert found == [[ask(greenhouse, frame) for frame in frames]] * THREADS
