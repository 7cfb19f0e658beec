"""A batch: cases from tables and case files, decided as columns and written as a table, whatever their number."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import chain
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from advisor.assessment import wording
from advisor.batching import faults, row_by_row
from advisor.batching.behind import Behind
from advisor.batching.job import Order, Tally, milestones
from advisor.batching.layout import bad_layout, layout
from advisor.batching.verification import sample
from advisor.columns.output import ERROR, note
from advisor.errors import MAX, AdvisorError, first_line, listed, quoted
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.signals import hear, noted
from advisor.tables.sheets import Summary

if TYPE_CHECKING:
    import polars as pl

    from advisor.tables.sources import InputSource


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

    def read(size: int, narrowed: tuple[Pair, ...] = (), /) -> None:
        tally.read += size
        tally.narrowed.update(narrowed)

    if order.engine == "spark":
        from advisor.batching import spark

        spark.run(kb, order, wording(kb), say, tally)
        tally.seconds = monotonic() - tally.began
        return tally
    tally.behind = Behind(kb) if order.people else None
    with ExitStack() as files:
        inputs = opened(kb, order, files, say)
        carried = _checked(order, inputs, say)
        if all(source.size for source in inputs):
            tally.size = sum(source.size for source in inputs)
        failed: list[Exception] = []
        try:
            stop = files.enter_context(noted())
            ended = Event()
            rows = sources.rows_of(inputs, carried, read)
            frames = until(ended, files.enter_context(ahead(rows, lambda: bool(stop) or ended.is_set())))
            batches = decided(kb, order, carried, frames, failed)
            try:
                with _Outputs(kb, order, carried, tally) as outputs:
                    for batch in batches:
                        stop.check()
                        outputs.write(batch)
                        progress(tally)
                    stop.check()
                    if not ended.is_set():  # Polars ends early, and silently, on a signal
                        raise AdvisorError("the rows were not read to their end; nothing has been written")
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


def opened(kb: KnowledgeBase, order: Order, files: ExitStack, say: Callable[[str], None]) -> list[InputSource]:
    """The inputs, as the engine reads them: DuckDB reads Parquet and what is remote, the rest needs no other reader."""
    from advisor.columns.naming import Naming
    from advisor.opening import unfit
    from advisor.tables import duckdb_source, sources
    from advisor.tables.finding import find

    naming, separator = Naming(kb, order.map), order.separator
    connection = duckdb_source.connected(files) if order.engine == "duckdb" else None
    found: list[InputSource] = []
    for given in order.inputs:
        for path in [given] if connection and "://" in given else find([given], order.outputs, kb, say):
            if path != given and (why := unfit(path)):
                found.append(sources.unfit(path, naming, why))
            elif connection and ("://" in path or (path != "-" and sources.kind_of(path) == "parquet")):
                found += duckdb_source.opened(path, naming, connection, files, separator)
            else:
                found.append(sources.opened(path, naming, files, "", separator))
    return found


def _checked(order: Order, opened: Sequence[InputSource], say: Callable[[str], None]) -> list[str]:
    """The columns that are carried through. Says what is odd about the others."""
    from advisor.columns import frames
    from advisor.columns.naming import unused
    from advisor.columns.program import CARRIED

    said: dict[str, list[str]] = {}
    for source in opened:
        odd = [source.note] if source.note else []
        try:
            frames.check(source.reading, odd.append)
        except AdvisorError as error:
            raise AdvisorError(f"{source.shown}: {error}") from None
        for text in odd:
            said.setdefault(text, []).append(source.shown)
    for text, places in [*said.items()][:MAX]:
        others = f" and {len(places) - 1} more" if len(places) > 1 else ""
        say(f"{places[0]}{others}: {text}" if len(opened) > 1 else text)
    if len(said) > MAX:
        say(f"and {len(said) - MAX} more about columns")
    names = [name for source in opened for name in source.reading.names]
    if all(source.has_names for source in opened) and (absent := unused(order.map, names)):
        say(f"no table has these columns of the map: {listed(map(quoted, absent), 8)}")
    there = {name for source in opened for name in source.reading.carried}
    return [name for name in CARRIED if name in there]


def until(ended: Event, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames until `ended` is set, as it is at their end."""
    for frame in frames:
        if ended.is_set():
            return
        yield frame
    ended.set()


def decided(
    kb: KnowledgeBase, order: Order, carried: Sequence[str], frames: Iterator[pl.DataFrame], failed: list[Exception]
) -> Iterator[pl.DataFrame]:
    """The rows decided, in their order; with the questions' columns, where some are to be verified."""
    first: list[pl.DataFrame] = []
    while sum(map(len, first)) <= row_by_row.MANY:
        if (frame := next(frames, None)) is None:
            kept = [*carried, *kb.questions] if order.verify else carried
            wanted = row_by_row.Wanted(order.details, milestones(kb), order.told)
            return (row_by_row.decided(frame, kb, kept, wanted) for frame in first)
        first.append(frame)
    from advisor.columns.frames import in_memory, lazily
    from advisor.columns.program import ColumnProgram

    program = ColumnProgram(kb, wording(kb), order.details, milestones(kb), order.told)
    told = in_memory(lazily(chain(first, frames), kb, carried, failed), program, asked=order.verify > 0)
    return iter(told.collect_batches(maintain_order=True, engine="streaming"))


class _Outputs:
    """The tables that a batch writes, all of them or none, and the count of what is written."""

    def __init__(self, kb: KnowledgeBase, order: Order, carried: Sequence[str], tally: Tally) -> None:
        from advisor.columns.program import names, numbers
        from advisor.columns.told_texts import text_columns
        from advisor.tables.writing import harmful_columns, is_text

        self._order, self._tally, self._goals = order, tally, kb.goals
        self._notes = {note(id): id for id in milestones(kb)}
        self._names, self._complaints = [*carried, *names(kb, order.details, order.told is not None)], [*carried, ERROR]
        self._kinds: dict[str, type] = {**dict.fromkeys(self._names, str), **numbers(kb, order.details)}
        self._splitter = faults.Splitter(kb)
        self._layout = layout(kb, carried, order.details, self._sums)
        self._bad_layout = bad_layout(kb, self._complaints, self._sums)
        self._harmful = harmful_columns(kb, carried, text_columns(kb).all if order.told else ())
        self._texts = is_text(order.output), order.errors is not None and is_text(order.errors)
        self._files = ExitStack()

    def __enter__(self) -> _Outputs:
        from advisor.tables.writing import writer

        with ExitStack() as files:
            self._out = files.enter_context(writer(self._order.output, self._kinds, self._layout))
            errors = self._order.errors
            kinds = dict.fromkeys(self._complaints, str)
            self._errors = files.enter_context(writer(errors, kinds, self._bad_layout)) if errors else None
            self._files = files.pop_all()
        return self

    def _sums(self) -> Summary:
        self._tally.seconds = monotonic() - self._tally.began
        return self._order.summary(self._tally) if self._order.summary else Summary()

    def __exit__(self, *raised: Any) -> None:
        self._files.__exit__(*raised)

    def write(self, batch: pl.DataFrame) -> None:
        """Writes the rows, counts them, and draws those that are to be verified."""
        import polars as pl

        from advisor.tables.writing import harmless

        _count(self._tally, batch, self._goals, self._notes)
        faults.count(self._tally.faults, self._splitter, batch[ERROR])
        if self._tally.behind is not None:
            self._tally.behind.note(batch, self._notes)
        if self._order.verify:
            sample(self._tally, batch.drop(*self._notes), self._order.verify)
        guarded = harmless(batch, self._harmful) if any(self._texts) else batch
        self._out.write((guarded if self._texts[0] else batch).select(self._names))
        if self._errors:
            bad = (guarded if self._texts[1] else batch).filter(pl.col(ERROR).is_not_null())
            self._errors.write(bad.select(self._complaints))


def _count(tally: Tally, batch: pl.DataFrame, goals: Iterable[str], notes: Mapping[str, str]) -> None:
    bad = len(batch) - batch[ERROR].null_count()
    tally.rows += len(batch)
    tally.bad += bad
    for goal in goals:
        counts = tally.goals.setdefault(goal, Counter())
        for value, count in batch[goal].drop_nulls().value_counts().iter_rows():
            counts[value] += count
    for name, id in notes.items():
        tally.gaps[id] += len(batch) - bad - int(batch[name].sum())
