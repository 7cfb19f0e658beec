"""The signals that end a program: what is open is closed, drafts are removed, and the terminal is as it was."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import socket

ASKED_TO_END = [number for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if (number := getattr(signal, name, None))]
"""From another program, from a terminal that is closed, and by Ctrl-\\; a Ctrl-C is a KeyboardInterrupt."""


def end_politely() -> None:
    """Makes these signals end the program as `sys.exit` does, with 128 and the signal's number.

    A signal that is ignored, as `nohup` has it, stays so. One that comes where no exception can leave, as in a callback
    of Python's own import, is raised again after it.
    """
    _handle(ASKED_TO_END, _end)
    report = sys.unraisablehook

    def lost(found: sys.UnraisableHookArgs) -> None:
        number = _number(found.exc_value)
        if number is None:
            report(found)
            return
        _handle_again(number)
        Thread(target=_raise_soon, args=(number,), daemon=True).start()

    sys.unraisablehook = lost


def _number(error: BaseException | None) -> signal.Signals | None:
    """The signal of which this exception came."""
    if isinstance(error, KeyboardInterrupt):
        return signal.SIGINT
    if isinstance(error, SystemExit):
        return next((number for number in ASKED_TO_END if error.code == 128 + number), None)
    return None


def _handle_again(number: signal.Signals) -> None:
    """Undoes that `_end` has it ignored."""
    if number != signal.SIGINT:
        signal.signal(number, _end)


def _raise_soon(number: signal.Signals) -> None:
    """Sends the main thread the signal once more, when it has left where what came of it was lost."""
    import _thread
    import time

    time.sleep(0.05)
    if hasattr(signal, "pthread_kill"):  # which wakes a thread that waits, too
        signal.pthread_kill(main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(number)


class Noted:
    """The first of the signals that came, if any."""

    number = 0

    def __bool__(self) -> bool:
        return self.number != 0

    def check(self) -> None:
        """Ends the program if a signal came."""
        if self.number:
            _end(self.number)


@contextmanager
def noted() -> Iterator[Noted]:
    """Within, these signals and Ctrl-C are only noted; they end the program at `check`, and at the end.

    For work in which an exception out of a signal could arise within a library's callback, where it is lost or worse.
    A thread listens for them, as a library may not let Python look for as long as it waits.
    """
    found = Noted()
    if current_thread() is not main_thread():
        yield found
        return
    import socket

    heard, told = socket.socketpair()
    told.setblocking(False)
    numbers = [signal.SIGINT, *ASKED_TO_END]
    earlier = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    undo = _handle(numbers, lambda *_: None)
    Thread(target=_listen, args=(heard, numbers, found), daemon=True).start()
    try:
        yield found
    finally:
        undo()
        signal.set_wakeup_fd(earlier)
        told.close()
    found.check()


def _listen(heard: socket.socket, numbers: list[signal.Signals], found: Noted) -> None:
    with heard:
        while number := heard.recv(1):
            if number[0] in numbers and not found.number:
                found.number = number[0]


def hear() -> None:
    """Sets the handler of Ctrl-C again: Polars, imported, has it wait until a read from a pipe is over."""
    _handle([signal.SIGINT], signal.getsignal(signal.SIGINT))


def _end(number: int, frame: FrameType | None = None) -> NoReturn:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    for other in ASKED_TO_END:  # a terminal that is closed sends several, and what is begun is to be brought to its end
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def _handle(numbers: list[signal.Signals], handler: Any) -> Callable[[], None]:
    """Sets the handler; returns what sets the earlier ones again. Only the main thread can."""
    if current_thread() is not main_thread():
        return lambda: None
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: earlier for number, earlier in before.items() if earlier not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)

    def undo() -> None:
        for number, earlier in before.items():
            signal.signal(number, earlier)

    return undo
