"""Frames made ahead of their use, in a thread of their own, so that reading does not wait for deciding."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")

MAX = 2
"""So many frames wait at most: more would only take memory."""

PATIENCE = 0.1
"""Seconds after which a waiting thread looks whether it is still wanted."""

LONGEST = 1
"""Seconds that a thread has to come to its end."""


@contextmanager
def ahead(items: Generator[Item, None, None], enough: Callable[[], bool]) -> Iterator[Iterator[Item]]:
    """The same items, made from now on; what goes wrong while they are made is raised where they are used.

    They are made, and at the end closed, by the thread. They end early when there is `enough`, even where the thread
    waits for a pipe in which nothing comes; it is then left to its waiting.
    """
    made: queue.Queue[tuple[Item] | BaseException | None] = queue.Queue(MAX)
    unwanted = threading.Event()
    thread = threading.Thread(target=_make, args=(items, made, unwanted), daemon=True)
    thread.start()
    try:
        yield _taken(made, enough)
    finally:
        unwanted.set()
        thread.join(LONGEST)


def _make(
    items: Generator[Item, None, None], made: queue.Queue[tuple[Item] | BaseException | None], unwanted: threading.Event
) -> None:
    end: BaseException | None = None
    try:
        for item in items:
            if not _put(made, (item,), unwanted):
                break
    except BaseException as error:
        end = error
    finally:
        items.close()
    _put(made, end, unwanted)


def _put(
    made: queue.Queue[tuple[Item] | BaseException | None],
    item: tuple[Item] | BaseException | None,
    unwanted: threading.Event,
) -> bool:
    """Whether the item was still wanted."""
    while not unwanted.is_set():
        try:
            made.put(item, timeout=PATIENCE)
            return True
        except queue.Full:
            continue
    return False


def _taken(made: queue.Queue[tuple[Item] | BaseException | None], enough: Callable[[], bool]) -> Iterator[Item]:
    while not enough():
        try:
            item = made.get(timeout=PATIENCE)
        except queue.Empty:
            continue
        if item is None:
            return
        if isinstance(item, BaseException):
            raise item
        yield item[0]
