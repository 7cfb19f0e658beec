"""`advisor batch` on workbooks: read as tables are, written for people, and opened by LibreOffice where it is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from loans import LOAN
from odd_records import HEADER
from owned_tables import pair_of_tables
from python_calamine import CalamineWorkbook

import advisor
from advisor.cli.main import main
from advisor.tables import sheets

ROWS = HEADER + "001,Ann,tomato,dry,none,3,yes\n2,Bob,cactus,wet,spots;wilting,,no\n3,=1+1,rose,,,,\n"
HEADINGS = ["Id", "Name", "Next step", "What to do", "Time", "Price", "Why", "Alongside", "Watch out", "What is wrong"]
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def batch(*args: str) -> int:
    return main(["batch", *args, "--kb", "greenhouse"])


def save(path: str, *tables: tuple[str, list[list[object]]]) -> None:
    """A workbook of sheets, each with its rows."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in tables:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


def rows_of(frame: pl.DataFrame) -> list[list[object]]:
    return [frame.columns, *map(list, frame.iter_rows())]


def sheet(path: str, name: str = "Advice") -> list[list[object]]:
    with CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_name(name).to_python()


def test_a_workbook_is_read_as_the_same_table(both_ways: Path) -> None:
    plain, owned = pair_of_tables(advisor.load("greenhouse"), 80, seed=8, bad=0.04)
    plain.write_csv("plain.csv")
    save("in.xlsx", ("Students", rows_of(owned)))
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 1
    assert batch("in.xlsx", "-o", "out.csv", "--quiet") == 1
    told = ["id", "next_step", "rule", "because", "caution"]
    assert pl.read_csv("out.csv").select(told).equals(pl.read_csv("expected.csv").select(told))


def test_numbers_and_blank_rows_of_a_sheet_are_read(both_ways: Path) -> None:
    table = [
        [],
        ["Our plants"],
        [],
        ["ID", "plant", "days", "shade"],
        ["007", "cactus", 3.0, ""],
        [],
        [8, "tomato", 2.5, "Shade"],
    ]
    save("in.xlsx", ("A", table))
    assert batch("in.xlsx", "-o", "out.csv", "--quiet") == 1
    found = pl.read_csv("out.csv", infer_schema=False)
    assert found["id"].to_list() == ["007", "8"]
    assert found["error"].to_list() == [None, "row 2, days: 2.5 is not a whole number"]


def test_of_several_sheets_the_one_whose_names_are_known_is_read(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save("in.xlsx", ("About", [["Who", "What"], ["we", "plants"]]), ("Plants", [["plant"], ["cactus"]]), ("Empty", []))
    assert batch("in.xlsx", "-o", "out.csv", "--quiet") == 0
    assert "advisor: of its sheets 'Plants' is read, not 'About', 'Empty'" in capsys.readouterr().err.splitlines()


def test_a_workbook_of_advice_is_for_people(both_ways: Path) -> None:
    Path("in.csv").write_text(ROWS)
    assert batch("in.csv", "-o", "out.xlsx", "--errors", "bad.xlsx", "--quiet") == 1
    head, ann, bob, bad = sheet("out.xlsx")
    assert head == HEADINGS
    assert ann[:3] == ["001", "Ann", "Water the Tomato"]
    assert "Water comes first." in str(ann[6])
    assert bob[8] == "- Never let Cactus stand in water.\n- Look at the leaves each day."
    assert bad[1] == "=1+1"
    assert str(bad[9]).startswith("row 3, plant: 'rose' is not one of")
    assert sheet("bad.xlsx", "Advice")[1][:2] == ["3", "=1+1"]
    title, counted, *faults = sheet("bad.xlsx", "Summary")
    assert title[0] == advisor.load("greenhouse").title
    assert "3 rows" in str(counted[0])
    assert "1 bad" in str(counted[0])
    assert ["Plant: 'rose' is no answer", 1.0, 1.0] in faults
    with zipfile.ZipFile("out.xlsx") as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".vml"))}
    assert "row 3, plant: &apos;rose&apos;" in texts["xl/comments1.xml"].replace("'", "&apos;")
    assert "<autoFilter" in texts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in texts["xl/worksheets/sheet1.xml"]
    assert "<c:barChart>" in texts["xl/charts/chart1.xml"]


def test_the_summary_sheet_counts_what_the_summary_counts(both_ways: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, owned = pair_of_tables(advisor.load("greenhouse"), 90, seed=1, bad=0.02)
    owned.write_csv("in.csv")
    assert batch("in.csv", "-o", "out.xlsx") == 1
    said = capsys.readouterr().err
    summary = [row for row in sheet("out.xlsx", "Summary") if isinstance(row[1], float)]
    assert len(summary) > 3
    for text, count, share, *_ in summary:
        assert any(
            line.split()[-2:] == [f"{count:,.0f}", f"{share:.1%}"] and str(text) in line for line in said.splitlines()
        )


def test_goals_that_are_no_steps_and_details_have_their_columns(both_ways: Path) -> None:
    from greenhouse import write_kb

    write_kb(both_ways / "loan", **LOAN)
    Path("in.csv").write_text("id,age,work\n1,40,steady\n2,16,odd\n")
    assert main(["batch", "in.csv", "-o", "out.xlsx", "--kb", "loan", "--details", "--quiet"]) == 0
    head, first, _ = sheet("out.xlsx")
    assert head == ["Id", "Verdict", "Rate", "Why", "Score", "Checks", "What is wrong"]
    assert first == ["1", "It is granted", "3 percent", first[3], 61.0, 0.0, ""]


def test_its_own_advice_is_left_out_of_a_folder_and_not_written_over_by_name(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tables").mkdir()
    save("tables/in.xlsx", ("A", [["plant"], ["cactus"]]))
    for _ in range(2):
        assert batch("tables", "-o", "tables/out.xlsx", "--quiet") == 0
        assert len(sheet("tables/out.xlsx")) == 2
    assert batch("tables", "-o", "out.csv", "--quiet") == 0
    assert "left out, as a batch has written it: tables/out.xlsx" in capsys.readouterr().err
    assert batch("tables", "-o", "tables/in.xlsx") == 2
    assert "is among the inputs, and would be written over" in capsys.readouterr().err


def test_a_sheet_that_is_full_says_so_and_leaves_the_earlier_file(
    both_ways: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "ROWS", 2)
    Path("in.csv").write_text(ROWS)
    Path("out.xlsx").write_text("as it was")
    assert batch("in.csv", "-o", "out.xlsx") == 2
    assert "advisor: out.xlsx: a sheet holds 2 rows; write CSV or Parquet" in capsys.readouterr().err.splitlines()
    assert Path("out.xlsx").read_text() == "as it was"
    assert sorted(it.name for it in both_ways.iterdir()) == ["greenhouse", "in.csv", "out.xlsx"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no workbook", "in.xlsx: is no workbook that can be read ("),
        (b"", "in.xlsx: is no workbook that can be read ("),
        (b"PK\x03\x04" + bytes(200), "in.xlsx: is no workbook that can be read ("),
        (None, "in.xlsx: is empty; a table begins with a row that names its columns"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_line(
    both_ways: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    if content is None:
        save("in.xlsx", ("A", []))
    else:
        Path("in.xlsx").write_bytes(content)
    assert batch("in.xlsx", "-o", "out.csv") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"advisor: {said}")


@pytest.mark.parametrize(
    ("module", "args"),
    [("python_calamine", ["in.xlsx", "-o", "o.csv"]), ("xlsxwriter", ["in.csv", "-o", "o.xlsx"])],
)
def test_without_the_extra_a_line_says_how_to_install_it(
    both_ways: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, module: str, args: list[str]
) -> None:
    save("in.xlsx", ("A", [["plant"], ["cactus"]]))
    Path("in.csv").write_text(ROWS)
    monkeypatch.setitem(sys.modules, module, None)
    assert batch(*args, "--quiet") == 2
    assert "pip install 'records-advisor[sheets]'" in capsys.readouterr().err.splitlines()[-1]


@needs_office
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_libreoffice_saves_what_is_read_and_opens_what_is_written(both_ways: Path, ending: str) -> None:
    Path("in.csv").write_text(ROWS.replace("=1+1", "Cem"))
    assert batch("in.csv", "-o", "expected.csv", "--quiet") == 1
    _office("in.csv", ending)
    assert batch(f"in.{ending}", "-o", "out.csv", "--quiet") == 1
    told = ["name", "next_step", "rule", "because"]
    assert pl.read_csv("out.csv").select(told).equals(pl.read_csv("expected.csv").select(told))
    assert batch("in.csv", "-o", "out.xlsx", "--quiet") == 1
    _office("out.xlsx", "csv")
    opened = pl.read_csv("out.csv", infer_schema=False)
    assert opened.columns == HEADINGS
    assert opened["Next step"].to_list()[:2] == [it[2] for it in sheet("out.xlsx")[1:3]]


def _office(path: str, ending: str) -> None:
    home = f"-env:UserInstallation=file://{Path.cwd()}/office"
    done = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", ending, path], capture_output=True, check=False, timeout=180
    )
    assert done.returncode == 0, done.stderr
