"""What can go wrong, as one family: every error is one clear line, or several where several mistakes were found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from advisor.records import NamedTuple

LONGEST = 80
"""So many characters of a value are quoted at most."""

LONGEST_PATH = 400
"""A longer path is cut: no system of files has such a name."""

MAX = 20
"""So many mistakes of a file are told, and so many known words listed, at most."""


def escaped(text: str) -> str:
    """The text with all that breaks a line, steers a terminal or turns what is read written as an escape."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def cut(text: str) -> str:
    """At most LONGEST characters of the text."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def quoted(value: object) -> str:
    """Texts in single quotation marks, `true`, lists and objects as JSON has them, else the value as Python writes it.

    It is one line, of at most LONGEST characters of the value; never an error.
    """
    try:
        if isinstance(value, str):
            end = "..." if str.__len__(value) > LONGEST else ""
            return f"{str.__str__(value)[:LONGEST]!r}{end}"
        return cut(escaped(_written(value)))
    except Exception:  # a number of thousands of digits, a list within itself, or an object that cannot be shown
        return f"a value of the type {type(value).__name__}"


def _written(value: object) -> str:
    if isinstance(value, (bool, list, dict)):
        import json

        try:
            return json.dumps(value, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError):  # it holds what JSON has not
            pass
    return repr(value)


def listed(words: Iterable[object], most: int = MAX) -> str:
    """`a, b and 3 more`."""
    shown = [cut(escaped(str(word))) for word in words]
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")


class AdvisorError(Exception):
    """The base of every error that is the input's fault; its text is for the person, each of `lines` one line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(map(escaped, lines)))

    @property
    def lines(self) -> Sequence[str]:
        """The text, line by line."""
        return str(self).split("\n")


class Problem(NamedTuple):
    """One mistake: where it is, and what. `line` and `column` count from 1; 0 means the file or case as a whole."""

    path: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        path = self.path if len(self.path) <= LONGEST_PATH else f"{self.path[:LONGEST]}..."
        place = f"{path}:{self.line}:{self.column}" if self.line else path
        return escaped(f"{place}: {self.what}")


class _Mistakes(AdvisorError):
    """Mistakes in files; `problems` holds every one that was found, the text at most MAX of each file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems))
        lines: list[str] = []
        for path, group in groupby(self.problems, lambda problem: problem.path):
            found = [*group]
            lines += map(str, found[:MAX])
            if len(found) > MAX:
                lines.append(str(Problem(path, 0, 0, f"and {len(found) - MAX} more")))
        super().__init__(*lines)


def mistakes(error: AdvisorError) -> Iterable[str]:
    """Every mistake that an error tells of, a line each."""
    return map(str, error.problems) if isinstance(error, _Mistakes) else error.lines


class KnowledgeBaseError(_Mistakes):
    """A knowledge base that cannot be used; `problems` has every mistake of its files, each a Problem."""


class CaseError(_Mistakes):
    """A case that cannot be used; `problems` has every mistake of it, each a Problem."""


class IllegalAnswer(AdvisorError):
    """A value that a question does not take; the text says which it takes."""


class AmbiguousNumber(IllegalAnswer):
    """A text that means one number where a comma parts thousands, and `other` where it stands before decimals."""

    def __init__(self, question: str, text: str, number: float, other: float) -> None:
        super().__init__(f"{question}: {text} may be {number} or {other}; write it without the comma")
        self.number, self.other = number, other


class GaveUp(AdvisorError):
    """What was to be proved took more work than one question may."""

    def __init__(self) -> None:
        super().__init__("this could not be proved: Z3 gave up on a question that took too much work")


def first_line(error: BaseException) -> str:
    """What another library says is wrong, without its advice."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def place_of(defect: BaseException) -> str:
    """The kind of an error and the line of the program, without its text, which may quote what a person answered."""
    trace = defect.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno}" if trace else ""
    return f"{type(defect).__name__}{where}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest known word, or nothing."""
    near = nearest(word, known)
    return f"; did you mean {quoted(near)}?" if near else ""


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that is most like this one, if it is so like it (1 is the same), or nothing."""
    if len(word) > LONGEST:
        return ""
    import difflib

    return next(iter(difflib.get_close_matches(word.lower(), [*known], n=1, cutoff=likeness)), "")


def of_same_numbers(text: str, known: Iterable[str]) -> list[str]:
    """Those of the known texts that tell the same numbers: others are no slip of the keys, but another answer."""
    return [it for it in known if numbers_in(it) == numbers_in(text)]


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, in digits and in words: of `From 6 to ten people` they are `6` and `10`."""
    return [_NUMBERS.get(word, word) for word in re.findall(_NUMBER, text.lower())]


_WORDS = """
0 zero 1 one 2 two 3 three 4 four 5 five 6 six 7 seven 8 eight 9 nine 10 ten 11 eleven 12 twelve 13 thirteen 14 fourteen
15 fifteen 16 sixteen 17 seventeen 18 eighteen 19 nineteen 20 twenty 30 thirty 40 forty 50 fifty 60 sixty 70 seventy
80 eighty 90 ninety 100 hundred 1000 thousand 12 dozen 1 once 2 twice
"""
_NUMBERS = dict(zip(_WORDS.split()[1::2], _WORDS.split()[::2], strict=True))
_NUMBER = rf"[0-9]+(?:[.,][0-9]+)*|(?<![^\W_])(?:{'|'.join(_NUMBERS)})(?![^\W_])"
