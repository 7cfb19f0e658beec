"""Reads one typed line into what the person means: an answer, a command, or a mistake that says what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

from advisor.errors import IllegalAnswer, did_you_mean
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import Answer, Question

COMMANDS: Mapping[str, str] = {
    "why": "why this question is asked (also ?)",
    "back": "take the last answer back",
    "redo": "give the answer again that was taken back",
    "unknown": "answer that you do not know (also u)",
    "review": "the answers so far, numbered",
    "change": "change QUESTION: answer a question anew; its number in the review, or its id",
    "save": "save [FILE]: write your answers into a case file",
    "help": "this list",
    "quit": "leave; your answers are kept",
}
"""Each command with what it does."""

WITH_ARGUMENT = ("change", "save")
ALIASES = {"?": "why", "u": "unknown"}
ALL = "all"
"""Of a question that takes several values: every one of them."""
SEPARATORS = re.compile(r"[,;\s]+")


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


def read(question: Question, line: str) -> Action:
    """What the line means as a reply to the question.

    A leading `/` always means a command. Otherwise an exact value id comes first, then an exact command, then numbers
    and prefixes of value ids.
    """
    line = line.strip()
    if not line:
        return Mistake(expected(question))
    if line.startswith("/"):
        return _slash(question, line[1:].strip())
    first, _, rest = line.partition(" ")
    if first.casefold() not in _ids(question):
        name = ALIASES.get(first.casefold(), first.casefold())
        if name in COMMANDS and (not rest.strip() or name in WITH_ARGUMENT):
            return _command(question, name, rest.strip())
    if question.kind == "number":
        return _number(question, line)
    return _many(question, line) if question.kind == "many" else _one(question, line)


def expected(question: Question) -> str:
    """One sentence: what may be typed here."""
    unknown = "" if question.required else "; u if you do not know"
    if question.kind == "number":
        whole = "a whole number" if question.whole else "a number"
        unit = f" ({question.unit})" if question.unit else ""
        return f"Type {whole} from {question.minimum} to {question.maximum}{unit}{unknown}."
    if question.kind == "many":
        return f"Type the numbers or words that apply, such as 1, 2; or all, or none{unknown}."
    if len(question.values) == 2:
        return f"Type {question.values[0]} or {question.values[1]}{unknown}."
    return f"Type a number from 1 to {len(question.values)}, or the word in brackets{unknown}."


def words(question: Question) -> list[str]:
    """All that the question takes as words, in the order of its list."""
    last = [ALL, NONE] if question.kind == "many" else []
    return [*question.values, *last] + ([] if question.required else [UNKNOWN])


def find_question(given: Sequence[str], known: Iterable[str], word: str) -> str | Mistake:
    """The question that `word` names: its number among those `given`, its id, or a prefix of the id."""
    if word.isdecimal():
        if 1 <= int(word) <= len(given):
            return given[int(word) - 1]
        return Mistake(f"There is no answer {word}; review lists {len(given)}.")
    return _named(word, known, "question")


def _slash(question: Question, line: str) -> Action:
    first, _, rest = line.partition(" ")
    if not first:
        return Mistake(f"After / comes a command: {', '.join(COMMANDS)}.")
    alias = ALIASES.get(first.casefold())
    name = alias if alias else _named(first, COMMANDS, "command")
    return name if isinstance(name, Mistake) else _command(question, name, rest.strip())


def _command(question: Question, name: str, rest: str) -> Action:
    return _legal(question, UNKNOWN) if name == "unknown" else Command(name, rest)


def _legal(question: Question, raw: object) -> Action:
    try:
        return Given(question.read(raw))
    except IllegalAnswer as error:
        return Mistake(str(error).removeprefix(f"{question.id}: ").capitalize() + ".")


def _ids(question: Question) -> dict[str, str]:
    return {value.casefold(): value for value in question.values}


def _number(question: Question, line: str) -> Action:
    unit = question.unit.casefold()
    if unit and line.casefold().endswith(unit):
        line = line[: -len(unit)].strip()
    try:
        return Given(question.read(line.casefold()))
    except IllegalAnswer as error:
        return Mistake(f"{str(error).removeprefix(f'{question.id}: ')}. {expected(question)}")


def _one(question: Question, line: str) -> Action:
    value = _value(question, line)
    return value if isinstance(value, Mistake) else _legal(question, value)


def _many(question: Question, line: str) -> Action:
    chosen: list[str] = []
    for part in filter(None, SEPARATORS.split(line)):
        value = _value(question, part)
        if isinstance(value, Mistake):
            return value
        chosen.append(value)
    if not chosen:
        return Mistake(expected(question))
    if chosen == [ALL]:
        return _legal(question, question.values)
    if ALL in chosen and ALL not in question.values:
        return Mistake(f"'{ALL}' stands alone, not beside other values.")
    alone = [value for value in chosen if value in (NONE, UNKNOWN) and value not in question.values]
    if alone and len(set(chosen)) > 1:
        return Mistake(f"'{alone[0]}' stands alone, not beside other values.")
    return _legal(question, () if alone == [NONE] * len(chosen) else alone[0] if alone else tuple(chosen))


def _value(question: Question, word: str) -> str | Mistake:
    """The value that one word means: its id, its number, or a prefix of its id."""
    exact = _ids(question).get(word.casefold())
    if exact is not None:
        return exact
    if word.isdecimal():
        if 1 <= int(word) <= len(question.values):
            return question.values[int(word) - 1]
        return Mistake(f"There is no choice {word}. {expected(question)}")
    alias = ALIASES.get(word.casefold())
    if alias == UNKNOWN:
        return UNKNOWN
    return _named(word, words(question), "choice", lambda: did_you_mean(word, [*words(question), *COMMANDS]))


def _named(word: str, known: Iterable[str], what: str, hint: Callable[[], str] | None = None) -> str | Mistake:
    """The one of `known` that `word` is, or is the beginning of."""
    by_fold = {name.casefold(): name for name in known}
    folded = word.casefold()
    if folded in by_fold:
        return by_fold[folded]
    meant = [name for fold, name in by_fold.items() if folded and fold.startswith(folded)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        return Mistake(f"'{word}' could be {' or '.join(meant)}; type more of it.")
    near = hint() if hint else did_you_mean(word, by_fold.values())
    return Mistake(f"'{word}' is no {what}{near}" if near else f"'{word}' is no {what}; known are {_few(by_fold)}.")


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:12]) + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")
