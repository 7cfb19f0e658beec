"""Work that takes longer than a moment, apart from the loop that serves: in a few threads, with an end to its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

from advisor.serving.problems import Refused
from advisor.serving.settings import THREADS

T = TypeVar("T")
P = ParamSpec("P")


class Workers:
    """A few threads; what waits for one is dropped when its time is over, what is begun goes on to its own end.

    Proofs have an end of their own, so that no thread is lost.
    """

    def __init__(self, seconds: float) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "advisor")
        self._seconds = seconds

    async def do(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What the work gives. Raises Refused where it takes too long, and whatever the work raises."""
        try:
            return await asyncio.wait_for(self.begin(work, *args, **named), self._seconds)
        except (asyncio.TimeoutError, TimeoutError):
            raise Refused("took-too-long", f"It took more than {self._seconds:g} seconds.") from None

    def begin(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> asyncio.Future[T]:
        """What the work will give, however long that takes."""
        return asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **named))


class Parts(Generic[T]):
    """What is made part by part, now in this thread and now in that one."""

    def __init__(self, parts: Generator[T, None, None]) -> None:
        self._parts, self._lock = parts, Lock()

    def next(self) -> T | None:
        """The next part; None at the end."""
        with self._lock:
            return next(self._parts, None)

    def close(self) -> None:
        """No more parts are wanted; the one that is being made is made to its end."""
        with self._lock:
            self._parts.close()
