"""Which rules a case can reach: only those become a part of the engine's network.

Whatever is concluded, a condition does not come to hold that needs another answer, an answer that is open, or a value
which no rule within reach concludes. Such a rule cannot fire, so no conclusion and no derivation is different without
it. So a consultation adds with each answer the few rules that it opens up, and not all of them with the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import Leaf, OneOf, fold, leaf_holds
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

Placed = tuple[int, Rule]
"""A rule with its place in the knowledge base."""

_FAILS, _HOLDS = 1, 2
"""What may be shown of a condition in a case, as bits: an open answer shows neither, nor do both exclude each other."""

_OPPOSITE = (0, _HOLDS, _FAILS, _HOLDS | _FAILS)


class _Showable:
    """The algebra of what facts may show: Belnap's four values."""

    def all(self, parts: Iterable[int]) -> int:
        holds, fails = _HOLDS, 0
        for part in parts:
            holds &= part
            fails |= part & _FAILS
            if fails and not holds:
                break
        return holds | fails

    def any(self, parts: Iterable[int]) -> int:
        return self.negate(self.all(map(self.negate, parts)))

    def negate(self, part: int) -> int:
        return _OPPOSITE[part]


_SHOWABLE = _Showable()


class OutOfReach:
    """The rules that no case has reached so far; lower strata first, as what they conclude lets others be reached."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._questions = kb.questions
        self._recursive = [stratum.recursive for stratum in kb.strata]
        self._strata: list[list[Placed]] = [[] for _ in kb.strata]
        for place, rule in enumerate(kb.rules):
            self._strata[rule.stratum].append((place, rule))
        self._within: set[Pair] = set()

    def reached(self, answers: Answers) -> Iterator[Placed]:
        """The rules that this case is the first to reach; each is given out once."""

        def of_leaf(leaf: Leaf) -> int:
            if leaf.attribute not in self._questions:
                return _FAILS | _HOLDS if self._may_be_concluded(leaf) else _FAILS
            answer = answers.get(leaf.attribute)
            if answer is None:
                return 0
            return _HOLDS if leaf_holds(leaf, answer) else _FAILS

        for stratum, recursive in enumerate(self._recursive):
            again = True
            while again:
                found: list[Placed] = []
                waiting: list[Placed] = []
                for placed in self._strata[stratum]:
                    may_fire = fold(placed[1].when, of_leaf, _SHOWABLE) & _HOLDS
                    (found if may_fire else waiting).append(placed)
                self._strata[stratum] = waiting
                self._within.update(rule.then for _, rule in found)
                yield from found
                again = recursive and bool(found)

    def _may_be_concluded(self, leaf: Leaf) -> bool:
        """Whether a leaf on a concluded value may hold; a number may be what it begins with."""
        return not isinstance(leaf, OneOf) or any((leaf.attribute, value) in self._within for value in leaf.values)
