"""The condition: a small tree, read by folding it; each use of it says in a module of its own what the nodes mean.

`OneOf` and `Compare` are its leaves; `All`, `Any` and `NoneOf` its branches. An asked attribute without an answer has
the value `unknown`; the empty answer to a `many` question has the value `none`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias, TypeVar, Union

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


ALWAYS = All(())
NEVER = Any(())

T = TypeVar("T")


class Algebra(Protocol[T]):
    """What the branches of a condition make of what its parts mean; it may leave parts unread that change nothing."""

    def all(self, parts: Iterable[T]) -> T:
        """Where every part holds; without parts everywhere."""

    def any(self, parts: Iterable[T]) -> T:
        """Where some part holds; without parts nowhere."""

    def negate(self, part: T) -> T:
        """Where the part does not hold."""


def fold(condition: Condition, leaf: Callable[[Leaf], T], algebra: Algebra[T]) -> T:
    """What the condition means, given what its leaves mean."""
    if isinstance(condition, (OneOf, Compare)):
        return leaf(condition)
    parts = (fold(part, leaf, algebra) for part in condition.parts)
    if isinstance(condition, All):
        return algebra.all(parts)
    found = algebra.any(parts)
    return found if isinstance(condition, Any) else algebra.negate(found)


def nnf(condition: Condition, negated: bool = False) -> Condition:
    """The negation normal form of the condition, or where `negated` of its opposite.

    It consists of `All`, `Any` and leaves, and of `NoneOf` just over a leaf that must not hold. A branch with one part
    is that part; otherwise the parts stay as they are, in their order.
    """
    if isinstance(condition, (OneOf, Compare)):
        return NoneOf((condition,)) if negated else condition
    inside = negated != isinstance(condition, NoneOf)
    parts = tuple(nnf(part, inside) for part in condition.parts)
    if len(parts) == 1:
        return parts[0]
    return All(parts) if isinstance(condition, All) != inside else Any(parts)


def literal(condition: Condition) -> tuple[Leaf, bool]:
    """The leaf of a normal form that is no `All` and no `Any`, with whether it must not hold."""
    if isinstance(condition, (OneOf, Compare)):
        return condition, False
    (leaf,) = condition.parts
    assert isinstance(leaf, (OneOf, Compare))
    return leaf, True


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
