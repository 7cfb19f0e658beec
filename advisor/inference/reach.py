"""Which rules a case can reach: only those become a part of the engine's network.

A condition that is false by the answers alone, whatever is concluded, stays false; and so does one that needs a value
which no rule within reach concludes. Such a rule cannot fire, so no conclusion and no derivation is different without
it. An open answer decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import Leaf, OneOf, fold, leaf_holds
from advisor.knowledge.model import KnowledgeBase, Pair, Rule
from advisor.logic.partial import KLEENE

Placed = tuple[int, Rule]
"""A rule with its place in the knowledge base."""


class OutOfReach:
    """The rules that no case has reached so far; lower strata first, as what they conclude lets others be reached."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._questions = kb.questions
        self._recursive = [stratum.recursive for stratum in kb.strata]
        self._strata: list[list[Placed]] = [[] for _ in kb.strata]
        for place, rule in enumerate(kb.rules):
            self._strata[rule.stratum].append((place, rule))
        self._within: set[Pair] = set()

    def _out_of_reach(self, leaf: Leaf) -> bool:
        """Whether a leaf on a concluded value cannot hold; a number may be what it begins with."""
        return isinstance(leaf, OneOf) and not any((leaf.attribute, value) in self._within for value in leaf.values)

    def reached(self, answers: Answers) -> Iterator[Placed]:
        """The rules that this case is the first to reach; each is given out once."""

        def of_leaf(leaf: Leaf) -> bool | None:
            if leaf.attribute in self._questions:
                answer = answers.get(leaf.attribute)
                return None if answer is None else leaf_holds(leaf, answer)
            return False if self._out_of_reach(leaf) else None

        for stratum, recursive in enumerate(self._recursive):
            again = True
            while again:
                found: list[Placed] = []
                waiting: list[Placed] = []
                for placed in self._strata[stratum]:
                    may_fire = fold(placed[1].when, of_leaf, KLEENE) is not False
                    (found if may_fire else waiting).append(placed)
                self._strata[stratum] = waiting
                self._within.update(rule.then for _, rule in found)
                yield from found
                again = recursive and bool(found)
