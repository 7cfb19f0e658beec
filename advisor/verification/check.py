"""Proves a knowledge base sound, or shows the smallest cases in which it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from advisor.knowledge.model import KnowledgeBase
from advisor.solver.case_space import deep
from advisor.solver.nodes import TooLarge
from advisor.solver.search import Search
from advisor.verification import asking, demands, number_checks, outcomes, road_checks, rule_checks, uses
from advisor.verification.findings import TOO_LARGE, Proof, Report, took_too_much

Progress = Callable[[str], object]
Prove = Callable[[], Proof]

LONGEST = "Every part of every condition is needed."
"""It has by far the most questions, so it comes last and leaves time for the others."""

MAX_SECONDS = 50.0
"""After so many seconds of work Z3 is asked no more. What diagrams and samples tell takes much less."""


def check(
    kb: KnowledgeBase,
    asks: asking.Asks | None = None,
    progress: Progress | None = None,
    seconds: float | None = MAX_SECONDS,
) -> Report:
    """All proofs of a knowledge base; `asks` is the consultation that is held against the exact answer.

    Each proof stands alone: one that is given up leaves the others as they are. `progress` is told what is proved next.
    What is not proved after so many `seconds` of work, None for any number, is given up.
    """
    search = Search(kb, seconds=seconds, progress=progress)
    with deep(len(kb.questions) + sum(len(question.values) for question in kb.questions.values())):
        claims = dict(_claims(search, asks))
        proofs = {claim: _proved(search, claim, claims[claim]) for claim in sorted(claims, key=LONGEST.__eq__)}
        diagram = search.diagram
        count = None if diagram is None else diagram.cases.how_many(diagram.legal)
    classed = tuple(id for id, question in kb.questions.items() if question.kind == "number" and not question.whole)
    return Report(count, classed, tuple(proofs[claim] for claim in claims))


def _claims(search: Search, asks: asking.Asks | None) -> Iterator[tuple[str, Prove]]:
    """What is proved of this knowledge base, in the order in which it is told."""
    kb = search.kb
    fires = _proved(search, "Every rule fires in some case.", lambda: rule_checks.rules_fire(search))
    dead = {finding.about[0] for finding in fires.findings}
    for id in kb.goals:
        yield f"Every case has exactly one {id}.", partial(outcomes.one_value_of, search, id)
    yield "No attribute of one value ever has two.", lambda: outcomes.one_value(search)
    if kb.adding:
        yield "Every number stays within its min and max.", lambda: number_checks.sums_within(search)
    yield "The properties that the authors state hold in every case.", lambda: outcomes.properties(search)
    if kb.recommends:
        yield "Every step changes the recommendation, and the road ends.", lambda: road_checks.road_ends(search)
    yield "Every rule fires in some case.", lambda: fires
    if kb.adding:
        yield "Every limit on a number is reached in some case.", lambda: number_checks.limits_reached(search)
    yield "No rule is implied by another with the same conclusion.", lambda: rule_checks.rules_add(search, dead)
    yield LONGEST, lambda: rule_checks.parts_needed(search, dead)
    yield "Every rule cites a source.", lambda: rule_checks.rules_cite(search)
    yield "Every question can matter.", lambda: uses.questions_matter(search)
    yield "No value is superfluous.", lambda: uses.values_used(kb)
    yield "Every conclusion is read.", lambda: uses.conclusions_read(kb)
    if kb.steps:
        yield "Every step is recommended in some case.", lambda: uses.steps_recommended(search)
    if any(question.alike for question in kb.questions.values()):
        yield "Values that are declared alike are told apart nowhere.", lambda: uses.values_alike(search)
    if kb.complete or kb.legal is not None:
        yield "Answers are required where they matter.", lambda: demands.answers_required(search)
    if asks is not None:
        yield "The consultation asks just what can matter.", lambda: asking.asks_what_matters(search.diagram, asks)


def _proved(search: Search, claim: str, prove: Prove) -> Proof:
    """The proof, with what told it, or that it was given up, and why."""
    search.begin(claim)
    try:
        proof = prove()
    except TooLarge:
        return Proof(claim, gave_up=TOO_LARGE)
    if search.gave_up and not proof.gave_up:
        proof = proof._replace(gave_up=took_too_much(search.gave_up, search.asked))
    return proof._replace(answered_by=proof.answered_by or search.answered_by)
