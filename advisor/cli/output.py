"""Where results go: standard output, or a file that is either complete or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from advisor.atomic_files import atomic_write


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """A stream to `path`; None and `-` are standard output.

    A regular file is atomic_write at the end and only if nothing went wrong. Raises OSError.
    """
    if path is None or path == "-":
        yield sys.stdout
        return
    with atomic_write(path, errors="backslashreplace") as stream:
        yield stream


def is_folder(path: str | None) -> bool:
    """Whether the path names a folder: one that is there, or one to be made, which ends as folders do."""
    return path is not None and (os.path.isdir(path) or path.endswith(("/", os.sep)))


def for_reading(stream: TextIO, text: str) -> str:
    """The text as it is; at a terminal that is no dumb one, with its addresses as links."""
    if not stream.isatty():
        return text
    from advisor.long_work import overwrites

    if not overwrites():
        return text
    from advisor.plain_text import LINK, LINK_END, with_links

    return "".join(f"{LINK.format(url)}{said}{LINK_END}" if url else said for said, url in with_links(text))


def width(stream: TextIO) -> int:
    """Columns for text: a terminal's own, within reason; 80 for a file or a pipe."""
    if not stream.isatty():
        return 80
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))
