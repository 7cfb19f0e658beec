"""The reason of the goal's own rule as columns: which answers and conclusions it rests on in each row.

The same as `advisor.explanation.reason` says for one case, and in the same steps as `advisor.explanation.grounds`. A
condition that one of several parts can make hold, or fail, rests on the first part that does; a hidden conclusion is
passed over, and what its first rule that fired rests on, or each of its rules fails by, is told in its place; where the
first rule that holds decides it, what the earlier ones fail by, too. A number is told as a whole, and of a hidden one
what each of the rules that add to it rests on or fails by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.conditions import either
from advisor.columns.query import StagedQuery, first_of, firsts
from advisor.columns.rules import Concluded
from advisor.knowledge.conditions import Any, ByRow, Compare, Condition, NoneOf, OneOf, leaves
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier, tested_pairs

if TYPE_CHECKING:
    import narwhals as nw


class Told(NamedTuple):
    """What can be told: an answer or a concluded number (`value` is empty), a cell of its row (in the `column`), a pair
    that is concluded, or one that is missing."""

    attribute: str
    value: str = ""
    missing: bool = False
    column: str = ""


class Part(NamedTuple):
    """A condition of a rule that the reason rests on `here`; `negated` where it must not hold.

    `together`: the rule is read with others of its recursive stratum, and where one part suffices each that holds.
    """

    rule: Rule
    condition: Condition
    negated: bool
    here: nw.Expr
    together: bool = False


class Hiding(NamedTuple):
    """A hidden pair that the reason rests on, or on its absence where it is `missing`."""

    pair: Pair
    missing: bool


class Reasons:
    """Follows the goal's own rule down to what is told, stratum by stratum, so that every rule is read once."""

    def __init__(self, kb: KnowledgeBase, plan: StagedQuery, concluded: Concluded) -> None:
        self._kb = kb
        self._plan = plan
        self._concluded = concluded
        self._hidden = Hidden(kb)
        self._told: dict[Told, list[nw.Expr]] = {}
        self._reached: dict[Hiding, list[nw.Expr]] = {}
        """What is hidden, each with the columns of which one is true where the reason rests on it."""

    def of(self, own: Sequence[tuple[Rule, nw.Expr]]) -> dict[Told, nw.Expr]:
        """What is told in each row, given the goal's own rules, each with the column that says where it is that."""
        below = self._below([rule for rule, _ in own])
        single = [it for it in below if not it.missing and not self._hidden.is_recursive(it.pair)]
        fired = [[self._concluded.fired(rule) for rule in self._hidden.rules(it.pair)] for it in single]
        first = dict(zip(single, firsts(self._plan, fired), strict=True))
        self._follow(Part(rule, rule.when, False, here) for rule, here in own)
        for level in sorted({self._stratum(it.pair) for it in below}, reverse=True):
            here = {
                it: self._any(self._reached[it])
                for it in below
                if self._stratum(it.pair) == level and it in self._reached
            }
            self._plan.stage()
            parts = [part for it, where in here.items() for part in self._parts(it, where, first.get(it))]
            self._plan.stage()
            self._follow(parts)
        return {told: self._any(where) for told, where in self._told.items()}

    def _parts(self, hiding: Hiding, here: nw.Expr, first: Sequence[nw.Expr] | None) -> Iterator[Part]:
        """The conditions that are told in place of what is hidden."""
        together = self._hidden.is_recursive(hiding.pair)
        forestalling: dict[str, list[nw.Expr]] = {}
        for at, rule in enumerate(self._hidden.rules(hiding.pair)):
            if hiding.missing:
                yield from self._not_fired(rule, here, together)
                continue
            where = self._plan.put(here & (first[at] if first is not None else self._concluded.fired(rule)))
            yield Part(rule, rule.when, False, where, together)
            for rival in earlier(self._kb, rule):
                forestalling.setdefault(rival.id, []).append(where)
        for id, wheres in forestalling.items():
            rival = self._kb.rule[id]
            yield Part(rival, rival.when, True, either(wheres), together)

    def _not_fired(self, rule: Rule, here: nw.Expr, together: bool) -> Iterator[Part]:
        """What the rule fails by: its own condition, or what the earlier rule rests on that decides."""
        rivals = earlier(self._kb, rule)
        own = self._concluded.own(rule)
        yield Part(rule, rule.when, True, self._plan.put(here & ~own) if rivals else here, together)
        for rival in rivals:
            where = self._plan.put(here & own & self._concluded.fired(rival))
            yield Part(rival, rival.when, False, where, together)

    def _stratum(self, pair: Pair) -> int:
        return self._hidden.rules(pair)[0].stratum

    def _below(self, rules: Iterable[Rule]) -> list[Hiding]:
        """What is hidden and has rules, of all that the reasons of these rules may rest on."""
        found: dict[Hiding, None] = {}
        waiting = [(rule, False) for rule in rules]
        while waiting:
            for hiding in self._tested(*waiting.pop()):
                rules = self._hidden.rules(hiding.pair)
                if hiding not in found and rules:
                    found[hiding] = None
                    waiting += [(rule, hiding.missing) for rule in rules]
                    waiting += [(it, not hiding.missing) for rule in rules for it in earlier(self._kb, rule)]
        return list(found)

    def _tested(self, rule: Rule, missing: bool) -> Iterator[Hiding]:
        """What is hidden of all that the rule tests, and may rest on, or on its absence."""
        for leaf, negated in leaves(rule.when, missing):
            if leaf.attribute in self._kb.conclusions and leaf.attribute in self._hidden:
                ways = (negated,) if isinstance(leaf, OneOf) else (False, True)
                for tested in tested_pairs(self._kb, leaf):
                    yield from (Hiding(pair, way) for pair in self._hidden.together(tested) for way in ways)

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
            self._compare(part, condition.attribute)
        else:
            if isinstance(condition, ByRow):
                self._note(Told(condition.test.question, column=condition.test.column), part)
            negated = part.negated != isinstance(condition, NoneOf)
            below = [part._replace(condition=it, negated=negated) for it in condition.parts]
            if len(below) > 1 and part.negated != isinstance(condition, Any):  # of several one suffices
                holds = [self._concluded.holds(it) for it in condition.parts]
                yield from self._narrowed(below, [~it for it in holds] if negated else holds)
            else:
                for it in below:
                    yield from self._read(it)

    def _compare(self, part: Part, id: str) -> None:
        if id in self._kb.questions or id not in self._hidden:
            self._note(Told(id), part)
            return
        for rule in self._kb.adding[id]:
            if not (part.together and self._hidden.is_read_with(rule.then, part.rule)):
                so = self._concluded.pair(rule.then)
                self._pass_over(rule.then, part._replace(here=part.here & so, negated=False))
                self._pass_over(rule.then, part._replace(here=part.here & ~so, negated=True))

    def _one_of(self, part: Part, condition: OneOf) -> Iterator[Part]:
        id = condition.attribute
        pairs = [(id, value) for value in condition.values]
        if id in self._kb.questions:
            self._note(Told(id), part)
            if condition.column:
                self._note(Told(id, column=condition.column), part)
        elif len(pairs) > 1 and not part.negated:
            below = [part._replace(condition=OneOf(id, (value,))) for _, value in pairs]
            yield from self._narrowed(below, [self._concluded.pair(pair) for pair in pairs])
        elif id not in self._hidden:
            for pair in pairs:
                self._note(Told(*pair, missing=part.negated), part)
        else:
            for pair in pairs:
                if not (part.together and self._hidden.is_read_with(pair, part.rule)):
                    self._pass_over(pair, part)

    def _pass_over(self, pair: Pair, part: Part) -> None:
        """Of hidden pairs that are read together, those are read that are as this one is."""
        for one in self._hidden.together(pair):
            if self._hidden.rules(one):
                so = self._concluded.pair(one)
                here = part.here if one == pair else part.here & (~so if part.negated else so)
                self._reached.setdefault(Hiding(one, part.negated), []).append(here)

    def _note(self, told: Told, part: Part) -> None:
        if told.column and not self._is_ever_told(told):
            return
        self._told.setdefault(told, []).append(part.here)

    def _is_ever_told(self, told: Told) -> bool:
        table = self._kb.tables[self._kb.questions[told.attribute].table]
        return any(table.is_told(row, told.column) for row in table.rows)

    def _narrowed(self, parts: Sequence[Part], holds: Sequence[nw.Expr]) -> Iterator[Part]:
        """Each part where it is the first that holds; of parts that are read together, wherever it holds."""
        every = parts[0].together and not parts[0].negated
        for part, where in zip(parts, holds if every else first_of(holds), strict=True):
            yield part._replace(here=self._plan.put(part.here & where))
