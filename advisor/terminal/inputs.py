"""Reads one typed line into what the person means: an answer, a command, or a mistake that says what would be right."""

from __future__ import annotations

import re

from advisor.errors import AmbiguousNumber, IllegalAnswer, cut, nearest
from advisor.knowledge import typed_numbers
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.plain_text import one_of
from advisor.terminal import typed_choices
from advisor.terminal.choices import ALL, NOT_KNOWN_MARK, Choices
from advisor.terminal.command_words import COMMANDS, WITH_ARGUMENT, named_command, parted
from advisor.terminal.replies import Action, Command, Given, Mistake, expected, needed

NOUGHT = ("no", "none", "nothing", "never", "zero", "nil")
"""What people type for 0."""
GROUPS, WORDS = re.compile(r"[,;]"), re.compile(r"[\s&+]+")
WITH_UNIT = re.compile(r"([-+]?[\d.][\d.,'’\s]*?)\s*([^\W\d].*)")
POINT_OF_THOUSANDS = re.compile(r"(?<![\d.,])(?!0)(\d{1,3})\.(\d{3})(?![\d.,])")
LONGEST_LINE = 1000
"""Characters of a line: more were not typed by a person, and an answer needs fewer."""


def read(choices: Choices, line: str, person: bool = True) -> Action:
    """What the line means as a reply to the question.

    A leading `/` always means a command. Otherwise an exact value id comes first, then an exact command, then numbers
    and prefixes. A `person` reads wordings and not ids: a word that is one choice's id and begins only other choices'
    wordings is then asked back.
    """
    line = line.strip()
    if not line:
        return Mistake(expected(choices.question))
    if len(line) > LONGEST_LINE:
        what = f"This line has {len(line)} characters, of which {LONGEST_LINE} at most would be read."
        return Mistake(f"{what} {expected(choices.question)}")
    if line.startswith("/"):
        return _slash(choices.question, line[1:].strip())
    name, rest = named_command(line)
    if parted(line)[0] not in map(str.casefold, choices.question.values):
        mark = choices.question.required and bool(choices.question.values) and line.casefold() == NOT_KNOWN_MARK
        if name and not mark and (not rest or name in WITH_ARGUMENT):
            return _command(choices.question, name, rest)
    if choices.question.kind == "number":
        return _number(choices.question, line)
    return _many(choices, line, person) if choices.question.kind == "many" else _one(choices, line, person)


def _slash(question: Question, line: str) -> Action:
    name, rest = named_command(line)
    if name:
        return _command(question, name, rest)
    first, rest = parted(line)
    if not first:
        return Mistake(f"After / comes a command: {', '.join(COMMANDS)}.")
    meant = [name for name in COMMANDS if name.startswith(first)]
    if len(meant) == 1:
        return _command(question, meant[0], rest)
    if meant:
        return Mistake(f"'/{cut(first)}' could be {one_of(meant)}; type more of it.")
    near = nearest(first, COMMANDS)
    hint = f"; did you mean '/{near}'?" if near else f"; the commands are {', '.join(COMMANDS)}."
    return Mistake(f"'/{cut(first)}' is no command{hint}")


def _command(question: Question, name: str, rest: str) -> Action:
    return _legal(question, UNKNOWN) if name == "unknown" else Command(name, rest)


def _legal(question: Question, raw: object) -> Action:
    if raw == UNKNOWN and question.required:
        return Mistake(needed(question))
    try:
        return Given(question.read(raw))
    except AmbiguousNumber as error:
        return _meant(error.number, error.other)
    except IllegalAnswer as error:
        return Mistake(f"{str(error).removeprefix(f'{question.id}: ')}. {expected(question)}")


def _number(question: Question, line: str) -> Action:
    """A number; its unit, or the beginning of it, may follow."""
    if question.minimum <= 0 and line.casefold() in NOUGHT:
        return _legal(question, "0")
    found = WITH_UNIT.fullmatch(line)
    units = (question.unit.casefold(), question.unit_of_one.casefold())
    behind = found[2].casefold() if found else ""
    times = typed_numbers.currency(question.unit) and behind in typed_numbers.TIMES
    if found and not times and any(unit.startswith(behind) for unit in units):
        line = found[1]
    return _by_thousands(question, line) or _legal(question, line)


def _by_thousands(question: Question, line: str) -> Mistake | None:
    """Asks back where a person may have written the point between thousands, and that number is legal.

    Who means decimals does not write their last nought, nor a third one of money, nor any of a whole number.
    """
    found = POINT_OF_THOUSANDS.search(line)
    fewer = not typed_numbers.takes_three_places(question.unit, question.whole)
    if found is None or not (fewer or found[2].endswith("0")):
        return None
    try:
        thousands = question.read(POINT_OF_THOUSANDS.sub(r"\1\2", line))
    except IllegalAnswer:
        return None
    try:
        decimals = question.read(line)
    except IllegalAnswer:
        return Mistake(f"Do you mean {thousands}? Type it without the point.")
    return _meant(thousands, round(decimals, 2) if fewer else decimals)  # type: ignore[arg-type]


def _meant(one: object, other: object) -> Mistake:
    return Mistake(f"Do you mean {one} or {other}? Type one of these.")


def _one(choices: Choices, line: str, person: bool) -> Action:
    value = typed_choices.value(choices, line, person)
    return value if isinstance(value, Mistake) else _legal(choices.question, value)


def _many(choices: Choices, line: str, person: bool) -> Action:
    chosen: list[str] = []
    for group in [line] if isinstance(typed_choices.value(choices, line, person), str) else GROUPS.split(line):
        whole = typed_choices.value(choices, group.strip(), person)
        parts = [group.strip()] if isinstance(whole, str) else WORDS.split(group.strip())
        for part in parts:
            if not part or (part.casefold() == "and" and len(parts) > 1):
                continue
            value = typed_choices.value(choices, part, person)
            if isinstance(value, Mistake):
                return value
            chosen.append(value)
    if not chosen:
        return Mistake(expected(choices.question))
    return _together(choices.question, chosen)


def _together(question: Question, chosen: list[str]) -> Action:
    """The chosen values as one answer; `all`, `none` and `unknown` stand alone."""
    alone = next((value for value in chosen if value in (ALL, NONE, UNKNOWN) and value not in question.values), None)
    if alone is None:
        return _legal(question, tuple(chosen))
    if set(chosen) != {alone}:
        return Mistake(f"'{alone}' stands alone, not beside other choices.")
    return _legal(question, {ALL: question.values, NONE: ()}.get(alone, UNKNOWN))
