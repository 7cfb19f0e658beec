"""Tables of every kind as people have them: each row comes out in its place, or the column at fault is named."""

from __future__ import annotations

import datetime
import decimal
import time
import uuid
import warnings
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from greenhouse import QUESTIONS, write_greenhouse

import advisor
from advisor.columns.texts import as_text, text_of
from advisor.knowledge.model import KnowledgeBase


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A greenhouse in which no question needs an answer."""
    questions = QUESTIONS.replace("    required: yes\n", "")
    return advisor.load(write_greenhouse(tmp_path_factory.mktemp("free"), questions=questions))


def rows(found: Any) -> list[dict[str, Any]]:
    """The rows of a table of any kind, null being None."""
    if isinstance(found, pl.LazyFrame):
        return found.collect().to_dicts()
    if isinstance(found, pd.DataFrame):
        return found.astype(object).where(found.notna(), None).to_dict("records")
    if isinstance(found, pa.Table):
        return found.to_pylist()
    if isinstance(found, pl.DataFrame):
        return found.to_dicts()
    return found.pl().to_dicts()


def assessed(frame: Any, kb: KnowledgeBase) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rows(advisor.assess(frame, kb))


def of(query: str) -> Any:
    return duckdb.connect().sql(query)


@pytest.mark.parametrize(
    ("frame", "count"),
    [
        (pl.DataFrame({"Student": ["Ann", "Bob"]}), 2),
        (pl.LazyFrame({"Student": ["Ann", "Bob"]}), 2),
        (pl.DataFrame(height=3), 3),
        (pl.DataFrame(), 0),
        (pl.DataFrame({"days": []}), 0),
        (pl.DataFrame({"_row": [1], "_place": [2], "_fault": ["x"], "^.*$": [1]}), 1),
        (pd.DataFrame({"Student": ["Ann", "Bob"]}), 2),
        (pd.DataFrame(index=range(3)), 3),
        (pd.DataFrame(), 0),
        (pd.DataFrame({"days": []}), 0),
        (pa.table({"Student": ["Ann", "Bob"]}), 2),
        (pa.table({}), 0),
        (pa.table({"days": pa.array([], pa.int8())}), 0),
        (of("SELECT 'Ann' AS Student FROM range(2)"), 2),
        (of("SELECT 1 AS days WHERE false"), 0),
    ],
)
def test_as_many_rows_come_out_as_went_in_whatever_their_columns(free: KnowledgeBase, frame: Any, count: int) -> None:
    found = assessed(frame, free)
    assert len(found) == count
    assert {row["next_step"] for row in found} <= {"hang-cloth"}  # the advice for those of whom nothing is known


def test_that_no_column_is_known_is_told_to_who_called(free: KnowledgeBase) -> None:
    with pytest.warns(UserWarning, match="no column") as said:
        advisor.assess(pd.DataFrame({"Dayz": [5, 6]}), free)
    assert [str(it.message) for it in said] == [
        "the column 'Dayz' is not read: no question has that id; did you mean 'days'?",
        "no column is the id of a question, so that nothing is known of any row; the table has no others",
        "no column for plant, soil, signs, days, shade: counted as unknown",
    ]
    assert {it.filename for it in said} == {__file__}


CELLS = [
    (["3", 5], ["3", "5"]),
    ([5, "unknown"], ["5", "unknown"]),
    ([None, 3], [None, "3"]),
    ([np.nan, 3], [None, "3"]),
    ([pd.NA, 3], [None, "3"]),
    ([pd.NaT, 3], [None, "3"]),
    ([np.float32("nan"), np.int8(3)], [None, "3"]),
    (pd.array([3, None], dtype="Int64"), ["3", None]),
    (pd.array([3.0, None], dtype="Float64"), ["3", None]),
    (pd.array(["3", None], dtype="string"), ["3", None]),
    (pd.array([3, None], dtype="int64[pyarrow]"), ["3", None]),
    (pd.array(["3", None], dtype=pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string()))), ["3", None]),
    (pd.Categorical(["3", None]), ["3", None]),
    (pd.Categorical([3, "unknown"]), ["3", "unknown"]),
    (pd.arrays.SparseArray([0, 3]), ["0", "3"]),
    (np.array([3, 5], dtype="float16"), ["3", "5"]),
    (np.array([3, 5], dtype="longdouble"), ["3", "5"]),
    ([decimal.Decimal("3.0"), decimal.Decimal(5)], ["3.0", "5"]),
    (["  3", 5], ["  3", "5"]),
]


@pytest.mark.parametrize("number", range(len(CELLS)))
def test_columns_of_pandas_mean_what_their_values_mean(free: KnowledgeBase, number: int) -> None:
    cells, texts = CELLS[number]
    frame = pd.DataFrame({"days": cells, "id": cells})
    expected = assessed(pl.DataFrame({"days": texts, "id": texts}, schema_overrides={"days": pl.String}), free)
    assert assessed(frame, free) == expected
    assert all(row["error"] is None for row in expected)


@pytest.mark.parametrize(
    "cells",
    [
        [True, False],
        pd.array([True, False], dtype="boolean"),
        pd.to_datetime(["2020-01-01", "2020-01-02"]),
        pd.to_datetime(["2020-01-01", "2020-01-02"]).tz_localize("UTC"),
        pd.period_range("2020-01", periods=2, freq="M"),
        pd.interval_range(0, 2),
        [["wilting"], ["spots"]],
        [{"a": 1}, {"a": {2}}],
        [np.array([3]), np.array([[3]])],
        [object(), object],
        [b"3", bytearray(b"3")],
        [3j, 3 + 0j],
        [uuid.UUID(int=3), uuid.UUID(int=4)],
        [datetime.date(2020, 1, 1), datetime.timedelta(3)],
        pd.Series(["\ud800", "3\udc00"], dtype=object),
        ["\0", "3\0"],
        [np.inf, -np.inf],
        [2**70, -(2**70)],
        pd.Series([10**5000, 3.5], dtype=object),
        [0.5, 1e300],
    ],
)
def test_values_that_the_question_does_not_take_are_bad_rows_in_their_places(free: KnowledgeBase, cells: Any) -> None:
    found = assessed(pd.DataFrame({"days": cells, "id": ["a", "b"]}), free)
    assert [row["id"] for row in found] == ["a", "b"]
    assert [row["error"].partition(" days: ")[0] for row in found] == ["row 1,", "row 2,"]


NAMES = [
    pd.DataFrame([[1, 2, 3]], columns=["x", "x", "days"]),
    pd.DataFrame([[1, 2, 3, 4, 5, 3]], columns=[0, None, pd.NA, np.nan, b"x", "days"]),
    pd.DataFrame([[1, 2, 3]], columns=pd.Index([("days", "a"), object, "days"], dtype=object)),
    pd.DataFrame([[1, 2, 3]], columns=["", " ", "days"]),
    pd.DataFrame({"days": [3]}, index=pd.MultiIndex.from_tuples([("a", "a")])),
    pa.table([pa.array([1]), pa.array([2]), pa.array([3])], names=["x", "x", "days"]),
    of("SELECT 1 AS x, 2 AS x, 3 AS days"),
    of('SELECT 1 AS "a""b", 2 AS "Days", 3 AS days'),
]


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_columns_that_nobody_reads_may_have_any_name(free: KnowledgeBase, number: int) -> None:
    [row] = assessed(NAMES[number], free)
    [expected] = assessed(pl.DataFrame({"days": [3]}), free)
    assert row == expected


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([[1, 2]], columns=["days", "days"]),
        pa.table([pa.array([1]), pa.array([2])], names=["days", "days"]),
        of("SELECT 1 AS days, 2 AS days"),
        pd.DataFrame([[1, 2]], columns=["id", "id"]),
    ],
)
def test_a_column_that_is_read_may_not_be_there_twice(free: KnowledgeBase, frame: Any) -> None:
    with pytest.raises(advisor.AdvisorError, match=r"the column '(days|id)' is there twice"):
        advisor.assess(frame, free)


def test_many_columns_take_no_more_time_than_their_number(free: KnowledgeBase) -> None:
    frame = pl.DataFrame({f"day{at}": [at] for at in range(20_000)} | {"days": [3]})
    began = time.process_time()
    assert assessed(frame, free) == assessed(frame.select("days"), free)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("column", "what"),
    [
        (pl.Series([[["wilting"]]]), "List"),
        (pl.Series([datetime.timedelta(3)]), "Duration"),
        (pl.Series([b"3"]), "Binary"),
        (pl.Series([{"a": 3}]), "Struct"),
    ],
)
def test_a_column_that_holds_neither_texts_nor_numbers_is_named(
    free: KnowledgeBase, column: pl.Series, what: str
) -> None:
    frame = pl.DataFrame({"days": column})
    kinds = [frame, frame.lazy(), frame.to_arrow()]
    kinds += [duckdb.connect().from_arrow(frame.to_arrow())] if what != "Duration" else []  # DuckDB has a text for it
    for given in kinds:
        with pytest.raises(advisor.AdvisorError, match=f"'days' holds neither texts nor numbers but {what}"):
            assessed(given, free)
        assert len(assessed(frame.rename({"days": "unread"}), free)) == 1


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array([3, 3]).dictionary_encode(), ["3", "3"]),
        (pa.chunked_array([pa.array(["3"]).dictionary_encode(), pa.array(["4"]).dictionary_encode()]), ["3", "4"]),
        (pa.RunEndEncodedArray.from_arrays([2], pa.array([3])), ["3", "3"]),
        (pa.array([decimal.Decimal(3), None], type=pa.decimal256(50, 2)), ["3.00", None]),
        (pa.array(np.array([3, 4], dtype="float16")), ["3", "4"]),
        (pa.array(["3", "4"], type=pa.string_view()), ["3", "4"]),
        (pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array(["3", ""]), pa.array([0, 4])]), ["3", "4"]),
        (pa.nulls(2), [None, None]),
        (pa.array([3, 4], pa.uint64()), ["3", "4"]),
    ],
)
def test_columns_of_pyarrow_mean_what_their_values_mean(free: KnowledgeBase, column: Any, texts: list[str]) -> None:
    expected = assessed(pl.DataFrame({"days": texts, "id": texts}), free)
    assert assessed(pa.table({"days": column, "id": column}), free) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3::HUGEINT", "3"),
        ("3.0::DOUBLE", "3"),
        ("3::DECIMAL(5, 1)", "3.0"),
        ("'3'::JSON", "3"),
        ("'3'::ENUM('3', '4')", "3"),
        ("NULL", None),
        ("union_value(n := 3)", "3"),
    ],
)
def test_columns_of_duckdb_mean_what_their_values_mean(free: KnowledgeBase, value: str, text: str | None) -> None:
    expected = assessed(pl.DataFrame({"days": [text], "id": [text]}), free)
    assert assessed(of(f"SELECT {value} AS days, {value} AS id"), free) == expected


def test_a_frame_that_cannot_be_made_is_told_in_a_line(free: KnowledgeBase) -> None:
    broken = of("SELECT ('a' || range)::INT AS days FROM range(3)")
    for frame in (pl.LazyFrame({"a": [1]}).select("b"), broken, broken):
        with pytest.raises(advisor.AdvisorError) as failed:
            assessed(frame, free)
        assert len(str(failed.value).splitlines()) == 1


LISTS = [
    ["wilting"],
    ["wilting", "spots"],
    [],
    None,
    [None],
    ["wilting;spots"],
    ["none"],
    ["unknown"],
    [""],
    ["none", "spots"],
]


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow", "objects"])
def test_a_list_in_a_cell_is_read_as_the_question_reads_it(free: KnowledgeBase, kind: str) -> None:
    """What is no value within a list is a bad row, and does not become an answer when the list is joined."""
    frame = pl.DataFrame({"signs": LISTS}, schema={"signs": pl.List(pl.String)})
    given = {
        "polars": frame,
        "pandas": pd.DataFrame({"signs": pd.Series(LISTS, dtype=object)}),
        "pyarrow": frame.to_arrow(),
        "objects": pl.DataFrame({"signs": pl.Series(LISTS, dtype=pl.Object)}),
    }[kind]
    for cell, row in zip(LISTS, assessed(given, free), strict=True):
        try:
            advice = advisor.recommend(free, {"signs": cell})
        except advisor.AdvisorError:
            assert row["error"], cell
        else:
            assert row["error"] is None, cell
            assert row["next_step"] == advice.steps[0], cell
            assert (row["alongside"] or "").split(";") == list(advice.conclusions["alongside"] or [""])


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow", "objects", "duckdb"])
@pytest.mark.parametrize(
    ("question", "cells"), [("plant", [["cactus"], [], None, ["cactus", "tomato"]]), ("days", [[3], [], None, [3, 4]])]
)
def test_a_list_is_no_answer_to_a_question_of_one_value(
    free: KnowledgeBase, kind: str, question: str, cells: list[Any]
) -> None:
    frame = pl.DataFrame({question: cells})
    given = {
        "polars": frame,
        "pandas": pd.DataFrame({question: pd.Series(cells, dtype=object)}),
        "pyarrow": frame.to_arrow(),
        "objects": pl.DataFrame({question: pl.Series(cells, dtype=pl.Object)}),
        "duckdb": duckdb.connect().from_arrow(frame.to_arrow()),
    }[kind]
    for cell, row in zip(cells, assessed(given, free), strict=True):
        if cell is None:
            assert row["error"] is None
            continue
        with pytest.raises(advisor.AdvisorError):
            advisor.recommend(free, {question: cell})
        assert row["error"].partition("'")[0].endswith(f"{question}: ")


def raising(*names: str, of: type = object) -> type:
    def fails(*_: object) -> Any:
        raise RuntimeError("not today")

    return type("Raising", (of,), dict.fromkeys(names, fails))


HOSTILE = [
    raising("__repr__", "__str__")(),
    [raising("__repr__", "__str__")()],
    {"a": raising("__repr__")()},
    {"a": [raising("__repr__")()]},
    raising("items", "__iter__", "__len__", "__repr__", of=dict)({"a": 1}),
    raising("__iter__", "__len__", "__repr__", of=list)(["rose", 1]),
    raising("__eq__", "__str__", "__repr__", of=datetime.date)(2020, 1, 1),
    raising("__str__", "__repr__", of=uuid.UUID)(int=1),
    decimal.Decimal("sNaN"),
]


@pytest.mark.parametrize("kind", ["polars", "pandas"])
@pytest.mark.parametrize("which", range(len(HOSTILE)))  # as pytest itself asks a value this and that
@pytest.mark.parametrize("question", ["plant", "days", "signs"])
def test_a_cell_whose_own_methods_fail_is_a_bad_row(free: KnowledgeBase, kind: str, which: int, question: str) -> None:
    cell = HOSTILE[which]
    column = pd.Series([None, None], dtype=object)
    column[0] = cell
    frame = pd.DataFrame({question: column})
    given = frame if kind == "pandas" else pl.DataFrame({question: pl.Series([cell, None], dtype=pl.Object)})
    assert [bool(row["error"]) for row in assessed(given, free)] == [True, False]


@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_a_text_whose_own_methods_fail_is_read_as_the_text_that_it_is(free: KnowledgeBase, kind: str) -> None:
    cell = raising("__str__", "__repr__", "encode", "strip", "__len__", "__getitem__", of=str)("cactus")
    made = pd.DataFrame if kind == "pandas" else pl.DataFrame
    column = [cell] if kind == "pandas" else pl.Series([cell], dtype=pl.Object)
    assert [row["error"] for row in assessed(made({"plant": column}), free)] == [None]


@pytest.mark.parametrize("kind", [pl.Float16, pl.Float32, pl.Float64])
def test_a_float_is_written_as_it_is(kind: Any) -> None:
    frame = pl.DataFrame({"n": pl.Series([0.5, -0.5, 3.0, None, 100.0], dtype=kind)})
    assert frame.select(as_text(frame.schema, "n"))["n"].to_list() == ["0.5", "-0.5", "3", None, "100"]


def test_an_expression_and_a_cell_alone_give_the_same_text() -> None:
    for values in ([0.5, 3.0, None], [True, None], ["a", "\0"], [2**40, -1], LISTS, [datetime.date(2020, 1, 1)]):
        frame = pl.DataFrame({"it": values}, strict=False)
        texts = frame.select(as_text(frame.schema, "it"))["it"].to_list()
        alone = [text_of(value) for value in values]
        assert [text and text.replace('"null"', "null") for text in texts] == alone
