"""The terminal as a device: what was typed at it and not read yet, and how it is set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


def drop_typed(terminal: int) -> None:
    """Forgets what was typed at the terminal of this file number and not read yet."""
    try:
        import termios
    except ImportError:  # on Windows
        import msvcrt

        while msvcrt.kbhit():  # type: ignore[attr-defined]
            msvcrt.getwch()  # type: ignore[attr-defined]
        return
    with suppress(termios.error):
        termios.tcflush(terminal, termios.TCIFLUSH)


def attributes(terminal: int) -> list[Any] | None:
    """How the terminal of this file number is set; None on Windows."""
    try:
        import termios
    except ImportError:
        return None
    with suppress(termios.error):
        return termios.tcgetattr(terminal)
    return None


def waits(terminal: int) -> bool:
    """Whether a line stands ready at the terminal of this file number as soon as the one before it was read."""
    if os.name == "nt":
        return False
    import select

    return bool(select.select([terminal], [], [], 0.02)[0])


def restore(terminal: int, found: list[Any] | None) -> None:
    """Sets the terminal of this file number as it was found."""
    if found is not None:
        import termios

        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, found)


@contextmanager
def unechoed(terminal: int) -> Iterator[None]:
    """Within, the terminal of this file number does not show what is typed, which would stand among what is said."""
    found = attributes(terminal)
    if found is not None:
        import termios

        restore(terminal, [*found[:3], found[3] & ~termios.ECHO, *found[4:]])
    try:
        yield
    finally:
        restore(terminal, found)
