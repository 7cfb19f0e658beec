"""CSV and TSV: read in blocks, every record in its place, as it stands or with what is wrong with it.

`framing` finds the records, Polars parses them. Polars is never shown a bad record, nor a blank line: in place of a
record with too few or too many fields, a misplaced quotation mark or bytes that are not UTF-8 it gets an empty one, in
which nothing is left but what is carried through and can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.columns.program import CARRIED, FAULT
from advisor.errors import AdvisorError
from advisor.tables.framing import NO_PARTNER, Framing, frame

if TYPE_CHECKING:
    import polars as pl

Flags: TypeAlias = "NDArray[np.bool_]"

BLOCK = 12 << 20
"""Bytes that are read at a time."""

FIRST_BLOCK = 1 << 16
"""Bytes that are read for the header, at first."""

WITHIN = 20
"""Lines within which the names of the columns stand, below a title or a row of topics."""

LONGEST_HEADER = 16 << 20
"""Bytes of a header."""

LONGEST_RECORD = 64 << 20
"""Bytes after which a quotation mark is taken to have no partner, and a line to have no end."""

_MARK = b"\xef\xbb\xbf"
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
    if end + 1 == len(text) - before.end() and any(b"\r" in cell for cell in cells if not _is_enclosed(cell)):
        if not last:
            return None
        raise AdvisorError(f"{shown}: its lines end as on old Macintosh computers; save it with line feeds")
    try:
        names = [_content(cell).decode("utf-8").strip() for cell in cells]
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


def blocks(
    stream: Stream, header: Header, shown: str, read: Callable[[int], None], ahead: bytes = b""
) -> Iterator[tuple[bytes, Framing]]:
    """The rest of the stream in blocks of whole records; `read` is told of bytes as they are read.

    `ahead` has been read before. Raises AdvisorError where a line has no end.
    """
    rest = b""
    while True:
        more = ahead or stream.read(BLOCK)
        ahead = b""
        read(len(more))
        last = not more
        if last and rest and not rest.endswith(b"\n"):
            more = b"\n"
        whole, rest = _whole_lines(rest, more)
        too_long = len(whole) + len(rest) > LONGEST_RECORD
        framing = frame(whole, header.separator, last, give_up=too_long) if whole else None
        if framing and framing.size:
            yield whole[: framing.size], framing
        elif too_long:
            raise AdvisorError(f"{shown}: a line is longer than {LONGEST_RECORD >> 20} MiB")
        if last:
            return
        rest = whole[framing.size if framing else 0 :] + rest


def _whole_lines(rest: bytes, more: bytes) -> tuple[bytes, bytes]:
    """What has been read up to the last line feed, and what comes after it; what is read is copied once."""
    end = more.rfind(b"\n") + 1
    if end:
        return b"".join((rest, memoryview(more)[:end])), more[end:]
    end = rest.rfind(b"\n") + 1
    return rest[:end], rest[end:] + more


class Parser:
    """Makes a frame of each block: the wanted columns as text, and FAULT with what is wrong with a record."""

    def __init__(self, header: Header, wanted: Sequence[str]) -> None:
        import polars as pl

        self._separator = header.separator
        self._count = len(header.names)
        self._columns = dict(sorted((header.names.index(name), name) for name in wanted))
        self._carried = 1 + max((at for at, name in self._columns.items() if name in CARRIED), default=-1)
        self._schema = {f"column_{at + 1}": pl.String for at in range(self._count)}

    def parse(self, block: bytes, framing: Framing) -> pl.DataFrame:
        """The records of a block; blank lines are none."""
        import polars as pl

        blank = _blank(block, framing)
        faults = self._faults(block, framing, blank)
        shown = self._shown(block, framing, blank, faults)
        numbers = np.arange(len(blank)) - np.cumsum(blank)  # of the records, blank lines left out
        said = pl.Series(FAULT, [None], dtype=pl.String).new_from_index(0, len(blank) - int(blank.sum()))
        if faults:
            said = said.scatter(numbers[list(faults)], pl.Series(list(faults.values()), dtype=pl.String))
        if not self._columns or not len(said):
            return pl.DataFrame(
                [*(pl.Series(name, [None] * len(said), dtype=pl.String) for name in self._columns.values()), said]
            )
        frame = pl.read_csv(
            _MARK + shown if shown.startswith(_MARK) else shown,  # Polars takes one away
            has_header=False,
            separator=self._separator.decode(),
            quote_char='"' if b'"' in shown else None,
            schema=self._schema,
            columns=[*self._columns],
            infer_schema=False,
        )
        if len(frame) != len(said):
            raise AssertionError(f"{len(said)} records were found, and {len(frame)} parsed")
        frame.columns = [*self._columns.values()]
        return frame.with_columns(said)

    def _faults(self, block: bytes, framing: Framing, blank: Flags) -> dict[int, str]:
        """What is wrong by the place of the record."""
        faults: dict[int, str] = {}
        ragged = np.flatnonzero((framing.fields != self._count) & ~blank)
        for at, count in zip(ragged.tolist(), framing.fields[ragged].tolist(), strict=True):
            faults[at] = f"the line has {_fields(count)}, but the header has {self._count}"
        faults |= _not_utf8(block, framing)
        of_record = np.searchsorted(framing.ends, list(framing.misplaced)).tolist()
        found = [*zip(of_record, framing.misplaced.values(), strict=True)]
        return faults | dict(reversed(found))  # the first of a record is told

    def _shown(self, block: bytes, framing: Framing, blank: Flags, faults: dict[int, str]) -> bytes:
        """The block as Polars is shown it."""
        returns = np.searchsorted(framing.ends, framing.returns).tolist()
        changed = sorted({*np.flatnonzero(blank).tolist(), *faults, *returns})
        if not changed:
            return block
        view = memoryview(block)
        pieces: list[bytes | memoryview] = []
        at = 0
        for record in changed:
            start, end = int(framing.starts[record]), int(framing.ends[record])
            pieces.append(view[at:start])
            if not blank[record]:
                pieces += [self._rewritten(block[start:end], record in faults), b"\n"]
            at = end + 1
        return b"".join([*pieces, view[at:]])

    def _rewritten(self, line: bytes, faulty: bool) -> bytes:
        """A record for Polars, which takes a carriage return from the end of a field unless it is in quotation marks.

        Of a faulty one only what is carried through, and can be read.
        """
        line = line.removesuffix(b"\r")
        cells = self._readable(line) if faulty else [*fields(line, self._separator)]
        cells = [b'"%b"' % cell if cell.endswith(b"\r") else cell for cell in cells]
        return self._separator.join(cells) + self._separator * (self._count - max(len(cells), 1)) or b'""'

    def _readable(self, line: bytes) -> list[bytes]:
        cells: list[bytes] = []
        for at, cell in enumerate(islice(fields(line, self._separator), self._carried)):
            if b'"' in cell and not _is_enclosed(cell):
                break  # a field that does not end where it was meant to moves all that follow
            cells.append(cell if self._columns.get(at) in CARRIED and _is_utf8(cell) else b"")
        return cells


def _blank(block: bytes, framing: Framing) -> Flags:
    """Which records are blank lines."""
    lengths = framing.ends - framing.starts
    blank: Flags = (lengths == 0) | ((lengths == 1) & (np.frombuffer(block, np.uint8)[framing.starts] == ord("\r")))
    return blank


def _not_utf8(block: bytes, framing: Framing) -> dict[int, str]:
    if block.isascii() or _is_utf8(block):
        return {}
    odd = np.flatnonzero(np.frombuffer(block, np.uint8) >= 0x80)
    faults = {}
    for at in np.unique(np.searchsorted(framing.ends, odd)).tolist():
        try:
            block[framing.starts[at] : framing.ends[at]].decode("utf-8")
        except UnicodeDecodeError as error:
            faults[at] = f"byte {error.start + 1} of the line is not UTF-8"
    return faults


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def fields(line: bytes, separator: bytes) -> Iterator[bytes]:
    """The fields of a record as they are written, its line's end left out."""
    if b'"' not in line:
        yield from line.split(separator)
        return
    mark = re.escape(separator)
    one = re.compile(rb'("[^"]*(?:""[^"]*)*"(?=%b|\Z)|[^%b]*)(?:%b|\Z)' % (mark, mark, mark))
    at = 0
    while field := one.match(line, at):
        yield field[1]
        at = field.end()
        if field.end(1) == len(line):
            return


def _is_enclosed(field: bytes) -> bool:
    return len(field) > 1 and field[:1] == field[-1:] == b'"' and b'"' not in field[1:-1].replace(b'""', b"")


def _content(field: bytes) -> bytes:
    return field[1:-1].replace(b'""', b'"') if _is_enclosed(field) else field


def _fields(count: int) -> str:
    return f"{count} field" if count == 1 else f"{count} fields"
