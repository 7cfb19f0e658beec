"""A plan: columns to be added to a frame, stage by stage. What a stage adds can be read by the stages after it.

The same plan runs on any frame that Narwhals knows. A text that is chosen by conditions is taken from a small table:
gathered from it where the frame is in memory, chosen by a CASE where an engine compiles the whole plan.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.columns.conditions import either, every

if TYPE_CHECKING:
    import narwhals as nw

MARK = "_"
"""Begins the name of every column that a plan adds; no attribute's id begins so."""

LARGEST_TABLE = 2048
"""So many texts hold all that neighbouring states say together; what has more is said by several tables."""


BLOCK = 16


class Lookup(NamedTuple):
    """The text at the place that the column `code` holds, counted from 0; None is no text."""

    code: str
    texts: Sequence[str | None]


class State(NamedTuple):
    """Conditions that exclude each other, each with the text that it gives; no text where none holds."""

    texts: Sequence[tuple[nw.Expr, str]]


class Plan:
    """`in_memory` is whether the plan will run on a frame in memory (Polars) or be compiled by an engine."""

    def __init__(self, in_memory: bool, before: Plan | None = None) -> None:
        """`before` is a plan that has been run on the frame; the names go on from its own."""
        self.in_memory = in_memory
        self._stages: list[dict[str, nw.Expr | Lookup]] = [{}]
        self._count = before._count if before else 0

    def stage(self) -> None:
        """Begins the next stage."""
        if self._stages[-1]:
            self._stages.append({})

    def put(self, column: nw.Expr | Lookup) -> nw.Expr:
        """Adds a column to this stage, to be read in later ones."""
        import narwhals as nw

        return nw.col(self.name(column))

    def name(self, column: nw.Expr | Lookup) -> str:
        """Adds a column to this stage; its name."""
        self._count += 1
        name = f"{MARK}{self._count}"
        self._stages[-1][name] = column
        return name

    def code(self, conditions: Sequence[nw.Expr]) -> str:
        """Adds the number, from 1, of the condition that holds; 0 where none does."""
        return self._weighed(list(enumerate(conditions, 1)))

    def lookup(self, code: str, texts: Iterable[str]) -> nw.Expr:
        """Adds the text that belongs to the number in the column `code`, none for 0."""
        return self.put(Lookup(code, (None, *texts)))

    def texts(self, items: Iterable[State | nw.Expr], separator: str) -> list[nw.Expr]:
        """What each item says, in order, null where it says nothing; begins two stages.

        States that are neighbours are said by one column, joined by `separator`, as long as its table stays small.
        """
        parts = [self._table(it, separator) if isinstance(it, list) else it for it in self._grouped(items)]
        self.stage()
        columns = [self.put(part) for part in parts]
        self.stage()
        return columns

    def _grouped(self, items: Iterable[State | nw.Expr]) -> list[list[State] | nw.Expr]:
        groups: list[list[State] | nw.Expr] = []
        size = 0
        for item in items:
            if not isinstance(item, State):
                groups.append(item)
                continue
            size *= len(item.texts) + 1
            if not groups or not isinstance(groups[-1], list) or size > LARGEST_TABLE or not self.in_memory:
                groups.append([])
                size = len(item.texts) + 1
            groups[-1].append(item)  # type: ignore[union-attr]
        return groups

    def _table(self, group: list[State], separator: str) -> Lookup:
        """One table for all that the states say together; the last state is the digit that counts least."""
        weighed: list[tuple[int, nw.Expr]] = []
        weight = 1
        for state in reversed(group):
            weighed += [(weight * number, condition) for number, (condition, _) in enumerate(state.texts, 1)]
            weight *= len(state.texts) + 1
        said = product(*(["", *(text for _, text in state.texts)] for state in group))
        texts = tuple(separator.join(filter(None, parts)) or None for parts in said)
        return Lookup(self._weighed(weighed), texts)

    def _weighed(self, weighed: list[tuple[int, nw.Expr]]) -> str:
        """Adds the sum of the weights whose conditions hold."""
        import narwhals as nw

        kind = nw.Int16() if sum(weight for weight, _ in weighed) < 2**15 else nw.Int64()
        if self.in_memory:
            numbers = [condition.cast(kind) * nw.lit(weight, dtype=kind) for weight, condition in weighed]
        else:
            numbers = [nw.when(condition).then(nw.lit(weight)).otherwise(nw.lit(0)) for weight, condition in weighed]
        while len(numbers) > 1:
            numbers = [reduce(operator.add, numbers[at : at + 2]) for at in range(0, len(numbers), 2)]
        return self.name(numbers[0] if numbers else nw.lit(0, dtype=kind))

    def run(self, frame: Any) -> Any:
        """The Narwhals frame with every column of the plan."""
        for stage in self._stages:
            frame = self._in_memory(frame, stage) if self.in_memory else self._compiled(frame, stage)
        return frame

    def _in_memory(self, frame: Any, stage: Mapping[str, nw.Expr | Lookup]) -> Any:
        import narwhals as nw
        import polars as pl

        columns = {name: column for name, column in stage.items() if not isinstance(column, Lookup)}
        frame = frame.with_columns(**columns) if columns else frame
        lookups = {name: column for name, column in stage.items() if isinstance(column, Lookup)}
        if not lookups:
            return frame
        gathered = [
            pl.lit(pl.Series(lookup.texts, dtype=pl.String)).gather(pl.col(lookup.code)).alias(name)
            for name, lookup in lookups.items()
        ]
        return nw.from_native(frame.to_native().with_columns(gathered))

    def _compiled(self, frame: Any, stage: Mapping[str, nw.Expr | Lookup]) -> Any:
        columns = {name: _case(it) if isinstance(it, Lookup) else it for name, it in stage.items()}
        return frame.with_columns(**columns) if columns else frame


def _case(lookup: Lookup) -> nw.Expr:
    import narwhals as nw

    found: Any = nw
    for code, text in enumerate(lookup.texts):
        if text is not None:
            found = found.when(nw.col(lookup.code) == code).then(nw.lit(text))
    return nw.lit(None, dtype=nw.String()) if found is nw else found


def first_of(columns: Sequence[nw.Expr]) -> list[nw.Expr]:
    """For each column where it is the first that is true."""
    return [every([column, ~either(columns[:at])]) if at else column for at, column in enumerate(columns)]


def firsts(plan: Plan, groups: Sequence[Sequence[nw.Expr]]) -> list[list[nw.Expr]]:
    """The same for each group of columns, as columns of the plan, however many; begins a stage before and after.

    A long group is cut into blocks: where the first block begins that has a true one is found first.
    """
    plan.stage()
    long = [at for at, group in enumerate(groups) if len(group) > BLOCK]
    blocks = {at: [groups[at][start : start + BLOCK] for start in range(0, len(groups[at]), BLOCK)] for at in long}
    reached: dict[int, list[nw.Expr]] = {}
    if long:
        any_in = [[plan.put(either(block)) for block in blocks[at]] for at in long]
        reached = dict(zip(long, firsts(plan, any_in), strict=True))
    found = []
    for at, group in enumerate(groups):
        if at in reached:
            pieces = zip(blocks[at], reached[at], strict=True)
            found.append([plan.put(expr & here) for block, here in pieces for expr in first_of(block)])
        else:
            found.append([plan.put(expr) if place else expr for place, expr in enumerate(first_of(group))])
    plan.stage()
    return found
