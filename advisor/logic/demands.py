"""Which answers are required of a case in which others may still be to come."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import UNKNOWN, fold, leaf_holds
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.partial import KLEENE


def required(question: Question, answers: Answers) -> bool | None:
    """Whether the question needs an answer other than `unknown`; None where that hangs on answers to come."""
    if question.required or question.required_when is None:
        return question.required

    return fold(
        question.required_when,
        lambda leaf: leaf_holds(leaf, answers[leaf.attribute]) if leaf.attribute in answers else None,
        KLEENE,
    )


def as_asked(question: Question, answers: Answers) -> Question:
    """The question as it is put beside these answers: required where it is or may come to be."""
    if question.required_when is None:
        return question
    return question._replace(required=required(question, answers) is not False, required_when=None)


def open_again(kb: KnowledgeBase, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers without those that are unknown though they are, or may come to be, required: they are to be asked."""
    left = dict(answers)
    asked = [question for question in kb.questions.values() if question.required_when is not None]
    while gone := [it.id for it in asked if left.get(it.id) == UNKNOWN and required(it, left) is not False]:
        for id in gone:
            del left[id]
    return left


def in_order(kb: KnowledgeBase, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Those that stay of `open_again`, so that each can be given once those before it are."""
    left = open_again(kb, answers)
    given: dict[str, Answer] = {}
    while left:
        legal = (id for id, it in left.items() if it != UNKNOWN or required(kb.questions[id], given) is False)
        id = next(legal, next(iter(left)))
        given[id] = left.pop(id)
    return given
