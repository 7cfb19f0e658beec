"""Random whole cases of the knowledge base that ships, of which some reach deep places."""

from __future__ import annotations

import random

from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.model import KnowledgeBase

LIKELY = 0.85
"""So often, in a part of the cases, an answer is one that lets the person go on, so that deep places are reached."""

GOES_ON = {
    "application": "not_yet",
    "record_concern": "no",
    "studying": "no",
    "degree_field": "health_information",
    "degree_abroad": "no",
    "accredited": "yes",
    "detail_oriented": "strong",
    "numeracy": "strong",
    "computer_skills": "growing",
    "leadership": "strong",
    "experience": ("technician",),
    "licence_required": "no",
    "composure": "strong",
    "integrity": "strong",
}


def any_answer(chance: random.Random, question: Question) -> Answer:
    unknown: list[Answer] = [] if question.required else ["unknown"]
    if question.kind == "number":
        return chance.choice([0, *([] if question.whole else [0.5]), 1, 2, 20, *unknown])
    if question.kind == "many":
        some = tuple(value for value in question.values if chance.random() < 0.5)
        return chance.choice([(), some, question.values, question.values, *unknown])
    return chance.choice([*question.values, *unknown])


def some_cases(kb: KnowledgeBase, seed: int, count: int) -> list[dict[str, Answer]]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        likely = chance.choice([0.0, LIKELY, 1.0])
        case = {id: any_answer(chance, question) for id, question in kb.questions.items()}
        case.update({id: answer for id, answer in GOES_ON.items() if chance.random() < likely})
        made.append(case)
    return made
