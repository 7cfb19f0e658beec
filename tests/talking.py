"""Holds a dialogue through prompt_toolkit's pipe input, or line by line, and has what it showed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output

from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import I_DO_NOT_KNOW
from advisor.terminal.choices import Choice, Choices
from advisor.terminal.console import LineConsole
from advisor.terminal.dialogue import Dialogue, run

CTRL_C, CTRL_D, TAB, UP, DOWN = "\x03", "\x04", "\t", "\x1b[A", "\x1b[B"
PAGE_UP, PAGE_DOWN, BACKSPACE, ESCAPE = "\x1b[5~", "\x1b[6~", "\x7f", "\x1b"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")


def kept(state: Path) -> list[Path]:
    """The consultations in the state folder."""
    return sorted(state.rglob("*.yaml"))


def typed(*lines: str) -> str:
    return "".join(f"{line}\r" for line in lines)


def offered(kind: str, required: bool = True, **texts: str) -> Choices:
    """The choices of a question that is in no knowledge base."""
    question = Question(
        id="q", kind=kind, ask="?", why=".", label="q", required=required, values=tuple(texts), texts=texts
    )
    listed = [Choice(value, str(number), text) for number, (value, text) in enumerate(texts.items(), 1)]
    return Choices(question, (*listed, *([] if required else [Choice(UNKNOWN, "u", I_DO_NOT_KNOW)])))


class Talk:
    """What one dialogue at a terminal showed, and its exit code; `seen` has its words with single blanks."""

    def __init__(self, kb: KnowledgeBase, keys: str, columns: int = 200, rows: int = 60, **options: Any) -> None:
        screen = io.StringIO()
        self._columns = columns
        output = Vt100_Output(
            screen, lambda: Size(rows=rows, columns=columns), term="xterm", default_color_depth=ColorDepth.DEPTH_1_BIT
        )
        with create_pipe_input() as pipe:
            pipe.send_text(keys + CTRL_C)  # so that a dialogue that goes on ends with 130 and not never
            self.code = run(kb, input=pipe, output=output, **options)
        self.raw = screen.getvalue()
        self.text = CONTROL.sub("", self.raw)
        self.seen = " ".join(self.text.split())

    @property
    def left(self) -> str:
        """What stays in the terminal: without what was shown while a question was asked."""
        import pyte

        screen = pyte.Screen(self._columns, 2000)
        pyte.Stream(screen).feed(self.raw)
        return "\n".join(line.rstrip() for line in screen.display).rstrip()


class Lines:
    """What one dialogue through a pipe wrote, and its exit code."""

    def __init__(self, kb: KnowledgeBase, *lines: str, **options: Any) -> None:
        source = io.StringIO("".join(f"{line}\n" for line in lines))
        target, errors = io.StringIO(), io.StringIO()
        console = LineConsole(source, target, errors)
        case, save, resume = options.get("case"), options.get("save"), options.get("resume", False)
        self.code = Dialogue(kb, console, case, save, resume, options.get("shortest", False)).run()
        self.out, self.errors = target.getvalue(), errors.getvalue()
        self.seen = " ".join(self.out.split())
