"""The standard streams as a program may find them: closed, full, or without a reader."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EBADF
from typing import Any

STANDARD_OUTPUT = "standard output"


def mend() -> None:
    """Puts something into the place of each standard stream that is closed, and has errors go on without a reader.

    A closed input is an empty one; a closed output says so when it is written to, as results would be lost.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # the lowest number that is free, which no file of ours is to take
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), encoding="utf-8")
    closed = io.TextIOWrapper(io.BufferedWriter(_Closed()), encoding="utf-8")
    sys.stdout = _of(_Output, sys.stdout or closed)
    sys.__stdout__ = sys.stdout  # type: ignore[misc]  # the width of the terminal is asked of it
    sys.stderr = _of(_Errors, sys.stderr or io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w")), encoding="utf-8"))


def _of(kind: type[io.TextIOWrapper], stream: Any) -> io.TextIOWrapper:
    """The same stream, of another kind."""
    encoding, lines = stream.encoding, stream.line_buffering
    return kind(stream.detach(), encoding=encoding, errors="backslashreplace", line_buffering=lines)


def forget_output() -> None:
    """What could not be written to standard output is not tried again at the end of the program."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(getattr(getattr(sys.stdout, "buffer", None), "raw", None), _Closed):
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(os.devnull, "w")))


class _Closed(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(EBADF, "is closed, so there is nowhere to write the results", STANDARD_OUTPUT)


class _Output(io.TextIOWrapper):
    """A stream whose errors say where they arose."""

    def write(self, text: str) -> int:
        with _named():
            return super().write(text)

    def flush(self) -> None:
        with _named():
            super().flush()


class _Errors(io.TextIOWrapper):
    """A stream whose loss loses nothing but messages."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, STANDARD_OUTPUT) from None
