"""The service as an OpenAPI 3.1 document, with examples that were asked and answered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from advisor import __version__
from advisor.batching.lines import advice
from advisor.cases.files import KEYS, Case
from advisor.consultation.consultation import Consultation
from advisor.exports.schema_parts import FLAG, TEXT, object_of, one_of
from advisor.exports.schemas import MAKERS, schema
from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import requests
from advisor.reports.explaining.kinds import ARGUMENTS, BY_OPTION, Kind
from advisor.reports.step_words import step_words
from advisor.serving.bodies import JSON_LINES
from advisor.serving.problems import KINDS, MEDIA_TYPE

Object = dict[str, Any]

ENOUGH = 2
"""Answers of the example in which not all is known yet."""

ANSWERED = ("next-question", "decision", "recommendation", "row", "description", "problem")
"""The schemas of what is answered, beside explanations."""

REFUSED = ("not-json", "too-slow", "too-large", "wrong-type", "not-answerable", "too-many", "busy", "took-too-long")
"""What a body may come to."""


def document(kb: KnowledgeBase) -> Object:
    """The document. Its examples are of a case of this knowledge base, and what it is told."""
    case = example(kb)
    some = dict([*case.items()][:ENOUGH])
    cases = {"answers": case}
    asked, decided = requests.asked_next(kb, some, False, False), requests.decided(kb, Case(case))
    paths = {
        "/next-question": _posted(
            "What is asked next, and how many more questions there are",
            _body({"road": FLAG, "shortest": FLAG}, {"answers": some}),
            _answered("next-question", asked),
        ),
        "/decide": _posted(
            "What is concluded, without reasons, and fast", _body({}, cases), _answered("decision", decided)
        ),
        "/recommend": _posted(
            "One justified recommendation, with its sources",
            _body({}, cases),
            _answered("recommendation", requests.recommended(kb, Case(case))),
        ),
        **{f"/explain/{name}": _explained(kb, name, kind, case) for name, kind in BY_OPTION.items()},
        "/assess": _assessed(kb, case),
        "/knowledge-base": _got("What the knowledge base asks and concludes", _ref("description")),
        "/": _got("The consultation as a page", TEXT, media_type="text/html", problems=["no-page"]),
        "/openapi.json": _got("This document", {}),
        "/schemas/{name}": _got("A JSON Schema of what is asked or answered", {}, MAKERS),
        "/problems/{name}": _got("What a kind of problem means", {}, KINDS),
        "/health": _got("Whether the service is there", {}),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": kb.title, "version": __version__, "summary": f"Advice by the knowledge base {kb.id}."},
        "paths": paths,
        "components": {"schemas": _components(kb)},
    }


def example(kb: KnowledgeBase) -> dict[str, Answer]:
    """A case of this knowledge base: each question that is asked gets its first answer."""
    consultation = Consultation(kb)
    while question := consultation.question:
        consultation.answer(_first(question))
    return consultation.answers


def _first(question: Question) -> Answer:
    if question.kind == "number":
        return question.minimum
    return question.values[:1] if question.kind == "many" else question.values[0]


def answered(name: str, kb: KnowledgeBase) -> Object:
    """The schema of what is answered: where it is of a list, as commands print one, of what that holds."""
    found = schema(name, kb)
    if found.get("type") != "array":
        return found
    return {**{key: it for key, it in found.items() if key not in ("type", "items")}, **found["items"]}


def _components(kb: KnowledgeBase) -> Object:
    """The schemas of what is asked and answered, and what they refer to, which all of them have alike."""
    found: Object = {}
    for name in (*ANSWERED, *BY_OPTION):
        whole = json.loads(json.dumps(answered(name, kb)).replace('"#/$defs/', '"#/components/schemas/'))
        found |= {**whole.pop("$defs", {}), name: whole}
    return {**found, **schema("case", kb)["$defs"]}


def _explained(kb: KnowledgeBase, name: str, kind: Kind, case: dict[str, Answer]) -> Object:
    wanted, given = ARGUMENTS[kind.about], _about(kb, kind, case)
    needed = [key for key, default in wanted.items() if default is ...]
    told = requests.explained(kb, kind, Case(case), kind.arguments(given))
    body = _body({key: _argument(kb, key) for key in wanted}, {"answers": case, **given}, needed)
    return _posted(f"{kind.help[:1].upper()}{kind.help[1:]}", body, _answered(name, told))


def _about(kb: KnowledgeBase, kind: Kind, case: dict[str, Answer]) -> Object:
    """What is asked in the example: about the goal's last value, or another answer to the first question."""
    last = kb.conclusions[kb.goal].values[-1]
    question = kb.questions[next(iter(case), next(iter(kb.questions)))]
    others: dict[str, Answer] = {"number": question.maximum, "many": question.values[-1:]}
    other = others.get(question.kind) or question.values[-1]
    found = {
        "attribute": kb.goal,
        "value": last,
        "that": last,
        "question": question.id,
        "changes": {question.id: other},
    }
    return {name: found[name] for name, default in ARGUMENTS[kind.about].items() if default is ...}


def _argument(kb: KnowledgeBase, name: str) -> Object:
    named = {"question": kb.questions, "goal": kb.goals, "attribute": [*kb.conclusions, *kb.questions]}
    if name == "changes":
        return _ref("case/properties/answers")
    return one_of(named[name]) if name in named else TEXT


def _body(more: Object, shown: Object, needed: Iterable[str] = ()) -> Object:
    """A case, with further keys."""
    whole = object_of({**{key: _ref(f"case/properties/{key}") for key in KEYS}, **more}, ["answers", *needed])
    return {"required": True, "content": {"application/json": {"schema": whole, "example": shown}}}


def _assessed(kb: KnowledgeBase, case: dict[str, Answer]) -> Object:
    cells = {id: ";".join(it) if isinstance(it, tuple) else it for id, it in case.items()}
    sent = json.dumps({"name": "Ada", **cells}) + "\n"
    told = b"".join(advice(kb, sent.encode(), step_words(kb))).decode()
    body = {"required": True, "content": {JSON_LINES[0]: {"schema": TEXT, "example": sent}}}
    content = {JSON_LINES[0]: {"schema": TEXT, "example": told}}
    text = "A line for each line, in their order, as the schema `row` has it; of a bad one `error` says what is wrong."
    found = _posted("Many cases, a line each", body, {"description": text, "content": content})
    details = {"name": "details", "in": "query", "schema": FLAG, "description": "Whether every conclusion is told."}
    return {"post": {**found["post"], "parameters": [details]}}


def _posted(summary: str, body: Object, told: Object) -> Object:
    return {"post": {"summary": summary, "requestBody": body, "responses": {"200": told, **_problems(REFUSED)}}}


def _answered(name: str, shown: object) -> Object:
    return {"description": "Answered.", "content": {"application/json": {"schema": _ref(name), "example": shown}}}


def _got(
    summary: str,
    told: Object,
    names: Iterable[str] = (),
    media_type: str = "application/json",
    problems: Iterable[str] = (),
) -> Object:
    content = {media_type: {"schema": told}}
    found: Object = {"summary": summary, "responses": {"200": {"description": "Here it is.", "content": content}}}
    if known := [*names]:
        found["parameters"] = [{"name": "name", "in": "path", "required": True, "schema": one_of(known)}]
        problems = ["not-found"]
    found["responses"] |= _problems(problems)
    return {"get": found}


def _problems(kinds: Iterable[str]) -> Object:
    """The responses by their status, each with all that it may mean."""
    said: dict[int, list[str]] = {}
    for kind in kinds:
        said.setdefault(KINDS[kind].status, []).append(f"{KINDS[kind].title}. {KINDS[kind].meaning}")
    content = {MEDIA_TYPE: {"schema": _ref("problem")}}
    return {str(status): {"description": " Or: ".join(texts), "content": content} for status, texts in said.items()}


def _ref(path: str) -> Object:
    return {"$ref": f"#/components/schemas/{path}"}
