"""What is owed to whoever reads a message: one line, no control code, of a length that can be read."""

from __future__ import annotations

import unicodedata

STEERING = ("Cc", "Cs", "Zl", "Zp")
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

LONGEST = 1500
"""Characters of a line; a quoted value is cut at 80 of them."""

MAX_LINES = 21
"""Of one file: twenty mistakes, and how many more there are."""


def steers(text: str) -> bool:
    """Whether something in it breaks the line, steers a terminal, or turns the direction of reading."""
    return any(unicodedata.category(character) in STEERING or character in TURNING for character in text)


def fair_line(text: str) -> None:
    """One line that steers no terminal."""
    assert not steers(text), f"not one line of text: {text!r}"
    assert 0 < len(text) <= LONGEST, f"{len(text)} characters: {text[:200]!r}..."


def fair_error(error: Exception, files: int = 1) -> None:
    """A line for each mistake, and not too many of each file."""
    lines = str(error).split("\n")
    assert len(lines) <= files * MAX_LINES, f"{len(lines)} lines"
    for line in lines:
        fair_line(line)


def fair_text(text: str) -> None:
    """Lines that steer no terminal."""
    for line in text.split("\n"):
        assert not steers(line), f"a control code in {line!r}"


def fair_complaints(errors: str, most: int = MAX_LINES) -> None:
    """Standard error of a command: nothing but complaints, none of which is a defect."""
    lines = errors.removesuffix("\n").split("\n") if errors else []
    assert len(lines) <= most, f"{len(lines)} lines"
    for line in lines:
        fair_line(line)
        assert line.startswith("advisor: "), line
        assert "this is a defect" not in line, line
