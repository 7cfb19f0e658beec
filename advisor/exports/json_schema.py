"""JSON Schemas (draft 2020-12) of the files of a knowledge base, and of the cases of one, so that editors help.

They check shapes; what refers to what is checked when a knowledge base is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.knowledge.conditions import COMPARISONS, NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Question

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORD: Schema = {"type": "string", "minLength": 1}
TEXT: Schema = {"type": ["string", "number"], "pattern": "\\S"}
ID_PATTERN = "^[a-z][a-z0-9_-]{0,79}$"
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"enum": ["yes", "no", True, False]}
VALUE: Schema = {"type": ["string", "number"]}
DATE: Schema = {
    "type": ["string", "integer"],
    "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$",
    "minimum": 1000,
    "maximum": 9999,
    "description": "A day, a month or a year.",
}


def knowledge_base() -> Schema:
    """The schema of any file of a knowledge base; `knowledge-base.yaml` has the keys of the head as well."""
    head = {
        "id": {"type": "string", "pattern": ID_PATTERN, "description": "The folder's name."},
        "title": TEXT,
        "version": {"type": "integer"},
        "goal": {**WORD, "description": "The concluded attribute the consultation is for."},
        "also": {"type": "array", "items": WORD, "uniqueItems": True, "description": "Shown with the goal."},
        "furthest": {
            "type": "array",
            "items": WORD,
            "uniqueItems": True,
            "description": "Questions whose choices are in rising order: how far a road leads.",
        },
        "welcome": {**TEXT, "description": "A short paragraph shown before the first question."},
    }
    sections = {
        "sources": _named("source"),
        "tables": _named("table"),
        "questions": _named("question", "In the order in which they are asked."),
        "conclusions": _named("conclusion"),
        "rules": _named("rule"),
        "steps": _named("step", "In the order of the road."),
        "properties": _named("property", "What must hold in every case; 'advisor check' proves it."),
    }
    return {
        "$schema": DIALECT,
        "title": "A file of a knowledge base",
        **_object({**head, **sections}),
        "$defs": {
            "source": _source(),
            "table": _table(),
            "question": _question(),
            "conclusion": _conclusion(),
            "rule": _rule(),
            "step": _step(),
            "property": _property(),
            "condition": _condition(),
            "test": _test(),
            "values": _one_or_many(VALUE),
            "cite": _one_or_many({**WORD, "description": "source or source/passage"}),
            "paragraphs": _one_or_many({"anyOf": [TEXT, _object({"when": _ref("condition"), "text": TEXT}, ["text"])]}),
            "range": {"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 2, "maxItems": 2},
        },
    }


def _object(properties: Schema, required: list[str] | None = None, **more: Any) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
        **more,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _named(name: str, description: str = "") -> Schema:
    return _by_id(_ref(name), **({"description": description} if description else {}))


def _by_id(each: Schema, **more: Any) -> Schema:
    return {"type": "object", "propertyNames": {"pattern": ID_PATTERN}, "additionalProperties": each, **more}


def _one_or_many(each: Schema) -> Schema:
    return {"anyOf": [each, {"type": "array", "items": each, "minItems": 1}]}


def _source() -> Schema:
    return _object(
        {
            "title": TEXT,
            "url": {"type": "string", "pattern": "^https?://[^\\s/]\\S*$"},
            "as_of": {**DATE, "description": "The day, month or year of the statement."},
            "trust": {"enum": ["official", "mirror", "secondary", "general"]},
            "passages": {"type": "object", "additionalProperties": TEXT},
        },
        ["title"],
    )


def _table() -> Schema:
    column = _object({"text": TEXT, "one": {"type": "array", "items": WORD, "minItems": 1, "uniqueItems": True}})
    row = {"type": "object", "additionalProperties": TEXT}
    return _object({"columns": _by_id(column), "rows": _by_id(row)}, ["columns", "rows"])


def _question() -> Schema:
    texts = {"type": "object", "additionalProperties": TEXT, "minProperties": 1}
    number = _object({"min": NUMBER, "max": NUMBER, "whole": FLAG, "unit": TEXT, "unit_of_one": TEXT}, ["min", "max"])
    kinds = ("choices", "many", "number", "table")
    return _object(
        {
            "topic": {**TEXT, "description": "A heading."},
            "label": {**TEXT, "description": "A noun phrase for explanations; else the id in words."},
            "ask": {**TEXT, "description": "The question."},
            "why": {**TEXT, "description": "Shown when the person asks why."},
            "help": TEXT,
            "required": {**FLAG, "description": "A required question does not take 'unknown'."},
            "decision": {**FLAG, "description": "The answer is for the person to choose, not a fact."},
            "shown": {**WORD, "description": "The column of the table that words its values."},
            "choices": {**texts, "description": "One of these values."},
            "many": {**texts, "description": "Any number of these values."},
            "number": number,
            "table": {**WORD, "description": "The values are the rows of this table."},
        },
        ["ask", "why"],
        oneOf=[{"required": [kind]} for kind in kinds],
    )


def _conclusion() -> Schema:
    listed = {"type": "array", "items": WORD, "minItems": 1, "uniqueItems": True}
    values = {"anyOf": [listed, _by_id(TEXT, minProperties=1), {"const": "steps"}]}
    shapes = [{"required": ["one"]}, {"required": ["many"]}]
    return _object({"label": TEXT, "internal": FLAG, "one": values, "many": values}, oneOf=shapes)


def _rule() -> Schema:
    then = {"type": "object", "additionalProperties": WORD, "minProperties": 1, "maxProperties": 1}
    parts = {"when": _ref("condition"), "then": then, "because": TEXT, "cite": _ref("cite")}
    return _object(parts, ["when", "then", "because"])


def _condition() -> Schema:
    branch = {"type": "array", "items": _ref("condition"), "minItems": 1}
    return {
        "type": "object",
        "properties": {"all": branch, "any": branch, "none": branch},
        "additionalProperties": _ref("test"),
        "description": "Every key is required. Keys are attributes, question.column, or all, any, none.",
    }


def _test() -> Schema:
    ranges = {name: NUMBER for name in COMPARISONS if name != "is"}
    every = {"type": "array", "items": WORD, "minItems": 1}
    tests = _object({"not": _ref("values"), "all": every, **ranges}, minProperties=1)
    return {"anyOf": [_ref("values"), tests]}


def _step() -> Schema:
    cost = {"anyOf": [_ref("range"), {"const": 0, "description": "It is free."}]}
    costs = {"required": ["cost"], "properties": {"cost": {"type": "array", "contains": {"exclusiveMinimum": 0}}}}
    takes = _object(
        {"when": _ref("condition"), "months": _ref("range"), "cost": cost, "currency": WORD, "as_of": DATE},
        anyOf=[{"required": ["months"]}, {"required": ["cost"]}],
        dependentRequired={"currency": ["cost"]},
        allOf=[{"if": costs, "then": {"required": ["currency", "as_of"]}}],
    )
    number = _object({"at_least": NUMBER}, ["at_least"])
    answer = {"anyOf": [VALUE, {"type": "array", "items": WORD}, number]}
    changes = {"type": "object", "additionalProperties": answer, "minProperties": 1}
    listed = _object({"when": _ref("condition"), "set": changes}, ["set"])
    return _object(
        {
            "title": TEXT,
            "do": {**_ref("paragraphs"), "description": "What to do, where and how; Markdown."},
            "gives": {**_ref("paragraphs"), "description": "What it achieves."},
            "watch": {**_ref("paragraphs"), "description": "What to watch for."},
            "assumes": {**_ref("paragraphs"), "description": "What the roadmap takes for granted here."},
            "takes": _one_or_many(takes),
            "achieves": {"anyOf": [changes, {"type": "array", "items": listed, "minItems": 1}]},
            "cite": _ref("cite"),
        },
        ["title", "do"],
    )


def _property() -> Schema:
    parts = {"never": _ref("condition"), "always": _ref("condition"), "because": TEXT, "cite": _ref("cite")}
    return _object(parts, ["because"], oneOf=[{"required": ["never"]}, {"required": ["always"]}])


def case(kb: KnowledgeBase) -> Schema:
    """The schema of a case file of this knowledge base: one case, or in JSON an array of cases."""
    answers = {id: _answer(question) for id, question in kb.questions.items()}
    expect = {}
    for id, conclusion in kb.conclusions.items():
        steps = {step.id: step.title for step in kb.steps.values()} if id == kb.goal else {}
        value = _choice(conclusion.values, {**steps, **conclusion.texts})
        expect[id] = {
            "title": conclusion.label,
            "anyOf": [
                value,
                {"type": "array", "items": value, "description": "Just these."},
                {"const": NONE},
                _object({"not": _one_or_many(value)}, ["not"]),
            ],
        }
    parts = {
        "knowledge_base": {"const": kb.id},
        "name": TEXT,
        "answers": _object(answers),
        "expect": {**_object(expect), "description": "What 'advisor test' checks."},
    }
    return {
        "$schema": DIALECT,
        "title": f"A case: {kb.title}",
        "$defs": {"case": _object(parts, ["answers"])},
        "anyOf": [_ref("case"), {"type": "array", "items": _ref("case")}],
    }


def _answer(question: Question) -> Schema:
    about = {"title": question.label, "description": question.ask}
    none: list[Schema] = [] if question.required else [{"const": UNKNOWN}, {"type": "null"}]
    if question.kind == "number":
        kind = "integer" if question.whole else "number"
        own: list[Schema] = [{"type": kind, "minimum": question.minimum, "maximum": question.maximum}]
    elif question.kind == "many":
        own = [
            {"type": "array", "items": _choice(question.values, question.texts), "uniqueItems": True},
            {"const": NONE, "title": question.texts.get(NONE, "None of these")},
        ]
    else:
        own = [_choice(question.values, question.texts)]
    return {**about, "anyOf": [*own, *none]}


def _choice(values: Iterable[str], texts: Mapping[str, str]) -> Schema:
    """One of the values, each with its wording for an editor to show."""
    return {"oneOf": [{"const": value, "title": texts.get(value, value)} for value in values]}
