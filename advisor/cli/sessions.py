"""`advisor sessions`: which consultations are kept on this computer, and how they are removed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, complain
from advisor.errors import AdvisorError, escaped, quoted

if TYPE_CHECKING:
    from advisor.terminal.sessions import Entry

ALL = "all"


def run(argv: list[str]) -> int:
    """Lists what is kept, or removes it; returns the exit code, 1 where something could not be removed."""
    options = parser("sessions", "The consultations that are kept on this computer.")
    options.add_argument(
        "--delete", metavar="WHICH", nargs="?", const=ALL, help="remove all, or the one of this number or name"
    )
    args = options.parse(argv)
    from advisor.terminal.sessions import every

    entries = [entry for entry in every() if args.kb is None or entry.knowledge_base == _id(args.kb)]
    numbered = list(enumerate(entries, 1))
    if args.delete is not None:
        return _delete([it for it in numbered if args.delete in (ALL, str(it[0]), it[1].id)], args.delete, args.quiet)
    for number, entry in numbered:
        print(_told(number, entry))
    if not args.quiet:
        complain("'advisor sessions --delete NUMBER' removes one, without a number all" if entries else "none is kept")
    return DONE


def _id(kb: str) -> str:
    from advisor.knowledge.loader import load

    return load(kb).id


def _delete(chosen: list[tuple[int, Entry]], which: str, quiet: bool) -> int:
    if not chosen and which != ALL:
        raise UsageError(f"no consultation {quoted(which)} is kept; 'advisor sessions' lists those that are")
    left = 0
    for number, entry in chosen:
        told = _told(number, entry).strip()
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


def _told(number: int, entry: Entry) -> str:
    """`1  Watering a greenhouse: Ann, 12 answers, last kept on 2026-05-31 14:05`."""
    size = "cannot be read" if entry.answers is None else f"{entry.answers} answer{'s' * (entry.answers != 1)}"
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.saved))
    parts = [entry.name, size, f"last kept on {when}"]
    parts += ["open in a window or program"] * entry.lock.is_taken()
    return f"{number:>3}  " + escaped(f"{_title(entry)}: {', '.join(part for part in parts if part)}")


def _title(entry: Entry) -> str:
    """The title of a knowledge base that ships; of others only the id is known."""
    from advisor.knowledge.loader import load

    try:
        return load(entry.knowledge_base).title
    except AdvisorError:
        return entry.knowledge_base
