"""The promise of the API: whatever it is given, it raises AdvisorError and its family, or nothing."""

from __future__ import annotations

import decimal
import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import advisor
from advisor.errors import AdvisorError
from advisor.knowledge.conditions import All, OneOf
from advisor.knowledge.model import KnowledgeBase
from tests.public_api import CASE, Call, functions, is_own, objects


class Odd:
    """Raises whenever it is looked at."""

    def _raise(self, *_: object) -> Any:
        raise RuntimeError("looked at")

    __eq__ = __ne__ = __hash__ = __str__ = __repr__ = __bool__ = __len__ = __iter__ = _raise  # type: ignore[assignment]
    __int__ = __float__ = __index__ = __contains__ = __getitem__ = __format__ = __fspath__ = __lt__ = _raise


class ArrayLike:
    """Compares as arrays do."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> Any:
        return np.array([True, False])


class OddText(str):
    __slots__ = ()
    __eq__ = __hash__ = __repr__ = __str__ = Odd._raise  # type: ignore[assignment]


class OddNumber(int):
    __eq__ = __hash__ = __repr__ = __str__ = __lt__ = __le__ = __gt__ = __ge__ = Odd._raise  # type: ignore[assignment]


class OddMapping(Mapping[str, object]):
    __getitem__ = __iter__ = __len__ = __repr__ = Odd._raise  # type: ignore[assignment]


class OddList(list[object]):
    __iter__ = __len__ = __contains__ = __repr__ = __eq__ = Odd._raise  # type: ignore[assignment]


def cyclic() -> list[object]:
    found: list[object] = []
    found.append(found)
    return found


def nested(depth: int) -> list[object]:
    found: list[object] = []
    for _ in range(depth):
        found = [found]
    return found


WRONG: list[Any] = [
    *(None, True, 0, -1, 1.5, float("nan"), float("inf"), -float("inf"), 10**30, 10**6000, 1j, decimal.Decimal("NaN")),
    *("", " ", "no such thing", "unknown", "none", "\0", "\ud800", "{", "{nothing}", "{plant.nothing}", "x" * 100_000),
    *(b"bytes", bytearray(b"b"), memoryview(b"m"), [], [None], [[]], (), ("a",), ("a", "b", "c"), {}, {1: 2}, set()),
    *({"soil": Odd()}, {Odd: 1}, {("a",): 1}, {"no such thing": 1}, {"\ud800": "\ud800"}, frozenset({"a"}), range(3)),
    *(cyclic(), nested(10_000), object(), object, len, iter([]), Path("no/such"), Path("\0"), NotImplemented, ...),
    *(np.int8(3), np.float64("nan"), np.bool_(True), np.str_("a"), np.array([1, 2]), np.array("a"), np.array([[]])),
    *(np.datetime64("NaT"), np.void(b"a"), np.ma.masked, pd.NA, pd.NaT, pd.Timestamp(0), pd.Series([1, 2])),
    *(pd.DataFrame({"a": [1, 2]}), pd.Index(["a"]), pd.Categorical(["a"]), pl.Series([1, 2]), pl.DataFrame()),
    *(Odd(), ArrayLike(), OddText("soil"), OddNumber(3), OddMapping(), OddList([1]), {"soil": OddText("dry")}),
    *(OneOf("no such thing", ("a",)), All((None,)), All(()), Exception("e"), advisor, {"days": 10**6000}),
]
"""What is no legal argument of most functions; where it is, it is answered."""


RIGHT = {
    "absence": {"pair": ("next_step", "water-now")},
    "answer": {"value": "dry"},
    "beside": {"other": None},
    "counted": {"number": 3},
    "fill": {"text": "{plant}"},
    "cells_read": {"rule": None},
    "is_told": {"row": "tomato", "column": "thirsty"},
    "rows_by_content": {"column": "thirsty"},
    "source": {"row": "tomato", "column": "thirsty"},
    "having": {"parts": ()},
    "nodes_of": {"goal": "next_step"},
    "problem_of": {"goal": "next_step"},
    "title_of": {"goal": "next_step", "value": "enjoy"},
    "values_of": {"id": "moisture"},
    "holds": {"condition": OneOf("soil", ("dry",))},
    "paragraphs": {"paragraphs": []},
    "read": {"raw": "dry"},
    "reasons": {"nodes": None},
    "set": {"id": "soil", "value": "dry"},
    "takes_of": {"step": None},
    "total": {"answers": CASE},
}


def methods(kb: KnowledgeBase) -> Iterator[Call]:
    for found in objects(kb):
        for name in dir(found):
            if not name.startswith("_") and is_own(found, name):
                method = getattr(found, name)
                parameters = inspect.signature(method).parameters
                yield Call(f"{type(found).__name__}.{name}", method, {it: RIGHT[name][it] for it in parameters})


def _survives(function: Callable[..., Any], **arguments: Any) -> bool:
    """Whether it raised nothing but AdvisorError, whose text is there and can be printed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(**arguments)
    except AdvisorError as error:
        return bool(str(error)) and str(error).isprintable() == ("\n" not in str(error))
    except Exception as error:
        pytest.fail(f"{type(error).__name__}: {str(error)[:200]}")
    return True


def test_every_function_of_the_api_is_called_here(greenhouse: KnowledgeBase) -> None:
    called = {call.name for call in functions(greenhouse)}
    given = {"Decision", "KnowledgeBase", "Plan", "Problem", "Recommendation", "__version__"}
    errors = {"AdvisorError", "CaseError", "IllegalAnswer", "KnowledgeBaseError"}
    assert called | given | errors == set(advisor.__all__)
    found = {call.name for call in methods(greenhouse)}
    assert found >= {"Consultation.set", "KnowledgeBase.total", "Question.read", "Recommendation.fill", "Road.beside"}


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_wrong_argument_of_a_function_is_an_advisor_error(greenhouse: KnowledgeBase, number: int) -> None:
    for call in functions(greenhouse):
        for name in call.right:
            assert _survives(call.function, **{**call.right, name: WRONG[number]}), (call.name, name)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_wrong_answer_is_an_advisor_error(greenhouse: KnowledgeBase, number: int) -> None:
    """Of each question, by every function that takes answers."""
    for call in functions(greenhouse):
        for name in {"case", "answers", "changes"}.intersection(call.right):
            for id in greenhouse.questions:
                answers = {**call.right[name], id: WRONG[number]}
                assert _survives(call.function, **{**call.right, name: answers}), (call.name, id)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_wrong_argument_of_what_a_function_gives_is_an_advisor_error(greenhouse: KnowledgeBase, number: int) -> None:
    for call in methods(greenhouse):
        for name in call.right:
            assert _survives(call.function, **{**call.right, name: WRONG[number]}), (call.name, name)
        assert call.right or _survives(call.function), call.name


def test_a_wrong_argument_changes_nothing(greenhouse: KnowledgeBase) -> None:
    consultation = advisor.Consultation(greenhouse, {"plant": "cactus"})
    for wrong in WRONG:
        before = consultation.answers
        try:
            consultation.set("days", wrong)
        except AdvisorError:
            assert consultation.answers == before
        else:
            assert consultation.answers["days"] in ("unknown", 0, 3)
            assert consultation.undo()


LEGAL: list[tuple[str, Any, Any]] = [
    ("days", np.int8(3), 3),
    ("days", np.float32(3), 3),
    ("days", np.array(3), 3),
    ("days", np.str_("3"), 3),
    ("days", OddNumber(3), 3),
    ("soil", np.str_("dry"), "dry"),
    ("soil", OddText("dry"), "dry"),
    ("soil", np.array("dry"), "dry"),
    ("signs", np.array(["spots", "wilting"]), ["spots", "wilting"]),
    ("signs", pd.Series(["spots"]), ["spots"]),
    ("signs", pd.Categorical(["spots"]), ["spots"]),
    ("signs", {np.str_("spots")}, ["spots"]),
    ("soil", pd.NA, None),
    ("days", pd.NaT, None),
]


@pytest.mark.parametrize("number", range(len(LEGAL)))
def test_an_answer_of_numpy_or_pandas_is_read_as_what_it_holds(greenhouse: KnowledgeBase, number: int) -> None:
    id, value, means = LEGAL[number]
    given, meant = {**CASE, id: value}, {**CASE, id: means}
    assert advisor.recommend(greenhouse, given) == advisor.recommend(greenhouse, meant)
    assert advisor.decide(greenhouse, given) == advisor.decide(greenhouse, meant)
    found = advisor.recommend(greenhouse, given).answers.get(id)
    assert type(found) in (str, int, tuple, type(None))
    changed = advisor.what_if(greenhouse, CASE, {id: value})
    assert changed.after == advisor.recommend(greenhouse, meant)
    consultation = advisor.Consultation(greenhouse, CASE)
    consultation.set(id, value)
    assert consultation.answers[id] == (found or "unknown")
