"""Odd values and texts, and mutations of good ones."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

CHARACTERS = (
    "\x00", "\x01", "\x07", "\x08", "\x1b[31m", "\x1b]0;x\x07", "\x1c", "\x1e", "\x7f", "\x85", "\x9b", "\xa0",
    "\xad", "\u061c", "\u180e", "\u200b", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\ufffe", "\ufffd",
    "＝", "＠", "é", "e\u0301", "ß", "İ", "😀", "\U000e0041", "\t", "\r", "\n", "\r\n", " ", "\v", "\f",
)  # fmt: skip
"""What steers a terminal, hides, breaks a line or counts as a blank in some reader and not in another."""

WORDS = (
    "", " ", "none", "unknown", "all", "null", "~", "yes", "no", "true", "True", "on", "0", "-0", "1", "01",
    "+3", "2.5", ".5", "1.", "1e3", "1e-7", "1e400", "-1e400", "NaN", "nan", ".nan", "inf", ".inf", "Infinity",
    "0x10", "0o7", "1_000", "1:30", "2026-05-31", "9" * 40, "0." + "1" * 40, "1" + "0" * 400, "A" * 300, "=1+1",
    "@x", "-x", "+x", "'", '"', '""', "{", "}", "[", "]", "{{x}}", "{soil}", "{plant.name}", "{", "%s", "%",
    "#", "# x", ": ", "- ", "? ", "a: b", "&a", "*a", "!!python/name:os.system", "!x", "|", ">", "`", "@",
    "---", "...", ";", ";;", ",", "/", "\\", "../x", "$(x)", "<b>", "&lt;", "<script>", "]]>", "\\u0000",
    "\\ud800", "*", "_", "[x](javascript:x)",
)  # fmt: skip
"""What some reader takes for more than a word."""

texts = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(CHARACTERS),
    st.lists(st.sampled_from(CHARACTERS + WORDS + ("a", "b", "x")), max_size=4).map("".join),
)
"""A short text that means trouble."""

NUMBERS = (
    0,
    1,
    -1,
    3,
    61,
    0.5,
    2.5,
    -0.0,
    1e-7,
    0.1 + 0.2,
    1e15,
    1e16,
    1e308,
    math.inf,
    -math.inf,
    math.nan,
    10**15,
    10**40,
)

CHUNK = 64
"""Bytes that are drawn at a time."""

_CHUNKS = st.integers(0, 256**CHUNK - 1)


class Dice:
    """Decisions by the byte: one draw of hypothesis makes many of them, which is fast, and means much to atheris."""

    def __init__(self, data: Any) -> None:
        self._more = lambda: data.draw(_CHUNKS).to_bytes(CHUNK, "little")
        self._bytes = iter(b"")

    @classmethod
    def of_random(cls, chance: random.Random) -> Dice:
        """Dice without hypothesis."""
        dice = cls(None)
        dice._more = lambda: chance.randbytes(CHUNK)
        return dice

    def below(self, count: int) -> int:
        """A number from 0 on, below the count."""
        found, room = 0, 1
        while room < count:
            found, room = found * 256 + self._byte(), room * 256
        return found % count

    def _byte(self) -> int:
        byte = next(self._bytes, None)
        if byte is None:
            self._bytes = iter(self._more())
            byte = next(self._bytes)
        return byte

    def of(self, options: Sequence[Any]) -> Any:
        """One of the options."""
        return options[self.below(len(options))]

    def some(self, options: Sequence[Any], most: int) -> list[Any]:
        """So many of them at most, maybe some of them twice."""
        return [self.of(options) for _ in range(self.below(most + 1))]

    def once_in(self, count: int) -> bool:
        """True once in so many times."""
        return self.below(count) == count - 1

    def text(self) -> str:
        """A short text that means trouble."""
        how = self.below(3)
        if how == 2:
            return "".join(self.some(CHARACTERS + WORDS + ("a", "b", "x"), 4))
        return str(self.of(CHARACTERS if how else WORDS))

    def plain(self) -> Any:
        """A scalar as JSON and YAML have them, and NaN and infinities."""
        return self.of((None, True, False, self.of(NUMBERS), self.below(70), self.text(), self.text()))

    def nested(self) -> Any:
        """A value as JSON and YAML have them."""
        how = self.below(8)
        if how == 0:
            return [self.plain() for _ in range(self.below(3))]
        if how == 1:
            return {self.text(): self.plain() for _ in range(self.below(2))}
        return [[[[{}]]]] if how == 2 else self.plain()


def mutated(dice: Dice, good: str, most: int = 4) -> str:
    """The text with some edits: what is odd put in, parts taken out, doubled, moved or put in another's place."""
    for _ in range(dice.below(most + 1)):
        start = dice.below(len(good) + 1)
        end = min(len(good), start + dice.of((0, 1, 1, 2, 5, 20, 200)))
        part = good[start:end]
        how = dice.below(8)
        if how == 0:
            good = good[:start] + good[end:]
        elif how == 1:
            good = good[:end] + part + good[end:]
        elif how == 2:
            at = dice.below(len(good) + 1)
            good = good[:at] + part + good[at:]
        elif how == 3:
            good = _lines_mutated(dice, good)
        elif how == 4:
            good = _word_replaced(dice, good, start)
        elif how == 5 and dice.once_in(4):
            good = good[:start]
        else:
            good = good[:start] + dice.text() + good[end:]
    return good


def _lines_mutated(dice: Dice, good: str) -> str:
    """A line doubled, taken out, moved, or indented otherwise."""
    lines = good.splitlines(keepends=True)
    if not lines:
        return good
    at, to, how = dice.below(len(lines)), dice.below(len(lines)), dice.below(4)
    if how == 0:
        lines.insert(to, lines[at])
    elif how == 1:
        del lines[at]
    elif how == 2:
        lines[at], lines[to] = lines[to], lines[at]
    else:
        lines[at] = dice.of((" ", "  ", "\t", "- ", "")) + lines[at].lstrip()
    return "".join(lines)


def _word_replaced(dice: Dice, good: str, start: int) -> str:
    """A word in the place of another, or something odd there."""
    words = good.split()
    if not words:
        return good
    word = dice.of(words)
    other = dice.of((dice.of(words), dice.text()))
    at = good.find(word, start)
    return good if at < 0 else good[:at] + other + good[at + len(word) :]


def as_bytes(dice: Dice, text: str) -> bytes:
    """The text in UTF-8, now and then with bytes that are not, another encoding or a mark before it."""
    raw = text.encode("utf-8", "surrogatepass")
    how = dice.below(20)
    if how == 0:
        at = dice.below(len(raw) + 1)
        return raw[:at] + dice.of((b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", b"\x80")) + raw[at:]
    if how == 1:
        return text.encode("utf-16", "surrogatepass")
    return b"\xef\xbb\xbf" + raw if how == 2 else raw


def tree_mutated(dice: Dice, good: Any, most: int = 3) -> Any:
    """What JSON holds, with some of its values replaced by odd ones or by others of its own, left out or doubled."""
    for _ in range(dice.below(most + 1)):
        places = _places(good)
        if not places:
            return good
        place, key = dice.of(places)
        how = dice.below(6)
        if how == 0:
            del place[key]
        elif how == 1:
            inside, other = dice.of(places)
            place[key] = json.loads(json.dumps(inside[other]))
        elif how == 2 and isinstance(place, list):
            place.insert(dice.below(len(place) + 1), json.loads(json.dumps(place[key])))
        elif how == 3 and isinstance(place, list):
            place.reverse()
        elif how == 4 and isinstance(place, dict):
            name = dice.of((dice.of(sorted(place)), dice.text()))
            place[name] = place.pop(key)
        else:
            place[key] = dice.nested()
    return good


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in the tree: what holds it, and its key there."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        it = waiting.pop()
        keys: Sequence[Any] = list(it) if isinstance(it, dict) else range(len(it)) if isinstance(it, list) else ()
        found += [(it, key) for key in keys]
        waiting += [it[key] for key in keys]
    return found
