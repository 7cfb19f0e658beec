"""Where results go: standard output, or a file that is either complete or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
        return
    if target.is_dir():
        raise IsADirectoryError(0, "is a folder, not a file", path)
    if not target.parent.is_dir():
        raise FileNotFoundError(0, "the folder of this file is not there", path)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    with replaced(str(target), mode, errors="backslashreplace") as stream:
        yield stream


def width(stream: TextIO) -> int:
    """Columns for text: a terminal's own, within reason; 80 for a file or a pipe."""
    if not stream.isatty():
        return 80
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
