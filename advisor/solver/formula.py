"""A whole knowledge base as a Z3 formula.

An answer is a proposition (`the colour is red`), or a number with the proposition that it is unknown. What is concluded
is no variable of its own but an expression over the answers, stratum by stratum, so that every legal choice of answers
is a case, and every case has just one set of conclusions.
"""

from __future__ import annotations

import time
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from typing import Any

import z3

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Leaf, Number
from advisor.knowledge.decimals import between, nearest
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.answer_classes import tests_by_question
from advisor.logic.interpretation import Interpretation
from advisor.long_work import stopped_by

Expression = Any
"""A Z3 expression; z3 has no types."""

MAX_CONFLICTS = 50_000
"""So often Z3 may try in vain for one question: some ten seconds, and the same on any machine."""


_COMPARED: dict[str, Callable[[Expression, Expression], Expression]] = {
    "is": lambda left, right: left == right,
    "at_least": lambda left, right: left >= right,
    "at_most": lambda left, right: left <= right,
    "above": lambda left, right: left > right,
    "below": lambda left, right: left < right,
}


class Formula(Interpretation[Expression]):
    """A knowledge base in one Z3 context, which one thread at a time may use.

    `legal` says that the answers are a legal case; `pairs` has, for each concluded pair, when it is concluded, and
    `fires` the same for each rule by its id. Two formulas in one context share the answers of equal questions. Its
    solvers give up at the `deadline`, a time of `time.monotonic`, where there is one. Of all cases it knows those alone
    with the answers that are `given`.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        context: Expression = None,
        deadline: float | None = None,
        given: Answers | None = None,
    ) -> None:
        self.kb = kb
        self._deadline = deadline
        self.context = context or z3.Context()
        self.true = z3.BoolVal(True, self.context)
        self.false = z3.BoolVal(False, self.context)
        self._is: dict[Pair, Expression] = {}
        self._number: dict[str, Expression] = {}
        self._limits = _limits(kb)
        self._legal = {question.id: list(self._declare(question)) for question in kb.questions.values()}
        for id, answer in (given or {}).items():
            self._legal[id].append(self.answered(id, answer))
        super().__init__(kb, self, self._where)
        self.demands = [] if kb.legal is None else [self.holds(kb.legal)]
        """What makes a case of legal answers legal."""

    @property
    def legal(self) -> list[Expression]:
        """What makes a case legal."""
        return [*self._legal_answers, *self.demands]

    @property
    def _legal_answers(self) -> list[Expression]:
        return [part for parts in self._legal.values() for part in parts]

    def legal_answer(self, id: str) -> list[Expression]:
        """What makes the answer to one question legal."""
        return list(self._legal[id])

    def variables(self, id: str) -> list[Expression]:
        """The variables that the answer to one question consists of."""
        question = self.kb.questions[id]
        number = [self._number[id]] if question.kind == "number" else []
        return [*(self._is[id, value] for value in (*question.values, UNKNOWN)), *number]

    def solver(self, demanding: bool = True) -> Expression:
        """A Z3 solver that knows what a legal case is; or only what a legal answer to each question is."""
        solver = _Solver(self.context, self._deadline)
        solver.set("max_conflicts", MAX_CONFLICTS)
        solver.set("ctrl_c", False)  # its own handler would take a Ctrl-C that comes too late for it, and keep it
        solver.add(self.legal if demanding else self._legal_answers)
        return solver

    def answered(self, id: str, answer: Answer) -> Expression:
        """When the question has just this legal answer."""
        question = self.kb.questions[id]
        if answer == UNKNOWN or question.kind == "choice":
            return self._value(id, str(answer))
        if isinstance(answer, tuple):
            ticks = [
                self._is[id, value] if value in answer else z3.Not(self._is[id, value]) for value in question.values
            ]
            return self.all([z3.Not(self._value(id, UNKNOWN)), *ticks])
        assert isinstance(answer, (int, float))
        return self.all([z3.Not(self._value(id, UNKNOWN)), self._number[id] == self._literal(id, answer)])

    def ticked(self, id: str, value: str) -> Expression:
        """When the value is among the answer to a `many` question."""
        return self._is[id, value]

    def case(self, model: Expression) -> dict[str, Answer]:
        """The total case that a Z3 model describes."""
        return {id: self._answer(model, question) for id, question in self.kb.questions.items()}

    def all(self, parts: Iterable[Expression]) -> Expression:
        """When every part holds; always where there are none."""
        parts = list(parts)
        return z3.And(parts) if parts else self.true

    def any(self, parts: Iterable[Expression]) -> Expression:
        """When some part holds; never where there are none."""
        parts = list(parts)
        return z3.Or(parts) if parts else self.false

    def negate(self, part: Expression) -> Expression:
        return z3.Not(part)

    def sum(self, start: int, parts: Iterable[tuple[int, Expression]]) -> Expression:
        added = [z3.If(holds, z3.IntVal(amount, self.context), z3.IntVal(0, self.context)) for amount, holds in parts]
        return z3.Sum([z3.IntVal(start, self.context), *added])

    def between(self, sum: Expression, least: int | None, most: int | None) -> Expression:
        return self.all([*([] if least is None else [sum >= least]), *([] if most is None else [sum <= most])])

    def same(self, one: Expression, other: Expression) -> bool:
        """Whether they are the same expression; two that only mean the same are taken to differ."""
        return bool(one.eq(other))

    def total(self, answers: Answers) -> Expression:
        """When the case is just this one; what is absent counts as unknown."""
        return self.all([self.answered(id, answer) for id, answer in self.kb.total(answers).items()])

    def _declare(self, question: Question) -> Iterator[Expression]:
        """The variables of a question, and what makes its answer legal."""
        id = question.id
        for value in (*question.values, UNKNOWN):
            self._is[id, value] = z3.Bool(f"{id}={value}", self.context)
        unknown = self._is[id, UNKNOWN]
        if question.required:
            yield z3.Not(unknown)
        if question.kind == "choice":
            yield z3.PbEq([(self._is[id, value], 1) for value in (*question.values, UNKNOWN)], 1)
        elif question.kind == "many":
            yield z3.Implies(unknown, z3.Not(self.any([self._is[id, value] for value in question.values])))
        else:
            number = self._number[id] = (z3.Int if question.whole else z3.Real)(id, self.context)
            low, high = self._literal(id, question.minimum), self._literal(id, question.maximum)
            yield self.all([number >= low, number <= high])
            for least, most in pairwise(self._limits.get(id, ())):
                if between(least, most) is None:  # Z3 knows more numbers than can be answered
                    yield z3.Or(number <= self._literal(id, least), number >= self._literal(id, most))
            yield z3.Implies(unknown, number == low)  # one case, not many that look alike

    def _where(self, leaf: Leaf) -> Expression:
        if isinstance(leaf, Compare):
            return self._compare(leaf)
        return self.any([self._value(leaf.attribute, value) for value in leaf.values])

    def _compare(self, leaf: Compare) -> Expression:
        number = _COMPARED[leaf.comparison](self._number[leaf.attribute], self._literal(leaf.attribute, leaf.number))
        return z3.And(z3.Not(self._is[leaf.attribute, UNKNOWN]), number)

    def _value(self, id: str, value: str) -> Expression:
        """When the answer is this value, or holds it; `none` of a `many` question is its empty answer."""
        question = self.kb.questions[id]
        if question.kind == "many" and value == NONE:
            return z3.Not(self.any([self._is[id, each] for each in (*question.values, UNKNOWN)]))
        return self._is[id, value]

    def _literal(self, id: str, number: int | float) -> Expression:
        exact = Fraction(repr(number))
        if self.kb.questions[id].whole and exact.denominator == 1:
            return z3.IntVal(exact.numerator, self.context)
        return z3.RealVal(str(exact), self.context)

    def _answer(self, model: Expression, question: Question) -> Answer:
        def holds(value: str) -> bool:
            return bool(z3.is_true(model.eval(self._is[question.id, value], model_completion=True)))

        if holds(UNKNOWN):
            return UNKNOWN
        if question.kind == "choice":
            return next(value for value in question.values if holds(value))
        if question.kind == "many":
            return tuple(value for value in question.values if holds(value))
        found = model.eval(self._number[question.id], model_completion=True)
        return int(found.as_long()) if question.whole else self._decimal(question.id, found.as_fraction())

    def _decimal(self, id: str, found: Fraction) -> Number:
        """The number, or where it has no exact decimal one that no condition tells apart from it."""
        near = nearest(float(found))
        if Fraction(repr(near)) == found:
            return near
        limits = self._limits[id]
        at = bisect([Fraction(repr(limit)) for limit in limits], found)
        middle = between(limits[at - 1], limits[at])
        return near if middle is None else middle


def _limits(kb: KnowledgeBase) -> dict[str, list[Number]]:
    """By question whose numbers need not be whole: those that conditions name and the ends of its range, in order."""
    asked = [question for question in kb.questions.values() if question.kind == "number" and not question.whole]
    tests = tests_by_question([kb]) if asked else {}
    return {
        question.id: sorted(
            {question.minimum, question.maximum}
            | {leaf.number for leaf in tests.get(question.id, ()) if isinstance(leaf, Compare)}
        )
        for question in asked
    }


class _Solver(z3.Solver):  # type: ignore[misc]  # z3 has no types
    """A Z3 solver that says of itself how long it may still work."""

    def __init__(self, context: Expression, deadline: float | None) -> None:
        super().__init__(ctx=context)
        self._deadline = deadline

    def prepare(self) -> None:
        """Raises GaveUp where there is no time left."""
        if self._deadline is not None:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise GaveUp
            self.set("timeout", 1 + int(1000 * left))

    @property
    def late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline


def satisfiable(solver: Expression, *assumptions: Expression) -> bool:
    """Whether what the solver knows holds in some case. Raises GaveUp, and KeyboardInterrupt where Z3 was stopped.

    Z3 that is stopped says no more than that it does not know.
    """
    solver.prepare()
    with stopped_by(solver.ctx.interrupt):
        result = solver.check(*assumptions)
    if result == z3.unknown:
        stopped = not solver.late and any(word in solver.reason_unknown() for word in ("interrupted", "canceled"))
        raise KeyboardInterrupt if stopped else GaveUp
    return bool(result == z3.sat)


@contextmanager
def supposing(solver: Expression, *conditions: Expression) -> Iterator[None]:
    """Within it the solver has these conditions besides; afterwards no more, whatever came of it."""
    scopes = solver.num_scopes()
    solver.push()
    try:
        solver.add(*conditions)
        yield
    finally:
        solver.pop(solver.num_scopes() - scopes)
