"""What the dialogue keeps: every answer at once, until the consultation is finished."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from talking import CTRL_C, CTRL_D, Lines, Talk, kept, typed

from advisor.cases.files import Case, read_cases, write_case
from advisor.errors import AdvisorError, CaseError
from advisor.knowledge.model import KnowledgeBase


def answers(kb: KnowledgeBase, file: Path) -> dict[str, object]:
    (case,) = read_cases(file, kb)
    assert not isinstance(case, AdvisorError)
    return dict(case.answers)


class Killed(Exception):
    """What ends a dialogue that gets no chance to save."""


def test_every_answer_is_kept_at_once(greenhouse: KnowledgeBase, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.terminal.commands.Commands._quit", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        Talk(greenhouse, typed("tomato", "unknown", "quit"))
    assert answers(greenhouse, kept(state)[0]) == {"plant": "tomato", "soil": "unknown"}


def test_an_answer_that_is_taken_back_is_not_kept(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato", "dry", "back") + CTRL_C)
    assert answers(greenhouse, kept(state)[0]) == {"plant": "tomato"}
    Talk(greenhouse, typed("back", "tomato", "back") + CTRL_C)
    assert len(kept(state)) == 1


def test_what_is_kept_is_nobody_elses(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato") + CTRL_C)
    (file,) = kept(state)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_resume_goes_on_where_the_person_left(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato") + CTRL_C)
    talk = Talk(greenhouse, typed("dry", "yes", "wilting", "yes", ""), resume=True)
    assert "Resumed with 1 answer." in talk.seen
    assert "What do you grow?" not in talk.seen
    assert "Water the Tomato" in talk.seen
    assert len(kept(state)) == 1


def test_after_resume_earlier_answers_can_be_taken_back(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato", "unknown") + CTRL_C)
    talk = Talk(greenhouse, typed("back", "back", "review") + CTRL_D, resume=True)
    assert "What do you grow?" in talk.seen
    assert "Nothing has been answered yet." in talk.seen


def test_resume_tells_again_what_is_concluded(greenhouse: KnowledgeBase) -> None:
    Talk(greenhouse, typed("tomato", "dry") + CTRL_C)
    talk = Talk(greenhouse, CTRL_D, resume=True)
    assert "+ Moisture: short. Dry soil and a thirsty plant." in talk.seen
    assert "NEXT STEP Water the Tomato" in talk.seen
    assert "Shall I ask on, until the whole road is clear?" in talk.seen


def test_resume_on_the_road_goes_on_there(greenhouse: KnowledgeBase) -> None:
    Talk(greenhouse, typed("1", "dry", "yes", "1") + CTRL_C)
    talk = Talk(greenhouse, typed("yes", ""), resume=True)
    assert talk.code == 0
    assert "Shall I ask on" not in talk.seen
    assert "Is there shade at noon?" in talk.seen
    assert "Nothing is left to ask." in talk.seen


def test_resume_without_a_session_begins_anew_and_says_so(greenhouse: KnowledgeBase) -> None:
    assert "no unfinished consultation to resume" in Talk(greenhouse, CTRL_D, resume=True).seen


def test_a_new_consultation_mentions_one_that_is_kept_and_leaves_it_alone(
    greenhouse: KnowledgeBase, state: Path
) -> None:
    assert "An earlier consultation is kept." not in Talk(greenhouse, CTRL_D).seen
    Talk(greenhouse, typed("tomato") + CTRL_C)
    talk = Talk(greenhouse, typed("cactus") + CTRL_C, how_to_resume="advisor --kb here --resume")
    assert "An earlier consultation is kept. To go on with it: advisor --kb here --resume" in talk.seen
    assert [answers(greenhouse, file)["plant"] for file in kept(state)] == ["tomato", "cactus"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"answers: [", ":1:"),
        (b"\x00\x01\xff", "state"),
        (b"", "holds no case"),
        (b"answer: {plant: tomato}\nsoil: wet\n", "(and 2 more)"),
        (b"knowledge_base: other\nanswers: {plant: tomato}\n", "is a case of 'other'"),
    ],
)
def test_a_session_that_cannot_be_read_is_told_in_one_line_and_left_as_it_is(
    greenhouse: KnowledgeBase, state: Path, content: bytes, why: str
) -> None:
    Talk(greenhouse, typed("orchid") + CTRL_C)
    Talk(greenhouse, typed("tomato") + CTRL_C)
    broken = kept(state)[-1]
    broken.write_bytes(content)
    lines = Lines(greenhouse, "wet", resume=True)
    (error,) = lines.errors.splitlines()
    assert error.startswith("advisor: A kept consultation cannot be read and is left as it is: ")
    assert why in error
    assert "Resumed with 1 answer." in lines.seen  # the readable one before it
    Talk(greenhouse, typed("cactus") + CTRL_C)
    assert broken.read_bytes() == content


def test_a_state_folder_that_cannot_be_written_is_told_once_and_the_dialogue_goes_on(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "file"))
    talk = Talk(greenhouse, typed("tomato", "wet", "yes", "yes", "none", "3", "", "leave"))
    assert talk.code == 0
    assert talk.seen.count("cannot be kept for later") == 1
    assert "Your answers could not be kept." in Talk(greenhouse, typed("tomato") + CTRL_D).seen


def test_a_case_file_begins_the_dialogue_and_save_ends_it(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    case = Case({"plant": "tomato"}, name="Ann")
    talk = Talk(greenhouse, typed("dry", "no", ""), case=case, save=tmp_path / "out.yaml")
    assert "Begun with 1 answer." in talk.seen
    (read,) = read_cases(tmp_path / "out.yaml", greenhouse)
    assert not isinstance(read, AdvisorError)
    assert (read.name, read.answers) == ("Ann", {"plant": "tomato", "soil": "dry"})


def test_a_whole_case_needs_no_question(greenhouse: KnowledgeBase) -> None:
    case = Case({"plant": "tomato", "soil": "wet", "signs": (), "days": 1, "shade": "yes"})
    lines = Lines(greenhouse, case=case)
    assert lines.code == 0
    assert "Enjoy it" in lines.seen
    assert "?" not in lines.out.partition("help lists the commands.")[2].partition("NEXT STEP")[0]


def test_save_writes_on_leaving_too(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    talk = Talk(greenhouse, typed("tomato") + CTRL_C, save=tmp_path / "out.yaml")
    assert talk.code == 130
    assert answers(greenhouse, tmp_path / "out.yaml") == {"plant": "tomato"}


def test_a_save_file_that_cannot_be_is_told_before_the_first_question(
    greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for name, why in (
        ("no/out.yaml", "the folder of this file is not there"),
        ("~nobody/x.yaml", "the folder of this file is not there"),
        ("notes.txt", "is not a case file"),
        ("letter.docx", "has an ending that no case has"),
    ):
        with pytest.raises(CaseError, match=why):
            Talk(greenhouse, CTRL_D, save=tmp_path / name)
    write_case(tmp_path / "old.yaml", greenhouse, {"plant": "orchid"})
    assert Talk(greenhouse, typed("tomato") + CTRL_D, save=tmp_path / "old.yaml").code == 0
    assert answers(greenhouse, tmp_path / "old.yaml") == {"plant": "tomato"}
    assert answers(greenhouse, tmp_path / "old.yaml~") == {"plant": "orchid"}


def test_a_save_file_that_cannot_be_written_at_the_end_keeps_the_session(
    greenhouse: KnowledgeBase, tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    Talk(greenhouse, typed("tomato", "dry", "yes", "wilting", "yes") + CTRL_C)
    monkeypatch.setattr("advisor.cases.files.write_case", full)
    talk = Talk(greenhouse, typed(""), resume=True, save=tmp_path / "out.yaml")
    assert talk.code == 2
    assert "out.yaml cannot be written: No space left on device." in talk.seen
    assert len(kept(state)) == 1


def test_with_several_sessions_the_person_chooses_one(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato") + CTRL_C, case=Case({}, name="Ann {plant}"))
    Talk(greenhouse, typed("orchid", "wet") + CTRL_C)
    talk = Talk(greenhouse, typed("9", "help", "ann", "wet") + CTRL_C, resume=True)
    assert "1 2 answers, last kept on" in talk.seen
    assert "2 Ann {plant}, 1 answer, last kept on" in talk.seen
    assert "There is no choice 9." in talk.seen
    assert "Resumed with 1 answer." in talk.seen
    assert sorted(answers(greenhouse, file)["plant"] for file in kept(state)) == ["orchid", "tomato"]
    assert {"plant": "tomato", "soil": "wet"} in [answers(greenhouse, file) for file in kept(state)]


def test_the_person_may_begin_anew_instead_of_resuming(greenhouse: KnowledgeBase, state: Path) -> None:
    for plant in ("tomato", "orchid"):
        Talk(greenhouse, typed(plant) + CTRL_C)
    talk = Talk(greenhouse, typed("new", "cactus") + CTRL_C, resume=True)
    assert "This is a new consultation." in talk.seen
    assert sorted(answers(greenhouse, file)["plant"] for file in kept(state)) == ["cactus", "orchid", "tomato"]


def test_leaving_instead_of_choosing_leaves_every_session(greenhouse: KnowledgeBase, state: Path) -> None:
    for plant in ("tomato", "orchid"):
        Talk(greenhouse, typed(plant) + CTRL_C)
    assert Talk(greenhouse, typed("quit"), resume=True).code == 0
    assert len(kept(state)) == 2


@pytest.fixture
def unwritable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "file"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.usefixtures("unwritable")
@pytest.mark.parametrize("end", [(), ("",), ("keep",), ("quit",)])
def test_through_a_pipe_answers_that_cannot_be_kept_come_out_as_a_case(
    greenhouse: KnowledgeBase, tmp_path: Path, end: tuple[str, ...]
) -> None:
    lines = Lines(greenhouse, "tomato", "dry", "no", *end)
    assert "They cannot be kept on this computer." in lines.seen
    assert "Enter keeps them" not in lines.seen
    assert "to go on or look at them later" not in lines.seen
    (tmp_path / "out.yaml").write_text(lines.out.partition("\n---\n")[2], encoding="utf-8")
    assert answers(greenhouse, tmp_path / "out.yaml") == {"plant": "tomato", "soil": "dry"}


@pytest.mark.usefixtures("unwritable")
@pytest.mark.parametrize("leave", ["quit\r", CTRL_D])
def test_who_leaves_answers_that_cannot_be_kept_is_asked_once_before(greenhouse: KnowledgeBase, leave: str) -> None:
    saved = Talk(greenhouse, typed("tomato", "dry", "back") + leave + typed("1"))
    assert saved.code == 0
    assert saved.left.count("They cannot be kept on this computer.") == 1
    assert "Your next step is settled" not in saved.seen.rpartition("2 Wet")[2]
    assert answers(greenhouse, Path("greenhouse-case.yaml")) == {"plant": "tomato"}
    assert "plant: tomato" not in saved.text

    left = Talk(greenhouse, typed("tomato") + leave + CTRL_D)
    assert left.code == 0
    assert "plant: tomato" in left.text

    dropped = Talk(greenhouse, typed("tomato") + leave + typed("zz", "leave"))
    assert dropped.code == 0
    assert "Your answers are deleted." in dropped.seen
    assert "plant: tomato" not in dropped.text


@pytest.mark.usefixtures("unwritable")
def test_answers_that_are_in_a_file_need_no_further_question(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "save mine.yaml", "quit"))
    assert talk.code == 0
    assert "Your answers could not be kept. They are in mine.yaml" in talk.seen


def test_a_disk_that_fills_up_on_the_way_keeps_the_earlier_part_and_says_so(
    greenhouse: KnowledgeBase, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor.terminal.sessions import Session

    save = Session.save

    def fills_up(session: Session, given: dict[str, object], going_on: bool) -> None:
        if len(given) > 1:
            raise OSError(28, "No space left on device")
        save(session, given, going_on)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "save", fills_up)
    lines = Lines(greenhouse, "tomato", "dry", "no")
    assert "cannot be kept for later: No space left on device" in lines.errors
    assert "An earlier part of them, 1 answer, is kept. To go on from there: advisor --resume" in lines.seen
    assert "soil: dry" in lines.out.partition("\n---\n")[2]
    assert answers(greenhouse, kept(state)[0]) == {"plant": "tomato"}


def test_a_save_file_that_cannot_be_written_is_told_and_asked_again(
    greenhouse: KnowledgeBase, state: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    talk = Talk(greenhouse, typed("tomato", "dry", "no", "file", f"save {tmp_path / 'x.yaml'}", ""))
    assert "cannot be written" in talk.seen
    assert "To name another file: save FILE" in talk.seen
    assert answers(greenhouse, tmp_path / "x.yaml") == {"plant": "tomato", "soil": "dry"}
    assert len(kept(state)) == 1


def test_who_deletes_the_answers_gets_no_file_of_them(greenhouse: KnowledgeBase, tmp_path: Path, state: Path) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "no", "delete"), save=tmp_path / "out.yaml")
    assert talk.code == 0
    assert f"Your answers are deleted. {tmp_path / 'out.yaml'} is not written." in talk.seen
    assert not (tmp_path / "out.yaml").exists()
    assert kept(state) == []
    own = Talk(greenhouse, typed("tomato", f"save {tmp_path / 'own.yaml'}", "dry", "no", "delete"))
    assert f"What you saved in {tmp_path / 'own.yaml'} stays there." in own.seen


@pytest.mark.parametrize("name", ['"my file.yaml"', "'my file.yaml'", "my file.yaml", '"my file.yaml" as test'])
def test_quotation_marks_around_a_file_name_are_none_of_it(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Talk(greenhouse, typed("tomato", f"save {name}") + CTRL_D)
    assert answers(greenhouse, tmp_path / "my file.yaml") == {"plant": "tomato"}


@pytest.mark.parametrize("name", ['""', "''", '" "'])
def test_a_file_without_a_name_is_refused(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "This names no file: save FILE" in Talk(greenhouse, typed("tomato", f"save {name}") + CTRL_D).seen
    assert {path.name for path in tmp_path.iterdir()} == {"greenhouse", "state"}
