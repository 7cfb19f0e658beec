"""Where the dialogue is spoken: at a terminal through prompt_toolkit, or as plain lines without any control code.

Both have the same verbs, so the dialogue does not know which it has.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Protocol, TextIO

from advisor.long_work import Notice, interruptible, overwrites
from advisor.plain_text import one_line, strip_controls
from advisor.terminal import device

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from advisor.terminal.choices import Choices
    from advisor.terminal.keys import Arguments

NARROWEST, WIDEST = 10, 88
PROMPT = "> "
ENDLESS = 1_000_000
"""Characters that no line has: it would fill the memory before it ended."""

SEVERAL = "These were several lines at once, and none of them was taken. Type one answer at a time."
WORKING = "Working. Ctrl-C stops it."


class Console(Protocol):
    """`interactive`: a person sits there, so end of input means that they leave."""

    interactive: bool

    @property
    def width(self) -> int:
        """Columns for text."""

    def say(self, text: str = "", strong: bool = False) -> None:
        """Shows the text, which may have several lines, and ends the line."""

    def warn(self, text: str, typed: bool = False) -> None:
        """Shows one sentence about what went wrong; `typed`: with the line that was typed last."""

    def ask(self, choices: Choices, arguments: Arguments | None = None) -> str:
        """One line from the person; `arguments` has what may follow a command. Raises EOFError, KeyboardInterrupt."""

    def close(self) -> None:
        """Leaves the terminal as it was found."""

    def working(self) -> AbstractContextManager[None]:
        """For work that may take long: on a terminal that is told, and what was typed meanwhile is then dropped.

        Ctrl-C raises KeyboardInterrupt, wherever it arrives.
        """


def clamp(columns: int) -> int:
    """The width for text in a terminal of so many columns."""
    return max(NARROWEST, min(columns, WIDEST))


def told(text: str, width: int) -> str:
    """A warning as lines for a person."""
    from advisor.terminal.messages import wrap

    return wrap(text, width)


class _Working:
    """What both consoles do while work takes long."""

    _at_terminal: bool
    _notice: Notice | None = None

    def _show(self, text: str) -> None:
        raise NotImplementedError

    def _drop_typed(self) -> None:
        raise NotImplementedError

    def _unechoed(self) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def _columns(self) -> int:
        return shutil.get_terminal_size((80, 24)).columns

    @property
    def width(self) -> int:
        return clamp(self._columns)

    @contextmanager
    def working(self) -> Iterator[None]:
        if not self._at_terminal:
            with interruptible():
                yield
            return
        with Notice(self._show, WORKING, self._columns, overwrites()) as self._notice:
            try:
                with self._unechoed(), interruptible():
                    yield
            finally:
                shown, self._notice = self._notice.was_shown, None
                if shown:
                    self._drop_typed()

    def _hide_notice(self) -> None:
        if self._notice is not None:
            self._notice.hide()


class LineConsole(_Working):
    """Lines in, lines out. Echoes the answer after the prompt unless the terminal has done so itself.

    Where no person sits there, warnings are single lines on standard error.
    """

    def __init__(
        self, source: TextIO | None = None, target: TextIO | None = None, errors: TextIO | None = None
    ) -> None:
        self._in = source or sys.stdin
        self._out = target or sys.stdout
        self._errors = errors or sys.stderr
        self.interactive = self._in.isatty()
        self._echo = not (self.interactive and self._out.isatty())
        self._line = 0
        self._at_terminal = self.interactive and self._out.isatty()
        for stream in (self._in, self._out):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="replace")

    def say(self, text: str = "", strong: bool = False) -> None:
        self._write(f"{strip_controls(text)}\n")

    def warn(self, text: str, typed: bool = False) -> None:
        if self.interactive:
            self.say(told(text, self.width))
            return
        place = f"line {self._line}: " if typed else ""
        self._errors.write(f"advisor: {place}{one_line(text)}\n")
        self._errors.flush()

    def ask(self, choices: Choices, arguments: Arguments | None = None) -> str:
        self._write(PROMPT)
        line = self._in.readline(ENDLESS)
        if not line:
            self._write("\n")
            raise EOFError
        self._line += 1
        if len(line) == ENDLESS:
            self._write("\n")
            self.warn(f"This line has more than {ENDLESS:,} characters, so the input is read no further.", typed=True)
            raise EOFError
        if self._line == 1:
            line = line.removeprefix("\ufeff")
        line = line.rstrip("\r\n")
        if self._echo:
            self._write(f"{one_line(line)}\n")
        if self.interactive and device.waits(self._in.fileno()):
            self._drop_typed()
            self.warn(SEVERAL)
            return self.ask(choices, arguments)
        return line

    def close(self) -> None:
        """Nothing was changed of it."""

    def _write(self, text: str) -> None:
        self._hide_notice()
        self._show(text)

    def _show(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    def _drop_typed(self) -> None:
        device.drop_typed(self._in.fileno())


class PromptConsole(_Working):
    """An inline prompt: Tab completes, Up and Down go through the choices, what was said stays in the scrollback."""

    interactive = True

    def __init__(self, source: Input | None = None, target: Output | None = None) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.layout.processors import AfterInput

        from advisor.terminal.keys import Keys

        self._out = target or _output()
        self._style = "" if os.environ.get("NO_COLOR") else "italic"
        self._keys = Keys()
        self._at_terminal = source is None and target is None
        self._session: PromptSession[str] = PromptSession(
            input=source,
            output=self._out,
            completer=self._keys,
            key_bindings=self._keys.key_bindings(),
            input_processors=[AfterInput(self._meaning)],
            auto_suggest=None,
            complete_while_typing=False,
            reserve_space_for_menu=4,
            enable_history_search=False,
            enable_suspend=True,
        )
        self._found = device.attributes(self._session.input.fileno()) if self._at_terminal else None

    @property
    def _columns(self) -> int:
        return self._out.get_size().columns

    def say(self, text: str = "", strong: bool = False) -> None:
        from prompt_toolkit import print_formatted_text
        from prompt_toolkit.formatted_text import FormattedText

        self._hide_notice()
        style = "bold" if strong and not os.environ.get("NO_COLOR") else ""
        print_formatted_text(FormattedText([(style, strip_controls(text))]), output=self._out)

    def warn(self, text: str, typed: bool = False) -> None:
        self.say(told(text, self.width))

    def ask(self, choices: Choices, arguments: Arguments | None = None) -> str:
        self._keys.choices = choices
        self._keys.arguments = arguments or (lambda command, typed: ())
        line = self._session.prompt(PROMPT)
        while self._at_terminal and self._has_pasted_more():
            self._drop_typed()
            self.warn(SEVERAL)
            line = self._session.prompt(PROMPT)
        return line

    def close(self) -> None:
        """A prompt that a signal breaks off while it is being made sees to this by half only."""
        if not self._at_terminal:
            return
        with suppress(OSError):
            self._out.disable_bracketed_paste()
            self._out.enable_autowrap()
            self._out.show_cursor()
            self._out.flush()
        device.restore(self._session.input.fileno(), self._found)

    def _has_pasted_more(self) -> bool:
        """Whether a whole further line came at once with this one, which nobody types so fast."""
        from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
        from prompt_toolkit.keys import Keys as NamedKeys

        read = get_typeahead(self._session.input)
        store_typeahead(self._session.input, read)
        return any(press.key in (NamedKeys.ControlM, NamedKeys.ControlJ) for press in read)

    def _show(self, text: str) -> None:
        self._out.write_raw(text)
        self._out.flush()

    def _drop_typed(self) -> None:
        """What waits in the terminal, and what was read of it already."""
        from prompt_toolkit.input.typeahead import clear_typeahead

        device.drop_typed(self._session.input.fileno())
        clear_typeahead(self._session.input)

    def _unechoed(self) -> AbstractContextManager[None]:
        return device.unechoed(self._session.input.fileno())

    def _meaning(self) -> StyleAndTextTuples:
        """What is typed so far, in words, behind it."""
        line = self._session.default_buffer.text
        text = self._keys.meaning(line, self._out.get_size().columns - len(line) - len(PROMPT) - 3)
        return [(self._style, f"  {strip_controls(text)}")] if text else []


def open_console(source: Input | None = None, target: Output | None = None) -> Console:
    """The console for where we are: a prompt at a terminal that can move its cursor, else lines."""
    if source is not None or target is not None:
        return PromptConsole(source, target)
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    if dumb or not sys.stdin.isatty() or not sys.stdout.isatty():
        return LineConsole()
    return PromptConsole()


def _output() -> Output:
    """The terminal, which is never asked where its cursor is: not all answer, and an inline prompt need not know."""
    from prompt_toolkit.output import create_output

    output = create_output()
    if hasattr(output, "enable_cpr"):
        output.enable_cpr = False
    return output
