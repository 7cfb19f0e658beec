"""Columns of further goals and of concluded numbers, from every kind of table and into every format."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from greenhouse import write_kb
from loans import LOAN, ROWS
from meals import meals

import advisor
from advisor.batching.row_by_row import by_experta, by_interpretation, decide
from advisor.cli.main import main
from advisor.columns.program import shown
from advisor.knowledge.model import KnowledgeBase

NO_RATE = "the knowledge base gives no rate for this case"
ADVICE = [
    ("a", "granted", "good", "low", 61, 0, None),
    ("b", "granted", "good", "high", 41, 0, None),
    ("c", "refused", "bad", "high", -2, 1, None),
    ("d", "refused", "child", "high", 41, 0, None),
    ("e", "seen", "see", None, 30.5, 0, NO_RATE),
    ("f", None, None, None, None, None, "row 6, age: 'old' is not a number"),
]
NAMES = ["id", "verdict", "rule", "rate", "score", "checks", "error"]


@pytest.fixture
def loan(tmp_path: Path) -> KnowledgeBase:
    return advisor.load(write_kb(tmp_path / "loan", **LOAN))


def test_goals_and_numbers_have_columns_of_their_own(loan: KnowledgeBase) -> None:
    frame = pl.DataFrame(ROWS)
    found = advisor.assess(frame, loan, details=True)
    assert found.columns == ["id", "verdict", "rule", "because", "rate", "score", "checks", "error"]
    assert found.select(NAMES).rows() == ADVICE
    assert (found.schema["score"], found.schema["checks"]) == (pl.Float64(), pl.Int64())
    for number, (cells, row) in enumerate(zip(ROWS, found.drop("id").to_dicts(), strict=True), 1):
        for fired in (by_experta, by_interpretation):
            assert row == decide(loan, cells, shown(loan, True), fired, f"row {number}, ")


def test_a_reason_tells_numbers_with_their_unit_and_of_a_hidden_one_what_it_is_the_sum_of(tmp_path: Path) -> None:
    kb = advisor.load(write_kb(tmp_path / "shown", **LOAN))
    told = advisor.assess(pl.DataFrame(ROWS), kb)["because"].to_list()
    assert told == [
        "Your score is 61 points. Given: score is 61 points.",
        "Your score is 41 points. Given: score is 41 points.",
        "Too few points. Given: score is -2 points.",
        "You are too young. Given: age (12 years).",
        "Nothing settles it.",
        None,
    ]
    inner = LOAN["conclusions"].replace("label: Score,", "label: Score, internal: yes,")
    kb = advisor.load(
        write_kb(tmp_path / "hidden", **{**LOAN, "conclusions": inner, "head": LOAN["head"].rpartition("also")[0]})
    )
    told = advisor.assess(pl.DataFrame(ROWS), kb)["because"].to_list()
    assert told[0] == 'Your score is 61 points. Given: age (40 years); work ("Steady").'
    assert told[2] == 'Too few points. Given: age (20 years); work ("Now and then").'


@pytest.mark.parametrize("kind", ["lazy", "pandas", "pyarrow", "duckdb"])
def test_every_kind_of_table_has_the_numbers_as_numbers(loan: KnowledgeBase, kind: str) -> None:
    frame = pl.DataFrame(ROWS)
    if kind == "lazy":
        found = advisor.assess(frame.lazy(), loan, details=True).collect()
    elif kind == "pandas":
        told = advisor.assess(pd.DataFrame(ROWS), loan, details=True)
        assert told["score"].tolist()[:5] == [61, 41, -2, 41, 30.5]
        found = pl.DataFrame(told.astype(object).where(told.notna(), None).to_dict("records"), infer_schema_length=None)
    elif kind == "pyarrow":
        told = advisor.assess(pa.Table.from_pylist(ROWS), loan, details=True)
        assert (told.schema.field("score").type, told.schema.field("checks").type) == (pa.float64(), pa.int64())
        found = pl.DataFrame(pl.from_arrow(told))
    else:
        rows = frame.to_arrow()
        told = advisor.assess(duckdb.connect().from_arrow(rows), loan, details=True)
        assert dict(zip(told.columns, map(str, told.types), strict=True))["score"] == "DOUBLE"
        found = told.pl()
    assert found.select(NAMES).rows() == ADVICE


@pytest.mark.parametrize("rows", [6, 600])
def test_a_batch_writes_numbers_into_every_format_and_counts_each_goal(
    tmp_path: Path, rows: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A few rows are decided one by one, and many as columns."""
    folder = write_kb(tmp_path / "loan", **LOAN)
    pl.DataFrame(ROWS * (rows // 6)).write_csv(tmp_path / "in.csv")
    for name in ("out.parquet", "out.jsonl", "out.csv"):
        page = ["--summary", str(tmp_path / "summary.html"), "--verify", "6"]
        given = [str(tmp_path / "in.csv"), "-o", str(tmp_path / name), "--details", *page]
        assert main(["batch", "--kb", str(folder), *given]) == 1
        told = capsys.readouterr().err
        assert "6 rows derived again: no differences" in told
    parquet = pl.read_parquet(tmp_path / "out.parquet")
    assert parquet.select(NAMES).rows()[:5] == ADVICE[:5]
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [tuple(line[name] for name in NAMES) for line in lines[:5]] == ADVICE[:5]
    assert pl.read_csv(tmp_path / "out.csv")["score"].to_list()[:5] == [61, 41, -2, 41, 30.5]
    for text in (told, (tmp_path / "summary.html").read_text()):
        assert "Verdict:" in text
        assert "Rate:" in text
        assert "It is granted" in text
        assert "3 percent" in text
        assert "Not met" not in text


def test_goals_that_are_no_steps_need_no_number_to_have_columns(tmp_path: Path) -> None:
    kb = meals(tmp_path)
    found = advisor.assess(pl.DataFrame({"foster": ["yes", "no"], "income": ["", "35,000"]}), kb)
    assert found.columns == ["verdict", "rule", "because", "price", "hint", "error"]
    assert found["price"].to_list() == ["nothing", "forty-cents"]
    assert found["hint"].to_list() == [None, "again"]
