"""CSV by definition, one byte at a time: slow, and simple enough to be right at sight. Shares nothing with the advisor.

A record ends with a line feed, or a carriage return and one, outside quotation marks; the last need not. Fields are
parted by the separator. A field that begins with a quotation mark is quoted if the mark that closes it (two together
stand for one) is followed by the separator, the end of the record or the end of the file; then it holds line ends and
separators too. In any other field a quotation mark is an ordinary byte, and makes its record a bad one. An empty line
is no record.
"""

from __future__ import annotations

from typing import NamedTuple

LF, CR, QUOTE = b"\n", b"\r", b'"'


class Record(NamedTuple):
    """The cells of a record as bytes, and what is wrong with it: `quotes`, `bytes`, `fields` or nothing."""

    cells: list[bytes]
    fault: str


def records(data: bytes, width: int, separator: bytes) -> list[Record]:
    """The records below the header of a table with so many columns."""
    if data and not data.endswith(LF):
        data += LF
    found = []
    at = 0
    while at < len(data):
        start, cells, stray = at, [], False
        ended = False
        while not ended:
            cell, after = _quoted(data, at, separator)
            if after < 0:
                cell, after = _bare(data, at, separator)
                stray = stray or QUOTE in cell
            cells.append(cell)
            ended = data[after : after + 1] != separator
            at = after + 1
        line = data[start:at]
        if line not in (LF, CR + LF):
            found.append(Record(cells, _fault(line, len(cells), width, stray)))
    return found


def _quoted(data: bytes, at: int, separator: bytes) -> tuple[bytes, int]:
    """The quoted field that begins here and the place of the separator or line feed after it; -1 where none does."""
    if data[at : at + 1] != QUOTE:
        return b"", -1
    cell = b""
    at += 1
    while at < len(data):
        if data[at : at + 2] == QUOTE + QUOTE:
            cell += QUOTE
            at += 2
        elif data[at : at + 1] == QUOTE:
            at += 1
            if data[at : at + 2] == CR + LF:
                at += 1
            return (cell, at) if data[at : at + 1] in (separator, LF) else (b"", -1)
        else:
            cell += data[at : at + 1]
            at += 1
    return b"", -1


def _bare(data: bytes, at: int, separator: bytes) -> tuple[bytes, int]:
    """The field without quotation marks around it, and the place of the separator or line feed after it."""
    start = at
    while data[at : at + 1] not in (separator, LF):
        at += 1
    cell = data[start:at]
    return (cell[:-1] if data[at : at + 1] == LF and cell.endswith(CR) else cell), at


def _fault(line: bytes, cells: int, width: int, stray: bool) -> str:
    if stray:
        return "quotes"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "bytes"
    return "" if cells == width else "fields"
