"""ZEN: a JSON decision graph, an expression node for each stratum; many cases go through `evaluate_batch`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from typing import Any as Untyped
from typing import NamedTuple

import zen

from advisor.knowledge.conditions import NONE, UNKNOWN, All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Rule
from benchmarks.peers import Outcome, Peer, goal_rules, rules_by_pair, single

_SIGNS = {"is": "==", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
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
        for level, rules in enumerate(self._kb.rules_by_stratum):
            by_pair = rules_by_pair(rules)
            rounds = len(by_pair) if level in self._kb.recursive_strata else 1
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

    def _read(self, condition: Condition) -> str:
        if isinstance(condition, OneOf):
            return self._one_of(condition)
        if isinstance(condition, Compare):
            name = self._asked[condition.attribute]
            return f"({name} != null and {name} {_SIGNS[condition.comparison]} {condition.number})"
        parts = [self._read(part) for part in condition.parts]
        if isinstance(condition, All):
            return f"({' and '.join(parts)})" if parts else "true"
        joined = f"({' or '.join(parts)})" if parts else "false"
        return joined if isinstance(condition, Any) else f"(not {joined})"

    def _one_of(self, leaf: OneOf) -> str:
        question = self._kb.questions.get(leaf.attribute)
        if question is None:
            pairs = [(leaf.attribute, value) for value in leaf.values]
            tests = [self._pairs[pair] for pair in pairs if pair in self._known]
            return f"({' or '.join(tests)})" if tests else "false"
        name = self._asked[leaf.attribute]
        if question.kind == "number":
            return f"({name} == null)" if UNKNOWN in leaf.values else "false"
        if question.kind == "many":
            return f"({' or '.join(f'{_word(value)} in {name}' for value in leaf.values)})"
        if len(leaf.values) == 1:
            return f"({name} == {_word(leaf.values[0])})"
        return f"({name} in [{', '.join(map(_word, leaf.values))}])"


def _expressions(id: str, expressions: dict[str, str]) -> dict[str, Untyped]:
    listed = [{"id": f"{id}-{key}", "key": key, "value": value} for key, value in expressions.items()]
    content = {"expressions": listed, "passThrough": True, "executionMode": "single"}
    return {"id": id, "name": id, "type": "expressionNode", "content": content}


def _word(value: str) -> str:
    return f"'{value}'"
