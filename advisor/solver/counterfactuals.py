"""The ways to answer some questions so that something holds, the other answers being fixed: all of them, by Z3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import z3

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import UNKNOWN, Compare, OneOf
from advisor.logic.intervals import spans
from advisor.solver.changes import Counterfactuals, Option, boxes_of
from advisor.solver.formula import Expression, Formula, satisfiable, supposing

MAX_WAYS = 500
"""So many ways are followed; beyond them `complete` is False."""


def ways(
    formula: Formula, case: Answers, ids: Sequence[str], target: Expression, most: int = MAX_WAYS
) -> Counterfactuals:
    """How the questions `ids` may be answered so that `target` holds, the other answers being those of `case`.

    Where Z3 gives up, the ways that it found, which are then not complete.
    """
    try:
        return _all_ways(formula, case, ids, target, most)
    except GaveUp:
        return Counterfactuals((), False)


def _all_ways(formula: Formula, case: Answers, ids: Sequence[str], target: Expression, most: int) -> Counterfactuals:
    questions = [formula.kb.questions[id] for id in ids]
    solver = formula.solver(demanding=False)
    target = formula.all([target, *formula.demands])
    solver.add([formula.answered(id, answer) for id, answer in case.items() if id not in ids])
    choosers = {question.id: _chooser(formula, question, case[question.id]) for question in questions}
    with supposing(solver, target):
        each = {id: chooser.possible(solver) for id, chooser in choosers.items()}
    whole = all(len(options) < MAX_WAYS for options in each.values())
    with supposing(solver, z3.Not(target), *(formula.any([taken for _, taken in it]) for it in each.values())):
        one_box = whole and not satisfiable(solver)  # every choice of one for each works
    if one_box:
        box = tuple(frozenset(option for option, _ in options) for options in each.values())
        return Counterfactuals(boxes_of(questions, [box]), True)
    solver.add(target)
    found = _one_by_one(formula, solver, choosers, most)
    complete = len(found) < most or not satisfiable(solver)
    return Counterfactuals(
        boxes_of(questions, [tuple(frozenset([option]) for option in way) for way in found]), complete
    )


def _one_by_one(
    formula: Formula, solver: Expression, choosers: Mapping[str, _Chooser], most: int
) -> list[tuple[Option, ...]]:
    """Each way, as the options of the questions in their order."""
    found: list[tuple[Option, ...]] = []
    while len(found) < most and satisfiable(solver):
        model = solver.model()
        way = {id: chooser.choose(model) for id, chooser in choosers.items()}
        for id, chooser in choosers.items():  # one after the other, so that none can be made smaller at the end
            others = [part for other, (_, taken) in way.items() if other != id for part in taken.exactly]
            way[id] = chooser.smallest(solver, *way[id], others)
        solver.add(z3.Not(formula.all([part for _, taken in way.values() for part in taken.at_least])))
        found.append(tuple(option for option, _ in way.values()))
    return found


class _Chosen(NamedTuple):
    """When the question has just this option, and when it has this one or a larger change of ticks."""

    exactly: list[Expression]
    at_least: list[Expression]


class _Chooser:
    """The options of one question, each with when it is taken."""

    def __init__(self, formula: Formula, options: Sequence[tuple[Option, Expression]]) -> None:
        self._options = options

    def choose(self, model: Expression) -> tuple[Option, _Chosen]:
        """The option that a model takes."""
        option, taken = next(pair for pair in self._options if z3.is_true(model.eval(pair[1], True)))
        return option, _Chosen([taken], [taken])

    def smallest(
        self, solver: Expression, option: Option, chosen: _Chosen, others: list[Expression]
    ) -> tuple[Option, _Chosen]:
        """The same, where a smaller change suffices with that one."""
        return option, chosen

    def possible(self, solver: Expression) -> list[tuple[Option, Expression]]:
        """The options that some case of the solver takes."""
        return [pair for pair in self._options if satisfiable(solver, pair[1])]


class _Ticks(_Chooser):
    """Of a question that takes many values: its ticks, as changes of those that are given."""

    def __init__(self, formula: Formula, question: Question, given: Answer) -> None:
        super().__init__(formula, ())
        self._values = question.values
        self._given = given if isinstance(given, tuple) else ()
        self._unknown = formula.answered(question.id, UNKNOWN)
        ticked = {value: formula.holds(OneOf(question.id, (value,))) for value in question.values}
        self._known = z3.Not(self._unknown)
        self._changed = {value: z3.Not(when) if value in self._given else when for value, when in ticked.items()}
        self._kept = {value: z3.Not(when) for value, when in self._changed.items()}

    def choose(self, model: Expression) -> tuple[Option, _Chosen]:
        if z3.is_true(model.eval(self._unknown, True)):
            return UNKNOWN, _Chosen([self._unknown], [self._unknown])
        return self._option([value for value, when in self._changed.items() if z3.is_true(model.eval(when, True))])

    def smallest(
        self, solver: Expression, option: Option, chosen: _Chosen, others: list[Expression]
    ) -> tuple[Option, _Chosen]:
        if not isinstance(option, tuple):
            return option, chosen
        changed = [value for value in self._values if (value in option) != (value in self._given)]
        with supposing(solver, *others):
            for value in list(changed):
                fewer = [other for other in changed if other != value]
                if satisfiable(solver, *self._option(fewer)[1].exactly):
                    changed = fewer
        return self._option(changed)

    def possible(self, solver: Expression) -> list[tuple[Option, Expression]]:
        found: list[tuple[Option, Expression]] = []
        solver.push()
        while len(found) < MAX_WAYS and satisfiable(solver):
            option, chosen = self.smallest(solver, *self.choose(solver.model()), [])
            found.append((option, z3.And(chosen.exactly)))
            solver.add(z3.Not(z3.And(chosen.at_least)))
        solver.pop()
        return found

    def _option(self, changed: Sequence[str]) -> tuple[Option, _Chosen]:
        made = [self._changed[value] for value in changed]
        kept = [when for value, when in self._kept.items() if value not in changed]
        option = tuple(value for value in self._values if (value in changed) != (value in self._given))
        return option, _Chosen([self._known, *made, *kept], [self._known, *made])


def _chooser(formula: Formula, question: Question, given: Answer) -> _Chooser:
    if question.kind == "many":
        return _Ticks(formula, question, given)
    options: list[tuple[Option, Expression]] = []
    if question.kind == "number":
        for span in spans(formula.kb, question):
            low = Compare(question.id, "above" if span.above else "at_least", span.least)
            high = Compare(question.id, "below" if span.below else "at_most", span.most)
            options.append((span, formula.all([formula.holds(low), formula.holds(high)])))
    for value in (*question.values, UNKNOWN):
        options.append((value, formula.answered(question.id, value)))
    return _Chooser(formula, options)
