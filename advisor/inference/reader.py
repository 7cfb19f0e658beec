"""The experta reader of conditions: one function for each node of the tree, and the left sides that they fill.

What is read is the normal form. A leaf on an asked attribute becomes a constraint on a slot of the one Answers fact; a
leaf on a concluded attribute a pattern, or the absence of one; a leaf on a concluded number a pattern of its sum. Where
one of several parts suffices, the left side asks for a helper fact, Branch, which a rule of its own concludes for each
part: no disjunctive normal form. A rule that others may forestall asks that nothing be concluded of its attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any as Untyped

from advisor.inference import experta_import
from advisor.inference.facts import AnswersFact, Branch, DerivedFact, Possible, SumFact, Unsettled, slot
from advisor.knowledge.attributes import NumberRange, Question
from advisor.knowledge.conditions import COMPARISONS, NONE, UNKNOWN, All, Any, Compare, Condition, OneOf, literal, nnf
from advisor.knowledge.model import Pair, Rule
from advisor.logic.partial import KLEENE
from advisor.records import NamedTuple

experta = experta_import.load()

WIDEST = 60
"""Patterns and slots of one left side: experta matches them by recursion, so a longer one is cut into branches."""

LAST = (-(1 << 62), 0)
"""The order of what fires after all rules of a stratum."""

_CONSTRAINTS: dict[object, Untyped] = {}
"""One P object for each distinct constraint: experta shares their nodes, and keeps each of them for good."""


class LeftSide:
    """What must be matched: constraints by attribute, patterns to be present, (attribute, values) to be absent.

    Nothing must be concluded yet of the attribute that is `undecided`, if any.
    """

    def __init__(
        self,
        asked: Iterable[tuple[str, list[Untyped]]] = (),
        present: Iterable[Untyped] = (),
        absent: Iterable[tuple[str, tuple[str, ...]]] = (),
    ) -> None:
        self.asked = dict(asked)
        self.present = [*present]
        self.absent = [*absent]
        self.undecided = ""

    def constrain(self, attribute: str, constraint: Untyped) -> None:
        constraints = self.asked.setdefault(attribute, [])
        if constraint not in constraints:
            constraints.append(constraint)

    @property
    def missing(self) -> tuple[Pair, ...]:
        return tuple((attribute, value) for attribute, values in self.absent for value in values)

    def patterns(self) -> list[Untyped]:
        """experta's conditions, the positive ones first, each bound to a name for good: `c0` is the Answers fact."""
        slots = {}
        for attribute, (first, *others) in self.asked.items():
            joined = first
            for other in others:
                joined = joined & other
            slots[slot(attribute)] = joined
        positive = [AnswersFact.from_iter(slots.items()), *self.present]
        bound = [f"c{index}" << pattern for index, pattern in enumerate(positive)]
        for attribute, values in self.absent:
            for kind in (DerivedFact, Possible):
                bound.append(experta.NOT("absent" << kind(attribute=attribute, value=_is_one(values))))
        for kind in (DerivedFact, Unsettled) if self.undecided else ():
            bound.append(experta.NOT("absent" << kind(attribute=self.undecided)))
        return bound


class Production(NamedTuple):
    """One experta rule: it concludes the rule's pair, or that a branch (`node`) of the rule's condition holds.

    `most` is how often it can be activated in one case.
    """

    rule: Rule
    node: int | None
    left: LeftSide
    most: int = 1


def experta_rule(production: Production, order: tuple[int, int], act: Callable[..., None]) -> Untyped:
    """The production as experta's rule, which calls `act(engine, production, facts)` with the positive facts.

    Of the rules of a stratum the one with the largest `order` fires first.
    """

    def fire(engine: Untyped, **matched: Untyped) -> None:
        act(engine, production, [matched[f"c{index}"] for index in range(len(matched))])

    return _made(production.left, production.rule.id, production.rule.stratum, order, fire)


def adding_up(id: str, stratum: int, act: Callable[..., None]) -> Untyped:
    """The experta rule that calls `act(engine, id)` once all other rules of the stratum have fired that will."""

    def fire(engine: Untyped, **matched: Untyped) -> None:
        act(engine, id)

    return _made(LeftSide(), id, stratum, LAST, fire)


def _made(left: LeftSide, name: str, stratum: int, order: tuple[int, int], fire: Callable[..., None]) -> Untyped:
    made = experta.Rule(*left.patterns(), salience=-stratum)
    made._wrapped = fire  # as decorating it does, without looking at the signature of every rule
    made.__name__, made.order = name, order
    return made


class RuleReader:
    """Reads one rule's condition; what it needs of branches piles up on the way.

    `numbers` are those that are concluded; `forestalled` says that earlier rules may decide in this one's place.
    """

    def __init__(
        self,
        questions: Mapping[str, Question],
        numbers: Mapping[str, NumberRange],
        rule: Rule,
        forestalled: bool = False,
    ) -> None:
        self._questions = questions
        self._numbers = numbers
        self._rule = rule
        self._forestalled = forestalled
        self._nodes = 0
        self._productions: list[Production] = []

    def read(self) -> list[Production]:
        left = self._left_side(nnf(self._rule.when))
        left.undecided = self._rule.attribute if self._forestalled else ""
        return [*self._productions, Production(self._rule, None, left)]

    def _left_side(self, condition: Condition) -> LeftSide:
        left = LeftSide()
        self._read(condition, left)
        return self._cut(left)

    def _read(self, condition: Condition, left: LeftSide) -> None:
        """Adds what a condition in normal form asks for."""
        if isinstance(condition, All):
            for part in condition.parts:
                self._read(part, left)
        elif isinstance(condition, Any):
            self._branch(map(self._left_side, condition.parts), left)
        else:
            leaf, negated = literal(condition)
            if isinstance(leaf, Compare):
                self._compare(leaf, negated, left)
            else:
                self._one_of(leaf, negated, left)

    def _compare(self, condition: Compare, negated: bool, left: LeftSide) -> None:
        id = condition.attribute
        if id in self._questions:
            left.constrain(id, _compares(condition, negated))
        else:
            left.present.append(SumFact(attribute=id, span=_spans(self._numbers[id], condition, negated)))

    def _one_of(self, condition: OneOf, negated: bool, left: LeftSide) -> None:
        question = self._questions.get(condition.attribute)
        if question is not None:
            constraint = _holds_one if question.kind == "many" else _is_one
            left.constrain(question.id, constraint(condition.values, negated))
        elif negated:
            left.absent.append((condition.attribute, condition.values))
        else:
            self._finding(condition, left)

    def _finding(self, condition: OneOf, left: LeftSide) -> None:
        """One of several values is a branch, so that a rule is activated once however many of them are found."""
        pattern = DerivedFact(attribute=condition.attribute, value=_is_one(condition.values))
        if len(condition.values) == 1:
            left.present.append(pattern)
        else:
            self._branch([LeftSide(present=[pattern])], left, most=len(condition.values))

    def _branch(self, ways: Iterable[LeftSide], left: LeftSide, most: int = 1) -> None:
        node = self._nodes
        self._nodes += 1
        for way in ways:
            self._productions.append(Production(self._rule, node, way, most))
        left.present.append(Branch(rule=self._rule.id, node=node))

    def _cut(self, left: LeftSide) -> LeftSide:
        """The left side, or where it is too long one that asks for branches which hold its pieces."""
        if len(left.asked) + len(left.present) + len(left.absent) <= WIDEST:
            return left
        pieces = [LeftSide(asked=chunk) for chunk in _chunks(list(left.asked.items()))]
        pieces += [LeftSide(present=chunk) for chunk in _chunks(left.present)]
        pieces += [LeftSide(absent=chunk) for chunk in _chunks(left.absent)]
        whole = LeftSide()
        for piece in pieces:
            self._branch([piece], whole)
        return self._cut(whole)


def _chunks(items: list[Untyped]) -> Iterable[list[Untyped]]:
    size = WIDEST // 2
    return (items[start : start + size] for start in range(0, len(items), size))


def _constraint(key: object, test: Callable[[Untyped], bool]) -> Untyped:
    """The one P object of `key`. Every test is false of None, which is an open answer."""
    return _CONSTRAINTS.setdefault(key, experta.P(test))


def _is_one(values: Iterable[str], negated: bool = False) -> Untyped:
    accepted = frozenset(values)
    if negated:
        return _constraint(("one", accepted, True), partial(_not_in, accepted))
    if len(accepted) == 1:
        return experta.L(*accepted)
    return _constraint(("one", accepted, False), accepted.__contains__)


def _not_in(accepted: frozenset[str], value: object) -> bool:
    return value is not None and value not in accepted


def _holds_one(values: Iterable[str], negated: bool) -> Untyped:
    accepted = frozenset(values)
    return _constraint(("many", accepted, negated), partial(_many, accepted, negated))


def _many(accepted: frozenset[str], negated: bool, value: frozenset[str] | str | None) -> bool:
    if value is None:
        return False
    if isinstance(value, str):
        return (UNKNOWN in accepted) != negated
    return bool(accepted & value if value else NONE in accepted) != negated


def _compares(condition: Compare, negated: bool) -> Untyped:
    key = ("number", condition.comparison, condition.number, negated)
    return _constraint(key, partial(_number, condition, negated))


def _number(condition: Compare, negated: bool, value: float | str | None) -> bool:
    if value is None:
        return False
    holds = value != UNKNOWN and COMPARISONS[condition.comparison](value, condition.number)  # type: ignore[arg-type]
    return holds != negated


def _spans(total: NumberRange, condition: Compare, negated: bool) -> Untyped:
    """What of a concluded number makes the comparison certain, or where `negated` its failure."""
    key = ("sum", total, condition.comparison, condition.number, negated)
    return _constraint(key, partial(_span, total.range_of(condition), negated))


def _span(range: tuple[int | None, int | None], negated: bool, span: tuple[int, int]) -> bool:
    return KLEENE.between(span, *range) is (not negated)
