"""How sure an outcome is, by Z3: what it rests on, what one other answer would make of it, and what is still possible.

Where Z3 gives up, what it did not prove is left out, and `complete` is False.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import z3

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answers
from advisor.solver.changes import Flip, Outcome
from advisor.solver.counterfactuals import ways
from advisor.solver.formula import Expression, Formula, satisfiable, supposing


class Certainty:
    """What is known of the outcome of one attribute over all cases of a formula."""

    def __init__(self, formula: Formula, attribute: str) -> None:
        self.complete = True
        self._formula = formula
        self._values = formula.kb.conclusions[attribute].values
        self._attribute = attribute
        self._solver = formula.solver()

    def sufficient_reason(self, case: Answers, outcome: Outcome, first: Sequence[str]) -> tuple[str, ...]:
        """Answers of the case that give its outcome whatever the others are, and of which none can be left out.

        Of several such sets one that, as far as possible, leaves out the questions in `first`.
        """
        needed = {id: self._formula.answered(id, answer) for id, answer in case.items()}
        with supposing(self._solver, z3.Not(self._is(outcome))):
            for id in [*first, *(id for id in reversed([*case]) if id not in first)]:
                fewer = {other: given for other, given in needed.items() if other != id}
                if id in needed and not self._is_late() and self._proved(*fewer.values()) is False:
                    needed = fewer
        return tuple(needed)

    def flips(self, case: Answers, own: Outcome, id: str) -> Iterator[Flip]:
        """Every other outcome that another answer to this question gives, in the order of the values."""
        if self._is_late():
            return
        others = [self._formula.answered(other, answer) for other, answer in case.items() if other != id]
        for outcome in self.possible(*others):
            if outcome != own:
                boxes, complete = ways(self._formula, case, [id], self._is(outcome))
                if boxes:
                    yield Flip(id, boxes[0][id], outcome, complete)
                self.complete = self.complete and complete

    def possible(self, *fixed: Expression) -> list[Outcome]:
        """Every outcome that is possible where this is so, in order."""
        return sorted(self._outcomes(fixed), key=lambda outcome: [self._values.index(value) for value in outcome])

    def decisive(self) -> list[str]:
        """The questions whose answer alone can still change the outcome: two cases that differ in it alone show it."""
        return [id for id in self._formula.kb.questions if self._pivots(id)]

    def _pivots(self, id: str) -> bool:
        if self._is_late():
            return False
        formula = self._formula
        variables = formula.variables(id)
        others = [z3.Const(f"other {variable}", variable.sort()) for variable in variables]
        swap = list(zip(variables, others, strict=True))
        pairs = [self._pair(value) for value in self._values]
        swapped = [z3.substitute(pair, *swap) for pair in pairs]
        legal = (z3.substitute(legal, *swap) for legal in (*formula.legal_answer(id), *formula.demands))
        differ = formula.any([z3.Xor(one, other) for one, other in zip(pairs, swapped, strict=True)])
        with supposing(self._solver, *legal, differ):
            return self._proved() is True

    def _outcomes(self, fixed: Sequence[Expression]) -> Iterator[Outcome]:
        """Each possible outcome once, in an order that nothing determines."""
        seen: list[Outcome] = []
        while True:
            with supposing(self._solver, *(z3.Not(self._is(outcome)) for outcome in seen)):
                if not self._proved(*fixed):
                    return
                model = self._solver.model()
            seen.append(tuple(value for value in self._values if z3.is_true(model.eval(self._pair(value), True))))
            yield seen[-1]

    def _is_late(self) -> bool:
        """Whether there is no time left, so that nothing need be written down for Z3."""
        self.complete = self.complete and not self._solver.late
        return bool(self._solver.late)

    def _proved(self, *assumptions: Expression) -> bool | None:
        """Whether there is such a case; None where Z3 gave up."""
        try:
            return satisfiable(self._solver, *assumptions)
        except GaveUp:
            self.complete = False
            return None

    def _is(self, outcome: Outcome) -> Expression:
        pairs = [self._pair(value) if value in outcome else z3.Not(self._pair(value)) for value in self._values]
        return self._formula.all(pairs)

    def _pair(self, value: str) -> Expression:
        return self._formula.pairs[self._attribute, value]
