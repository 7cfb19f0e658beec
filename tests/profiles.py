"""How much is tried: some of the examples by default, all of them with `--hypothesis-profile=long`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")

LONG = 100
"""The examples of a property that does not say how many it wants."""

# A busy machine is no failure.
settings.register_profile("quick", deadline=None, max_examples=LONG // 5)
settings.register_profile("long", deadline=None, max_examples=LONG)
settings.load_profile("quick")


def examples(count: int) -> int:
    """So many in the long profile, and in another one as large a part of them as it tries of any property."""
    return -(-count * settings().max_examples // LONG)


def is_long() -> bool:
    return settings().max_examples >= LONG


def some(each: Iterable[T]) -> list[T]:
    """All of them in the long profile, and in another one as large a part, spread evenly."""
    return [*each][:: LONG // min(settings().max_examples, LONG)]
