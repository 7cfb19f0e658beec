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

from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.console import LineConsole
from advisor.terminal.dialogue import Dialogue, run

CTRL_C, CTRL_D, TAB, UP, DOWN = "\x03", "\x04", "\t", "\x1b[A", "\x1b[B"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")


def kept(state: Path) -> list[Path]:
    """The consultations in the state folder."""
    return sorted(state.rglob("*.yaml"))


def typed(*lines: str) -> str:
    return "".join(f"{line}\r" for line in lines)


class Talk:
    """What one dialogue at a terminal showed, and its exit code; `seen` has its words with single blanks."""

    def __init__(self, kb: KnowledgeBase, keys: str, columns: int = 200, **options: Any) -> None:
        screen = io.StringIO()
        output = Vt100_Output(
            screen, lambda: Size(rows=60, columns=columns), term="xterm", default_color_depth=ColorDepth.DEPTH_1_BIT
        )
        with create_pipe_input() as pipe:
            pipe.send_text(keys + CTRL_C)  # so that a dialogue that goes on ends with 130 and not never
            self.code = run(kb, input=pipe, output=output, **options)
        self.raw = screen.getvalue()
        self.text = CONTROL.sub("", self.raw)
        self.seen = " ".join(self.text.split())


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
