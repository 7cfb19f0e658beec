"""Odd values and texts, and mutations of good ones."""

from __future__ import annotations

import json
import math
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

numbers = st.one_of(
    st.integers(-3, 70),
    st.sampled_from(
        [0.5, 2.5, -0.0, 1e-7, 0.1 + 0.2, 1e15, 1e16, 1e308, math.inf, -math.inf, math.nan, 10**15, 10**40]
    ),
)

plain = st.one_of(st.none(), st.booleans(), numbers, texts)
"""A scalar as JSON and YAML have them, and NaN and infinities."""

nested = st.one_of(plain, st.lists(plain, max_size=3), st.dictionaries(texts, plain, max_size=2), st.just([[[[{}]]]]))


def mutated(data: Any, good: str, most: int = 4) -> str:
    """The text with some edits: what is odd put in, parts taken out, doubled, moved or put in another's place."""
    for _ in range(data.draw(st.integers(0, most))):
        start = data.draw(st.integers(0, len(good)))
        end = min(len(good), start + data.draw(st.sampled_from((0, 1, 1, 2, 5, 20, 200))))
        part = good[start:end]
        how = data.draw(st.integers(0, 7))
        if how == 0:
            good = good[:start] + good[end:]
        elif how == 1:
            good = good[:end] + part + good[end:]
        elif how == 2:
            at = data.draw(st.integers(0, len(good)))
            good = good[:at] + part + good[at:]
        elif how == 3:
            good = _lines_mutated(data, good)
        elif how == 4:
            good = _word_replaced(data, good, start)
        elif how == 5 and data.draw(st.integers(0, 3)) == 0:
            good = good[:start]
        else:
            good = good[:start] + data.draw(texts) + good[end:]
    return good


def _lines_mutated(data: Any, good: str) -> str:
    """A line doubled, taken out, moved, or indented otherwise."""
    lines = good.splitlines(keepends=True)
    if not lines:
        return good
    at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    how = data.draw(st.integers(0, 3))
    if how == 0:
        lines.insert(to, lines[at])
    elif how == 1:
        del lines[at]
    elif how == 2:
        lines[at], lines[to] = lines[to], lines[at]
    else:
        lines[at] = data.draw(st.sampled_from((" ", "  ", "\t", "- ", ""))) + lines[at].lstrip()
    return "".join(lines)


def _word_replaced(data: Any, good: str, start: int) -> str:
    """The word at this place in the place of another, or something odd there."""
    words = good.split()
    if not words:
        return good
    word = data.draw(st.sampled_from(words))
    other = data.draw(st.sampled_from(words) | texts)
    at = good.find(word, start)
    return good if at < 0 else good[:at] + other + good[at + len(word) :]


def as_bytes(data: Any, text: str) -> bytes:
    """The text in UTF-8, now and then with bytes that are not, another encoding or a mark before it."""
    raw = text.encode("utf-8", "surrogatepass")
    how = data.draw(st.integers(0, 19))
    if how == 0:
        at = data.draw(st.integers(0, len(raw)))
        return raw[:at] + data.draw(st.sampled_from((b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", b"\x80"))) + raw[at:]
    if how == 1:
        return text.encode("utf-16", "surrogatepass")
    return b"\xef\xbb\xbf" + raw if how == 2 else raw


def tree_mutated(data: Any, good: Any, most: int = 3) -> Any:
    """What JSON holds, with some of its values replaced by odd ones or by others of its own, left out or doubled."""
    for _ in range(data.draw(st.integers(0, most))):
        places = list(_places(good))
        if not places:
            return good
        place, key = data.draw(st.sampled_from(places))
        how = data.draw(st.integers(0, 5))
        if how == 0:
            del place[key]
        elif how == 1:
            inside, other = data.draw(st.sampled_from(places))
            place[key] = json.loads(json.dumps(inside[other]))
        elif how == 2 and isinstance(place, list):
            place.insert(data.draw(st.integers(0, len(place))), json.loads(json.dumps(place[key])))
        elif how == 3 and isinstance(place, list):
            place.reverse()
        elif how == 4 and isinstance(place, dict):
            other = data.draw(st.sampled_from(sorted(place)) | texts)
            place[other] = place.pop(key)
        else:
            place[key] = data.draw(nested)
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
