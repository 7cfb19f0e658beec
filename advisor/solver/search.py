"""Asks Z3 whether there is a case of a kind, and for the smallest one there is.

What thousands of sample cases settle is not asked; a case that Z3 finds joins them, since it may settle more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import z3

from advisor.knowledge.conditions import UNKNOWN, Condition
from advisor.knowledge.model import Answer, KnowledgeBase, Question, Rule
from advisor.logic.answer_classes import given, numbers, tests_by_question
from advisor.logic.samples import Samples, some_cases
from advisor.solver.formula import Expression, Formula, GaveUp, satisfiable, supposing

SAMPLES = 2_000

MAX_GIVEN_UP = 3
"""Of the questions of one proof: each has cost some ten seconds, and others like it would."""


class Search:
    """Cases of one knowledge base: `formula` to ask for, `samples` to look among first.

    `gave_up` counts the questions that Z3 did not answer. Once they are `may_give_up`, it is asked no more.
    """

    def __init__(self, kb: KnowledgeBase, samples: int = SAMPLES) -> None:
        self.kb = kb
        self.formula = Formula(kb)
        self.samples = Samples(kb, some_cases(kb, samples))
        self.gave_up = 0
        self.may_give_up = MAX_GIVEN_UP
        self._solver = self.formula.solver()

    def exists(self, condition: Expression, among: int = 0) -> bool:
        """Whether the condition holds in some case; `among` are the samples in which it does.

        Where Z3 gives up it is taken to, and counted in `gave_up`.
        """
        if among:
            return True
        with supposing(self._solver, condition):
            found = self._satisfiable()
            if found:
                self.samples.add(self.formula.case(self._solver.model()))
        return found is not False

    def with_condition(self, rule: Rule, when: Condition) -> Formula:
        """The knowledge base in which the rule has this condition, over the same answers."""
        rules = tuple(each._replace(when=when) if each is rule else each for each in self.kb.rules)
        return Formula(replace(self.kb, rules=rules), self.formula.context)

    def smallest(self, condition: Expression) -> dict[str, Answer] | None:
        """The first of the cases with the fewest answers in which the condition holds; unknown answers are left out.

        Where it takes too much work to find, any case in which it holds. Where Z3 finds none, but gives up, there is
        none, and that is counted in `gave_up`.
        """
        with supposing(self._solver, condition):
            if not self._satisfiable():
                return None
            some = given(self.formula.case(self._solver.model()))
            try:
                return Smallest(self.formula, self._solver, [self.kb]).case()
            except GaveUp:
                return some

    def _satisfiable(self) -> bool | None:
        """Whether the solver's conditions hold in some case; None where that took too much work."""
        if self.gave_up < self.may_give_up:
            try:
                return satisfiable(self._solver)
            except GaveUp:
                pass
        self.gave_up += 1
        return None


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
