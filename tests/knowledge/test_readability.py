"""What the shipped knowledge base says to people is plain English, at a reading age of about fourteen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat

from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

GRADE = 9.0
"""The school year of fourteen-year-olds in the USA, by the automated readability index, which needs no dictionary."""

LONGEST = 25
"""Words in a sentence."""

MACHINE_PROSE = re.compile(r"\b(parts of the road|conclusion|attribute|milestone|boolean|null)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load("medical-records-administrator")


def questions(kb: KnowledgeBase) -> Iterator[str]:
    for question in kb.questions.values():
        yield from (question.ask, question.why, question.help)


def choices(kb: KnowledgeBase) -> Iterator[str]:
    for question in kb.questions.values():
        yield from (f"{text}." for text in question.texts.values())


def steps(kb: KnowledgeBase) -> Iterator[str]:
    for step in kb.steps.values():
        yield f"{step.title}."
        for part in (step.do, step.gives, step.watch, step.assumes):
            yield from (paragraph.text for paragraph in part)


def reasons(kb: KnowledgeBase) -> Iterator[str]:
    yield from (rule.because for rule in kb.rules)
    for conclusion in kb.conclusions.values():
        yield from conclusion.texts.values()


def cells(kb: KnowledgeBase) -> Iterator[str]:
    for table in kb.tables.values():
        for row in table.rows.values():
            yield from (str(row[column]) for column in SAID if column in row)


SAID = ["law_note", "rungs", "exam_note", "retake_note", "money_note", "record_note", "renewal_note", "gap"]
"""The columns of the table of countries whose cells are sentences."""

KINDS = {"questions": questions, "choices": choices, "steps": steps, "reasons": reasons, "cells": cells}


def plain(text: str) -> str:
    """The text with what stands in braces as one word."""
    return re.sub(r"\{[^}]*\}", "this", text)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_read_by_fourteen_year_olds(kb: KnowledgeBase, kind: str) -> None:
    texts = " ".join(plain(text) for text in KINDS[kind](kb) if text)
    assert textstat.automated_readability_index(texts) <= GRADE


@pytest.mark.parametrize("kind", KINDS)
def test_no_sentence_is_long_and_none_is_machine_prose(kb: KnowledgeBase, kind: str) -> None:
    sentences = [s for text in KINDS[kind](kb) for s in re.split(r"(?<=[.?!])\s+", plain(text))]
    assert len(sentences) > 30
    assert [s for s in sentences if len(s.split()) > LONGEST] == []
    assert [s for s in sentences if MACHINE_PROSE.search(s)] == []
