"""Explanations as a page: what the terminal is told, in the same order, as lists within lists."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import html5lib
import pytest

from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.explaining.page import WIDTH, blocks, page

CASE = {"plant": "tomato", "soil": "dry"}
ABOUT = {
    "why": ("shade",),
    "how": ("next_step",),
    "why_not": ("next_step", "enjoy"),
    "rather_than": ("next_step", "", "enjoy"),
    "what_if": ({"soil": "wet"},),
    "how_sure": (),
}


@pytest.mark.parametrize("name", ABOUT)
def test_the_page_says_all_that_the_terminal_is_told_and_in_its_order(greenhouse: KnowledgeBase, name: str) -> None:
    kind = KINDS[name]
    text = kind.text(kind.explain(greenhouse, CASE, *ABOUT[name]), WIDTH)
    html = page(greenhouse, [("A <case>", text)], "Asked", date(2026, 11, 5))
    html5lib.HTMLParser(strict=True).parse(html)
    main_part = html.partition("<main>")[2].partition("</main>")[0]
    said = "".join(unescape(re.sub(r"<[^>]*>", "", main_part)).split()).casefold()
    at = said.index("a<case>")
    for line in filter(None, map(str.strip, text.splitlines())):
        at = said.index("".join(line.removeprefix("- ").casefold().split()), at)


def test_what_is_indented_belongs_to_the_item_above_it() -> None:
    found = blocks("HEAD\nOver all:\n- one\n    why one\n  + inner\n- two\n\n 1. first\n[2] source\n")
    assert [(block.kind, block.text, block.mark) for block in found] == [
        ("heading", "Head", ""),
        ("paragraph", "Over all:", ""),
        ("item", "one", ""),
        ("item", "two", ""),
        ("item", "first", "1."),
        ("item", "source", "[2]"),
    ]
    assert [(block.kind, block.text, block.mark) for block in found[2].below] == [
        ("paragraph", "why one", ""),
        ("item", "inner", "+"),
    ]


def test_the_command_writes_the_page_which_of_a_plan_is_that_of_the_advice(tmp_path: Path) -> None:
    case = Path(__file__).parents[2] / "examples" / "cases" / "school-leaver.yaml"
    file = tmp_path / "why.html"
    assert main(["explain", str(case), "--why-not", "apply", "--format", "html", "-o", str(file)]) == 0
    assert "<h2>What stands in the way</h2>" in file.read_text(encoding="utf-8")
    plan, advice = tmp_path / "plan.html", tmp_path / "advice.html"
    assert main(["explain", str(case), "--plan", "--format", "html", "-o", str(plan)]) == 0
    assert main(["recommend", str(case), "--format", "html", "-o", str(advice)]) == 0
    assert plan.read_text(encoding="utf-8") == advice.read_text(encoding="utf-8")
    assert 'class="bar"' in plan.read_text(encoding="utf-8")
