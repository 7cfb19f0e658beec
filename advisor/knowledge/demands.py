"""The one check that takes a whole case: whether every answer is given that is required where a condition holds."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.condition_writer import written
from advisor.knowledge.conditions import UNKNOWN, fold, leaf_holds
from advisor.knowledge.model import KnowledgeBase


class _Boolean:
    """Truth in one total case."""

    def all(self, parts: Iterable[bool]) -> bool:
        return all(parts)

    def any(self, parts: Iterable[bool]) -> bool:
        return any(parts)

    def negate(self, part: bool) -> bool:
        return not part


_BOOLEAN = _Boolean()


def unmet(kb: KnowledgeBase, answers: Answers) -> list[Question]:
    """The questions whose answer is unknown where their condition requires one; what is absent is unknown."""
    if kb.legal is None:
        return []
    case = kb.total(answers)
    return [
        question
        for question in kb.questions.values()
        if question.required_when is not None
        and case[question.id] == UNKNOWN
        and fold(question.required_when, lambda leaf: leaf_holds(leaf, case[leaf.attribute]), _BOOLEAN)
    ]


def complaints(kb: KnowledgeBase, answers: Answers) -> list[str]:
    """What a case lacks, a line for each answer: which one, and why."""
    return [complaint(question) for question in unmet(kb, answers)]


def complaint(question: Question) -> str:
    """The line that says where this question needs an answer."""
    assert question.required_when is not None
    return f"{question.id}: this question needs an answer where {written(question.required_when)}"
