"""Where results go: standard output, or a file that is either complete or not there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from advisor.whole_file import replaced


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """A stream to `path`; None and `-` are standard output.

    A regular file is replaced at the end and only if nothing went wrong. Raises OSError.
    """
    if path is None or path == "-":
        yield sys.stdout
        return
    with replaced(path, errors="backslashreplace") as stream:
        yield stream


def width(stream: TextIO) -> int:
    """Columns for text: a terminal's own, within reason; 80 for a file or a pipe."""
    if not stream.isatty():
        return 80
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))
