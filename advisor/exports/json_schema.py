"""JSON Schemas (draft 2020-12) of the files of a knowledge base, and of the cases of one, so that editors help.

They check shapes; what refers to what is checked when a knowledge base is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.formats import CASE
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Leaf, fold
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.node_reader import DATE, ID
from advisor.knowledge.schema import DEFINITIONS, HEAD, SECTIONS, URL
from advisor.knowledge.schema_kinds import Constant, Either, Key, Kind, Listed, Mapped, Named, Record, Scalar, Words
from advisor.knowledge.texts import NONE_OF_THESE

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS: Mapping[Scalar, Schema] = {
    Scalar.ID: {"type": "string", "pattern": f"^{ID.pattern}$"},
    Scalar.WORD: {"type": "string", "minLength": 1},
    Scalar.CITATION: {"type": "string", "minLength": 1, "description": "source or source/passage"},
    Scalar.TEXT: {"type": ["string", "number"], "pattern": "\\S"},
    Scalar.VALUE: {"type": ["string", "number"]},
    Scalar.URL: {"type": "string", "pattern": f"^{URL.pattern}$"},
    Scalar.DATE: {
        "type": ["string", "integer"],
        "pattern": f"^{DATE.pattern}$",
        "minimum": 1000,
        "maximum": 9999,
        "description": "A day, a month or a year.",
    },
    Scalar.FLAG: {"enum": ["yes", "no", True, False]},
    Scalar.NUMBER: {"type": "number"},
    Scalar.AMOUNT: {"type": "number", "minimum": 0},
    Scalar.OF_ROW: {"type": "string", "pattern": f"^{ID.pattern}\\.{ID.pattern}$", "description": "question.column"},
    Scalar.VERSION: {"type": "integer"},
}


def knowledge_base() -> Schema:
    """The schema of any file of a knowledge base; `knowledge-base.yaml` has the keys of the head as well."""
    file = {name: _of_key(key) for record in (HEAD, SECTIONS) for name, key in record.keys.items()}
    return {
        "$schema": DIALECT,
        "title": "A file of a knowledge base",
        **_object(file),
        "$defs": {name: _of(kind) for name, kind in DEFINITIONS.items()},
    }


def _of(kind: Kind) -> Schema:
    """The schema of what the file format declares."""
    if isinstance(kind, Scalar):
        return SCALARS[kind]
    if isinstance(kind, Words):
        return {"enum": [*kind.known]}
    if isinstance(kind, Constant):
        return {"const": kind.value, **_described(kind.doc)}
    if isinstance(kind, Listed):
        unique = {"uniqueItems": True} if kind.unique else {}
        return {"type": "array", "items": _of(kind.each), **_bounds("Items", kind), **unique}
    if isinstance(kind, Mapped):
        ids = {"propertyNames": {"pattern": f"^{ID.pattern}$"}} if kind.by_id else {}
        return {"type": "object", **ids, "additionalProperties": _of(kind.each), **_bounds("Properties", kind)}
    if isinstance(kind, Either):
        return {"anyOf": [_of(each) for each in kind.kinds]}
    if isinstance(kind, Named):
        return _ref(kind.name)
    return _of_record(kind)


def _of_record(record: Record) -> Schema:
    made = _object({name: _of_key(key) for name, key in record.keys.items()}, record.required)
    if record.others is not None:
        made["additionalProperties"] = _of(record.others)
    if record.filled:
        made["minProperties"] = 1
    if record.just_one:
        made["oneOf"] = [{"required": [name]} for name in record.just_one]
    if record.at_most_one:
        some: list[Schema] = [{"required": [name]} for name in record.at_most_one]
        made["oneOf"] = [*some, {"not": {"anyOf": some}}]
    if record.some_of:
        made["anyOf"] = [{"required": [name]} for name in record.some_of]
    if record.needs:
        made["dependentRequired"] = {name: [needed] for name, needed in record.needs.items()}
    return {**made, **_described(record.doc), **record.more}


def _of_key(key: Key) -> Schema:
    return {**_of(key.kind), **_described(key.doc)}


def _described(doc: str) -> Schema:
    return {"description": doc} if doc else {}


def _bounds(what: str, kind: Listed | Mapped) -> Schema:
    most = {} if kind.most is None else {f"max{what}": kind.most}
    return {**({f"min{what}": kind.least} if kind.least else {}), **most}


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": required or [], "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def case(kb: KnowledgeBase) -> Schema:
    """The schema of a case file of this knowledge base: one case, or in JSON an array of cases."""
    answers = {id: _answer(question) for id, question in kb.questions.items()}
    expect = {}
    for id, conclusion in kb.conclusions.items():
        if (range := conclusion.number) is not None:
            value = {"type": "number", "minimum": range.minimum, "maximum": range.maximum}
            expect[id] = {"title": conclusion.label, "anyOf": [value, _object({"not": value}, ["not"])]}
            continue
        steps = {step.id: step.title for step in kb.steps.values()} if id == kb.goal else {}
        value = _choice(conclusion.values, {**steps, **conclusion.texts})
        expect[id] = {
            "title": conclusion.label,
            "anyOf": [
                value,
                {"type": "array", "items": value, "description": "Just these."},
                {"const": NONE},
                _object({"not": {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}}, ["not"]),
            ],
        }
    parts = {
        "format": {"type": "integer", "minimum": 1, "maximum": CASE, "description": "The version of this format."},
        "knowledge_base": {"const": kb.id},
        "version": {**SCALARS[Scalar.VERSION], "description": "Of the knowledge base to which the answers were given."},
        "name": SCALARS[Scalar.TEXT],
        "answers": {**_object(answers), **_demands(kb)},
        "expect": {**_object(expect), "description": "What 'advisor test' checks."},
    }
    return {
        "$schema": DIALECT,
        "title": f"A case: {kb.title}",
        "$defs": {"case": _object(parts, ["answers"])},
        "anyOf": [_ref("case"), {"type": "array", "items": _ref("case")}],
    }


def _demands(kb: KnowledgeBase) -> Schema:
    """Where a condition requires an answer, it is none that is unknown; it may be absent, as in any unfinished case."""
    asked = [question for question in kb.questions.values() if question.required_when is not None]
    found = [
        {
            "if": fold(question.required_when, lambda leaf: _leaf(kb, leaf), _Schemas()),
            "then": {"properties": {question.id: _answer(question._replace(required=True))}},
        }
        for question in asked
        if question.required_when is not None
    ]
    return {"allOf": found} if found else {}


class _Schemas:
    """Truth as the schema of the answers in which something holds."""

    def all(self, parts: Iterable[Schema]) -> Schema:
        return {"allOf": found} if (found := [*parts]) else {}

    def any(self, parts: Iterable[Schema]) -> Schema:
        return {"anyOf": found} if (found := [*parts]) else {"not": {}}

    def negate(self, part: Schema) -> Schema:
        return {"not": part}


def _leaf(kb: KnowledgeBase, leaf: Leaf) -> Schema:
    """The answers in which a leaf holds; what is absent is unknown."""
    id = leaf.attribute
    if isinstance(leaf, Compare):
        return {"required": [id], "properties": {id: {"type": "number", **_compared(leaf)}}}
    unknown = {"properties": {id: {"enum": [UNKNOWN, None]}}}
    if kb.questions[id].kind == "many":
        values = [value for value in leaf.values if value not in (UNKNOWN, NONE)]
        known: list[Schema] = [{"type": "array", "contains": {"enum": values}}] if values else []
        known += [{"const": NONE}, {"type": "array", "maxItems": 0}] if NONE in leaf.values else []
    else:
        given: list[object] = [value for value in leaf.values if value != UNKNOWN]
        if kb.questions[id].is_yes_or_no:
            given += [value == "yes" for value in leaf.values if value != UNKNOWN]
        known = [{"enum": given}]
    holds = [{"required": [id], "properties": {id: {"anyOf": known}}}] if known else []
    return {"anyOf": [*holds, *([unknown] if UNKNOWN in leaf.values else [])]}


def _compared(leaf: Compare) -> Schema:
    names = {"at_least": "minimum", "at_most": "maximum", "above": "exclusiveMinimum", "below": "exclusiveMaximum"}
    return {names.get(leaf.comparison, "const"): leaf.number}


def _answer(question: Question) -> Schema:
    about = {"title": question.label, "description": question.ask}
    none: list[Schema] = [] if question.required else [{"const": UNKNOWN}, {"type": "null"}]
    if question.kind == "number":
        kind = "integer" if question.whole else "number"
        own: list[Schema] = [{"type": kind, "minimum": question.minimum, "maximum": question.maximum}]
    elif question.kind == "many":
        own = [
            {"type": "array", "items": _choice(question.values, question.texts), "uniqueItems": True},
            {"const": NONE, "title": question.texts.get(NONE, NONE_OF_THESE)},
        ]
    else:
        own = [_choice(question.values, question.texts), *([{"type": "boolean"}] if question.is_yes_or_no else [])]
    return {**about, "anyOf": [*own, *none]}


def _choice(values: Iterable[str], texts: Mapping[str, str]) -> Schema:
    """One of the values, each with its wording for an editor to show."""
    return {"oneOf": [{"const": value, "title": texts.get(value, value)} for value in values]}
