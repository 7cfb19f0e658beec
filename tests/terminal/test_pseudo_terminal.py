"""The dialogue in a real terminal, and the same consultation through a pipe."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pexpect
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "LINES")}
    return {
        **kept,
        "ADVISOR_STATE_DIR": str(tmp_path / "state"),
        "TERM": "xterm",
        "PYTHONPATH": str(CHECKOUT),
    }


def terminal(folder: Path, environment: dict[str, str], *options: str, columns: int = 80) -> pexpect.spawn:
    command = ["-m", "advisor", "--kb", str(folder), *options]
    return pexpect.spawn(
        sys.executable, command, env=environment, dimensions=(40, columns), encoding="utf-8", timeout=30
    )


def wherever_wrapped(words: str) -> str:
    """A pattern for the words, with whatever the terminal is told between them."""
    return words.replace(" ", r"(?:\s|\x1b\[[0-9;]*m)+")


def left(talk: pexpect.spawn) -> int | None:
    """The exit code, after all has been read that was said."""
    talk.expect(pexpect.EOF)
    talk.close()
    return talk.exitstatus


def through_a_pipe(folder: Path, environment: dict[str, str], lines: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "advisor", "--kb", str(folder)]
    return subprocess.run(command, input=lines, env=environment, capture_output=True, text=True, timeout=60)


def report(screen: str) -> str:
    """The recommendation as it stands on the screen, without control codes."""
    plain = CONTROL.sub("", screen)
    begin = plain.index("NEXT STEP\n")
    return plain[begin : plain.index("\n\nShall I ask on", begin)]


TALK = [("What do you grow", "1"), ("What do you feel", "dry"), ("Shall I ask on", "no"), ("Enter keeps them", "")]
"""What is waited for, and what is then typed."""


def terminal_transcript(folder: Path, environment: dict[str, str], columns: int = 80) -> str:
    """All that the terminal showed while a whole consultation was typed."""
    talk = terminal(folder, environment, columns=columns)
    seen = ""
    for question, line in TALK:
        talk.expect(wherever_wrapped(question))
        seen += str(talk.before) + str(talk.after)
        talk.send(f"{line}\r")
    assert left(talk) == 0
    return seen + str(talk.before)


def test_a_consultation_in_a_terminal_and_through_a_pipe_recommend_the_same(
    greenhouse_folder: Path, environment: dict[str, str]
) -> None:
    piped = through_a_pipe(greenhouse_folder, environment, "tomato\ndry\nno\n")
    assert piped.returncode == 0
    assert "\x1b" not in piped.stdout
    assert piped.stderr == ""
    seen = terminal_transcript(greenhouse_folder, environment)
    assert report(seen) == report(piped.stdout)


@pytest.mark.parametrize("columns", [80, 40])
def test_a_person_sees_the_whole_way_to_the_end(
    greenhouse_folder: Path, environment: dict[str, str], columns: int
) -> None:
    talk = terminal(greenhouse_folder, environment, columns=columns)
    seen = ""
    for question, keys in (
        ("you grow", "to\t\r"),
        ("finger", "1\r"),
        ("Shall I ask on", "y\r"),
        ("do you see", "1,2\r"),
        ("shade", "\x1b[B\r"),
        ("Enter keeps them", "\r"),
    ):
        talk.expect(wherever_wrapped(question))
        seen += str(talk.before) + str(talk.after)
        talk.expect("m>")  # the prompt
        seen += str(talk.before) + str(talk.after)
        talk.send(keys)
    assert left(talk) == 0
    seen += str(talk.before)
    assert "\x1b[6n" not in seen  # no question to the terminal, which it might not answer
    said = " ".join(CONTROL.sub("", seen).split())
    for text in (
        "What do you grow? > 1 Tomato 2 Cucumber 3 Cactus 4 Orchid (2 to 5 more questions)",
        "What do you feel? Dry",
        "+ Moisture: short. Dry soil and a thirsty plant.",
        "NEXT STEP Water the Tomato",
        "Which of these do you see? Hanging leaves; Brown spots",
        "+ Watch out: Look at the leaves each day. Both signs together mean trouble.",
        "Nothing is left to ask.",
    ):
        assert text in said
    assert said.count("THE ROAD FROM HERE") == 2


def test_arrows_choose_in_a_real_terminal(greenhouse_folder: Path, environment: dict[str, str]) -> None:
    talk = terminal(greenhouse_folder, environment)
    talk.expect("What do you grow")
    talk.send("\x1b[B\x1b[B\r")
    talk.expect("What do you feel")
    talk.send("review\r")
    talk.expect("What do you grow")
    talk.expect("Cactus")
    talk.send("\x04")
    assert left(talk) == 0


def test_ctrl_c_leaves_with_130_and_resume_goes_on(greenhouse_folder: Path, environment: dict[str, str]) -> None:
    talk = terminal(greenhouse_folder, environment)
    talk.expect("What do you grow")
    talk.send("1\r")
    talk.expect("What do you feel")
    talk.send("\x03")
    talk.expect_exact(f"advisor --kb {greenhouse_folder} --resume")
    assert left(talk) == 130
    again = terminal(greenhouse_folder, environment, "--resume")
    again.expect("Resumed with 1 answer")
    again.expect("What do you feel")
    again.send("\x04")
    again.expect_exact(f"advisor --kb {greenhouse_folder} --resume")
    assert left(again) == 0


def test_no_line_is_wider_than_a_narrow_terminal(greenhouse_folder: Path, environment: dict[str, str]) -> None:
    seen = CONTROL.sub("", terminal_transcript(greenhouse_folder, environment, columns=40))
    copied = ("https://", "advisor --kb")  # what is copied stays whole
    said = [line for line in seen.split("\n") if not line.startswith(">") and not any(it in line for it in copied)]
    assert max(map(len, said)) <= 40


def test_a_dumb_terminal_gets_plain_lines(greenhouse_folder: Path, environment: dict[str, str]) -> None:
    seen = terminal_transcript(greenhouse_folder, {**environment, "TERM": "dumb"})
    assert "\x1b" not in seen
    assert "Water the Tomato" in seen


def test_plain_is_lines_at_a_terminal_and_the_question_stands_there_again_after_an_aside(
    greenhouse_folder: Path, environment: dict[str, str]
) -> None:
    talk = terminal(greenhouse_folder, environment, "--plain")
    seen = ""
    for line in ("why", "tomatoe", "1"):
        talk.expect(r"1  Tomato\s.*4  Orchid\s.*> ")
        seen += str(talk.before) + str(talk.after)
        talk.send(f"{line}\r")
    talk.expect("Your answer: Tomato")  # what was typed says less
    talk.expect("What do you feel")
    talk.send("wet\r")
    talk.expect("NEXT STEP|Which of these|How many|Is there")
    assert "Your answer" not in str(talk.before)
    talk.send("quit\r")
    assert left(talk) == 0
    assert "\x1b" not in seen + str(talk.before)
    assert seen.count("What do you grow?") == 3
    assert seen.count("(2 to 5 more questions)") == 1


def test_what_is_marked_and_ticked_stays_over_escape_a_stop_a_resize_and_an_aside(
    greenhouse_folder: Path, environment: dict[str, str]
) -> None:
    talk = terminal(greenhouse_folder, environment)
    talk.expect("m>")
    talk.send("cact")
    talk.expect("cact")
    talk.send("\x1b")
    talk.expect("Tomato")
    talk.send("\r")
    talk.expect("What do you grow.*Cactus")
    talk.expect("What do you feel")
    talk.send("u\r")
    talk.expect("Which of these")
    talk.send("  \x1b[B ")
    talk.expect(r"\[.*x")
    talk.send("\x1a")
    talk.setwinsize(12, 40)
    talk.send("help\r")
    talk.expect("this list")
    talk.expect(r"\[ \] 1  Hanging leaves")
    talk.expect(r"\[x\] 2  Brown spots")
    talk.send("\r")
    talk.expect(r"see\?(\x1b\[[0-9;]*m)+ Brown spots")
    talk.expect("m>")
    talk.send("\x04")
    assert left(talk) == 0


def test_a_pipe_that_ends_early_says_what_is_settled_and_what_is_left(
    greenhouse_folder: Path, environment: dict[str, str]
) -> None:
    piped = through_a_pipe(greenhouse_folder, environment, "tomato\nwat\nwet\n")
    assert piped.returncode == 0
    assert piped.stderr == "advisor: line 2: 'wat' is none of the choices; did you mean '2 Wet'?\n"
    assert "The input ended before the next step was settled." in piped.stdout
    assert "  - Is there shade at noon?" in piped.stdout
    settled = through_a_pipe(greenhouse_folder, environment, "tomato\ndry\n")
    assert settled.returncode == 0
    assert settled.stdout.count("NEXT STEP") == 1


def test_a_pipe_needs_no_prompt_toolkit(greenhouse_folder: Path, environment: dict[str, str], tmp_path: Path) -> None:
    blocked = tmp_path / "blocked" / "prompt_toolkit"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not here')", encoding="utf-8")
    paths = f"{tmp_path / 'blocked'}{os.pathsep}{environment['PYTHONPATH']}"
    piped = through_a_pipe(greenhouse_folder, {**environment, "PYTHONPATH": paths}, "tomato\ndry\nno\n")
    assert piped.returncode == 0
    assert "Water the Tomato" in piped.stdout


SLOW = """
import sys, time
from advisor.explanation import why_not
why_not.why_not = lambda *asked: time.sleep(60)
from advisor.__main__ import program
sys.argv = ["advisor"]
program()
"""


def slow_dialogue(environment: dict[str, str], dimensions: tuple[int, int]) -> pexpect.spawn:
    """A dialogue in which to tell why not takes a minute, as it may where a knowledge base is very large."""
    command = ["-c", SLOW]
    return pexpect.spawn(sys.executable, command, env=environment, dimensions=dimensions, encoding="utf-8", timeout=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("works", [False, True])
def test_a_terminal_that_is_left_by_a_signal_is_left_as_it_was_found(
    environment: dict[str, str], number: signal.Signals, works: bool
) -> None:
    talk = slow_dialogue(environment, (40, 80))
    before = termios.tcgetattr(talk.child_fd)
    talk.expect("In which country")
    talk.expect("m>")
    seen = str(talk.before)
    if works:
        talk.send("why not apply\r")
        talk.expect("Working")
        seen += str(talk.before)
    talk.kill(number)
    talk.expect(pexpect.EOF)
    seen += str(talk.before)
    assert termios.tcgetattr(talk.child_fd) == before
    for on, off in (("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[?25l", "\x1b[?25h"), ("\x1b[?7l", "\x1b[?7h")):
        assert seen.rfind(off) > seen.rfind(on)
    talk.close()
    assert talk.exitstatus == 128 + number


@pytest.mark.parametrize(
    ("pasted", "term"),
    [
        ("\x1b[200~review\nback\nquit\n\x1b[201~\r", "xterm"),
        ("1\rreview\rquit\r", "xterm"),
        ("1\nreview\nquit\n", "dumb"),
    ],
)
def test_a_pasted_text_of_many_lines_is_never_many_commands(
    greenhouse_folder: Path, environment: dict[str, str], pasted: str, term: str
) -> None:
    talk = terminal(greenhouse_folder, {**environment, "TERM": term})
    talk.expect("What do you grow")
    talk.expect("> ?" if term == "dumb" else "m>")
    talk.send(pasted)
    talk.expect("is none of the choices" if "\x1b" in pasted else "several lines at once")
    talk.send("review\r")
    talk.expect("Nothing has been answered yet")
    talk.send("quit\r")
    assert left(talk) == 0


def test_a_notice_of_long_work_fits_a_small_terminal_and_nothing_typed_stands_in_it(
    environment: dict[str, str],
) -> None:
    talk = slow_dialogue(environment, (8, 20))
    talk.expect("In which country")
    talk.expect("m>")
    talk.send("why not apply\r")
    talk.expect("Working")
    talk.send("typed meanwhile")
    talk.expect("Working")
    talk.send("\x03")
    talk.expect("Stopped")
    shown = f"Working{talk.before}"
    (notice, *_), rest = shown.split("\r\x1b[K"), shown.rpartition("\r\x1b[K")[2]
    assert notice == "Working. Ctrl-C s"  # of 20 columns, one for the cursor and two for ^C
    assert not CONTROL.sub("", rest).strip()
    assert "typed" not in shown
    talk.expect("m>")
    talk.send("quit\r")
    assert left(talk) == 0


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_no_word_is_broken_in_a_small_terminal(greenhouse_folder: Path, environment: dict[str, str], term: str) -> None:
    seen = CONTROL.sub("", terminal_transcript(greenhouse_folder, {**environment, "TERM": term}, columns=20))
    said = seen.partition("THE ROAD")[0].split("\n")
    assert max(len(line) for line in said if not line.startswith(">")) <= 20


def test_a_command_asks_the_terminal_for_its_width(environment: dict[str, str]) -> None:
    talk = pexpect.spawn(
        sys.executable, ["-m", "advisor", "consult", "--help"], env=environment, dimensions=(40, 50), encoding="utf-8"
    )
    talk.expect(pexpect.EOF)
    lines = [line.rstrip("\r") for line in str(talk.before).split("\n")]
    assert 40 < max(map(len, lines)) <= 50
