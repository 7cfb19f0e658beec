"""A batch from JSON Lines to JSON Lines in memory, some rows at a time, for who sends and wants no files."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from contextlib import closing, suppress
from io import BytesIO
from threading import Event

from advisor.batching.job import Order
from advisor.batching.run import decided, until
from advisor.columns.naming import Naming
from advisor.columns.told_texts import StepWords
from advisor.knowledge.model import KnowledgeBase

AS_LINES = "advice.jsonl"
"""What a batch that writes these lines would write to."""


def advice(kb: KnowledgeBase, lines: bytes, words: StepWords, details: bool = False) -> Generator[bytes, None, None]:
    """The lines that `advisor batch` would write for these; a line that is no case is a bad row in its place.

    Raises AdvisorError.
    """
    import polars as pl

    from advisor.columns.program import CARRIED, names
    from advisor.tables import sources
    from advisor.tables.writing import with_format

    order = Order([], AS_LINES, details=details, words=words)
    source = sources.json_lines(BytesIO(lines), "the body", Naming(kb))
    carried = [name for name in CARRIED if name in source.reading.carried]
    columns = [*carried, *names(kb, details, texts=True)]
    failed: list[Exception] = []
    ended = Event()
    with closing(sources.rows_of([source], carried, lambda size, narrowed=(), /: None)) as rows:
        batches = decided(kb, order, carried, until(ended, rows), failed)
        try:
            for batch in batches:
                yield with_format(batch.select(columns)).write_ndjson().encode()
        except pl.exceptions.PolarsError:
            if failed:
                raise failed[0] from None
            raise
        finally:
            ended.set()  # Polars' threads come to an end before the rows are closed
            with suppress(pl.exceptions.PolarsError):
                deque(batches, maxlen=0)
