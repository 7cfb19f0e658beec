"""The `rule-engine` package: an expression a rule in its own language, matched stratum by stratum against a mapping."""

from __future__ import annotations

from typing import NamedTuple

import rule_engine

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Pair
from benchmarks.peers import Outcome, Peer, single
from benchmarks.peers.expressions import Expressions


class Decided(NamedTuple):
    things: dict[str, object]
    own: str | None


class RuleEngine(Peer):
    """Answers and conclusions are symbols: a word, a number or null, or words; a conclusion is true or false."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._asked = {id: f"a{place}" for place, id in enumerate(kb.questions)}
        pairs = [(id, value) for id, conclusion in kb.conclusions.items() for value in conclusion.values]
        self._pairs = {pair: f"c{place}" for place, pair in enumerate(pairs)}
        self._none = dict.fromkeys(self._pairs.values(), False)
        read = Expressions(kb, self._asked, self._pairs.get, '"').read
        context = rule_engine.Context(resolver=rule_engine.resolve_item)
        self._strata = [
            (
                [(rule, self._pairs[rule.then], rule_engine.Rule(read(rule.when), context)) for rule in stratum.rules],
                stratum.recursive,
            )
            for stratum in kb.strata
        ]

    def decide(self, case: Answers) -> Decided:
        goal = self._kb.goal
        things: dict[str, object] = {**self._none}
        for id, name in self._asked.items():
            things[name] = self._thing(id, case)
        fired: dict[str, int] = {}
        for tests, recursive in self._strata:
            settled = False
            while not settled:
                settled = True
                for rule, name, test in tests:
                    if (not things[name] or rule.attribute == goal) and test.matches(things):
                        settled = settled and (not recursive or bool(things[name]))
                        things[name] = True
                        if rule.attribute == goal:
                            fired[rule.id] = rule.order
        return Decided(things, min(fired, key=fired.__getitem__) if fired else None)

    def outcome(self, decided: Decided) -> Outcome:
        pairs: list[Pair] = [pair for pair, name in self._pairs.items() if decided.things[name]]
        return single(self._kb, pairs, decided.own)

    def _thing(self, id: str, case: Answers) -> object:
        answer = case[id]
        kind = self._kb.questions[id].kind
        if kind == "many":
            return (UNKNOWN,) if answer == UNKNOWN else answer or (NONE,)
        return None if kind == "number" and answer == UNKNOWN else answer
