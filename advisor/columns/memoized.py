"""Numbers that texts stand for: each text is read once, however many rows and tables it is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

MAX_KNOWN = 10_000
"""So many texts are remembered at most."""


class Known(NamedTuple):
    """The texts that were read, and their numbers."""

    texts: pl.Series
    numbers: pl.Series


class MemoizedColumn:
    """Reads a column of texts as numbers, null being the empty text; `read` reads those that are new.

    Several threads may call it: each goes on with what it found known.
    """

    def __init__(self, read: Callable[[pl.Series], pl.Series]) -> None:
        self._read = read
        self._known: Known | None = None

    def __call__(self, texts: pl.Series) -> pl.Series:
        texts = texts.fill_null("")
        known = self._known
        places = _places(texts, known)
        if known is None or places.null_count():
            new = texts.filter(places.is_null()).unique()
            known = _more(known, new, self._read(new))
            if len(known.texts) > MAX_KNOWN:
                return self._read(texts)
            self._known = known
            places = _places(texts, known)
        return known.numbers.gather(places).alias(texts.name)


def _places(texts: pl.Series, known: Known | None) -> pl.Series:
    """Where each text stands among those that are known, null where it does not."""
    import polars as pl

    places: pl.Series = texts.cast(pl.Enum(known.texts if known else []), strict=False).to_physical()
    return places


def _more(known: Known | None, texts: pl.Series, numbers: pl.Series) -> Known:
    import polars as pl

    if known is None:
        return Known(texts, numbers)
    return Known(pl.concat([known.texts, texts]), pl.concat([known.numbers, numbers]))
