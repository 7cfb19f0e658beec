"""How many more questions a consultation takes: at least, and at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from advisor.consultation.relevance import Relevance
from advisor.logic.partial import PartialInterpretation

Bounds: TypeAlias = tuple[int, int]


def remaining(state: PartialInterpretation, goals: Sequence[str], found: Relevance) -> Bounds:
    """The bounds, where `found` is what matters to these goals.

    They are exact where the solver can follow every further course of the consultation, else wider. A required question
    that matters now is asked on each of them, even where it does not matter any more. Where `found` is not exact, any
    other may turn out not to matter.
    """
    if not found.names:
        return 0, 0
    required = frozenset(id for id in found.names if state.kb.questions[id].required)
    if found.exact:
        from advisor.solver.cases import RemainingCases

        bounds = RemainingCases(state.kb, state.answers).bounds(goals, (), required)
        if bounds is not None:
            return bounds
    return len(required), len(found.names)
