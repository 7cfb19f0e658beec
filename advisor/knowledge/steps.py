"""What can be recommended: steps, what they take and what is so once they have been taken, as plain data."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Condition, Number
from advisor.records import NamedTuple


class Paragraph(NamedTuple):
    """A text that is shown where `when` holds; None always holds."""

    text: str
    when: Condition | None = None


FREE: tuple[Number, Number] = (0, 0)
"""The cost of what is free; it may have no currency."""


class Takes(NamedTuple):
    """What a step takes: months and money as (least, most); `as_of` is the year of the money. None is not known."""

    months: tuple[Number, Number] | None = None
    cost: tuple[Number, Number] | None = None
    currency: str = ""
    as_of: str = ""
    when: Condition | None = None


class Raise(NamedTuple):
    """An achievement that lifts a number to at least `number`."""

    number: Number


class Effect(NamedTuple):
    """What is so once a step has been taken, where `when` holds before it: the answers by question id."""

    set: Mapping[str, Answer | Raise]
    when: Condition | None = None


class Step(NamedTuple):
    """What can be recommended: what to `do`, what it `gives`, what to `watch` and what its figures take for granted.

    Of `takes` the first whose condition holds counts.
    """

    id: str
    title: str
    do: tuple[Paragraph, ...]
    gives: tuple[Paragraph, ...] = ()
    watch: tuple[Paragraph, ...] = ()
    assumes: tuple[Paragraph, ...] = ()
    takes: tuple[Takes, ...] = ()
    achieves: tuple[Effect, ...] = ()
    cite: tuple[str, ...] = ()
