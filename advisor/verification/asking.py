"""Whether a consultation asks just what can still matter: its own answer is held against the exact one.

The goal's decision diagram in the order of the questions is the shortest consultation there is: at each node it has a
question that matters, and what is below it depends on. Each node stands for all half-answered cases that what is left
of the goal cannot tell apart; one of them is tried for each node, and others at random.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import reduce

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.demands import required
from advisor.logic.samples import some_cases
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases
from advisor.solver.diagrams import RestrictedDiagram, whole_diagram
from advisor.solver.legal_cases import ILLEGAL, can_change, over_legal
from advisor.solver.nodes import Node
from advisor.verification.findings import TOO_LARGE, Finding, FindingKind, Proof

Asks = Callable[[KnowledgeBase, Answers, Sequence[str]], list[str]]
"""What a consultation would ask: the open questions that it takes to bear on these attributes, the next one first."""

MAX_STATES = 100
"""So many half-answered cases of each kind are tried."""


def asks_what_matters(diagram: CaseDiagram | None, asks: Asks, most: int = MAX_STATES) -> Proof:
    """The consultation's next question is one on which a goal depends, and there is one while there is such."""
    claim = "The consultation asks no question that cannot matter, and never stops while one can."
    if diagram is None:
        return Proof(claim, gave_up=TOO_LARGE)
    kb = diagram.kb
    nodes = dict(_at_each_node(whole_diagram(kb) or CaseDiagram(kb, Cases(kb.questions, [kb]))))
    every = [*nodes.values()]
    chosen = every[:: -(-len(every) // most)] if every else []
    states = [*chosen, *_at_random(kb, most)]
    found: dict[str, Finding] = {}
    goals = _goals(diagram)
    for answers in states:
        asked = [id for id in asks(kb, answers, kb.goals) if id not in answers]
        # A required answer belongs to every case, so it is not asked in vain.
        if asked:
            needed = required(kb.questions[asked[0]], answers)
            if not needed and not can_change(diagram.cases, goals, asked[0], answers):
                what = f"The consultation asks '{asked[0]}', which cannot matter any more."
                _note(found, kb, "asked", asked[0], what, answers)
            continue
        here = RestrictedDiagram("diagram", diagram, answers)
        exact = here.asked(here.joint(kb.goals, []))
        if exact:
            what = f"The consultation stops, although '{exact[0]}' can still matter."
            _note(found, kb, "not-asked", exact[0], what, answers)
    limits = (
        "it is read from the goal's decision diagram, or tried with every answer that is left where these are few, so "
        f"it holds by construction; besides, it was compared with the exact answer in {len(states)} half-answered "
        f"cases: {len(chosen)} of the {len(every)} kinds that the rest of the goal tells apart, and {most} at random"
    )
    return Proof(claim, tuple(found.values()), limits, answered_by="diagram")


def _note(
    found: dict[str, Finding], kb: KnowledgeBase, kind: FindingKind, id: str, what: str, answers: Answers
) -> None:
    """Keeps the one with the fewest answers."""
    before = found.get(kind + id)
    if before is None or len(answers) < len(before.witness or ()):
        place = kb.places.get(("attribute", id), "")
        advice = "This is a defect of the advisor or of its limits, not of the knowledge base; please report the case."
        found[kind + id] = Finding(kind, (id,), place, what, advice, dict(answers))


def _at_each_node(diagram: CaseDiagram) -> Iterator[tuple[Node, dict[str, Answer]]]:
    """For each node of the goals at which a question begins, answers that lead to it, in the order of the questions."""
    cases = diagram.cases
    goal = _goals(diagram)
    seen = {goal, cases.leaf(ILLEGAL)}
    waiting: list[tuple[Node, dict[str, Answer]]] = [(goal, {})]
    for node, answers in waiting:  # it grows on the way
        if not cases.branches[node]:
            continue
        yield node, answers
        id = cases.owner[cases.variable[node]]
        for answer, below in cases.ways_on(node, id):
            if below not in seen:
                seen.add(below)
                waiting.append((below, {**answers, id: answer}))


def _goals(diagram: CaseDiagram) -> Node:
    """The function that tells all goals, and ILLEGAL."""
    cases = diagram.cases
    return over_legal(cases, reduce(cases.paired, map(diagram.outcome, diagram.kb.goals)), diagram.legal)


def _at_random(kb: KnowledgeBase, count: int) -> Iterator[dict[str, Answer]]:
    """Cases of which a random part of the answers is open yet."""
    chance = random.Random(1)
    for case in some_cases(kb, count, seed=1):
        share = chance.random()
        yield {id: answer for id, answer in case.items() if chance.random() < share}
