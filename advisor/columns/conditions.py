"""Truth as boolean Narwhals expressions, of which none ever is null.

Values are compared by `==` joined with `|`: `is_in` does not work on every engine.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import narwhals as nw
    from narwhals.dtypes import DType


class ColumnExpressions:
    """Truth as a boolean expression: true in the rows where something holds, and false in all others."""

    def __init__(self) -> None:
        self._never = either([])

    def all(self, parts: Iterable[nw.Expr]) -> nw.Expr:
        return every(parts)

    def any(self, parts: Iterable[nw.Expr]) -> nw.Expr:
        found = [part for part in parts if part is not self._never]
        return either(found) if found else self._never

    def negate(self, part: nw.Expr) -> nw.Expr:
        return ~part

    def sum(self, start: int, parts: Iterable[tuple[int, nw.Expr]]) -> nw.Expr:
        import narwhals as nw

        kind = nw.Int64()
        added = [counted(holds, amount, kind) for amount, holds in parts]
        return total([nw.lit(start, dtype=kind), *added], kind)

    def between(self, sum: nw.Expr, least: int | None, most: int | None) -> nw.Expr:
        return self.all([*([] if least is None else [sum >= least]), *([] if most is None else [sum <= most])])

    def same(self, one: nw.Expr, other: nw.Expr) -> bool:
        return one is other


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


def counted(where: nw.Expr, value: int, kind: DType) -> nw.Expr:
    """The value where the condition holds, else 0."""
    import narwhals as nw

    return nw.when(where).then(nw.lit(value, dtype=kind)).otherwise(nw.lit(0, dtype=kind))


def total(numbers: list[nw.Expr], kind: DType) -> nw.Expr:
    """The sum of numbers of that kind, as a tree of little depth."""
    import narwhals as nw

    while len(numbers) > 1:
        numbers = [reduce(operator.add, numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
    return numbers[0] if numbers else nw.lit(0, dtype=kind)
