"""The keys at the prompt, and what the terminal is sent."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pyte
import pytest
from greenhouse import QUESTIONS, write_greenhouse
from prompt_toolkit.document import Document
from talking import BACKSPACE, CONTROL, CTRL_D, DOWN, PAGE_DOWN, PAGE_UP, TAB, UP, Talk, typed

from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal import names
from advisor.terminal.choices import choices
from advisor.terminal.command_words import COMMANDS
from advisor.terminal.keys import Keys
from advisor.terminal.selection import Selection


def reviewed(kb: KnowledgeBase, keys: str, label: str) -> str:
    """The answer as the review shows it, after these keys."""
    asked = next(question.ask for question in kb.questions.values() if question.label == label.lower())
    return Talk(kb, keys + typed("review") + CTRL_D).text.rpartition(f"{asked} ")[2].split("\n")[0].strip()


@pytest.mark.parametrize(
    ("keys", "plant"),
    [
        ("", "Tomato"),
        (DOWN, "Cucumber"),
        (DOWN * 2, "Cactus"),
        (DOWN * 4, "Tomato"),
        (UP, "Orchid"),
        (UP * 2, "Cactus"),
        (DOWN * 3 + UP, "Cactus"),
        (PAGE_DOWN, "Orchid"),
        (PAGE_DOWN + PAGE_UP, "Tomato"),
        ("3" + UP, "Cucumber"),
        ("3" + BACKSPACE + DOWN, "Orchid"),
        ("c" + DOWN, "Cactus"),
        ("c" + DOWN * 2, "Cucumber"),
    ],
)
def test_arrows_go_through_the_choices(greenhouse: KnowledgeBase, keys: str, plant: str) -> None:
    assert reviewed(greenhouse, keys + "\r", "Plant") == plant


def test_arrows_reach_unknown_and_every_value_of_a_list(greenhouse: KnowledgeBase) -> None:
    assert reviewed(greenhouse, typed("1") + UP + "\r", "Soil") == "I have not tried"
    to_signs = typed("1", "unknown")
    assert reviewed(greenhouse, to_signs + " " + DOWN + " \r", "Signs") == "Hanging leaves; Brown spots"
    assert reviewed(greenhouse, to_signs + DOWN * 2 + "\r", "Signs") == "Hanging leaves; Brown spots"
    assert reviewed(greenhouse, to_signs + DOWN * 3 + "\r", "Signs") == "None of these"


def test_arrows_do_nothing_where_a_number_is_asked(greenhouse: KnowledgeBase) -> None:
    keys = typed("1", "unknown", "wilting") + "1" + UP + DOWN + "2\r"
    assert reviewed(greenhouse, keys, "Days since watering") == "12 days"


@pytest.mark.parametrize(
    ("keys", "plant"),
    [("cac", "Cactus"), ("CAC", "Cactus"), ("c" + TAB + "u", "Cucumber"), ("o", "Orchid")],
)
def test_tab_completes_a_choice(greenhouse: KnowledgeBase, keys: str, plant: str) -> None:
    assert reviewed(greenhouse, keys + TAB + "\r", "Plant") == plant


def test_tab_completes_a_wording_of_several_words(greenhouse: KnowledgeBase) -> None:
    assert reviewed(greenhouse, typed("1") + "i ha" + TAB + "\r", "Soil") == "I have not tried"


def test_tab_completes_each_of_several_values(greenhouse: KnowledgeBase) -> None:
    keys = typed("1", "unknown") + "hang" + TAB + ", sp" + TAB + "\r"
    assert reviewed(greenhouse, keys, "Signs") == "Hanging leaves; Brown spots"


def test_tab_completes_a_command(greenhouse: KnowledgeBase) -> None:
    assert "Nothing has been answered yet." in Talk(greenhouse, "rev" + TAB + "\r" + CTRL_D).seen
    assert "Nothing has been answered yet." in Talk(greenhouse, "/rev" + TAB + "\r" + CTRL_D).seen


@pytest.mark.parametrize(
    ("before", "listed"),
    [
        ("", ["Hanging leaves", "Brown spots", "All of these", "None of these", "I do not know", *COMMANDS]),
        ("1, ", ["Hanging leaves", "Brown spots", "All of these", "None of these", "I do not know"]),
        ("wilting,s", ["Brown spots"]),
        ("b", ["Brown spots", "back"]),
        ("/re", ["/redo", "/review"]),
        ("zz", []),
    ],
)
def test_tab_lists_what_may_be_typed_in_words(greenhouse: KnowledgeBase, before: str, listed: list[str]) -> None:
    keys = Keys(Selection(choices(greenhouse, greenhouse.questions["signs"], {})))
    keys.arguments = partial(names.arguments, greenhouse, {})
    shown = [completion.display_text for completion in keys.get_completions(Document(before), None)]
    assert shown == [name for name in listed if name != "unknown"]


def test_an_answered_question_is_one_line_with_its_answer_in_words(greenhouse: KnowledgeBase) -> None:
    talk = Talk(greenhouse, typed("2", "u", "1 2", "8 da") + CTRL_D)
    for line in (
        "What do you grow? Cucumber",
        "Push a finger into the soil. What do you feel? I have not tried",
        "Which of these do you see? Hanging leaves; Brown spots",
        "How many days ago did you water? 8 days",
    ):
        assert line in talk.left.split("\n")
    for gone in ("Tomato", "Brown spots\n  ", "more questions", "Arrows"):
        assert gone not in talk.left.replace("Hanging leaves; Brown spots", "")


def test_a_question_and_its_answer_that_are_too_long_for_a_line_are_wrapped(tmp_path: Path) -> None:
    long = "Dry, as deep as it goes"
    kb = load(write_greenhouse(tmp_path / "kb", questions=QUESTIONS.replace("dry: Dry", f"dry: {long}")))
    left = Talk(kb, typed("1", "1") + CTRL_D, columns=40).left
    assert f"Push a finger into the soil. What do you feel? {long}" in " ".join(left.split())
    assert max(len(line) for line in left.split("\n") if "https:" not in line) <= 40


def test_a_number_is_shown_in_words_behind_what_is_typed_as_far_as_there_is_room(greenhouse: KnowledgeBase) -> None:
    keys = Keys(Selection(choices(greenhouse, greenhouse.questions["days"], {})))
    assert keys.meaning("12", 40) == "12 days"
    assert keys.meaning("12", 5) == ""
    assert keys.meaning("90", 40) == ""


@pytest.mark.parametrize("columns", [40, 30])
def test_a_narrow_terminal_is_not_overrun(greenhouse: KnowledgeBase, columns: int) -> None:
    talk = Talk(greenhouse, typed("1", "?", "help", "unknown", "review", "1", "3", "no", ""), columns=columns)
    lines = [line for line in talk.text.split("\n") if "https" not in line and not line.startswith(">")]
    assert max(map(len, lines)) <= columns


def test_a_long_list_leaves_what_was_said_last_in_sight(tmp_path: Path) -> None:
    wet = "".join(f"      wet_{number}: Wet {number}\n" for number in range(30))
    questions = QUESTIONS.replace("      wet: Wet\n", f"      wet: Wet\n{wet}")
    kb = load(write_greenhouse(tmp_path / "kb", questions=questions))
    screen, shown = pyte.Screen(80, 24), []
    for part in re.split("(?<=> )", Talk(kb, typed("1", "review") + CTRL_D, columns=80, rows=24).raw):
        pyte.Stream(screen).feed(part)
        shown.append("\n".join(screen.display))
    asked = [text for text in shown if "more below" in text]
    assert "  1  What do you grow? Tomato" in asked[-1]
    assert asked[-1].count("Wet") >= 6


@pytest.mark.parametrize("asked", ["?", "? ?"])
@pytest.mark.parametrize("before", [(), ("us",), ("us", "1"), ("us", "1", "1")])
def test_why_a_question_is_asked_is_in_sight_as_a_whole(before: tuple[str, ...], asked: str) -> None:
    """On a screen of 24 lines, whether its list is scrolled or not; asked again, too."""
    screen, shown = pyte.Screen(80, 24), []
    keys = typed(*before, *asked.split()) + CTRL_D
    for part in re.split("(?<=> )", Talk(load(), keys, columns=80, rows=24).raw):
        pyte.Stream(screen).feed(part)
        shown.append([line.rstrip() for line in screen.display])
    told = ["\n".join(lines[lines.index("> ?") :]) for lines in shown if "> ?" in lines]
    says = "answer can decide" if asked == "?" else "The answer can decide:|is needed for:|consultation is for:"
    assert any(re.search(says, text) and "? says why" in text for text in told)


def test_no_color_leaves_out_every_emphasis(greenhouse: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    emphasis, keys = ("\x1b[0;1m", "\x1b[0;3m"), typed("change days", "12 d") + CTRL_D
    raw = Talk(greenhouse, keys).raw
    assert all(code in raw for code in emphasis)
    monkeypatch.setenv("NO_COLOR", "1")
    raw = Talk(greenhouse, keys).raw
    assert not any(code in raw for code in emphasis)
    assert "> 1  Tomato" in CONTROL.sub("", raw)


def test_a_knowledge_base_cannot_steer_the_terminal(tmp_path: Path) -> None:
    text = QUESTIONS.replace("ask: What do you grow?", 'ask: "What \\e]0;owned\\a do \\u202eyou grow?"')
    kb = load(write_greenhouse(tmp_path / "kb", questions=text.replace("dry: Dry", 'dry: "Dry\\e[2J"')))
    raw = Talk(kb, typed("1", "1", "review") + CTRL_D).raw
    assert "What ?]0;owned? do ?you grow?" in raw
    for steering in ("\x1b]0", "\x07", "\u202e", "\x1b[2J"):
        assert steering not in raw


def test_the_transcript_stays_in_the_scrollback(greenhouse: KnowledgeBase) -> None:
    raw = Talk(greenhouse, typed("1", "dry", "no", "")).raw
    for clears in ("\x1b[2J", "\x1b[3J", "\x1b[?1049h", "\x1b[?47h"):
        assert clears not in raw


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("what if so" + TAB, "what if soil="),
        ("what if soil=d" + TAB, "what if soil=dry"),
        ("what if soil=dry;sh" + TAB, "what if soil=dry;shade="),
        ("/what if soil=w" + TAB, "/what if soil=wet"),
        ("why not hang" + TAB, "why not hang-cloth"),
        ("why not Enj" + TAB, "why not enjoy"),
        ("compare water" + TAB, "compare water-now"),
        ("change pl" + TAB, "change plant"),
    ],
)
def test_tab_completes_what_follows_a_command(greenhouse: KnowledgeBase, keys: str, line: str) -> None:
    talk = Talk(greenhouse, typed("tomato") + keys + "\x01zz\r" + CTRL_D)  # what means nothing is quoted
    assert f"'zz{line}' is none of the choices" in talk.text


@pytest.mark.parametrize("report", ["\x1b[M !!", "\x1b[<0;1;1M", "\x1b[5M", "\x1b[9;9R"])
def test_what_a_terminal_reports_is_no_answer_and_no_error(greenhouse: KnowledgeBase, report: str) -> None:
    talk = Talk(greenhouse, report + typed("tomato") + CTRL_D)
    assert "Exception" not in talk.text
    assert "Push a finger into the soil" in talk.seen
