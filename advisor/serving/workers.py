"""Work that takes longer than a moment, apart from the loop that serves: in a few threads, with an end to its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

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
        future = asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **named))
        try:
            return await asyncio.wait_for(future, self._seconds)
        except (asyncio.TimeoutError, TimeoutError):
            raise Refused("took-too-long", f"It took more than {self._seconds:g} seconds.") from None

    async def next_of(self, parts: Iterator[T]) -> T | None:
        """The next of what is made part by part; None at its end."""
        return await self.do(next, parts, None)
