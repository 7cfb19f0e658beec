"""How many more questions a consultation takes: at least, and at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from advisor.consultation.relevance import Relevance
from advisor.logic import demands
from advisor.logic.partial import PartialInterpretation

Bounds: TypeAlias = tuple[int, int]


def remaining(state: PartialInterpretation, goals: Sequence[str], found: Relevance, required: frozenset[str]) -> Bounds:
    """The bounds, where `found` is what matters to these goals, and answers to the open questions `required` are.

    They are exact where the solver can follow every further course of the consultation, else wider; so they are where
    an answer may come to be required that does not matter. Where `found` is not exact, any other may turn out not to
    matter.
    """
    open = (question for id, question in state.kb.questions.items() if id not in state.answers)
    may_be = {question.id for question in open if demands.required(question, state.answers) is None}
    least, most = len(required), len(required.union(found.names, may_be))
    if found.names and found.exact:
        from advisor.solver.cases import RemainingCases

        bounds = RemainingCases(state.kb, state.answers, state=state).bounds(goals, (), required)
        if bounds is not None:
            return bounds[0], min(bounds[1], most)
    return least, most
