"""ZEN: a JSON decision graph, an expression node for each stratum; many cases go through `evaluate_batch`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from typing import Any as Untyped
from typing import NamedTuple

import zen

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Pair, Rule
from benchmarks.peers import Outcome, Peer, goal_rules, rules_by_pair, single
from benchmarks.peers.expressions import Expressions

_KEY = "rules"


class Decided(NamedTuple):
    result: dict[str, bool]
    own: str | None


class Zen(Peer):
    """A conclusion is a key that is true or false; so is each rule of the goal, which tells the goal's own rule.

    ZEN has no loops: rules of one stratum that feed each other are written out as often as they can add something.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._asked = {id: f"a{place}" for place, id in enumerate(kb.questions)}
        pairs = [(id, value) for id, conclusion in kb.conclusions.items() for value in conclusion.values]
        self._pairs = {pair: f"c{place}" for place, pair in enumerate(pairs)}
        self._concluded = {rule.then for rule in kb.rules}
        self._goal = {f"g{place}": rule for place, rule in enumerate(goal_rules(kb))}
        self._known: set[Pair] = set()
        self._read = Expressions(kb, self._asked, lambda it: self._pairs[it] if it in self._known else None, "'").read
        graph = json.dumps(self._graph())
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": {_KEY: json.loads(graph)}}})
        self._decision = self._engine.get_decision(_KEY)

    def decide(self, case: Answers) -> Decided:
        return self._decided(self._decision.evaluate(self._context(case))["result"])

    def decide_all(self, cases: Sequence[Answers]) -> Iterable[Decided]:
        requests = [{"key": _KEY, "context": self._context(case)} for case in cases]
        return [self._decided(done["data"]["result"]) for done in self._engine.evaluate_batch(requests)]

    def outcome(self, decided: Decided) -> Outcome:
        pairs = [pair for pair in self._concluded if decided.result[self._pairs[pair]]]
        return single(self._kb, pairs, decided.own)

    def _decided(self, result: dict[str, bool]) -> Decided:
        return Decided(result, next((rule.id for key, rule in self._goal.items() if result[key]), None))

    def _context(self, case: Answers) -> dict[str, object]:
        context: dict[str, object] = {}
        for id, name in self._asked.items():
            answer = case[id]
            kind = self._kb.questions[id].kind
            if kind == "many":
                context[name] = [UNKNOWN] if answer == UNKNOWN else list(answer or (NONE,))  # type: ignore[arg-type]
            else:
                context[name] = None if kind == "number" and answer == UNKNOWN else answer
        return context

    # --- the graph

    def _graph(self) -> dict[str, Untyped]:
        """The strata one after the other; what a stratum does not conclude is passed through."""
        nodes: list[dict[str, Untyped]] = [{"id": "in", "type": "inputNode", "name": "in"}]
        for level, stratum in enumerate(self._kb.strata):
            by_pair = rules_by_pair(stratum.rules)
            rounds = len(by_pair) if stratum.recursive else 1
            for turn in range(rounds):
                nodes.append(self._node(f"s{level}-{turn}", by_pair))
                self._known.update(by_pair)
        own = {key: self._read(rule.when) for key, rule in self._goal.items()}
        nodes.append(_expressions("own", own))
        nodes.append({"id": "out", "type": "outputNode", "name": "out"})
        edges = [
            {"id": f"e{place}", "type": "edge", "sourceId": above["id"], "targetId": below["id"]}
            for place, (above, below) in enumerate(itertools.pairwise(nodes))
        ]
        return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}

    def _node(self, id: str, by_pair: dict[Pair, list[Rule]]) -> dict[str, Untyped]:
        """One expression a pair: what concluded it before, or any of its rules."""
        expressions = {}
        for pair, rules in by_pair.items():
            before = [self._pairs[pair]] if pair in self._known else []
            expressions[self._pairs[pair]] = " or ".join([*before, *(self._read(rule.when) for rule in rules)])
        return _expressions(id, expressions)


def _expressions(id: str, expressions: dict[str, str]) -> dict[str, Untyped]:
    listed = [{"id": f"{id}-{key}", "key": key, "value": value} for key, value in expressions.items()]
    content = {"expressions": listed, "passThrough": True, "executionMode": "single"}
    return {"id": id, "name": id, "type": "expressionNode", "content": content}
