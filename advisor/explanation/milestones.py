"""The milestones that a case has passed, where the first rule that holds decides: they keep earlier rules from firing.

The rule that decides need not test them itself, but whoever is told of it wants to know what is behind them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.knowledge.conditions import OneOf, leaves
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier, tested_pairs
from advisor.solver.kept import Kept


def passed(kb: KnowledgeBase, hidden: Hidden, rule: Rule, concluded: Collection[Pair]) -> list[Pair]:
    """The conclusions of one value that hold, where a rule before this one is for who lacks them, in their order.

    It asks that they do not hold, be it by way of hidden conclusions, or its step makes answers so that they rest on.
    """
    rivals = earlier(kb, rule)
    if not rivals:
        return []
    wanted = {*_wanted_not(kb, hidden, list(rivals))}
    if kb.recommends and rule.attribute == kb.goal:
        steps = (kb.steps[rival.value] for rival in rivals)
        made = {id for step in steps for effect in step.achieves for id in effect.set}
        wanted |= {pair for pair, read in _READ.of(kb).items() if not made.isdisjoint(read)}
    return [pair for pair in kb.pairs if pair in wanted and pair in concluded]


def _wanted_not(kb: KnowledgeBase, hidden: Hidden, waiting: list[Rule]) -> Iterator[Pair]:
    seen: set[Pair] = set()
    for rule in waiting:  # it grows on the way
        for leaf, negated in leaves(rule.when):
            if leaf.attribute not in kb.conclusions or not isinstance(leaf, OneOf):
                continue
            for pair in tested_pairs(kb, leaf):
                if negated and _is_milestone(kb, pair[0]):
                    yield pair
                elif not negated and pair[0] in hidden and pair not in seen:
                    seen.add(pair)
                    waiting += hidden.rules(pair)


def _is_milestone(kb: KnowledgeBase, id: str) -> bool:
    conclusion = kb.conclusions[id]
    told = not (conclusion.internal or conclusion.number or id in kb.goals or id in kb.also)
    return told and len(conclusion.values) == 1


def _read_for(kb: KnowledgeBase) -> dict[Pair, set[str]]:
    """The questions that each milestone may rest on."""
    return {pair: _questions(kb, pair) for pair in kb.pairs if _is_milestone(kb, pair[0])}


def _questions(kb: KnowledgeBase, pair: Pair) -> set[str]:
    found: set[str] = set()
    seen = [pair]
    for one in seen:  # it grows on the way
        for rule in kb.concluding.get(one, ()):
            for tested in tested_pairs(kb, rule.when):
                if tested[0] in kb.conclusions and tested not in seen:
                    seen.append(tested)
            found.update(leaf.attribute for leaf, _ in leaves(rule.when) if leaf.attribute in kb.questions)
    return found


_READ = Kept(_read_for)
