"""CSV and TSV: read in blocks, every record in its place, as it stands or with what is wrong with it.

`framing` finds the records, Polars parses them. Polars is never shown a bad record, nor a blank line: in place of a
record with too few or too many fields, a misplaced quotation mark or bytes that are not UTF-8 it gets an empty one, in
which nothing is left but what is carried through and can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.columns.program import CARRIED, FAULT
from advisor.errors import AdvisorError
from advisor.tables.fields import fields, is_enclosed
from advisor.tables.framing import Framing, frame
from advisor.tables.header import Header, Stream

if TYPE_CHECKING:
    import polars as pl

Flags: TypeAlias = "NDArray[np.bool_]"

BLOCK = 12 << 20
"""Bytes that are read at a time."""

LONGEST_RECORD = 64 << 20
"""Bytes after which a quotation mark is taken to have no partner, and a line to have no end."""

_MARK = b"\xef\xbb\xbf"


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
            if b'"' in cell and not is_enclosed(cell):
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


def _fields(count: int) -> str:
    return f"{count} field" if count == 1 else f"{count} fields"
