"""The cells of a case's own rows that a reason reads: those that are told, in words, and what they cite."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.tables import CellSource, RowCell, Table
from advisor.knowledge.texts import cell_in_words, cells_named, clause_of_cell
from advisor.knowledge.wording import uncapital


def told(kb: KnowledgeBase, cells: Collection[RowCell], case: Answers) -> list[RowCell]:
    """The cells that a person is told in this total case, in the order of the questions and their columns."""
    found = []
    for id, question in kb.questions.items() if cells else ():
        row = case[id]
        for column in kb.tables[question.table].columns if question.table and row != UNKNOWN else ():
            if RowCell(id, column) in cells and kb.tables[question.table].is_told(str(row), column):
                found.append(RowCell(id, column))
    return found


def beyond_sentence(kb: KnowledgeBase, cells: Collection[RowCell], sentence: str, case: Answers) -> list[RowCell]:
    """Those that are told in this total case beside a sentence: what it repeats only where that has a day."""
    said = {*cells_named(sentence)}
    return [cell for cell in told(kb, cells, case) if cell not in said or source(kb, cell, case).as_of]


def clause(kb: KnowledgeBase, cell: RowCell, row: str) -> str:
    """What a cell says, as a clause: `the law of Nigeria demands a licence (as of 2025-09)`.

    Where its author gave none: `Nigeria, needs a licence: yes (as of 2025-09)`.
    """
    as_of = _table(kb, cell).source(row, cell.column).as_of
    shown = kb.questions[cell.question].texts.get(row, row)
    said = clause_of_cell(kb, cell, row) or f"{shown}, {_said(kb, cell, row)}"
    return f"{said}{f' (as of {as_of})' if as_of else ''}"


def entry(kb: KnowledgeBase, cell: RowCell, row: str) -> str:
    """What a cell says where its row has been named: `needs a licence: yes, as of 2025-09`."""
    as_of = _table(kb, cell).source(row, cell.column).as_of
    said = clause_of_cell(kb, cell, row) or _said(kb, cell, row)
    return f"{said}{f', as of {as_of}' if as_of else ''}"


def _said(kb: KnowledgeBase, cell: RowCell, row: str) -> str:
    return f"{uncapital(_table(kb, cell).columns[cell.column].text)}: {cell_in_words(kb, cell, row)}"


def source(kb: KnowledgeBase, cell: RowCell, case: Answers) -> CellSource:
    """What the cell of the case's own row rests on; nothing where the row is not known."""
    row = case.get(cell.question, UNKNOWN)
    return CellSource() if row == UNKNOWN else _table(kb, cell).source(str(row), cell.column)


def citations(kb: KnowledgeBase, cells: Iterable[RowCell], case: Answers) -> tuple[str, ...]:
    """What the cells of the case's own rows cite, each once."""
    return tuple(dict.fromkeys(cite for cell in cells for cite in source(kb, cell, case).cite))


def _table(kb: KnowledgeBase, cell: RowCell) -> Table:
    return kb.tables[kb.questions[cell.question].table]
