"""JSON Schemas (draft 2020-12) of the reports for authors: what `check`, `diff` and `test --interviews` print."""

from __future__ import annotations

from typing import get_args

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
    texts_of,
)
from advisor.formats import KEY, RESULT
from advisor.knowledge.model import KnowledgeBase
from advisor.solver.search import Procedure
from advisor.verification.difference import KINDS
from advisor.verification.findings import MENDING


def check(kb: KnowledgeBase) -> Schema:
    """What `advisor check --format json` prints."""
    proof = {
        "claim": TEXT,
        "holds": or_none(FLAG),
        "limits": TEXT,
        "gave_up": TEXT,
        "answered_by": or_none(one_of(get_args(Procedure))),
    }
    finding = {
        "kind": one_of(MENDING),
        "about": texts_of(),
        "file": TEXT,
        "line": COUNT,
        "column": COUNT,
        "what": TEXT,
        "advice": TEXT,
    }
    findings = array_of(object_of({**finding, "witness": answers_of(kb)}, finding))
    parts = {
        **of_knowledge(kb),
        "cases": or_none(COUNT),
        "counted_by_class": list_of(kb.questions),
        "proofs": array_of(object_of(proof, proof)),
        "findings": findings,
        "remarks": findings,
    }
    return {"$schema": DIALECT, "title": f"What is proved: {kb.title}", **object_of(parts, parts)}


def diff() -> Schema:
    """What `advisor diff --format json` prints of any two versions."""
    version = object_of({"knowledge_base": TEXT, "version": {"type": "integer"}}, ("knowledge_base", "version"))
    names: Schema = {"type": "object", "additionalProperties": TEXT}
    answer = {"anyOf": [TEXT, NUMBER, texts_of()]}
    change = {
        "kind": one_of(KINDS),
        "attribute": TEXT,
        "from": texts_of(),
        "to": texts_of(),
        "cases": COUNT,
        "rows": COUNT,
        "witness": {"type": "object", "additionalProperties": answer},
    }
    parts = {
        KEY: {"const": RESULT},
        "old": version,
        "new": version,
        "cases": or_none(COUNT),
        "changed": COUNT,
        "rows": COUNT,
        "rows_changed": COUNT,
        "questions": texts_of(),
        "renamed": names,
        "renamed_rules": names,
        "changed_by_kind": object_of(dict.fromkeys(KINDS, COUNT), KINDS),
        "one_version_only": texts_of(),
        "not_compared": texts_of(),
        "changes": array_of(object_of(change, change)),
    }
    return {"$schema": DIALECT, "title": "What two versions differ in", **object_of(parts, parts)}


def interviews(kb: KnowledgeBase) -> Schema:
    """What `advisor test --interviews --format json` prints."""
    asked = object_of({"mean": NUMBER, "worst": COUNT}, ("mean", "worst"))
    group = {"name": TEXT, "people": COUNT, "in_order": asked, "shortest": asked, "fewest": asked, "proved": COUNT}
    parts = {**of_knowledge(kb), "questions": COUNT, "groups": array_of(object_of(group, group))}
    return {"$schema": DIALECT, "title": f"How long interviews are: {kb.title}", **object_of(parts, parts)}
