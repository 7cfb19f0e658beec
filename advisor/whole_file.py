"""Files that are replaced as a whole, or stay as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


@contextmanager
def replaced(target: str, mode: int, errors: str = "strict") -> Iterator[TextIO]:
    """A stream to a draft beside `target`, which takes its place at the end, and only if nothing went wrong.

    `mode` are the new file's permissions. Raises OSError.
    """
    import tempfile

    handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=os.path.dirname(target))  # made as 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors=errors) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(draft, mode)
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise
    _sync(os.path.dirname(target) or ".")


def _sync(folder: str) -> None:
    """Puts the folder's own list of names on disk too, where the system can, so that a power cut loses no new name."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
