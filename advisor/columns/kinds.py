"""Tables of every kind that `assess` takes: which columns they have, how those that are read become text, the way back.

Columns are taken by their place. What nobody reads may have any name, twice too, and hold anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.columns import engines
from advisor.columns.frames import in_memory
from advisor.columns.irregular_cells import PLACE, ROW
from advisor.columns.naming import ColumnReading
from advisor.columns.program import FAULT, ColumnProgram
from advisor.columns.texts import is_strange, series_of
from advisor.columns.words import Wording
from advisor.given import WrongKind
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl

Places = Mapping[str, int]
"""The columns that are read, each with its place."""


class Asked(NamedTuple):
    """What is asked of a table, and in which words."""

    kb: KnowledgeBase
    wording: Wording
    details: bool
    reading: ColumnReading

    @property
    def program(self) -> ColumnProgram:
        return ColumnProgram(self.kb, self.wording, self.details)


class AssessableTable(NamedTuple):
    """The names of all columns, and what gives the table of advice, of the same kind, for those that are read."""

    names: Sequence[object]
    decided: Callable[[Places, Asked], Any]


def table_of(frame: Any) -> AssessableTable:
    """Raises WrongKind for what is no table."""
    import narwhals as nw
    from narwhals import dependencies as kind

    frame = nw.to_native(frame, pass_through=True)
    if kind.is_polars_dataframe(frame) or kind.is_polars_lazyframe(frame):
        return AssessableTable(frame.collect_schema().names(), lambda places, asked: _on_polars(frame, places, asked))
    if kind.is_pandas_like_dataframe(frame):
        return AssessableTable([*frame.columns], lambda places, asked: _on_pandas(frame, places, asked))
    if kind.is_pyarrow_table(frame):
        return AssessableTable(frame.column_names, lambda places, asked: _on_pyarrow(frame, places, asked))
    if kind.is_duckdb_relation(frame):
        return AssessableTable(
            frame.columns, lambda places, asked: engines.on_duckdb(frame, places, asked.program, asked.reading)
        )
    if kind.is_pyspark_dataframe(frame) or kind.is_pyspark_connect_dataframe(frame):
        return AssessableTable(
            frame.columns, lambda places, asked: engines.on_spark(frame, asked.reading, asked.wording, asked.details)
        )
    known = "a frame of Polars, pandas, PyArrow, DuckDB or PySpark"
    raise WrongKind(f"{type(frame).__name__} is no table that can be assessed; {known} is")


def _on_polars(frame: pl.DataFrame | pl.LazyFrame, places: Places, asked: Asked) -> pl.DataFrame | pl.LazyFrame:
    import polars as pl
    from polars import selectors

    some = [pl.col(name) for name in places] or [selectors.first().alias(PLACE)]  # without a column there is no row
    lazy = frame.lazy().select(some) if frame.collect_schema() else frame.lazy()
    found = in_memory(_prepared(lazy.with_row_index(ROW, offset=1), asked.reading), asked.program)
    return found if isinstance(frame, pl.LazyFrame) else found.collect()


def _on_pandas(frame: Any, places: Places, asked: Asked) -> Any:
    import narwhals as nw

    found = _of_series(
        {name: _from_pandas(name, frame.iloc[:, places[name]], it) for name, it in asked.reading.columns.items()},
        len(frame),
        asked,
    )
    made = _returned(found, nw.from_native(frame.iloc[:, :0]).implementation)
    made.index = frame.index
    return made


def _from_pandas(name: str, column: Any, lists: bool) -> pl.Series:
    """As Polars has it; cell by cell where the cells are of several kinds, or no common memory format is there."""
    import narwhals as nw
    import polars as pl
    from pandas.api.types import infer_dtype

    if str(column.dtype) == "object" and infer_dtype(column, skipna=True) != "string":
        return series_of(name, column, lists)
    try:
        found: pl.Series = nw.from_native(column.rename(name), series_only=True).to_polars()
    except (ImportError, TypeError, ValueError, NotImplementedError, pl.exceptions.PolarsError):
        return series_of(name, column, lists)
    return series_of(name, column, lists) if is_strange(found.dtype) else found


def _on_pyarrow(table: Any, places: Places, asked: Asked) -> Any:
    import narwhals as nw

    lists = asked.reading.columns
    columns = {name: _from_arrow(name, table.column(at), lists[name]) for name, at in places.items()}
    return _returned(_of_series(columns, table.num_rows, asked), nw.Implementation.PYARROW)


def _from_arrow(name: str, column: Any, lists: bool) -> pl.Series:
    import polars as pl
    import pyarrow as pa

    if isinstance(column.type, (pa.BaseExtensionType, pa.Decimal256Type)):  # Polars takes the one for what it is not
        return series_of(name, column.to_pylist(), lists)
    try:
        found = pl.Series(name, pl.from_arrow(column))
    except (TypeError, ValueError, NotImplementedError, pl.exceptions.PolarsError):
        return series_of(name, column.to_pylist(), lists)
    return series_of(name, column.to_pylist(), lists) if is_strange(found.dtype) else found


def _of_series(columns: Mapping[str, pl.Series], rows: int, asked: Asked) -> pl.DataFrame:
    import polars as pl

    frame = pl.DataFrame([pl.int_range(1, rows + 1, eager=True).alias(ROW), *columns.values()])
    return in_memory(_prepared(frame.lazy(), asked.reading), asked.program).collect()


def _prepared(frame: pl.LazyFrame, reading: ColumnReading) -> pl.LazyFrame:
    """The frame, its rows numbered, as `in_memory` wants it."""
    import polars as pl

    schema = frame.collect_schema()
    return frame.select(
        pl.lit("row ").alias(PLACE),
        ROW,
        pl.lit(None, dtype=pl.String).alias(FAULT),
        *(reading.text(schema, target) for target in (*reading.carried, *reading.kb.questions)),
    )


def _returned(found: pl.DataFrame, kind: Any) -> Any:
    """The columns in a frame of this kind."""
    import narwhals as nw

    columns = {it.name: nw.new_series(it.name, it.to_list(), backend=kind) for it in found.get_columns()}
    return nw.from_dict(columns, backend=kind).to_native()
