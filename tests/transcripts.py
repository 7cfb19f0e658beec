"""The consultations that README and docs show: what is typed in each, and what is cut. `python tests/transcripts.py`
writes them anew from a real run; a test says when they are out of date.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from talking import Lines

import advisor

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- transcript: begin", "<!-- transcript: end -->"
CUT = "[...]"


class Turn(NamedTuple):
    """A typed line; `shown` says how many lines of what was said before it are shown at the top and at the bottom.

    None shows all, and (0, 0) neither them nor the typed line.
    """

    typed: str
    shown: tuple[int, int] | None = None


HIDDEN = (0, 0)

README = [
    Turn("1", (12, 2)),
    Turn("1", HIDDEN),
    Turn("1", HIDDEN),
    Turn("4", HIDDEN),
    Turn("1", HIDDEN),
    Turn("?"),
    Turn("1"),
    Turn("3", HIDDEN),
    Turn("1", HIDDEN),
    Turn("2"),
    Turn("2", HIDDEN),
    Turn("2", HIDDEN),
    Turn("no", HIDDEN),
]
"""Up to the goal; its recommendation is shown whole but for what the last turn leaves out."""

TRANSCRIPTS = {"README.md": README}


def run(turns: Iterable[Turn]) -> list[str]:
    """What was said before each typed line, and after the last."""
    with tempfile.TemporaryDirectory() as state:
        settings = {"ADVISOR_STATE_DIR": state, "COLUMNS": "80"}
        with mock.patch.dict(os.environ, settings):
            said = Lines(advisor.load(), *(turn.typed for turn in turns)).out
    return said.split("\n> ")


def shown(turns: list[Turn]) -> str:
    """The transcript, with what is cut marked."""
    found: list[str] = []
    for part in _parts(turns, run(turns)):
        if part != CUT or found[-1] != CUT:
            found.append(part)
    return "\n".join(found) + "\n"


def _parts(turns: list[Turn], said: list[str]) -> Iterator[str]:
    echoed = ""
    for turn, text in zip([*turns, Turn("")], said, strict=True):
        lines = text.removeprefix(echoed).strip("\n").splitlines()
        echoed = f"{turn.typed}\n"
        if turn.shown is None:
            yield from ["", *lines, f"> {turn.typed}"] if turn.typed else lines
        elif turn.shown == HIDDEN:
            yield CUT
        else:
            yield from [*lines[: turn.shown[0]], CUT, *lines[-turn.shown[1] :], f"> {turn.typed}"]


def written(path: str, turns: list[Turn]) -> str:
    """The file's text with its transcript made anew."""
    text = (ROOT / path).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    comment, _, rest = rest.partition("-->\n")
    _, end, after = rest.partition(END)
    return f"{before}{begin}{comment}-->\n```text\n{shown(turns)}```\n{end}{after}"


if __name__ == "__main__":
    for path, turns in TRANSCRIPTS.items():
        (ROOT / path).write_text(written(path, turns), encoding="utf-8")
