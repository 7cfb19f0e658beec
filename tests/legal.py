"""The legal answers to the questions of a generated knowledge base, and every case that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from oracle import holds

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.model import KnowledgeBase


def legal_answers(question: Question) -> list[Answer]:
    """In the order in which the smallest case is looked for; of numbers the whole ones and one between each two."""
    found: list[Answer]
    if question.kind == "number":
        whole = range(int(question.minimum), int(question.maximum) + 1)
        found = sorted([*whole, *([] if question.whole else [number + 0.5 for number in whole[:-1]])])
    elif question.kind == "many":
        ticks = product((False, True), repeat=len(question.values))
        found = [tuple(v for v, ticked in zip(question.values, t, strict=True) if ticked) for t in ticks]
    else:
        found = [*question.values]
    return found if question.required else [*found, "unknown"]


def all_cases(kb: KnowledgeBase) -> Iterator[dict[str, Answer]]:
    return completed(kb, {}, kb.questions)


def completed(kb: KnowledgeBase, known: Answers, open: Collection[str]) -> Iterator[dict[str, Answer]]:
    """The case with each legal way of answering the open questions."""
    for answers in product(*(legal_answers(kb.questions[id]) for id in open)):
        case = {**known, **dict(zip(open, answers, strict=True))}
        if is_legal(kb, case):
            yield case


def is_legal(kb: KnowledgeBase, case: Answers) -> bool:
    """Whether a total case has every answer that is required where a condition holds."""
    return not any(demanded(kb, question, case) for question in kb.questions.values())


def demanded(kb: KnowledgeBase, question: Question, case: Answers) -> bool:
    """Whether the answer to the question is unknown in a total case in which its condition requires it."""
    when = question.required_when
    return case[question.id] == "unknown" and when is not None and bool(holds(kb, when, case, (), ()))


def offered(question: Question, case: Answers) -> Answer:
    """What is answered to the question as it is put: an answer of the case, or another where that is not offered."""
    answer = case[question.id]
    return legal_answers(question)[0] if question.required and answer == "unknown" else answer
