"""`advisor sessions`: which consultations are kept on this computer, and how they are removed."""

from __future__ import annotations

import sys
import time
from functools import cache
from typing import TYPE_CHECKING

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, complain
from advisor.errors import AdvisorError, escaped, quoted
from advisor.plain_text import so_many, wrap

if TYPE_CHECKING:
    from advisor.knowledge.model import KnowledgeBase
    from advisor.terminal.sessions import Entry

ALL = "all"
ASKED = ""
"""Stands for `--delete` without a word, upon which the person is asked."""

WIDTH = 80


def run(argv: list[str]) -> int:
    """Lists what is kept, or removes it; returns the exit code, 1 where something could not be removed."""
    options = parser("sessions", "The consultations that are kept on this computer.")
    options.add_argument(
        "--delete",
        metavar="WHICH",
        nargs="?",
        const=ASKED,
        help="remove the one of this number or name, or 'all'; without a word all, after you are asked",
    )
    args = options.parse(argv)
    from advisor.terminal.sessions import every

    entries = [entry for entry in every() if args.kb is None or entry.knowledge_base == _id(args.kb)]
    numbered = list(enumerate(entries, 1))
    if args.delete == ASKED and entries and not _wanted(len(entries)):
        complain("nothing is deleted")
        return DONE
    if args.delete is not None:
        args.delete = args.delete or ALL
        return _delete([it for it in numbered if args.delete in (ALL, str(it[0]), it[1].id)], args.delete, args.quiet)
    for number, entry in numbered:
        for line in (*_heading(number, entry), *_answers(entry)):
            print(line)
    if not args.quiet:
        complain("'advisor sessions --delete NUMBER' removes one, '--delete all' all" if entries else "none is kept")
    return DONE


def _id(kb: str) -> str:
    from advisor.knowledge.loader import load

    return load(kb).id


def _wanted(count: int) -> bool:
    """Whether the person says that all are to be removed. Raises UsageError where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"'--delete' alone would remove {so_many(count, 'consultation')}; if so, write '--delete all'")
    sys.stderr.write("Delete the one that is kept? [y/N] " if count == 1 else f"Delete all {count:,}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _delete(chosen: list[tuple[int, Entry]], which: str, quiet: bool) -> int:
    if not chosen and which != ALL:
        raise UsageError(f"no consultation {quoted(which)} is kept; 'advisor sessions' lists those that are")
    left = 0
    for number, entry in chosen:
        told = f"{number}  {_told(entry)}"
        if not entry.lock.take():
            complain(f"left as it is: {told}")
            left += 1
            continue
        for file in entry.files:
            file.unlink(missing_ok=True)
        entry.lock.free()
        if not quiet:
            complain(f"deleted: {told}")
    if not chosen and not quiet:
        complain("none is kept")
    return SOME_BAD if left else DONE


def _heading(number: int, entry: Entry) -> list[str]:
    return wrap(_told(entry), WIDTH, f"{number:>3}  ")


def _told(entry: Entry) -> str:
    """`2026-05-31 14:05, Watering a greenhouse: Ann, 12 answers`."""
    kb = _knowledge_base(entry.knowledge_base)
    size = "cannot be read" if entry.answers is None else so_many(entry.answers, "answer")
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.saved))
    parts = [entry.name, size, *["open in a window or program"] * entry.lock.is_taken()]
    about = f"{kb.title if kb else entry.knowledge_base}: {', '.join(part for part in parts if part)}"
    return escaped(f"{when}, {about}")


def _answers(entry: Entry) -> list[str]:
    """The first answers, in a line: in the words of the knowledge base, or of the file where that is not at hand."""
    from advisor.cases.files import read_what_fits
    from advisor.terminal.sessions import first_answers

    kb = _knowledge_base(entry.knowledge_base)
    try:
        said = first_answers(kb, read_what_fits(entry.own, kb)[0].answers) if kb else ""
    except AdvisorError:
        said = ""
    first, *more = wrap(escaped(said or entry.first), WIDTH - len(" ..."), " " * 5)
    return [f"{first} ..." if more else first] if first.strip() else []


@cache
def _knowledge_base(id: str) -> KnowledgeBase | None:
    """One that ships; of others only the id is known."""
    from advisor.knowledge.loader import load

    try:
        return load(id)
    except AdvisorError:
        return None
