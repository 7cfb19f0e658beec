"""CSV and TSV: read in blocks, every record checked, and a bad one kept in its place.

Polars parses the blocks. What it would pass over in silence is seen to before: a record with too few or too many fields
(a mark is put at the end of each record, and has to come out in the column behind the last), a quotation mark that does
not enclose its field, and bytes that are not UTF-8. Such a record is blanked, and its fault is noted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from advisor.columns.program import FAULT
from advisor.columns.settling import ROW
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    import polars as pl

BLOCK = 8 << 20
"""Bytes that are read at a time."""

LONGEST_RECORD = 8 * BLOCK
_BREAK = b"\x1e"
"""Stands for a line break within quotation marks while a block is parsed."""

_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00": "UTF-16 or UTF-32"}


class Header(NamedTuple):
    names: list[str]
    separator: str


def read_header(stream: BinaryIO, shown: str, separator: str) -> Header:
    """The names of the columns; the stream stands at the first record after it. Raises AdvisorError."""
    line = stream.readline()
    if line.startswith(b"\xef\xbb\xbf"):
        line = line[3:]
    for mark, name in _OTHER_ENCODINGS.items():
        if line.startswith(mark) or (mark == b"\x00" and mark in line):
            raise AdvisorError(f"{shown}: is {name}; save it as UTF-8")
    while line.count(b'"') % 2:
        more = stream.readline()
        if not more or len(line) > BLOCK:
            raise AdvisorError(f"{shown}:1: a quotation mark in the header has no partner")
        line += more
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise AdvisorError(f"{shown}:1: the header is not UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise AdvisorError(f"{shown}: is empty; a table begins with a line that names its columns")
    if "\r" in text.rstrip("\r\n"):
        raise AdvisorError(f"{shown}: its lines end as on old Macintosh computers; save it with line feeds")
    names = [name.strip() for name in next(csv.reader([text], delimiter=separator))]
    if len(names) == 1 and separator == "," and (";" in text or "\t" in text):
        raise AdvisorError(f"{shown}:1: the columns are not separated by commas; only a '.tsv' has another separator")
    return Header(names, separator)


class Parser:
    """Makes a frame of each block: the wanted columns as text, ROW, and FAULT with what is wrong with a record."""

    def __init__(self, header: Header, wanted: Sequence[str]) -> None:
        self._separator = header.separator.encode()
        self._names = header.names
        self._wanted = wanted
        ends = rb"[%b\r\n]|$" % self._separator
        self._quoted = re.compile(rb'(^|[%b\n])"((?:[^"]|"")*)"(?=%b)' % (self._separator, ends))

    def parse(self, block: bytes, first: int) -> pl.DataFrame:
        """The records of a block that ends at the end of one, numbered from `first`."""
        import polars as pl

        faults: dict[int, str] = {}
        block = self._tidy(block)
        bare = block
        if b'"' in block:
            block = self._quoted.sub(lambda match: match.group().replace(b"\n", b"\x1e") if b"\n" in match[2] else match.group(), block) if b"\n" in block else block
            bare = self._quoted.sub(rb"\1", block)
            if b'"' in bare:
                block = self._blanked(block, faults, lambda at, line: b'"' in lines[at] if (lines := _lines(bare)) else False, "a quotation mark does not enclose its whole field")
        return pl.DataFrame()
