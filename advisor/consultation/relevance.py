"""Which questions can still change what a consultation is for.

First over-approximated: a rule that is undecided and leads to a goal may matter, and with it the answers it waits for.
Where the answers that are still possible can be counted, each question is then proved to matter, or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.consultation.completions import Completions
from advisor.consultation.kleene import Kleene, evaluate
from advisor.knowledge.conditions import Condition, Leaf, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Rule


@dataclass(frozen=True)
class Undecided:
    """What keeps goals or conditions open: rules, nearest to the goals first, and the leaves on open questions."""

    goals: tuple[Pair, ...]
    rules: tuple[Rule, ...]
    leaves: dict[str, list[Leaf]]


def relevant(
    kb: KnowledgeBase, answers: Answers, goals: Sequence[str], conditions: Iterable[Condition] = ()
) -> list[str]:
    """The open questions, in the knowledge base's order, that can still change one of these concluded attributes.

    `conditions` are further conditions to settle.
    """
    return remaining_questions(evaluate(kb, answers), goals, conditions)


def remaining_questions(state: Kleene, goals: Sequence[str], conditions: Iterable[Condition] = ()) -> list[str]:
    """As `relevant`, of a case that is evaluated already."""
    conditions = tuple(conditions)
    found = undecided(state, goals, conditions)
    names = [id for id in state.kb.questions if id in found.leaves]
    if not names:
        return []
    completions = Completions.build(state, found.rules, {id: found.leaves[id] for id in names})
    if completions is None:
        return names
    watched = [completions.of_pair(pair) for pair in found.goals]
    watched += [completions.of(condition) for condition in conditions]
    return [id for id in names if completions.matters(id, watched)]


def undecided(state: Kleene, goals: Sequence[str], conditions: Iterable[Condition] = ()) -> Undecided:
    """Works back from the goals, and from the conditions, over all that is open.

    Of an attribute that holds one value nothing is open any more when it has one.
    """
    kb = state.kb
    wanted: dict[Pair, None] = {}
    for id in goals:
        conclusion = kb.conclusions[id]
        pairs = [(id, value) for value in conclusion.values]
        if conclusion.many or not any(pair in state.true for pair in pairs):
            wanted.update(dict.fromkeys(pair for pair in pairs if pair in state.possible))
    goal_pairs = tuple(wanted)
    leaves: dict[str, list[Leaf]] = {}
    for condition in conditions:
        _note(state, condition, wanted, leaves)
    concluding: dict[Pair, list[Rule]] = {}
    for rule in kb.rules:
        if state.of_rule[rule.id] is None:
            concluding.setdefault(rule.then, []).append(rule)
    rules: list[Rule] = []
    queue = list(wanted)
    for pair in queue:
        for rule in concluding.get(pair, ()):
            rules.append(rule)
            before = len(wanted)
            _note(state, rule.when, wanted, leaves)
            queue.extend(list(wanted)[before:])
    return Undecided(goal_pairs, tuple(rules), leaves)


def _note(state: Kleene, condition: Condition, wanted: dict[Pair, None], leaves: dict[str, list[Leaf]]) -> None:
    for leaf in state.open_leaves(condition):
        if leaf.attribute in state.kb.questions:
            leaves.setdefault(leaf.attribute, []).append(leaf)
        elif isinstance(leaf, OneOf):
            pairs = ((leaf.attribute, value) for value in leaf.values)
            wanted.update(dict.fromkeys(pair for pair in pairs if pair in state.possible))
