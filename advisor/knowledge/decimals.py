"""Numbers as people write them: decimals of at most 15 significant digits.

The doubles nearest to two such decimals differ, stand in the decimals' order, and have these decimals as their shortest
texts (IEEE 754). So a number is kept as an int or a float, and whoever compares those, or writes and reads them,
compares exact decimals. Limits, ranges and answers all come through here; what would not be exact is refused.
"""

from __future__ import annotations

import re

from advisor.knowledge.conditions import Number

DIGITS = 15
SMALLEST, LARGEST = "1e-300", "1e300"
"""A number that is not 0 is as far from 0 as the one at least, and nearer to it than the other."""

_WRITTEN = re.compile(r"([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?")
_MOST_PLACES = 300
_LONGEST_INT = 10 ** (DIGITS + 1)
"""Below it the double of every decimal that is whole is that number; farther up it may be only the nearest."""


class NoDecimal(ValueError):
    """What is no number, or not one that is compared exactly; the text goes on from what was written."""


class NoNumber(NoDecimal):
    """What is no number at all."""

    def __init__(self, text: str = "is not a number") -> None:
        super().__init__(text)


def read(raw: object) -> Number:
    """The number that a text, an int or a float stands for, whole ones as ints. Raises NoDecimal."""
    if isinstance(raw, str):
        return _from_text(raw.strip())
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise NoNumber
    if raw != raw or raw in (float("inf"), float("-inf")):
        raise NoNumber
    if abs(raw) >= 10**_MOST_PLACES:  # an int may be too long to be written
        raise NoDecimal(_too_large())
    return _from_text(int.__repr__(raw) if isinstance(raw, int) else float.__repr__(raw))


def is_exact(number: Number) -> bool:
    """Whether `read` takes this finite number, which is smaller than 1e300."""
    if isinstance(number, int) and -(10**DIGITS) < number < 10**DIGITS:
        return True
    return float(f"{number:.{DIGITS}g}") == number and (abs(number) >= float(SMALLEST) or number == 0)


def nearest(number: float) -> Number:
    """The decimal nearest to a number that was computed."""
    return _plain(float(f"{number:.{DIGITS}g}"))


def counted(number: Number, unit: str, unit_of_one: str) -> str:
    """A number with its unit: `3 years`, `1 year`."""
    return f"{number} {unit_of_one if number == 1 and unit_of_one else unit}".rstrip()


def between(least: Number, most: Number) -> Number | None:
    """A decimal above `least` and below `most`, near their middle and short; None where there is none.

    Where there is one the middle, rounded to all digits, is one, for it is half a step of the last digit or more from
    both ends; but near 0 it may be too small a number.
    """
    if least < 0 < most:
        return 0
    middle = (least + most) / 2
    rounded = (float(f"{middle:.{digits}g}") for digits in range(1, DIGITS + 1))
    tried = (*rounded, float(SMALLEST), -float(SMALLEST))
    return next((_plain(number) for number in tried if least < number < most and is_exact(number)), None)


def _from_text(text: str) -> Number:
    if not text.isascii():
        text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    written = _WRITTEN.fullmatch(text)
    if written is None or not (written[2] or written[3]):
        raise NoNumber
    fraction = written[3] or ""
    padded = (written[2] + fraction).lstrip("0")
    digits = padded.rstrip("0")
    if not digits:
        return 0
    shift = int(max(-1e9, min(1e9, float(written[4] or 0))))  # a power may be written with any number of digits
    places = shift - len(fraction) + len(padded)
    if places > _MOST_PLACES:
        raise NoDecimal(_too_large())
    if places <= -_MOST_PLACES:
        raise NoDecimal(f"is nearer to 0 than {SMALLEST}")
    if len(digits) > DIGITS:
        raise NoDecimal(f"has more than {DIGITS} significant digits; round it")
    return _plain(float(f"{written[1]}{digits}e{places - len(digits)}"))


def _too_large() -> str:
    return f"is too large: numbers are smaller than {LARGEST}"


def _plain(number: float) -> Number:
    return int(number) if abs(number) < _LONGEST_INT and number == int(number) else number
