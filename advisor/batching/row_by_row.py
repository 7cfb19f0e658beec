"""Rows decided one by one, with the columns that a batch gives them.

A few rows are told so before the rules would be compiled to columns; and with experta, rows of a batch are derived
again, to verify what the columns said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from advisor.columns.irregular_cells import PLACE, ROW
from advisor.columns.output import ERROR, note
from advisor.columns.program import FAULT, names, numbers, shown
from advisor.errors import IllegalAnswer
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.demands import complaints
from advisor.knowledge.goals import none_given, several_given
from advisor.knowledge.model import KnowledgeBase, Rule, concluded_numbers

if TYPE_CHECKING:
    import polars as pl

Fired = Callable[[KnowledgeBase, Answers], Collection[Rule]]
"""The rules that fire in a total case."""

Cell = Union[str, int, float, None]
"""A number where one is concluded, else a text."""

MANY = 300
"""More rows than this are decided sooner as columns, though that has to be compiled first."""


def by_interpretation(kb: KnowledgeBase, case: Answers) -> Collection[Rule]:
    from advisor.logic.partial import evaluate

    state = evaluate(kb, case)
    return [rule for rule in kb.rules if state.fires[rule.id]]


def by_experta(kb: KnowledgeBase, case: Answers) -> Collection[Rule]:
    from advisor.inference import infer

    return [firing.rule for firing in infer(kb, case)]


def decided(
    frame: pl.DataFrame, kb: KnowledgeBase, kept: Sequence[str], details: bool, noted: Sequence[str]
) -> pl.DataFrame:
    """The rows of a frame that was `columns.frames.marked`, as `columns.frames.in_memory` tells them.

    The columns `kept` stay as they were; `noted` are attributes of which is noted whether a row has a conclusion.
    """
    import polars as pl

    rows = [[*map(row.get, kept), *_told(kb, row, details, noted)] for row in frame.iter_rows(named=True)]
    kinds: dict[str, Any] = dict.fromkeys([*kept, *names(kb, details)], pl.String)
    kinds |= numbers(kb, details)
    return pl.DataFrame(rows, schema={**kinds, **dict.fromkeys(map(note, noted), pl.Boolean)}, orient="row")


def _told(kb: KnowledgeBase, row: Mapping[str, Any], details: bool, noted: Sequence[str]) -> list[Cell | bool]:
    told: dict[str, Cell] = {ERROR: row[FAULT]}
    if row[FAULT] is None:
        wanted = dict.fromkeys([*shown(kb, details), *noted])
        told = decide(kb, row, [*wanted], by_interpretation, f"{row[PLACE]}{row[ROW]}, ")
    return [*map(told.get, names(kb, details)), *(told.get(id) is not None for id in noted)]


def decide(
    kb: KnowledgeBase, cells: Mapping[str, str | None], shown: Sequence[str], fired: Fired, place: str = ""
) -> dict[str, Cell]:
    """The columns of a row with these cells by question. Of one with bad cells all are None but `error`.

    That begins with `place`.
    """
    from advisor.explanation.reason import reason
    from advisor.logic.partial import PartialInterpretation

    case, wrong = _read(kb, cells)
    told: dict[str, Cell] = dict.fromkeys([kb.goal, "rule", "because", *shown, ERROR])
    if wrong:
        return {**told, ERROR: place + "; ".join(wrong)}
    rules = fired(kb, case)
    concluded = {rule.then for rule in rules}
    numbers = concluded_numbers(kb, concluded)
    values = {id: [value for value in kb.conclusions[id].values if (id, value) in concluded] for id in kb.conclusions}
    told |= {id: numbers[id] if id in numbers else ";".join(values[id]) or None for id in shown}
    defects = {id: (several_given if values[id] else none_given)(kb, id) for id in kb.goals if len(values[id]) != 1}
    told |= {**dict.fromkeys(defects), ERROR: "; ".join(defects.values()) or None}
    if kb.goal in defects:
        return told
    own = min((rule for rule in rules if rule.attribute == kb.goal), key=lambda rule: rule.order)
    state = PartialInterpretation(kb, case, concluded)
    because = reason(kb, own, case, concluded, lambda condition: state.holds(condition) is True)
    return {**told, kb.goal: own.value, "rule": own.id, "because": because}


def _read(kb: KnowledgeBase, cells: Mapping[str, str | None]) -> tuple[dict[str, Answer], list[str]]:
    """The case, and what is wrong with the cells, or what is lacking."""
    case: dict[str, Answer] = {}
    wrong = []
    for id, question in kb.questions.items():
        try:
            case[id] = question.read(cells[id])
        except IllegalAnswer as error:
            wrong.append(str(error))
    return case, wrong or complaints(kb, case)
