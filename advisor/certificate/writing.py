"""A recommendation with all that it takes to check it: docs/certificates.md describes the object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from advisor.certificate.seal import FORMAT, seal

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation
    from advisor.inference import Firing
    from advisor.knowledge.model import Answers


def certificate(answer: Recommendation, fingerprint: str) -> dict[str, Any]:
    """The certificate of a recommendation that has just one next step; `fingerprint` is its knowledge base's."""
    kb = answer.kb
    concluded = {**answer.conclusions, kb.goal: answer.steps}
    made: dict[str, Any] = {
        "certificate": FORMAT,
        "knowledge_base": kb.id,
        "version": kb.version,
        "sha256": fingerprint,
        "name": answer.name,
        "answers": _answers(answer.answers),
        "firings": [_firing(firing) for firing in answer.firings],
        "conclusions": {id: list(concluded[id]) for id in kb.conclusions if concluded[id]},
        "goal": kb.goal,
        "step": answer.steps[0],
    }
    return {**made, "seal": seal(made)}


def noted(answers: Iterable[Recommendation], fingerprint: str, stream: TextIO) -> Iterator[Recommendation]:
    """The same recommendations; a JSON array of their certificates is written as they go by.

    A recommendation without just one next step has none.
    """
    separator = "[\n"
    for answer in answers:
        if answer.step is not None:
            stream.write(separator + json.dumps(certificate(answer, fingerprint), indent=1))
            separator = ",\n"
        yield answer
    stream.write("\n]\n" if separator != "[\n" else "[]\n")


def _firing(firing: Firing) -> dict[str, Any]:
    return {
        "rule": firing.rule.id,
        "answers": _answers(firing.answers),
        "findings": [list(pair) for pair in firing.findings],
        "missing": [list(pair) for pair in firing.missing],
        "concludes": list(firing.rule.then),
    }


def _answers(answers: Answers) -> dict[str, Any]:
    return {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers.items()}
