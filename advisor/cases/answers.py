"""Answers as a program hands them over, or as a case holds them: read strictly, every mistake in one go."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.cases.files import Case
from advisor.errors import CaseError, IllegalAnswer, Problem, did_you_mean, quoted
from advisor.given import flag, mapping, of_kind
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.demands import complaints
from advisor.knowledge.model import KnowledgeBase

A_CASE = "a case or a mapping of answers by question id"


def read_answers(
    kb: KnowledgeBase, case: Case | Mapping[str, object], partial: bool = False
) -> tuple[dict[str, Answer], str, str]:
    """The answers as the questions read them, the case's place and its name; None and a blank text are no answer.

    A case without a required answer is a bad case, unless it is `partial`. Raises CaseError with every mistake, and
    WrongKind for what is no knowledge base or no case.
    """
    of_kind(kb, KnowledgeBase, "a knowledge base")
    place, name = (case.place, case.name) if isinstance(case, Case) else ("", "")
    raw = mapping(case.answers if isinstance(case, Case) else case, A_CASE)
    raw = {id: None if isinstance(value, str) and not value.strip() else value for id, value in raw.items()}
    partial = flag(partial, "True or False for `partial`")
    problems: list[str] = []
    answers: dict[str, Answer] = {}
    for id, value in raw.items():
        if id not in kb.questions:
            problems.append(f"unknown question {quoted(id)}{did_you_mean(id, kb.questions)}")
            continue
        try:
            if value is not None:
                answers[id] = _answer(kb, id, value, partial)
        except IllegalAnswer as error:
            problems.append(str(error))
    if not partial:
        absent = (id for id, question in kb.questions.items() if question.required and raw.get(id) is None)
        problems += [f"{id}: this question needs an answer" for id in absent]
        problems += complaints(kb, answers) if not problems else []
    if problems:
        raise CaseError(Problem(place or name or "the case", 0, 0, what) for what in problems)
    return answers, place, name


def _answer(kb: KnowledgeBase, id: str, value: object, partial: bool) -> Answer:
    return UNKNOWN if partial and isinstance(value, str) and value.strip() == UNKNOWN else kb.questions[id].read(value)
