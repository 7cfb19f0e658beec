"""`advisor new`: what it makes works at once, and nothing that is there is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.main import main
from advisor.cli.new import LIKE
from advisor.knowledge.fingerprint import fingerprint
from advisor.knowledge.folder import shipped
from advisor.knowledge.loader import load


@pytest.mark.parametrize("like", [*LIKE])
def test_a_new_knowledge_base_loads_is_proved_sound_and_passes_its_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], like: str
) -> None:
    folder = tmp_path / "below" / "my-own"
    assert main(["new", str(folder), "--like", like]) == 0
    written = capsys.readouterr()
    assert written.out.splitlines()[0] == str(folder / "knowledge-base.yaml")
    assert {*written.out.split()} == {str(path) for path in folder.rglob("*.yaml")}
    assert f"advisor --kb {folder}" in written.err
    assert load(folder).id == "my-own"
    assert main(["check", "--kb", str(folder)]) == 0
    assert "Nothing was found." in capsys.readouterr().out
    assert main(["test", "--kb", str(folder), str(folder / "cases")]) == 0
    said = capsys.readouterr().out
    assert "never seen" not in said
    assert " 0 failed, 0 bad, 0 without 'expect'" in said


def test_without_a_kind_it_is_a_plan(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "a"), "--quiet"]) == 0
    assert main(["new", str(tmp_path / "b" / "a"), "--like", "plan", "--quiet"]) == 0
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b" / "a")


def test_a_kind_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "a"), "--like", "expert"]) == 2
    assert "expert" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


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


@pytest.mark.parametrize("like", [*LIKE])
def test_the_cases_of_a_starter_notice_every_small_mistake_in_its_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], like: str
) -> None:
    folder = tmp_path / "own"
    assert main(["new", str(folder), "--like", like, "--quiet"]) == 0
    assert main(["test", "--kb", str(folder), str(folder / "cases"), "--mutate"]) == 0
    assert "(100.0 in 100)" in capsys.readouterr().out
