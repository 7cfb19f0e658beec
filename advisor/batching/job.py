"""What a batch is asked for, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from advisor.knowledge.model import KnowledgeBase, Pair


@dataclass
class Tally:
    """What came of a batch. `goals` counts the rows at each value of each goal, `gaps` those without each milestone.

    `sample` holds random rows with their cells, to be verified; `size` and `read` are bytes of the input, `size` 0
    where it is not known. `narrowed` counts answers that hold less than in the version to which they were given.
    """

    rows: int = 0
    bad: int = 0
    goals: dict[str, Counter[str]] = field(default_factory=dict)
    gaps: Counter[str] = field(default_factory=Counter)
    sample: list[dict[str, str | None]] = field(default_factory=list)
    size: int = 0
    read: int = 0
    narrowed: Counter[Pair] = field(default_factory=Counter)
    began: float = field(default_factory=monotonic)
    seconds: float = 0.0

    @property
    def good(self) -> int:
        return self.rows - self.bad


@dataclass(frozen=True)
class Order:
    """What is wanted: from where, to where, with how much. `verify` rows are sampled. `engine` reads the inputs."""

    inputs: Sequence[str]
    output: str
    errors: str | None = None
    details: bool = False
    verify: int = 0
    engine: str = "polars"
    spark_master: str | None = None

    @property
    def outputs(self) -> list[str]:
        return [path for path in (self.output, self.errors) if path]


def milestones(kb: KnowledgeBase) -> list[str]:
    """The conclusions that are met or not on the way to a step: of one value, for the person, and no goal."""
    if not kb.recommends:
        return []
    apart = {*kb.goals, *kb.adding}
    return [id for id, it in kb.conclusions.items() if not (it.many or it.internal or id in apart)]
