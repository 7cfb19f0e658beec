"""`advisor batch`: formats, bad rows, what is written and when, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from greenhouse import QUESTIONS, RULES, write_greenhouse
from odd_records import HEADER, RECORDS, table

from advisor.batching import row_by_row
from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.tables import delimited, header
from benchmarks.tables import write
from tests.fuzz.strict_csv import records as strict_records

ROWS = HEADER + "1,Ann,tomato,dry,none,3,yes\n2,Bob,cactus,wet,spots;wilting,,no\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_greenhouse(tmp_path / "greenhouse")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(row_by_row, "MANY", -1)  # short as these tables are, they are decided as columns
    return tmp_path


def batch(*args: str) -> int:
    return main(["batch", *args, "--kb", "greenhouse"])


def rows(path: str = "out.csv", separator: str = ",") -> list[dict[str, str]]:
    names, *others = [
        [cell.decode() for cell in record.cells]
        for record in strict_records(Path(path).read_bytes(), 0, separator.encode())
    ]
    return [dict(zip(names, cells, strict=True)) for cells in others]


def errors_of(text: str | bytes, name: str = "in.csv", code: int = 1) -> list[str]:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert batch(name, "-o", "out.csv", "--quiet") == code
    return [row["error"] for row in rows()]


def test_a_table_comes_out_with_the_step_its_rule_and_the_reason(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(ROWS)
    assert batch("in.csv", "-o", "out.csv") == 0
    assert list(rows()[0]) == ["id", "name", "next_step", "rule", "because", "alongside", "caution", "error"]
    first, second = rows()
    assert first["because"] == "Water comes first. Given: moisture is short."
    assert (first["id"], first["name"], first["next_step"], first["rule"]) == ("1", "Ann", "water-now", "next-water")
    assert (second["next_step"], second["alongside"], second["caution"]) == ("enjoy", "air", "wet-feet;check-leaves")
    assert first["error"] == second["error"] == ""
    said = capsys.readouterr().err
    assert "2 rows in" in said
    assert "Enjoy it       1   50.0%" in said
    assert "Light" not in said.split("Not met")[0]


def test_details_add_every_conclusion(here: Path) -> None:
    Path("in.csv").write_text(ROWS)
    assert batch("in.csv", "-o", "out.csv", "--details", "--quiet") == 0
    assert [(row["moisture"], row["light"]) for row in rows()] == [("short", "good"), ("enough", "good")]


@pytest.mark.parametrize("options", [[], ["--details", "--verify", "50"]])
def test_a_few_rows_come_out_as_many_do(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    bad = "3,c,rose,,,61,\n4,d\n5,,,,,,\n6,f,tomato,unknown,spots; wilting , 3 ,NO\n7,g,cactus,,none,1e1,\n"
    Path("in.csv").write_text(ROWS + bad)
    Path("more.jsonl").write_text('{"id": 8, "plant": "tomato", "signs": [], "days": 2.0}\n{"id": 9}\n{\n')
    said = {}
    for many in (-1, 300):
        monkeypatch.setattr(row_by_row, "MANY", many)
        assert batch("in.csv", "more.jsonl", "-o", f"out{many}.csv", "--errors", f"bad{many}.csv", *options) == 1
        said[many] = [line for line in capsys.readouterr().err.splitlines() if "rows in" not in line]
    assert Path("out300.csv").read_bytes() == Path("out-1.csv").read_bytes()
    assert Path("bad300.csv").read_bytes() == Path("bad-1.csv").read_bytes()
    assert said[300] == said[-1]


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
def test_every_format_is_read_and_written_alike(here: Path, ending: str) -> None:
    Path("in.csv").write_text(ROWS)
    frame = pl.read_csv("in.csv", infer_schema=False)
    name = f"in.{ending}"
    if ending == "tsv":
        frame.write_csv(name, separator="\t")
    elif ending == "jsonl":
        frame.with_columns(
            pl.col("days").cast(pl.Int64), pl.col("signs").replace("none", "").str.split(";")
        ).write_ndjson(name)
        Path(name).write_text(Path(name).read_text().replace('[""]', "[]"))
    elif ending == "parquet":
        frame.with_columns(pl.col("days").cast(pl.Float64), pl.col("id").cast(pl.Int64)).write_parquet(name)
    assert batch("in.csv", "-o", "expected.csv", "--quiet") == 0
    assert batch(name, "-o", f"out.{ending}", "--quiet") == 0
    out = f"out.{ending}"
    if ending == "parquet":
        found = pl.read_parquet(out)
    elif ending == "jsonl":
        texts = [
            "next_step_title",
            "next_step_do",
            "next_step_time",
            "next_step_price",
            "alongside_text",
            "caution_text",
        ]
        found = pl.DataFrame([json.loads(line) for line in Path(out).read_text().splitlines()]).drop("format", *texts)
    else:
        found = pl.read_csv(out, infer_schema=False, separator="\t" if ending == "tsv" else ",")
    assert found.cast(pl.String).to_dicts() == pl.read_csv("expected.csv", infer_schema=False).to_dicts()


def test_case_files_folders_and_patterns_are_rows(here: Path) -> None:
    Path("cases/deep").mkdir(parents=True)
    Path("cases/ann.yaml").write_text("name: Ann\nanswers: {plant: tomato, soil: dry}\n---\nanswers: {plant: cactus}\n")
    Path("cases/deep/bad.json").write_text('{"answers": {"plant": "rose"}}')
    Path("cases/table.csv").write_text(ROWS)
    assert batch("cases", "-o", "out.csv", "--quiet") == 1
    found = rows()
    assert [row["name"] for row in found] == ["Ann", "ann", "", "Ann", "Bob"]
    assert found[2]["error"].startswith("cases/deep/bad.json, row 1, line 1, character 23: plant: 'rose' is not one of")
    assert batch("cases/*.csv", "cases/deep/*.json", "-o", "out.csv", "--quiet") == 1
    assert [row["id"] for row in rows()] == ["1", "2", ""]


def test_the_name_of_a_file_forges_no_line_of_what_is_wrong_with_a_row(here: Path) -> None:
    for name in ("a\n=1\x1b.csv", "b.csv"):
        Path(name).write_text("plant\nrose\n")
    assert batch("a\n=1\x1b.csv", "b.csv", "-o", "out.csv", "--quiet") == 1
    first, second = (row["error"].partition(", plant")[0] for row in rows())
    assert (first, second) == ("a\\n=1\\x1b.csv, row 1", "b.csv, row 1")


def test_a_bad_row_keeps_its_place_and_says_row_column_and_value(here: Path) -> None:
    assert errors_of(
        HEADER + "1,a,tomatto,dry,,,\n2,b,cactus,,,,\n3,c,cactus,dry,,61,\n4,d,cactus,,,x,maybe\n5,e,,,,,\n"
    ) == [
        "row 1, plant: 'tomatto' is not one of tomato, cucumber, cactus, orchid; did you mean 'tomato'?",
        "",
        "row 3, days: 61 is not between 0 and 60",
        "row 4, days: 'x' is not a number; shade: 'maybe' is not one of yes, no, unknown",
        "row 5, plant: this question needs an answer other than 'unknown'",
    ]
    assert [row["id"] for row in rows()] == ["1", "2", "3", "4", "5"]
    assert [row["next_step"] for row in rows()] == ["", "enjoy", "", "", ""]


def test_a_record_that_is_not_whole_is_bad_and_the_others_are_not(here: Path) -> None:
    lines = [
        "1,a,cactus,,,,",
        "2,b,cactus",
        "3,c,cactus,,,,,",
        '4,"d,cactus,,,,',
        '5,"e ""E"", x",cactus,,,,',
        '6,f"f",cactus,,,,',
    ]
    text = (HEADER + "\n".join(lines) + "\n").encode() + b"7,\xff,cactus,,,,\n\n8,h,cactus,,,,"
    assert errors_of(text) == [
        "",
        "row 2, the line has 3 fields, but the header has 7",
        "row 3, the line has 8 fields, but the header has 7",
        "row 4, a quotation mark does not enclose its whole field",
        "",
        "row 6, a quotation mark does not enclose its whole field",
        "row 7, byte 3 of the line is not UTF-8",
        "",
    ]
    assert rows()[4]["name"] == 'e "E", x'
    assert rows()[1]["id"] == "2"


@pytest.mark.parametrize("ending", ["csv", "tsv"])
@pytest.mark.parametrize("block", [1, 40, 1 << 20])
def test_a_first_record_that_is_not_whole_keeps_its_place(
    here: Path, monkeypatch: pytest.MonkeyPatch, ending: str, block: int
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", block)
    monkeypatch.setattr(header, "FIRST_BLOCK", block)
    for first in ("sep=,\n", "", "\ufeff\n \n"):
        text = first + "id,plant\n" + "1,cactus,\n2,cactus\n3\n" * 5
        found = errors_of(text if ending == "csv" else text.replace(",", "\t"), f"in.{ending}")
        assert [line.partition(", ")[2] for line in found] == [
            "the line has 3 fields, but the header has 2",
            "",
            "the line has 1 field, but the header has 2",
        ] * 5
        assert [row["id"] for row in rows()] == ["1", "2", "3"] * 5


def test_bytes_that_are_legal_come_out_as_they_came_in(here: Path) -> None:
    odd = [chr(code) for code in (0, 1, 2, 3, 7, 0x0B, 0x1A, 0x1E, 0x1F, 0x7F, 0x85, 0xA0, 0x2028, 0xFEFF, 0x10FFFF)]
    names = [*odd, *(f"x{it}y" for it in odd), "a\rb", "a\r", 'say ""x""', "a\r\nb", "\n"]
    lines = [f'{at},"{name}",cactus,,,,\n' for at, name in enumerate(names)]
    lines += [f"{at},{name},cactus,,,,\r\n" for at, name in enumerate(names[:-3])]
    assert set(errors_of((HEADER + "".join(lines)).encode(), code=0)) == {""}
    meant = [name.replace('""', '"') for name in names]
    told = [row["name"] for row in rows()]
    assert [it.removeprefix("'") for it in told] == meant + meant[:-3]


def test_of_a_bad_record_is_kept_what_can_be_read_and_carried(here: Path) -> None:
    bad = b'1,caf\xe9,cactus,,,,\n\xff,b,cactus,,,,\n3,"c" x,cactus,,,,\n4,d,cac"tus,,,,\n5,"e, f",cactus\n'
    found = errors_of(HEADER.encode() + bad + b'6,"g,cactus,,,,\n7,h,cactus,,,,\n')
    assert [bool(error) for error in found] == [True] * 6 + [False]
    assert [(row["id"], row["name"]) for row in rows()] == [
        ("1", ""),
        ("", "b"),
        ("3", ""),
        ("4", "d"),
        ("5", "e, f"),
        ("6", ""),
        ("7", "h"),
    ]


def test_a_quotation_mark_without_a_partner_spoils_its_own_record_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + '1,"a,cactus,,,,\n' + "2,b,cactus,,,,\n" * 9
    monkeypatch.setattr(delimited, "LONGEST_RECORD", 100)
    for block in (1, 50, 1000):
        monkeypatch.setattr(delimited, "BLOCK", block)
        assert errors_of(text) == ["row 1, a quotation mark has no partner", *[""] * 9]


def test_line_breaks_in_quotation_marks_and_windows_line_ends_and_a_bom_are_read(here: Path) -> None:
    text = b"\xef\xbb\xbf" + HEADER.replace("\n", "\r\n").encode() + b'1,"a\nb",cactus,,,,\r\n2,x,cactus,,,,\r\n'
    assert errors_of(text, code=0) == ["", ""]
    assert rows()[0]["name"] == "a\nb"


def test_blocks_are_cut_where_records_end(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f'"n{at}\nx, ""y"""' if at % 3 == 0 else f"n{at}" for at in range(300)]
    text = HEADER + "".join(
        f"{at},{name},{'rose' if at % 50 == 0 else 'cactus'},,,,\n" for at, name in enumerate(names)
    )
    Path("in.csv").write_text(text)
    assert batch("in.csv", "-o", "whole.csv", "--quiet") == 1
    monkeypatch.setattr(delimited, "BLOCK", 100)
    assert batch("in.csv", "-o", "out.csv", "--quiet") == 1
    assert rows() == rows("whole.csv")
    assert [row["id"] for row in rows()] == [str(at) for at in range(300)]
    assert rows()[50]["error"].startswith("row 51, plant: 'rose'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,plant,plant\n", "in.csv: the column 'plant' is there twice"),
        ("id,plnt\n", "in.csv: the column 'plant' is missing, and its question needs an answer; there is 'plnt'"),
        ("", "in.csv: is empty; a table begins with a line that names its columns"),
        ("PAR1\n", "in.csv: is Parquet; let its name end in .parquet"),
        ("PK\x03\x04\n", "in.csv: is a workbook or another archive; let the name of a workbook end in .xlsx or .ods"),
        ("id\0,\0p\0", "in.csv: is UTF-16 or UTF-32; save it as UTF-8"),
        ('"id,plant\n1,cactus\n', "in.csv:1: a quotation mark in the header has no partner"),
        ("id,plant\r1,cactus\r", "in.csv: its lines end as on old Macintosh computers; save it with line feeds"),
        ("\n \n", "in.csv: is empty; a table begins with a line that names its columns"),
        (f"id,plant\n1,{'x' * 200}", "in.csv: a line is longer than"),
        (f"id,plant,{'x' * 200}", "in.csv:1: the header has no end within"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    for module, name in ((header, "FIRST_BLOCK"), (header, "LONGEST_HEADER"), (delimited, "LONGEST_RECORD")):
        monkeypatch.setattr(module, name, 100)
    Path("in.csv").write_text(text, newline="")
    Path("out.csv").write_text("as it was")
    assert batch("in.csv", "-o", "out.csv") == 2
    assert said in capsys.readouterr().err
    assert Path("out.csv").read_text() == "as it was"
    assert sorted(os.listdir()) == ["greenhouse", "in.csv", "out.csv"]


def test_odd_columns_are_said_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.csv").write_text("id,plant,soill,xyz\n" + "1,cactus,dry,9\n" * 50)
    assert batch("in.csv", "-o", "out.csv", "--quiet") == 0
    said = capsys.readouterr().err.splitlines()
    assert sorted(said) == [
        "advisor: no column for soil, signs, days, shade: counted as unknown",
        "advisor: not read, as no question has that id: 'xyz'",
        "advisor: the column 'soill' is not read: no question has that id; did you mean 'soil'?",
    ]


def test_json_lines_that_are_wrong_are_bad_rows(here: Path) -> None:
    lines = [
        '{"id": 1, "plant": "cactus", "days": 3.0, "signs": ["spots"], "extra": {"a": 1}}',
        '{"id": 2, "plant": "cactus", "soill": "dry"}',
        '{"id": 3, "plant": "cactus"',
        "[1]",
        '{"id": 5, "plant": "cactus", "days": true}',
        '{"id": 6, "plant": "cactus", "plant": "tomato"}',
        '{"id": 7, "answers": {"plant": "tomato", "soil": "dry"}}',
    ]
    found = errors_of("\n".join(lines), "in.jsonl")
    assert found[0] == found[6] == ""
    assert found[1] == "row 2, unknown question 'soill'; did you mean 'soil'?"
    assert found[2].startswith("row 3, the line is not JSON")
    assert found[3].startswith("row 4, the line is not an object")
    assert found[4] == "row 5, days: 'true' is not a number"
    assert found[5] == "row 6, the key 'plant' is there twice"
    assert [row["id"] for row in rows()] == ["1", "2", "", "", "5", "6", "7"]


def test_a_list_in_a_line_of_json_is_no_answer_to_a_question_of_one_value(here: Path) -> None:
    lines = ['{"plant": ["cactus"]}', '{"plant": "cactus", "days": [3]}', '{"plant": "cactus", "signs": ["spots"]}']
    found = errors_of("\n".join(lines), "in.jsonl")
    assert found[0].startswith("row 1, plant: '[\"cactus\"]' is not one of tomato")
    assert found[1] == "row 2, days: '[\"3\"]' is not a number"
    assert found[2] == ""


def test_what_nobody_reads_in_a_line_of_json_does_not_matter(here: Path) -> None:
    lines = [
        '{"note": 1, "plant": "cactus", "note": 2, "extra": {"a": 1, "a": 2}}',
        '{"note": "\\ud800", "plant": "cactus"}',
        '{"": 0, "\\u0000": [], "plant": "cactus"}',
    ]
    assert errors_of("\n".join(lines), "in.jsonl", code=0) == ["", "", ""]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ('"soill": "dry"', "row 1, unknown question 'soill'; did you mean 'soil'?"),
        ('"Soil": "dry"', ""),
        ('"soill": null', ""),
        ('"Soil": "x", "soil": "dry"', ""),
        ('"plan": 1, "daisy": 2, "solid": "x", "Plant": 3', ""),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_only_a_key_that_is_very_like_a_question_that_is_not_there_is_a_misspelt_one(
    here: Path, row: str, error: str, nested: bool
) -> None:
    answers = f'{{"plant": "cactus", {row}}}'
    line = f'{{"answers": {answers}}}' if nested else answers
    assert errors_of(line, "in.jsonl", code=1 if error else 0) == [error]


def test_a_case_of_another_knowledge_base_is_a_bad_row_in_json_lines_as_in_case_files(here: Path) -> None:
    case = '{"id": 7, "answers": {"plant": "cactus"}, "knowledge_base": %s}\n'
    lines = "".join(case % of for of in ('"greenhouse"', '"orchard"', "null", "3"))
    wrong = [f"row {row}, is a case of '{of}', not of 'greenhouse'" for row, of in ((2, "orchard"), (4, "3"))]
    assert errors_of(lines, "in.jsonl") == ["", wrong[0], "", wrong[1]]
    assert [row["id"] for row in rows()] == ["7"] * 4
    Path("in.yaml").write_text("knowledge_base: orchard\nanswers: {plant: cactus}\n")
    assert batch("in.yaml", "-o", "out.csv", "--quiet") == 1
    assert rows()[0]["error"].endswith("is a case of 'orchard', not of 'greenhouse'")


def test_a_column_to_be_carried_through_may_be_named_in_any_case(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text("ID, Name,surname,plant,soil,signs,days,shade\n1,Ann,Lee,cactus,,,,\n")
    assert batch("in.csv", "-o", "out.csv", "--quiet") == 0
    assert capsys.readouterr().err.splitlines() == [
        "advisor: not read, as no question has that id: 'surname'",
    ]
    assert [(row["id"], row["name"]) for row in rows()] == [("1", "Ann")]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_texts_of_json_lines_come_out_as_they_came_in(here: Path, engine: str) -> None:
    """Every character that UTF-8 can write, and numbers as they are written; half a character makes one bad row."""
    odd = [
        "\u2028",
        "\u2029",
        "\x85",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x1e",
        "\x7f",
        "\ufeff",
        "\uffff",
        "\U0010ffff",
        "\r",
        "\n",
        '"',
    ]
    odd += ["\0", " ", "\t", "=1+1", "e\u0301", ""]
    lines = [json.dumps({"id": f"a{it}b", "plant": "cactus"}, ensure_ascii=False) for it in odd]
    lines += [json.dumps({"id": f"a{it}b", "plant": "cactus"}) for it in odd]
    lines += [
        '{"id": "\\udc00", "plant": "cactus"}',
        '{"id": 1.10, "plant": "cactus"}',
        '{"id": 1e400, "plant": "cactus"}',
    ]
    Path("in.jsonl").write_text("\n".join(lines), encoding="utf-8", newline="")
    assert batch("in.jsonl", "-o", "out.jsonl", "--engine", engine) == 1
    with open("out.jsonl", encoding="utf-8", newline="\n") as file:
        found = [json.loads(line) for line in file]
    bad = found.pop(2 * len(odd))
    assert [row["id"] for row in found] == [f"a{it}b" for it in odd] * 2 + ["1.10", "1e400"]
    assert all(row["error"] is None for row in found)
    assert bad["error"] == f"row {2 * len(odd) + 1}, id: '\\udc00' holds half a character, a lone surrogate"


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("to", ["jsonl", "parquet"])
def test_every_character_of_a_parquet_file_comes_out_as_it_came_in(here: Path, engine: str, to: str) -> None:
    codes = [*range(0x500), *range(0x2000, 0x2070), 0x3000, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF]
    ids = [f"a{chr(code)}b" for code in codes] + [chr(code) for code in codes] + [""]
    pl.DataFrame({"id": ids, "plant": ["cactus"] * len(ids)}).write_parquet("in.parquet")
    assert batch("in.parquet", "-o", f"out.{to}", "--engine", engine) == 0
    found = pl.read_parquet("out.parquet") if to == "parquet" else pl.read_ndjson("out.jsonl")
    assert found["id"].to_list() == ids


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_lines_of_json_are_bad_rows_in_their_places_on_every_engine(here: Path, engine: str) -> None:
    texts = [
        '{"id": 1, "plant": "cactus"}',
        "",
        '{"id": 2',
        "{}{}",
        "null",
        '{"id": 3, "plant": "rose"}',
        '{"plant": "\\ud800"}',
    ]
    Path("in.jsonl").write_text("\n".join([*texts, texts[0]]))
    assert batch("in.jsonl", "-o", "out.csv", "--engine", engine) == 1
    assert [(row["id"], bool(row["error"])) for row in rows()] == [
        ("1", False),
        ("", True),
        ("", True),
        ("", True),
        ("3", True),
        ("", True),
        ("1", False),
    ]


@pytest.mark.parametrize("keys", [2_000, 20_000])
def test_many_keys_of_one_line_take_no_more_time_than_their_number(here: Path, keys: int) -> None:
    """A tenth of a second a thousand keys is twenty times what it takes; a quadratic search took minutes."""
    line = ", ".join(f'"{key}": 0' for key in range(keys))
    began = time.process_time()
    assert errors_of(f'{{"plant": "cactus", {line}, "7": 1, "plant": "cactus"}}', "in.jsonl")
    assert time.process_time() - began < 5 + keys / 10_000


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_table_without_a_known_column_has_a_row_of_advice_for_each_of_its_own(
    here: Path, capsys: pytest.CaptureFixture[str], ending: str, engine: str
) -> None:
    (here / "free").mkdir()
    write_greenhouse(here / "free", questions=QUESTIONS.replace("    required: yes\n", ""))
    for count in (0, 3):
        frame = pl.DataFrame(
            {"Student": ["Ann"] * count, "GPA": [2.4] * count}, schema={"Student": pl.String, "GPA": pl.Float64}
        )
        frame.write_parquet("in.parquet") if ending == "parquet" else frame.write_ndjson("in.jsonl")
        assert main(["batch", f"in.{ending}", "-o", "out.csv", "--kb", "free", "--engine", engine]) == 0
        assert len(rows()) == count
        said = capsys.readouterr().err
        assert ("the table has 'Student', 'GPA'" in said) == (ending == "parquet")


@pytest.mark.parametrize("mark", [b'"', b"\xff", b"a", b"1", b"_", b";;", b""])
def test_what_cannot_separate_fields_is_not_named_by_a_line_before_the_header(
    here: Path, capsys: pytest.CaptureFixture[str], mark: bytes
) -> None:
    """A quotation mark would have had it read without an end; what else is no mark is a line above the names."""
    Path("in.csv").write_bytes(b"sep=" + mark + b"\nid,plant\n1,cactus\n")
    if mark == b"\xff":
        assert batch("in.csv", "-o", "out.csv") == 2
        assert capsys.readouterr().err.startswith("advisor: in.csv:")
    else:
        assert batch("in.csv", "-o", "out.csv") == 0
        assert [row["id"] for row in rows()] == ["1"]
    Path("in.csv").write_bytes(b"sep=^\nid^plant\n1^cactus\n")
    assert batch("in.csv", "-o", "out.csv") == 0


@pytest.mark.parametrize("place", ["", "file://{here}/"])
@pytest.mark.parametrize("first", range(len(RECORDS)))
def test_a_record_of_any_kind_comes_out_of_duckdb_in_its_place_and_with_the_same_words(
    here: Path, place: str, first: int
) -> None:
    """What is local and what DuckDB fetches; with each kind of record as the first."""
    Path("in.csv").write_bytes(table(RECORDS[first:] + RECORDS[:first]))
    assert batch("in.csv", "-o", "expected.csv", "--quiet") == 1
    assert batch(f"{place.format(here=here)}in.csv", "-o", "out.csv", "--engine", "duckdb", "--quiet") == 1
    assert Path("out.csv").read_bytes() == Path("expected.csv").read_bytes()
    assert len(rows()) >= len(RECORDS) - 2  # a blank line is none, and a mark without a partner may find one


def test_records_that_are_none_say_so_on_duckdb(here: Path) -> None:
    Path("in.csv").write_bytes(table(RECORDS))
    assert batch("in.csv", "-o", "out.csv", "--engine", "duckdb", "--quiet") == 1
    assert [(row["id"], row["error"]) for row in rows()] == [
        ("1", "row 1, the line has 8 fields, but the header has 7"),
        ("2", "row 2, the line has 3 fields, but the header has 7"),
        ("3", "row 3, a quotation mark does not enclose its whole field"),
        ("4", "row 4, byte 4 of the line is not UTF-8"),
        ("5", "row 5, plant: 'rose' is not one of tomato, cucumber, cactus, orchid"),
        ("#6", ""),
        ("7", ""),
        ("8", ""),
        ("9", "row 9, a quotation mark has no partner"),
    ]


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "yaml"])
def test_what_duckdb_fetches_is_read_as_what_is_here(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    copies = here / "copies"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    for number in (1, 2):
        frame = pl.DataFrame({"id": [f"{number}=\u2028"], "plant": ["cactus"]})
        if kind == "parquet":
            frame.write_parquet(f"in{number}.parquet")
        elif kind == "jsonl":
            Path(f"in{number}.jsonl").write_bytes(b'{"id": 1.10, "plant": "cactus"}\n{\n{"id": "\xff"}\n')
        elif kind == "yaml":
            Path(f"in{number}.yaml").write_text(f"answers: {{plant: cactus, shade: {number}}}\n")
        else:
            frame.write_csv(f"in{number}.{kind}", separator="\t" if kind == "tsv" else ",")
    expected = batch(f"in*.{kind}", "-o", "expected.csv")
    told = [line for line in capsys.readouterr().err.splitlines() if "rows in" not in line]
    assert batch(f"file://{here}/in*.{kind}", "-o", "out.csv", "--engine", "duckdb") == expected
    said = [line for line in capsys.readouterr().err.splitlines() if "rows in" not in line]
    if kind != "parquet":  # whose pattern is one table to DuckDB
        assert Path("out.csv").read_text().replace(f"{here}/", "") == Path("expected.csv").read_text()
        assert "\n".join(said).replace(f"{here}/", "") == "\n".join(told)
    assert len(rows()) == len(rows("expected.csv"))
    assert os.listdir(copies) == []


def test_inputs_come_out_in_the_order_in_which_they_are_named_wherever_they_are(here: Path) -> None:
    for name in "abc":
        Path(f"{name}.csv").write_text(f"id,plant\n{name},cactus\n")
    pl.DataFrame({"id": ["d"], "plant": ["cactus"]}).write_parquet("d.parquet")
    named = ["c.csv", f"file://{here}/a.csv", "d.parquet", "b.csv"]
    assert batch(*named, "-o", "out.csv", "--engine", "duckdb") == 0
    assert [row["id"] for row in rows()] == ["c", "a", "d", "b"]


@pytest.mark.parametrize("name", ["no.csv", "no.parquet", "no*.jsonl", "in.txt", "in", "in.parquet", "empty.csv"])
def test_what_duckdb_cannot_fetch_is_refused_in_a_line(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for there in ("in.txt", "in", "in.parquet"):
        Path(there).write_bytes(b"id,plant\n1,cactus\n")
    Path("empty.csv").touch()
    assert batch(f"file://{here}/{name}", "-o", "out.csv", "--quiet", "--engine", "duckdb") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("advisor: ")
    assert name in line
    assert not Path("out.csv").exists()


def test_columns_that_duckdb_calls_otherwise_since_they_are_twice_are_still_twice(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow
    import pyarrow.parquet

    def written(*names: str) -> None:
        cells = [pyarrow.array(["cactus" if name == "plant" else "1"]) for name in names]
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(cells, names=[*names]), "in.parquet")

    written("plant", "note", "days", "note", "days_1")
    assert batch("in.parquet", "-o", "out.csv", "--engine", "duckdb") == 0
    written("plant", "days", "note", "days")
    assert batch("in.parquet", "-o", "out.csv", "--engine", "duckdb") == 2
    assert "in.parquet: the column 'days' is there twice" in capsys.readouterr().err


def test_errors_are_collected(here: Path) -> None:
    Path("in.csv").write_text(HEADER + "1,=a,rose,,,,\n2,b,cactus,,,,\n3,c,,,,,\n")
    assert batch("in.csv", "-o", "out.parquet", "--errors", "bad.csv", "--quiet") == 1
    assert [(row["id"], row["name"]) for row in rows("bad.csv")] == [("1", "'=a"), ("3", "c")]
    assert pl.read_parquet("out.parquet")["name"].to_list() == ["=a", "b", "c"]


def test_cells_that_a_spreadsheet_would_run_are_written_harmlessly(here: Path) -> None:
    names = ["=1+1", "+1", "-1", "@x", "\tx", "plain=1"]
    Path("in.csv").write_text(HEADER + "".join(f'{name},"{name}",cactus,,,,\n' for name in names))
    assert batch("in.csv", "-o", "out.csv", "--quiet") == 0
    assert [row["name"] for row in rows()] == [f"'{name}" for name in names[:-1]] + ["plain=1"]
    assert [row["id"] for row in rows()] == [f"'{name}" for name in names[:-1]] + ["plain=1"]


def test_standard_input_and_output(here: Path) -> None:
    command = [sys.executable, "-m", "advisor", "batch", "-", "-o", "-", "--kb", "greenhouse"]
    for text in (ROWS, ROWS.replace(",", "\t"), '{"id": 1, "plant": "cactus"}\n', "answers: {plant: cactus}\n"):
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert len(list(csv.DictReader(io.StringIO(done.stdout.decode())))) == (2 if "Ann" in text else 1)
        assert b"\x1b" not in done.stderr
        assert b"\r" not in done.stderr


def test_what_is_wrong_on_standard_input_is_told_of_no_other_file(here: Path) -> None:
    command = [sys.executable, "-m", "advisor", "batch", "-", "-o", "-", "--kb", "greenhouse"]
    done = subprocess.run(command, input=b"answers: {plants: cactus}\n", capture_output=True, check=False)
    [row] = csv.DictReader(io.StringIO(done.stdout.decode()))
    assert row["error"].startswith("row 1, line 1, character 11: unknown question 'plants'")
    assert row["name"] == ""


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_there_may_be_more_files_than_a_process_may_have_open(here: Path, ending: str) -> None:
    text = HEADER + "{},,cactus,dry,,,\n" if ending == "csv" else '{{"id": {}, "plant": "cactus"}}\n'
    for number in range(100):
        Path(f"{number:03}.{ending}").write_text(text.format(number))
    command = [sys.executable, "-m", "advisor", "batch", f"*.{ending}", "-o", "out.tsv", "--kb", "greenhouse"]
    done = subprocess.run(command, capture_output=True, check=False, preexec_fn=_few_handles)
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in rows("out.tsv", "\t")] == [str(number) for number in range(100)]


def _few_handles() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def test_verified_rows_are_derived_again(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in.csv").write_text(HEADER + "1,a,tomato,dry,,,\n2,b,cactus,,,,\n3,c,rose,,,,\n" * 20)
    assert batch("in.csv", "-o", "out.csv", "--verify", "50") == 1
    assert "50 rows derived again: no differences" in capsys.readouterr().err
    real = row_by_row.decide
    monkeypatch.setattr(row_by_row, "decide", lambda *args: {**real(*args), "rule": "another"})
    Path("in.csv").write_text(HEADER + "1,a,tomato,dry,,,\n")
    assert batch("in.csv", "-o", "out.csv", "--verify", "5") == 1
    said = capsys.readouterr().err
    assert "1 (plant=tomato, soil=dry): rule is 'next-water' by columns, 'another' by experta" in said


def test_a_sample_is_as_likely_to_hold_one_row_as_another() -> None:
    from advisor.batching.job import Tally
    from advisor.batching.verification import sample

    counts = dict.fromkeys(range(30), 0)
    for _ in range(600):
        tally = Tally()
        for first, size in ((0, 3), (3, 20), (23, 7)):
            tally.rows += size
            sample(tally, pl.DataFrame({"it": range(first, first + size)}), 6)
        assert len({row["it"] for row in tally.sample}) == 6
        for row in tally.sample:
            counts[row["it"]] += 1
    assert min(counts.values()) > 70  # 120 expected, a deviation of about 10
    assert max(counts.values()) < 170


def test_the_summary_calls_steps_by_their_titles(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.csv").write_text(ROWS)
    assert batch("in.csv", "-o", "out.csv", "--summary", "page.html") == 0
    for said in (capsys.readouterr().err, Path("page.html").read_text()):
        assert "Water the ..." in said  # the plant is another in each row
        assert "water-now" not in said
        assert "Water now" not in said


def test_the_page_needs_nothing_but_itself(here: Path) -> None:
    Path("in.csv").write_text(ROWS)
    assert batch("in.csv", "-o", "out.csv", "--summary", "page.html", "--quiet") == 0
    page = Path("page.html").read_text()
    assert page.count("<rect") >= 2
    assert not re.search(r"https?:|<script|url\(", page)
    assert "{plant" not in page


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_interrupted_run_leaves_the_earlier_file(here: Path, ending: str, how: signal.Signals) -> None:
    import advisor

    write(advisor.load("greenhouse"), 3_000_000, "in.csv")
    Path(f"out.{ending}").write_text("as it was")
    command = [sys.executable, "-m", "advisor", "batch", "in.csv", "-o", f"out.{ending}", "--kb", "greenhouse"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE)
    while not (drafts := list(here.glob(".*.part"))) or drafts[0].stat().st_size < 10_000:
        assert running.poll() is None, running.stderr
        time.sleep(0.02)
    running.send_signal(how)
    said = running.communicate(timeout=60)[1]
    assert Path(f"out.{ending}").read_text() == "as it was"
    if how != signal.SIGKILL:
        assert running.returncode == 128 + how
        assert not list(here.glob(".*.part"))
        assert b"Traceback" not in said


def test_a_full_disk_is_one_line_and_leaves_nothing(here: Path) -> None:
    small = here / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting needs rights")
    try:
        Path("in.csv").write_text(HEADER + "1,a,tomato,dry,,,\n" * 100_000)
        for ending in ("csv", "jsonl"):
            command = [
                sys.executable,
                "-m",
                "advisor",
                "batch",
                "in.csv",
                "-o",
                f"small/out.{ending}",
                "--kb",
                "greenhouse",
            ]
            done = subprocess.run(command, capture_output=True, check=False, text=True)
            assert done.returncode == 2
            assert done.stderr == f"advisor: small/out.{ending}: No space left on device\n"
            assert os.listdir(small) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_reader_that_has_seen_enough_is_no_error(here: Path) -> None:
    Path("in.csv").write_text(HEADER + "1,a,tomato,dry,,,\n" * 100_000)
    command = [sys.executable, "-m", "advisor", "batch", "in.csv", "-o", "-", "--quiet", "--kb", "greenhouse"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"id,name,next_step")
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_file_that_cannot_grow_is_one_line_and_leaves_nothing(here: Path, ending: str) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    Path("in.csv").write_text(HEADER + "1,a,tomato,dry,,,\n" * 10_000)
    Path(f"out.{ending}").write_text("as it was")
    command = [sys.executable, "-m", "advisor", "batch", "in.csv", "-o", f"out.{ending}", "--kb", "greenhouse"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, preexec_fn=limit)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr == f"advisor: out.{ending}: File too large\n"
    assert Path(f"out.{ending}").read_text() == "as it was"
    assert not list(here.glob(".*.part"))


def test_a_broken_parquet_file_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pl.DataFrame({"plant": ["cactus"] * 10_000, "soil": [str(at) for at in range(10_000)]}).write_parquet("in.parquet")
    whole = Path("in.parquet").read_bytes()
    for broken in (whole[:-100], whole[:4] + b"\xff" * 60 + whole[64:], b"no parquet", b""):
        Path("in.parquet").write_bytes(broken)
        assert batch("in.parquet", "-o", "out.csv", "--quiet") == 2
        said = capsys.readouterr().err.splitlines()
        assert [line for line in said if "in.parquet" in line or "no column" in line] == said
        assert not Path("out.csv").exists()


def test_a_parquet_file_over_which_polars_panics_is_refused_in_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("assertion failed: offset + length <= self.length")

    pl.DataFrame({"plant": ["cactus"]}).write_parquet("in.parquet")
    monkeypatch.setattr(pl.LazyFrame, "slice", panic)
    assert batch("in.parquet", "-o", "out.csv", "--quiet") == 2
    said = [line for line in capsys.readouterr().err.splitlines() if "no column" not in line]
    assert said == ["advisor: in.parquet: is no whole Parquet file (assertion failed: offset + length <= self.length)"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["in.csv", "-o", "out.xls"], "the ending '.xls' says nothing of the format to write"),
        (["nothing.csv", "-o", "out.csv"], "nothing.csv: is not there"),
        (["*.tsv", "-o", "out.csv"], "*.tsv: matches no file"),
        (["in.txt", "-o", "out.csv"], "in.txt: the ending '.txt' says nothing of its format"),
        (["in.csv", "-o", "no/out.csv"], "no/out.csv: the folder of this file is not there"),
        (["in.csv", "-o", "out.csv", "--spark-master", "x"], "--spark-master goes with --engine spark"),
    ],
)
def test_wrong_usage_is_one_line(here: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str) -> None:
    Path("in.csv").write_text(ROWS)
    Path("in.txt").write_text(ROWS)
    assert batch(*args) == 2
    assert said in capsys.readouterr().err


def test_progress_tells_rate_share_and_time_left() -> None:
    from advisor.batching.job import Tally
    from advisor.reports.batch_summary import progress_line

    tally = Tally(rows=1_200_000, size=1000, read=400)
    assert progress_line(tally, 2.0) == "1,200,000 rows, 600,000 a second, 40%, 3 s left"
    assert progress_line(Tally(rows=5), 1.0) == "5 rows, 5 a second"


def test_the_summary_lists_steps_of_equal_count_in_the_order_of_the_knowledge_base(greenhouse: KnowledgeBase) -> None:
    from advisor.batching.job import Tally
    from advisor.reports.batch_page import as_page
    from advisor.reports.batch_summary import as_text

    values = greenhouse.conclusions["next_step"].values
    told = set()
    for order in (values, values[::-1]):
        goals = {"next_step": Counter(dict.fromkeys(order, 3))}
        tally = Tally(rows=9, goals=goals, gaps=Counter({"light": 1, "moisture": 1}))
        told |= {as_text(greenhouse, tally), as_page(greenhouse, tally, date(2026, 11, 5))}
    assert len(told) == 2
    text = min(told, key=len)
    places = [text.index(greenhouse.steps[id].title.split("{")[0]) for id in values]
    assert places == sorted(places)


def test_the_progress_line_is_for_a_terminal_only(here: Path) -> None:
    import pexpect

    Path("in.csv").write_text(HEADER + "1,a,tomato,dry,,,\n" * 300_000)
    child = pexpect.spawn(sys.executable, ["-m", "advisor", "batch", "in.csv", "-o", "out.csv", "--kb", "greenhouse"])
    child.expect("rows, .* a second", timeout=60)
    child.expect("300,000 rows in", timeout=60)
    child.expect(pexpect.EOF)


def test_duckdb_reads_the_same(here: Path) -> None:
    Path("in.csv").write_text(ROWS + "3,c,rose,,,,\n")
    assert batch("in.csv", "-o", "expected.csv", "--quiet") == 1
    assert batch("in.csv", "-o", "out.csv", "--quiet", "--engine", "duckdb", "--verify", "3") == 1
    assert rows() == rows("expected.csv")


@pytest.mark.parametrize(("engine", "package"), [("duckdb", "duckdb"), ("spark", "pyspark")])
def test_an_engine_that_is_not_installed_says_how_to_install_it(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], engine: str, package: str
) -> None:
    for name in [package, *(name for name in sys.modules if name.startswith(f"{package}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    Path("in.csv").write_text(ROWS)
    assert batch("in.csv", "-o", "out.csv", "--engine", engine, "--verify", "1") == 2
    assert f"is not here; install it with: pip install 'records-advisor[{engine}]'" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_no_cell_of_a_table_of_text_begins_a_formula_wherever_it_may_be_broken(here: Path, ending: str) -> None:
    signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
    before = ["", "\t", "\r", " ", "\n", "a\n", "a\t", "a;", "a; ", "a\n\n ", "\u3000", "\ufeff", "\u00a0\t"]
    names = [f"{start}{sign}1" for start in before for sign in signs]
    pl.DataFrame({"id": names, "name": names, "plant": names}).write_parquet("=1.parquet")
    Path("other.csv").write_text("id,plant\n1,cactus\n")
    assert batch("=1.parquet", "other.csv", "-o", f"out.{ending}", "--errors", f"bad.{ending}", "--quiet") == 1
    assert batch("=1.parquet", "other.csv", "-o", "out.parquet", "--quiet") == 1
    kept = pl.read_parquet("out.parquet")
    for file in (f"out.{ending}", f"bad.{ending}"):
        told = pl.read_csv(file, separator="\t" if ending == "tsv" else ",", infer_schema=False)
        assert told["error"].drop_nulls().len() == len(names)
        for column in told.columns:
            for cell in told[column].drop_nulls():
                for part in re.split(r"[\n\r\t;]", cell):
                    assert part.strip(" \u3000\ufeff\u00a0")[:1] not in signs
                assert cell[:1] not in ("\t", "\r")
    assert kept["id"].to_list() == [*names, "1"]


def test_a_reason_that_begins_a_formula_is_guarded_and_others_cost_nothing(here: Path, greenhouse_folder: Path) -> None:
    from advisor.tables.writing import harmful_columns

    kb = load(greenhouse_folder)
    assert harmful_columns(kb, ["id"]) == ["id", "error"]
    rules = greenhouse_folder / "rules.yaml"
    for because in ('"=HYPERLINK(1)"', '"{days} ago."', '"-1 is less"', '"A\\n+1"'):
        rules.write_text(RULES.replace("Water comes first.", because), encoding="utf-8")
        assert harmful_columns(load(greenhouse_folder), ["id"]) == ["id", "error", "because"]
    rules.write_text(RULES.replace("Water comes first.", '"=HYPERLINK(1)"'), encoding="utf-8")
    Path("in.csv").write_text("plant,soil\ntomato,dry\n")
    assert main(["batch", "in.csv", "-o", "out.csv", "--kb", str(greenhouse_folder), "--quiet"]) == 0
    assert pl.read_csv("out.csv")["because"][0].startswith("'=HYPERLINK(1)")
