"""What a workbook shows of a batch, in the words of the knowledge base: no id where there is a wording."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.columns.output import ERROR
from advisor.columns.told_texts import text_columns
from advisor.knowledge.goals import heading
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import capital, one_line
from advisor.tables.sheets import Layout, SheetColumn, Summary

WRONG = "What is wrong"


def layout(kb: KnowledgeBase, carried: Sequence[str], details: bool, summary: Callable[[], Summary]) -> Layout:
    """The sheet: whom it is about, the advice, what to do, time and price, why, what is told beside, what is wrong."""
    names, first = text_columns(kb), kb.goal
    columns = [SheetColumn(name, capital(name), 12 if name == "id" else 20) for name in carried]
    columns.append(SheetColumn(names.titles[first], heading(kb, first), 26))
    if names.do:
        columns += [SheetColumn(names.do, kb.words.what_to_do, 60)]
        columns += [SheetColumn(names.time, "Time", 14), SheetColumn(names.price, "Price", 16)]
    columns += [SheetColumn(name, heading(kb, goal), 30) for goal, name in names.titles.items() if goal != first]
    columns.append(SheetColumn("because", kb.words.why, 45))
    columns += [SheetColumn(name, _label(kb, id), 40) for id, name in names.beside.items()]
    others = [id for id in kb.also if id not in names.beside]
    others += [id for id in kb.conclusions if details and id not in (*kb.goals, *kb.also)]
    columns += [SheetColumn(id, _label(kb, id), 16) for id in others]
    return Layout(one_line(kb.title), [*columns, SheetColumn(ERROR, WRONG, 40)], summary)


def bad_layout(kb: KnowledgeBase, columns: Sequence[str], summary: Callable[[], Summary]) -> Layout:
    """The sheet of bad rows: whom each is about, and what is wrong; and what is wrong with how many."""
    wide = [SheetColumn(it, WRONG if it == ERROR else capital(it), 80 if it == ERROR else 16) for it in columns]
    return Layout(one_line(kb.title), wide, lambda: summary()._replace(tables=()))


def _label(kb: KnowledgeBase, id: str) -> str:
    return capital(one_line(kb.conclusions[id].label))
