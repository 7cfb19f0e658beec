"""Tables of any kind, assessed: their columns are looked at, then their kind says how its rows are decided."""

from __future__ import annotations

import warnings
from typing import Any

from advisor.columns.frames import check, places
from advisor.columns.kinds import Asked, table_of
from advisor.columns.naming import ColumnMap, Naming, unused
from advisor.columns.words import Wording
from advisor.errors import AdvisorError, first_line, listed
from advisor.knowledge.model import KnowledgeBase


def assess(frame: Any, kb: KnowledgeBase, wording: Wording, details: bool, map: ColumnMap) -> Any:
    """See `advisor.assess`."""
    import polars as pl

    try:
        table = table_of(frame)
        reading = Naming(kb, map).of(table.names)
        check(reading, warn)
        if absent := unused(map, table.names):
            warn(f"the table has no such columns of the map: {listed(absent)}")
        return table.decided(places(reading), Asked(kb, wording, details, reading))
    except pl.exceptions.PolarsError as error:  # a lazy frame may be one that cannot be made
        raise AdvisorError(f"the table cannot be read: {first_line(error)}") from None


def warn(text: str) -> None:
    """Warns whoever called `advisor.assess`."""
    warnings.warn(text, stacklevel=5)
