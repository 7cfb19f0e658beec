"""Whole cases at random, for the shipped knowledge base or any other."""

from __future__ import annotations

import random

from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase

UNANSWERED = 0.1
"""How often a question that takes `unknown` is answered so."""


def random_cases(kb: KnowledgeBase, count: int, seed: int = 1) -> list[dict[str, Answer]]:
    """That many total, legal cases; the same for the same seed."""
    chance = random.Random(seed)
    return [{id: _answer(question, chance) for id, question in kb.questions.items()} for _ in range(count)]


def _answer(question: Question, chance: random.Random) -> Answer:
    if not question.required and chance.random() < UNANSWERED:
        return UNKNOWN
    if question.kind == "choice":
        return chance.choice(question.values)
    if question.kind == "many":
        return tuple(value for value in question.values if chance.random() < 0.5)
    low, high = int(question.minimum), int(question.maximum)
    return chance.randint(low, high)
