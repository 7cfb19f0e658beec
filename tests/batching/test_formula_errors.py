"""An error of a formula in a workbook makes a bad row that says so, as the same text in CSV; it is never a blank."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from greenhouse import write_greenhouse

from advisor.batching import row_by_row
from advisor.cli.main import main
from advisor.tables import workbooks

ROWS = [
    ["id", "plant", "signs", "days"],
    ["1", "#DIV/0!", "spots", "1"],
    ["2", "cactus", "#N/A", "2"],
    ["3", "cactus", "spots", "#REF!"],
    ["4", "cactus", "", "4"],
    ["5", "#NAME?", "#NAME?", "#NAME?"],
]

MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def as_csv(path: str) -> None:
    Path(path).write_text("".join(",".join(row) + "\n" for row in ROWS))


def as_xlsx(path: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plants")
        for at, row in enumerate(ROWS):
            for column, text in enumerate(row):
                if text.startswith("#"):
                    sheet.write_formula(at, column, "=1/0", None, text)
                else:
                    sheet.write(at, column, text)


def as_ods(path: str) -> None:
    """As LibreOffice has it."""
    error = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
    plain = 'office:value-type="string" calcext:value-type="string"'
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell {error if text.startswith('#') else plain}><text:p>{text}</text:p></table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", MANIFEST)
        book.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces} xmlns:calcext="urn:calcext"><office:body>'
            f'<office:spreadsheet><table:table table:name="Plants">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )


@pytest.mark.parametrize("many", [-1, 300], ids=["columns", "rows"])
@pytest.mark.parametrize(("ending", "save"), [("xlsx", as_xlsx), ("ods", as_ods)])
def test_an_error_of_a_formula_is_as_bad_as_the_same_text_in_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, save: Callable[[str], None], many: int
) -> None:
    write_greenhouse(tmp_path / "greenhouse")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(row_by_row, "MANY", many)
    as_csv("in.csv")
    save(f"in.{ending}")
    assert main(["batch", "in.csv", "-o", "expected.csv", "--kb", "greenhouse", "--quiet"]) == 1
    assert main(["batch", f"in.{ending}", "-o", "out.csv", "--kb", "greenhouse", "--quiet"]) == 1
    found = pl.read_csv("out.csv", infer_schema=False)
    assert found.equals(pl.read_csv("expected.csv", infer_schema=False))
    errors = found["error"].to_list()
    assert [bool(error) for error in errors] == [True, True, True, False, True]
    assert errors[0].startswith("row 1, plant: '#DIV/0!' is not one of")
    args = ["batch", f"in.{ending}", "-o", "out.csv", "--kb", "greenhouse", "--quiet", "--empty", "#N/A,#REF!"]
    assert main(args) == 1
    assert pl.read_csv("out.csv", infer_schema=False)["error"].is_null().to_list() == [False, True, True, True, False]


@pytest.mark.parametrize(("ending", "save"), [("xlsx", as_xlsx), ("ods", as_ods)])
def test_a_draft_of_a_map_lists_the_errors_of_formulas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, save: Callable[[str], None]
) -> None:
    write_greenhouse(tmp_path / "greenhouse")
    monkeypatch.chdir(tmp_path)
    save(f"in.{ending}")
    assert main(["batch", f"in.{ending}", "--map-draft", "-o", "map.yaml", "--kb", "greenhouse", "--quiet"]) == 0
    draft = Path("map.yaml").read_text()
    for text in ("#DIV/0!", "#N/A", "#REF!"):
        assert f'      # "{text}":     # 1 row' in draft.replace(":    #", ":     #")
    assert "all its cells are understood" not in draft


@pytest.mark.parametrize(
    ("path", "said"), [("a.xls", True), ("a.XLSB", True), ("a.xlsx", False), ("a.xlsm", False), ("a.ods", False)]
)
def test_where_errors_of_formulas_cannot_be_seen_a_line_says_so(path: str, said: bool) -> None:
    assert ("save it as .xlsx" in workbooks.told(path, workbooks.Sheet("Plants", ["plant"], 1))) == said
