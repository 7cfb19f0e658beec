"""The condition: a small tree, read by folding it; each use of it says in a module of its own what the nodes mean.

`OneOf` and `Compare` are its leaves; `All`, `Any` and `NoneOf` its branches; `ByRow` is an `Any` that was made from a
table. An asked attribute without an answer has the value `unknown`; the empty answer to a `many` question has the value
`none`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import Protocol, TypeAlias, TypeVar, Union, cast

from advisor.records import NamedTuple

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
    """The attribute has one of the values; an attribute that holds many has at least one of them.

    `column`: the values are rows of the question's table, those whose cells in this column pass a test.
    """

    attribute: str
    values: tuple[str, ...]
    column: str = ""


class Compare(NamedTuple):
    """The attribute's number compares so with `number`; an unknown number never does."""

    attribute: str
    comparison: str
    number: Number


class RowTest(NamedTuple):
    """How an attribute compares with what a column knows of the row that is the answer to a `question`.

    Without a `comparison` the attribute has one of the values that the cell lists.
    """

    attribute: str
    comparison: str
    question: str
    column: str


@dataclass(frozen=True)
class _Connective:
    """A branch: those of a kind with the same parts are equal."""

    parts: tuple[Condition, ...]

    def having(self, parts: tuple[Condition, ...]) -> Condition:
        """The same branch of other parts."""
        return cast("Condition", type(self)(parts))


class All(_Connective):
    """Every part holds; without parts it always holds."""


class Any(_Connective):
    """At least one part holds."""


class NoneOf(_Connective):
    """No part holds."""


@dataclass(frozen=True)
class ByRow(Any):
    """A test by a table as ordinary conditions: for the rows whose cells are alike a part each. `test`: as written."""

    test: RowTest

    def having(self, parts: tuple[Condition, ...]) -> Condition:
        """Any of other parts, which no table may have."""
        return Any(parts)

    def compared(self, comparison: str) -> ByRow:
        """The same limits with another `comparison`."""

        def other(part: Condition) -> Condition:
            if isinstance(part, All):
                return All(tuple(map(other, part.parts)))
            return part._replace(comparison=comparison) if isinstance(part, Compare) else part

        return ByRow(tuple(map(other, self.parts)), self.test._replace(comparison=comparison))


@dataclass(frozen=True)
class NotByRow(All):
    """The opposite of a test by a table in normal form."""

    test: RowTest

    def having(self, parts: tuple[Condition, ...]) -> Condition:
        """All of other parts, which no table may have."""
        return All(parts)


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
    parts: Iterable[T] = map(fold, condition.parts, repeat(leaf), repeat(algebra))
    if isinstance(condition, All):
        return algebra.all(parts)
    found = algebra.any(parts)
    return found if isinstance(condition, Any) else algebra.negate(found)


def nnf(condition: Condition, negated: bool = False) -> Condition:
    """The negation normal form of the condition, or where `negated` of its opposite.

    It consists of `All`, `Any` and leaves, and of `NoneOf` just over a leaf that must not hold. A branch with one part
    is that part; otherwise the parts stay as they are, in their order. A test by a table stays one, as `ByRow` or
    `NotByRow`.
    """
    if isinstance(condition, (OneOf, Compare)):
        return NoneOf((condition,)) if negated else condition
    inside = negated != isinstance(condition, NoneOf)
    parts = tuple(nnf(part, inside) for part in condition.parts)
    if isinstance(condition, (ByRow, NotByRow)):
        return (NotByRow if isinstance(condition, ByRow) == negated else ByRow)(parts, condition.test)
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
        return any(map(leaf.values.__contains__, answer or (NONE,)))
    return answer in leaf.values


def values_of(answer: str | Number | tuple[str, ...]) -> tuple[str | Number, ...]:
    """The values by which a leaf tells an answer: of several each, and of none that there is none."""
    return (answer or (NONE,)) if isinstance(answer, tuple) else (answer,)


def leaves(condition: Condition, negated: bool = False) -> list[tuple[Leaf, bool]]:
    """Each leaf with whether it stands under an odd number of negations."""
    found: list[tuple[Leaf, bool]] = []
    _gather(condition, negated, found)
    return found


def _gather(condition: Condition, negated: bool, found: list[tuple[Leaf, bool]]) -> None:
    if isinstance(condition, (OneOf, Compare)):
        found.append((condition, negated))
        return
    inner = not negated if isinstance(condition, NoneOf) else negated
    for part in condition.parts:
        _gather(part, inner, found)
