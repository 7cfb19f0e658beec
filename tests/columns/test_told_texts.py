"""Titles, what to do, what it takes and what is told beside, of many rows as `advisor.recommend` tells one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from greenhouse import write_kb
from loans import LOAN

import advisor
from advisor.assessment import wording
from advisor.batching import row_by_row
from advisor.columns.frames import in_memory, marked
from advisor.columns.naming import Naming
from advisor.columns.program import ColumnProgram
from advisor.columns.told_texts import text_columns
from advisor.errors import CaseError
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import measures
from advisor.reports.step_words import step_words
from benchmarks.tables import block

KNOWLEDGE_BASES = sorted(path.parent for path in Path("examples/knowledge-bases").glob("*/knowledge-base.yaml"))


def told(kb: KnowledgeBase, rows: pl.DataFrame) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The columns of texts, by columns and row by row."""
    reading = Naming(kb).of(rows.columns)
    frame = marked(rows, reading, reading.carried, "row ", 1)
    program = ColumnProgram(kb, wording(kb), texts=step_words(kb))
    by_columns = in_memory(frame.lazy(), program).collect()
    by_row = row_by_row.decided(frame, kb, reading.carried, row_by_row.Wanted(False, told=step_words(kb)))
    assert by_columns.columns == by_row.columns
    return by_columns.to_dicts(), by_row.to_dicts()


@pytest.mark.parametrize("folder", KNOWLEDGE_BASES, ids=lambda it: it.name)
def test_columns_and_rows_tell_the_same_texts_of_every_knowledge_base(folder: Path) -> None:
    kb = advisor.load(str(folder))
    by_columns, by_row = told(kb, block(kb, 200, seed=4, bad=0.05))
    assert by_columns == by_row
    assert any(row[f"{kb.goal}_title"] for row in by_row)


def test_texts_of_steps_are_those_that_recommend_tells(greenhouse: KnowledgeBase) -> None:
    for kb, count in ((advisor.load(), 150), (greenhouse, 100)):
        rows = block(kb, count, seed=2)
        names = text_columns(kb)
        by_columns, by_row = told(kb, rows)
        assert by_columns == by_row
        for cells, row in zip(rows.to_dicts(), by_columns, strict=True):
            answers = {id: cells[id] for id in kb.questions if cells[id]}
            try:
                advice = advisor.recommend(kb, answers)
            except CaseError:
                assert row["error"]
                continue
            assert advice.step
            stage = advice.roadmap[0]
            assert row[names.titles[kb.goal]] == advice.fill(advice.step.title)
            assert row[names.do] == ("\n\n".join(advice.paragraphs(advice.step.do)) or None)
            assert ", ".join(filter(None, (row[names.time], row[names.price]))) == measures.of_next(stage, kb)
            for id, name in names.beside.items():
                lines = [
                    advice.fill(kb.conclusions[id].texts.get(value, value.capitalize()))
                    for value in advice.values_of(id)
                ]
                assert [*map(str.strip, str(row[name] or "").replace("- ", "", 1).split("\n- "))] == (lines or [""])


def test_goals_that_are_no_steps_have_titles_and_nothing_to_do(tmp_path: Path) -> None:
    kb = advisor.load(str(write_kb(tmp_path / "loan", **LOAN)))
    by_columns, by_row = told(kb, block(kb, 60, seed=1))
    assert by_columns == by_row
    assert {row["verdict_title"] for row in by_row} <= {"It is granted", "It is refused", "Somebody looks at it", None}
    assert [name for name in by_row[0] if "_" in name] == ["verdict_title", "rate_title"]


def test_a_conclusion_that_is_called_as_a_column_of_texts_is_refused(tmp_path: Path) -> None:
    sections = {name: text.replace("checks", "rate_title") for name, text in LOAN.items()}
    kb = advisor.load(str(write_kb(tmp_path / "loan", **sections)))
    with pytest.raises(advisor.AdvisorError, match="the conclusion 'rate_title' is called as a column of texts is"):
        ColumnProgram(kb, wording(kb), texts=step_words(kb)).names  # noqa: B018
