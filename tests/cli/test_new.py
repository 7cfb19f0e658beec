"""`advisor new`: what it makes works at once, and nothing that is there is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.main import main
from advisor.knowledge.folder import shipped
from advisor.knowledge.loader import load


def test_a_new_knowledge_base_loads_and_is_proved_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "below" / "my-plants"
    assert main(["new", str(folder)]) == 0
    written = capsys.readouterr()
    assert written.out.splitlines()[0] == str(folder / "knowledge-base.yaml")
    assert f"advisor --kb {folder}" in written.err
    assert load(folder).id == "my-plants"
    assert main(["check", "--kb", str(folder), "--quiet"]) == 0


def test_a_folder_whose_name_is_no_id_keeps_the_starters_own(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "My Plants"), "--quiet"]) == 0
    assert load(tmp_path / "My Plants").id == "starter"


@pytest.mark.parametrize(("name", "why"), [("full", "is not empty; name a new folder"), ("file", "is a file")])
def test_nothing_that_is_there_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, why: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert main(["new", str(tmp_path / name)]) == 2
    assert why in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_the_starter_is_not_among_the_knowledge_bases_that_ship() -> None:
    assert "starter" not in shipped()


def test_the_name_of_a_folder_forges_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "a\nb\x1b[31m"), "--quiet"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == f"{tmp_path}/a\\nb\\x1b[31m/knowledge-base.yaml"
    assert "\x1b" not in out
