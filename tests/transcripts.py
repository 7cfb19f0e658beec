"""The consultations that the docs show: what is typed in each, and what is cut. `python tests/transcripts.py`
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

FIRST = [
    Turn("1", (12, 2)),
    Turn("1", HIDDEN),
    Turn("4", HIDDEN),
    Turn("1", HIDDEN),
    Turn("?"),
    Turn("1"),
    Turn("1", HIDDEN),
    Turn("1", HIDDEN),
    Turn("1", HIDDEN),
    Turn("2"),
    Turn("2", HIDDEN),
    Turn("1", HIDDEN),
    Turn("4", HIDDEN),
    Turn("1", HIDDEN),
    Turn("what if numeracy = weak"),
    Turn("no"),
    Turn("keep"),
]

EVERY_COMMAND = [
    Turn("why", (10, 2)),
    Turn("United States"),
    Turn("1"),
    Turn("back"),
    Turn("redo"),
    Turn("4"),
    Turn("not yet", HIDDEN),
    Turn("unknown"),
    Turn("no", HIDDEN),
    Turn("none", HIDDEN),
    Turn("why"),
    Turn("why"),
    Turn("1"),
    Turn("2"),
    Turn("review"),
    Turn("change 5"),
    Turn("1"),
    Turn("yes"),
    Turn("2"),
    Turn("1", HIDDEN),
    Turn("4", HIDDEN),
    Turn("1", HIDDEN),
    Turn("how skills"),
    Turn("why not apply"),
    Turn("compare earn-associate-degree"),
    Turn("what if schooling = associate; degree_field = health_information"),
    Turn("questions"),
    Turn("steps", (7, 2)),
    Turn("sure", (6, 3)),
    Turn("plan"),
    Turn("more"),
    Turn("sources"),
    Turn("page", (3, 0)),
    Turn("print", (1, 0)),
    Turn("save biologist.yaml as test", (1, 0)),
    Turn("help"),
    Turn("quit"),
]

TRANSCRIPTS = {"docs/first-consultation.md": FIRST, "docs/consultation.md": EVERY_COMMAND}


def run(turns: Iterable[Turn]) -> list[str]:
    """What was said before each typed line, and after the last."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            with mock.patch.dict(os.environ, {"ADVISOR_STATE_DIR": folder, "COLUMNS": "80"}):
                said = Lines(advisor.load(), *(turn.typed for turn in turns)).out
        finally:
            os.chdir(here)
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
        lines = text.removeprefix(echoed).rstrip("\n").splitlines()
        echoed = f"{turn.typed}\n"
        if turn.shown is not None:
            first, last = turn.shown
            lines = [*lines[:first], CUT, *lines[len(lines) - last :]]
        yield from lines
        if turn.typed and turn.shown != HIDDEN:
            yield f"> {turn.typed}"


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
