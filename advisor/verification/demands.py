"""Whether answers are required just where they matter: nobody decides on what was left blank, or is asked in vain."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.solver.search import Search
from advisor.verification.findings import Finding, FindingKind, Proof


def answers_required(search: Search) -> Proof:
    """Where an answer can change a goal it is required, and where a condition requires it, it can change something.

    The first is a finding where the author claims it, else a remark, and then of the questions alone that a condition
    requires; the second is a remark. Raises TooLarge.
    """
    kb, blank, idle = search.kb, [], []
    asked = [it for it in kb.questions.values() if not it.required and (kb.complete or it.required_when is not None)]
    for question in search.each(asked):
        id, when = question.id, question.required_when
        case = search.pivotal(id, _pairs(kb, kb.goals), OneOf(id, (UNKNOWN,)))
        if case is not None:
            what = f"The answer to '{id}' may be unknown in a case in which it matters."
            advice = "Let 'required' hold there: 'yes', or 'when' with a condition that covers this case."
            blank.append(_finding(kb, "blank", id, what, advice, case))
        if when is not None and (case := search.idle(id, _pairs(kb, (*kb.goals, *kb.also)), when)) is not None:
            what = (
                f"An answer to '{id}' is required in a case in which none can change anything: those before it decide."
            )
            advice = "Narrow the condition of its 'required', so that nobody is asked in vain."
            idle.append(_finding(kb, "idle-demand", id, what, advice, case))
    if kb.complete:
        return Proof("Every answer that can change the goal is required.", tuple(blank), remarks=tuple(idle))
    return Proof("Answers are required just where they matter.", remarks=(*blank, *idle))


def _pairs(kb: KnowledgeBase, attributes: Iterable[str]) -> list[Pair]:
    return [(id, value) for id in attributes for value in kb.conclusions[id].values]


def _finding(kb: KnowledgeBase, kind: FindingKind, id: str, what: str, advice: str, case: Answers) -> Finding:
    return Finding(kind, (id,), kb.places.get(("attribute", id), ""), what, advice, case)
