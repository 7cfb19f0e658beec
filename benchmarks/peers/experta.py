"""experta: the project's own engine, without what a recommendation adds to it."""

from __future__ import annotations

from advisor.inference import Firing, infer
from advisor.inference.engine import engine_of
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from benchmarks.peers import Outcome, Peer, single


class Experta(Peer):
    """Facts declared, rules run, the firings read from the activations."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        engine_of(kb)

    def decide(self, case: Answers) -> tuple[Firing, ...]:
        return infer(self._kb, case)

    def outcome(self, decided: tuple[Firing, ...]) -> Outcome:
        goal = [firing.rule for firing in decided if firing.rule.attribute == self._kb.goal]
        own = min(goal, key=lambda rule: rule.order).id if goal else None
        return single(self._kb, (firing.rule.then for firing in decided), own)
