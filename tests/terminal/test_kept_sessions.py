"""What becomes of the answers: at the end the person says, and what is kept can be seen, deleted, and opened once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from greenhouse import QUESTIONS, write_greenhouse
from talking import CTRL_C, CTRL_D, Lines, Talk, typed

from advisor.cases.files import read_cases
from advisor.cli.main import main
from advisor.errors import AdvisorError
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.lock import Lock
from advisor.terminal.sessions import Session

TO_THE_END = ("tomato", "dry", "yes", "wilting", "yes")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "state"


def kept(state: Path) -> list[Path]:
    """Every file in the state folder."""
    return sorted(path for path in state.rglob("*") if path.is_file())


def answers(kb: KnowledgeBase, file: Path) -> dict[str, object]:
    (case,) = read_cases(file, kb)
    assert not isinstance(case, AdvisorError)
    return dict(case.answers)


@pytest.mark.parametrize("end", [("",), ("keep",), ("1",), ("quit",), ()])
def test_what_is_not_deleted_on_purpose_is_kept(greenhouse: KnowledgeBase, state: Path, end: tuple[str, ...]) -> None:
    talk = Talk(greenhouse, typed(*TO_THE_END, *end) + CTRL_D)
    assert talk.code == 0
    assert "Your answers are kept. To go on from here: advisor --resume" in talk.seen
    assert "To see or delete what is kept: advisor sessions" in talk.seen
    lines = Lines(greenhouse, *TO_THE_END, *end)
    assert "Your answers are kept." in lines.out
    assert len(kept(state)) == 2


@pytest.mark.parametrize("before", [TO_THE_END, ("tomato", "dry", "no")])
def test_the_person_may_delete_the_answers(greenhouse: KnowledgeBase, state: Path, before: tuple[str, ...]) -> None:
    talk = Talk(greenhouse, typed(*before, "delete"))
    assert (talk.code, talk.left.count("What should become of your answers?")) == (0, 1)
    assert "Your answers are deleted." in talk.seen
    assert Lines(greenhouse, *before, "3").code == 0
    assert kept(state) == []


@pytest.mark.parametrize("word", ["2", "save", "file"])
def test_the_person_may_save_the_answers_and_keep_nothing_else(
    greenhouse: KnowledgeBase, state: Path, word: str
) -> None:
    for name in ("greenhouse-case.yaml", "greenhouse-case-2.yaml"):
        assert Talk(greenhouse, typed("tomato", "dry", "no", word)).code == 0
        assert answers(greenhouse, Path(name)) == {"plant": "tomato", "soil": "dry"}
    assert kept(state) == []


def test_what_cannot_be_saved_at_the_end_is_not_deleted(
    greenhouse: KnowledgeBase, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.terminal.autosave.Autosave._write", lambda *_: False)
    talk = Talk(greenhouse, typed("tomato", "dry", "no", "2") + CTRL_D)
    assert "Your answers are kept." in talk.seen
    assert len(kept(state)) == 1


def test_one_may_go_back_from_the_end(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "no", "back", "yes") + CTRL_D)
    assert "Which of these do you see?" in talk.seen


def test_sessions_are_listed_and_deleted(
    greenhouse: KnowledgeBase, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions"]) == 0
    assert capsys.readouterr().err == "advisor: none is kept\n"
    for plant in ("tomato", "orchid", "cactus"):
        Talk(greenhouse, typed(plant) + CTRL_C)
    (state / "sessions" / "greenhouse" / "broken.yaml").write_text("answers: [", encoding="utf-8")
    assert main(["sessions"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == 7
    assert listed[0].startswith("  1  2")
    assert listed[0].endswith(", greenhouse: 1 answer")
    assert listed[1:6:2] == [f"     plant: {plant}" for plant in ("tomato", "orchid", "cactus")]
    assert "cannot be read" in listed[6]
    assert main(["sessions", "--delete", "2"]) == 0
    assert sorted(answers(greenhouse, file)["plant"] for file in kept(state)[:2]) == ["cactus", "tomato"]
    assert main(["sessions", "--delete", "9"]) == 2
    assert "no consultation '9' is kept" in capsys.readouterr().err
    assert main(["sessions", "--delete", "all"]) == 0
    assert kept(state) == []


def test_without_a_word_all_are_deleted_only_by_who_says_yes(
    greenhouse: KnowledgeBase, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", "--delete"]) == 0
    assert capsys.readouterr().err == "advisor: none is kept\n"
    for plant in ("tomato", "orchid"):
        Talk(greenhouse, typed(plant) + CTRL_C)
    before = kept(state)
    assert main(["sessions", "--delete"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "advisor: '--delete' alone would remove 2 consultations; if so, write '--delete all'"
    assert main(["sessions", "--delete="]) == 2
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    for typed_in, said in (("", "nothing is deleted"), ("no", "nothing is deleted"), ("y", "deleted: 2")):
        assert kept(state) == before
        command = ["-m", "advisor", "sessions", "--delete"]
        asked = pexpect.spawn(sys.executable, command, env=environment, encoding="utf-8", timeout=30)
        asked.expect_exact("Delete all 2? [y/N]")
        asked.sendline(typed_in)
        asked.expect_exact(said)
        asked.expect(pexpect.EOF)
        asked.close()
        assert asked.exitstatus == 0
    assert kept(state) == []


@pytest.mark.parametrize("text", ["name: [a]\nanswers: {}\n", "just a text", "[1]", "name: {a: b}\nanswers: [1]\n"])
def test_whatever_a_session_holds_it_is_listed_in_words(
    state: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    folder = state / "sessions" / "greenhouse"
    folder.mkdir(parents=True)
    (folder / "odd.yaml").write_text(text, encoding="utf-8")
    assert main(["sessions", "--quiet"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("  1  2")
    assert ", greenhouse: " in line
    assert "Node" not in line


@pytest.fixture
def elsewhere(greenhouse_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process in which the newest consultation is open."""
    with subprocess.Popen(
        [sys.executable, "-m", "advisor", "--kb", str(greenhouse_folder), "--resume"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    ) as process:
        assert process.stdout is not None
        while "What do you feel" not in process.stdout.readline():
            pass
        yield process
        process.kill()


def opened_once(kb: KnowledgeBase) -> None:
    Talk(kb, typed("tomato") + CTRL_C)


def test_two_dialogues_on_one_consultation_lose_no_answer_and_the_second_is_told(
    greenhouse: KnowledgeBase, state: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    opened_once(greenhouse)
    process = request.getfixturevalue("elsewhere")
    talk = Talk(greenhouse, typed("wet") + CTRL_C, resume=True)
    assert "This consultation is open in another window or program." in talk.seen
    assert main(["sessions", "--delete", "1"]) == 1
    assert ", greenhouse: 1 answer, open in" in capsys.readouterr().err
    process.stdin.write("dry\n")
    process.stdin.close()
    process.wait(timeout=60)
    found = [answers(greenhouse, file) for file in kept(state) if file.suffix == ".yaml"]
    assert sorted(map(str, found)) == ["{'plant': 'tomato', 'soil': 'dry'}", "{'plant': 'tomato', 'soil': 'wet'}"]


def test_a_lock_ends_with_its_process(greenhouse: KnowledgeBase, state: Path, request: pytest.FixtureRequest) -> None:
    opened_once(greenhouse)
    process = request.getfixturevalue("elsewhere")
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    talk = Talk(greenhouse, typed("wet") + CTRL_C, resume=True)
    assert "open in another window" not in talk.seen
    assert [answers(greenhouse, file) for file in kept(state)] == [{"plant": "tomato", "soil": "wet"}]


def test_a_lock_whose_file_was_removed_is_not_held_twice(tmp_path: Path) -> None:
    first, second, third = (Lock(tmp_path / "a.lock") for _ in range(3))
    assert first.take()
    assert not second.take()
    assert second.is_taken()
    first.free()
    assert second.take()
    assert not third.take()


def test_a_consultation_of_another_version_opens_with_what_fits(
    greenhouse: KnowledgeBase, state: Path, tmp_path: Path
) -> None:
    Talk(greenhouse, typed("tomato", "unknown", "wilting", "45") + CTRL_C)
    (before,) = kept(state)
    text = before.read_text(encoding="utf-8")
    changed = QUESTIONS.replace("max: 60", "max: 30").replace("wilting: Hanging leaves", "drooping: Hanging leaves")
    folder = write_greenhouse(tmp_path / "next", questions=changed)
    for file in folder.rglob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("wilting", "drooping"), encoding="utf-8")
    talk = Talk(load(folder), typed("review") + CTRL_C, resume=True)
    assert "kept with another version of the knowledge base. What does not fit now:" in talk.seen
    assert "- Signs: 'wilting'" in talk.seen
    assert "- Days since watering: 45" in talk.seen
    assert "Resumed with 2 answers." in talk.seen
    assert "2 Push a finger into the soil. What do you feel? I have not tried" in talk.seen
    aside = Path(f"{before}~")
    assert aside.read_text(encoding="utf-8") == text
    assert main(["sessions", "--delete", "all"]) == 0
    assert kept(state) == []


def test_consultations_are_told_apart_by_the_day_and_the_first_answers_in_words(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kb = load()
    answers = {"country": "us", "wish": "coder", "schooling": "bachelor", "numeracy": "weak"}
    for name, case in (("", answers), ("Ann of the long name", {"country": "ng"})):
        Session(kb, name=name).save(case, going_on=False)
    assert main(["sessions", "--quiet"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    told = [line.strip() for line in lines]
    assert f"{time.strftime('%Y-%m-%d')}" in told[0]
    assert "United States; To work as a coder; A bachelor's degree; ..." in told
    assert "Nigeria" in told
