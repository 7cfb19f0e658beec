"""What a knowledge base concludes, as functions over all cases."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from advisor.knowledge.conditions import Compare, Condition, Leaf, NoneOf, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, grouped
from advisor.logic.interpretation import Interpretation
from advisor.solver.case_space import Cases, deep
from advisor.solver.leading import Leading
from advisor.solver.nodes import Node

Key = TypeVar("Key", bound=Hashable)


class Functions(dict[Key, Node], Generic[Key]):
    """Functions by what they tell, some of which are made when they are first read."""

    def __init__(self) -> None:
        self._later: dict[Key, Callable[[], Node]] = {}

    def later(self, key: Key, make: Callable[[], Node]) -> None:
        """Has it made when it is read; what it was before is forgotten."""
        self.pop(key, None)
        self._later[key] = make

    def __missing__(self, key: Key) -> Node:
        found = self[key] = self._later[key]()
        return found

    def __copy__(self) -> Functions[Key]:
        other: Functions[Key] = Functions()
        other.update(dict.items(self))
        other._later = dict(self._later)
        return other

    def items(self) -> Any:
        for key in self._later:
            self[key]
        return super().items()


class CaseDiagram(Interpretation[Node]):
    """A knowledge base over all cases: when each pair is concluded, when each rule fires, and the goal's values.

    Where the first rule that holds decides an attribute, one function tells which rule does; those of its pairs and of
    each of its rules are made of it when they are read. Raises TooLarge, as reading those does.
    """

    pairs: Functions[Pair]
    fires: Functions[str]

    def __init__(self, kb: KnowledgeBase, cases: Cases | None = None) -> None:
        self.cases = cases or Cases(kb.questions, [kb])
        self._known: dict[Leaf, Node] = {}
        self._outcomes: dict[str, Node] = {}
        self._decided: dict[str, _Decides] = {}
        with deep(len(self.cases.sizes)):
            super().__init__(kb, self.cases, self._where)
            self.goal = self.outcome(kb.goal)

    @cached_property
    def legal(self) -> Node:
        """The legal cases."""
        return self.cases.legal(self.kb)

    def outcome(self, id: str) -> Node:
        """The function whose leaves are the values that the attribute has, as a tuple in their order."""
        if id not in self._outcomes:
            values = self.kb.conclusions[id].values
            self._outcomes[id] = self.cases.choice((value, self.pairs[id, value]) for value in values)
        return self._outcomes[id]

    def _nothing_known(self) -> tuple[Functions[Pair], Functions[str]]:
        return Functions(), Functions()

    def _conclude_first(self, rules: tuple[Rule, ...], holds: Mapping[str, Node]) -> None:
        cases = self.cases
        first = cases.first((rule.id, holds[rule.id]) for rule in rules)
        attribute = rules[0].attribute
        decides = _Decides(cases, first)
        for rule in rules:
            self.fires.later(rule.id, partial(decides.where, rule.id))
        for pair, own in grouped(rules).items():
            self.pairs.later(pair, partial(decides.where, *(rule.id for rule in own)))
        values: dict[Hashable, Hashable] = {None: (), **{rule.id: (rule.value,) for rule in rules}}
        self._outcomes = {**self._outcomes, attribute: cases.renamed(first, values)}
        self._decided = {**self._decided, attribute: decides}

    def has_value(self, id: str) -> Node:
        decides = self._decided.get(id)
        return super().has_value(id) if decides is None else decides.where(*(rule.id for rule in self.kb.first[id]))

    def exists(
        self,
        conditions: Iterable[Condition],
        others: Iterable[Node],
        none_before: Rule | None = None,
        rare: bool = False,
    ) -> bool:
        """Whether in some case, in which the others are true, the conditions hold, and no rule keeps that from firing.

        What decides most rules is not read where it leads, but followed beside the others. These are joined before
        where there is probably no such case, since then all is followed; else a case is soon come to.
        """
        every, leading = [*others], dict[str, set[str | None]]()
        for condition in conditions:
            deciding = self._deciding(condition)
            if deciding is None:
                every.append(self.holds(condition))
            else:
                attribute, ids = deciding
                leading[attribute] = leading.get(attribute, ids) & ids
        if none_before is not None:
            attribute = none_before.attribute
            if attribute in self._decided:
                ids = {None, *(it.id for it in self.kb.first[attribute] if it.order >= none_before.order)}
                leading[attribute] = leading.get(attribute, ids) & ids
            else:
                every.append(self.none_before(none_before))
        if rare:
            every = [self.cases.all(every)]
        if not leading:
            return self.cases.meet(every)
        most = max(leading, key=lambda id: len(self.kb.first[id]))
        every += [self._decided[id].where(*sorted(ids, key=str)) for id, ids in leading.items() if id != most]
        return self._decided[most].leading.meets(leading[most], every)

    def _deciding(self, condition: Condition) -> tuple[str, set[str | None]] | None:
        """Where it tests what the first rule that holds decides: that, and the rules, or none, with which it holds."""
        negated = isinstance(condition, NoneOf) and len(condition.parts) == 1
        leaf = condition.parts[0] if isinstance(condition, NoneOf) and negated else condition
        if not isinstance(leaf, OneOf) or leaf.attribute not in self._decided:
            return None
        with_it = {rule.id for rule in self.kb.first[leaf.attribute] if (rule.value in leaf.values) != negated}
        return leaf.attribute, {None, *with_it} if negated else {*with_it}

    def _concluded(self, leaf: Leaf) -> Node:
        decides = self._decided.get(leaf.attribute)
        if decides is None or isinstance(leaf, Compare):
            return super()._concluded(leaf)
        return decides.where(*(rule.id for rule in self.kb.first[leaf.attribute] if rule.value in leaf.values))

    def _where(self, leaf: Leaf) -> Node:
        if leaf not in self._known:
            self._known[leaf] = self.cases.of_leaf(leaf, self.kb.questions[leaf.attribute])
        return self._known[leaf]


class _Decides:
    """Which rule of an attribute decides: the function that leads to its id, or None where none does."""

    def __init__(self, cases: Cases, first: Node) -> None:
        self._cases = cases
        self._first = first
        self._known: dict[tuple[str | None, ...], Node] = {}

    @cached_property
    def leading(self) -> Leading:
        return Leading(self._cases, self._first)

    def where(self, *ids: str | None) -> Node:
        """Where one of these rules decides, or none for None."""
        if ids not in self._known:
            self._known[ids] = self.leading.where(ids)
        return self._known[ids]
