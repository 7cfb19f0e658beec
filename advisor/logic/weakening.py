"""The parts of a condition: each way of leaving one out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.knowledge.conditions import ALWAYS, All, ByRow, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.conditions import Any as AnyOf
from advisor.knowledge.model import KnowledgeBase


class Smaller(NamedTuple):
    """A part of a condition (of a list of values, one), and the condition without it.

    These differ just where all of `deciding` hold: what stands beside the part leaves it open, and the part decides.
    """

    part: Condition
    rest: Condition
    deciding: tuple[Condition, ...]


def without(kb: KnowledgeBase, condition: Condition) -> Iterator[Smaller]:
    """Every part: of `all`, `any` and `none` each condition, at any depth, and of a list of values each value.

    The rows of a table are not taken apart: a condition on a column, or by one, is one condition.
    """
    if condition != ALWAYS:
        yield Smaller(condition, ALWAYS, (NoneOf((condition,)),))
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
        others = (*before, *after)
        every = isinstance(condition, All)
        open = others if every else (NoneOf(others),) if others else ()
        if others:
            yield Smaller(part, _joined(type(condition), others), (*open, NoneOf((part,)) if every else part))
        for inner in _inside(kb, part):
            rest = type(condition)((*before, inner.rest, *after))
            yield Smaller(inner.part, rest, (*open, *inner.deciding))


def _values(kb: KnowledgeBase, leaf: OneOf) -> Iterator[Smaller]:
    if leaf.attribute in kb.questions and kb.questions[leaf.attribute].table:
        return
    for value in leaf.values if len(leaf.values) > 1 else ():
        part = OneOf(leaf.attribute, (value,))
        rest = OneOf(leaf.attribute, tuple(each for each in leaf.values if each != value))
        yield Smaller(part, rest, (part, NoneOf((rest,))))


def _joined(branch: type[All | AnyOf | NoneOf], parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if branch is not NoneOf and len(parts) == 1 else branch(parts)
