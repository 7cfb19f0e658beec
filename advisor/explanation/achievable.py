"""What steps can lead to: of such a conclusion one says that it is not so yet, of any other that it is not so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypeAlias

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Compare, leaf_holds, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, earlier, tested_pairs
from advisor.knowledge.steps import Raise

Signed: TypeAlias = tuple["Pair | str", bool]
"""That steps can bring a pair about, or make it go away; or make the condition of the rule of this id hold, or not."""


def achievable(kb: KnowledgeBase) -> frozenset[Pair]:
    """The pairs of which a rule tests something that a step makes so, be it by way of other conclusions."""
    reached: dict[str, list[Answer]] = {}
    for step in kb.steps.values():
        for effect in step.achieves:
            for id, change in effect.set.items():
                reached.setdefault(id, []).append(change.number if isinstance(change, Raise) else change)
    following: dict[Signed | None, list[Signed]] = {}
    for before, after in _leads_to(kb, reached):
        following.setdefault(before, []).append(after)
    found = dict.fromkeys(following.get(None, ()))
    waiting = [*found]
    for signed in waiting:  # it grows on the way
        new = [after for after in following.get(signed, ()) if after not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return frozenset(what for what, holds in found if holds and isinstance(what, tuple))


def _leads_to(kb: KnowledgeBase, reached: dict[str, list[Answer]]) -> Iterator[tuple[Signed | None, Signed]]:
    """What brings about what: None are the steps themselves, `reached` the answers that they make so."""
    for rule, holds in product(kb.rules, (True, False)):
        for leaf, negated in leaves(rule.when):
            way = holds != negated
            if leaf.attribute not in kb.questions:
                either = (True, False) if isinstance(leaf, Compare) else (way,)  # what is added may be negative
                yield from ((before, (rule.id, holds)) for before in product(tested_pairs(kb, leaf), either))
            elif any(leaf_holds(leaf, answer) == way for answer in reached.get(leaf.attribute, ())):
                yield None, (rule.id, holds)
    for (pair, rules), holds in product(kb.concluding.items(), (True, False)):
        yield from (((rule.id, holds), (pair, holds)) for rule in rules)
        yield from (((rival.id, not holds), (pair, holds)) for rival in earlier(kb, rules[-1]))
