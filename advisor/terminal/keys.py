"""What Tab, Up and Down do at the prompt: complete a word, or go through the choices.

For a question that takes several values, both work on the word after the last separator.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

LAST_WORD = re.compile(r"[^,;\s]*$")


class Words(Completer):
    """The words that may be typed at the current question."""

    def __init__(self) -> None:
        self.choices: list[str] = []
        self.commands: dict[str, str] = {}

    def get_completions(self, document: Document, complete_event: CompleteEvent | None) -> Iterator[Completion]:
        """The choices, then the commands, that begin with the word before the cursor."""
        word = _last_word(document.text_before_cursor)
        for name in self._matching(document.text_before_cursor):
            yield Completion(name, start_position=-len(word), display_meta=self.commands.get(name.lstrip("/"), ""))

    def key_bindings(self) -> KeyBindings:
        """Tab, Up and Down."""
        keys = KeyBindings()

        @keys.add("tab")
        def _complete(event: KeyPressEvent) -> None:
            self._complete(event.current_buffer)

        @keys.add("down")
        def _next(event: KeyPressEvent) -> None:
            self._cycle(event.current_buffer, 1)

        @keys.add("up")
        def _previous(event: KeyPressEvent) -> None:
            self._cycle(event.current_buffer, -1)

        return keys

    def _matching(self, before: str) -> list[str]:
        word = _last_word(before).casefold()
        first = before.strip() == before[len(before) - len(word) :].strip()
        if word.startswith("/"):
            return [f"/{name}" for name in self.commands if f"/{name}".startswith(word)] if first else []
        names = (
            [*self.choices, *(name for name in self.commands if name not in self.choices)] if first else self.choices
        )
        return [name for name in names if name.casefold().startswith(word)]

    def _complete(self, buffer: Buffer) -> None:
        """Types as much as is certain; what remains open is listed."""
        if buffer.complete_state:
            buffer.complete_next()
            return
        before = buffer.document.text_before_cursor
        word, names = _last_word(before), self._matching(before)
        common = os.path.commonprefix(names)
        if len(common) > len(word):
            buffer.delete_before_cursor(len(word))
            buffer.insert_text(common)
        elif len(names) > 1:
            buffer.start_completion(select_first=False)

    def _cycle(self, buffer: Buffer, by: int) -> None:
        if not self.choices:
            return
        text = buffer.text
        word = _last_word(text)
        if word in self.choices:
            place = (self.choices.index(word) + by) % len(self.choices)
        else:
            place = 0 if by > 0 else -1
        new = text[: len(text) - len(word)] + self.choices[place]
        buffer.document = Document(new, len(new))


def _last_word(text: str) -> str:
    found = LAST_WORD.search(text)
    return found.group() if found else ""
