"""What is wrong with bad rows, counted by kind: the same answer refused in many rows is one thing to mend."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl

    from advisor.knowledge.model import KnowledgeBase

PLACE = r"^.*?row [0-9]+, "
"""What stands before the complaints of a row, and is another in each."""

_PLACED = re.compile(r"\A(?:(.*?row [0-9]+), |([^;]*?:[0-9]+:[0-9]+): )", re.DOTALL)
_WRITTEN = re.compile(r"'(?:[^'\\]|\\.)*'|[0-9]+")
_IN_FILE = re.compile(r"\Aline [0-9]+, character [0-9]+: ")
"""What stands before a complaint of a case file."""

MOST = 1_000
"""So many kinds are told apart at most."""

How = Literal["answer", "ambiguous", "number", "absent", "tick", "line", "encoding", "file", "rules", "other"]


class RowFault(NamedTuple):
    """A kind of what is wrong, said in `text`, of a question where it is of one.

    That is an answer that is refused or means two, a number that does not fit, none where one is needed, what is no
    tick, a line that is no record or no UTF-8, what else is wrong with a file, or rules that give no single value.
    """

    how: How
    text: str
    question: str = ""

    @property
    def whatever(self) -> str:
        """The kind whatever was written."""
        limits = self.text.startswith("a number that is not between ")
        return _WHATEVER.get(self.how) or (self.text if limits else _WRITTEN.sub("...", self.text))


_WHATEVER: dict[How, str] = {
    "answer": "an answer that is not offered",
    "ambiguous": "an answer that can be read in two ways",
    "absent": "no answer, where one is needed",
    "tick": "a cell that is no tick",
}

_KINDS: tuple[tuple[How, re.Pattern[str], str], ...] = (
    (
        "answer",
        re.compile(r"(?P<value>'.*?'|\".*?\"|\S+) is not (?:one|a list) of .*", re.DOTALL),
        "{value} is no answer",
    ),
    ("ambiguous", re.compile(r"(?P<value>.+?) may (?:mean|be) .*", re.DOTALL), "{value} may mean two answers"),
    ("tick", re.compile(r"(?P<value>.+?) is no tick for .*", re.DOTALL), "{value} is no tick"),
    ("absent", re.compile(r"this question needs an answer.*", re.DOTALL), "an answer is needed, and there is none"),
    ("number", re.compile(r".+? is not between (?P<value>.+)", re.DOTALL), "a number that is not between {value}"),
    ("number", re.compile(r".+? is not a whole number.*", re.DOTALL), "a number that is not whole"),
    ("number", re.compile(r"(?P<value>.+?) is not a number.*", re.DOTALL), "{value} is not a number"),
)

_OF_NO_CELL: tuple[tuple[How, re.Pattern[str]], ...] = (
    ("rules", re.compile(r"the knowledge base gives ")),
    ("encoding", re.compile(r"byte [0-9]+ of the line is not UTF-8")),
    ("line", re.compile(r"the line has [0-9]+ field|a quotation mark ")),
)


class Splitter:
    """Takes the complaints of rows apart."""

    def __init__(self, kb: KnowledgeBase) -> None:
        ids = "|".join(sorted(map(re.escape, kb.questions), key=len, reverse=True))
        self._next = re.compile(rf"; (?=line [0-9]+, character [0-9]+: |(?:{ids}): )")
        self._own = re.compile(rf"(?P<question>{ids}): (?P<what>.*)", re.DOTALL)

    def kinds(self, error: str) -> list[RowFault]:
        """What is wrong with a row whose complaints these are, without its place."""
        return [self._kind(part) for part in self._next.split(error)]

    def _kind(self, complaint: str) -> RowFault:
        complaint = _IN_FILE.sub("", complaint, count=1)
        own = self._own.fullmatch(complaint)
        if own is None:
            found_how = (how for how, pattern in _OF_NO_CELL if pattern.match(complaint))
            return RowFault(next(found_how, "file"), complaint)
        for how, pattern, text in _KINDS:
            if found := pattern.fullmatch(own["what"]):
                return RowFault(how, text.format(**found.groupdict()), own["question"])
        return RowFault("other", own["what"], own["question"])


def placed(error: str) -> tuple[str, str]:
    """What stands before the complaints of a row, nothing where the knowledge base is at fault, and the rest."""
    found = _PLACED.match(error)
    return (found[1] or found[2], error[found.end() :]) if found else ("", error)


def count(counts: Counter[RowFault], splitter: Splitter, errors: pl.Series) -> None:
    """Adds what is wrong with these rows, null where nothing is."""
    for error, rows in errors.drop_nulls().str.replace(PLACE, "").value_counts().iter_rows():
        add(counts, splitter, error, rows)


def add(counts: Counter[RowFault], splitter: Splitter, error: str, rows: int) -> None:
    """Adds so many rows of which this is wrong; each kind counts once a row."""
    for fault in dict.fromkeys(splitter.kinds(error)):
        known = fault in counts or len(counts) < MOST
        counts[fault if known else RowFault("other", f"and more than {MOST:,} kinds")] += rows
