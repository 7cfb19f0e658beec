"""Files that are replaced as a whole, or stay as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def drafted(path: str) -> Iterator[str]:
    """The path of a new file that takes the place of `path` at the end, and only if nothing went wrong.

    What is no regular file, such as a device, is given as it is. Raises OSError.
    """
    import tempfile

    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise IsADirectoryError(0, "is a folder, not a file", path)
    if os.path.exists(target) and not os.path.isfile(target):
        yield target
        return
    if not os.path.isdir(os.path.dirname(target)):
        raise FileNotFoundError(0, "the folder of this file is not there", path)
    mask = os.umask(0)
    os.umask(mask)
    mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o666 & ~mask
    handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=os.path.dirname(target))
    try:
        os.close(handle)
        yield draft
        with open(draft, "rb+") as written:
            os.fsync(written.fileno())
        os.chmod(draft, mode)
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise
