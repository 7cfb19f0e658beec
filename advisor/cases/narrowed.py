"""Answers that were given to an earlier version of a knowledge base, which took their value to be more."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.knowledge.texts import worded
from advisor.plain_text import capital


def narrowed(kb: KnowledgeBase, answers: Answers, version: int | None) -> Iterator[Pair]:
    """The questions and values of the case that have been narrowed since this version; None is any earlier one."""
    for id, question in kb.questions.items():
        if not question.narrowed:
            continue
        answer = answers.get(id)
        for value in answer if isinstance(answer, tuple) else (answer,):
            narrowing = question.narrowed.get(value) if isinstance(value, str) else None
            if narrowing is not None and (version is None or version < narrowing.since):
                yield id, str(value)


def meaning(kb: KnowledgeBase, pair: Pair, answers: Answers) -> str:
    """What a narrowed value means less, as a sentence or two for the person."""
    question = kb.questions[pair[0]]
    since, text = question.narrowed[pair[1]]
    words = worded(kb, question, pair[1], answers)
    return f'{capital(question.label)}: the answer "{words}" holds less since version {since}. {text}'
