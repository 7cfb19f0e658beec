"""A batch: cases from tables and case files, decided as columns and written as a table, whatever their number."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import chain
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from advisor.assessment import wording
from advisor.batching import row_by_row
from advisor.columns.output import ERROR, note
from advisor.errors import MAX, AdvisorError, cut, first_line, quoted
from advisor.knowledge.model import KnowledgeBase
from advisor.signals import Noted, hear, noted

if TYPE_CHECKING:
    import polars as pl

    from advisor.tables.sources import Source


@dataclass
class Tally:
    """What came of a batch. `steps` counts the rows at each value of the goal, `gaps` those without each milestone.

    `sample` holds random rows with their cells, to be verified; `size` and `read` are bytes of the input, `size` 0
    where it is not known.
    """

    rows: int = 0
    bad: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    sample: list[dict[str, str | None]] = field(default_factory=list)
    size: int = 0
    read: int = 0
    began: float = field(default_factory=monotonic)
    seconds: float = 0.0

    @property
    def good(self) -> int:
        return self.rows - self.bad


@dataclass(frozen=True)
class Order:
    """What is wanted: from where, to where, with how much. `verify` rows are sampled. `engine` reads the inputs."""

    inputs: Sequence[str]
    output: str
    errors: str | None = None
    details: bool = False
    verify: int = 0
    engine: str = "polars"
    spark_master: str | None = None

    @property
    def outputs(self) -> list[str]:
        return [path for path in (self.output, self.errors) if path]


def milestones(kb: KnowledgeBase) -> list[str]:
    """The conclusions that are met or not: of one value, for the person, and not the goal."""
    return [id for id, it in kb.conclusions.items() if not (it.many or it.internal or id == kb.goal)]


def run(
    kb: KnowledgeBase,
    order: Order,
    say: Callable[[str], None],
    progress: Callable[[Tally], None],
) -> Tally:
    """Decides every case of the inputs and writes the output.

    `say` is told once of what is odd about the columns; `progress` is called after every batch. A signal
    ends the run after the batch that is at work. Raises AdvisorError and OSError; then the output is as it was.
    """
    import polars as pl

    from advisor.tables import sources
    from advisor.tables.prefetch import ahead
    from advisor.tables.writing import format_of

    hear()
    for path in order.outputs:
        format_of(path)
    tally = Tally()

    def read(size: int) -> None:
        tally.read += size

    if order.engine == "spark":
        from advisor.batching import spark

        spark.run(kb, order, wording(kb), say, tally)
        tally.seconds = monotonic() - tally.began
        return tally
    with ExitStack() as files:
        opened = _opened(kb, order, files, say)
        carried = _checked(kb, opened, say)
        if all(source.size for source in opened):
            tally.size = sum(source.size for source in opened)
        failed: list[Exception] = []
        try:
            stop = files.enter_context(noted())
            ended = Event()
            rows = sources.rows_of(opened, kb, carried, read)
            frames = _until(ended, files.enter_context(ahead(rows, lambda: bool(stop) or ended.is_set())))
            batches = _batches(kb, order, carried, frames, failed)
            try:
                _write(kb, order, carried, batches, tally, progress, stop, ended)
            finally:
                ended.set()  # whatever went wrong, Polars' threads are to come to an end before this one
                with suppress(pl.exceptions.PolarsError):
                    deque(batches, maxlen=0)
        except pl.exceptions.PolarsError as error:
            if failed:
                raise failed[0] from None
            raise AdvisorError(f"{order.output}: cannot be written ({first_line(error)})") from None
    tally.seconds = monotonic() - tally.began
    return tally


def _opened(kb: KnowledgeBase, order: Order, files: ExitStack, say: Callable[[str], None]) -> list[Source]:
    """The inputs, as the engine reads them: DuckDB reads Parquet and what is remote, the rest needs no other reader."""
    from advisor.opening import unfit
    from advisor.tables import duckdb_source, sources
    from advisor.tables.finding import find

    connection = duckdb_source.connected(files) if order.engine == "duckdb" else None
    opened: list[Source] = []
    for given in order.inputs:
        for path in [given] if connection and "://" in given else find([given], order.outputs, kb, say):
            if path != given and (why := unfit(path)):
                opened.append(sources.unfit(path, kb, why))
            elif connection and ("://" in path or (path != "-" and sources.kind_of(path) == "parquet")):
                opened += duckdb_source.opened(path, kb, connection, files)
            else:
                opened.append(sources.opened(path, kb, files))
    return opened


def _checked(kb: KnowledgeBase, opened: Sequence[Source], say: Callable[[str], None]) -> list[str]:
    """The columns that are carried through. Says what is odd about the others."""
    from advisor.columns import frames

    said: dict[str, list[str]] = {}
    for source in opened:
        odd: list[str] = []
        try:
            frames.check(kb, source.columns, odd.append)
        except AdvisorError as error:
            raise AdvisorError(f"{source.shown}: {error}") from None
        for text in odd:
            said.setdefault(text, []).append(source.shown)
    for text, places in [*said.items()][:MAX]:
        others = f" and {len(places) - 1} more" if len(places) > 1 else ""
        say(f"{places[0]}{others}: {text}" if len(opened) > 1 else text)
    if len(said) > MAX:
        say(f"and {len(said) - MAX} more about columns")
    return frames.carried(kb, {name for source in opened for name in source.columns})


def _until(ended: Event, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames until `ended` is set, as it is at their end."""
    for frame in frames:
        if ended.is_set():
            return
        yield frame
    ended.set()


def _batches(
    kb: KnowledgeBase, order: Order, carried: Sequence[str], frames: Iterator[pl.DataFrame], failed: list[Exception]
) -> Iterator[pl.DataFrame]:
    """The rows decided, in their order; with the questions' columns, where some are to be verified."""
    first: list[pl.DataFrame] = []
    while sum(map(len, first)) <= row_by_row.MANY:
        if (frame := next(frames, None)) is None:
            kept = [*carried, *kb.questions] if order.verify else carried
            return (row_by_row.decided(frame, kb, kept, order.details, milestones(kb)) for frame in first)
        first.append(frame)
    from advisor.columns.frames import in_memory, lazily
    from advisor.columns.program import ColumnProgram

    program = ColumnProgram(kb, wording(kb), order.details, milestones(kb))
    told = in_memory(lazily(chain(first, frames), kb, carried, failed), program, asked=order.verify > 0)
    return iter(told.collect_batches(maintain_order=True, engine="streaming"))


def _write(
    kb: KnowledgeBase,
    order: Order,
    carried: Sequence[str],
    batches: Iterator[pl.DataFrame],
    tally: Tally,
    progress: Callable[[Tally], None],
    stop: Noted,
    ended: Event,
) -> None:
    """Writes the batches. `ended` is set when all rows have been read: Polars ends early, and silently, on a signal."""
    import polars as pl

    from advisor.columns.program import names as added
    from advisor.tables.writing import harmful_columns, harmless, is_text, writer

    notes = {note(id): id for id in milestones(kb)}
    names, complaints = [*carried, *added(kb, order.details)], [*carried, ERROR]
    harmful = harmful_columns(kb, carried)
    texts = is_text(order.output), order.errors is not None and is_text(order.errors)
    with ExitStack() as files:
        out = files.enter_context(writer(order.output, names))
        errors = files.enter_context(writer(order.errors, complaints)) if order.errors else None
        for batch in batches:
            stop.check()
            _count(tally, batch, kb.goal, notes)
            if order.verify:
                _sample(tally, batch.drop(*notes), order.verify)
            guarded = harmless(batch, harmful) if any(texts) else batch
            out.write((guarded if texts[0] else batch).select(names))
            if errors:
                bad = (guarded if texts[1] else batch).filter(pl.col(ERROR).is_not_null())
                errors.write(bad.select(complaints))
            progress(tally)
        stop.check()
        if not ended.is_set():
            raise AdvisorError("the rows were not read to their end; nothing has been written")


def _count(tally: Tally, batch: pl.DataFrame, goal: str, notes: Mapping[str, str]) -> None:
    bad = len(batch) - batch[ERROR].null_count()
    tally.rows += len(batch)
    tally.bad += bad
    for step, count in batch[goal].drop_nulls().value_counts().iter_rows():
        tally.steps[step] += count
    for name, id in notes.items():
        tally.gaps[id] += len(batch) - bad - int(batch[name].sum())


def _sample(tally: Tally, batch: pl.DataFrame, most: int) -> None:
    """Makes the sample one of all rows so far, the batch's among them: each row is as likely as every other."""
    mine = batch.sample(min(most, len(batch)), shuffle=True).to_dicts()
    kept = random.sample(tally.sample, len(tally.sample))
    before, new = tally.rows - len(batch), len(batch)
    drawn: list[dict[str, str | None]] = []
    while len(drawn) < most and (kept or mine):
        from_before = bool(kept) and (not mine or random.random() * (before + new) < before)
        drawn.append((kept if from_before else mine).pop())
        before, new = (before - 1, new) if from_before else (before, new - 1)
    tally.sample = drawn


def differences(kb: KnowledgeBase, order: Order, tally: Tally) -> Iterator[str]:
    """What experta derives otherwise than was written, a line for each value that differs in a sampled row."""
    from advisor.columns.program import shown

    for row in tally.sample:
        expected = row_by_row.decide(kb, row, shown(kb, order.details), row_by_row.by_experta)
        where = row.get("id") or row.get("name") or "a row"
        for name, value in expected.items():
            if (row[name] is not None) != (value is not None) or (name != ERROR and row[name] != value):
                answers = ", ".join(f"{id}={cut(row[id] or '')}" for id in kb.questions if row[id])
                yield f"{where} ({answers}): {name} is {quoted(row[name])} by columns, {quoted(value)} by experta"
