"""CSV and TSV: read in blocks, every record checked, and a bad one kept in its place.

Polars parses the blocks. What it would pass over in silence is seen to before: a record with too few or too many fields
(a mark is put at the end of each record, and has to come out in the column behind the last), a quotation mark that does
not enclose its field, and bytes that are not UTF-8. Such a record is blanked, and its fault is noted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from advisor.columns.program import CARRIED, FAULT
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    import polars as pl

BLOCK = 12 << 20
"""Bytes that are read at a time."""

LONGEST_RECORD = 64 << 20
"""Bytes after which a quotation mark is taken to have no partner."""

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
    """Makes a frame of each block: the wanted columns as text, and FAULT with what is wrong with a record."""

    def __init__(self, header: Header, wanted: Sequence[str]) -> None:
        self._separator = header.separator.encode()
        self._names = header.names
        self._wanted = wanted
        self._quoted = re.compile(
            rb'((?:^|(?<=[%b\n]))"(?:[^"]|"")*"(?=[%b\n]|$))' % (self._separator, self._separator)
        )

    def parse(self, block: bytes, with_blanks: bool = True) -> pl.DataFrame:
        """The records of a block that ends at the end of one. Blank lines are looked for only where it matters."""
        import polars as pl

        faults: dict[int, str] = {}
        lines = _Lines(_tidy(block))
        quoted = b'"' in lines.block
        if quoted:
            lines.block = self._quoted.sub(lambda match: match[0].replace(b"\n", _BREAK), lines.block)
        if len(self._names) == 1 or not with_blanks:
            lines.block = _without_blanks(lines.block)
        if quoted:
            self._check_quotes(lines, faults)
        if not lines.block.isascii():
            _check_encoding(lines, faults)
        frame, mark = self._parsed(lines.block)
        ragged = frame["\x02"].ne_missing(mark).arg_true()
        if len(ragged) and with_blanks and _without_blanks(lines.block) != lines.block:
            return self.parse(block, with_blanks=False)
        if len(ragged):
            self._note_ragged(lines, ragged.to_list(), faults)
        said = pl.Series(FAULT, [None], dtype=pl.String).new_from_index(0, len(frame))
        if faults:
            said = said.scatter(list(faults), list(faults.values()))
        frame = frame.select(self._wanted).with_columns(said)
        if faults:
            frame = frame.with_columns(_carried_only(frame, mark))
        if b"\x1e" in lines.block:
            frame = frame.with_columns(pl.col(self._wanted).str.replace_all("\x1e", "\n", literal=True))
        return frame

    def _parsed(self, block: bytes) -> tuple[pl.DataFrame, str]:
        """The block parsed with a mark at the end of each record, in a column behind the others."""
        import polars as pl

        mark = next(bytes([code]) for code in (2, 3, 4, 5, 6, 7) if bytes([code]) not in block)
        marked = block.replace(b"\n", self._separator + mark + b"\n")
        names = [*(f"{at}" for at in range(len(self._names))), "\x02"]
        frame = pl.read_csv(
            marked,
            has_header=False,
            separator=self._separator.decode(),
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
            truncate_ragged_lines=True,
            missing_columns="insert",
        )
        return frame.rename(dict(zip(names, [*self._names, "\x02"], strict=True))), mark.decode()

    def _check_quotes(self, lines: _Lines, faults: dict[int, str]) -> None:
        """Records with a quotation mark that encloses no field are blanked."""
        bare = self._quoted.sub(b"", lines.block)
        if b'"' in bare:
            for at, line in enumerate(bare.split(b"\n")):
                if b'"' in line:
                    faults[at] = "a quotation mark does not enclose its whole field"
            lines.blank(faults)

    def _note_ragged(self, lines: _Lines, rows: list[int], faults: dict[int, str]) -> None:
        split = lines.split()
        for at in rows:
            if at not in faults:
                fields = self._quoted.sub(b"", split[at]).count(self._separator) + 1
                faults[at] = f"the line has {_fields(fields)}, but the header has {len(self._names)}"


def _carried_only(frame: pl.DataFrame, mark: str) -> list[pl.Expr]:
    """Of a bad record nothing is left but what is carried through, where its field is there."""
    import polars as pl

    good = pl.col(FAULT).is_null()
    columns = [name for name in frame.columns if name != FAULT]
    return [pl.when(good | ((pl.col(name) != mark) & pl.lit(name in CARRIED))).then(name) for name in columns]


class _Lines:
    """A block of records, one a line."""

    def __init__(self, block: bytes) -> None:
        self.block = block

    def split(self) -> list[bytes]:
        return self.block.split(b"\n")[:-1]

    def blank(self, rows: Iterable[int]) -> None:
        """Leaves nothing of these records but their places."""
        split = self.split()
        for at in rows:
            split[at] = b" "  # an empty line would be passed over
        self.block = b"\n".join([*split, b""])


def _tidy(block: bytes) -> bytes:
    """The block with line feeds only, and ended by one."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    if not block.endswith(b"\n"):
        block += b"\n"
    return block


def _without_blanks(block: bytes) -> bytes:
    """Blank lines are no records."""
    return re.sub(rb"\n{2,}", b"\n", block).lstrip(b"\n")


def _check_encoding(lines: _Lines, faults: dict[int, str]) -> None:
    try:
        lines.block.decode("utf-8")
        return
    except UnicodeDecodeError:
        pass
    wrong = {}
    for at, line in enumerate(lines.split()):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong[at] = f"byte {error.start + 1} of the line is not UTF-8"
    faults.update({at: fault for at, fault in wrong.items() if at not in faults})
    lines.blank(wrong)


def _fields(count: int) -> str:
    return f"{count} field" if count == 1 else f"{count} fields"


def blocks(stream: BinaryIO, read: Callable[[int], None]) -> Iterator[bytes]:
    """The rest of the stream in blocks that end at the end of a record; `read` is told of bytes as they are read."""
    while block := stream.read(BLOCK):
        block += stream.readline()
        if b'"' in block and block.count(b'"') % 2:
            block += _rest_of_record(stream)
        read(len(block))
        if block.strip():
            yield block


def _rest_of_record(stream: BinaryIO) -> bytes:
    """The lines up to one that ends with all quotation marks in pairs.

    If none does soon, the record with the odd one is bad, and the others are not.
    """
    lines = []
    size = 0
    while size < LONGEST_RECORD and (line := stream.readline()):
        lines.append(line)
        size += len(line)
        if line.count(b'"') % 2:
            break
    return b"".join(lines)
