"""What a typed line can mean, and what is said of one that means nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, Union

from advisor.knowledge.attributes import Answer, Question
from advisor.terminal.choices import NOT_KNOWN_MARK


@dataclass(frozen=True)
class Given:
    """A legal answer to the question."""

    answer: Answer


@dataclass(frozen=True)
class Command:
    """One of COMMANDS, but never `unknown`, which is an answer; `rest` is what follows it, as it was typed."""

    name: str
    rest: str = ""


@dataclass(frozen=True)
class Mistake:
    """A line that means nothing here; `text` says what would."""

    text: str


Action: TypeAlias = Union[Given, Command, Mistake]


def expected(question: Question) -> str:
    """One sentence: what may be typed here."""
    unknown = "" if question.required else f"; {NOT_KNOWN_MARK} if you do not know"
    if question.kind == "number":
        return f"Type {question.number_sought}{unknown}."
    if question.kind == "many":
        return f"Type the numbers that apply, such as 1, 2; or all, or none{unknown}."
    last = len(question.values)
    numbers = "1" if last == 1 else "1 or 2" if last == 2 else f"a number from 1 to {last}"
    return f"Type {numbers}, or the beginning of a choice{unknown}."


def needed(question: Question) -> str:
    return f"This question needs an answer. {expected(question)}"
