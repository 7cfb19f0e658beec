"""What the schemas of what is printed are made of: texts, spans, answers, firings and sources of a knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.exports.json_schema import Schema
from advisor.formats import KEY, RESULT
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.cited_sources import SOURCES

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
SPAN: Schema = {
    "type": "array",
    "items": NUMBER,
    "minItems": 2,
    "maxItems": 2,
    "description": "The least and the most.",
}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def one_of(values: Iterable[str]) -> Schema:
    return {"enum": [*dict.fromkeys(values)]}


def list_of(values: Iterable[str]) -> Schema:
    return {"type": "array", "items": one_of(values)}


def or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def object_of(parts: dict[str, Any], required: Iterable[str]) -> Schema:
    return {"type": "object", "properties": parts, "required": [*required], "additionalProperties": False}


def array_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def texts_of() -> Schema:
    return array_of(TEXT)


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


TAKEN = object_of({"months": SPAN, "cost": SPAN, "currency": TEXT, "as_of": TEXT}, ())
"""What a step takes."""


def head(kb: KnowledgeBase) -> dict[str, Schema]:
    """The keys with which each object begins, and the sources that it cites."""
    return {**of_knowledge(kb), "name": TEXT, SOURCES: object_of({id: ref("source") for id in kb.sources}, ())}


def of_knowledge(kb: KnowledgeBase) -> dict[str, Schema]:
    """The keys that say the format, and of which knowledge base it is."""
    return {
        KEY: {"const": RESULT, "description": "The version of this format."},
        "knowledge_base": {"const": kb.id},
        "version": {"const": kb.version},
    }


def defined(kb: KnowledgeBase, **others: Schema) -> dict[str, Schema]:
    """What `head` and `firing` refer to, and others."""
    return {
        **others,
        "source": source(),
        "rule": one_of(rule.id for rule in kb.rules),
        "question": one_of(kb.questions),
        "answers": answers_of(kb),
        "concluded": object_of({id: list_of(it.values) for id, it in kb.conclusions.items()}, ()),
    }


def firing(kb: KnowledgeBase, **more: Schema) -> Schema:
    """A rule that fired, and what it rests on; with `more` keys. Refers to what is `defined`."""
    numbers = dict.fromkeys(kb.adding, NUMBER)
    content = {"anyOf": [TEXT, NUMBER, texts_of()]}
    cell: dict[str, Schema] = {"question": ref("question"), "row": TEXT, "column": TEXT, "is": content}
    cell |= {"cite": texts_of(), "as_of": TEXT}
    parts: dict[str, Schema] = {
        "rule": ref("rule"),
        "because": TEXT,
        "cite": texts_of(),
        "facts": ref("answers"),
        "findings": ref("concluded"),
        "missing": ref("concluded"),
        "numbers": object_of(numbers, ()),
        "earlier": array_of(ref("rule")),
        "cells": array_of(object_of(cell, ("question", "row", "column", "is"))),
    }
    required = ("rule", "because", "cite", "facts", "findings", "missing")
    return object_of({**more, **parts}, (*more, *required))


def source() -> Schema:
    passages: Schema = {"type": "object", "additionalProperties": TEXT}
    return object_of({"title": TEXT, "url": TEXT, "as_of": TEXT, "trust": TEXT, "passages": passages}, ("title",))


def answers_of(kb: KnowledgeBase) -> Schema:
    return object_of({id: answer(question) for id, question in kb.questions.items()}, ())


def answer(question: Question) -> Schema:
    if question.kind == "number":
        return {
            "anyOf": [{"type": "number", "minimum": question.minimum, "maximum": question.maximum}, {"const": UNKNOWN}]
        }
    if question.kind == "many":
        return {"anyOf": [list_of(question.values), {"const": UNKNOWN}]}
    return one_of([*question.values, UNKNOWN])


def values(kb: KnowledgeBase, id: str) -> Schema:
    return NUMBER if kb.conclusions[id].number else list_of(kb.conclusions[id].values)
