"""The legal answers to the questions of a generated knowledge base, and every case that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Question


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
    """The case with each way of answering the open questions."""
    for answers in product(*(legal_answers(kb.questions[id]) for id in open)):
        yield {**known, **dict(zip(open, answers, strict=True))}
