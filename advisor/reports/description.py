"""What a knowledge base asks and concludes, as plain data for programs."""

from __future__ import annotations

from typing import Any

from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import unfilled
from advisor.reports.asking import question_as_object
from advisor.reports.json_report import head


def as_object(kb: KnowledgeBase) -> dict[str, Any]:
    """The knowledge base: its goals, questions, conclusions, steps and sources. `...` stands where a text names an
    answer."""
    return {
        **head(kb),
        "title": kb.title,
        "welcome": kb.welcome,
        "goals": list(kb.goals),
        "also": list(kb.also),
        "rules": len(kb.rules),
        "questions": questions(kb),
        "conclusions": [_conclusion(kb, id) for id in kb.conclusions if not kb.conclusions[id].internal],
        "steps": [{"id": step.id, "title": unfilled(step.title)} for step in kb.steps.values()],
        "sources": sources(kb),
    }


def questions(kb: KnowledgeBase) -> list[dict[str, Any]]:
    """Every question for no case in particular, in the authors' order."""
    return [question_as_object(kb, question) for question in kb.questions.values()]


def sources(kb: KnowledgeBase) -> dict[str, dict[str, Any]]:
    """What the authors say of each source, with its passages."""
    every = {id: source._asdict() for id, source in kb.sources.items()}
    return {id: {key: it for key, it in source.items() if it and key != "id"} for id, source in every.items()}


def _conclusion(kb: KnowledgeBase, id: str) -> dict[str, Any]:
    conclusion = kb.conclusions[id]
    found: dict[str, Any] = {"id": id, "label": conclusion.label}
    if total := conclusion.number:
        found["number"] = {"minimum": total.minimum, "maximum": total.maximum}
        found["number"] |= {"unit": total.unit} if total.unit else {}
        return found
    texts = {value: unfilled(text) for value, text in conclusion.texts.items()}
    return {**found, "many": conclusion.many, "values": list(conclusion.values), "texts": texts}
