"""Long work in front of a person: it says that it goes on, and Ctrl-C ends it, wherever it arrives."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import TextIO

from advisor.signals import ASKED_TO_END

SOON, NOW_AND_THEN = 0.5, 1.0
"""Seconds after which work is told of, and between two tellings."""

AGAIN, SWALLOWED = 0.1, 0.001
"""Seconds after which an interrupt is tried again: time enough to leave what is open, and where it was swallowed."""

ECHOED = 2
"""Columns that the terminal needs to show a Ctrl-C as `^C` without another line."""

BEGIN_OF_LINE = "\r\x1b[K"
"""Goes back to the first column and clears the line."""


class Notice:
    """A line on a terminal that says that work goes on, shown when it takes more than a moment, and then taken away.

    `text` may change on the way. A terminal that `overwrites` nothing gets it once, as a line of its own.
    """

    def __init__(self, write: Callable[[str], object], text: str, columns: int = 80, overwrites: bool = True) -> None:
        self.text = text
        self.was_shown = False
        self._write = write
        self._columns = columns
        self._overwrites = overwrites
        self._stands = False
        self._lock = threading.RLock()
        self._over = threading.Event()

    def __enter__(self) -> Notice:
        threading.Thread(target=self._tell, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with self.hidden():
            pass

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Makes room for what is said meanwhile, and is not shown before that stands there."""
        with self._lock:
            if self._stands:
                self._write(BEGIN_OF_LINE)
            self._stands = False
            yield

    def _tell(self) -> None:
        begun = time.monotonic()
        wait = SOON
        while not self._over.wait(wait):
            with self._lock:
                if not self._over.is_set() and (self._overwrites or not self.was_shown):
                    self._show(int(time.monotonic() - begun))
            wait = NOW_AND_THEN

    def _show(self, seconds: int) -> None:
        text = f"{self.text} ({seconds} s)" if seconds else self.text
        self._write(f"{BEGIN_OF_LINE}{text[: max(0, self._columns - 1 - ECHOED)]}" if self._overwrites else f"{text}\n")
        self._stands, self.was_shown = self._overwrites, True


@contextmanager
def told(text: str, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Long work of a command: told on standard error where that is a terminal, unless `quiet`, and interruptible.

    Yields what says another text.
    """
    if quiet or not sys.stderr or not sys.stderr.isatty():
        with interruptible():
            yield lambda text: None
        return
    import shutil

    with Notice(_writer(sys.stderr), text, shutil.get_terminal_size().columns, overwrites()) as notice, interruptible():
        yield lambda text: setattr(notice, "text", text)


def overwrites() -> bool:
    """Whether the terminal can take back what stands on a line."""
    return os.environ.get("TERM", "").lower() not in ("", "dumb", "unknown") or os.name == "nt"


def _writer(stream: TextIO) -> Callable[[str], None]:
    def write(text: str) -> None:
        stream.write(text)
        stream.flush()

    return write


@contextmanager
def interruptible() -> Iterator[None]:
    """Within it no interrupt is lost: neither Ctrl-C nor another signal that a handler turns into an exception.

    An exception cannot leave a callback or an object that goes away, of which Z3's are many, and some code passes over
    all that it does not expect. So it is raised again and again until the work is left. Only the main thread gets any.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupt = _Interrupt()
    try:
        interrupt.enter()
        yield
    finally:
        interrupt.leave()
        if interrupt.error is not None and sys.exc_info()[1] is not interrupt.error:
            raise interrupt.error


@contextmanager
def stopped_by(stop: Callable[[], object]) -> Iterator[None]:
    """While a library works, which does not come back to Python by itself: `stop` makes it do so on an interrupt."""
    if threading.current_thread() is threading.main_thread():
        _stops.append(stop)
        try:
            yield
        finally:
            _stops.clear()
    else:
        yield


_stops: list[Callable[[], object]] = []


class _Interrupt:
    """Stands before the handlers of signals; `error` is what the first of them raised.

    A thread hears of signals at once, even while the main thread is in a library.
    """

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self._left = False
        self._pause = AGAIN
        self._lock = threading.Lock()
        self._report = sys.unraisablehook
        self._earlier: dict[int, Callable[[int, FrameType | None], object]] = {}
        heard, self._told = os.pipe()
        if hasattr(os, "set_blocking"):  # which Windows has not always, and asks for not at all
            os.set_blocking(self._told, False)
        threading.Thread(target=self._listen, args=(heard,), daemon=True).start()
        self._woken = signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)

    def enter(self) -> None:
        sys.unraisablehook = self._unraisable
        for number in (signal.SIGINT, *ASKED_TO_END):
            handler = signal.getsignal(number)
            if callable(handler):
                self._earlier[number] = handler
                signal.signal(number, self._arrived)

    def leave(self) -> None:
        """Sets what was there before, but for what a handler has set itself."""
        try:
            with self._lock:
                self._left = True
        except BaseException:  # the last repetition
            self._left = True
        signal.set_wakeup_fd(self._woken)
        os.close(self._told)
        sys.unraisablehook = self._report
        for number, handler in self._earlier.items():
            if signal.getsignal(number) == self._arrived:
                signal.signal(number, handler)

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        if self.error is not None:
            raise self.error
        try:
            self._earlier[number](number, frame)
        except BaseException as error:
            self.error = error
            raise

    def _listen(self, heard: int) -> None:
        import _thread

        with os.fdopen(heard, "rb", buffering=0) as signals:
            while (number := signals.read(1)) and number[0] not in (signal.SIGINT, *ASKED_TO_END):
                pass
            while number:
                with self._lock:
                    if self._left:
                        return
                    for stop in list(_stops):
                        stop()
                    if self.error is not None:
                        _thread.interrupt_main()
                    pause, self._pause = self._pause, AGAIN
                time.sleep(pause)

    def _unraisable(self, found: sys.UnraisableHookArgs) -> None:
        if self.error is None:
            self._report(found)
        else:
            self._pause = SWALLOWED
