"""What a batch is asked for, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from advisor.batching.behind import Behind
from advisor.batching.faults import RowFault
from advisor.columns.naming import ColumnMap
from advisor.columns.told_texts import StepWords
from advisor.formats import ending_of
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.tables.sheets import Summary

TELLING = (".jsonl", ".ndjson", ".xlsx")
"""How outputs end that carry titles and texts without being asked to."""


@dataclass
class Tally:
    """What came of a batch. `goals` counts the rows at each value of each goal, `gaps` those without each milestone.

    `faults` counts the bad rows by what is wrong with them.
    `sample` holds random rows with their cells, to be verified; `size` and `read` are bytes of the input, `size` 0
    where it is not known. `behind` says who stands behind the numbers, where that is wanted and the engine tells
    rows. `narrowed` counts answers that hold less than in the version to which they were given.
    """

    rows: int = 0
    bad: int = 0
    goals: dict[str, Counter[str]] = field(default_factory=dict)
    gaps: Counter[str] = field(default_factory=Counter)
    faults: Counter[RowFault] = field(default_factory=Counter)
    sample: list[dict[str, str | None]] = field(default_factory=list)
    size: int = 0
    read: int = 0
    narrowed: Counter[Pair] = field(default_factory=Counter)
    behind: Behind | None = None
    began: float = field(default_factory=monotonic)
    seconds: float = 0.0

    @property
    def good(self) -> int:
        return self.rows - self.bad


@dataclass(frozen=True)
class Order:
    """What is wanted: from where, to where, with how much. `verify` rows are sampled. `engine` reads the inputs.

    `map` is what the owner of the tables says of them, `separator` that of text where it is not to be found out. With
    `words` titles and texts are told where an output has room for them; `summary` is what a workbook sums up.
    `people`: who stands behind the numbers is wanted, too.
    """

    inputs: Sequence[str]
    output: str
    errors: str | None = None
    details: bool = False
    verify: int = 0
    engine: str = "polars"
    spark_master: str | None = None
    map: ColumnMap = field(default_factory=ColumnMap)
    separator: str = ""
    words: StepWords | None = None
    summary: Callable[[Tally], Summary] | None = None
    people: bool = False

    @property
    def told(self) -> StepWords | None:
        """How titles and texts are told, if they are."""
        return self.words if self.details or ending_of(self.output) in TELLING else None

    @property
    def outputs(self) -> list[str]:
        return [path for path in (self.output, self.errors) if path]


def milestones(kb: KnowledgeBase) -> list[str]:
    """The conclusions that are met or not on the way to a step: of one value, for the person, and no goal."""
    if not kb.recommends:
        return []
    apart = {*kb.goals, *kb.adding}
    return [id for id, it in kb.conclusions.items() if not (it.many or it.internal or id in apart)]
