"""Files that are replaced as a whole, or stay as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


@contextmanager
def replaced(path: str, mode: int | None = None, errors: str = "strict") -> Iterator[TextIO]:
    """A stream to a draft that takes the place of `path`, as `drafted` says. Raises OSError."""
    with drafted(path, mode) as draft, open(draft, "w", encoding="utf-8", errors=errors) as stream:
        yield stream


@contextmanager
def drafted(path: str, mode: int | None = None) -> Iterator[str]:
    """The path of a new file beside `path`, which takes its place at the end, and only if nothing went wrong.

    `mode` are the permissions; by default those of the file that is there, or of any new file. What is no regular file,
    such as a device, is given as it is. Raises OSError.
    """
    import tempfile

    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise IsADirectoryError(0, "is a folder, not a file", path)
    if os.path.exists(target) and not os.path.isfile(target):
        yield target
        return
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        raise FileNotFoundError(0, "the folder of this file is not there", path)
    if mode is None:
        mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o666 & ~_umask()
    handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)  # made as 0600
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
    _sync(folder)


def kept_aside(path: str) -> str:
    """Copies the file to the first free name of `path~`, `path~2`, ..., and returns that. Raises OSError."""
    import shutil
    from itertools import count

    for aside in (f"{path}~{number if number > 1 else ''}" for number in count(1)):
        with suppress(FileExistsError):
            os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            shutil.copy2(path, aside)
            return aside
    raise AssertionError("there is always a free name")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(folder: str) -> None:
    """Puts the folder's own list of names on disk too, where the system can, so that a power cut loses no new name."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
