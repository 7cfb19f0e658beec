"""The workbook to be filled in: what it offers is what `advisor batch` reads back, of every knowledge base."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

import advisor
from advisor.cli.main import main
from advisor.columns.naming import Naming
from advisor.exports.template import TICK, columns, said, write
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase

KNOWLEDGE_BASES = [None, *sorted(Path("examples/knowledge-bases").glob("*/knowledge-base.yaml"))]


def of(path: Path | None) -> KnowledgeBase:
    return advisor.load(str(path.parent) if path else None)


@pytest.mark.parametrize("path", KNOWLEDGE_BASES, ids=lambda it: it.parent.name if it else "shipped")
def test_every_column_and_every_choice_is_read_as_what_it_is(path: Path | None) -> None:
    kb = of(path)
    naming = Naming(kb)
    found = columns(kb)
    reading = naming.of([column.heading for column in found])
    assert {*kb.questions} <= {*reading.found}
    for column in found:
        if column.question:
            named = naming.named(column.heading)
            assert named
            assert (named.target, named.value) == (column.question.id, column.value)
    for words in naming.words.values():
        for value in words.wordings:
            read = words.read(said(words, value))
            assert read in (value, (value,)) or (value == NONE and read == ())


def test_a_template_that_is_filled_in_gives_the_advice_of_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.tables import block

    kb = of(None)
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--to", "xlsx", "-o", "template.xlsx"]) == 0
    with CalamineWorkbook.from_path("template.xlsx") as book:
        assert book.sheet_names == ["Answers", "Questions", "Lists"]
        topics, names = book.get_sheet_by_name("Answers").to_python()
        explained = book.get_sheet_by_name("Questions").to_python()
    assert "Where you are" in topics
    assert names == [column.heading for column in columns(kb)]
    assert [row[1] for row in explained[4:]] == [row for row in (str(it[1]) for it in explained[4:]) if row]
    assert len(explained) == 4 + len(kb.questions)
    plain = block(kb, 40, seed=6).with_columns(name=pl.col("id"))
    words = Naming(kb).words
    filled: dict[str, list[str | None]] = {}
    for column in columns(kb):
        question = column.question
        if question is None:
            filled[column.heading] = plain[column.heading.lower()].to_list()
        elif question.kind == "number":
            filled[column.heading] = plain[question.id].to_list()
        else:
            cells = plain[question.id].to_list()
            shown = words[question.id]
            filled[column.heading] = [
                (TICK if cell and column.value in cell.split(";") else None)
                if question.kind == "many"
                else cell and said(shown, cell)
                for cell in cells
            ]
    pl.DataFrame(filled).write_csv("filled.csv")
    plain.write_csv("plain.csv")
    codes = {main(["batch", f"{name}.csv", "-o", f"{name}-out.csv", "--quiet"]) for name in ("filled", "plain")}
    assert len(codes) == 1
    found, expected = (pl.read_csv(f"{name}-out.csv", infer_schema=False) for name in ("filled", "plain"))
    assert found.equals(expected)


@pytest.mark.parametrize(("ending", "mark"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
def test_a_template_that_is_saved_as_text_is_read_though_topics_stand_above_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, mark: str
) -> None:
    monkeypatch.chdir(tmp_path)
    kb = advisor.load()
    write(kb, "template.xlsx")
    with CalamineWorkbook.from_path("template.xlsx") as book:
        topics, names = book.get_sheet_by_index(0).to_python()
    assert any(topics)
    filled = {"Id": "7", "Your country": "United States"}
    lines = [topics, names, [filled.get(name, "") for name in names], [filled.get(name, "x;y") for name in names]]
    with open(f"in.{ending}", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=mark).writerows(lines)
    for given in ([], ["--separator", mark]):
        assert main(["batch", f"in.{ending}", "-o", "out.csv", "--quiet", *given]) == 1
        found = pl.read_csv("out.csv", infer_schema=False)
        assert found["id"].to_list() == ["7", "7"]
        assert "your country (United States)" in found["because"][0]
        assert found["error"][0] is None
        assert found["error"][1].startswith("row 2, ")


def test_the_cells_offer_choices_numbers_within_their_range_and_ticks(
    tmp_path: Path, greenhouse: KnowledgeBase
) -> None:
    write(greenhouse, str(tmp_path / "t.xlsx"))
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == len([column for column in columns(greenhouse) if column.question])
    assert "<formula1>Lists!$A$1:$A$4</formula1>" in sheet
    assert '<formula1>"x"</formula1>' in sheet
    assert "<formula1>0</formula1><formula2>60</formula2>" in sheet
    assert 'promptTitle="Days since watering"' in sheet


def test_a_template_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    for args in ([], ["-o", "template.csv"]):
        assert main(["export", "--to", "xlsx", *args]) == 2
        assert "--to xlsx needs a file to write: -o FILE.xlsx" in capsys.readouterr().err
