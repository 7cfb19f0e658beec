"""The one check that takes a whole case: whether every answer is given that is required where a condition holds."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.conditions import (
    UNKNOWN,
    All,
    Any,
    ByRow,
    Compare,
    Condition,
    NotByRow,
    fold,
    leaf_holds,
    literal,
    nnf,
)
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.wording import COMPARED
from advisor.plain_text import one_of


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
    return f"{question.id}: this question needs an answer where {_said(nnf(question.required_when))}"


def _said(node: Condition, inner: bool = False) -> str:
    """The condition with the ids that stand in the case: `size is at least 3 and snap is n or unknown`."""
    if isinstance(node, (ByRow, NotByRow)):
        test, negated = node.test, isinstance(node, NotByRow)
        return f"{test.attribute} is {'not ' * negated}{COMPARED[test.comparison or 'is']}{test.question}.{test.column}"
    if isinstance(node, (All, Any)):
        parts = [_said(part, True) for part in node.parts]
        text = (" and " if isinstance(node, All) else " or ").join(parts)
        return f"({text})" if inner and len(parts) > 1 else text
    leaf, negated = literal(node)
    if isinstance(leaf, Compare):
        return f"{leaf.attribute} is {'not ' * negated}{COMPARED[leaf.comparison]}{leaf.number}"
    return f"{leaf.attribute} is {'not ' * negated}{one_of(leaf.values)}"
