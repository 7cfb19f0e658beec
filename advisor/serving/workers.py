"""Work that takes longer than a moment, apart from the loop that serves: in a few threads, with an end to its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
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
        return await self._within(asyncio.wrap_future(self.begin(work, *args, **named)))

    def begin(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> Future[T]:
        """What the work will give, however long that takes."""
        return self._threads.submit(work, *args, **named)

    async def wait_for(self, begun: Future[T]) -> T:
        """What was begun gives, as `do`; it goes on where it takes too long."""
        return await self._within(asyncio.shield(asyncio.wrap_future(begun)))

    async def _within(self, work: asyncio.Future[T]) -> T:
        try:
            return await asyncio.wait_for(work, self._seconds)
        except (asyncio.TimeoutError, TimeoutError):
            raise Refused("took-too-long", f"It took more than {self._seconds:g} seconds.") from None


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
