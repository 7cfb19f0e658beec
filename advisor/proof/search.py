"""Asks Z3 whether there is a case of a kind, and for the smallest one there is.

What thousands of sample cases settle is not asked; a case that Z3 finds joins them, since it may settle more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import z3

from advisor.knowledge.conditions import UNKNOWN, Condition
from advisor.knowledge.model import Answer, KnowledgeBase, Question, Rule
from advisor.proof.answers import given, numbers, tests_by_question
from advisor.proof.formula import Expression, Formula
from advisor.proof.samples import Samples, some_cases

SAMPLES = 2_000


class Search:
    """Cases of one knowledge base: `formula` to ask for, `samples` to look among first."""

    def __init__(self, kb: KnowledgeBase, samples: int = SAMPLES) -> None:
        self.kb = kb
        self.formula = Formula(kb)
        self.samples = Samples(kb, some_cases(kb, samples))
        self._solver = self.formula.solver()

    def exists(self, condition: Expression, among: int = 0) -> bool:
        """Whether the condition holds in some case; `among` are the samples in which it does."""
        if among:
            return True
        if self._check(condition) == z3.sat:
            self.samples.add(self.formula.case(self._solver.model()))
            found = True
        else:
            found = False
        self._solver.pop()
        return found

    def with_condition(self, rule: Rule, when: Condition) -> Formula:
        """The knowledge base in which the rule has this condition, over the same answers."""
        rules = tuple(each._replace(when=when) if each is rule else each for each in self.kb.rules)
        return Formula(replace(self.kb, rules=rules), self.formula.context)

    def smallest(self, condition: Expression) -> dict[str, Answer] | None:
        """The first of the cases with the fewest answers in which the condition holds; unknown answers are left out."""
        if self._check(condition) != z3.sat:
            self._solver.pop()
            return None
        found = Smallest(self.formula, self._solver, [self.kb]).case()
        self._solver.pop()
        return found

    def _check(self, condition: Expression) -> Expression:
        self._solver.push()
        self._solver.add(condition)
        result = self._solver.check()
        if result == z3.unknown:  # conditions are propositions and bounds on single numbers, which Z3 decides
            raise RuntimeError(f"Z3 gave up: {self._solver.reason_unknown()}")
        return result


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
        self._solver.check()  # what was tried last may have been impossible, and left no model
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
            if self._solver.check() != z3.sat:
                break
            best = self._count()
            self._solver.pop()
        if best:
            self._solver.pop()
        self._solver.add(z3.PbLe(answered, best))
        self._solver.check()

    def _count(self) -> int:
        case = self._formula.case(self._solver.model())
        return sum(not self._formula.kb.questions[id].required for id in given(case))

    def _first(self, question: Question) -> None:
        """Settles the answer to one question: the first way of giving it that is possible."""
        for tried in self._in_order(question):
            self._solver.push()
            self._solver.add(tried)
            possible = self._solver.check() == z3.sat
            self._solver.pop()
            if possible:
                self._solver.add(tried)
                self._solver.check()
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
