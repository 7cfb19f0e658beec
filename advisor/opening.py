"""Files that are opened to be read: whatever they are, none is waited for, and none is read without an end."""

from __future__ import annotations

import os
import stat
from collections.abc import Container
from pathlib import Path
from typing import BinaryIO

from advisor.errors import AdvisorError
from advisor.formats import ending_of

LARGEST = 16 << 20
"""Bytes of a file that is read as a whole; its nodes take a hundred times as much memory."""

PIECE = 1 << 20


class Unreadable(AdvisorError):
    """A file that cannot be read as text at all."""


def opened(path: str | Path) -> BinaryIO:
    """A file, or a pipe; one into which nobody writes is empty. Raises Unreadable, which says why in a few words."""
    try:
        if stat.S_ISSOCK(os.stat(path).st_mode):
            raise Unreadable("is a socket, not a file")
        if os.path.isdir(path):
            raise Unreadable("is a folder, not a file")
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if hasattr(os, "O_NONBLOCK"):  # there, a pipe that is opened does not wait for who writes into it
            os.set_blocking(handle, True)
        return os.fdopen(handle, "rb")
    except FileNotFoundError:
        raise Unreadable("no such file") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def below(folder: str, endings: Container[str]) -> list[str]:
    """What lies below a folder and has one of these endings, in order, and every folder there that cannot be read.

    Links to folders are not followed; one with such an ending is among what is found. Raises AdvisorError where the
    folder itself cannot be read.
    """
    found: list[Path] = []

    def note(error: OSError) -> None:
        if error.filename == folder:
            raise AdvisorError(f"{folder}: cannot be read: {error.strerror}")
        found.append(Path(error.filename))

    for at, folders, files in os.walk(folder, onerror=note):
        links = (name for name in folders if os.path.islink(os.path.join(at, name)))
        found += [Path(at, name) for name in (*files, *links) if ending_of(name) in endings]
    return [str(path) for path in sorted(found)]


def unfit(path: str) -> str:
    """Why what was found in a folder, and not named, is no file to be read; nothing where it is one."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return "is a link to nothing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISDIR(mode):
        return "is a link to a folder, which is not followed" if os.path.islink(path) else "this folder cannot be read"
    if not stat.S_ISREG(mode):
        return "is neither a file nor a folder"
    return "" if os.access(path, os.R_OK) else "cannot be read: permission denied"


def whole(stream: BinaryIO) -> bytes:
    """All that the stream holds. Raises Unreadable where that is too much, or no text, and OSError."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(PIECE):
        pieces.append(piece)
        size += len(piece)
        if b"\0" in piece and not pieces[0].startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable("is a binary file, not text")
        if size > LARGEST:
            raise Unreadable(f"is larger than {LARGEST >> 20} MiB, the most that is read of such a file")
    return b"".join(pieces)
