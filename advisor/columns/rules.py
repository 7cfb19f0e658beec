"""Rules as columns: a boolean column for each tested value, each rule and each concluded pair, stratum by stratum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from advisor.columns.cells import Cell
from advisor.columns.conditions import either, read
from advisor.columns.query import StagedQuery
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Condition, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, Rule

if TYPE_CHECKING:
    import narwhals as nw


class Cells:
    """The boolean columns of the answers: a value of a question, or how its number compares; added when asked for."""

    def __init__(self, plan: StagedQuery, cells: Mapping[str, Cell]) -> None:
        self._plan = plan
        self._cells = cells
        self._columns: dict[Compare | tuple[str, str], nw.Expr] = {}

    def has(self, id: str, value: str) -> nw.Expr:
        """Whether the question's answer is this value, or has it among its values."""
        return self._column((id, value), lambda: self._cells[id].has(value))

    def compares(self, leaf: Compare) -> nw.Expr:
        return self._column(leaf, lambda: self._cells[leaf.attribute].compares(leaf))

    def _column(self, key: Compare | tuple[str, str], made: Callable[[], nw.Expr]) -> nw.Expr:
        if key not in self._columns:
            self._columns[key] = self._plan.put(made())
        return self._columns[key]


class Concluded:
    """The boolean columns of the rules that fired and of the pairs that they conclude."""

    def __init__(
        self, kb: KnowledgeBase, plan: StagedQuery, cells: Cells, wanted: Iterable[Pair] | None = None
    ) -> None:
        """Adds the columns of the `wanted` pairs (by default all) and of what they rest on."""
        self._kb = kb
        self._plan = plan
        self._cells = cells
        self._pairs: dict[Pair, nw.Expr] = {}
        self._rules: dict[str, nw.Expr] = {}
        self.rules: dict[Pair, list[Rule]] = {}
        """The rules that conclude a pair, in the knowledge base's order."""
        for rule in kb.rules:
            self.rules.setdefault(rule.then, []).append(rule)
        needed = self._closure(self.rules if wanted is None else wanted)
        for stratum in kb.strata:
            rules = tuple(rule for rule in stratum.rules if rule.then in needed)
            if stratum.recursive:
                self._settle(rules)
            self._add(rules)

    def pair(self, pair: Pair) -> nw.Expr:
        """Whether the pair is concluded."""
        import narwhals as nw

        return self._pairs.get(pair, nw.lit(False))

    def fired(self, rule: Rule) -> nw.Expr:
        return self._rules[rule.id]

    def holds(self, condition: Condition) -> nw.Expr:
        """Whether the condition holds, by the pairs that are concluded so far."""
        return read(condition, self._tested)

    def _tested(self, leaf: OneOf | Compare) -> Iterable[nw.Expr]:
        if isinstance(leaf, Compare):
            return [self._cells.compares(leaf)]
        if leaf.attribute in self._kb.questions:
            return [self._cells.has(leaf.attribute, value) for value in self._legal(leaf)]
        return [self._pairs[leaf.attribute, value] for value in leaf.values if (leaf.attribute, value) in self._pairs]

    def _legal(self, leaf: OneOf) -> list[str]:
        """The values that the question can have."""
        question = self._kb.questions[leaf.attribute]
        return [
            v for v in leaf.values if v in question.values or v == UNKNOWN or (v == NONE and question.kind == "many")
        ]

    def _closure(self, wanted: Iterable[Pair]) -> set[Pair]:
        needed: set[Pair] = set()
        waiting = list(wanted)
        while waiting:
            pair = waiting.pop()
            if pair in needed:
                continue
            needed.add(pair)
            for rule in self.rules.get(pair, ()):
                waiting += tested_pairs(rule.when, self._kb.conclusions)
        return needed

    def _add(self, rules: Iterable[Rule]) -> None:
        """A stage for the rules, and where several conclude a pair a stage for the pairs."""
        by_pair: dict[Pair, list[nw.Expr]] = {}
        self._plan.stage()
        fired = {rule: self.holds(rule.when) for rule in rules}
        for rule, holds in fired.items():
            self._rules[rule.id] = self._plan.put(holds)
            by_pair.setdefault(rule.then, []).append(self._rules[rule.id])
        self._plan.stage()
        for pair, ways in by_pair.items():
            self._pairs[pair] = ways[0] if len(ways) == 1 else self._plan.put(either(ways))

    def _settle(self, rules: tuple[Rule, ...]) -> None:
        """Concludes until nothing more can come: each round but the last adds a pair, so their number is the bound."""
        own = {rule.then for rule in rules}
        around = {rule.then for rule in rules if own & set(tested_pairs(rule.when, self._kb.conclusions))}
        for _ in around:
            self._add(rules)


def tested_pairs(condition: Condition, conclusions: Mapping[str, object]) -> list[Pair]:
    """The concluded pairs that the condition tests."""
    return [
        (leaf.attribute, value)
        for leaf, _ in leaves(condition)
        if isinstance(leaf, OneOf) and leaf.attribute in conclusions
        for value in leaf.values
    ]
