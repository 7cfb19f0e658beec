"""Re-checks a certificate by the text of the knowledge base alone.

This shares no code with what concludes: neither the engine nor any other evaluator of rules is imported here, only the
model in `advisor.knowledge`, which is the text itself. That the rules are stratified is the loader's guarantee.

Two things make the conclusions right. Each firing is *shown*: the facts it names are true where it stands, and suffice
for its rule's condition, a negation by naming conclusions that no firing makes. And nothing is left out: no other
rule's condition is shown by all that holds. In stratified rules just one set of conclusions is both.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any as Untyped
from typing import NamedTuple

from advisor.certificate.seal import FORMAT, seal
from advisor.errors import AdvisorError, IllegalAnswer, cut, did_you_mean, listed, quoted
from advisor.json_objects import repeated
from advisor.knowledge.conditions import COMPARISONS, NONE, UNKNOWN, All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Pair, Rule

KEYS = (
    "certificate", "knowledge_base", "version", "sha256", "name", "answers", "firings", "conclusions", "goal", "step",
    "seal",
)  # fmt: skip
FIRING_KEYS = ("rule", "answers", "findings", "missing", "concludes")


class Fault(AdvisorError):
    """What is wrong with a certificate: the first thing that was found."""


class _Facts(NamedTuple):
    """What may be used to show a condition: answers, what is concluded, and what is never concluded."""

    answers: Answers
    findings: Collection[Pair]
    missing: Collection[Pair]


def check(kb: KnowledgeBase, fingerprint: str, certificate: object) -> Answers:
    """The case of a certificate, as JSON holds it. Raises Fault where that does not follow from this knowledge base."""
    if not isinstance(certificate, dict):
        raise Fault("is not a certificate: it must be an object")
    _made_for(kb, fingerprint, certificate)
    _just(certificate, KEYS, "")
    _field(certificate, "name", str)
    case = kb.total(_answers(kb, _field(certificate, "answers", dict), "answers"))
    for id, question in kb.questions.items():
        if question.required and case[id] == UNKNOWN:
            raise Fault(f"answers: the question '{id}' needs an answer")
    firings = _field(certificate, "firings", list)
    for number, firing in enumerate(firings, 1):
        _just(_object(firing, "firings"), FIRING_KEYS, f"firing {number}: ")
    final = {_pair(_field(firing, "concludes", list), "concludes") for firing in firings}
    fired = _chain(kb, case, firings, final)
    _nothing_left_out(kb, case, fired, final)
    _outcome(kb, certificate, final)
    if certificate.get("seal") != seal(certificate):
        raise Fault("was changed after it was written: the seal does not fit")
    return case


def _made_for(kb: KnowledgeBase, fingerprint: str, certificate: Mapping[str, Untyped]) -> None:
    if type(certificate.get("certificate")) is not int or certificate["certificate"] != FORMAT:
        raise Fault(f"is not a certificate of format {FORMAT}: 'certificate' is {_shown(certificate, 'certificate')}")
    for key, value in (("knowledge_base", kb.id), ("version", kb.version), ("sha256", fingerprint)):
        if type(certificate.get(key)) is not type(value) or certificate[key] != value:
            raise Fault(f"{key} is {_shown(certificate, key)}, but that of the knowledge base is {value!r}")


def _chain(
    kb: KnowledgeBase, case: Answers, firings: list[Untyped], final: Collection[Pair]
) -> dict[str, Mapping[str, Untyped]]:
    """The firings by their rules, each shown at its place."""
    fired: dict[str, Mapping[str, Untyped]] = {}
    so_far: set[Pair] = set()
    for number, firing in enumerate(firings, 1):
        id = _field(firing, "rule", str)
        where = f"firing {number}, rule {quoted(id)}"
        if id not in kb.rule:
            raise Fault(f"{where}: the knowledge base has no such rule")
        if id in fired:
            raise Fault(f"{where}: this rule fired before")
        _shown_at_its_place(kb, kb.rule[id], where, firing, case, so_far, final)
        fired[id] = firing
        so_far.add(kb.rule[id].then)
    return fired


def _shown_at_its_place(
    kb: KnowledgeBase,
    rule: Rule,
    where: str,
    firing: Mapping[str, Untyped],
    case: Answers,
    so_far: Collection[Pair],
    final: Collection[Pair],
) -> None:
    if _pair(firing["concludes"], where) != rule.then:
        raise Fault(f"{where}: it concludes {'='.join(rule.then)}, not {cut('='.join(firing['concludes']))}")
    read = _answers(kb, _field(firing, "answers", dict), where)
    for id, answer in read.items():
        if answer != case[id]:
            raise Fault(f"{where}: it names {id}={_worded(answer)}, but the answer is {_worded(case[id])}")
    findings = [_pair(pair, where) for pair in _field(firing, "findings", list)]
    missing = [_pair(pair, where) for pair in _field(firing, "missing", list)]
    for pair in findings:
        if pair not in so_far:
            raise Fault(f"{where}: it rests on {cut('='.join(pair))}, which no firing before it concludes")
    for pair in missing:
        if pair[0] not in kb.conclusions or pair[1] not in kb.conclusions[pair[0]].values:
            raise Fault(f"{where}: it names {cut('='.join(pair))}, which the knowledge base never concludes")
        if pair in final:
            raise Fault(f"{where}: it needs {cut('='.join(pair))} to be missing, which is concluded")
    if not _shows(kb, _Facts(read, findings, missing), rule.when, False):
        raise Fault(f"{where}: its condition does not follow from the facts that it names")


def _nothing_left_out(kb: KnowledgeBase, case: Answers, fired: Collection[str], final: Collection[Pair]) -> None:
    every = {(id, value) for id, conclusion in kb.conclusions.items() for value in conclusion.values}
    facts = _Facts(case, final, every - set(final))
    for rule in kb.rules:
        if rule.id not in fired and _shows(kb, facts, rule.when, False):
            raise Fault(f"firings: rule '{rule.id}' is left out, though its condition holds")


def _outcome(kb: KnowledgeBase, certificate: Mapping[str, Untyped], final: Collection[Pair]) -> None:
    told = _field(certificate, "conclusions", dict)
    _just(told, kb.conclusions, "conclusions: ")
    for id, values in told.items():
        if not isinstance(values, list) or not values or any(values.count(value) > 1 for value in values):
            raise Fault(f"conclusions: '{id}' must be a list of values, each of them once")
    pairs = {_pair([id, value], "conclusions") for id in told for value in _field(told, id, list)}
    for pair in sorted(pairs ^ set(final)):
        which = "is left out" if pair in final else "is told, but no firing concludes it"
        raise Fault(f"conclusions: {cut('='.join(pair))} {which}")
    if certificate.get("goal") != kb.goal:
        raise Fault(f"goal is {_shown(certificate, 'goal')}, but that of the knowledge base is {kb.goal!r}")
    steps = [value for value in kb.conclusions[kb.goal].values if (kb.goal, value) in final]
    if steps != [certificate.get("step")]:
        raise Fault(f"step is {_shown(certificate, 'step')}, but the firings conclude {', '.join(steps) or 'none'}")


def _shows(kb: KnowledgeBase, facts: _Facts, condition: Condition, negated: bool) -> bool:
    """Whether the facts suffice to show that the condition holds, or where `negated` that it does not."""
    if isinstance(condition, Compare) or (isinstance(condition, OneOf) and condition.attribute in kb.questions):
        answer = facts.answers.get(condition.attribute)
        return answer is not None and _holds(condition, answer) != negated
    if isinstance(condition, OneOf):
        pairs = [(condition.attribute, value) for value in condition.values]
        if negated:
            return all(pair in facts.missing for pair in pairs)
        return any(pair in facts.findings for pair in pairs)
    inside = negated if isinstance(condition, (All, Any)) else not negated
    shown = (_shows(kb, facts, part, inside) for part in condition.parts)
    return all(shown) if isinstance(condition, All) != inside else any(shown)


def _holds(leaf: OneOf | Compare, answer: Answer) -> bool:
    if isinstance(leaf, Compare):
        return isinstance(answer, (int, float)) and COMPARISONS[leaf.comparison](answer, leaf.number)
    if isinstance(answer, tuple):
        return not {NONE}.isdisjoint(leaf.values) if not answer else not set(answer).isdisjoint(leaf.values)
    return answer in leaf.values


def _answers(kb: KnowledgeBase, told: Mapping[str, object], where: str) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    _once(told, f"{where}: ")
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


def _just(told: Mapping[str, Untyped], known: Collection[str], where: str) -> None:
    """Raises Fault where a key is there twice, or none that is known."""
    _once(told, where)
    for key in told:
        if key not in known:
            raise Fault(f"{where}unknown key {quoted(key)}{did_you_mean(key, known)}")


def _once(told: Mapping[str, Untyped], where: str) -> None:
    for key in repeated(told):
        raise Fault(f"{where}the key {quoted(key)} is there twice")


def _pair(told: object, where: str) -> Pair:
    if isinstance(told, list) and len(told) == 2 and all(isinstance(part, str) for part in told):
        return told[0], told[1]
    raise Fault(f"{where}: a conclusion must be written as [attribute, value]")


def _object(told: object, where: str) -> Mapping[str, Untyped]:
    if isinstance(told, dict):
        return told
    raise Fault(f"{where}: each must be an object")


def _field(told: Mapping[str, Untyped], key: str, kind: type) -> Untyped:
    if isinstance(told.get(key), kind):
        return told[key]
    names = {"dict": "an object", "list": "a list", "str": "a text"}
    raise Fault(f"'{key}' must be {names[kind.__name__]}")


def _shown(certificate: Mapping[str, Untyped], key: str) -> str:
    value = certificate.get(key)
    return "not there" if value is None else quoted(value)


def _worded(answer: Answer) -> str:
    return (listed(answer) or NONE) if isinstance(answer, tuple) else str(answer)
