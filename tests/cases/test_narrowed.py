"""A value that holds less than in an earlier version: whoever gave it then is told so, wherever the case is read."""

from __future__ import annotations

import json
from pathlib import Path

import greenhouse as texts
import polars as pl
import pytest
from talking import CTRL_C, Lines, Talk, kept, typed

from advisor.cases.files import Case, read_cases, write_case
from advisor.cases.narrowed import narrowed
from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

NARROWED = """\
    help: The soil is what the plant stands in.
    narrowed:
      wet: {since: 3, text: Soil that is only damp is an answer of its own now.}
"""
SIGNS = "    many: {wilting: Hanging leaves, spots: Brown spots}\n"
LINE = 'Soil: the answer "Wet" holds less since version 3. Soil that is only damp is an answer of its own now.'
ANSWERS = {"plant": "tomato", "soil": "wet"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The greenhouse in its fourth version, where `wet` and `spots` hold less than in the second."""
    questions = texts.QUESTIONS.replace("    help: The soil is what the plant stands in.\n", NARROWED)
    signs = f"{SIGNS}    narrowed: {{spots: {{since: 2, text: Mites are told apart.}}}}\n"
    changed = {"head": texts.HEAD.replace("version: 1", "version: 4"), "questions": questions.replace(SIGNS, signs)}
    return texts.write_greenhouse(tmp_path / "greenhouse", **changed)


@pytest.fixture
def later(folder: Path) -> KnowledgeBase:
    return load(folder)


def of_version(version: object) -> str:
    told = "" if version is None else f", version: {version}"
    return f"{{answers: {{plant: tomato, soil: wet}}{told}}}"


@pytest.mark.parametrize(("version", "told"), [(None, True), (1, True), (2, True), (3, False), (4, False), (9, False)])
@pytest.mark.parametrize("command", ["recommend", "explain", "test"])
def test_a_case_of_an_earlier_version_is_told_once_and_answered(
    command: str, version: object, told: bool, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(f"{of_version(version)[:-1]}, expect: {{next_step: hang-cloth}}}}")
    more = ["--how", "next_step"] if command == "explain" else []
    assert main([command, str(file), "--kb", str(folder), *more]) == 0
    line = f"advisor: {file}:1:1: {LINE} Where the answer still holds, give the case 'version: 4'.\n"
    assert capsys.readouterr().err == line * told


def test_only_the_answers_that_were_narrowed_since_are_told(later: KnowledgeBase) -> None:
    both = {"plant": "tomato", "soil": "wet", "signs": ("wilting", "spots"), "days": 3}
    assert [*narrowed(later, both, 1)] == [("soil", "wet"), ("signs", "spots")]
    assert [*narrowed(later, both, 2)] == [("soil", "wet")]
    assert [*narrowed(later, both, 3)] == []
    assert [*narrowed(later, {"soil": "dry", "signs": (), "shade": "unknown"}, 1)] == []


def test_a_case_of_the_first_edition_is_read_and_one_that_is_written_says_its_version(
    later: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "old.yaml").write_text("knowledge_base: greenhouse\nanswers: {soil: wet}\n")
    write_case(tmp_path / "new.yaml", later, {"soil": "wet"})
    [old], [new] = (list(read_cases(tmp_path / name, later)) for name in ("old.yaml", "new.yaml"))
    assert isinstance(old, Case)
    assert isinstance(new, Case)
    assert (old.version, new.version, old.answers) == (None, 4, new.answers)


def test_a_consultation_that_was_kept_is_told_when_it_goes_on_and_then_no_more(
    greenhouse: KnowledgeBase, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    Talk(greenhouse, typed("tomato", "wet") + CTRL_C)
    talk = Talk(load(folder), typed("change 2") + CTRL_C, resume=True)
    said, _, after = talk.seen.partition(f"{LINE} To answer anew: change 2")
    assert "Resumed with 2 answers." in said
    assert "Push a finger into the soil." in after
    assert LINE not in Talk(load(folder), CTRL_C, resume=True).seen
    assert "version: 4" in kept(tmp_path / "state")[0].read_text()


def test_the_case_to_begin_with_is_told(later: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    said = Lines(later, case=Case(ANSWERS, version=2)).seen
    assert f"{LINE} To answer anew: change 2" in said
    assert LINE not in Lines(later, case=Case(ANSWERS, version=4)).seen


ROWS = "1 row is of an earlier version or of none. "


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("in.yaml", of_version(2), ROWS),
        (
            "in.yaml",
            "\n---\n".join(of_version(version) for version in (1, 4, None)),
            ROWS.replace("1 row is", "2 rows are"),
        ),
        ("in.yaml", of_version(3), None),
        ("in.jsonl", json.dumps({"answers": ANSWERS, "version": 2}), ROWS),
        ("in.jsonl", json.dumps({"answers": ANSWERS}), ROWS),
        ("in.jsonl", json.dumps({"answers": ANSWERS, "version": "today"}), ROWS),
        ("in.jsonl", json.dumps({"answers": ANSWERS, "version": 4}), None),
        ("in.jsonl", json.dumps(ANSWERS), None),
        ("in.csv", "plant,soil\ntomato,wet\n", None),
    ],
)
def test_a_batch_says_of_how_many_cases_an_answer_holds_less(
    name: str, text: str, told: str | None, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert main(["batch", str(tmp_path / name), "-o", str(tmp_path / "out.csv"), "--kb", str(folder)]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "holds less" in line]
    assert lines == ([] if told is None else [f"advisor: {told}{LINE}"])


def test_what_programs_read_says_the_version_of_its_format(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kb, case, out = ["--kb", str(folder)], tmp_path / "case.yaml", tmp_path / "out"
    case.write_text(of_version(4))
    assert main(["recommend", str(case), *kb, "--format", "json", "-o", f"{out}1.json"]) == 0
    assert main(["explain", str(case), *kb, "--how", "next_step", "--format", "json", "-o", f"{out}2.json"]) == 0
    main(["check", *kb, "--format", "json", "-o", f"{out}3.json"])
    assert main(["diff", str(folder), str(folder), "--format", "json", "-o", f"{out}4.json"]) == 0
    assert main(["batch", str(case), *kb, "-o", f"{out}.jsonl"]) == 0
    assert main(["batch", str(case), *kb, "-o", f"{out}.parquet"]) == 0
    for number in "1234":
        told = json.loads(Path(f"{out}{number}.json").read_text())
        assert next(iter((told[0] if isinstance(told, list) else told).items())) == ("format", 2)
    assert json.loads(Path(f"{out}.jsonl").read_text())["format"] == 2
    assert pl.read_parquet_metadata(f"{out}.parquet")["format"] == "2"
