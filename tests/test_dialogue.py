"""The dialogue through prompt_toolkit's pipe input: every command and key, and what the person sees."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output

from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.errors import AdvisorError
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.console import LineConsole
from advisor.terminal.dialogue import run

CTRL_C, CTRL_D, TAB, UP, DOWN = "\x03", "\x04", "\t", "\x1b[A", "\x1b[B"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


class Talk:
    """What one dialogue showed, and its exit code."""

    def __init__(self, kb: KnowledgeBase, typed: str, columns: int = 200, **options: object) -> None:
        screen = io.StringIO()
        output = Vt100_Output(
            screen, lambda: Size(rows=60, columns=columns), term="xterm", default_color_depth=ColorDepth.DEPTH_1_BIT
        )
        with create_pipe_input() as pipe:
            pipe.send_text(typed + CTRL_D)  # a dialogue that asks for more than it should leaves
            self.code = run(kb, input=pipe, output=output, **options)
        self.raw = screen.getvalue()
        self.seen = " ".join(self.raw.split())


def typed(*lines: str) -> str:
    return "".join(f"{line}\r" for line in lines)


def kept(state: Path) -> list[Path]:
    return sorted(state.rglob("*.yaml"))


def test_a_consultation_goes_to_its_end(greenhouse: KnowledgeBase, state: Path) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "no"))
    assert talk.code == 0
    assert "What do you grow? (2 to 5 more questions)" in talk.seen
    assert "+ Moisture: short. Dry soil and a thirsty plant." in talk.seen
    assert "NEXT STEP" in talk.seen
    assert "Water the Tomato" in talk.seen
    assert kept(state) == []  # a finished consultation leaves nothing behind


def test_the_dialogue_goes_on_to_the_roadmap(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "yes", "wilting", "yes"))
    assert talk.code == 0
    assert "Which of these do you see?" in talk.seen
    assert talk.seen.count("THE ROAD FROM HERE") == 2
    assert "2. Enjoy it" in talk.seen.rpartition("THE ROAD FROM HERE")[2]


def test_arrows_go_through_the_choices(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, DOWN + DOWN + DOWN + "\r" + UP + UP + "\r" + CTRL_D)
    assert "3 cactus" in " ".join(review(greenhouse, DOWN + DOWN + DOWN + "\r").split())
    assert talk.code == 0


def review(kb: KnowledgeBase, keys: str) -> str:
    """The plant as the review shows it, after these keys."""
    talk = Talk(kb, keys + typed("review") + CTRL_D)
    plant = talk.seen.partition("1 plant: ")[2].split()[0].lower()
    return f"3 {plant}"


def test_tab_completes_a_word(greenhouse: KnowledgeBase) -> None:
    assert review(greenhouse, "cac" + TAB + "\r") == "3 cactus"


def test_tab_types_as_much_as_is_certain(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("1", "unknown") + "wi" + TAB + ", sp" + TAB + "\r" + typed("review") + CTRL_D)
    assert "3 signs: Hanging leaves, Brown spots [signs]" in talk.seen


@pytest.mark.parametrize("word", ["?", "why", "/why"])
def test_why_gives_the_reason_and_the_rules_that_wait(greenhouse: KnowledgeBase, word: str) -> None:
    talk = Talk(greenhouse, typed(word) + CTRL_D)
    assert "Plants differ in thirst." in talk.seen
    assert "Your answer can decide:" in talk.seen
    assert "then moisture is short" in talk.seen


def test_back_takes_an_answer_back_and_redo_gives_it_again(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "dry", "back", "review") + CTRL_D)
    assert "+ Moisture: short." in talk.seen
    assert "- Moisture: short - no longer" in talk.seen
    assert "1 plant: Tomato [plant]" in talk.seen
    talk = Talk(greenhouse, typed("tomato", "back", "redo", "review") + CTRL_D)
    assert "1 plant: Tomato [plant]" in talk.seen
    talk = Talk(greenhouse, typed("back", "redo") + CTRL_D)
    assert "There is no answer to take back." in talk.seen
    assert "There is nothing to give again." in talk.seen


def test_unknown_is_taken_as_an_answer(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "unknown", "review") + CTRL_D)
    assert "2 soil: unknown [soil]" in talk.seen


def test_unknown_is_refused_where_an_answer_is_required(greenhouse: KnowledgeBase) -> None:
    assert "needs an answer other than 'unknown'" in Talk(greenhouse, typed("unknown") + CTRL_D).seen


def test_change_answers_an_earlier_question_anew(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "change 1", "cactus", "review") + CTRL_D)
    assert "1 plant: Cactus [plant]" in talk.seen
    talk = Talk(greenhouse, typed("tomato", "change plant", "back", "review") + CTRL_D)
    assert "Nothing was changed." in talk.seen
    assert "1 plant: Tomato [plant]" in talk.seen
    assert "There is no answer 7" in Talk(greenhouse, typed("change 7") + CTRL_D).seen


def test_save_writes_a_case_that_can_be_read_again(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "my case.yaml"
    talk = Talk(greenhouse, typed("tomato", f"save {file}") + CTRL_D)
    assert "Saved in" in talk.seen
    assert [case.answers for case in read_cases(file, greenhouse)] == [{"plant": "tomato"}]


def test_save_as_test_writes_what_is_concluded(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    Talk(greenhouse, typed("tomato", "dry", f"save {file} as test") + CTRL_D)
    (case,) = read_cases(file, greenhouse)
    assert isinstance(case, Case)
    assert case.expect == {"next_step": "water-now", "moisture": "short", "alongside": [], "caution": []}
    assert main(["test", str(file), "--kb", str(greenhouse_folder_of(greenhouse)), "--quiet"]) == 0


def greenhouse_folder_of(kb: KnowledgeBase) -> Path:
    return Path(kb.rules[0].place.rpartition("rules.yaml")[0])


def test_save_without_a_name_does_not_overwrite_what_is_there(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "greenhouse-case.yaml").write_text("mine", encoding="utf-8")
    assert "is there already" in Talk(greenhouse, typed("tomato", "save") + CTRL_D).seen
    assert (tmp_path / "greenhouse-case.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("content", ["do not lose me", "answers: {plant: rose}", "knowledge_base: other\nanswers: {}"])
def test_save_replaces_nothing_but_a_case_file(greenhouse: KnowledgeBase, tmp_path: Path, content: str) -> None:
    file = tmp_path / "mine"
    file.write_text(content, encoding="utf-8")
    assert (
        "is not a case file, so it was left as it is" in Talk(greenhouse, typed("tomato", f"save {file}") + CTRL_D).seen
    )
    talk = Talk(greenhouse, typed("1", "dry", "no"), save=file)
    assert "is not a case file, so it was left as it is" in talk.seen
    assert talk.code == 2
    assert file.read_text(encoding="utf-8") == content


def test_save_replaces_an_earlier_case_file(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("answers: {plant: cactus}", encoding="utf-8")
    Talk(greenhouse, typed("tomato", f"save {file}") + CTRL_D)
    assert [case.answers for case in read_cases(file, greenhouse)] == [{"plant": "tomato"}]


def test_save_that_fails_is_told_and_the_dialogue_goes_on(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    talk = Talk(greenhouse, typed("tomato", f"save {tmp_path}/no/such/folder.yaml", "dry", "no"))
    assert "cannot be written" in talk.seen
    assert talk.code == 0


def test_help_lists_every_command_and_explains_the_question(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomato", "help") + CTRL_D)
    assert "The soil is what the plant stands in." in talk.seen
    for name in ("why", "back", "redo", "unknown", "review", "change", "save", "help", "quit"):
        assert f"{name} " in talk.seen


@pytest.mark.parametrize("leave", ["quit\r", CTRL_D])
def test_leaving_keeps_the_answers_and_says_how_to_go_on(greenhouse: KnowledgeBase, state: Path, leave: str) -> None:
    talk = Talk(greenhouse, typed("tomato") + leave)
    assert talk.code == 0
    assert "advisor --resume" in talk.seen
    assert len(kept(state)) == 1


def test_ctrl_c_leaves_politely_with_130(greenhouse: KnowledgeBase, state: Path) -> None:
    talk = Talk(greenhouse, typed("tomato") + CTRL_C)
    assert talk.code == 130
    assert "advisor --resume" in talk.seen
    assert [case.answers for case in read_cases(kept(state)[0], greenhouse)] == [{"plant": "tomato"}]


def test_resume_goes_on_where_the_person_left(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato") + CTRL_C)
    talk = Talk(greenhouse, typed("dry", "no"), resume=True)
    assert "Resumed with 1 answer." in talk.seen
    assert "What do you grow?" not in talk.seen
    assert "Water the Tomato" in talk.seen
    assert kept(state) == []


def test_resume_on_the_roadmap_goes_on_there(greenhouse: KnowledgeBase) -> None:
    Talk(greenhouse, typed("1", "dry", "yes") + CTRL_C)
    talk = Talk(greenhouse, typed("wilting", "yes"), resume=True)
    assert talk.code == 0
    assert "Which of these do you see?" in talk.seen
    assert "THE ROAD FROM HERE" in talk.seen


def test_resume_without_a_session_begins_anew_and_says_so(greenhouse: KnowledgeBase) -> None:
    assert "no unfinished consultation to resume" in Talk(greenhouse, CTRL_D, resume=True).seen


def test_a_session_that_cannot_be_read_is_left_as_it_is(greenhouse: KnowledgeBase, state: Path) -> None:
    Talk(greenhouse, typed("tomato") + CTRL_C)
    broken = kept(state)[0]
    broken.write_text("answers: [", encoding="utf-8")
    assert "no unfinished consultation" in Talk(greenhouse, typed("cactus") + CTRL_C, resume=True).seen
    assert broken.read_text(encoding="utf-8") == "answers: ["


def test_a_state_folder_that_cannot_be_written_is_told_once(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / "file"))
    talk = Talk(greenhouse, typed("tomato", "wet", "yes", "no"))
    assert talk.code == 0
    assert talk.seen.count("cannot be kept") == 1


def test_a_case_file_begins_the_dialogue_and_save_ends_it(greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    case = Case({"plant": "tomato"}, name="Ann")
    talk = Talk(greenhouse, typed("dry", "no"), case=case, save=tmp_path / "out.yaml")
    assert "Begun with 1 answer." in talk.seen
    (read,) = read_cases(tmp_path / "out.yaml", greenhouse)
    assert not isinstance(read, AdvisorError)
    assert (read.name, read.answers) == ("Ann", {"plant": "tomato", "soil": "dry"})


def test_a_mistake_asks_again(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("tomatoe", "tomato", "dry", "no"))
    assert "did you mean 'tomato'?" in talk.seen
    assert talk.code == 0


@pytest.mark.parametrize("columns", [40, 30])
def test_a_narrow_terminal_is_not_overrun(greenhouse: KnowledgeBase, columns: int) -> None:
    talk = Talk(greenhouse, typed("1", "dry", "no"), columns=columns)
    lines = [line for line in talk.raw.replace("\r", "\n").split("\n") if "\x1b" not in line and "https" not in line]
    assert max(map(len, lines)) <= 40


def test_no_color_leaves_out_the_bold(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[0;1m" in Talk(greenhouse, CTRL_D).raw
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[0;1m" not in Talk(greenhouse, CTRL_D).raw


def test_what_is_said_cannot_steer_the_terminal() -> None:
    screen = io.StringIO()
    LineConsole(io.StringIO("\x1b[31mred\n"), screen).ask()
    LineConsole(io.StringIO(), screen).say("a\x1b[2Jb\u202ec\n  d")
    assert "\x1b" not in screen.getvalue()
    assert "a?[2Jb?c\n  d" in screen.getvalue()


def test_the_screen_is_never_cleared(greenhouse: KnowledgeBase) -> None:
    raw = Talk(greenhouse, typed("1", "dry", "no")).raw
    assert "\x1b[2J" not in raw
    assert "\x1b[?1049h" not in raw
