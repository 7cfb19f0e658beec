"""The page as a PDF: what it says, and what is said where none can be made."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from talking import Lines

import advisor
from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.pdf import NO_LETTERS, NOT_HERE

ROOT = Path(__file__).resolve().parent.parent.parent
CASE = ROOT / "examples" / "cases" / "foreign-degree.yaml"


def can_be_made() -> bool:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


made = pytest.mark.skipif(not can_be_made(), reason="WeasyPrint or Pango is not here")


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@made
def test_a_pdf_says_what_the_page_says_in_its_order_on_two_sheets(tmp_path: Path) -> None:
    file = tmp_path / "advice.pdf"
    assert main(["recommend", str(CASE), "--format", "pdf", "-o", str(file)]) == 0
    kb = advisor.load()
    said = text_of(file)
    advice = next(advisor.recommend(kb, case) for case in advisor.cases.files.read_cases(CASE, kb))
    titles = [stage.title for stage in advice.roadmap]
    wanted = ["What to do", "Why", "The plan", *titles, "Still unknown", "Your answers", "Sources"]
    at = 0
    for text in wanted:
        at = said.index(text, at)
    assert "2 to 8 months" in said.partition("The plan")[2]
    assert len(PdfReader(file).pages) <= 2


@made
@pytest.mark.parametrize(("command", "says"), [("save plan.pdf", "Sources"), ("print plan.PDF", "Questions to ask")])
def test_the_dialogue_writes_a_pdf_by_the_ending(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = Lines(greenhouse, "tomato", "dry", command)
    [file] = tmp_path.glob("plan.*")
    assert str(file) in said.out
    assert says in text_of(file)


@pytest.mark.parametrize(("missing", "hint"), [(True, NOT_HERE), (False, NO_LETTERS)])
def test_where_no_pdf_can_be_made_one_line_says_what_is_missing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    greenhouse: KnowledgeBase,
    missing: bool,
    hint: str,
) -> None:
    if missing:
        monkeypatch.setitem(sys.modules, "weasyprint", None)
    else:
        monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
        (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')\n")
        monkeypatch.syspath_prepend(str(tmp_path))
    file = tmp_path / "advice.pdf"
    assert main(["recommend", str(CASE), "--format", "pdf", "-o", str(file)]) == 2
    assert capsys.readouterr().err == f"advisor: {hint}\n"
    monkeypatch.chdir(tmp_path)
    assert f"cannot be written: {hint}" in Lines(greenhouse, "tomato", "dry", "page plan.pdf").errors
    assert not [*tmp_path.glob("*.pdf")]


def test_a_pdf_is_no_text_for_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", str(CASE), "--format", "pdf"]) == 2
    assert "-o FILE.pdf" in capsys.readouterr().err
