"""The reason of the goal's own rule as columns: which answers and conclusions it rests on in each row.

The same as `advisor.explanation.reason` says for one case. A condition that one of several parts can make hold rests on
the first part that holds; a conclusion that is `internal` is passed over, and what its first rule rests on is told in
its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.conditions import either
from advisor.columns.plan import Plan, first_of, firsts
from advisor.columns.rules import Concluded
from advisor.knowledge.conditions import Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

if TYPE_CHECKING:
    import narwhals as nw


class Told(NamedTuple):
    """What can be told: an answer (`value` is empty), a concluded pair, or one that is missing."""

    attribute: str
    value: str = ""
    missing: bool = False


class Part(NamedTuple):
    """A condition of a rule that the reason rests on `here`; `negated` where it must not hold."""

    rule: Rule
    condition: Condition
    negated: bool
    here: nw.Expr


class Reasons:
    """Follows the goal's own rule down to what is told, stratum by stratum, so that every rule is read once."""

    def __init__(self, kb: KnowledgeBase, plan: Plan, concluded: Concluded) -> None:
        self._kb = kb
        self._plan = plan
        self._concluded = concluded
        self._stratum = {rule.then: rule.stratum for rule in kb.rules}
        self._told: dict[Told, list[nw.Expr]] = {}
        self._reached: dict[Pair, list[nw.Expr]] = {}
        """Internal pairs, each with the columns of which one is true where the reason rests on it."""

    def of(self, own: Sequence[tuple[Rule, nw.Expr]]) -> dict[Told, nw.Expr]:
        """What is told in each row, given the goal's own rules, each with the column that says where it is that."""
        below = self._below([rule for rule, _ in own])
        fired = [[self._concluded.fired(rule) for rule in self._concluded.rules[pair]] for pair in below]
        first = dict(zip(below, firsts(self._plan, fired), strict=True))
        self._follow(Part(rule, rule.when, False, here) for rule, here in own)
        for level in sorted({self._stratum[pair] for pair in below}, reverse=True):
            reached = {pair: self._any(self._reached[pair]) for pair in below if self._stratum[pair] == level}
            self._plan.stage()
            parts = [
                Part(rule, rule.when, False, self._plan.put(here & where))
                for pair, here in reached.items()
                for rule, where in zip(self._concluded.rules[pair], first[pair], strict=True)
            ]
            self._plan.stage()
            self._follow(parts)
        return {told: self._any(where) for told, where in self._told.items()}

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

    def _any(self, columns: Sequence[nw.Expr]) -> nw.Expr:
        return columns[0] if len(columns) == 1 else self._plan.put(either(columns))

    def _follow(self, parts: Iterable[Part]) -> None:
        """Notes what the parts rest on; where one narrows what is below it, the column for that comes first."""
        while parts := [narrower for part in parts for narrower in self._read(part)]:
            self._plan.stage()

    def _read(self, part: Part) -> Iterator[Part]:
        """Notes what the part rests on; yields what is to be read once its column is there."""
        condition = part.condition
        if isinstance(condition, OneOf):
            yield from self._one_of(part, condition)
        elif isinstance(condition, Compare):
            self._note(Told(condition.attribute), part)
        else:
            negated = part.negated != isinstance(condition, NoneOf)
            below = [part._replace(condition=it, negated=negated) for it in condition.parts]
            if len(below) > 1 and part.negated != isinstance(condition, Any):  # of several one suffices
                holds = [self._concluded.holds(it) for it in condition.parts]
                yield from self._narrowed(below, [~it for it in holds] if negated else holds)
            else:
                for it in below:
                    yield from self._read(it)

    def _one_of(self, part: Part, condition: OneOf) -> Iterator[Part]:
        id = condition.attribute
        pairs = [(id, value) for value in condition.values]
        if id in self._kb.questions:
            self._note(Told(id), part)
        elif part.negated:
            if part.rule.attribute == self._kb.goal and id != self._kb.goal and not self._kb.conclusions[id].internal:
                for pair in pairs:
                    self._note(Told(*pair, missing=True), part)
        elif len(pairs) > 1:
            below = [part._replace(condition=OneOf(id, (value,))) for _, value in pairs]
            yield from self._narrowed(below, [self._concluded.pair(pair) for pair in pairs])
        elif self._passed_over(pairs[0], part.rule):
            self._reached.setdefault(pairs[0], []).append(part.here)
        else:
            self._note(Told(*pairs[0]), part)

    def _note(self, told: Told, part: Part) -> None:
        self._told.setdefault(told, []).append(part.here)

    def _narrowed(self, parts: Sequence[Part], holds: Sequence[nw.Expr]) -> Iterator[Part]:
        """Each part where it is the first that holds."""
        for part, first in zip(parts, first_of(holds), strict=True):
            yield part._replace(here=self._plan.put(part.here & first))
