"""A recommendation with all that it takes to check it: docs/certificates.md describes the object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from advisor.certificate.seal import FORMAT, seal

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation
    from advisor.inference import Firing
    from advisor.inference.unfired import Unfired
    from advisor.knowledge.attributes import Answers
    from advisor.knowledge.conditions import Number


def certificate(answer: Recommendation, fingerprint: str) -> dict[str, Any]:
    """The certificate of a recommendation whose goal has just one value; `fingerprint` is its knowledge base's."""
    from advisor.inference.unfired import unfired

    kb = answer.kb
    pairs = {firing.rule.then for firing in answer.firings}
    made: dict[str, Any] = {
        "certificate": FORMAT,
        "knowledge_base": kb.id,
        "version": kb.version,
        "sha256": fingerprint,
        "name": answer.name,
        "answers": _answers(answer.answers),
        "firings": [_firing(firing, unfired(kb, firing, answer.case, pairs)) for firing in answer.firings],
        "forestalled": dict(_forestalled(answer)) if kb.first else {},
        "conclusions": _conclusions(answer),
        "goal": kb.goal,
        "step": answer.steps[0],
    }
    return {**made, "seal": seal(made)}


def noted(answers: Iterable[Recommendation], fingerprint: str, stream: TextIO) -> Iterator[Recommendation]:
    """The same recommendations; a JSON array of their certificates is written as they go by.

    A recommendation whose goal has not just one value has none.
    """
    separator = "[\n"
    for answer in answers:
        if answer.value is not None:
            stream.write(separator + json.dumps(certificate(answer, fingerprint), indent=1))
            separator = ",\n"
        yield answer
    stream.write("\n]\n" if separator != "[\n" else "[]\n")


def _firing(firing: Firing, earlier: Iterable[Unfired]) -> dict[str, Any]:
    """With what shows that no rule fired that would have decided instead; with what it adds, where that is a number."""
    told = {"rule": firing.rule.id, **_facts(firing), "concludes": list(firing.rule.then)}
    if firing.rule.add is not None:
        told["adds"] = firing.rule.add
    if before := [{"rule": other.rule.id, **_facts(other)} for other in earlier]:
        told["earlier"] = before
    return told


def _facts(named: Firing | Unfired) -> dict[str, Any]:
    return {
        "answers": _answers(named.answers),
        "findings": [list(pair) for pair in named.findings],
        "missing": [list(pair) for pair in named.missing],
    }


def _forestalled(answer: Recommendation) -> Iterator[tuple[str, str]]:
    """The rules that hold and did not fire, as an earlier one did, each with that one."""
    from advisor.logic.partial import PartialInterpretation

    kb = answer.kb
    fired = {firing.rule.attribute: firing.rule for firing in answer.firings if firing.rule.attribute in kb.first}
    state = PartialInterpretation(kb, answer.case, {firing.rule.then for firing in answer.firings})
    for id, deciding in fired.items():
        for rule in kb.first[id]:
            if rule.order > deciding.order and state.holds(rule.when):
                yield rule.id, deciding.id


def _conclusions(answer: Recommendation) -> dict[str, list[str] | Number]:
    """Every attribute with its values, a number with what it is."""
    from advisor.inference import conclusions

    found = {**conclusions(answer.firings), **answer.numbers}
    return {id: found[id] for id in answer.kb.conclusions if id in found}


def _answers(answers: Answers) -> dict[str, Any]:
    return {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers.items()}
