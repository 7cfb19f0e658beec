"""JSON Schemas (draft 2020-12) of what a program gets that asks question by question, or by HTTP."""

from __future__ import annotations

from advisor.exports.json_schema import DIALECT, Schema
from advisor.exports.schema_parts import (
    COUNT,
    FLAG,
    NUMBER,
    TEXT,
    answers_of,
    array_of,
    list_of,
    object_of,
    of_knowledge,
    one_of,
    or_none,
    source,
    texts_of,
    values,
)
from advisor.knowledge.model import KnowledgeBase


def next_question(kb: KnowledgeBase) -> Schema:
    """What is asked next, and how many more questions there are."""
    remaining = {"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2, "description": "At least and at most."}
    parts = {
        **of_knowledge(kb),
        "answers": answers_of(kb),
        "phase": one_of(("goal", "roadmap", "done")),
        "question": or_none(question(kb)),
        "remaining": remaining,
        "goal_settled": FLAG,
        "road_is_open": FLAG,
        "questions_left": list_of(kb.questions),
    }
    return {"$schema": DIALECT, "title": f"The next question: {kb.title}", **object_of(parts, parts)}


def question(kb: KnowledgeBase) -> Schema:
    """A question, and the answers that it takes."""
    choice = {"value": TEXT, "text": TEXT}
    needed = {
        "id": one_of(kb.questions),
        "kind": one_of(("choice", "many", "number")),
        "ask": TEXT,
        "why": TEXT,
        "label": TEXT,
        "required": {**FLAG, "description": "Whether it needs an answer other than `unknown`."},
    }
    more = {
        "topic": TEXT,
        "help": TEXT,
        "minimum": NUMBER,
        "maximum": NUMBER,
        "whole": FLAG,
        "unit": TEXT,
        "choices": array_of(object_of(choice, choice)),
        "none": {**TEXT, "description": "How the empty list is offered."},
        "unknown": {**TEXT, "description": "How the answer `unknown` is offered."},
    }
    return object_of({**needed, **more}, needed)


def decision(kb: KnowledgeBase) -> Schema:
    """What is concluded of a case, without what it rests on."""
    goal = kb.conclusions[kb.goal].values
    others = [id for id, it in kb.conclusions.items() if id != kb.goal and not it.number]
    parts = {
        **of_knowledge(kb),
        "value": or_none(one_of(goal)),
        "rule": or_none(one_of(rule.id for rule in kb.rules if rule.attribute == kb.goal)),
        "values": list_of(goal),
        "conclusions": object_of({id: values(kb, id) for id in others}, ()),
        "numbers": object_of(dict.fromkeys(kb.adding, NUMBER), ()),
    }
    return {"$schema": DIALECT, "title": f"A decision: {kb.title}", **object_of(parts, parts)}


def description(kb: KnowledgeBase) -> Schema:
    """What the knowledge base asks and concludes."""
    texts: Schema = {"type": "object", "additionalProperties": TEXT}
    number = object_of({"minimum": NUMBER, "maximum": NUMBER, "unit": TEXT}, ("minimum", "maximum"))
    concluded = {"id": one_of(kb.conclusions), "label": TEXT}
    conclusions = [
        object_of({**concluded, "number": number}, (*concluded, "number")),
        object_of(
            {**concluded, "many": FLAG, "values": texts_of(), "texts": texts}, (*concluded, "many", "values", "texts")
        ),
    ]
    parts = {
        **of_knowledge(kb),
        "title": TEXT,
        "welcome": TEXT,
        "goals": list_of(kb.goals),
        "also": list_of(kb.also),
        "rules": COUNT,
        "questions": array_of(question(kb)),
        "conclusions": array_of({"anyOf": conclusions}),
        "steps": array_of(object_of({"id": one_of(kb.steps), "title": TEXT}, ("id", "title"))),
        "sources": object_of(dict.fromkeys(kb.sources, source()), kb.sources),
    }
    return {"$schema": DIALECT, "title": f"A knowledge base: {kb.title}", **object_of(parts, parts)}


def problem() -> Schema:
    """A request that could not be answered, as RFC 9457 has it."""
    parts = {"type": TEXT, "title": TEXT, "status": {"type": "integer", "minimum": 400, "maximum": 599}}
    more = {"detail": TEXT, "mistakes": {**texts_of(), "description": "Every mistake that was found, a line each."}}
    return {"$schema": DIALECT, "title": "A problem (RFC 9457)", **object_of({**parts, **more}, parts)}
