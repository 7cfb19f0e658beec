"""The legal answers to a question of a generated knowledge base: of numbers the whole ones and one between each two."""

from __future__ import annotations

from itertools import chain, combinations

from advisor.knowledge.model import Answer, Question


def legal_answers(question: Question) -> list[Answer]:
    unknown: list[Answer] = [] if question.required else ["unknown"]
    if question.kind == "number":
        whole = range(int(question.minimum), int(question.maximum) + 1)
        between = [] if question.whole else [number + 0.5 for number in whole[:-1]]
        return [*whole, *between, *unknown]
    if question.kind == "many":
        sizes = range(len(question.values) + 1)
        return [*chain.from_iterable(combinations(question.values, size) for size in sizes), *unknown]
    return [*question.values, *unknown]
