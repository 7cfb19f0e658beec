"""Proves a knowledge base sound, or shows the smallest cases in which it is not."""

from __future__ import annotations

from collections.abc import Callable

from advisor.knowledge.model import KnowledgeBase
from advisor.solver.case_space import CaseDiagram, deep
from advisor.solver.mdd import TooLarge
from advisor.solver.search import MAX_GIVEN_UP, Search
from advisor.verification import asking, outcomes, road_checks, rule_checks, uses
from advisor.verification.findings import TOO_LARGE, Proof, Report, took_too_much

Progress = Callable[[str], object]


def check(kb: KnowledgeBase, asks: asking.Asks | None = None, progress: Progress | None = None) -> Report:
    """All proofs of a knowledge base; `asks` is the consultation that is held against the exact answer.

    Each proof stands alone: one that is given up leaves the others as they are. `progress` is told what is proved next.
    """
    search = Search(kb)
    say = progress or (lambda text: None)
    with deep(len(kb.questions) + sum(len(question.values) for question in kb.questions.values())):
        fire = _proved(search, "Every rule fires in some case.", lambda: rule_checks.rules_fire(search), say)
        dead = {finding.about[0] for finding in fire.findings}
        say("Following all cases")
        diagram = _diagram(kb)
        claims: dict[str, Callable[[], Proof]] = {
            f"Every case has exactly one {kb.goal}.": lambda: outcomes.one_next_step(search),
            "No attribute of one value ever has two.": lambda: outcomes.one_value(search),
            "The properties that the authors state hold in every case.": lambda: outcomes.properties(search),
            "Every step changes the recommendation, and the road ends.": lambda: road_checks.road_ends(kb, diagram),
            "Every rule fires in some case.": lambda: fire,
            "No rule is implied by another with the same conclusion.": lambda: rule_checks.rules_add(search, dead),
            "Every part of every condition is needed.": lambda: rule_checks.parts_needed(search, dead),
            "Every rule cites a source.": lambda: rule_checks.rules_cite(search),
            "Every question can matter.": lambda: uses.questions_matter(kb, diagram),
            "No value is superfluous.": lambda: uses.values_used(kb),
            "Every conclusion is read.": lambda: uses.conclusions_read(kb),
            "Every step is recommended in some case.": lambda: uses.steps_recommended(search),
        }
        if asks is not None:
            claims["The consultation asks just what can matter."] = lambda: asking.asks_what_matters(diagram, asks)
        proofs = [_proved(search, claim, prove, say) for claim, prove in claims.items()]
        count = None if diagram is None else diagram.cases.how_many(diagram.cases.true)
    classed = tuple(id for id, question in kb.questions.items() if question.kind == "number" and not question.whole)
    return Report(count, classed, tuple(proofs))


def _proved(search: Search, claim: str, prove: Callable[[], Proof], say: Progress) -> Proof:
    """The proof, or that it was given up, and why."""
    say(f"Proving: {claim}")
    before = search.gave_up
    search.may_give_up = before + MAX_GIVEN_UP
    try:
        proof = prove()
    except TooLarge:
        return Proof(claim, gave_up=TOO_LARGE)
    return proof._replace(gave_up=took_too_much(search.gave_up - before)) if search.gave_up > before else proof


def _diagram(kb: KnowledgeBase) -> CaseDiagram | None:
    try:
        return CaseDiagram(kb)
    except TooLarge:
        return None
