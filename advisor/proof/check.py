"""Proves a knowledge base sound, or shows the smallest cases in which it is not."""

from __future__ import annotations

from advisor.knowledge.model import KnowledgeBase
from advisor.proof import asking, outcomes, road_checks, rule_checks, uses
from advisor.proof.case_diagram import CaseDiagram, deep
from advisor.proof.diagram import TooLarge
from advisor.proof.findings import Proof, Report
from advisor.proof.search import Search


def check(kb: KnowledgeBase, asks: asking.Asks | None = None) -> Report:
    """All proofs of a knowledge base; `asks` is the consultation that is held against the exact answer."""
    search = Search(kb)
    fire = rule_checks.rules_fire(search)
    dead = {finding.about[0] for finding in fire.findings}
    with deep(len(kb.questions) + sum(len(question.values) for question in kb.questions.values())):
        diagram = _diagram(kb)
        proofs = [
            outcomes.one_next_step(search),
            outcomes.one_value(search),
            outcomes.properties(search),
            _followed(kb, diagram),
            fire,
            rule_checks.rules_add(search, dead),
            rule_checks.parts_needed(search, dead),
            rule_checks.rules_cite(search),
            uses.questions_matter(kb, diagram),
            uses.values_used(kb),
            uses.conclusions_read(kb),
            uses.steps_recommended(search),
        ]
        if asks is not None:
            proofs.append(asking.asks_what_matters(diagram, asks))
        count = None if diagram is None else diagram.cases.how_many(diagram.cases.true)
    classed = tuple(id for id, question in kb.questions.items() if question.kind == "number" and not question.whole)
    return Report(count, classed, tuple(proofs))


def _diagram(kb: KnowledgeBase) -> CaseDiagram | None:
    try:
        return CaseDiagram(kb)
    except TooLarge:
        return None


def _followed(kb: KnowledgeBase, diagram: CaseDiagram | None) -> Proof:
    try:
        return road_checks.road_ends(kb, diagram)
    except TooLarge:
        return road_checks.road_ends(kb, None)
