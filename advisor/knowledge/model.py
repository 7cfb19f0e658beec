"""What a knowledge base holds, as plain data. Nothing here reads files, asks or concludes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Literal, NamedTuple, TypeAlias, Union

from advisor.errors import AmbiguousNumber, IllegalAnswer, cut, did_you_mean, listed, quoted
from advisor.given import entries, plain
from advisor.knowledge import decimals, typed_numbers
from advisor.knowledge.conditions import (
    NONE,
    UNKNOWN,
    All,
    Any,
    Compare,
    Condition,
    NoneOf,
    Number,
    OneOf,
    leaves,
)
from advisor.knowledge.decimals import NoDecimal
from advisor.knowledge.tables import Table
from advisor.knowledge.wording import Terms

Answer: TypeAlias = Union[str, int, float, tuple[str, ...]]
"""A choice's value id; a number; the chosen ids of a `many` question in its own order; or `unknown`."""

Answers: TypeAlias = Mapping[str, Answer]
Pair: TypeAlias = tuple[str, str]
"""A concluded attribute and one of its values; of a number the rule that adds to it."""


class Source(NamedTuple):
    """What rules and steps cite: `as_of` is its date, `trust` the author's word for how good it is."""

    id: str
    title: str
    url: str = ""
    as_of: str = ""
    trust: str = ""
    passages: Mapping[str, str] = {}


class Narrowing(NamedTuple):
    """Since this version of the knowledge base a value means less than before; `text` says what is told apart now."""

    since: int
    text: str


class Question(NamedTuple):
    """An asked attribute. `values` leaves out `unknown`, and `none` of a `many` question.

    `plural` says whether the label is one; None where its author did not.
    The values of each of `alike` mean the same on purpose: no rule tells them apart.
    The answer to a `decision` is for the person to choose; that to any other question is a fact of the case.
    Where `required_when`, a condition on other questions, holds, `unknown` is no answer.
    """

    id: str
    kind: Literal["choice", "many", "number"]
    ask: str
    why: str
    label: str
    topic: str = ""
    help: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    texts: Mapping[str, str] = {}
    minimum: Number = 0
    maximum: Number = 0
    whole: bool = False
    unit: str = ""
    unit_of_one: str = ""
    table: str = ""
    decision: bool = False
    narrowed: Mapping[str, Narrowing] = {}
    plural: bool | None = None
    alike: tuple[tuple[str, ...], ...] = ()
    required_when: Condition | None = None

    def read(self, raw: object) -> Answer:
        """The legal answer that `raw` (from a file, a cell or a person) means.

        Raises IllegalAnswer, which says what would be legal.
        """
        raw = plain(raw)
        if isinstance(raw, str):
            raw = raw.strip()  # what is blank to Python is blank to every reader, as each cell that has some comes here
        if raw is None or (isinstance(raw, str) and raw in ("", UNKNOWN)):
            if self.required:
                raise IllegalAnswer(f"{self.id}: this question needs an answer other than 'unknown'")
            return UNKNOWN
        if self.kind == "number":
            return self._number(raw)
        if self.kind == "many":
            return self._many(raw)
        if not isinstance(raw, str):
            raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not one of {listed(self.values)}")
        return self._value(raw)

    def counted(self, number: Number) -> str:
        """A number with its unit: `3 years`, `1 year`. Raises IllegalAnswer for what is no number."""
        try:
            number = decimals.read(plain(number))
        except NoDecimal as error:
            raise IllegalAnswer(f"{self.id}: {quoted(number)} {error}") from None
        return decimals.counted(number, self.unit, self.unit_of_one)

    def _value(self, raw: str) -> str:
        if raw in self.values:
            return raw
        legal = [*self.values] + ([] if self.required else [UNKNOWN])
        hint = did_you_mean(raw, legal)
        raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not one of {listed(legal)}{hint}")

    def _many(self, raw: object) -> Answer:
        if isinstance(raw, str):
            raw = raw.split(";") if raw != NONE else []
        if not isinstance(raw, (list, tuple, set, frozenset)):
            raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not a list of {listed(self.values)}")
        chosen = set()
        for part in raw:
            if not isinstance(part, str):
                raise IllegalAnswer(f"{self.id}: {quoted(part)} is not one of {listed(self.values)}")
            part = part.strip()
            if part in (NONE, UNKNOWN):
                raise IllegalAnswer(f"{self.id}: '{part}' stands alone, not beside other values")
            chosen.add(self._value(part))
        return tuple(value for value in self.values if value in chosen)

    def _number(self, raw: object) -> Answer:
        shown = cut(raw) if isinstance(raw, str) else quoted(raw)
        try:
            meant = typed_numbers.read(raw, self.unit, self.whole)
        except NoDecimal as error:
            raise IllegalAnswer(f"{self.id}: {quoted(raw)} {error}") from None
        within = [number for number in meant if self.minimum <= number <= self.maximum]
        if len(within) > 1:
            raise AmbiguousNumber(self.id, shown, *within)
        number = within[0] if within else meant[0]
        if not self.minimum <= number <= self.maximum:
            raise IllegalAnswer(f"{self.id}: {shown} is not between {self.minimum} and {self.maximum}")
        if self.whole and number != int(number):
            raise IllegalAnswer(f"{self.id}: {shown} is not a whole number")
        return number


class NumberRange(NamedTuple):
    """A number that is concluded: `start` and what the rules that fired add, from `minimum` to `maximum`.

    It has so many decimal `places`. It is added up as an integer, scaled by them, so that every reader gets the same
    digits.
    """

    minimum: Number
    maximum: Number
    start: Number = 0
    places: int = 0
    unit: str = ""
    unit_of_one: str = ""

    def takes(self, number: Number) -> bool:
        """Whether the number has no more places."""
        return bool((Fraction(repr(number)) * 10**self.places).denominator == 1)

    def scaled(self, number: Number) -> int:
        """The number as that integer; the number has no more places."""
        return int(Fraction(repr(number)) * 10**self.places)

    def unscaled(self, scaled: int) -> Number:
        """The number of the integer `scaled`."""
        return decimals.read(f"{scaled}e-{self.places}")

    def range_of(self, leaf: Compare) -> tuple[int | None, int | None]:
        """The least and the most of the integers for which the comparison `leaf` holds; None is no end."""
        limit = Fraction(repr(leaf.number)) * 10**self.places
        if leaf.comparison == "at_least":
            return ceil(limit), None
        if leaf.comparison == "above":
            return floor(limit) + 1, None
        if leaf.comparison == "at_most":
            return None, floor(limit)
        if leaf.comparison == "below":
            return None, ceil(limit) - 1
        return ceil(limit), floor(limit)  # where the limit has more places, the one is larger than the other

    def counted(self, number: Number) -> str:
        """A number with its unit."""
        return decimals.counted(number, self.unit, self.unit_of_one)


class Conclusion(NamedTuple):
    """A concluded attribute; `texts` has the wording of a value for the person, where there is one.

    One that is `internal` serves the rules: reports and dialogues for a person pass it over. `plural` says whether the
    label is one; None where its author did not. Where it is `first`, of its rules only the first whose condition holds
    fires. A number has as its values the ids of the rules that add to it.
    """

    id: str
    many: bool
    values: tuple[str, ...]
    label: str
    texts: Mapping[str, str] = {}
    internal: bool = False
    plural: bool | None = None
    first: bool = False
    number: NumberRange | None = None


class Rule(NamedTuple):
    """`order` is its place in the knowledge base; `stratum` counts from 0, lower ones are concluded first.

    Where it adds to a number, `value` is its own id and `add` is what it adds.
    """

    id: str
    when: Condition
    attribute: str
    value: str
    because: str
    cite: tuple[str, ...] = ()
    order: int = 0
    stratum: int = 0
    place: str = ""
    add: Number | None = None

    @property
    def then(self) -> Pair:
        """What it concludes."""
        return self.attribute, self.value


def grouped(rules: Iterable[Rule]) -> dict[Pair, tuple[Rule, ...]]:
    """The rules by what they conclude."""
    found: dict[Pair, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.then, []).append(rule)
    return {pair: tuple(own) for pair, own in found.items()}


class Stratum(NamedTuple):
    """Rules that conclude together, once everything else is concluded that they test: until nothing new comes of it.

    Gone through `rounds` times, nothing more is concluded, and every rule has met all that is. `first` has the rules
    of each attribute of which only the first that holds fires, in their order; nothing in the stratum tests those.
    """

    rules: tuple[Rule, ...]
    concluding: Mapping[Pair, tuple[Rule, ...]]
    rounds: int = 1
    first: Mapping[str, tuple[Rule, ...]] = {}

    @classmethod
    def of(cls, rules: Iterable[Rule], kb: KnowledgeBase) -> Stratum:
        """A round that is not the last concludes a pair more of those that rest on pairs of the stratum itself.

        Of an attribute that is `first` these are all rules, or none.
        """
        rules = tuple(rules)
        concluding = grouped(rules)
        around = {rule.then for rule in rules if any(pair in concluding for pair in tested_pairs(kb, rule.when))}
        first: dict[str, list[Rule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.order) if kb.first else ():
            if rule.attribute in kb.first:
                first.setdefault(rule.attribute, []).append(rule)
        return cls(rules, concluding, 1 + len(around), {id: tuple(own) for id, own in first.items()})

    @property
    def recursive(self) -> bool:
        """Whether rules test what rules of the same stratum conclude."""
        return self.rounds > 1


class Paragraph(NamedTuple):
    """A text that is shown where `when` holds; None always holds."""

    text: str
    when: Condition | None = None


FREE: tuple[Number, Number] = (0, 0)
"""The cost of what is free; it may have no currency."""


class Takes(NamedTuple):
    """What a step takes: months and money as (least, most); `as_of` is the year of the money. None is not known."""

    months: tuple[Number, Number] | None = None
    cost: tuple[Number, Number] | None = None
    currency: str = ""
    as_of: str = ""
    when: Condition | None = None


class Raise(NamedTuple):
    """An achievement that lifts a number to at least `number`."""

    number: Number


class Effect(NamedTuple):
    """What is so once a step has been taken, where `when` holds before it: the answers by question id."""

    set: Mapping[str, Answer | Raise]
    when: Condition | None = None


class Step(NamedTuple):
    """What can be recommended: what to `do`, what it `gives`, what to `watch` and what its figures take for granted.

    Of `takes` the first whose condition holds counts.
    """

    id: str
    title: str
    do: tuple[Paragraph, ...]
    gives: tuple[Paragraph, ...] = ()
    watch: tuple[Paragraph, ...] = ()
    assumes: tuple[Paragraph, ...] = ()
    takes: tuple[Takes, ...] = ()
    achieves: tuple[Effect, ...] = ()
    cite: tuple[str, ...] = ()


class Claimed(NamedTuple):
    """That of these values of a concluded attribute so many are concluded."""

    attribute: str
    values: tuple[str, ...]
    least: int
    most: int


class Property(NamedTuple):
    """What the author claims of every case: that `holds` holds in it; or where values are `counted`, that
    where it holds so many are concluded."""

    id: str
    holds: Condition
    because: str
    cite: tuple[str, ...] = ()
    place: str = ""
    counted: Claimed | None = None


@dataclass(frozen=True)
class KnowledgeBase:
    """A whole, valid knowledge base; made by `advisor.load`. Mappings keep the authors' order.

    `goals` are the concluded attributes that the consultation is for, the first of them *the* goal. `own_words` are
    those that replace the shell's own, by the names of the fields of `Terms`.
    `furthest` are questions with choices in rising order: what they are at the end of a road says how far it leads, the
    first of them before the second.
    `places` says where things are declared, as `file:line:column`: ("attribute", id), ("value", "attribute=value"),
    ("source", id), ("row", "table=row") and ("step", id).
    """

    id: str
    title: str
    version: int
    goals: tuple[str, ...]
    also: tuple[str, ...]
    welcome: str
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    questions: Mapping[str, Question]
    conclusions: Mapping[str, Conclusion]
    rules: tuple[Rule, ...]
    steps: Mapping[str, Step]
    properties: Mapping[str, Property] = field(default_factory=dict)
    places: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False)
    furthest: tuple[str, ...] = ()
    own_words: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False

    @property
    def goal(self) -> str:
        """The first of the goals."""
        return self.goals[0]

    @cached_property
    def recommends(self) -> bool:
        """Whether the goal's values are steps; else they are told by their own texts."""
        return all(value in self.steps for value in self.conclusions[self.goal].values) and bool(self.steps)

    @cached_property
    def has_road(self) -> bool:
        """Whether steps are recommended that lead to others."""
        return self.recommends and any(self.steps[id].achieves for id in self.conclusions[self.goal].values)

    @cached_property
    def words(self) -> Terms:
        """The words that are not of its texts but of the shell's, as this knowledge base has them."""
        return Terms.of(self.conclusions[self.goal].label, self.recommends, self.own_words)

    @cached_property
    def legal(self) -> Condition | None:
        """What a legal case keeps beside what each question takes: no answer is unknown where it is required.

        None where no condition requires any.
        """
        kept = [
            Any((NoneOf((question.required_when,)), NoneOf((OneOf(id, (UNKNOWN,)),))))
            for id, question in self.questions.items()
            if question.required_when is not None
        ]
        return All(tuple(kept)) if kept else None

    @cached_property
    def strata(self) -> tuple[Stratum, ...]:
        """Every rule once, lower strata before those that rest on them."""
        strata: list[list[Rule]] = [[] for _ in range(1 + max((rule.stratum for rule in self.rules), default=-1))]
        for rule in self.rules:
            strata[rule.stratum].append(rule)
        return tuple(Stratum.of(rules, self) for rules in strata)

    @cached_property
    def concluding(self) -> Mapping[Pair, tuple[Rule, ...]]:
        """The rules that conclude each pair, in the authors' order; a pair that none concludes is left out."""
        return grouped(self.rules)

    @cached_property
    def tested_by(self) -> Mapping[Pair | str, tuple[Rule, ...]]:
        """The rules that test each concluded pair, and each question by its id."""
        found: dict[Pair | str, dict[str, Rule]] = {}
        for rule in self.rules:
            for leaf, _ in leaves(rule.when):
                if leaf.attribute in self.questions:
                    found.setdefault(leaf.attribute, {})[rule.id] = rule
            for pair in tested_pairs(self, rule.when):
                if pair[0] in self.conclusions:
                    found.setdefault(pair, {})[rule.id] = rule
        return {tested: tuple(rules.values()) for tested, rules in found.items()}

    @cached_property
    def first(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each attribute of which only the first that holds fires, in their order."""
        ids = [id for id, conclusion in self.conclusions.items() if conclusion.first]
        return {id: tuple(rule for rule in self.rules if rule.attribute == id) for id in ids}

    @cached_property
    def adding(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that add to each concluded number, in their order."""
        ids = [id for id, conclusion in self.conclusions.items() if conclusion.number]
        return {id: tuple(rule for rule in self.rules if rule.attribute == id) for id in ids}

    @cached_property
    def tells_cells(self) -> bool:
        """Whether there is a cell of a table that a reason tells."""
        every = (
            (table, row, column) for table in self.tables.values() for row in table.rows for column in table.columns
        )
        return any(table.is_told(row, column) for table, row, column in every)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair that can be concluded, in the authors' order."""
        return tuple((id, value) for id, conclusion in self.conclusions.items() for value in conclusion.values)

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    def total(self, answers: Answers) -> dict[str, Answer]:
        """The case of these answers with every question answered: what is absent is `unknown`, as in every reader."""
        known = entries(answers, "a mapping of answers by question id")
        return {id: known.get(id, UNKNOWN) for id in self.questions}


def tested_pairs(kb: KnowledgeBase, condition: Condition) -> Iterator[Pair]:
    """The attributes and values that the condition tests, of answers as of conclusions.

    What compares a concluded number tests all that rules add to it.
    """
    for leaf, _ in leaves(condition):
        if not isinstance(leaf, Compare):
            for value in leaf.values:
                yield leaf.attribute, value
        elif leaf.attribute in kb.conclusions:
            for value in kb.conclusions[leaf.attribute].values:
                yield leaf.attribute, value


def earlier(kb: KnowledgeBase, rule: Rule) -> tuple[Rule, ...]:
    """The rules that keep this one from firing where one of them holds, in their order."""
    rivals = kb.first.get(rule.attribute, ())
    return tuple(other for other in rivals if other.order < rule.order)


def settling(kb: KnowledgeBase, pairs: Iterable[Pair]) -> dict[Pair, None]:
    """The pairs, and with one of an attribute that is `first` those of all its rules, which settle it together."""
    found = dict.fromkeys(pairs)
    if kb.first:
        wanted = {id for id, _ in found if id in kb.first}
        found |= dict.fromkeys(rule.then for id in wanted for rule in kb.first[id])
    return found


def concluded_numbers(kb: KnowledgeBase, concluded: Collection[Pair]) -> dict[str, Number]:
    """Each concluded number where just these pairs are concluded."""
    found = {}
    for id, conclusion in kb.conclusions.items():
        if conclusion.number:
            own = (rule for rule in kb.adding[id] if rule.then in concluded)
            scaled = map(conclusion.number.scaled, [conclusion.number.start, *(rule.add or 0 for rule in own)])
            found[id] = conclusion.number.unscaled(sum(scaled))
    return found
