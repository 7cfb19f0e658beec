"""Every function of the Python interface with right arguments, and what it gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

import advisor
from advisor.knowledge.model import KnowledgeBase


class Call(NamedTuple):
    """A function with arguments that are right, by name, of which one after the other is replaced."""

    name: str
    function: Callable[..., Any]
    right: dict[str, Any]


CASE = {"plant": "cactus", "soil": "dry", "signs": ["spots"], "days": 3, "shade": "no"}


def functions(kb: KnowledgeBase) -> Iterator[Call]:
    """Everything of `advisor.__all__` that is called for what it does; the other classes are what it gives."""
    case = {"kb": kb, "case": CASE, "name": "", "partial": False}
    asked = {"kb": kb, "answers": CASE}
    yield Call("load", advisor.load, {"source": None})
    frame = pl.DataFrame({"plant": ["cactus"]})
    yield Call("assess", advisor.assess, {"frame": frame, "kb": kb, "details": False, "map": None})
    yield Call("recommend", advisor.recommend, case)
    yield Call("plan", advisor.plan, case)
    yield Call("decide", advisor.decide, {"kb": kb, "case": CASE})
    yield Call("how", advisor.how, {**asked, "attribute": "next_step", "value": "enjoy"})
    yield Call("how_sure", advisor.how_sure, asked)
    this = {**asked, "attribute": "next_step", "this": "enjoy", "that": "water-now"}
    yield Call("rather_than", advisor.rather_than, this)
    yield Call("what_if", advisor.what_if, {**asked, "changes": {"soil": "wet"}})
    yield Call("why", advisor.why, {**asked, "question": "soil"})
    yield Call("why_not", advisor.why_not, {**asked, "attribute": "next_step", "value": "water-now"})
    yield Call("Consultation", advisor.Consultation, {**asked, "shortest": False})


def objects(kb: KnowledgeBase) -> Iterator[Any]:
    """What the functions give, and what that holds, one of each kind, made anew each time."""
    waiting: list[Any] = [advisor.Consultation(kb, {"plant": "cactus"}), kb]
    for call in functions(kb):
        if call.name not in ("load", "assess"):
            waiting.append(call.function(**call.right))
    seen: set[type] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, Mapping):
            waiting += list(found.values())[:3]
            continue  # whatever its class, it is read as a mapping
        if isinstance(found, (tuple, list)) and not hasattr(found, "_fields"):
            waiting += found[:3]
        if type(found) in seen or not type(found).__module__.startswith("advisor"):
            continue
        seen.add(type(found))
        yield found
        waiting += [getattr(found, name) for name in dir(found) if not name.startswith("_") and not is_own(found, name)]


def is_own(found: Any, name: str) -> bool:
    """Whether it is a method of this project's, and not of tuples or exceptions."""
    given = inspect.getattr_static(type(found), name, None)
    return inspect.isfunction(given) and given.__module__.startswith("advisor")
