"""Rows decided one by one, with the columns that a batch gives them.

A few rows are told so before the rules would be compiled to columns; and with experta, rows of a batch are derived
again, to verify what the columns said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advisor.columns.irregular_cells import PLACE, ROW
from advisor.columns.output import ERROR, note
from advisor.columns.program import FAULT, names, shown
from advisor.errors import IllegalAnswer
from advisor.knowledge.goals import none_given, several_given
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Rule

if TYPE_CHECKING:
    import polars as pl

Fired = Callable[[KnowledgeBase, Answers], Collection[Rule]]
"""The rules that fire in a total case."""

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
    texts = dict.fromkeys([*kept, *names(kb, details)], pl.String)
    return pl.DataFrame(rows, schema={**texts, **dict.fromkeys(map(note, noted), pl.Boolean)}, orient="row")


def _told(kb: KnowledgeBase, row: Mapping[str, Any], details: bool, noted: Sequence[str]) -> list[str | bool | None]:
    told: dict[str, str | None] = {ERROR: row[FAULT]}
    if row[FAULT] is None:
        wanted = dict.fromkeys([*shown(kb, details), *noted])
        told = decide(kb, row, [*wanted], by_interpretation, f"{row[PLACE]}{row[ROW]}, ")
    return [*map(told.get, names(kb, details)), *(told.get(id) is not None for id in noted)]


def decide(
    kb: KnowledgeBase, cells: Mapping[str, str | None], shown: Sequence[str], fired: Fired, place: str = ""
) -> dict[str, str | None]:
    """The columns of a row with these cells by question. Of one with bad cells all are None but `error`.

    That begins with `place`.
    """
    from advisor.explanation.reason import reason
    from advisor.logic.partial import PartialInterpretation

    case, wrong = _read(kb, cells)
    told: dict[str, str | None] = dict.fromkeys([kb.goal, "rule", "because", *shown, ERROR])
    if wrong:
        return {**told, ERROR: place + "; ".join(wrong)}
    rules = fired(kb, case)
    concluded = {rule.then for rule in rules}
    for id in shown:
        told[id] = ";".join(value for value in kb.conclusions[id].values if (id, value) in concluded) or None
    deciding = [rule for rule in rules if rule.attribute == kb.goal]
    if len({rule.value for rule in deciding}) != 1:
        return {**told, ERROR: (several_given if deciding else none_given)(kb, kb.goal)}
    own = min(deciding, key=lambda rule: rule.order)
    state = PartialInterpretation(kb, case, concluded)
    because = reason(kb, own, case, concluded, lambda condition: state.holds(condition) is True)
    return {**told, kb.goal: own.value, "rule": own.id, "because": because}


def _read(kb: KnowledgeBase, cells: Mapping[str, str | None]) -> tuple[dict[str, Answer], list[str]]:
    """The case, and what is wrong with the cells."""
    case: dict[str, Answer] = {}
    wrong = []
    for id, question in kb.questions.items():
        try:
            case[id] = question.read(cells[id])
        except IllegalAnswer as error:
            wrong.append(str(error))
    return case, wrong
