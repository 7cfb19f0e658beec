"""Choosing in the list of one question: what is highlighted, what is ticked, and what Enter then means.

What is typed moves in the list and filters it; a command stands there as it is typed. Nothing here knows the screen.
"""

from __future__ import annotations

import re

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.plain_text import in_small_letters
from advisor.terminal.choices import ALL, Choice, Choices
from advisor.terminal.command_words import COMMANDS
from advisor.terminal.inputs import read
from advisor.terminal.replies import Command, Given
from advisor.terminal.typed_choices import LONGEST_NUMBER, meant

SEPARATOR = re.compile(r"[,;]")
NOTHING_TICKED = "Nothing is ticked yet: the space bar ticks what is marked, Enter takes what is ticked."


class Selection:
    """What the person has chosen so far in the list of a question; `text` is what is typed and not taken yet.

    A question for a number has no list: there `line` is what was typed.
    """

    def __init__(self, choices: Choices, answer: Answer | None = None) -> None:
        self.choices = choices
        self.text = ""
        self.hint = ""
        question = choices.question
        self.listed = () if question.kind == "number" else choices.listed
        self.several = question.kind == "many"
        self._own = frozenset(question.values)
        given = () if answer is None or not self.listed else self._values(answer)
        self.ticked: set[str] = set(given) if self.several else set()
        self._at = given[0] if given else self.listed[0].value if self.listed else ""
        self._untyped = self._at  # where the mark stands while nothing is typed

    def _values(self, answer: Answer) -> tuple[str, ...]:
        """The rows that an answer stands for."""
        values = answer if isinstance(answer, tuple) else (str(answer),)
        return tuple(value for value in values or (NONE,) if any(it.value == value for it in self.listed))

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The choices that what is typed leaves: those that it may mean."""
        typed = in_small_letters(self.text)
        if not typed or self._separated or typed.isdecimal() or self._towards_command:
            return self.listed
        return self._matching(typed)

    def _matching(self, typed: str) -> tuple[Choice, ...]:
        meant = self.choices.meant_by(typed)
        return tuple(choice for choice in self.listed if choice.mark == typed or choice in meant)

    @property
    def highlighted(self) -> Choice | None:
        """The choice that Enter or the space bar takes; None where what is typed is none of them."""
        typed, shown = in_small_letters(self.text), self.shown
        if typed.isdecimal():
            return self.choices.numbered(int(typed)) if len(typed) <= LONGEST_NUMBER else None
        if self._towards_command:
            return None
        return next((choice for choice in shown if choice.value == self._at), shown[0] if shown else None)

    @property
    def is_command(self) -> bool:
        """Whether what is typed is a command, and the beginning of no choice."""
        typed = self.text.strip()
        if typed.startswith("/"):
            return True
        if not typed or any(_begins(choice, in_small_letters(typed)) for choice in self.listed):
            return False
        return isinstance(read(self.choices, typed), Command)

    @property
    def _towards_command(self) -> bool:
        """Whether what is typed is a command or may become one, and is none of the choices."""
        typed = in_small_letters(self.text)
        return self.is_command or (
            bool(typed) and any(name.startswith(typed) for name in COMMANDS) and not self._matching(typed)
        )

    @property
    def chosen(self) -> frozenset[str]:
        """The ticked values, and those that are typed as a list: `1, 2`."""
        action = read(self.choices, self.text) if self._separated else None
        typed = self._values(action.answer) if isinstance(action, Given) else ()
        return frozenset(self.ticked).union(typed)

    def type(self, text: str) -> None:
        """This stands there as typed now; the choice that it names best is highlighted."""
        if text == self.text:
            return
        at = self.highlighted  # while the text before it still stands: where digits are taken back, the place stays
        if not self.text:
            self._untyped = self._at
        self.text, self.hint = text, ""
        if not self.listed:
            return
        typed = in_small_letters(text)
        if not typed:
            self._at = at.value if at else self._at
        elif not typed.isdecimal() and not self._separated:
            best = min(self.shown, key=lambda choice: _unlike(choice, typed), default=None)
            self._at = best.value if best else self._at

    def move(self, by: int, stop: bool = False) -> None:
        """Up or down so many rows; past an end to the other one, or not where it is to `stop`."""
        shown, at = self.shown, self.highlighted
        if not shown:
            return
        place = shown.index(at) + by if at in shown else 0
        place = max(0, min(place, len(shown) - 1)) if stop else place % len(shown)
        if in_small_letters(self.text).isdecimal():
            self.text = ""  # else the digits would go on saying where
        self.hint, self._at = "", shown[place].value

    @property
    def can_tick(self) -> bool:
        """Whether the space bar ticks: elsewhere it is part of what is typed."""
        return self.several and not self._separated and not self.is_command and self.highlighted is not None

    def tick(self) -> None:
        """Ticks the highlighted choice, or takes its tick away; what was typed has done its work."""
        at = self.highlighted
        if at is not None:
            self.ticked = self._with(at.value, not self.is_ticked(at))
            self.text, self.hint, self._at = "", "", at.value

    def is_ticked(self, choice: Choice) -> bool:
        """Whether it is chosen already; `all` is where every value is."""
        return choice.value in self.chosen or (self._means_all(choice.value) and self.chosen >= self._own)

    def line(self) -> str | None:
        """What Enter gives, as a line that `inputs.read` understands; None, with a hint, where there is nothing yet."""
        at = self.highlighted
        if self._separated and isinstance(read(self.choices, self.text), Given):
            return self._chosen_line()
        if at is None or self.is_command or self._separated:
            near = None if self._towards_command else meant(self.choices, self.text)
            self._at = near.value if near and near != self.choices.rest else self._untyped
            return self.text
        if not self.several:
            return _line(at)
        if in_small_letters(self.text) or (not self.ticked and at.value not in self._own):
            self.ticked = self._with(at.value, True)
        if not self.ticked:
            self.hint = NOTHING_TICKED
            return None
        return self._chosen_line()

    def _with(self, value: str, wanted: bool) -> set[str]:
        """The ticks with or without this one; `none` and `unknown` stand alone, and `all` is every value."""
        if self._means_all(value):
            return set(self._own) if wanted else set()
        if value not in self._own:
            return {value} if wanted else set()
        return self.ticked & self._own | {value} if wanted else self.ticked - {value}

    def _means_all(self, value: str) -> bool:
        return value == ALL and ALL not in self._own

    @property
    def _separated(self) -> bool:
        """Whether several are typed at once: with commas, or as words that no single choice has."""
        if not self.several or self.is_command:
            return False
        typed = in_small_letters(self.text)
        return bool(SEPARATOR.search(typed)) or (" " in typed and not self._matching(typed))

    def _chosen_line(self) -> str:
        """The chosen values by their numbers, or the one that stands alone."""
        chosen = [choice for choice in self.listed if choice.value in self.chosen]
        own = [choice.mark for choice in chosen if choice.value in self._own]
        return ", ".join(own) if own else _line(chosen[0])


def _begins(choice: Choice, typed: str) -> bool:
    return choice.begins_with(typed) or choice.mark == typed


def _unlike(choice: Choice, typed: str) -> tuple[bool, ...]:
    """How far it is from what is typed: a person reads wordings, and ids only where no wording begins so."""
    seen = in_small_letters(choice.text) != typed, choice.mark != typed, not choice.is_shown_as(typed)
    return *seen, not choice.has_word(typed), not choice.says(typed), choice.value != typed


def _line(choice: Choice) -> str:
    """What means this choice and nothing else, whatever the others are called."""
    return f"/{choice.mark}" if choice.value == UNKNOWN else choice.mark
