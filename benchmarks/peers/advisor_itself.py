"""This project: `decide`, which concludes without reasons, and `recommend`, which justifies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import advisor
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from benchmarks.cases import random_cases
from benchmarks.peers import Outcome, Peer


class Decide(Peer):
    """It also validates the case, which no other peer does."""

    def __init__(self, kb: KnowledgeBase) -> None:
        from advisor.decision.program import program_of

        self._kb = kb
        program_of(kb)

    def decide(self, case: Answers) -> advisor.Decision:
        return advisor.decide(self._kb, case)

    def outcome(self, decided: advisor.Decision) -> Outcome:
        return _outcome(self._kb, decided.values, decided.rule, decided.conclusions)


class Recommend(Peer):
    """It also validates the case, and keeps every firing with the facts it rests on."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        first = random_cases(kb, 1)[0]
        advisor.recommend(kb, first)  # builds the engine

    def decide(self, case: Answers) -> advisor.Recommendation:
        return advisor.recommend(self._kb, case)

    def outcome(self, decided: advisor.Recommendation) -> Outcome:
        own = decided.nodes[0].firing.rule.id if len(decided.steps) == 1 else None
        return _outcome(self._kb, decided.steps, own, decided.conclusions)


def _outcome(
    kb: KnowledgeBase, goal: Iterable[str], own: str | None, conclusions: Mapping[str, Iterable[str]]
) -> Outcome:
    goal = tuple(goal)
    held = {kb.goal: goal, **conclusions}
    pairs = frozenset((attribute, value) for attribute, values in held.items() for value in values)
    return Outcome(goal[0], own, pairs) if len(goal) == 1 else Outcome(None, None, pairs)
