"""Smallest sets of changed answers that make something hold, by Z3: every set none of whose subsets does it too.

They are found in order of size: when every smaller set is known, and supersets of these are forbidden, a case that
differs from the given one in `k` answers differs in a smallest set.
"""

from __future__ import annotations

import z3

from advisor.errors import GaveUp
from advisor.knowledge.attributes import Answers
from advisor.solver.formula import Expression, Formula, satisfiable, supposing


def minimal_changes(
    formula: Formula, case: Answers, target: Expression, most: int
) -> tuple[list[tuple[str, ...]], bool]:
    """The smallest sets of answers of the total case that can be changed so that `target` holds.

    They come by size and then in the order of the questions, and with them whether there are no others; those that
    were left out, as where Z3 gave up, are no smaller than the last one.
    """
    solver = formula.solver()
    solver.add(target)
    changed = {id: z3.Bool(f"changed {id}", formula.context) for id in formula.kb.questions}
    for id, flag in changed.items():
        solver.add(flag == z3.Not(formula.answered(id, case[id])))
    found: list[tuple[str, ...]] = []
    complete = False
    try:
        _by_size(formula, solver, changed, most, found)
        complete = len(found) <= most
    except GaveUp:
        pass
    place = {id: number for number, id in enumerate(changed)}
    found.sort(key=lambda ids: (len(ids), [place[id] for id in ids]))
    return found[:most], complete


def _by_size(
    formula: Formula, solver: Expression, changed: dict[str, Expression], most: int, found: list[tuple[str, ...]]
) -> None:
    """Adds to `found` until there are no others, or more than `most`."""
    size, flags = 0, [(flag, 1) for flag in changed.values()]
    while len(found) <= most and satisfiable(solver):
        here: list[tuple[str, ...]] = []
        with supposing(solver, z3.PbLe(flags, size) if flags else formula.true):
            while len(found) <= most and satisfiable(solver):
                model = solver.model()
                here.append(tuple(id for id, flag in changed.items() if z3.is_true(model.eval(flag))))
                found.append(here[-1])
                solver.add(_other_than(formula, here[-1], changed))
        solver.add([_other_than(formula, ids, changed) for ids in here])
        size += 1


def _other_than(formula: Formula, ids: tuple[str, ...], changed: dict[str, Expression]) -> Expression:
    """Not all of these are changed."""
    return formula.any([z3.Not(changed[id]) for id in ids])
