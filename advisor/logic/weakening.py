"""The parts of a condition: each way of leaving one out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.knowledge.conditions import ALWAYS, All, ByRow, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.conditions import Any as AnyOf
from advisor.knowledge.model import KnowledgeBase


class Smaller(NamedTuple):
    """A part of a condition (of a list of values, one), and the condition without it."""

    part: Condition
    rest: Condition


def without(kb: KnowledgeBase, condition: Condition) -> Iterator[Smaller]:
    """Every part: of `all`, `any` and `none` each condition, at any depth, and of a list of values each value.

    The rows of a table are not taken apart: a condition on a column, or by one, is one condition.
    """
    if condition != ALWAYS:
        yield Smaller(condition, ALWAYS)
    yield from _inside(kb, condition)


def _inside(kb: KnowledgeBase, condition: Condition) -> Iterator[Smaller]:
    if isinstance(condition, OneOf):
        yield from _values(kb, condition)
        return
    if isinstance(condition, (Compare, ByRow)):
        return
    parts = condition.parts
    for n, part in enumerate(parts):
        before, after = parts[:n], parts[n + 1 :]
        if len(parts) > 1:
            yield Smaller(part, _joined(type(condition), (*before, *after)))
        for inner in _inside(kb, part):
            yield Smaller(inner.part, type(condition)((*before, inner.rest, *after)))


def _values(kb: KnowledgeBase, leaf: OneOf) -> Iterator[Smaller]:
    if leaf.attribute in kb.questions and kb.questions[leaf.attribute].table:
        return
    for value in leaf.values if len(leaf.values) > 1 else ():
        rest = tuple(each for each in leaf.values if each != value)
        yield Smaller(OneOf(leaf.attribute, (value,)), OneOf(leaf.attribute, rest))


def _joined(branch: type[All | AnyOf | NoneOf], parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if branch is not NoneOf and len(parts) == 1 else branch(parts)
