"""The column reader of conditions: one function for each node of the tree, each giving a boolean Narwhals expression.

What a leaf tests is a boolean column by the name that `Names` has for it; no such column ever holds a null. Values are
compared by `==` joined with `|`: `is_in` does not work on every engine.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import TYPE_CHECKING

from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf

if TYPE_CHECKING:
    import narwhals as nw

Tested = Callable[["OneOf | Compare"], "Iterable[nw.Expr]"]
"""The boolean columns of which at least one is true where the leaf holds."""


def read(condition: Condition, tested: Tested) -> nw.Expr:
    """The expression that is true in the rows where the condition holds, and false in all others."""
    if isinstance(condition, (OneOf, Compare)):
        return either(tested(condition))
    if isinstance(condition, All):
        return _all(condition, tested)
    if isinstance(condition, Any):
        return _any(condition, tested)
    return _none_of(condition, tested)


def _all(condition: All, tested: Tested) -> nw.Expr:
    return every(read(part, tested) for part in condition.parts)


def _any(condition: Any, tested: Tested) -> nw.Expr:
    return either(read(part, tested) for part in condition.parts)


def _none_of(condition: NoneOf, tested: Tested) -> nw.Expr:
    return ~either(read(part, tested) for part in condition.parts)


def either(parts: Iterable[nw.Expr]) -> nw.Expr:
    """True where at least one part is; without parts false everywhere."""
    return _joined(list(parts), operator.or_, False)


def every(parts: Iterable[nw.Expr]) -> nw.Expr:
    """True where each part is; without parts true everywhere."""
    return _joined(list(parts), operator.and_, True)


def _joined(parts: list[nw.Expr], join: Callable[[nw.Expr, nw.Expr], nw.Expr], empty: bool) -> nw.Expr:
    """The parts joined as a tree of little depth: engines walk expressions by recursion."""
    import narwhals as nw

    if not parts:
        return nw.lit(empty)
    while len(parts) > 2:
        parts = [reduce(join, parts[at : at + 2]) for at in range(0, len(parts), 2)]
    return reduce(join, parts)
