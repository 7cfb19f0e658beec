"""What the keys do at the prompt, and what is shown behind a number that was typed: what it means.

For a question that takes several values, all of it is about the word after the last separator.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, has_completions
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys as NamedKeys

from advisor.plain_text import one_line
from advisor.terminal.choices import Choice, Choices
from advisor.terminal.command_words import WITH_ARGUMENT, named_command
from advisor.terminal.inputs import LONGEST_LINE, read
from advisor.terminal.replies import Given
from advisor.terminal.selection import Selection
from advisor.terminal.typed_choices import meant

LAST_WORD = re.compile(r"[^,;\s]*$")
Arguments = Callable[[str, str], Sequence[tuple[str, str]]]
"""What may follow a command, given what was typed of it; each with what it means."""

MAX_PASTED = 2 * LONGEST_LINE
"""Characters: more than is read, so that too long a line is told of."""

NONE_CALLED_SO = "None of the choices is called so"
MOVES = (("down", 1, False), ("up", -1, False), ("pagedown", 8, True), ("pageup", -8, True))
"""Each key, how far it moves in the list, and whether the end of the list stops it."""

ENOUGH = 8
"""Columns that a meaning needs at least to be worth showing."""


class Keys(Completer):
    """The keys at the current question."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.arguments: Arguments = lambda command, typed: ()

    @property
    def choices(self) -> Choices:
        return self.selection.choices

    def get_completions(self, document: Document, complete_event: CompleteEvent | None) -> Iterator[Completion]:
        """The choices, then the commands, that begin with what stands before the cursor."""
        word = self._word(document.text_before_cursor)
        for typed, shown, means in self._matching(document.text_before_cursor):
            yield Completion(typed, start_position=-len(word), display=shown, display_meta=means)

    def key_bindings(self) -> KeyBindings:
        """What moves in the list, ticks, completes and takes. The mouse does nothing: a torn report is no error."""
        keys = KeyBindings()
        keys.add(NamedKeys.Vt100MouseEvent)(lambda event: None)
        for key, by, stop in MOVES:
            keys.add(key, filter=~has_completions)(partial(self._move, by=by, stop=stop))
        keys.add(" ", filter=Condition(lambda: self.selection.can_tick))(self._tick)
        keys.add("enter")(self._enter)
        keys.add("escape", "enter")(self._enter)

        @keys.add("tab")
        def _complete(event: KeyPressEvent) -> None:
            self._complete(event.current_buffer)

        @keys.add("escape")
        def _clear(event: KeyPressEvent) -> None:
            event.current_buffer.reset()
            self.typed("")

        @keys.add(NamedKeys.BracketedPaste)
        def _paste(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text(one_line(event.data[:MAX_PASTED]))

        return keys

    def typed(self, text: str) -> None:
        """This stands at the prompt now."""
        self.selection.type(text)

    def hint(self) -> str:
        """What is to be said of what is typed: what the command does, or which begin so."""
        selection = self.selection
        text = selection.text.strip()
        if not text or selection.highlighted is not None or (not selection.listed and not selection.is_command):
            return selection.hint
        name = named_command(text.removeprefix("/"))[0]
        does = dict(self.arguments("", "")).get(name)
        if does:
            return does if does.startswith(name) else f"{name}: {does}"
        begun = [f"/{name}" for name, _ in self._commands(text.removeprefix("/").casefold())]
        return f"Commands: {', '.join(begun)}" if begun else self._none_called_so(text)

    def _none_called_so(self, typed: str) -> str:
        """That it is no choice, and which comes nearest, or stands for any other."""
        near, rest = meant(self.choices, typed), self.choices.rest
        if near is not None and near != rest:
            return f"{NONE_CALLED_SO}; did you mean {near.shown}?"
        return f"{NONE_CALLED_SO}; for any other, {rest.shown}." if rest else f"{NONE_CALLED_SO}."

    def _move(self, event: KeyPressEvent, by: int, stop: bool) -> None:
        self.selection.move(by, stop)
        self._put(event.current_buffer)

    def _tick(self, event: KeyPressEvent) -> None:
        self.selection.tick()
        self._put(event.current_buffer)

    def _enter(self, event: KeyPressEvent) -> None:
        line = self.selection.line()
        if line is not None:
            event.app.exit(result=line)

    def _put(self, buffer: Buffer) -> None:
        """What is typed, as the selection has it now."""
        text = self.selection.text
        if buffer.text != text:
            buffer.document = Document(text, len(text))

    def meaning(self, line: str, room: int) -> str:
        """What the typed answer means, cut to the columns that are left behind it."""
        means = self._meaning(line)
        if means.casefold() == line.strip().casefold() or room < ENOUGH:
            return ""
        return means if len(means) <= room else f"{means[: room - 3]}..."

    def _meaning(self, line: str) -> str:
        if self.choices.question.kind != "number" or not line.strip():
            return ""
        action = read(self.choices, line)
        return self.choices.in_words(action.answer) if isinstance(action, Given) else ""

    def _command(self, before: str) -> tuple[str, str] | None:
        """The command that stands there whole, and what was typed behind it."""
        name, rest = named_command(before.lstrip().removeprefix("/"))
        return (name, rest.lstrip()) if name in WITH_ARGUMENT and (rest or before[-1:].isspace()) else None

    def _word(self, before: str) -> str:
        """What is being typed: what follows a command, the whole line, or its last word where several may be typed."""
        if command := self._command(before):
            return command[1]
        if self.choices.question.kind == "many":
            found = LAST_WORD.search(before)
            return found.group() if found else ""
        return before.lstrip()

    def _matching(self, before: str) -> list[tuple[str, str, str]]:
        """What may be typed instead of the word, how it is listed, and what it means."""
        word = self._word(before)
        if command := self._command(before):
            offered = self.arguments(*command)
            return [(it, it, means) for it, means in offered if _begin(word, it, means)]
        folded, first = word.casefold(), before.strip() == word.strip()
        if folded.startswith("/"):
            return [(f"/{name}", f"/{name}", does) for name, does in self._commands(folded[1:]) if first]
        listed = self.choices.listed
        found = [(self._typed(it, folded), it.text, "") for it in listed if not folded or it.begins_with(folded)]
        if first:
            own = [it.value for it in listed]
            found += [(name, name, does) for name, does in self._commands(folded) if name not in own]
        return found

    def _commands(self, begun: str) -> list[tuple[str, str]]:
        """The commands that begin so, each with what it does: what may be typed where no command stands yet."""
        return [(name, does) for name, does in self.arguments("", begun) if name.startswith(begun)]

    def _typed(self, choice: Choice, word: str) -> str:
        """The wording where that is what is being typed, and where it stands alone; else the id."""
        alone = self.choices.question.kind != "many"
        return choice.text if alone and choice.says(word) else choice.value

    def _complete(self, buffer: Buffer) -> None:
        """Types as much as is certain; what remains open is listed."""
        if buffer.complete_state:
            buffer.complete_next()
            return
        before = buffer.document.text_before_cursor
        word, found = self._word(before), [typed for typed, _, _ in self._matching(before)]
        common = os.path.commonprefix(found)
        if len(found) == 1 or len(common) > len(word):
            buffer.delete_before_cursor(len(word))
            buffer.insert_text(common)
        elif found:
            buffer.start_completion(select_first=False)


def _begin(word: str, *texts: str) -> bool:
    return any(text.casefold().startswith(word.casefold()) for text in texts)
