"""What can be typed at one question, each choice with its number and its wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import I_DO_NOT_KNOW, NONE_OF_THESE, fill, worded
from advisor.knowledge.wording import in_words
from advisor.plain_text import in_small_letters

ALL = "all"
"""Of a question that takes several values: every one of them."""
NOT_KNOWN_MARK = "u"
OTHER = "other"
"""The id of a value that stands for all that has none of its own, if its wording says so, too."""
SAYS_OTHER = re.compile(r"\b(another|other|others|else)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """`mark` is what the list shows before the wording: a number, `all`, `none` or `u`. `names` are other wordings."""

    value: str
    mark: str
    text: str
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The choice as a message names it: `2 Cucumber`."""
        return f"{self.mark} {self.text}"

    def begins_with(self, typed: str) -> bool:
        """Whether its id or its wording begins with what was typed, in small letters."""
        return bool(typed) and (self.value.casefold().startswith(typed) or self.says(typed))

    def says(self, typed: str) -> bool:
        """Whether its wording, or another name of it, begins so."""
        return any(in_small_letters(words).startswith(typed) for words in (self.text, *self.names))

    def is_shown_as(self, typed: str) -> bool:
        """Whether its wording, which a person sees, begins so."""
        return in_small_letters(self.text).startswith(typed)

    def has_word(self, typed: str) -> bool:
        """Whether a word of its wording begins so."""
        return re.search(rf"(?<!\w){re.escape(typed)}", in_small_letters(self.text)) is not None

    def is_called(self, typed: str) -> bool:
        """Whether this is its id, its whole wording, or another name of it."""
        return typed in (self.value.casefold(), *(in_small_letters(words) for words in (self.text, *self.names)))


@dataclass(frozen=True)
class Choices:
    """The choices of a question in the order of its list; those that are not its values come last.

    `help` is what the question's author says to whoever does not know what to answer.
    """

    question: Question
    listed: tuple[Choice, ...]
    help: str = ""

    def __iter__(self) -> Iterator[Choice]:
        return iter(self.listed)

    @property
    def rest(self) -> Choice | None:
        """The choice for whatever has none of its own; None where there is none."""
        others = (choice for choice in self.listed if choice.value == OTHER and SAYS_OTHER.search(choice.text))
        return next(others, None)

    def meant_by(self, typed: str) -> tuple[Choice, ...]:
        """Those that begin so; where none that a person sees does, also those that have a word which does."""
        begin = tuple(choice for choice in self.listed if choice.begins_with(typed))
        if any(choice.is_shown_as(typed) or choice.is_called(typed) for choice in begin):
            return begin
        return tuple(choice for choice in self.listed if choice in begin or choice.has_word(typed))

    def numbered(self, number: int) -> Choice | None:
        """The choice of that number; None where there is none."""
        return self.listed[number - 1] if 1 <= number <= len(self.question.values) else None

    def in_words(self, answer: Answer) -> str:
        """The answer in the words in which it was offered."""
        if isinstance(answer, (int, float)):
            return self.question.counted(answer)
        text = {choice.value: choice.text for choice in self.listed}
        if isinstance(answer, str):
            return text.get(answer, answer)
        return "; ".join(text[value] for value in answer) or text[NONE]


def choices(kb: KnowledgeBase, question: Question, answers: Answers) -> Choices:
    """The choices of a question, their wordings filled from the answers so far."""
    listed = [
        Choice(value, str(number), " ".join(said.split()), question.names.get(value, ()))
        for number, value in enumerate(question.values, 1)
        for said in [worded(kb, question, value, answers, in_words(value))]
    ]
    if question.kind == "many":
        special = {ALL: "All of these", NONE: NONE_OF_THESE}
        listed += [Choice(value, value, text) for value, text in special.items() if value not in question.values]
    if not question.required:
        text = worded(kb, question, UNKNOWN, answers, I_DO_NOT_KNOW)
        listed.append(Choice(UNKNOWN, NOT_KNOWN_MARK, text))
    return Choices(question, tuple(listed), fill(kb, question.help, answers) if question.help else "")
