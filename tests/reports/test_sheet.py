"""The sheet for a talk with a counsellor: what is advised in short, and the questions to ask, and of whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from greenhouse import STEPS, write_greenhouse

import advisor
from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.pages import write
from advisor.reports.sheet import MOST, sheet

THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ["spots", "wilting"]}


def test_what_is_not_known_is_asked_of_the_sources_of_its_step(tmp_path: Path) -> None:
    cited = "title: Hang a cloth\n    cite: [handbook/light, neighbour]"
    kb = advisor.load(write_greenhouse(tmp_path, steps=STEPS.replace("title: Hang a cloth", cited)))
    (enquiry,) = sheet(advisor.recommend(kb, THIRSTY), 1, "").enquiries
    assert (enquiry.step, enquiry.asks) == ("Hang a cloth", "What does it cost?")
    assert enquiry.of == [("The grower's handbook", "https://example.org/handbook", "example.org")]


def test_what_is_open_is_asked_of_the_person_and_answers_are_told_in_few_words(greenhouse: KnowledgeBase) -> None:
    found = sheet(advisor.recommend(greenhouse, {"plant": "tomato", "soil": "wet"}), 1, "")
    assert "Is there shade at noon?" in [ask for ask, _ in found.open]
    assert ("Plant", "Tomato") in found.answers


def test_a_sheet_says_what_is_advised_and_what_to_ask_and_lists_no_sources(greenhouse: KnowledgeBase) -> None:
    html = "".join(write([advisor.recommend(greenhouse, THIRSTY, "Ann")], "sheet", date(2026, 11, 5)))
    for part in (
        "Water the Tomato",
        "What to do",
        "Questions to ask",
        "Hang a cloth: What does it cost?",
        "5 November",
    ):
        assert part in html
    assert "<h2>Sources</h2>" not in html


def test_of_many_questions_it_is_said_how_many_more_there_are(tmp_path: Path) -> None:
    many = "".join(f"      - That it is so {number}.\n" for number in range(MOST + 3))
    steps = STEPS.replace("    assumes: That the tap works.\n", f"    assumes:\n{many}")
    assert steps != STEPS
    advice = advisor.recommend(advisor.load(write_greenhouse(tmp_path, steps=steps)), THIRSTY)
    html = "".join(write([advice], "sheet", date(2026, 11, 5)))
    assert "<li>and 3 more</li>" in html


def test_a_folder_gets_a_page_for_each_case_and_an_index_that_leads_to_them(
    greenhouse_folder: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        "name: Zoë / ../Ann\nanswers: {plant: tomato, soil: dry}\n---\nanswers: {plant: cactus}\n", encoding="utf-8"
    )
    for form, ending in (("html", "html"), ("sheet", "html"), ("markdown", "md")):
        out = tmp_path / form
        command = ["recommend", str(case), "--format", form, "-o", f"{out}/", "--kb", str(greenhouse_folder)]
        assert main([*command, "--quiet"]) == 0
        names = [f"001-zoë-ann.{ending}", f"002-case-line-4.{ending}", f"index.{ending}"]
        assert sorted(path.name for path in out.iterdir()) == names
        index = (out / names[2]).read_text(encoding="utf-8")
        assert f"001-zo%C3%AB-ann.{ending}" in index
        assert f"002-case-line-4.{ending}" in index
        assert names[2] in (out / names[0]).read_text(encoding="utf-8")


def test_a_folder_is_refused_where_no_pages_are_wanted(
    greenhouse_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("answers: {plant: cactus}\n", encoding="utf-8")
    assert main(["recommend", str(case), "-o", str(tmp_path), "--kb", str(greenhouse_folder)]) == 2
    assert "a page for each case is --format html, markdown or sheet" in capsys.readouterr().err
