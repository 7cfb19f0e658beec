"""JSON Schemas (draft 2020-12) of what `advisor explain --format json` prints of one knowledge base, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.exports.json_schema import DIALECT, Schema
from advisor.exports.schema_parts import (
    FLAG,
    NUMBER,
    SPAN,
    TAKEN,
    TEXT,
    answer,
    array_of,
    defined,
    firing,
    head,
    list_of,
    object_of,
    one_of,
    or_none,
    ref,
    texts_of,
    values,
)
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.json_report import key_of
from advisor.solver.cases import PROCEDURES

Parts = dict[str, Schema]


def explanations(kb: KnowledgeBase, kind: str) -> Schema:
    """What is printed of one kind of explanation: an array with an object for each case."""
    every = _KINDS[kind](kb)
    several = every if isinstance(every, list) else [every]
    objects = [object_of({**head(kb), **parts}, [*head(kb), *_needed(parts)]) for parts in several]
    return {
        "$schema": DIALECT,
        "title": f"Explanations, {kind.replace('_', ' ')}: {kb.title}",
        "$defs": defined(kb, **_definitions(kb)),
        **array_of(objects[0] if len(objects) == 1 else {"anyOf": objects}),
    }


_OPTIONAL = ("closest_earlier", "numbers", "combinations", "all_combinations")


def _needed(parts: Parts) -> list[str]:
    return [key for key in parts if key not in _OPTIONAL]


def _definitions(kb: KnowledgeBase) -> Parts:
    """What several kinds have: firings, failed conditions, and changed answers."""
    attribute, rule = {"attribute": one_of(kb.conclusions), "value": TEXT}, ref("rule")
    attempt = {"rule": rule, "holds": texts_of(), "fails": array_of(ref("failure")), "forestalled_by": rule}
    failure = {"needs": TEXT, "but": texts_of(), "concluded": ref("concluded"), "missing": array_of(ref("missing"))}
    means = {"step": one_of(kb.steps), "at_once": FLAG, "gives": array_of(ref("option")), **TAKEN["properties"]}
    change = {
        "question": ref("question"),
        "now": or_none(ref("answer")),
        "options": array_of(ref("option")),
        "kind": one_of(("step", "unsaid", "decision", "fixed")),
        "steps": array_of(object_of(means, ("step", "at_once", "gives"))),
    }
    options = object_of({id: array_of(ref("option")) for id in kb.questions}, ())
    one_set = {"within_reach": FLAG, "changes": array_of(object_of(change, change))}
    one_set |= {"combinations": array_of(options), "all_combinations": FLAG}
    return {
        "firing": firing(kb),
        "answer": {"anyOf": [answer(question) for question in kb.questions.values()]},
        "attempt": object_of(attempt, ("rule", "holds", "fails")),
        "failure": object_of({**failure, "ways": array_of(array_of(ref("failure")))}, ("needs",)),
        "missing": object_of(
            {**attribute, "explained_above": {"const": True}, "rules": array_of(ref("attempt"))}, attribute
        ),
        "option": {"anyOf": [ref("answer"), *_spans()]},
        "set": object_of(one_set, _needed(one_set)),
    }


def _any_answer(kb: KnowledgeBase) -> Schema:
    return {"anyOf": [answer(question) for question in kb.questions.values()]}


def _spans() -> list[Schema]:
    """The ends of a span of numbers, each with or without the number itself."""
    return [
        object_of({low: NUMBER, high: NUMBER}, (low, high))
        for low in ("at_least", "above")
        for high in ("at_most", "below")
    ]


def _why(kb: KnowledgeBase) -> Parts:
    level = object_of({"rule": ref("rule"), "says": TEXT}, ("rule", "says"))
    return {
        "why": ref("question"),
        "answer": or_none(ref("answer")),
        "reason": TEXT,
        "matters": FLAG,
        "goals": list_of(kb.conclusions),
        "after_step": or_none(one_of(kb.steps)),
        "levels": array_of(array_of(level)),
        "changes_texts_of": list_of(kb.steps),
    }


def _how(kb: KnowledgeBase) -> list[Parts]:
    """An answer that was given, or what is concluded."""
    return [_how_answered(kb), _how_concluded(kb)]


def _how_answered(kb: KnowledgeBase) -> Parts:
    asked = {"attribute": one_of(kb.questions), "value": TEXT}
    return {"how": object_of(asked, ("attribute",)), "given": or_none(ref("answer"))}


def _how_concluded(kb: KnowledgeBase) -> Parts:
    asked = {"attribute": one_of(kb.conclusions), "value": TEXT, "number": NUMBER}
    because = array_of(firing(kb, depth={"type": "integer", "minimum": 0}))
    return {
        "how": object_of(asked, ("attribute",)),
        "concluded": array_of(object_of({"value": TEXT, "because": because}, ("value", "because"))),
        "not_concluded": texts_of(),
        "closest_earlier": object_of(dict.fromkeys((rule.id for rule in kb.rules), ref("rule")), ()),
    }


def _why_not(kb: KnowledgeBase) -> list[Parts]:
    """That it is concluded, and how; or why it is not."""
    asked = object_of({"attribute": one_of(kb.conclusions), "value": TEXT}, ("attribute", "value"))
    concluded = _how_concluded(kb)
    failed = {
        "why_not": asked,
        "concluded": {"const": False},
        "rules": array_of(ref("attempt")),
        "smallest_changes": array_of(ref("set")),
        "all_smallest_changes": FLAG,
        "answered_by": one_of(PROCEDURES),
        "route": or_none(list_of(kb.steps)),
    }
    return [{"why_not": asked, "concluded": {"const": True}, "how": object_of(concluded, _needed(concluded))}, failed]


def _rather_than(kb: KnowledgeBase) -> Parts:
    rule = ref("rule")
    found = {
        "attribute": one_of(kb.conclusions),
        "this": object_of({"value": TEXT, "rule": rule}, ("value", "rule")),
        "that": object_of({"value": TEXT, "rule": or_none(rule)}, ("value", "rule")),
        "both": FLAG,
        "shared": texts_of(),
        "only_this": texts_of(),
        "that_fails": array_of(ref("failure")),
    }
    return {"rather_than": object_of(found, [key for key in found if key != "that_fails"])}


def _what_if(kb: KnowledgeBase) -> Parts:
    outcome: Parts = {key_of(id): or_none(one_of(kb.conclusions[id].values)) for id in kb.goals}
    outcome["settled"] = FLAG
    if kb.recommends:
        outcome |= {"roadmap": list_of(kb.steps), "roadmap_complete": FLAG}
    both = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2, "description": "Before and after."}
    return {
        "what_if": object_of({id: or_none(answer(question)) for id, question in kb.questions.items()}, ()),
        "before": object_of(outcome, outcome),
        "after": object_of(outcome, outcome),
        "conclusions_gained": ref("concluded"),
        "conclusions_lost": ref("concluded"),
        "numbers": object_of(dict.fromkeys(kb.adding, both), ()),
        "questions_appearing": array_of(ref("question")),
        "questions_disappearing": array_of(ref("question")),
        "answers_falling_away": array_of(ref("question")),
    }


def _how_sure(kb: KnowledgeBase) -> Parts:
    outcome = list_of(value for id in kb.goals for value in kb.conclusions[id].values)
    flip = {"question": ref("question"), "options": array_of(ref("option")), "outcome": outcome}
    rests_on = {id: or_none(answer(question)) for id, question in kb.questions.items()}
    return {
        "how_sure": one_of(kb.goals),
        "outcome": outcome,
        "rests_on": object_of(rests_on, ()),
        "one_other_answer": array_of(object_of(flip, flip)),
        "unanswered": array_of(ref("question")),
        "settled": FLAG,
        "possible": array_of(outcome),
        "decisive": array_of(ref("question")),
        "complete": FLAG,
        "answered_by": one_of(PROCEDURES),
    }


def _plan(kb: KnowledgeBase) -> Parts:
    return {
        "answers": ref("answers"),
        "exhaustive": FLAG,
        "roads": array_of(_road(kb)),
        "alongside": object_of({id: values(kb, id) for id in kb.also}, ()),
        "sources_as_of": texts_of(),
    }


def _road(kb: KnowledgeBase) -> Schema:
    begins = object_of({"months": SPAN, "certain": FLAG}, ("months", "certain"))
    step = {"id": one_of(kb.steps), "title": TEXT, "takes": TAKEN, "begins": begins}
    steps = list_of(kb.steps)
    total = {
        "months": SPAN,
        "months_not_known": texts_of(),
        "costs": {"type": "object", "additionalProperties": SPAN},
        "cost_not_known": texts_of(),
        "cost_free": texts_of(),
    }
    ways = array_of(object_of({id: array_of(_decided(kb, id)) for id in kb.questions}, ()))
    road = {
        "now": FLAG,
        "labels": texts_of(),
        "choices": ways,
        "changes": ways,
        "complete": FLAG,
        "steps": array_of(object_of(step, ("id", "title", "begins"))),
        "together": object_of(total, total),
        "as_of": texts_of(),
        "leads_to": ref("answers"),
        "assumes": texts_of(),
        "more": steps,
        "fewer": steps,
        "different": steps,
    }
    return object_of(road, road)


def _decided(kb: KnowledgeBase, id: str) -> Schema:
    """One of the answers to a decision that lead to a road."""
    question = kb.questions[id]
    return one_of([*question.values, UNKNOWN]) if question.kind == "choice" else answer(question)


_KINDS: Mapping[str, Callable[[KnowledgeBase], Parts | list[Parts]]] = {
    "why": _why,
    "how": _how,
    "why_not": _why_not,
    "rather_than": _rather_than,
    "what_if": _what_if,
    "how_sure": _how_sure,
    "plan": _plan,
}
