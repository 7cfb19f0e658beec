"""Re-checks a certificate by the text of the knowledge base alone.

This shares no code with what concludes: neither the engine nor any other evaluator of rules is imported here, only the
model in `advisor.knowledge`, which is the text itself. That the rules are stratified is the loader's guarantee.

Two things make the conclusions right. Each firing is *shown*: the facts it names are true where it stands, and suffice
for its rule's condition, a negation by naming conclusions that no firing makes; and where the first rule that holds
decides, others for the failure of each earlier one. And nothing is left out: no other rule's condition is shown by all
that holds, unless an earlier rule decides. In stratified rules just one set of conclusions is both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any as Untyped
from typing import NamedTuple

from advisor.certificate.fields import Fault, answers_in, field, just, object_in, once, pair_in, shown
from advisor.certificate.seal import FORMAT, FORMATS, seal
from advisor.certificate.showing import Facts, shows, total
from advisor.errors import cut, listed, quoted
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.demands import complaint
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

__all__ = ["Fault", "check"]

KEYS = (
    "certificate", "knowledge_base", "version", "sha256", "name", "answers", "firings", "conclusions", "goal", "step",
    "seal",
)  # fmt: skip
FACTS = ("answers", "findings", "missing")
FIRING_KEYS = ("rule", *FACTS, "concludes")
SECOND, SECOND_OF_FIRING = ("forestalled",), ("adds", "earlier")
"""The keys that came with the second format."""


class _Place(NamedTuple):
    """Where facts are named: the case, what is concluded before, and what is concluded at all."""

    kb: KnowledgeBase
    case: Answers
    so_far: Collection[Pair]
    final: Collection[Pair]


def check(kb: KnowledgeBase, fingerprint: str, certificate: object) -> Answers:
    """The case of a certificate, as JSON holds it. Raises Fault where that does not follow from this knowledge base."""
    if not isinstance(certificate, dict):
        raise Fault("is not a certificate: it must be an object")
    _made_for(kb, fingerprint, certificate)
    second = certificate["certificate"] == FORMAT
    just(certificate, KEYS + SECOND * second, "")
    field(certificate, "name", str)
    case = kb.total(answers_in(kb, field(certificate, "answers", dict), "answers"))
    for id, question in kb.questions.items():
        if question.required and case[id] == UNKNOWN:
            raise Fault(f"answers: the question '{id}' needs an answer")
        when = question.required_when
        if when is not None and case[id] == UNKNOWN and shows(kb, Facts(case, (), ()), when, False):
            raise Fault(f"answers: {complaint(question)}")
    firings = field(certificate, "firings", list)
    for number, firing in enumerate(firings, 1):
        just(object_in(firing, "firings"), FIRING_KEYS + SECOND_OF_FIRING * second, f"firing {number}: ")
    final = {pair_in(field(firing, "concludes", list), "concludes") for firing in firings}
    fired = _chain(kb, case, firings, final)
    forestalled = _nothing_left_out(kb, case, fired, final)
    _forestalled(field(certificate, "forestalled", dict) if second else {}, forestalled)
    _outcome(kb, certificate, final)
    if certificate.get("seal") != seal(certificate):
        raise Fault("was changed after it was written: the seal does not fit")
    return case


def _made_for(kb: KnowledgeBase, fingerprint: str, certificate: Mapping[str, Untyped]) -> None:
    if type(certificate.get("certificate")) is not int or certificate["certificate"] not in FORMATS:
        known = " or ".join(map(str, FORMATS))
        raise Fault(f"is not a certificate of format {known}: 'certificate' is {shown(certificate, 'certificate')}")
    for key, value in (("knowledge_base", kb.id), ("version", kb.version), ("sha256", fingerprint)):
        if type(certificate.get(key)) is not type(value) or certificate[key] != value:
            raise Fault(f"{key} is {shown(certificate, key)}, but that of the knowledge base is {value!r}")


def _chain(kb: KnowledgeBase, case: Answers, firings: list[Untyped], final: Collection[Pair]) -> set[str]:
    """The rules that fired, each shown at its place."""
    fired: set[str] = set()
    so_far: set[Pair] = set()
    for number, firing in enumerate(firings, 1):
        id = field(firing, "rule", str)
        where = f"firing {number}, rule {quoted(id)}"
        if id not in kb.rule:
            raise Fault(f"{where}: the knowledge base has no such rule")
        if id in fired:
            raise Fault(f"{where}: this rule fired before")
        _shown_at_its_place(_Place(kb, case, so_far, final), kb.rule[id], where, firing)
        fired.add(id)
        so_far.add(kb.rule[id].then)
    return fired


def _shown_at_its_place(at: _Place, rule: Rule, where: str, firing: Mapping[str, Untyped]) -> None:
    if pair_in(firing["concludes"], where) != rule.then:
        raise Fault(f"{where}: it concludes {'='.join(rule.then)}, not {cut('='.join(firing['concludes']))}")
    if type(firing.get("adds")) is not type(rule.add) or firing.get("adds") != rule.add:
        raise Fault(f"{where}: it adds {rule.add or 'nothing'}, but 'adds' is {shown(firing, 'adds')}")
    if not shows(at.kb, _facts(at, firing, where), rule.when, False):
        raise Fault(f"{where}: its condition does not follow from the facts that it names")
    told = field({"earlier": [], **firing}, "earlier", list)
    named = [field(object_in(other, f"{where}: earlier"), "rule", str) for other in told]
    rivals = _earlier(at.kb, rule)
    for rival in rivals:
        if rival.id not in named:
            raise Fault(f"{where}: it does not show that the earlier rule '{rival.id}' does not hold")
    if named != [rival.id for rival in rivals]:
        wanted = listed([rival.id for rival in rivals]) or "no rule"
        raise Fault(f"{where}: 'earlier' must name {wanted}, in this order and no others")
    for rival, other in zip(rivals, told, strict=True):
        before = f"{where}, earlier rule '{rival.id}'"
        just(other, ("rule", *FACTS), f"{before}: ")
        if not shows(at.kb, _facts(at, other, before), rival.when, True):
            raise Fault(f"{before}: that it fails does not follow from the facts it names")


def _earlier(kb: KnowledgeBase, rule: Rule) -> list[Rule]:
    """The rules of which each would have fired instead, if it held."""
    if not kb.conclusions[rule.attribute].first:
        return []
    return [it for it in kb.rules if it.attribute == rule.attribute and it.order < rule.order]


def _facts(at: _Place, told: Mapping[str, Untyped], where: str) -> Facts:
    """The facts that are named, each of which is true."""
    read = answers_in(at.kb, field(told, "answers", dict), where)
    for id, answer in read.items():
        if answer != at.case[id]:
            raise Fault(f"{where}: it names {id}={_worded(answer)}, but the answer is {_worded(at.case[id])}")
    findings = [pair_in(pair, where) for pair in field(told, "findings", list)]
    missing = [pair_in(pair, where) for pair in field(told, "missing", list)]
    for pair in findings:
        if pair not in at.so_far:
            raise Fault(f"{where}: it rests on {cut('='.join(pair))}, which no firing before it concludes")
    for pair in missing:
        if pair[0] not in at.kb.conclusions or pair[1] not in at.kb.conclusions[pair[0]].values:
            raise Fault(f"{where}: it names {cut('='.join(pair))}, which the knowledge base never concludes")
        if pair in at.final:
            raise Fault(f"{where}: it needs {cut('='.join(pair))} to be missing, which is concluded")
    return Facts(read, findings, missing)


def _nothing_left_out(
    kb: KnowledgeBase, case: Answers, fired: Collection[str], final: Collection[Pair]
) -> dict[str, str]:
    """The rules that hold and gave way to an earlier one, each with that one."""
    facts = _everything(kb, case, final)
    forestalled = {}
    for rule in kb.rules:
        if rule.id in fired or not shows(kb, facts, rule.when, False):
            continue
        deciding = [earlier.id for earlier in _earlier(kb, rule) if earlier.id in fired]
        if not deciding:
            raise Fault(f"firings: rule '{rule.id}' is left out, though its condition holds")
        forestalled[rule.id] = deciding[0]
    return forestalled


def _everything(kb: KnowledgeBase, case: Answers, final: Collection[Pair]) -> Facts:
    every = {(id, value) for id, conclusion in kb.conclusions.items() for value in conclusion.values}
    return Facts(case, final, every - set(final))


def _forestalled(told: Mapping[str, Untyped], found: Mapping[str, str]) -> None:
    """What is told of the rules that gave way is what was found."""
    once(told, "forestalled: ")
    for id in told:
        if id not in found:
            raise Fault(f"forestalled: rule {quoted(id)} did not give way to another")
    for id, deciding in found.items():
        if told.get(id) != deciding:
            raise Fault(f"forestalled: rule '{id}' gave way to '{deciding}', but that is {shown(told, id)}")


def _outcome(kb: KnowledgeBase, certificate: Mapping[str, Untyped], final: Collection[Pair]) -> None:
    told = field(certificate, "conclusions", dict)
    just(told, kb.conclusions, "conclusions: ")
    for id, conclusion in kb.conclusions.items():
        if conclusion.number is not None:
            sum, _ = total(kb, _everything(kb, {}, final), id)
            if type(told.get(id)) not in (int, float) or Decimal(repr(told[id])) != sum:
                raise Fault(f"conclusions: {id} is {shown(told, id)}, but the firings add up to {sum.normalize():f}")
    values = {id: it for id, it in told.items() if kb.conclusions[id].number is None}
    for id, each in values.items():
        if not isinstance(each, list) or not each or any(each.count(value) > 1 for value in each):
            raise Fault(f"conclusions: '{id}' must be a list of values, each of them once")
    pairs = {pair_in([id, value], "conclusions") for id, each in values.items() for value in each}
    for pair in sorted(pairs ^ {pair for pair in final if kb.conclusions[pair[0]].number is None}):
        which = "is left out" if pair in final else "is told, but no firing concludes it"
        raise Fault(f"conclusions: {cut('='.join(pair))} {which}")
    if certificate.get("goal") != kb.goal:
        raise Fault(f"goal is {shown(certificate, 'goal')}, but that of the knowledge base is {kb.goal!r}")
    steps = [value for value in kb.conclusions[kb.goal].values if (kb.goal, value) in final]
    if steps != [certificate.get("step")]:
        raise Fault(f"step is {shown(certificate, 'step')}, but the firings conclude {', '.join(steps) or 'none'}")


def _worded(answer: Answer) -> str:
    return (listed(answer) or NONE) if isinstance(answer, tuple) else str(answer)
