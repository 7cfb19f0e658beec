"""What is concluded but told to nobody under its own name: what is `internal`, and a next step below itself.

What it rests on is told in its place. Hidden pairs of a recursive stratum may rest on one another, so they are read
together: the whole of what they rest on outside of them is then told, and no reason rests on itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.knowledge.conditions import Condition, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, tested_pairs


class Hidden:
    """The hidden attributes of a knowledge base, and the rules of its pairs in their order."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._together: dict[Pair, tuple[Pair, ...]] = {}

    def __contains__(self, attribute: str) -> bool:
        return (attribute == self._kb.goal and self._kb.recommends) or self._kb.conclusions[attribute].internal

    def is_tested_by(self, condition: Condition) -> bool:
        """Whether the condition tests a hidden attribute."""
        return any(it.attribute in self._kb.conclusions and it.attribute in self for it, _ in leaves(condition))

    def rules(self, pair: Pair) -> Sequence[Rule]:
        """The rules that conclude the pair."""
        return self._kb.concluding.get(pair, ())

    def is_recursive(self, pair: Pair) -> bool:
        """Whether it may rest on pairs of its own stratum."""
        return any(self._kb.strata[rule.stratum].recursive for rule in self.rules(pair))

    def together(self, pair: Pair) -> tuple[Pair, ...]:
        """The hidden pair, first, with those of its stratum that it may rest on."""
        if pair not in self._together:
            found = [pair]
            for one in found if self.is_recursive(pair) else ():  # it grows on the way
                for rule in self.rules(one):
                    found += dict.fromkeys(it for it in self._own(rule) if it not in found)
            self._together[pair] = tuple(found)
        return self._together[pair]

    def is_read_with(self, pair: Pair, rule: Rule) -> bool:
        """Whether the pair is read together with what the rule concludes."""
        return rule.attribute in self and pair in self.together(rule.then)

    def _own(self, rule: Rule) -> list[Pair]:
        """The hidden pairs of the rule's own stratum that it tests."""
        return [
            pair
            for pair in tested_pairs(self._kb, rule.when)
            if pair[0] in self._kb.conclusions
            and pair[0] in self
            and any(below.stratum == rule.stratum for below in self.rules(pair))
        ]
