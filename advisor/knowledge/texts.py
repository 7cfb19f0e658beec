"""Texts with `{question}` and `{question.column}` in them: checked when loaded, filled for a case."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Question

NOT_KNOWN = "(not known)"
I_DO_NOT_KNOW = "I do not know"
"""How `unknown` is offered by a question that has no wording of its own for it."""


def placeholders(text: str) -> Iterator[str]:
    """The names between braces. Raises ValueError where braces do not match or hold more than a name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("a brace has no partner; write {question}, or double a literal brace") from None
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if not name or form or conversion:
            raise ValueError(f"{{{name}}} is not a placeholder; write {{question}}, or double a literal brace")
        yield name


def in_words(question: Question, answer: Answer) -> str:
    """The answer as a person would say it."""
    if answer == UNKNOWN:
        return NOT_KNOWN
    if isinstance(answer, tuple):
        return ", ".join(question.texts.get(value, value) for value in answer) or "none"
    if isinstance(answer, str):
        return question.texts.get(answer, answer)
    return question.counted(answer)


def fill(kb: KnowledgeBase, text: str, answers: Answers) -> str:
    """The text with its placeholders filled from the case."""
    if "{" not in text and "}" not in text:
        return text
    parts = []
    for literal, name, _, _ in Formatter().parse(text):
        parts.append(literal)
        if name is not None:
            parts.append(_filled(kb, name, answers))
    return "".join(parts)


def _filled(kb: KnowledgeBase, name: str, answers: Answers) -> str:
    id, _, column = name.partition(".")
    question = kb.questions[id]
    answer = answers.get(id, UNKNOWN)
    if not column or answer == UNKNOWN:
        return in_words(question, answer)
    return kb.tables[question.table].rows[str(answer)][column]
