"""The commands that a person can type, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge.model import KnowledgeBase
from advisor.reports.explaining.kinds import KINDS, NOTHING, QUESTION
from advisor.terminal.choices import NOT_KNOWN_MARK

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


def named_command(line: str) -> tuple[str, str]:
    """The command that the line begins with, of two words before those of one, and the rest as it was typed."""
    words = line.split(None, 2)
    for length in (2, 1):
        name = " ".join(words[:length]).casefold()
        name = ALIASES.get(name, name)
        if len(words) >= length and name in COMMANDS:
            return name, "" if len(words) == length else line.split(None, length)[length]
    return "", line


def parted(line: str) -> tuple[str, str]:
    """The first word, in small letters, and the rest as it was typed."""
    first, *rest = line.split(None, 1) or [""]
    return first.casefold(), rest[0] if rest else ""
