"""The dialogue at a terminal: a question stands there as long as it is asked, then as one line with its answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.input.typeahead import clear_typeahead, get_typeahead, store_typeahead
from prompt_toolkit.keys import Keys as NamedKeys
from prompt_toolkit.layout.processors import AfterInput
from prompt_toolkit.output import create_output

from advisor.plain_text import LINK, LINK_END, one_line, strip_controls, with_links
from advisor.terminal import device, live
from advisor.terminal.choices import Choices
from advisor.terminal.console import PROMPT, SEVERAL, Working, clamp, told
from advisor.terminal.inputs import read
from advisor.terminal.keys import Arguments, Keys
from advisor.terminal.messages import END, wrap
from advisor.terminal.replies import Command, Given
from advisor.terminal.selection import Selection

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from advisor.knowledge.attributes import Answer

MENU = 4
"""Lines for what Tab lists."""
BELOW = 2
"""Lines for what is typed, and below it."""
LONG = 10_000
"""Lines of a screen on which every question stands whole."""


class PromptConsole(Working):
    """An inline list: arrows, digits and letters move in it, Enter takes; what was said stays in the scrollback."""

    interactive = True

    def __init__(self, source: Input | None = None, target: Output | None = None) -> None:
        self._out = target or _output()
        self._plain = bool(os.environ.get("NO_COLOR"))
        self._keys = Keys(Selection(Choices(END, ())))
        self._question, self._more = "", ""
        self._apart = self._said_since = self._aside = False
        self._said_lines = 0
        self._at_terminal = source is None and target is None
        self._session: PromptSession[str] = PromptSession(
            message=self._drawn,
            input=source,
            output=self._out,
            completer=self._keys,
            key_bindings=self._keys.key_bindings(),
            input_processors=[AfterInput(self._meaning)],
            auto_suggest=None,
            complete_while_typing=False,
            reserve_space_for_menu=MENU,
            enable_history_search=False,
            enable_suspend=True,
            erase_when_done=True,
        )
        self._session.default_buffer.on_text_changed += lambda buffer: self._keys.typed(buffer.text)
        self._found = device.attributes(self._session.input.fileno()) if self._at_terminal else None

    @property
    def _columns(self) -> int:
        return self._out.get_size().columns

    @property
    def room(self) -> int:
        """Below a blank line and what was typed."""
        rows = self._out.get_size().rows - BELOW
        return max(rows - len(self._lines(LONG)), rows - rows // 2) - 2

    def say(self, text: str = "", strong: bool = False) -> None:
        self._write([("bold" if strong else "", text)])

    def warn(self, text: str, typed: bool = False) -> None:
        self.say(told(text, self.width))

    def pose(self, question: str, choices: Choices, answer: Answer | None = None, apart: bool = True) -> None:
        self._question, self._more, self._apart = question, "", apart
        self._keys.selection = Selection(choices, answer)

    def note(self, text: str) -> None:
        self._more = text

    def ask(self, arguments: Arguments | None = None) -> str:
        self._keys.arguments = arguments or (lambda command, typed: ())
        line = self._heard()
        while self._at_terminal and self._has_pasted_more():
            self._drop_typed()
            self.warn(SEVERAL)
            line = self._heard()
        self._collapse(line)
        return line

    def _heard(self) -> str:
        self._keys.typed("")
        try:
            return self._session.prompt()
        except (EOFError, KeyboardInterrupt):
            self.say(wrap(self._question, self.width), strong=True)
            raise

    def _collapse(self, line: str) -> None:
        """Leaves the question behind with its answer; of a command, or a mistake, what was typed."""
        selection = self._keys.selection
        self._said_lines, action = 0, read(selection.choices, line)
        self._aside = isinstance(action, Command)
        if self._apart and self._said_since:
            self.say()
        if not isinstance(action, Given):
            self.say(f"{PROMPT}{one_line(line)}")
            return
        asked, answer = one_line(self._question), selection.choices.in_words(action.answer)
        text = wrap(f"{asked} {answer}", self.width)
        self._write([("bold", text[: len(asked)]), ("", text[len(asked) :])])
        self._said_since = False

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

    def _drawn(self) -> StyleAndTextTuples:
        """The question as it stands there now, and the prompt below it.

        A list leaves up to half of the screen to what the person asked for, and one that has to be scrolled anyway to
        whatever was said last.
        """
        room = self._out.get_size().rows - BELOW - MENU * (self._session.default_buffer.complete_state is not None)
        if len(self._lines(LONG)) + self._said_lines * self._aside > room:
            room = max(room - self._said_lines, room // 2)
        lines = self._lines(max(1, room))
        if self._apart and len(lines) < room:
            lines = [live.Line(""), *lines]
        return [*((self._style("bold") if line.strong else "", f"{line.text}\n") for line in lines), ("", PROMPT)]

    def _lines(self, height: int) -> list[live.Line]:
        """The question as it stands in so many lines."""
        width = clamp(self._columns - 1)
        return live.lines(self._keys.selection, self._question, self._more, self._keys.hint(), width, height)

    def _style(self, style: str) -> str:
        return "" if self._plain else style

    def _write(self, parts: StyleAndTextTuples) -> None:
        self._apart = self._said_since = True
        shown: StyleAndTextTuples = [(self._style(style), strip_controls(text)) for style, text, *_ in parts]
        self._said_lines += 1 + sum(text.count("\n") for _, text, *_ in shown)
        with self._unnoticed():
            print_formatted_text(FormattedText(self._with_links(shown)), output=self._out)

    def _with_links(self, parts: StyleAndTextTuples) -> Iterator[tuple[str, str]]:
        """The parts, at a terminal with their addresses as links."""
        for style, text, *_ in parts:
            for said, url in with_links(text) if self._at_terminal else [(text, "")]:
                yield from [("[ZeroWidthEscape]", LINK.format(url))] * bool(url)
                yield style, said
                yield from [("[ZeroWidthEscape]", LINK_END)] * bool(url)

    def _has_pasted_more(self) -> bool:
        """Whether a whole further line came at once with this one, which nobody types so fast."""
        pressed = get_typeahead(self._session.input)
        store_typeahead(self._session.input, pressed)
        return any(press.key in (NamedKeys.ControlM, NamedKeys.ControlJ) for press in pressed)

    def _show(self, text: str) -> None:
        self._out.write_raw(text)
        self._out.flush()

    def _drop_typed(self) -> None:
        """What waits in the terminal, and what was read of it already."""
        device.drop_typed(self._session.input.fileno())
        clear_typeahead(self._session.input)

    def _unechoed(self) -> AbstractContextManager[None]:
        return device.unechoed(self._session.input.fileno())

    def _meaning(self) -> StyleAndTextTuples:
        """What is typed so far, in words, behind it."""
        line = self._session.default_buffer.text
        text = self._keys.meaning(line, self._out.get_size().columns - len(line) - len(PROMPT) - 3)
        return [(self._style("italic"), f"  {strip_controls(text)}")] if text else []


def _output() -> Output:
    """The terminal, which is never asked where its cursor is: not all answer, and an inline prompt need not know."""
    output = create_output()
    if hasattr(output, "enable_cpr"):
        output.enable_cpr = False
    return output
