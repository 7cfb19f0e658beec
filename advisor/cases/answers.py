"""Answers as a program hands them over, or as a case holds them: read strictly, every mistake in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from advisor.errors import CaseError, IllegalAnswer, Problem, did_you_mean, quoted
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Answer, KnowledgeBase

if TYPE_CHECKING:
    from advisor.cases.files import Case


def read_answers(
    kb: KnowledgeBase, case: Case | Mapping[str, object], partial: bool = False
) -> tuple[dict[str, Answer], str, str]:
    """The answers as the questions read them, the case's place and its name; None is no answer.

    A case without a required answer is a bad case, unless it is `partial`. Raises CaseError with every mistake.
    """
    place, name = "", ""
    raw: Mapping[str, object]
    if isinstance(case, Mapping):
        raw = case
    else:
        place, name, raw = case.place, case.name, case.answers
    problems: list[str] = []
    answers: dict[str, Answer] = {}
    for id, value in raw.items():
        if id not in kb.questions:
            problems.append(f"unknown question {quoted(id)}{did_you_mean(str(id), kb.questions)}")
            continue
        try:
            if value is not None:
                answers[id] = _answer(kb, id, value, partial)
        except IllegalAnswer as error:
            problems.append(str(error))
    if not partial:
        absent = (id for id, question in kb.questions.items() if question.required and raw.get(id) is None)
        problems += [f"{id}: this question needs an answer" for id in absent]
    if problems:
        raise CaseError(Problem(place or name or "the case", 0, 0, what) for what in problems)
    return answers, place, name


def _answer(kb: KnowledgeBase, id: str, value: object, partial: bool) -> Answer:
    return UNKNOWN if partial and value == UNKNOWN else kb.questions[id].read(value)
