"""A lock that one process holds: the operating system's own, so that it ends with the process, however that ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Lock:
    """A lock of this name, a file that is there while it is held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether it could be had, or is held here already. Raises OSError where the file cannot be made."""
        while self._handle is None:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _locked(handle):
                os.close(handle)
                return False
            if _is(handle, self._path):
                self._handle = handle
            else:  # who held it has removed the file meanwhile
                os.close(handle)
        return True

    def free(self) -> None:
        """Lets others have it."""
        if self._handle is not None:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._handle)
            self._handle = None

    def is_taken(self) -> bool:
        """Whether another holds it."""
        if self._handle is not None or not self._path.exists():
            return False
        try:
            taken = not self.take()
        except OSError:
            return False
        self.free()
        return taken


def _is(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _locked(handle: int) -> bool:
    """Whether the lock is ours now; also where the file system knows no locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
