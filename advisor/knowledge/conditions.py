"""The condition: a small tree. Each use of it is a reader in a module of its own, one function per node type.

`OneOf` and `Compare` are its leaves; `All`, `Any` and `NoneOf` its branches. An asked attribute without an answer has
the value `unknown`; the empty answer to a `many` question has the value `none`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, Union

UNKNOWN = "unknown"
NONE = "none"

Number: TypeAlias = Union[int, float]

COMPARISONS: dict[str, Callable[[Number, Number], bool]] = {
    "is": operator.eq,
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}


class OneOf(NamedTuple):
    """The attribute has one of the values; an attribute that holds many has at least one of them."""

    attribute: str
    values: tuple[str, ...]


class Compare(NamedTuple):
    """The attribute's number compares so with `number`; an unknown number never does."""

    attribute: str
    comparison: str
    number: Number


@dataclass(frozen=True)
class _Connective:
    parts: tuple[Condition, ...]


class All(_Connective):
    """Every part holds; without parts it always holds."""


class Any(_Connective):
    """At least one part holds."""


class NoneOf(_Connective):
    """No part holds."""


Leaf: TypeAlias = Union[OneOf, Compare]
Condition: TypeAlias = Union[OneOf, Compare, All, Any, NoneOf]


def is_condition(value: object) -> bool:
    """Whether it is a condition, down to the leaves."""
    if isinstance(value, (All, Any, NoneOf)):
        return isinstance(value.parts, tuple) and all(map(is_condition, value.parts))
    return isinstance(value, (OneOf, Compare))


def leaf_holds(leaf: Leaf, answer: str | Number | tuple[str, ...]) -> bool:
    """Whether the answer makes a leaf on an asked attribute hold."""
    if isinstance(leaf, Compare):
        return not isinstance(answer, (str, tuple)) and COMPARISONS[leaf.comparison](answer, leaf.number)
    if isinstance(answer, tuple):
        return any(value in leaf.values for value in answer or (NONE,))
    return answer in leaf.values


def leaves(condition: Condition, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Each leaf with whether it stands under an odd number of negations."""
    if isinstance(condition, (OneOf, Compare)):
        yield condition, negated
        return
    inner = not negated if isinstance(condition, NoneOf) else negated
    for part in condition.parts:
        yield from leaves(part, inner)
