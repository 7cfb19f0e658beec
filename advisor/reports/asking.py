"""What is asked next, as plain data for programs that hold the consultation themselves."""

from __future__ import annotations

from typing import Any

from advisor.consultation.consultation import Consultation
from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import I_DO_NOT_KNOW, NONE_OF_THESE, fill, unfilled
from advisor.knowledge.wording import in_words
from advisor.reports.json_report import answers_of, head


def as_object(consultation: Consultation) -> dict[str, Any]:
    """The next question, None where none is left, and how many more there are.

    `answers` are those that stand: one that was unknown is open again where it is, or may come to be, required.
    """
    kb, question = consultation.kb, consultation.question
    return {
        **head(kb),
        "answers": answers_of(consultation.answers),
        "phase": consultation.phase,
        "question": question_as_object(kb, question, consultation.told) if question else None,
        "remaining": list(consultation.remaining()),
        "goal_settled": consultation.goal_settled,
        "road_is_open": consultation.road_is_open,
        "questions_left": consultation.questions_left(),
    }


def question_as_object(kb: KnowledgeBase, question: Question, told: Answers | None = None) -> dict[str, Any]:
    """A question in its author's words, each answer that it takes with its wording.

    Texts are filled from what is `told`; without it `...` stands where a text names an answer.
    """

    def say(text: str) -> str:
        return unfilled(text) if told is None else fill(kb, text, told)

    def offered(value: str, default: str) -> str:
        text = question.texts.get(value, default)
        return text if question.table else say(text)

    found: dict[str, Any] = {"id": question.id, "kind": question.kind, "ask": say(question.ask)}
    found |= {"why": say(question.why), "label": question.label, "required": question.required}
    found |= {"topic": question.topic} if question.topic else {}
    found |= {"help": say(question.help)} if question.help else {}
    if question.kind == "number":
        found |= {"minimum": question.minimum, "maximum": question.maximum, "whole": question.whole}
        found |= {"unit": question.unit} if question.unit else {}
    else:
        found["choices"] = [{"value": it, "text": offered(it, in_words(it))} for it in question.values]
    if question.kind == "many":
        found["none"] = offered(NONE, NONE_OF_THESE)
    if not question.required:
        found["unknown"] = offered(UNKNOWN, I_DO_NOT_KNOW)
    return found
