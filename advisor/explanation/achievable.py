"""What steps can lead to: of such a conclusion one says that it is not so yet, of any other that it is not so."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Compare, Leaf, leaf_holds, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, earlier, tested_pairs
from advisor.knowledge.steps import Raise

Reached = Mapping[str, list[Answer]]
"""By question, the answers that steps make so."""


def achievable(kb: KnowledgeBase) -> frozenset[Pair]:
    """The pairs of which a rule tests something that a step makes so, be it by way of other conclusions."""
    reached: dict[str, list[Answer]] = {}
    for step in kb.steps.values():
        for effect in step.achieves:
            for id, change in effect.set.items():
                reached.setdefault(id, []).append(change.number if isinstance(change, Raise) else change)
    signed: set[tuple[Pair, bool]] = set()
    while True:
        new = {(pair, holds) for pair in kb.pairs for holds in (True, False) if _can(kb, reached, signed, pair, holds)}
        if new <= signed:
            return frozenset(pair for pair, holds in signed if holds)
        signed |= new


def _can(kb: KnowledgeBase, reached: Reached, signed: set[tuple[Pair, bool]], pair: Pair, holds: bool) -> bool:
    """Whether steps can bring the pair about, or make it go away, as far as is known so far."""
    own = kb.concluding.get(pair, ())
    every = [(leaf, negated) for rule in own for leaf, negated in leaves(rule.when)]
    every += [
        (leaf, not negated) for rule in own for rival in earlier(kb, rule) for leaf, negated in leaves(rival.when)
    ]
    return any(_can_be(kb, reached, signed, leaf, holds != negated) for leaf, negated in every)


def _can_be(kb: KnowledgeBase, reached: Reached, signed: set[tuple[Pair, bool]], leaf: Leaf, holds: bool) -> bool:
    if leaf.attribute in kb.questions:
        return any(leaf_holds(leaf, answer) == holds for answer in reached.get(leaf.attribute, ()))
    either = (True, False) if isinstance(leaf, Compare) else (holds,)  # what is added may be negative
    return any((pair, way) in signed for pair in tested_pairs(kb, leaf) for way in either)
