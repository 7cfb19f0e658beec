"""A dialogue that is killed at any moment has lost no answer that was given before the next question was asked."""

from __future__ import annotations

import contextlib
import io
import os
import random
import select
import signal
import time
from pathlib import Path

import pytest
from talking import Lines

from advisor.cases.files import Case, read_cases
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.console import PROMPT, LineConsole
from advisor.terminal.dialogue import Dialogue

SESSIONS = 100
ANSWERS = {"plant": "orchid", "soil": "wet", "shade": "no", "signs": "spots", "days": "3"}
LINES = ["orchid", "wet", "no", "yes", "spots", "3"]
"""The fourth goes on to the road."""


def speak(kb: KnowledgeBase, source: int, target: int) -> None:
    """The dialogue, in a process of its own, over two pipes."""
    with os.fdopen(source, encoding="utf-8") as lines, os.fdopen(target, "w", encoding="utf-8") as out:
        Dialogue(kb, LineConsole(lines, out, io.StringIO()), None, None, False).run()


def killed(kb: KnowledgeBase, lines: list[str], delay: float | None) -> int:
    """Sends the lines, waits so many seconds, or until it asks again, and kills it.

    Returns how many of the lines were followed by another prompt.
    """
    from_us, to_us = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(from_us[1])
            os.close(to_us[0])
            speak(kb, from_us[0], to_us[1])
        os._exit(0)
    os.close(from_us[0])
    os.close(to_us[1])
    heard = ""

    def hear_prompts(count: int) -> None:
        nonlocal heard
        while heard.count(f"\n{PROMPT}") < count and select.select([to_us[0]], [], [], 20)[0]:
            heard += os.read(to_us[0], 65536).decode()

    for sent, line in enumerate(lines):
        hear_prompts(sent + 1)
        os.write(from_us[1], f"{line}\n".encode())
    if delay is None:
        hear_prompts(len(lines) + 1)
    else:
        time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(to_us[0], 65536):
        heard += part.decode()
    os.close(from_us[1])
    os.close(to_us[0])
    return heard.count(f"\n{PROMPT}") - 1


def given(lines: int) -> dict[str, str]:
    """The answers that the first lines give."""
    return dict(list(ANSWERS.items())[: lines - (lines > 3)])


def test_a_hundred_killed_sessions_lose_no_answer_that_another_question_followed(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    for number in range(SESSIONS):
        state = tmp_path / str(number)
        monkeypatch.setenv("ADVISOR_STATE_DIR", str(state))
        sent = chance.randint(1, len(LINES))
        followed = killed(greenhouse, LINES[:sent], chance.random() * 0.03)
        files = sorted(state.rglob("*.yaml"), key=lambda file: file.stat().st_mtime_ns)
        found: dict[str, object] = {}
        for file in files:
            (case,) = read_cases(file, greenhouse)
            assert isinstance(case, Case)
            found = dict(case.answers)
        texts = {id: ", ".join(it) if isinstance(it, tuple) else str(it) for id, it in found.items()}
        assert texts in [given(n) for n in range(followed, sent + 1)], f"session {number}"


def test_a_killed_session_goes_on_at_the_same_question_to_the_same_advice(
    greenhouse: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Lines(greenhouse, *LINES).out
    for cut in range(1, len(LINES)):
        monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path / f"cut-{cut}"))
        assert killed(greenhouse, LINES[:cut], None) == cut
        resumed = Lines(greenhouse, *LINES[cut:], resume=True).out
        left = whole.split(f"\n{PROMPT}")[cut + 1 :]  # what was said after each line that is still to come
        if cut < len(LINES) - 1:  # else the last answer adds nothing to what is told on resuming
            assert resumed.split(f"\n{PROMPT}")[1:] == left, f"cut after {cut}"
        advice = whole[whole.rindex("NEXT STEP") :].partition("\n\nNothing is left")[0]
        assert advice in resumed, f"cut after {cut}"
