"""A plan: columns to be added to a frame, stage by stage. What a stage adds can be read by the stages after it.

A text that is chosen by conditions is gathered from a small table, which costs a hundredth of building it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.conditions import counted, either, every, total

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

MARK = "_"
"""Begins the name of every column that a plan adds; no attribute's id begins so."""

MAX_BITS = 16
"""A table has a text for each number of so many bits at most."""

MAX_BYTES = 12 << 20
"""The tables of one column of texts have together about so many characters at most."""

BLOCK = 8
"""Columns of which the first that is true is found at once."""


class Lookup(NamedTuple):
    """The text at the place that the column `code` holds, counted from 0; null is no text."""

    code: str
    texts: pl.Series


class Computed(NamedTuple):
    """What `of` makes of the whole number that the column `code` holds, of each number once: a text, or a float."""

    code: str
    of: Callable[[int], str | float]
    kind: type[str] | type[float]


class State(NamedTuple):
    """A text that is chosen by conditions: where `said`, the one at the place that is the sum of the weights that hold.

    Elsewhere it is the one at 0, which says nothing. A condition that is None always holds. A state that is `glued`
    goes on with what was said before it, without a separator.
    """

    weighed: Sequence[tuple[int, nw.Expr | None]]
    texts: Sequence[str]
    said: nw.Expr
    glued: bool = False


def chosen(cases: Iterable[tuple[nw.Expr, str]], said: nw.Expr, glued: bool = False) -> State:
    """The text whose condition holds, of conditions that exclude each other."""
    cases = list(cases)
    return State([(at, it) for at, (it, _) in enumerate(cases, 1)], ["", *(text for _, text in cases)], said, glued)


def constant(text: str, said: nw.Expr, glued: bool = False) -> State:
    """Always the same text."""
    return State([(1, None)], ["", text], said, glued)


class StagedQuery:
    """Columns by stages. `prefix` begins their names, so that two plans can run on one frame."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._stages: list[dict[str, nw.Expr | Lookup | Computed]] = [{}]
        self._count = 0

    def stage(self) -> None:
        """Begins the next stage."""
        if self._stages[-1]:
            self._stages.append({})

    def put(self, column: nw.Expr | Lookup | Computed) -> nw.Expr:
        """Adds a column to this stage, to be read in later ones."""
        import narwhals as nw

        return nw.col(self.name(column))

    def name(self, column: nw.Expr | Lookup | Computed) -> str:
        """Adds a column to this stage; its name."""
        self._count += 1
        name = f"{self._prefix}{self._count}"
        self._stages[-1][name] = column
        return name

    def code(self, conditions: Sequence[nw.Expr]) -> str:
        """Adds the number, from 1, of the condition that holds; 0 where none does."""
        return self._sum(_bits(list(enumerate(conditions, 1))))

    def lookup(self, code: str, texts: Iterable[str | None]) -> nw.Expr:
        """Adds the text at the place that the column `code` holds, counted from 0."""
        return self.put(_lookup(code, texts))

    def texts(self, items: Iterable[State | nw.Expr], separator: str, lead: str = "") -> list[nw.Expr]:
        """Columns that say, `joined`, what the items say, and nothing where they say nothing; begins two stages.

        `lead` stands before the first item that says something, `separator` before every other. An expression goes on
        with the state before it. States that are neighbours are said by one column, as long as its table stays small.
        """
        parts: list[Lookup | nw.Expr] = []
        before: list[nw.Expr] = []
        for group in _grouped(list(items)):
            if isinstance(group, list):
                parts.append(self._table(group, before, separator, lead))
                before += [state.said for state in group if not state.glued]
            else:
                parts.append(group)
        self.stage()
        columns = [self.put(part) for part in parts]
        self.stage()
        return columns

    def _table(self, group: list[State], before: list[nw.Expr], separator: str, lead: str) -> Lookup:
        """One table for all that the states say together, and whether anything was said before them.

        It holds no null: such a table is gathered from in a third of the time.
        """
        bits: list[tuple[int, nw.Expr]] = []
        width = 0
        for state in reversed(group):  # the last has the lowest bits
            bits += [(value << width, where) for value, where in _bits(state.weighed, state.said)]
            width += _width(state)
        if before:
            bits.append((1 << width, either(before)))
        texts = []
        for first in (lead, separator) if before else (lead,):
            said = [""]
            for state in group:
                begun, gone_on = (_words(state, "" if state.glued else mark) for mark in (first, separator))
                said = [text + word for text in said for word in (gone_on if text else begun)]
            texts += said
        return _lookup(self._sum(bits), texts)

    def _sum(self, bits: Sequence[tuple[int, nw.Expr]]) -> str:
        """Adds the number that these bits make up, each with where it is set."""
        import narwhals as nw

        top = max((value for value, _ in bits), default=0).bit_length()
        kind = nw.UInt8() if top <= 8 else nw.UInt16() if top <= 16 else nw.UInt32()
        return self.name(total([counted(where, value, kind) for value, where in bits], kind))

    def run(self, frame: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
        """The frame with every column of the plan."""
        for stage in self._stages:
            columns = {name: column for name, column in stage.items() if not isinstance(column, (Lookup, Computed))}
            lookups = {name: column for name, column in stage.items() if isinstance(column, (Lookup, Computed))}
            frame = _gathered(frame.with_columns(**columns) if columns else frame, lookups)
        return frame


def _lookup(code: str, texts: Iterable[str | None]) -> Lookup:
    import polars as pl

    return Lookup(code, pl.Series(texts, dtype=pl.String))


def _gathered(
    frame: nw.LazyFrame[pl.LazyFrame], lookups: Mapping[str, Lookup | Computed]
) -> nw.LazyFrame[pl.LazyFrame]:
    """With the texts that the lookups choose, and what is computed. Narwhals has no word for this."""
    import narwhals as nw
    import polars as pl

    columns = []
    for name, it in lookups.items():
        if isinstance(it, Lookup):
            text = pl.lit(it.texts).gather(pl.col(it.code))
        else:
            kind = pl.String() if it.kind is str else pl.Float64()
            made = partial(_computed, it.of, kind)
            text = pl.col(it.code).map_batches(made, return_dtype=kind, is_elementwise=True)
        columns.append(text.alias(name))
    return nw.from_native(frame.to_native().with_columns(columns)) if columns else frame


def _computed(of: Callable[[int], str | float], kind: pl.DataType, numbers: pl.Series) -> pl.Series:
    import polars as pl

    known = numbers.unique()
    made: pl.Series = numbers.replace_strict(known, pl.Series(map(of, known), dtype=kind), return_dtype=kind)
    return made


def joined(parts: Sequence[nw.Expr]) -> nw.Expr:
    """The texts put together; of several, one that is null says nothing."""
    import narwhals as nw

    if len(parts) == 1:
        return parts[0]
    return nw.concat_str(parts, ignore_nulls=True) if parts else nw.lit("")


def _bits(weighed: Sequence[tuple[int, nw.Expr | None]], said: nw.Expr | None = None) -> list[tuple[int, nw.Expr]]:
    """The bits of the sum of the weights that hold, each with where it is set; no two that hold share a bit.

    Conditions cost next to nothing, and numbers a hundred times as much: so it is bits that are summed.
    """
    found = []
    for at in range(max((weight for weight, _ in weighed), default=0).bit_length()):
        conditions = [condition for weight, condition in weighed if weight >> at & 1]
        given = [condition for condition in conditions if condition is not None]
        parts = [] if len(given) < len(conditions) else [either(given)]
        found.append((2**at, every([*parts, *([] if said is None else [said])])))
    return found


def _grouped(items: Sequence[State | nw.Expr]) -> list[list[State] | nw.Expr]:
    """The items in their order, neighbouring states together, in tables as large as they may be."""
    for most in range(MAX_BITS, 0, -1):
        groups: list[list[State] | nw.Expr] = []
        for item in items:
            last = groups[-1] if groups else None
            if not isinstance(item, State):
                groups.append(item)
            elif isinstance(last, list) and sum(map(_width, [*last, item])) <= most:
                last.append(item)
            else:
                groups.append([item])
        if sum(_size(group) for group in groups if isinstance(group, list)) <= MAX_BYTES:
            break
    return groups


def _size(group: Sequence[State]) -> float:
    """About how many characters all texts have that the states say together."""
    return (1 << sum(map(_width, group))) * sum(sum(map(len, state.texts)) / (1 << _width(state)) for state in group)


def _words(state: State, before: str) -> list[str]:
    """What the state says at each number of its bits, with what stands before it."""
    words = [word and before + word for word in state.texts]
    return words + [""] * (2 ** _width(state) - len(words))


def _width(state: State) -> int:
    """The number of bits that count its texts."""
    return (len(state.texts) - 1).bit_length()


def first_of(columns: Sequence[nw.Expr]) -> list[nw.Expr]:
    """For each column where it is the first that is true."""
    return [every([column, ~either(columns[:at])]) if at else column for at, column in enumerate(columns)]


def firsts(plan: StagedQuery, groups: Sequence[Sequence[nw.Expr]]) -> list[list[nw.Expr]]:
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
