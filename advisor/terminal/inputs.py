"""Reads one typed line into what the person means: an answer, a command, or a mistake that says what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

from advisor.errors import AmbiguousNumber, IllegalAnswer, cut, of_same_numbers
from advisor.knowledge import typed_numbers
from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import in_small_letters, one_of
from advisor.reports.explaining.kinds import KINDS, NOTHING, QUESTION
from advisor.terminal.choices import ALL, NOT_KNOWN_MARK, Choice, Choices

COMMANDS: Mapping[str, str] = {
    **{kind.command: kind.asks for kind in KINDS.values()},
    "more": "all that there is to say of the advice",
    "sources": "what the advice rests on in print, with addresses",
    "page": "page [FILE]: write the advice as a page for a browser, or for printing",
    "print": "print [FILE]: write one sheet to take to somebody who advises you, with the questions to ask",
    "back": "take the last answer back (also undo)",
    "redo": "give the answer again that was taken back",
    "unknown": "answer that you do not know (also u)",
    "review": "the answers so far, numbered (also answers)",
    "questions": "the questions of this consultation, which change and what if can name",
    "steps": "the {steps} that why not and compare can name",
    "change": "change NUMBER: answer a question anew; you see what follows before you accept",
    "save": "save [FILE]: write your answers into a case file (.yaml, .json), or the advice into a page (.html, .md, "
    ".pdf); save FILE as test adds to a case what is concluded",
    "help": "this list",
    "quit": "leave; your answers are kept (also exit, Ctrl-D)",
}
"""Each command with what it does; of an explanation with places for the words of a knowledge base."""


def commands(kb: KnowledgeBase) -> dict[str, str]:
    """The commands that are of use for a knowledge base, each with what it does, in its words."""
    explained = {kind.command: kind.asks_in(kb) for kind in KINDS.values()}
    explained["steps"] = COMMANDS["steps"].format(**kb.words._asdict()) if kb.recommends else ""
    return {name: said for name, does in COMMANDS.items() if (said := explained.get(name, does))}


WITH_ARGUMENT = (
    *(kind.command for kind in KINDS.values() if kind.about not in (QUESTION, NOTHING)),
    "change",
    "page",
    "print",
    "save",
)
ALIASES = {"?": "why", "answers": "review", NOT_KNOWN_MARK: "unknown", "undo": "back", "exit": "quit"}
SAYS_UNKNOWN = re.compile(r"idk|dunno|no idea|(i )?(don'?t|do not) know|((i am|i'm) )?not sure|unsure")
"""What people type who do not know."""
NOUGHT = ("no", "none", "nothing", "never", "zero", "nil")
"""What people type for 0."""
ALIKE = 0.8
"""How like a choice must be what was typed, from 0 to 1, where another stands for all that is not listed."""
GROUPS, WORDS = re.compile(r"[,;]"), re.compile(r"[\s&+]+")
WITH_UNIT = re.compile(r"([-+]?[\d.][\d.,'’\s]*?)\s*([^\W\d].*)")
POINT_OF_THOUSANDS = re.compile(r"(?<![\d.,])(?!0)(\d{1,3})\.(\d{3})(?![\d.,])")
LONGEST_NUMBER = 9
LONGEST_LINE = 1000
"""Characters of a line: more were not typed by a person, and an answer needs fewer."""


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
    if _parted(line)[0] not in map(str.casefold, choices.question.values):
        mark = choices.question.required and bool(choices.question.values) and line.casefold() == NOT_KNOWN_MARK
        if name and not mark and (not rest or name in WITH_ARGUMENT):
            return _command(choices.question, name, rest)
    if choices.question.kind == "number":
        return _number(choices.question, line)
    return _many(choices, line, person) if choices.question.kind == "many" else _one(choices, line, person)


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


def _slash(question: Question, line: str) -> Action:
    name, rest = named_command(line)
    if name:
        return _command(question, name, rest)
    first, rest = _parted(line)
    if not first:
        return Mistake(f"After / comes a command: {', '.join(COMMANDS)}.")
    meant = [name for name in COMMANDS if name.startswith(first)]
    if len(meant) == 1:
        return _command(question, meant[0], rest)
    if meant:
        return Mistake(f"'/{cut(first)}' could be {one_of(meant)}; type more of it.")
    near = nearest(first, {name: name for name in COMMANDS})
    hint = f"; did you mean '/{near}'?" if near else f"; the commands are {', '.join(COMMANDS)}."
    return Mistake(f"'/{cut(first)}' is no command{hint}")


def named_command(line: str) -> tuple[str, str]:
    """The command that the line begins with, of two words before those of one, and the rest as it was typed."""
    words = line.split(None, 2)
    for length in (2, 1):
        name = " ".join(words[:length]).casefold()
        name = ALIASES.get(name, name)
        if len(words) >= length and name in COMMANDS:
            return name, "" if len(words) == length else line.split(None, length)[length]
    return "", line


def _parted(line: str) -> tuple[str, str]:
    """The first word, in small letters, and the rest as it was typed."""
    first, *rest = line.split(None, 1) or [""]
    return first.casefold(), rest[0] if rest else ""


def _command(question: Question, name: str, rest: str) -> Action:
    return _legal(question, UNKNOWN) if name == "unknown" else Command(name, rest)


def _legal(question: Question, raw: object) -> Action:
    if raw == UNKNOWN and question.required:
        return Mistake(_needed(question))
    try:
        return Given(question.read(raw))
    except AmbiguousNumber as error:
        return _meant(error.number, error.other)
    except IllegalAnswer as error:
        return Mistake(f"{str(error).removeprefix(f'{question.id}: ')}. {expected(question)}")


def _needed(question: Question) -> str:
    return f"This question needs an answer. {expected(question)}"


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
    value = _value(choices, line, person)
    return value if isinstance(value, Mistake) else _legal(choices.question, value)


def _many(choices: Choices, line: str, person: bool) -> Action:
    chosen: list[str] = []
    for group in [line] if isinstance(_value(choices, line, person), str) else GROUPS.split(line):
        whole = _value(choices, group.strip(), person)
        parts = [group.strip()] if isinstance(whole, str) else WORDS.split(group.strip())
        for part in parts:
            if not part or (part.casefold() == "and" and len(parts) > 1):
                continue
            value = _value(choices, part, person)
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


def _value(choices: Choices, typed: str, person: bool) -> str | Mistake:
    """The value that is typed: by its id, its number, its wording, or the beginning of its id or wording."""
    folded = in_small_letters(typed)
    exact = next((choice for choice in choices if folded == choice.value.casefold()), None)
    if exact:
        others = [choice for choice in choices if choice.says(folded)]
        return exact.value if exact in others or not others or not person else _ambiguous(typed, [exact, *others])
    if typed.isdecimal():
        choice = choices.numbered(int(typed)) if len(typed) <= LONGEST_NUMBER else None
        return choice.value if choice else Mistake(f"There is no choice {cut(typed)}. {expected(choices.question)}")
    if folded == NOT_KNOWN_MARK and not choices.question.required:
        return UNKNOWN
    meant = [choice for choice in choices if choice.is_called(folded)]
    if not meant:
        meant = [choice for choice in choices if choice.begins_with(folded)]
        meant = [*choices.meant_by(folded)] if meant and person else meant
    if len(meant) == 1:
        return meant[0].value
    if SAYS_UNKNOWN.fullmatch(folded.replace("’", "'")) and not meant and not _inside(choices, folded):
        return Mistake(_needed(choices.question)) if choices.question.required else UNKNOWN
    return _ambiguous(typed, meant) if meant else _unheard(choices, typed)


def _ambiguous(typed: str, meant: Sequence[Choice]) -> Mistake:
    return Mistake(
        f"'{cut(typed)}' could be {one_of([choice.shown for choice in meant])}; type the number, or more of it."
    )


def _unheard(choices: Choices, typed: str) -> Mistake:
    """What was typed is no choice: names the one, or the command, that comes nearest."""
    folded = typed.casefold()
    if folded == NOT_KNOWN_MARK:
        return Mistake(_needed(choices.question))
    choice = _inside(choices, folded) or _alike(choices, folded)
    near = choice.shown if choice else nearest(folded, {name: name for name in COMMANDS})
    hint = f"; did you mean '{near}'?" if near else f". {_rest(choices) or expected(choices.question)}"
    return Mistake(f"'{cut(typed)}' is none of the choices{hint}")


def meant(choices: Choices, typed: str) -> Choice | None:
    """The choice that comes nearest to what was typed, or the one that stands for whatever has none of its own."""
    folded = typed.casefold()
    return _inside(choices, folded) or _alike(choices, folded) or choices.rest


def _alike(choices: Choices, folded: str) -> Choice | None:
    """The choice that was misspelt so."""
    import difflib

    called = _called(choices)
    known = of_same_numbers(folded, called)
    near = [name for name in known if sorted(name) == sorted(folded)]  # letters that changed places
    near = near or difflib.get_close_matches(folded, known, n=1, cutoff=ALIKE if choices.rest else 0.6)
    return called[near[0]] if near else None


def _inside(choices: Choices, folded: str) -> Choice | None:
    """The one choice in whose wording a word begins so."""
    found = [choice for choice in choices if len(folded) > 2 and f" {folded}" in f" {choice.text.casefold()}"]
    return found[0] if len(found) == 1 else None


def _called(choices: Choices) -> dict[str, Choice]:
    """The choices by what they are called."""
    return {name.casefold(): choice for choice in choices for name in (choice.value, choice.text, *choice.names)}


def _rest(choices: Choices) -> str:
    """What to choose for whatever has no choice of its own, and what that means."""
    rest = choices.rest
    return f"For any other choose {rest.shown}. {choices.help}".strip() if rest else ""


def nearest(word: str, known: Mapping[str, str]) -> str:
    """What the known word means that is most like this one; nothing where none is like it."""
    import difflib

    near = difflib.get_close_matches(word, of_same_numbers(word, known), n=1, cutoff=0.6)
    return known[near[0]] if near else ""
