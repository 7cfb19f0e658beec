"""The public functions, called wrongly: AdvisorError, or a right answer."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import advisor
from advisor import AdvisorError
from advisor.knowledge.model import KnowledgeBase

from . import odd
from .fairness import fair_error
from .workplace import greenhouse


class Strange:
    """Answers nothing that Python asks of a value."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")

    def __hash__(self) -> int:
        raise RuntimeError("no hash")

    def __repr__(self) -> str:
        raise RuntimeError("no text")

    __str__ = __bool__ = __len__ = __iter__ = __float__ = __getitem__ = __contains__ = __repr__  # type: ignore[assignment]


def _cyclic() -> list[Any]:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    return cyclic


WRONG = (
    None, True, 0, -1, 2.5, float("nan"), float("inf"), 10**400, 1j, decimal.Decimal("3"), "", "unknown",
    "none", "x" * 1000, "\ud800", "\x00", b"soil", bytearray(b"x"), (), [], {}, set(), ("soil",), ["soil", 1],
    {"soil": "dry"}, {1: 2}, object(), Strange(), {"soil": Strange()}, _cyclic(), range(3), iter([3]),
    lambda: None, type, NotImplemented, ..., np.int64(3), np.float64("nan"), np.str_("dry"), np.bool_(True),
    np.array(["dry", "wet"]), np.array(3), np.datetime64("NaT"), pd.NA, pd.NaT, pd.Timestamp("2026-05-31"),
    pd.Series(["dry"]), pd.DataFrame({"plant": ["tomato"]}), datetime.date(2026, 5, 31), frozenset({"spots"}),
    {"spots": 1}.keys(),
)  # fmt: skip
NAMES = (
    "plant", "soil", "signs", "days", "shade", "next_step", "moisture", "light", "alongside", "caution",
)  # fmt: skip
VALUES = (
    "tomato", "cactus", "dry", "wet", "spots", "water-now", "hang-cloth", "enjoy",
    "enough", "good", "air", 3, 2.5, ("spots",), ["wilting"], "unknown", "none", " dry ", "3",
)  # fmt: skip

wrong = st.integers(0, len(WRONG) - 1).map(lambda at: WRONG[at])  # hypothesis would compare and hash them
names = st.sampled_from(NAMES) | wrong | odd.texts
values = st.sampled_from(VALUES) | wrong | odd.texts
right_cases = st.fixed_dictionaries(
    {"plant": st.sampled_from(("tomato", "cactus"))},
    optional={"soil": st.sampled_from(("dry", "wet")), "days": st.integers(0, 60), "signs": st.just(["spots"])},
)
cases = st.one_of(
    right_cases,
    right_cases,
    st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=4).map(dict),
    wrong,
)
"""Answers by question, or what is no case at all."""

Call = Callable[..., Any]
Drawn = Callable[[st.SearchStrategy[Any]], Any]


def _functions(kb: Any, draw: Drawn) -> dict[str, Callable[[], Any]]:
    """Every public function with arguments drawn for it."""
    return {
        "recommend": lambda: advisor.recommend(kb, draw(cases), partial=draw(st.booleans())),
        "recommend by name": lambda: advisor.recommend(kb, draw(cases), draw(values)),
        "decide": lambda: advisor.decide(kb, draw(cases)),
        "plan": lambda: advisor.plan(kb, draw(cases)),
        "how": lambda: advisor.how(kb, draw(cases), draw(names), draw(values)),
        "how_sure": lambda: advisor.how_sure(kb, draw(cases)),
        "why": lambda: advisor.why(kb, draw(cases), draw(names)),
        "why_not": lambda: advisor.why_not(kb, draw(cases), draw(names), draw(values)),
        "rather_than": lambda: advisor.rather_than(kb, draw(cases), draw(names), draw(values), draw(values)),
        "what_if": lambda: advisor.what_if(kb, draw(cases), draw(cases)),
        "assess": lambda: advisor.assess(draw(wrong), kb),
        "load": lambda: advisor.load(draw(wrong)),
        "Consultation": lambda: _consulted(kb, draw),
    }


NAMES_OF_FUNCTIONS = tuple(_functions(None, lambda strategy: None))


def fuzz_calls(data: Any) -> None:
    """A call of a public function, and then whatever its answer offers."""
    kb: KnowledgeBase | Any = greenhouse() if data.draw(st.integers(0, 15)) else data.draw(wrong)
    function = data.draw(st.sampled_from(NAMES_OF_FUNCTIONS))
    try:
        found = _functions(kb, data.draw)[function]()
        for name in data.draw(st.lists(st.sampled_from(_offered(found)), max_size=2)) if _offered(found) else []:
            getattr(found, name)
    except AdvisorError as error:
        fair_error(error)


def _offered(found: Any) -> list[str]:
    return [name for name in dir(found) if not name.startswith("_")]


def _consulted(kb: Any, draw: Drawn) -> Any:
    """A consultation in which anything may be said at any time."""
    talk = advisor.Consultation(kb, shortest=draw(st.booleans()))
    calls: dict[str, Callable[[], object]] = {
        "answer": lambda: talk.answer(draw(values)),
        "set": lambda: talk.set(draw(names), draw(values)),
        "undo": talk.undo,
        "redo": talk.redo,
        "go_on": talk.go_on,
        "remaining": talk.remaining,
        "why": talk.why,
        "left": talk.questions_left,
        "road": talk.road_questions,
    }
    for name in draw(st.lists(st.sampled_from(sorted(calls)), max_size=6)):
        before = dict(talk.answers)
        try:
            calls[name]()
        except AdvisorError as error:
            fair_error(error)
            assert talk.answers == before, "a refused answer changed the case"
    return talk
