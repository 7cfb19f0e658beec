"""Rows of a batch that are derived again by experta: a sample of all of them, and where it differs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.batching import row_by_row
from advisor.batching.job import Order, Tally
from advisor.columns.output import ERROR
from advisor.errors import cut, quoted
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl


def sample(tally: Tally, batch: pl.DataFrame, most: int) -> None:
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
    from advisor.columns.naming import Naming
    from advisor.columns.program import shown

    words = Naming(kb).words

    for row in tally.sample:
        expected = row_by_row.decide(kb, row, shown(kb, order.details), row_by_row.by_experta, "", words)
        where = row.get("id") or row.get("name") or "a row"
        for name, value in expected.items():
            if (row[name] is not None) != (value is not None) or (name != ERROR and row[name] != value):
                answers = ", ".join(f"{id}={cut(row[id] or '')}" for id in kb.questions if row[id])
                yield f"{where} ({answers}): {name} is {quoted(row[name])} by columns, {quoted(value)} by experta"
