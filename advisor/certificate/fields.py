"""The JSON of a certificate, read so that nothing in it can be read in two ways. Each function raises Fault."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any as Untyped

from advisor.errors import AdvisorError, IllegalAnswer, did_you_mean, quoted
from advisor.json_objects import repeated
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Pair


class Fault(AdvisorError):
    """What is wrong with a certificate: the first thing that was found."""


def answers_in(kb: KnowledgeBase, told: Mapping[str, object], where: str) -> dict[str, Answer]:
    """The answers, each written as `recommend` writes it."""
    answers: dict[str, Answer] = {}
    once(told, f"{where}: ")
    for id, value in told.items():
        if id not in kb.questions:
            raise Fault(f"{where}: the knowledge base asks no question {quoted(id)}")
        try:
            answer = UNKNOWN if value == UNKNOWN else kb.questions[id].read(value)
        except IllegalAnswer as error:
            raise Fault(f"{where}: {error}") from None
        written = list(answer) if isinstance(answer, tuple) else answer
        if type(value) is not type(written) or value != written:
            raise Fault(f"{where}: {id}: {quoted(value)} must be written as {json.dumps(written)}")
        answers[id] = answer
    return answers


def just(told: Mapping[str, Untyped], known: Collection[str], where: str) -> None:
    """Each key is known, and there once."""
    once(told, where)
    for key in told:
        if key not in known:
            raise Fault(f"{where}unknown key {quoted(key)}{did_you_mean(key, known)}")


def once(told: Mapping[str, Untyped], where: str) -> None:
    """Each key is there once."""
    for key in repeated(told):
        raise Fault(f"{where}the key {quoted(key)} is there twice")


def pair_in(told: object, where: str) -> Pair:
    """An attribute and a value."""
    if isinstance(told, list) and len(told) == 2 and all(isinstance(part, str) for part in told):
        return told[0], told[1]
    raise Fault(f"{where}: a conclusion must be written as [attribute, value]")


def object_in(told: object, where: str) -> Mapping[str, Untyped]:
    """An object of a list."""
    if isinstance(told, dict):
        return told
    raise Fault(f"{where}: each must be an object")


def field(told: Mapping[str, Untyped], key: str, kind: type) -> Untyped:
    """What stands at a key."""
    if isinstance(told.get(key), kind):
        return told[key]
    names = {"dict": "an object", "list": "a list", "str": "a text"}
    raise Fault(f"'{key}' must be {names[kind.__name__]}")


def shown(certificate: Mapping[str, Untyped], key: str) -> str:
    """What stands at a key, for a message."""
    value = certificate.get(key)
    return "not there" if value is None else quoted(value)
