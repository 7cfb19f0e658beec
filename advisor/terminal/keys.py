"""What Tab, Up and Down do at the prompt, and what is shown behind the words that were typed: what they mean.

For a question that takes several values, all of it is about the word after the last separator.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys as NamedKeys

from advisor.plain_text import one_line
from advisor.terminal.choices import Choice, Choices
from advisor.terminal.inputs import LONGEST_LINE, WITH_ARGUMENT, Given, named_command, read

LAST_WORD = re.compile(r"[^,;\s]*$")
Arguments = Callable[[str, str], Sequence[tuple[str, str]]]
"""What may follow a command, given what was typed of it; each with what it means."""

MAX_PASTED = 2 * LONGEST_LINE
"""Characters: more than is read, so that too long a line is told of."""

ENOUGH = 8
"""Columns that a meaning needs at least to be worth showing."""


class Keys(Completer):
    """The keys at the current question."""

    def __init__(self) -> None:
        self.choices: Choices | None = None
        self.arguments: Arguments = lambda command, typed: ()

    def get_completions(self, document: Document, complete_event: CompleteEvent | None) -> Iterator[Completion]:
        """The choices, then the commands, that begin with what stands before the cursor."""
        word = self._word(document.text_before_cursor)
        for typed, shown, means in self._matching(document.text_before_cursor):
            yield Completion(typed, start_position=-len(word), display=shown, display_meta=means)

    def key_bindings(self) -> KeyBindings:
        """Tab, Up and Down. The mouse does nothing: a report of it that is torn is no error."""
        keys = KeyBindings()
        keys.add(NamedKeys.Vt100MouseEvent)(lambda event: None)

        @keys.add("tab")
        def _complete(event: KeyPressEvent) -> None:
            self._complete(event.current_buffer)

        @keys.add("down")
        def _next(event: KeyPressEvent) -> None:
            self._cycle(event.current_buffer, 1)

        @keys.add("up")
        def _previous(event: KeyPressEvent) -> None:
            self._cycle(event.current_buffer, -1)

        @keys.add(NamedKeys.BracketedPaste)
        def _paste(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text(one_line(event.data[:MAX_PASTED]))

        return keys

    def meaning(self, line: str, room: int) -> str:
        """What the typed answer means, cut to the columns that are left behind it."""
        means = self._meaning(line)
        if means.casefold() == line.strip().casefold() or room < ENOUGH:
            return ""
        return means if len(means) <= room else f"{means[: room - 3]}..."

    def _meaning(self, line: str) -> str:
        if self.choices is None or not line.strip():
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
        if self.choices is not None and self.choices.question.kind == "many":
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
        listed = self.choices or ()
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
        alone = self.choices is None or self.choices.question.kind != "many"
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

    def _cycle(self, buffer: Buffer, by: int) -> None:
        """Puts the next choice's number, or its word, in place of what is being typed."""
        marks = [choice.mark for choice in self.choices or ()]
        if not marks or (self.choices and self.choices.question.kind == "number"):
            return
        word = self._word(buffer.text)
        place = (marks.index(word) + by) % len(marks) if word in marks else 0 if by > 0 else -1
        new = buffer.text[: len(buffer.text) - len(word)] + marks[place]
        buffer.document = Document(new, len(new))


def _begin(word: str, *texts: str) -> bool:
    return any(text.casefold().startswith(word.casefold()) for text in texts)
