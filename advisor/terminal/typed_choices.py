"""Reads what was typed as one of the choices of a question, or says which come near."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.errors import cut, nearest, of_same_numbers
from advisor.knowledge.conditions import UNKNOWN
from advisor.plain_text import in_small_letters, one_of
from advisor.terminal.choices import NOT_KNOWN_MARK, Choice, Choices
from advisor.terminal.command_words import COMMANDS
from advisor.terminal.replies import Mistake, expected, needed

SAYS_UNKNOWN = re.compile(r"idk|dunno|no idea|(i )?(don'?t|do not) know|((i am|i'm) )?not sure|unsure")
"""What people type who do not know."""
ALIKE = 0.8
"""How like a choice must be what was typed, from 0 to 1, where another stands for all that is not listed."""
LONGEST_NUMBER = 9
"""Digits of a number that can be a choice's."""


def value(choices: Choices, typed: str, person: bool) -> str | Mistake:
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
        begun = [choice for choice in choices if choice.begins_with(folded)]
        meant = [*choices.meant_by(folded)] if begun and person else begun
    if len(meant) == 1:
        return meant[0].value
    if SAYS_UNKNOWN.fullmatch(folded.replace("’", "'")) and not meant and not _inside(choices, folded):
        return Mistake(needed(choices.question)) if choices.question.required else UNKNOWN
    return _ambiguous(typed, meant) if meant else _unheard(choices, typed)


def _ambiguous(typed: str, meant: Sequence[Choice]) -> Mistake:
    return Mistake(
        f"'{cut(typed)}' could be {one_of([choice.shown for choice in meant])}; type the number, or more of it."
    )


def _unheard(choices: Choices, typed: str) -> Mistake:
    """What was typed is no choice: names the one, or the command, that comes nearest."""
    folded = typed.casefold()
    if folded == NOT_KNOWN_MARK:
        return Mistake(needed(choices.question))
    choice = _inside(choices, folded) or _alike(choices, folded)
    near = choice.shown if choice else nearest(folded, COMMANDS)
    hint = f"; did you mean '{near}'?" if near else f". {_rest(choices) or expected(choices.question)}"
    return Mistake(f"'{cut(typed)}' is none of the choices{hint}")


def meant(choices: Choices, typed: str) -> Choice | None:
    """The choice that comes nearest to what was typed, or the one that stands for whatever has none of its own."""
    folded = typed.casefold()
    return _inside(choices, folded) or _alike(choices, folded) or choices.rest


def _alike(choices: Choices, folded: str) -> Choice | None:
    """The choice that was misspelt so."""
    called = _called(choices)
    known = of_same_numbers(folded, called)
    moved = next((name for name in known if sorted(name) == sorted(folded)), "")  # letters that changed places
    return called.get(moved or nearest(folded, known, ALIKE if choices.rest else 0.6))


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
