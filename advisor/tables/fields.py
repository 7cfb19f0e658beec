"""The fields of one record of CSV or TSV, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator


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


def is_enclosed(field: bytes) -> bool:
    """Whether quotation marks stand around a whole field, and those within it are written twice."""
    return len(field) > 1 and field[:1] == field[-1:] == b'"' and b'"' not in field[1:-1].replace(b'""', b"")


def content(field: bytes) -> bytes:
    """What a field says, without the marks around it."""
    return field[1:-1].replace(b'""', b'"') if is_enclosed(field) else field
