"""Cells as a table of texts has them: lists joined with `;`, whole numbers without a point, null for nothing.

`lists` says of a cell or column whether a list may stand there: the answer to a question of one value is none.

What no such table could hold is written so that no question takes it: it is a bad row, and no other meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from advisor.errors import AdvisorError, quoted
from advisor.given import plain
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl

_ALONE = ("", NONE, UNKNOWN)
"""What is no value in a list."""


def takes_lists(kb: KnowledgeBase, name: str) -> bool:
    """Whether a list may stand in the column."""
    return name not in kb.questions or kb.questions[name].kind == "many"


def text_of(cell: object, lists: bool = True) -> str | None:
    """One cell; never an error."""
    if cell is None or type(cell) is str:
        return None if cell is None else encodable(cell)
    try:
        return _text_of(cell, lists)
    except Exception:  # a class of the caller's own may raise at whatever it is asked
        return quoted(cell)


def _text_of(cell: object, lists: bool) -> str | None:
    if isinstance(cell, (Decimal, date, datetime, time, UUID)):
        return str(cell) if cell == cell else None  # pandas' NaT is a date
    if isinstance(cell, dict):
        return _json(cell)
    value = plain(cell)
    if value is None or isinstance(value, str):
        return None if value is None else encodable(value)
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return _joined(value) if lists else _json(value)
    return quoted(value)


def _joined(parts: list[object]) -> str:
    if all(isinstance(part, str) and ";" not in part and part.strip() not in _ALONE for part in parts):
        return encodable(";".join(map(str, parts))) if parts else NONE
    return _json(parts)


def _json(value: object) -> str:
    return encodable(json.dumps(value, ensure_ascii=False, default=quoted))


def encodable(text: str) -> str:
    """The text; a lone surrogate, which is half a character and cannot be written, as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def series_of(name: str, cells: Iterable[object], lists: bool) -> pl.Series:
    """A column read cell by cell, where no two need be of one kind; NaN is nothing, as pandas has it."""
    import polars as pl

    texts = [(cell, text_of(cell, lists)) for cell in cells]
    read = [None if text == "nan" and not issubclass(type(cell), str) else text for cell, text in texts]
    return pl.Series(name, read, dtype=pl.String)


def as_text(schema: pl.Schema, name: str, lists: bool = True) -> pl.Expr:
    """The column; null if it is absent. Raises AdvisorError where it holds neither texts nor numbers."""
    import polars as pl

    kind = schema.get(name)
    if kind is None:
        return pl.lit(None, dtype=pl.String).alias(name)
    column = pl.col(name)
    if is_strange(kind):
        return column.map_batches(lambda cells: series_of(name, cells, lists), return_dtype=pl.String)
    inner = kind.inner if isinstance(kind, (pl.List, pl.Array)) else kind
    if not (inner.is_numeric() or isinstance(inner, _scalars())):
        raise AdvisorError(f"the column {quoted(name)} holds neither texts nor numbers but {quoted(kind)}")
    if inner is not kind:
        return _list_as_text(column.cast(pl.List(pl.String)), lists).alias(name)
    if kind.is_float():
        if kind == pl.Float16:  # of which Polars compares no two rightly
            column = column.cast(pl.Float32)
        whole = (column == column.floor()) & (column.abs() < 1e15)
        text = column.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(text).otherwise(column.cast(pl.String)).alias(name)
    return column.cast(pl.String)


def _scalars() -> tuple[type[pl.DataType], ...]:
    """The kinds that have a text, besides the numbers."""
    import polars as pl

    return (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Date, pl.Datetime, pl.Time, pl.Null)


def is_strange(kind: pl.DataType) -> bool:
    """Whether Polars only keeps the values of a column, and has to be asked for each."""
    import polars as pl

    return isinstance(kind, (pl.Object, pl.BaseExtension))


def _list_as_text(column: pl.Expr, lists: bool) -> pl.Expr:
    import polars as pl

    part = pl.element()
    alone = part.is_null() | part.str.contains(";", literal=True) | part.str.strip_chars().is_in(list(_ALONE))
    odd = pl.concat_str(pl.lit('["'), column.list.eval(part.fill_null("null")).list.join('", "'), pl.lit('"]'))
    if not lists:
        return pl.when(column.list.len() == 0).then(pl.lit("[]")).otherwise(odd)
    texts = pl.when(column.list.eval(alone).list.any()).then(odd).otherwise(column.list.join(";"))
    return pl.when(column.list.len() == 0).then(pl.lit(NONE)).otherwise(texts)
