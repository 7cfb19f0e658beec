"""The line that names the columns of CSV or TSV: where it stands, what separates its fields, and what is no table.

It may stand below a title or a row of topics, and Excel may have written a line before it that names the separator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from advisor.errors import AdvisorError
from advisor.tables.fields import content, fields, is_enclosed
from advisor.tables.framing import NO_PARTNER, frame

FIRST_BLOCK = 1 << 16
"""Bytes that are read for the header, at first."""

WITHIN = 20
"""Lines within which the names of the columns stand, below a title or a row of topics."""

LONGEST_HEADER = 16 << 20
"""Bytes of a header."""

_NO_TEXT = {
    b"\xff\xfe": "is UTF-16; save it as UTF-8",
    b"\xfe\xff": "is UTF-16; save it as UTF-8",
    b"PAR1": "is Parquet; let its name end in .parquet",
    b"PK\x03\x04": "is a workbook or another archive; let the name of a workbook end in .xlsx or .ods",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook; let its name end in .xls",
    b"\x1f\x8b": "is compressed; unpack it first",
    b"(\xb5/\xfd": "is compressed; unpack it first",
}
"""What begins so is no table of text in UTF-8, and what to do about it."""


class Stream(Protocol):
    """Bytes that are read one after the other: about so many as are asked for, none at the end."""

    def read(self, size: int, /) -> bytes: ...


class Header(NamedTuple):
    """The names of the columns, and how many bytes stand before the first record."""

    names: list[str]
    separator: bytes
    size: int


Fitting = Callable[[Sequence[str]], int]
"""How many of the names of a header are known."""


def read_header(
    stream: Stream, shown: str, separator: str, fitting: Fitting | None = None, guess: bool = True, within: int = WITHIN
) -> tuple[Header, bytes]:
    """The header, and what has been read of the records. Raises AdvisorError.

    Blank lines before it are passed over, and a line such as `sep=;` names the separator, as it does in Excel. With
    `fitting` another separator is taken where it gives more names that are known, or parts what else is one name, if it
    may `guess`; and one of the lines `within` which they stand where it has more of them, and two at least.
    """
    text = b""
    while True:
        more = stream.read(max(FIRST_BLOCK, len(text)))
        text += more
        _check_kind(text, shown)
        found = _header(text, shown, separator.encode(), last=not more)
        if found and fitting:
            marks = (b";", b"\t", b"|", b",") if guess and found.separator == separator.encode() else ()
            found = _best(text, shown, found, fitting, marks, last=not more)
            found = _lower(text, shown, found, fitting, marks, within, last=not more)
        if found:
            return found, text[found.size :]
        if not more:
            raise AdvisorError(f"{shown}: is empty; a table begins with a line that names its columns")
        if len(text) > LONGEST_HEADER:
            raise AdvisorError(f"{shown}:1: the header has no end within {LONGEST_HEADER >> 20} MiB")


def _check_kind(text: bytes, shown: str) -> None:
    """Refuses what begins as no UTF-8 does; other encodings of text write a zero for every second byte, or more."""
    what = next((what for mark, what in _NO_TEXT.items() if text.startswith(mark)), "")
    line = text[: text.find(b"\n") + 1] or text
    if not what and line.count(b"\0") * 3 > len(line):
        what = "is UTF-16 or UTF-32; save it as UTF-8"
    if what:
        raise AdvisorError(f"{shown}: {what}")


_BEFORE_HEADER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t\r]*\n)*(?:(?i:sep)=([^\w\r\n\x22\x80-\xff])\r?\n(?:[ \t\r]*\n)*)?"
)
"""What separates is one byte, and neither a quotation mark (22) nor a part of a word or of a character."""


def _header(text: bytes, shown: str, separator: bytes, last: bool) -> Header | None:
    """The header at the beginning of the text; None where it is not there as a whole."""
    if last and not text.endswith(b"\n"):
        text += b"\n"
    before = _BEFORE_HEADER.match(text)
    assert before is not None
    separator = before[1] or separator
    rest = text[before.end() : text.rfind(b"\n") + 1]
    framing = frame(rest, separator, last) if rest else None
    if framing is None or not framing.size:
        return None
    end = int(framing.ends[0])
    line = rest[:end].removesuffix(b"\r")
    if any(at < end and what == NO_PARTNER for at, what in framing.misplaced.items()):
        raise AdvisorError(f"{shown}:1: a quotation mark in the header has no partner")
    cells = [*fields(line, separator)]
    if end + 1 == len(text) - before.end() and any(b"\r" in cell for cell in cells if not is_enclosed(cell)):
        if not last:
            return None
        raise AdvisorError(f"{shown}: its lines end as on old Macintosh computers; save it with line feeds")
    try:
        names = [content(cell).decode("utf-8").strip() for cell in cells]
    except UnicodeDecodeError:
        raise AdvisorError(f"{shown}:1: the header is not UTF-8; save the file as UTF-8") from None
    return Header(names, separator, before.end() + end + 1)


def _best(text: bytes, shown: str, found: Header, fitting: Fitting, marks: Sequence[bytes], last: bool) -> Header:
    """The header as the separator parts it that fits best; the one that it has, unless another fits better."""
    line = text[: found.size]
    others = [_header(text, shown, mark, last) for mark in marks if mark in line]
    known = [found, *(other for other in others if other and other.separator != found.separator)]
    return max(known, key=lambda it: (fitting(it.names), len(found.names) == 1 and len(it.names)))


def _lower(
    text: bytes, shown: str, first: Header, fitting: Fitting, marks: Sequence[bytes], within: int, last: bool
) -> Header:
    """The line below the first that fits better, as below a title or a row of topics; else the first."""
    if 2 * fitting(first.names) >= sum(map(bool, first.names)) > 1:
        return first
    found = [first]
    for mark in dict.fromkeys([first.separator, *marks]):
        size = first.size
        for _ in range(within - 1):
            try:
                below = _header(text[size:], shown, mark, last)
            except AdvisorError:  # a record, which is told of in its place
                break
            if below is None:
                break
            size += below.size
            found.append(below._replace(size=size))
    best = max(found, key=lambda it: fitting(it.names))
    return best if fitting(best.names) > 1 else first
