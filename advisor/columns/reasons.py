"""The reason of the goal's own rule as columns: which answers and conclusions it rests on in each row.

The same as `advisor.explanation.reason` says for one case. A condition that one of several parts can make hold rests on
the first part that holds; a conclusion that is `internal` is passed over, and what its first rule rests on is told in
its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.conditions import either
from advisor.columns.plan import Plan, first_of, firsts
from advisor.columns.rules import Concluded
from advisor.knowledge.conditions import All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

if TYPE_CHECKING:
    import narwhals as nw


class Told(NamedTuple):
    """What can be told: an answer (`value` is empty), a concluded pair, or one that is missing."""

    attribute: str
    value: str = ""
    missing: bool = False


Rests = dict[Told, list["nw.Expr"]]
"""What a rule rests on, each with the columns of which one is true where it does."""


class Reasons:
    """Follows conditions down to what is told, and adds a column for each thing that a conclusion rests on."""

    def __init__(self, kb: KnowledgeBase, plan: Plan, concluded: Concluded) -> None:
        self._kb = kb
        self._plan = plan
        self._concluded = concluded
        self._internal: dict[Pair, dict[Told, nw.Expr]] = {}
        self._stratum = {rule.then: rule.stratum for rule in kb.rules}

    def of(self, own: Sequence[tuple[Rule, nw.Expr]]) -> dict[Told, nw.Expr]:
        """What is told in each row, given the goal's own rules, each with the column that says where it is that."""
        self._plan.stage()
        below = self._below([rule for rule, _ in own])
        for level in sorted({self._stratum[pair] for pair in below}):
            self._follow([pair for pair in below if self._stratum[pair] == level])
        return self._put(own)

    def _below(self, rules: Iterable[Rule]) -> list[Pair]:
        """The internal pairs that the rules rest on."""
        found: dict[Pair, None] = {}
        waiting = list(rules)
        while waiting:
            rule = waiting.pop()
            for pair in self._positive(rule.when, False):
                if pair not in found and pair in self._stratum and self._passed_over(pair, rule):
                    found[pair] = None
                    waiting += self._concluded.rules.get(pair, ())
        return list(found)

    def _passed_over(self, pair: Pair, rule: Rule) -> bool:
        """Of a recursive stratum, what is concluded in the same is told, so that no reason rests on itself."""
        return self._kb.conclusions[pair[0]].internal and self._stratum.get(pair, -1) < rule.stratum

    def _positive(self, condition: Condition, negated: bool) -> list[Pair]:
        if isinstance(condition, OneOf):
            concluded = condition.attribute in self._kb.conclusions and not negated
            return [(condition.attribute, value) for value in condition.values] if concluded else []
        if isinstance(condition, Compare):
            return []
        inner = negated != isinstance(condition, NoneOf)
        return [pair for part in condition.parts for pair in self._positive(part, inner)]

    def _follow(self, pairs: list[Pair]) -> None:
        """Adds the columns of what internal pairs rest on: what the first of its rules that fired rests on."""
        rules = [self._concluded.rules[pair] for pair in pairs]
        fired = [[self._concluded.fired(rule) for rule in some] for some in rules]
        first = firsts(self._plan, fired)
        for pair, some, where in zip(pairs, rules, first, strict=True):
            self._internal[pair] = self._put(list(zip(some, where, strict=True)), missing=False)
        self._plan.stage()

    def _put(self, own: Sequence[tuple[Rule, nw.Expr]], missing: bool = True) -> dict[Told, nw.Expr]:
        rests: Rests = {}
        for rule, here in own:
            self._read(rule, rule.when, False, here, rests)
        told = {key: where for key, where in rests.items() if missing or not key.missing}
        return {key: where[0] if len(where) == 1 else self._plan.put(either(where)) for key, where in told.items()}

    def _read(self, rule: Rule, condition: Condition, negated: bool, here: nw.Expr, rests: Rests) -> None:
        if isinstance(condition, OneOf):
            self._one_of(rule, condition, negated, here, rests)
        elif isinstance(condition, Compare):
            rests.setdefault(Told(condition.attribute), []).append(here)
        elif isinstance(condition, All):
            (self._first if negated else self._each)(rule, condition.parts, negated, here, rests)
        elif isinstance(condition, Any):
            (self._each if negated else self._first)(rule, condition.parts, negated, here, rests)
        else:
            (self._first if negated else self._each)(rule, condition.parts, not negated, here, rests)

    def _one_of(self, rule: Rule, condition: OneOf, negated: bool, here: nw.Expr, rests: Rests) -> None:
        id = condition.attribute
        if id in self._kb.questions:
            rests.setdefault(Told(id), []).append(here)
        elif negated:
            for value in condition.values:
                if not self._kb.conclusions[id].internal and id != self._kb.goal:
                    rests.setdefault(Told(id, value, True), []).append(here)
        else:
            pairs = [(id, value) for value in condition.values]
            holds = first_of([self._concluded.pair(pair) for pair in pairs])
            for pair, holding in zip(pairs, holds, strict=True):
                self._finding(rule, pair, here if len(pairs) == 1 else here & holding, rests)

    def _finding(self, rule: Rule, pair: Pair, here: nw.Expr, rests: Rests) -> None:
        if not self._passed_over(pair, rule):
            rests.setdefault(Told(*pair), []).append(here)
            return
        for told, where in self._internal.get(pair, {}).items():
            rests.setdefault(told, []).append(here & where)

    def _each(self, rule: Rule, parts: tuple[Condition, ...], negated: bool, here: nw.Expr, rests: Rests) -> None:
        for part in parts:
            self._read(rule, part, negated, here, rests)

    def _first(self, rule: Rule, parts: tuple[Condition, ...], negated: bool, here: nw.Expr, rests: Rests) -> None:
        """The first part that holds; of one part nothing needs to be asked."""
        if len(parts) == 1:
            self._read(rule, parts[0], negated, here, rests)
            return
        holds = [self._concluded.holds(part) for part in parts]
        for part, first in zip(parts, first_of([~it for it in holds] if negated else holds), strict=True):
            self._read(rule, part, negated, here & first, rests)
