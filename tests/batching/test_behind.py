"""Who stands behind the numbers of a batch, and its mistakes by their kind."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import advisor
from advisor.batching.behind import MOST, RowMistake
from advisor.batching.job import Order, Tally
from advisor.batching.run import run
from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.batch_page import as_page

HEADER = "id,name,plant,soil,signs,days,shade\n"
ROWS = (
    "1,Ann,tomato,dry,,,\n"
    "2,,tomato,dry,,,\n"
    ",Cem,cactus,wet,,,\n"
    ",,cactus,wet,,,\n"
    "5,Eve,rose,dry,,,\n"
    "6,Fay,tulip,dusty,,99999,\n"
    "7,Gus,,dry,,,\n"
)


def told(kb: KnowledgeBase, rows: str, here: Path) -> Tally:
    (here / "in.csv").write_text(HEADER + rows, encoding="utf-8")
    order = Order([str(here / "in.csv")], str(here / "out.csv"), people=True)
    return run(kb, order, print, lambda tally: None)


@pytest.mark.parametrize("times", [1, 100])
def test_people_are_named_behind_each_value_by_name_and_id_or_row(
    greenhouse: KnowledgeBase, tmp_path: Path, times: int
) -> None:
    """A few rows are decided one by one, and many as columns."""
    tally = told(greenhouse, ROWS * times, tmp_path)
    assert tally.behind is not None
    found = tally.behind.values
    assert found["next_step", "water-now"][:2] == ["Ann (1)", "2"]
    assert [people[:2] for (_, value), people in found.items() if value != "water-now"] == [["Cem", "row 4"]]
    for (goal, value), people in found.items():
        assert len(people) == min(MOST, tally.goals[goal][value])
    for id, people in tally.behind.gaps.items():
        assert len(people) == min(MOST, tally.gaps[id])


def test_mistakes_stand_by_their_kind_whatever_was_written(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    tally = told(greenhouse, ROWS, tmp_path)
    assert tally.behind is not None
    assert tally.behind.mistakes == Counter(
        {
            RowMistake("plant", "an answer that is not offered"): 2,
            RowMistake("plant", "no answer, where one is needed"): 1,
            RowMistake("soil", "an answer that is not offered"): 1,
            RowMistake("days", f"a number that is not between {limits(greenhouse)}"): 1,
        }
    )
    assert tally.behind.mistaken[RowMistake("plant", "an answer that is not offered")] == [
        "Eve (5), row 5",
        "Fay (6), row 6",
    ]


def limits(kb: KnowledgeBase) -> str:
    return f"{kb.questions['days'].minimum} and {kb.questions['days'].maximum}"


def test_a_row_that_is_wrong_as_a_whole_is_a_kind_of_its_own(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    tally = told(greenhouse, "1,Ann,tomato,dry,,,,,too,many\n2,Ben,tomato,dry,,,,,more\n", tmp_path)
    assert tally.behind is not None
    (mistake,) = tally.behind.mistakes
    assert mistake.question == ""
    assert not re.search(r"row|\d", mistake.what)
    assert tally.behind.mistakes[mistake] == 2


def test_an_engine_that_names_nobody_still_counts_mistakes(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    tally = told(greenhouse, ROWS, tmp_path)
    tally.behind = None
    html = as_page(greenhouse, tally, date(2026, 11, 5))
    assert "Mistakes in rows, the commonest first" in html
    assert "<details>" not in html


def test_the_page_has_the_people_and_the_mistakes_and_no_id(
    greenhouse_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text(HEADER + ROWS.replace("Ann", "<b>Ann</b>"), encoding="utf-8")
    page = tmp_path / "page.html"
    command = ["batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"), "--summary", str(page)]
    assert main([*command, "--kb", str(greenhouse_folder), "--quiet"]) == 1
    html = page.read_text(encoding="utf-8")
    for said in ("&lt;b&gt;Ann&lt;/b&gt; (1)", "Plant: an answer that is not offered", "2 (28.6%)", "Eve (5), row 5"):
        assert said in html
    kb = advisor.load(greenhouse_folder)
    assert not [id for id in (*kb.steps, *kb.conclusions, *kb.questions) if "-" in id and id in html]
    assert "<b>" not in html
