"""What steps take together, and of which of them it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from advisor.knowledge.conditions import Number
from advisor.knowledge.decimals import nearest
from advisor.knowledge.steps import FREE, Takes
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Stage

Range: TypeAlias = tuple[Number, Number]
"""The least and the most."""


class Total(NamedTuple):
    """What stages take together: months, and money by currency. `timeless` and `priceless` are the ids of the steps of
    which it is not known, the end of a road being none of them; `free` are those that cost nothing."""

    months: Range
    costs: Mapping[str, Range]
    timeless: tuple[str, ...]
    priceless: tuple[str, ...]
    free: tuple[str, ...] = ()


def total_of(stages: Iterable[Stage]) -> Total:
    """The sum over the stages, in decimals: 0.1 and 0.2 are 0.3. Nothing is guessed."""
    least, most = 0, 0  # type: Number, Number
    costs: dict[str, Range] = {}
    timeless, priceless, free = [], [], []
    for stage in stages:
        takes = stage.takes or Takes()
        if takes.months:
            least, most = nearest(least + takes.months[0]), nearest(most + takes.months[1])
        elif stage.step.achieves:
            timeless.append(stage.step.id)
        if takes.cost == FREE:
            free.append(stage.step.id)
        if takes.cost and takes.currency:
            before = costs.get(takes.currency, (0, 0))
            costs[takes.currency] = nearest(before[0] + takes.cost[0]), nearest(before[1] + takes.cost[1])
        elif stage.step.achieves and not takes.cost:
            priceless.append(stage.step.id)
    return Total((least, most), costs, tuple(timeless), tuple(priceless), tuple(free))
