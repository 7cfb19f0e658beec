"""Where the dialogue is spoken: at a terminal through prompt_toolkit, or as plain lines without any control code.

Both have the same two verbs, `say` and `ask`, so the dialogue does not know which it has.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TextIO

from advisor.reports.plain import steers

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

NARROWEST, WIDEST = 40, 88
PROMPT = "> "


class Console(Protocol):
    """`interactive`: a person sits there, so end of input means that they leave."""

    interactive: bool

    @property
    def width(self) -> int:
        """Columns for text."""

    def say(self, text: str = "", strong: bool = False) -> None:
        """Shows the text, which may have several lines, and ends the line."""

    def ask(self, choices: Sequence[str] = (), commands: Mapping[str, str] | None = None) -> str:
        """One line from the person. Raises EOFError and KeyboardInterrupt."""


def harmless(text: str) -> str:
    """The text with its lines and indents, and `?` for all that could steer a terminal."""
    return "".join("?" if character != "\n" and steers(character) else character for character in text.expandtabs(4))


def clamp(columns: int) -> int:
    """The width for text in a terminal of so many columns."""
    return max(NARROWEST, min(columns, WIDEST))


class LineConsole:
    """Lines in, lines out. Echoes the answer after the prompt unless the terminal has done so itself."""

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None) -> None:
        self._in = source or sys.stdin
        self._out = target or sys.stdout
        self.interactive = self._in.isatty()
        self._echo = not (self.interactive and self._out.isatty())
        self._first = True
        for stream in (self._in, self._out):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="replace")

    @property
    def width(self) -> int:
        return clamp(shutil.get_terminal_size((80, 24)).columns)

    def say(self, text: str = "", strong: bool = False) -> None:
        self._write(f"{harmless(text)}\n")

    def ask(self, choices: Sequence[str] = (), commands: Mapping[str, str] | None = None) -> str:
        self._write(PROMPT)
        line = self._in.readline()
        if not line:
            self._write("\n")
            raise EOFError
        if self._first:
            line, self._first = line.removeprefix("\ufeff"), False
        line = line.rstrip("\r\n")
        if self._echo:
            self._write(f"{harmless(line)}\n")
        return line

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


class PromptConsole:
    """An inline prompt: Tab completes, Up and Down go through the choices, what was said stays in the scrollback."""

    interactive = True

    def __init__(self, source: Input | None = None, target: Output | None = None) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.output import create_output

        from advisor.terminal.keys import Words

        self._out = target or create_output()
        self._words = Words()
        self._session: PromptSession[str] = PromptSession(
            input=source,
            output=self._out,
            completer=self._words,
            key_bindings=self._words.key_bindings(),
            auto_suggest=None,
            complete_while_typing=False,
            reserve_space_for_menu=4,
            enable_history_search=False,
        )

    @property
    def width(self) -> int:
        return clamp(self._out.get_size().columns)

    def say(self, text: str = "", strong: bool = False) -> None:
        from prompt_toolkit import print_formatted_text
        from prompt_toolkit.formatted_text import FormattedText

        style = "bold" if strong and not os.environ.get("NO_COLOR") else ""
        print_formatted_text(FormattedText([(style, harmless(text))]), output=self._out)

    def ask(self, choices: Sequence[str] = (), commands: Mapping[str, str] | None = None) -> str:
        self._words.choices, self._words.commands = list(choices), dict(commands or {})
        return self._session.prompt(PROMPT)


def open_console(source: Input | None = None, target: Output | None = None) -> Console:
    """The console for where we are: a prompt at a terminal that can move its cursor, else lines."""
    if source is not None or target is not None:
        return PromptConsole(source, target)
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    if dumb or not sys.stdin.isatty() or not sys.stdout.isatty():
        return LineConsole()
    return PromptConsole()
