"""Rows decided one by one, with the columns that a batch gives them.

A few rows are told so before the rules would be compiled to columns; and with experta, rows of a batch are derived
again, to verify what the columns said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from advisor.columns.cell_words import AnswerWords
from advisor.columns.irregular_cells import PLACE, ROW
from advisor.columns.naming import Naming
from advisor.columns.output import ERROR, note
from advisor.columns.program import FAULT, names, numbers, shown
from advisor.columns.told_texts import BETWEEN, StepWords, beside_text, text_columns
from advisor.errors import IllegalAnswer
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.demands import complaints
from advisor.knowledge.goals import none_given, several_given
from advisor.knowledge.model import KnowledgeBase, Rule, concluded_numbers

if TYPE_CHECKING:
    import polars as pl

    from advisor.logic.partial import PartialInterpretation

Fired = Callable[[KnowledgeBase, Answers], Collection[Rule]]
"""The rules that fire in a total case."""

Words = Mapping[str, AnswerWords]
"""What cells may say, by question."""

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


class Wanted(NamedTuple):
    """What is told of a row: `details`, texts as `told` says, and whether there is a conclusion of what is `noted`."""

    details: bool
    noted: Sequence[str] = ()
    told: StepWords | None = None


def decided(frame: pl.DataFrame, kb: KnowledgeBase, kept: Sequence[str], wanted: Wanted) -> pl.DataFrame:
    """The rows of a frame that was `columns.frames.marked`, as `columns.frames.in_memory` tells them.

    The columns `kept` stay as they were.
    """
    import polars as pl

    words = Naming(kb).words
    columns = names(kb, wanted.details, wanted.told is not None)
    rows = [[*map(row.get, kept), *_told(kb, words, row, wanted, columns)] for row in frame.iter_rows(named=True)]
    kinds: dict[str, Any] = dict.fromkeys([*kept, *columns], pl.String)
    kinds |= numbers(kb, wanted.details)
    return pl.DataFrame(rows, schema={**kinds, **dict.fromkeys(map(note, wanted.noted), pl.Boolean)}, orient="row")


def _told(
    kb: KnowledgeBase, words: Words, row: Mapping[str, Any], wanted: Wanted, columns: Sequence[str]
) -> list[Cell | bool]:
    told: dict[str, Cell] = {ERROR: row[FAULT]}
    if row[FAULT] is None:
        shown_ones = dict.fromkeys([*shown(kb, wanted.details), *wanted.noted])
        told = decide(kb, row, [*shown_ones], by_interpretation, f"{row[PLACE]}{row[ROW]}, ", words, wanted.told)
    return [*map(told.get, columns), *(told.get(id) is not None for id in wanted.noted)]


def decide(
    kb: KnowledgeBase,
    cells: Mapping[str, str | None],
    shown: Sequence[str],
    fired: Fired,
    place: str = "",
    words: Words | None = None,
    texts: StepWords | None = None,
) -> dict[str, Cell]:
    """The columns of a row with these cells by question. Of one with bad cells all are None but `error`.

    That begins with `place`. `words` are what cells may say, where the caller has them; `texts` adds those of texts.
    """
    from advisor.explanation.reason import reason
    from advisor.logic.partial import PartialInterpretation

    case, wrong = _read(kb, words or Naming(kb).words, cells)
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
    state = PartialInterpretation(kb, case, concluded)
    if texts:
        told |= _texts(state, {id: values[id] for id in (*kb.goals, *kb.also) if id not in defects}, texts)
    if kb.goal in defects:
        return told
    own = min((rule for rule in rules if rule.attribute == kb.goal), key=lambda rule: rule.order)
    because = reason(kb, own, case, concluded, lambda condition: state.holds(condition) is True)
    return {**told, kb.goal: own.value, "rule": own.id, "because": because}


def _texts(state: PartialInterpretation, values: Mapping[str, Sequence[str]], words: StepWords) -> dict[str, Cell]:
    """The columns of texts, of the goals and what is told beside that have these values."""
    from advisor.knowledge.goals import title_of
    from advisor.knowledge.texts import fill, with_numbers

    kb, names = state.kb, text_columns(state.kb)
    case = with_numbers(kb, state.answers, state.numbers) if kb.adding else state.answers
    found: dict[str, Cell] = {}
    for goal, name in names.titles.items():
        if goal in values:
            found[name] = fill(kb, title_of(kb, goal, values[goal][0]), case)
    if kb.goal not in values:
        return found
    if names.do:
        step = kb.steps[values[kb.goal][0]]
        do = [fill(kb, part.text, case) for part in step.do if part.when is None or state.holds(part.when) is True]
        takes = next((it for it in step.takes if it.when is None or state.holds(it.when) is True), None)
        found |= {names.do: BETWEEN.join(do) or None}
        found |= {names.time: words.time(step, takes) or None, names.price: words.price(step, takes) or None}
    for id, name in names.beside.items():
        found[name] = "\n".join(fill(kb, beside_text(kb, (id, value)), case) for value in values[id]) or None
    return found


def _read(kb: KnowledgeBase, words: Words, cells: Mapping[str, str | None]) -> tuple[dict[str, Answer], list[str]]:
    """The case, and what is wrong with the cells, or what is lacking."""
    case: dict[str, Answer] = {}
    wrong = []
    for id, said in words.items():
        try:
            case[id] = said.read(cells[id] or "")
        except IllegalAnswer as error:
            wrong.append(str(error))
    return case, wrong or complaints(kb, case)
