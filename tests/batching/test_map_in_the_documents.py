"""The draft and the map that the page on tables as they are shows: the one is drafted so, the other is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.cli.main import main

PAGE = Path(__file__).parents[2] / "docs/own-tables.md"
DRAFT, MAP = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[:2]


def test_the_draft_on_the_page_is_one_that_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [f"S{it},{'USA' if it < 12 else 'Germany'},{'Honours' if it < 12 else 'Secondary'}" for it in range(14)]
    Path("students.csv").write_text("\n".join(["Name,Nation,Schooling", *rows, "S14,India,Secondary"]))
    assert main(["batch", "students.csv", "--map-draft", "-o", "map.yaml", "--quiet"]) == 0
    written = Path("map.yaml").read_text()
    written = written[written.index("columns:") :]
    shown, *cut = DRAFT.rstrip().split("...")
    assert cut == [""]
    assert written.startswith(shown)


def test_the_map_on_the_page_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.yaml").write_text(MAP)
    Path("students.csv").write_text(
        "Name;Nation;Schooling;Did coding;Comment\nAda;USA;Honours;x;NA\nBob;England;Secondary;-;\n"
    )
    assert main(["batch", "students.csv", "--map", "map.yaml", "-o", "advice.csv", "--quiet"]) == 0
