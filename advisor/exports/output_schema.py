"""JSON Schemas (draft 2020-12) of what is printed of one knowledge base: recommendations, and rows of a batch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.columns.output import ERROR
from advisor.columns.program import CARRIED, names
from advisor.columns.told_texts import text_columns
from advisor.exports.json_schema import DIALECT, Schema
from advisor.formats import KEY, RESULT
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.cited_sources import SOURCES
from advisor.reports.json_report import key_of

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
SPAN: Schema = {
    "type": "array",
    "items": NUMBER,
    "minItems": 2,
    "maxItems": 2,
    "description": "The least and the most.",
}


def recommendations(kb: KnowledgeBase) -> Schema:
    """What `advisor recommend --format json` prints: an array with an object for each case."""
    takes = _object({"months": SPAN, "cost": SPAN, "currency": TEXT, "as_of": TEXT}, ())
    stage = _object({"id": _one_of(kb.steps), "title": TEXT, "takes": takes}, ("id", "title"))
    goals = {key_of(id): _goal(kb, id, takes) for id in kb.goals}
    parts: dict[str, Schema] = {
        KEY: {"const": RESULT, "description": "The version of this format."},
        "knowledge_base": {"const": kb.id},
        "version": {"const": kb.version},
        "name": TEXT,
        "answers": _answers(kb),
        **goals,
        "because": {"type": "array", "items": _ref("firing")},
        "conclusions": _object({id: _values(kb, id) for id in kb.conclusions if id != kb.goal}, ()),
        "questions_left": _list(kb.questions),
        "problem": TEXT,
        SOURCES: _object({id: _ref("source") for id in kb.sources}, ()),
    }
    if kb.recommends:
        parts["roadmap"] = {"type": "array", "items": stage}
    return {
        "$schema": DIALECT,
        "title": f"Recommendations: {kb.title}",
        "$defs": {"firing": _firing(kb), "source": _source()},
        "type": "array",
        "items": _object(parts, [key for key in parts if key != "problem"]),
    }


def row(kb: KnowledgeBase) -> Schema:
    """A line that `advisor batch` writes to JSON Lines, also with `--details`."""
    told = names(kb, details=False, texts=True)
    parts: dict[str, Schema] = {KEY: {"const": RESULT}} if KEY not in kb.conclusions else {}
    parts |= {name: _or_none(TEXT) for name in CARRIED if name not in kb.questions}
    for name in names(kb, details=True, texts=True):
        parts[name] = _cell(kb, name)
    texts = text_columns(kb)
    parts[texts.titles[kb.goal]] |= {"description": f"{kb.goal}, as a person is told it."}
    parts[ERROR] |= {"description": "What is wrong with the row; null in a good one."}
    required = [*([KEY] if KEY in parts else []), *told]
    return {"$schema": DIALECT, "title": f"A row of advice: {kb.title}", **_object(parts, required)}


def _cell(kb: KnowledgeBase, name: str) -> Schema:
    """A column: one value of a goal, values joined with `;`, a number or a text; null where there is none."""
    conclusion = kb.conclusions.get(name)
    if name == "rule":
        return _or_none(_one_of(rule.id for rule in kb.rules if rule.attribute == kb.goal))
    if name in kb.goals and conclusion:
        return _or_none(_one_of(conclusion.values))
    return _or_none(NUMBER if conclusion and conclusion.number else TEXT)


def _goal(kb: KnowledgeBase, id: str, takes: Schema) -> Schema:
    cite = {"type": "array", "items": TEXT, "description": "source or source/passage"}
    if id == kb.goal and kb.recommends:
        texts = dict.fromkeys(("title", "do", "gives", "watch", "assumes"), TEXT)
        step = {"id": _one_of(kb.conclusions[id].values), **texts, "takes": takes, "cite": cite}
        return {"anyOf": [_object(step, ("id", "title", "do", "cite")), {"type": "null"}]}
    value: dict[str, Schema] = {"id": _one_of(kb.conclusions[id].values), "text": TEXT}
    if id != kb.goal:
        value["because"] = {"type": "array", "items": _ref("firing")}
    return {"anyOf": [_object(value, list(value)), {"type": "null"}]}


def _firing(kb: KnowledgeBase) -> Schema:
    numbers = dict.fromkeys(kb.adding, NUMBER)
    concluded = {id: _list(it.values) for id, it in kb.conclusions.items() if not it.number}
    content = {"anyOf": [TEXT, NUMBER, {"type": "array", "items": TEXT}]}
    cell: dict[str, Schema] = {"question": _one_of(kb.questions), "row": TEXT, "column": TEXT, "is": content}
    cell |= {"cite": {"type": "array", "items": TEXT}, "as_of": TEXT}
    parts: dict[str, Schema] = {
        "rule": _one_of(rule.id for rule in kb.rules),
        "because": TEXT,
        "cite": {"type": "array", "items": TEXT},
        "facts": _answers(kb),
        "findings": _object(concluded, ()),
        "missing": _object(concluded, ()),
        "numbers": _object(numbers, ()),
        "earlier": _list(rule.id for rule in kb.rules),
        "cells": {"type": "array", "items": _object(cell, ("question", "row", "column", "is"))},
    }
    return _object(parts, ("rule", "because", "cite", "facts", "findings", "missing"))


def _source() -> Schema:
    passages: Schema = {"type": "object", "additionalProperties": TEXT}
    return _object({"title": TEXT, "url": TEXT, "as_of": TEXT, "trust": TEXT, "passages": passages}, ("title",))


def _answers(kb: KnowledgeBase) -> Schema:
    return _object({id: _answer(question) for id, question in kb.questions.items()}, ())


def _answer(question: Question) -> Schema:
    if question.kind == "number":
        return {
            "anyOf": [{"type": "number", "minimum": question.minimum, "maximum": question.maximum}, {"const": UNKNOWN}]
        }
    if question.kind == "many":
        return {"anyOf": [_list(question.values), {"const": UNKNOWN}]}
    return _one_of([*question.values, UNKNOWN])


def _values(kb: KnowledgeBase, id: str) -> Schema:
    return NUMBER if kb.conclusions[id].number else _list(kb.conclusions[id].values)


def _one_of(values: Iterable[str]) -> Schema:
    return {"enum": [*dict.fromkeys(values)]}


def _list(values: Iterable[str]) -> Schema:
    return {"type": "array", "items": _one_of(values)}


def _or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(parts: dict[str, Any], required: Iterable[str]) -> Schema:
    return {"type": "object", "properties": parts, "required": [*required], "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
