"""Asks Z3 whether there is a case of a kind, and for the smallest one there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import z3

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.answer_classes import given, numbers, tests_by_question
from advisor.solver.formula import Expression, Formula, satisfiable, supposing


class FormulaSearch:
    """Cases of one knowledge base, whose `formula` says when they are of a kind. Raises GaveUp."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.formula = Formula(kb)
        self._solver = self.formula.solver()

    def has(self, kind: Expression) -> bool:
        """Whether there is a case of this kind."""
        with supposing(self._solver, kind):
            return satisfiable(self._solver)

    def some(self, kind: Expression) -> dict[str, Answer] | None:
        """A case of this kind, with its unknown answers; None where there is none."""
        with supposing(self._solver, kind):
            return self.formula.case(self._solver.model()) if satisfiable(self._solver) else None

    def smallest(self, kind: Expression) -> dict[str, Answer] | None:
        """The first of the cases of this kind with the fewest answers; unknown answers are left out.

        Where it takes too much work to find, any case of this kind.
        """
        with supposing(self._solver, kind):
            return smallest(self.formula, self._solver, [self.kb])[0]

    def smallest_apart(
        self, other: KnowledgeBase, pairs: Sequence[Pair], numbers: Sequence[str] = ()
    ) -> dict[str, Answer] | None:
        """The same of those in which another knowledge base concludes other pairs or other numbers of these.

        It asks the same.
        """
        formula = Formula(other, self.formula.context)
        apart = [
            z3.Xor(self.formula.pairs[pair], formula.pairs[pair])
            for pair in pairs
            if not self.formula.same(self.formula.pairs[pair], formula.pairs[pair])
        ]
        apart += [self.formula.sum_of(id) != formula.sum_of(id) for id in numbers]
        with supposing(self._solver, self.formula.any(apart)):
            if not satisfiable(self._solver):
                return None
            return Smallest(self.formula, self._solver, [self.kb, other]).case()


def smallest(formula: Formula, solver: Expression, kbs: list[KnowledgeBase]) -> tuple[dict[str, Answer] | None, bool]:
    """The solver's first case with the fewest answers, without its unknowns, None where it has none; and whether it is.

    Where it takes too much work to find, any of the solver's cases. Raises GaveUp where none is found in time.
    """
    if not satisfiable(solver):
        return None, True
    some = given(formula.case(solver.model()))
    try:
        return Smallest(formula, solver, kbs).case(), True
    except GaveUp:
        return some, False


class Smallest:
    """Narrows a solver, which has a model, down to one case: first the fewest answers, then the first values.

    Questions come in their order, each with its values in theirs and `unknown` last; of a `many` question every value
    is left out that can be. The numbers that conditions of the knowledge bases tell apart stand for all others.
    """

    def __init__(self, formula: Formula, solver: Expression, kbs: list[KnowledgeBase]) -> None:
        self._formula = formula
        self._solver = solver
        self._tests = tests_by_question(kbs)

    def case(self) -> dict[str, Answer]:
        """The case, without what is unknown."""
        self._fewest()
        for question in self._formula.kb.questions.values():
            self._first(question)
        satisfiable(self._solver)  # what was tried last may have been impossible, and left no model
        return given(self._formula.case(self._solver.model()))

    def _fewest(self) -> None:
        questions = self._formula.kb.questions
        answered = [
            (z3.Not(self._formula.answered(id, UNKNOWN)), 1)
            for id, question in questions.items()
            if not question.required
        ]
        if not answered:
            return
        best = self._count()
        while best:
            self._solver.push()
            self._solver.add(z3.PbLe(answered, best - 1))
            if not satisfiable(self._solver):
                break
            best = self._count()
            self._solver.pop()
        if best:
            self._solver.pop()
        self._solver.add(z3.PbLe(answered, best))
        satisfiable(self._solver)

    def _count(self) -> int:
        case = self._formula.case(self._solver.model())
        return sum(not self._formula.kb.questions[id].required for id in given(case))

    def _first(self, question: Question) -> None:
        """Settles the answer to one question: the first way of giving it that is possible."""
        for tried in self._in_order(question):
            self._solver.push()
            self._solver.add(tried)
            possible = satisfiable(self._solver)
            self._solver.pop()
            if possible:
                self._solver.add(tried)
                satisfiable(self._solver)
                if question.kind != "many" or self._is_unknown(question):
                    return

    def _is_unknown(self, question: Question) -> bool:
        return self._formula.case(self._solver.model())[question.id] == UNKNOWN

    def _in_order(self, question: Question) -> Iterator[Expression]:
        unknown = self._formula.answered(question.id, UNKNOWN)
        if question.kind == "many":
            yield z3.Not(unknown)
            yield from (z3.Not(self._formula.ticked(question.id, value)) for value in question.values)
            return
        if question.kind == "number":
            classes = numbers(question, self._tests.get(question.id, []))
            yield from (self._formula.answered(question.id, kind.least) for kind in classes)
        else:
            yield from (self._formula.answered(question.id, value) for value in question.values)
        yield unknown
