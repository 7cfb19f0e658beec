"""Rules as columns: a boolean column for each tested value, each rule and each concluded pair, stratum by stratum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from advisor.columns.cells import Cell
from advisor.columns.conditions import ColumnExpressions, either, every
from advisor.columns.query import StagedQuery, firsts
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Leaf, fold
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, Stratum, settling, tested_pairs
from advisor.logic.interpretation import Interpretation

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

    def tested(self, question: Question, leaf: Leaf) -> nw.Expr:
        """Where a leaf on this question holds."""
        if isinstance(leaf, Compare):
            return self.compares(leaf)
        none = (NONE,) if question.kind == "many" else ()
        return either(self.has(question.id, it) for it in leaf.values if it in (*question.values, UNKNOWN, *none))

    def lacks(self, question: Question) -> nw.Expr:
        """Where the answer is unknown though a condition requires one."""
        assert question.required_when is not None
        asked = {cell.question.id: cell.question for cell in self._cells.values()}
        when = fold(question.required_when, lambda it: self.tested(asked[it.attribute], it), ColumnExpressions())
        return every([self.has(question.id, UNKNOWN), when])

    def _column(self, key: Compare | tuple[str, str], made: Callable[[], nw.Expr]) -> nw.Expr:
        if key not in self._columns:
            self._columns[key] = self._plan.put(made())
        return self._columns[key]


class Concluded(Interpretation["nw.Expr"]):
    """The boolean columns of the rules that fired and of the pairs that they conclude."""

    def __init__(
        self, kb: KnowledgeBase, plan: StagedQuery, cells: Cells, wanted: Iterable[Pair] | None = None
    ) -> None:
        """Adds the columns of the `wanted` pairs (by default all) and of what they rest on."""
        self._plan = plan
        self._cells = cells
        self._own: dict[str, nw.Expr] = {}
        needed = _closure(kb, kb.concluding if wanted is None else wanted)
        strata = (Stratum.of((rule for rule in stratum.rules if rule.then in needed), kb) for stratum in kb.strata)
        super().__init__(kb, ColumnExpressions(), self._tested, strata)

    def pair(self, pair: Pair) -> nw.Expr:
        """Whether the pair is concluded."""
        return self.pairs[pair]

    def fired(self, rule: Rule) -> nw.Expr:
        return self.fires[rule.id]

    def own(self, rule: Rule) -> nw.Expr:
        """Where the rule's condition holds, whether or not an earlier rule decides."""
        return self._own.get(rule.id, self.fires[rule.id])

    def _tested(self, leaf: Leaf) -> nw.Expr:
        return self._cells.tested(self.kb.questions[leaf.attribute], leaf)

    def _round(self, stratum: Stratum) -> bool:
        self._plan.stage()
        new = super()._round(stratum)
        for id in dict.fromkeys(id for id, _ in stratum.concluding if id in self.kb.adding):
            self._sums[id] = self._plan.put(self.sum_of(id))  # each is the column of a rule, which is there by now
        return new

    def _first(self, rules: Iterable[Rule], holds: Mapping[str, nw.Expr]) -> dict[str, nw.Expr]:
        ids = [rule.id for rule in rules]
        self._own |= {id: holds[id] for id in ids}
        [fires] = firsts(self._plan, [[holds[id] for id in ids]])
        return dict(zip(ids, fires, strict=True))

    def _kept_fires(self, fires: dict[str, nw.Expr]) -> dict[str, nw.Expr]:
        columns = {id: self._plan.put(expression) for id, expression in fires.items()}
        self._plan.stage()
        return columns

    def _kept_pairs(self, pairs: dict[Pair, nw.Expr]) -> dict[Pair, nw.Expr]:
        """What one rule alone concludes is that rule's column."""
        return {
            pair: expression if len(self.kb.concluding[pair]) == 1 else self._plan.put(expression)
            for pair, expression in pairs.items()
        }


def _closure(kb: KnowledgeBase, wanted: Iterable[Pair]) -> set[Pair]:
    """The pairs with all that they rest on."""
    needed: set[Pair] = set()
    waiting = list(wanted)
    while waiting:
        pair = waiting.pop()
        if pair not in needed:
            needed.add(pair)
            waiting += [below for rule in kb.concluding.get(pair, ()) for below in tested_pairs(kb, rule.when)]
            waiting += settling(kb, [pair])
    return needed
