"""Plain text for any terminal: wrapped, with nothing in it that could steer the terminal."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence

MAX_LISTED = 4

_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STEERING = ("Cc", "Cs", "Zl", "Zp")
_STEERED = f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{''.join(sorted(_DIRECTION))}]"
"""A pattern that takes two milliseconds to compile, so that is left until it is needed."""
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s+")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")
_ADDRESS = re.compile(r"https?://(?:(?![<>\[\]()\"])[!-~])*(?![<>\[\]().,;:!?'\"])[!-~]")
LINK, LINK_END = "\x1b]8;;{}\x1b\\", "\x1b]8;;\x1b\\"
"""How a terminal is told where what follows leads (OSC 8), and where it ends."""
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def one_line(text: str) -> str:
    """One line: control characters, and those that turn the reading direction, become `?`; line breaks blanks."""
    return strip_controls(" ".join(text.split()))


def in_small_letters(text: str) -> str:
    """In small letters, with single blanks: as what people write is compared."""
    return " ".join(text.casefold().split())


def strip_controls(text: str) -> str:
    """The text with its lines and indents, and `?` for all that could steer a terminal or turn what is read."""
    if text.isprintable():  # most texts are, which is told far sooner
        return text
    return "".join("?" if character != "\n" and _steers(character) else character for character in text.expandtabs(4))


def as_json(told: object, unicode: bool = True) -> str:
    """Indented JSON, with an escape for all that could steer a terminal or turn what is read."""
    import json

    text = json.dumps(told, ensure_ascii=not unicode, indent=2)
    return re.sub(_STEERED, lambda found: json.dumps(found[0])[1:-1], text)


def _steers(character: str) -> bool:
    return character in _DIRECTION or unicodedata.category(character) in _STEERING


def with_links(text: str) -> list[tuple[str, str]]:
    """The text in pieces, each with the address that it is; none for what stands between."""
    pieces, at = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [(text[at : found.start()], ""), (found[0], found[0])]
        at = found.end()
    return [piece for piece in [*pieces, (text[at:], "")] if piece[0]]


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """One paragraph as lines; `first` begins its first line and `rest`, as many blanks by default, the others."""
    rest = " " * len(first) if rest is None else rest
    lines = textwrap.wrap(
        one_line(text),
        max(width, len(first) + 10),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first.rstrip()]


def markdown(text: str, width: int, indent: str = "") -> list[str]:
    """Markdown as lines that read well as they are: paragraphs and items are wrapped, links show their address."""
    lines: list[str] = []
    for first, body in _blocks(text):
        if not body:
            if lines and lines[-1]:
                lines.append("")
            continue
        body = _STRONG.sub(r"\2", _LINK.sub(_link, body))
        lines += wrap(body, width, indent + first)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _link(match: re.Match[str]) -> str:
    label, address = match.groups()
    return label if label == address else f"{label} ({address})"


def _blocks(text: str) -> list[tuple[str, str]]:
    """Each paragraph or item with what begins its first line; an empty one stands for an empty line."""
    blocks: list[tuple[str, str]] = []
    for line in text.strip().splitlines():
        item = _ITEM.match(line)
        if not line.strip():
            blocks.append(("", ""))
        elif item:
            blocks.append((f"{item[1].expandtabs(4)}{item[2]} ", line[item.end() :]))
        elif line.startswith("#"):
            blocks += [("", line.lstrip("#").strip()), ("", "")]
        elif blocks and blocks[-1][1]:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {line.strip()}")
        else:
            blocks.append(("", line.strip()))
    return blocks


def one_of(names: Sequence[str]) -> str:
    """`a, b or c`; of many names the first, and how many others."""
    more = len(names) - MAX_LISTED
    return series([*names[:MAX_LISTED], f"{more} others"] if more > 0 else names, "or")


def series(texts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`, or with another word before the `last`."""
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}" if len(texts) > 1 else "".join(texts)


def so_many(number: float, noun: str) -> str:
    """`1 source`, `3 sources`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def capital(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]
