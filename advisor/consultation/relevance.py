"""Which questions can still change what a consultation is for.

First over-approximated: a rule that is undecided and leads to a goal may matter, and with it the answers it waits for.
Where the answers that are still possible can be counted, each question is then proved to matter, or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor.consultation.completions import Completions, asked_by
from advisor.consultation.kleene import Kleene, evaluate
from advisor.knowledge.conditions import Compare, Condition, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Rule


class Undecided(NamedTuple):
    """What keeps goals or conditions open: rules, nearest to the goals first, and what they wait for.

    `waits` has for each open question the parts of conditions that depend on its answer alone.
    """

    goals: tuple[Pair, ...]
    rules: tuple[Rule, ...]
    waits: dict[str, list[Condition]]


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
    names = [id for id in state.kb.questions if id in found.waits]
    if not names:
        return []
    completions = Completions.build(state, found.rules, {id: found.waits[id] for id in names})
    if completions is None:
        return names
    watched = [completions.of_pair(pair) for pair in found.goals]
    watched += [completions.of(condition) for condition in conditions]
    return [id for id in names if completions.matters(id, watched)]


def undecided(state: Kleene, goals: Sequence[str], conditions: Iterable[Condition] = ()) -> Undecided:
    """Works back from the goals, and from the conditions, over all that is open."""
    kb = state.kb
    wanted: dict[Pair, None] = {}
    for id in goals:
        pairs = ((id, value) for value in kb.conclusions[id].values)
        wanted.update(dict.fromkeys(pair for pair in pairs if pair in state.possible))
    goal_pairs = tuple(wanted)
    waits: dict[str, list[Condition]] = {}
    for condition in conditions:
        _note(state, condition, wanted, waits)
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
            _note(state, rule.when, wanted, waits)
            queue.extend(list(wanted)[before:])
    return Undecided(goal_pairs, tuple(rules), waits)


def _note(state: Kleene, condition: Condition, wanted: dict[Pair, None], waits: dict[str, list[Condition]]) -> None:
    """Notes what keeps the condition open, in the largest parts that depend on one question's answer."""
    if state.of(condition) is not None:
        return
    question = asked_by(state.kb, condition)
    if question:
        waits.setdefault(question, []).append(condition)
    elif isinstance(condition, OneOf):
        pairs = ((condition.attribute, value) for value in condition.values)
        wanted.update(dict.fromkeys(pair for pair in pairs if pair in state.possible))
    elif not isinstance(condition, Compare):
        for part in condition.parts:
            _note(state, part, wanted, waits)
