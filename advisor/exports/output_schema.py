"""JSON Schemas (draft 2020-12) of what is printed of one knowledge base: recommendations, and rows of a batch."""

from __future__ import annotations

from advisor.columns.output import ERROR
from advisor.columns.program import CARRIED, names
from advisor.columns.told_texts import text_columns
from advisor.exports.json_schema import DIALECT, Schema
from advisor.exports.schema_parts import (
    NUMBER,
    TAKEN,
    TEXT,
    array_of,
    defined,
    firing,
    head,
    object_of,
    one_of,
    or_none,
    ref,
    texts_of,
    values,
)
from advisor.formats import KEY, RESULT
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.json_report import key_of


def recommendations(kb: KnowledgeBase) -> Schema:
    """What `advisor recommend --format json` prints: an array with an object for each case."""
    stage = object_of({"id": one_of(kb.steps), "title": TEXT, "takes": TAKEN}, ("id", "title"))
    parts: dict[str, Schema] = {
        **head(kb),
        "answers": ref("answers"),
        **{key_of(id): _goal(kb, id) for id in kb.goals},
        "because": array_of(ref("firing")),
        "conclusions": object_of({id: values(kb, id) for id in kb.conclusions if id != kb.goal}, ()),
        "questions_left": array_of(ref("question")),
        "problem": TEXT,
    }
    if kb.recommends:
        parts["roadmap"] = {"type": "array", "items": stage}
    return {
        "$schema": DIALECT,
        "title": f"Recommendations: {kb.title}",
        "$defs": defined(kb, firing=firing(kb)),
        "type": "array",
        "items": object_of(parts, [key for key in parts if key != "problem"]),
    }


def row(kb: KnowledgeBase) -> Schema:
    """A line that `advisor batch` writes to JSON Lines, also with `--details`."""
    told = names(kb, details=False, texts=True)
    parts: dict[str, Schema] = {KEY: {"const": RESULT}} if KEY not in kb.conclusions else {}
    parts |= {name: or_none(TEXT) for name in CARRIED if name not in kb.questions}
    for name in names(kb, details=True, texts=True):
        parts[name] = _cell(kb, name)
    texts = text_columns(kb)
    parts[texts.titles[kb.goal]] |= {"description": f"{kb.goal}, as a person is told it."}
    parts[ERROR] |= {"description": "What is wrong with the row; null in a good one."}
    required = [*([KEY] if KEY in parts else []), *told]
    return {"$schema": DIALECT, "title": f"A row of advice: {kb.title}", **object_of(parts, required)}


def _cell(kb: KnowledgeBase, name: str) -> Schema:
    """A column: one value of a goal, values joined with `;`, a number or a text; null where there is none."""
    conclusion = kb.conclusions.get(name)
    if name == "rule":
        return or_none(one_of(rule.id for rule in kb.rules if rule.attribute == kb.goal))
    if name in kb.goals and conclusion:
        return or_none(one_of(conclusion.values))
    return or_none(NUMBER if conclusion and conclusion.number else TEXT)


def _goal(kb: KnowledgeBase, id: str) -> Schema:
    cite = {**texts_of(), "description": "source or source/passage"}
    if id == kb.goal and kb.recommends:
        texts = dict.fromkeys(("title", "do", "gives", "watch", "assumes"), TEXT)
        step = {"id": one_of(kb.conclusions[id].values), **texts, "takes": TAKEN, "cite": cite}
        return {"anyOf": [object_of(step, ("id", "title", "do", "cite")), {"type": "null"}]}
    value: dict[str, Schema] = {"id": one_of(kb.conclusions[id].values), "text": TEXT}
    if id != kb.goal:
        value["because"] = array_of(ref("firing"))
    return {"anyOf": [object_of(value, list(value)), {"type": "null"}]}
