"""The peers: other ways to run the same rules, each a reader of the same condition tree in a module of its own.

Every peer gets the same knowledge base and the same cases, and finds the same: each conclusion, the goal's value and
the goal's own rule. `disagreements` says where it does not; a peer that disagrees is not timed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

PLACES = {
    "advisor.decide": ("benchmarks.peers.advisor_itself", "Decide"),
    "advisor.recommend": ("benchmarks.peers.advisor_itself", "Recommend"),
    "plain Python": ("benchmarks.peers.plain", "Plain"),
    "ZEN": ("benchmarks.peers.zen", "Zen"),
    "clipspy": ("benchmarks.peers.clips", "Clips"),
    "clipspy as released": ("benchmarks.peers.clips", "AsReleased"),
    "experta": ("benchmarks.peers.experta", "Experta"),
    "rule-engine": ("benchmarks.peers.rule_engine", "RuleEngine"),
}
"""Each way by its name in the tables; what it needs is imported when it is built."""


class Outcome(NamedTuple):
    """What was decided, in the same form for every peer; no value and no rule unless there is just one value."""

    value: str | None
    rule: str | None
    pairs: frozenset[Pair]


class Peer(ABC):
    """One way to run the rules of a knowledge base, built once."""

    @abstractmethod
    def __init__(self, kb: KnowledgeBase) -> None: ...

    @abstractmethod
    def decide(self, case: Answers) -> Any:
        """Decides a whole, legal case; this is what is timed. The result holds all conclusions, in the peer's form."""

    def decide_all(self, cases: Sequence[Answers]) -> Iterable[Any]:
        """Decides many; a peer that has a way of its own for that takes it."""
        return map(self.decide, cases)

    @abstractmethod
    def outcome(self, decided: Any) -> Outcome:
        """The result in the common form."""


def imported(name: str) -> Callable[[KnowledgeBase], Peer]:
    """What builds the peer of that name. Raises ImportError where its package is missing."""
    module, kind = PLACES[name]
    make: Callable[[KnowledgeBase], Peer] = getattr(import_module(module), kind)
    return make


def build(name: str, kb: KnowledgeBase) -> Peer:
    """The peer of that name. Raises ImportError where its package is missing."""
    return imported(name)(kb)


def single(kb: KnowledgeBase, pairs: Iterable[Pair], own: str | None) -> Outcome:
    """The outcome of these conclusions; `own` is the first of the goal's rules that holds."""
    found = frozenset(pairs)
    values = [value for attribute, value in found if attribute == kb.goal]
    return Outcome(values[0], own, found) if len(values) == 1 else Outcome(None, None, found)


def goal_rules(kb: KnowledgeBase) -> list[Rule]:
    """The rules that conclude the goal, in the knowledge base's order."""
    return [rule for rule in kb.rules if rule.attribute == kb.goal]


def rules_by_pair(rules: Iterable[Rule]) -> dict[Pair, list[Rule]]:
    """The rules by what they conclude."""
    found: dict[Pair, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.then, []).append(rule)
    return found


def disagreements(expected: Peer, peer: Peer, cases: Sequence[Answers]) -> list[str]:
    """Where the peer decides otherwise than expected, each with the case's place."""
    found = []
    for place, (case, decided) in enumerate(zip(cases, peer.decide_all(cases), strict=True)):
        right, got = expected.outcome(expected.decide(case)), peer.outcome(decided)
        if got != right:
            differing = sorted(right.pairs ^ got.pairs)
            found.append(f"case {place}: {got[:2]} instead of {right[:2]}; {differing}")
    return found
