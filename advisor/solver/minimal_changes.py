"""Smallest sets of changed answers that make something hold, exactly: every set none of whose subsets does it too.

They are found in order of size: when every smaller set is known, and supersets of these are forbidden, a case that
differs from the given one in `k` answers differs in a smallest set.
"""

from __future__ import annotations

from typing import NamedTuple

import z3

from advisor.knowledge.model import Answers
from advisor.solver.formula import Expression, Formula, satisfiable

MAX_SETS = 200
"""So many sets are looked for; beyond them `complete` is False. The knowledge base that ships never needs 100."""


class MinimalChanges(NamedTuple):
    """Sets of question ids, by size and then in the order of the questions; `complete`: there are no others.

    Where not complete, those that were left out are no smaller than the last one.
    """

    sets: tuple[tuple[str, ...], ...]
    complete: bool


def minimal_changes(formula: Formula, case: Answers, target: Expression, most: int = MAX_SETS) -> MinimalChanges:
    """The smallest sets of answers of the total case that can be changed so that `target` holds."""
    solver = formula.solver()
    solver.add(target)
    changed = {id: z3.Bool(f"changed {id}", formula.context) for id in formula.kb.questions}
    for id, flag in changed.items():
        solver.add(flag == z3.Not(formula.answered(id, case[id])))
    found: list[tuple[str, ...]] = []
    size = 0
    while len(found) <= most and satisfiable(solver):
        solver.push()
        solver.add(z3.PbLe([(flag, 1) for flag in changed.values()], size))
        here: list[tuple[str, ...]] = []
        while len(found) + len(here) <= most and satisfiable(solver):
            model = solver.model()
            here.append(tuple(id for id, flag in changed.items() if z3.is_true(model.eval(flag))))
            solver.add(_other_than(formula, here[-1], changed))
        solver.pop()
        for ids in here:
            solver.add(_other_than(formula, ids, changed))
        found += here
        size += 1
    place = {id: number for number, id in enumerate(changed)}
    found.sort(key=lambda ids: (len(ids), [place[id] for id in ids]))
    return MinimalChanges(tuple(found[:most]), len(found) <= most)


def _other_than(formula: Formula, ids: tuple[str, ...], changed: dict[str, Expression]) -> Expression:
    """Not all of these are changed."""
    return formula.any([z3.Not(changed[id]) for id in ids])
