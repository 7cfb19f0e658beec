"""How sure an outcome is: what it rests on, what one other answer would make of it, and what is still possible.

An outcome is the set of values that an attribute has in a case; in a sound knowledge base the goal has just one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import z3

from advisor.knowledge.model import Answers
from advisor.solver.counterfactuals import Option, ways
from advisor.solver.formula import Expression, Formula, satisfiable

Outcome: TypeAlias = tuple[str, ...]
"""The values of the attribute, in the knowledge base's order."""


class Flip(NamedTuple):
    """One answer that would give another outcome, the others being as they are; all such `options` for it."""

    question: str
    options: tuple[Option, ...]
    outcome: Outcome
    complete: bool


class Certainty:
    """The outcome of one attribute in a legal total case, and in the cases around it."""

    def __init__(self, formula: Formula, attribute: str, case: Answers) -> None:
        self._formula = formula
        self._values = formula.kb.conclusions[attribute].values
        self._attribute = attribute
        self._case = case
        self._solver = formula.solver()
        self._as_given = {id: z3.Bool(f"as given {id}", formula.context) for id in case}
        for id, flag in self._as_given.items():
            self._solver.add(z3.Implies(flag, formula.answered(id, case[id])))
        self.outcome = next(self._outcomes(list(self._as_given)))

    def sufficient_reason(self, first: Sequence[str]) -> tuple[str, ...]:
        """Answers that give the outcome whatever the others are, and of which none can be left out.

        Of several such sets one that, as far as possible, leaves out the questions in `first`.
        """
        self._solver.push()
        self._solver.add(z3.Not(self._is(self.outcome)))
        needed = list(self._as_given)
        for id in [*first, *(id for id in reversed(needed) if id not in first)]:
            fewer = [other for other in needed if other != id]
            if not satisfiable(self._solver, *(self._as_given[other] for other in fewer)):
                needed = fewer
        self._solver.pop()
        return tuple(needed)

    def flips(self) -> list[Flip]:
        """Every other outcome that one other answer gives, in the order of the questions and of the values."""
        found = []
        for id in self._case:
            for outcome in self.possible([other for other in self._case if other != id]):
                if outcome != self.outcome:
                    boxes, complete = ways(self._formula, self._case, [id], self._is(outcome))
                    found.append(Flip(id, boxes[0][id], outcome, complete))
        return found

    def possible(self, fixed: Sequence[str]) -> list[Outcome]:
        """Every outcome that is possible while these answers stay and all others may be anything, in order."""
        return sorted(self._outcomes(fixed), key=lambda outcome: [self._values.index(value) for value in outcome])

    def decisive(self, fixed: Sequence[str]) -> list[str]:
        """The questions not among these whose answer alone can still change the outcome, whatever the others are then.

        A question is decisive if two cases that differ in its answer alone have different outcomes.
        """
        return [id for id in self._case if id not in fixed and self._pivots(id, fixed)]

    def _pivots(self, id: str, fixed: Sequence[str]) -> bool:
        formula = self._formula
        variables = formula.variables(id)
        others = [z3.Const(f"other {variable}", variable.sort()) for variable in variables]
        swap = list(zip(variables, others, strict=True))
        pairs = [formula.pairs[self._attribute, value] for value in self._values]
        swapped = [z3.substitute(pair, *swap) for pair in pairs]
        self._solver.push()
        self._solver.add([z3.substitute(legal, *swap) for legal in formula.legal_answer(id)])
        self._solver.add(formula.any([z3.Xor(one, other) for one, other in zip(pairs, swapped, strict=True)]))
        found = satisfiable(self._solver, *(self._as_given[other] for other in fixed))
        self._solver.pop()
        return found

    def _outcomes(self, fixed: Sequence[str]) -> Iterator[Outcome]:
        """Each possible outcome once, in an order that nothing determines."""
        flags = [self._as_given[id] for id in fixed]
        seen: list[Outcome] = []
        while True:
            self._solver.push()
            self._solver.add([z3.Not(self._is(outcome)) for outcome in seen])
            if not satisfiable(self._solver, *flags):
                self._solver.pop()
                return
            model = self._solver.model()
            self._solver.pop()
            seen.append(tuple(value for value in self._values if z3.is_true(model.eval(self._pair(value), True))))
            yield seen[-1]

    def _is(self, outcome: Outcome) -> Expression:
        pairs = [self._pair(value) if value in outcome else z3.Not(self._pair(value)) for value in self._values]
        return self._formula.all(pairs)

    def _pair(self, value: str) -> Expression:
        return self._formula.pairs[self._attribute, value]
