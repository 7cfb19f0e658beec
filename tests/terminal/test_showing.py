"""The commands that show the rest of the advice, and write pages of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from talking import Lines

import advisor
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.text import render, render_sources

SETTLED = ("tomato", "dry")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_more_tells_all_and_sources_the_sources_as_they_are_numbered_there(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, dict(zip(("plant", "soil"), SETTLED, strict=True)), partial=True)
    said = Lines(greenhouse, *SETTLED, "more", "sources").out.split("\n> ")
    assert render(advice, 80) in f"{said[3]}\n"
    assert render_sources(advice, 80).strip() in said[4]
    assert render_sources(advice, 80).strip() in render(advice, 80)


@pytest.mark.parametrize("command", ["more", "sources", "page", "print", "save plan.html"])
def test_what_is_not_settled_is_not_shown(greenhouse: KnowledgeBase, command: str, elsewhere: Path) -> None:
    assert "Your next step is not settled yet." in Lines(greenhouse, "tomato", command).seen
    assert not [*elsewhere.iterdir()]


def test_why_below_the_advice_says_why_it_is_given(greenhouse: KnowledgeBase) -> None:
    said = Lines(greenhouse, *SETTLED, "why").out.split("\n> ")[3]
    assert "\nWHY\n- Water comes first." in said
    assert "A few more questions" in said


def test_page_writes_a_page_and_says_where(greenhouse: KnowledgeBase, elsewhere: Path) -> None:
    said = Lines(greenhouse, *SETTLED, "page", "page", "page mine", "page notes.md").out
    files = sorted(path.name for path in elsewhere.iterdir())
    assert files == ["greenhouse.html", "mine.html", "notes.md"]
    for name in files:
        assert str(elsewhere / name) in said
    assert (elsewhere / "greenhouse.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (elsewhere / "notes.md").read_text(encoding="utf-8").startswith("#")


def test_print_writes_a_sheet_and_says_where(greenhouse: KnowledgeBase, elsewhere: Path) -> None:
    said = Lines(greenhouse, *SETTLED, "page", "print", "print", "print talk").out
    files = sorted(path.name for path in elsewhere.iterdir())
    assert files == ["greenhouse-sheet.html", "greenhouse.html", "talk.html"]
    for name in files:
        assert str(elsewhere / name) in said
        assert ("Questions to ask" in (elsewhere / name).read_text(encoding="utf-8")) is (name != "greenhouse.html")


def test_a_page_never_takes_the_place_of_another_file(greenhouse: KnowledgeBase, elsewhere: Path) -> None:
    for name in ("mine.html", "greenhouse.html"):
        (elsewhere / name).write_text("mine", encoding="utf-8")
    said = Lines(greenhouse, *SETTLED, "page mine.html", "page", "page no/such/folder")
    assert "mine.html is there already. Name another file: page FILE" in said.errors
    assert "cannot be written" in said.errors
    assert [(elsewhere / name).read_text(encoding="utf-8") for name in ("mine.html", "greenhouse.html")] == ["mine"] * 2
    assert (elsewhere / "greenhouse-2.html").exists()


def test_save_writes_what_the_ending_says(greenhouse: KnowledgeBase, elsewhere: Path) -> None:
    lines = (*SETTLED, "save a.yaml", "save b.json", "save c.html", "save d.md", "save e.html as test")
    said = Lines(greenhouse, *lines)
    assert "as test is for a case" in said.errors
    assert sorted(path.name for path in elsewhere.iterdir()) == ["a.yaml", "b.json", "c.html", "d.md"]
    answers = json.loads((elsewhere / "b.json").read_text(encoding="utf-8"))["answers"]
    assert answers == {"plant": "tomato", "soil": "dry"}
    for name in ("a.yaml", "b.json"):
        assert f"Begun with {len(answers)} answers." in Lines(greenhouse, case=_case(greenhouse, elsewhere / name)).out


def test_a_page_is_offered_at_the_end(greenhouse: KnowledgeBase) -> None:
    assert "page writes the advice as a page" in " ".join(Lines(greenhouse, *SETTLED, "no", "keep").out.split())


def _case(kb: KnowledgeBase, path: Path) -> object:
    from advisor.cases.files import read_cases

    return next(iter(read_cases(path, kb)))
