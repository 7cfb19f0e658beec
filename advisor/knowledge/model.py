"""What a knowledge base holds, as plain data. Nothing here reads files, asks or concludes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from advisor.given import entries
from advisor.knowledge.attributes import Answer, Answers, Conclusion, Question
from advisor.knowledge.conditions import (
    UNKNOWN,
    All,
    Any,
    Compare,
    Condition,
    Leaf,
    NoneOf,
    Number,
    OneOf,
    leaves,
)
from advisor.knowledge.steps import Step
from advisor.knowledge.tables import Table
from advisor.knowledge.wording import Terms
from advisor.records import NamedTuple

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
    def of(cls, rules: Iterable[Rule], kb: KnowledgeBase, recursive: bool = True) -> Stratum:
        """A round that is not the last concludes a pair more of those that rest on pairs of the stratum itself.

        Of an attribute that is `first` these are all rules, or none. Where it is known that none of these rules tests
        what they conclude, it is not `recursive`.
        """
        rules = tuple(rules)
        concluding = grouped(rules)
        around = {rule.then for rule in rules if _tests(kb, rule, concluding)} if recursive else ()
        first: dict[str, list[Rule]] = {}
        for rule in sorted(rules, key=lambda rule: rule.order) if kb.first else ():
            if rule.attribute in kb.first:
                first.setdefault(rule.attribute, []).append(rule)
        return cls(rules, concluding, 1 + len(around), {id: tuple(own) for id, own in first.items()})

    @property
    def recursive(self) -> bool:
        """Whether rules test what rules of the same stratum conclude."""
        return self.rounds > 1


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
    def measures(self) -> frozenset[str]:
        """What is known of any step: its `time`, its `price`, both or neither."""
        takes = [it for step in self.steps.values() for it in step.takes]
        known = {"time": any(it.months for it in takes), "price": any(it.cost for it in takes)}
        return frozenset(what for what, it_is in known.items() if it_is)

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
                for tested in [leaf.attribute] if leaf.attribute in self.questions else _pairs_of(self, leaf):
                    found.setdefault(tested, {})[rule.id] = rule
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
        yield from _pairs_of(kb, leaf)


def _pairs_of(kb: KnowledgeBase, leaf: Leaf) -> list[Pair]:
    values: tuple[str, ...] = ()
    if not isinstance(leaf, Compare):
        values = leaf.values
    elif leaf.attribute in kb.conclusions:
        values = kb.conclusions[leaf.attribute].values
    return [(leaf.attribute, value) for value in values]


def _tests(kb: KnowledgeBase, rule: Rule, concluded: Collection[Pair]) -> bool:
    """Whether the rule tests one of these pairs."""
    asked = (leaf for leaf, _ in leaves(rule.when) if leaf.attribute in kb.conclusions)
    return any(pair in concluded for leaf in asked for pair in _pairs_of(kb, leaf))


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
