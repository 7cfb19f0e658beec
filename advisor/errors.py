"""What can go wrong, as one family: every error is one clear line, or several where several mistakes were found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class AdvisorError(Exception):
    """The base of every error that is the input's fault; its text is for the person."""


class Problem(NamedTuple):
    """One mistake in a file. `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        text = f"{place}: {self.what}"
        # What a file holds is quoted, and a message stays one line that steers no terminal.
        return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class _Mistakes(AdvisorError):
    """Mistakes in files; `problems` holds every one that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class KnowledgeBaseError(_Mistakes):
    """A knowledge base that cannot be used."""


class CaseError(_Mistakes):
    """A case that cannot be used."""


class IllegalAnswer(AdvisorError):
    """A value that a question does not take; the text says which it takes."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest known word, or nothing."""
    import difflib

    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
