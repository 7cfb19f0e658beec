"""Where the dialogue is spoken: as plain lines without any control code, or at a terminal (`prompt_console.py`).

Both have the same verbs, so the dialogue does not know which it has.
"""

from __future__ import annotations

import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol, TextIO

from advisor.long_work import Notice, interruptible, overwrites
from advisor.plain_text import in_small_letters, one_line, strip_controls
from advisor.terminal import device

if TYPE_CHECKING:
    from advisor.knowledge.attributes import Answer
    from advisor.terminal.choices import Choices
    from advisor.terminal.keys import Arguments

NARROWEST, WIDEST = 10, 88
PROMPT = "> "
LONGEST_INPUT = 1_000_000
"""Characters that no line has: it would fill the memory before it ended."""

SEVERAL = "These were several lines at once, and none of them was taken. Type one answer at a time."
WORKING = "Working. Ctrl-C stops it."


class Console(Protocol):
    """`interactive`: a person sits there, so end of input means that they leave."""

    interactive: bool

    @property
    def width(self) -> int:
        """Columns for text."""

    @property
    def room(self) -> int:
        """Lines that are seen of what is said beside the question which was posed."""

    def say(self, text: str = "", strong: bool = False) -> None:
        """Shows the text, which may have several lines, and ends the line."""

    def warn(self, text: str, typed: bool = False) -> None:
        """Shows one sentence about what went wrong; `typed`: with the line that was typed last."""

    def pose(self, question: str, choices: Choices, answer: Answer | None = None, apart: bool = True) -> None:
        """Shows the question with its choices; `answer` is the one so far, `apart` from what stands above it.

        It stands there until it is answered: again, if something was said since, where a person sits there.
        """

    def note(self, text: str) -> None:
        """Says something that belongs to the question which was posed."""

    def ask(self, arguments: Arguments | None = None) -> str:
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
    """A sentence as lines for a person."""
    from advisor.terminal.messages import wrap

    return wrap(text, width)


class Working(ABC):
    """What both consoles do while work takes long."""

    _at_terminal: bool
    _notice: Notice | None = None

    @abstractmethod
    def _show(self, text: str) -> None:
        """Writes to the terminal as it is."""

    @abstractmethod
    def _drop_typed(self) -> None:
        """Forgets what was typed meanwhile."""

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

    def _unnoticed(self) -> AbstractContextManager[None]:
        """While something is said, no notice stands there, nor comes between."""
        return nullcontext() if self._notice is None else self._notice.hidden()


class LineConsole(Working):
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
        self._posed: tuple[str, Choices] | None = None
        self._said_since = False
        self._at_terminal = self.interactive and self._out.isatty()
        for stream in (self._in, self._out):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="replace")

    @property
    def room(self) -> int:
        from advisor.reports.explaining.why import ANY_ROOM

        return ANY_ROOM  # nothing is drawn over

    def say(self, text: str = "", strong: bool = False) -> None:
        self._said_since = True
        self._write(f"{strip_controls(text)}\n")

    def pose(self, question: str, choices: Choices, answer: Answer | None = None, apart: bool = True) -> None:
        from advisor.terminal.messages import listed, wrap

        if apart:
            self.say()
        self.say(wrap(question, self.width))
        self.say(listed(choices, self.width))
        self._posed, self._said_since = (question, choices), False

    def note(self, text: str) -> None:
        self.say(told(text, self.width))
        self._said_since = False

    def warn(self, text: str, typed: bool = False) -> None:
        if self.interactive:
            self.say(told(text, self.width))
            return
        place = f"line {self._line}: " if typed else ""
        self._errors.write(f"advisor: {place}{one_line(text)}\n")
        self._errors.flush()

    def ask(self, arguments: Arguments | None = None) -> str:
        if self.interactive and self._said_since and self._posed is not None:
            self.pose(*self._posed)
        self._write(PROMPT)
        line = self._in.readline(LONGEST_INPUT)
        if not line:
            self._write("\n")
            raise EOFError
        self._line += 1
        if len(line) == LONGEST_INPUT:
            self._write("\n")
            self.warn(
                f"This line has more than {LONGEST_INPUT:,} characters, so the input is read no further.", typed=True
            )
            raise EOFError
        if self._line == 1:
            line = line.removeprefix("\ufeff")
        line = line.rstrip("\r\n")
        if self._echo:
            self._write(f"{one_line(line)}\n")
        if self.interactive and device.waits(self._in.fileno()):
            self._drop_typed()
            self.warn(SEVERAL)
            return self.ask(arguments)
        if self.interactive:
            self._tell_understood(line)
        return line

    def _tell_understood(self, line: str) -> None:
        """An answer that was not typed out, as it was offered."""
        from advisor.terminal.inputs import read
        from advisor.terminal.replies import Given

        if self._posed is None or not isinstance(action := read(self._posed[1], line), Given):
            return
        words = self._posed[1].in_words(action.answer)
        if in_small_letters(words) != in_small_letters(line):
            self.say(told(f"Your answer: {words}", self.width))

    def close(self) -> None:
        """Nothing was changed of it."""

    def _write(self, text: str) -> None:
        with self._unnoticed():
            self._show(text)

    def _show(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    def _drop_typed(self) -> None:
        device.drop_typed(self._in.fileno())
