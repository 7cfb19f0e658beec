"""Files that are atomic_write as a whole, or stay as they were."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TextIO

DRAFT, PART = ".advisor-", ".part"
"""How the name of a draft begins and ends."""

NEW = 60
"""Seconds in which a draft may not be locked yet."""


@contextmanager
def atomic_write(path: str, mode: int | None = None, errors: str = "strict") -> Iterator[TextIO]:
    """A stream to a draft that takes the place of `path`, as `atomic_path` says. Raises OSError."""
    with atomic_path(path, mode) as draft, open(draft, "w", encoding="utf-8", errors=errors) as stream:
        yield stream


@contextmanager
def atomic_path(path: str, mode: int | None = None, lasting: bool = True, follow: bool = True) -> Iterator[str]:
    """The path of a new file beside `path`, which takes its place at the end, and only if nothing went wrong.

    `mode` are the permissions; by default those of the file that is there, or of any new file. What is no regular file,
    such as a device, is given as it is, and a link is followed, unless `follow` is False: then what has that name is
    replaced itself. `lasting` waits until it is on disk, so that a power cut loses nothing. Raises OSError.

    Whatever ends the work, a signal too (`advisor.signals`), removes the draft. One that a killed run has left is
    removed when the next draft is made in its folder.
    """
    named = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    target = os.path.realpath(path) if follow else named
    if os.path.isdir(target):
        raise IsADirectoryError(0, "is a folder, not a file", path)
    if follow and os.path.exists(target) and not os.path.isfile(target):
        yield target
        return
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        raise FileNotFoundError(0, "the folder of this file is not there", path)
    if mode is None:
        mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o666 & ~_umask()
    _remove_stale(folder)
    draft = os.path.join(folder, f"{DRAFT}{os.urandom(8).hex()}{PART}")
    try:  # from before the draft is there, as a signal may come at any time
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _locked(handle)
            yield draft
            if lasting:
                os.fsync(handle)
        finally:
            os.close(handle)
        os.chmod(draft, mode)
        os.replace(draft, target)
    except BaseException as error:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        if isinstance(error, OSError) and error.errno and error.filename in (None, draft):
            raise OSError(error.errno, error.strerror, path) from None
        raise
    if lasting:
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


@cache
def _remove_stale(folder: str) -> None:
    """Removes the drafts that runs have left here which were killed: they are old, and nobody holds them any more."""
    with suppress(OSError):
        for found in os.scandir(folder):
            if not (found.name.startswith(DRAFT) and found.name.endswith(PART)):
                continue
            with suppress(OSError):
                if time.time() - found.stat(follow_symlinks=False).st_mtime > NEW:
                    handle = os.open(found.path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
                    try:
                        if _locked(handle):
                            os.unlink(found.path)
                    finally:
                        os.close(handle)


def _locked(handle: int) -> bool:
    """Locks the file until it is closed, even by the end of the process; whether that could be done."""
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


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
