"""Case files as nearly all are written, read line by line: to import a parser of YAML takes as long as to answer one.

A line is `key: value`; a value is a few words, a whole number, `[words]` or `{key: words}`, or stands indented below
as a mapping or as a list. The nodes are those that the parser makes. Where there is anything else in a text it is left
to the parser, which knows what is right about it and what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters, digits
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from yaml.nodes import Node

_DEEPEST = 8
"""So many blanks may stand before what is read here."""

_LARGEST = 15
"""So many digits a number may have."""

_LONGEST = 100
"""So many characters a key may have."""

_IN_WORDS = frozenset(ascii_letters + digits + "_-")
_IN_TEXTS = _IN_WORDS | frozenset(" .,()/'")
_TAKEN = {
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "bool"),
    **dict.fromkeys(("null", "Null", "NULL"), "null"),
}
"""Words that are no texts."""


class _OtherwiseWritten(Exception):
    """There is something in the text that is not read here."""


class _Mark(NamedTuple):
    line: int
    column: int


class _ReadNode:
    """A node: its value is a text, or nodes, or pairs of them."""

    def __init__(self, kind: str, value: object, start_mark: _Mark) -> None:
        self.tag = f"tag:yaml.org,2002:{kind}"
        self.value = value
        self.start_mark = start_mark


class _TextLine(NamedTuple):
    number: int
    indent: int
    text: str

    def mark(self, at: int = 0) -> _Mark:
        return _Mark(self.number, self.indent + at)


def read(text: str) -> Node | None:
    """The mapping that the text is; None where the parser of YAML must read it."""
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        return None
    lines = [line for number, whole in enumerate(text.split("\n")) if (line := _line(number, whole)).text]
    try:
        if not lines or lines[0].indent:
            return None
        found, end = _mapping(lines, 0)
    except _OtherwiseWritten:
        return None
    return cast("Node", found) if end == len(lines) else None


def _line(number: int, whole: str) -> _TextLine:
    """Without the comment that begins it, or that a blank stands before."""
    text = whole.lstrip(" ")
    return _TextLine(
        number, len(whole) - len(text), "" if text.startswith("#") else text.partition(" #")[0].rstrip(" ")
    )


def _mapping(lines: Sequence[_TextLine], at: int) -> tuple[_ReadNode, int]:
    """The mapping that begins with a line, and where the next thing does."""
    indent, mark, pairs = lines[at].indent, lines[at].mark(), []
    while at < len(lines) and lines[at].indent == indent:
        line = lines[at]
        name, colon, rest = line.text.partition(":")
        if not colon or len(name) > _LONGEST or (rest and rest[0] != " "):
            raise _OtherwiseWritten
        at += 1
        if rest:
            value = _value(rest.lstrip(" "), line.mark(len(line.text) - len(rest.lstrip(" "))))
        else:
            value, at = _below(lines, at, indent)
        pairs.append((_scalar(name, line.mark(), _IN_WORDS), value))
        _not_deeper(lines, at, indent)
    return _ReadNode("map", pairs, mark), at


def _below(lines: Sequence[_TextLine], at: int, indent: int) -> tuple[_ReadNode, int]:
    """What stands below a key: a list may stand as far to the left as the key itself."""
    if at == len(lines) or not indent <= lines[at].indent <= _DEEPEST:
        raise _OtherwiseWritten
    if lines[at].text.startswith("- "):
        return _items(lines, at)
    if lines[at].indent == indent:
        raise _OtherwiseWritten
    return _mapping(lines, at)


def _items(lines: Sequence[_TextLine], at: int) -> tuple[_ReadNode, int]:
    indent, mark, items = lines[at].indent, lines[at].mark(), []
    while at < len(lines) and lines[at].indent == indent and lines[at].text.startswith("- "):
        items.append(_scalar(lines[at].text[2:], lines[at].mark(2), _IN_TEXTS))
        at += 1
        _not_deeper(lines, at, indent)
    return _ReadNode("seq", items, mark), at


def _not_deeper(lines: Sequence[_TextLine], at: int, indent: int) -> None:
    """What stands deeper than what is complete would go on with it, or be a mistake."""
    if at < len(lines) and lines[at].indent > indent:
        raise _OtherwiseWritten


def _value(text: str, mark: _Mark) -> _ReadNode:
    if text.startswith("{") and text.endswith("}"):
        key, _, value = text[1:-1].partition(": ")
        at = mark._replace(column=mark.column + len(key) + 3)
        name = _scalar(key, mark._replace(column=mark.column + 1), _IN_WORDS)
        return _ReadNode("map", [(name, _flow(value, at))], mark)
    return _flow(text, mark) if text.startswith("[") else _scalar(text, mark, _IN_TEXTS)


def _flow(text: str, mark: _Mark) -> _ReadNode:
    """A word, or words between brackets."""
    if not (text.startswith("[") and text.endswith("]")):
        return _scalar(text, mark, _IN_WORDS)
    items, column = [], mark.column + 1
    for word in text[1:-1].split(", ") if text != "[]" else ():
        items.append(_scalar(word, mark._replace(column=column), _IN_WORDS))
        column += len(word) + 2
    return _ReadNode("seq", items, mark)


def _scalar(text: str, mark: _Mark, taken: frozenset[str]) -> _ReadNode:
    """A text of these characters, which begins with a letter and has no two blanks together; or a whole number."""
    if text.isdigit() and len(text) <= _LARGEST and (text[0] != "0" or text == "0"):
        return _ReadNode("int", text, mark)
    if not (text[:1].isalpha() and taken.issuperset(text)) or "  " in text:
        raise _OtherwiseWritten
    return _ReadNode(_TAKEN.get(text, "str"), text, mark)
