"""Which cases two versions of a knowledge base answer differently, counted exactly, with the smallest of each kind.

Both are read as decision diagrams over the same cases. What is compared: the goals, what is shown with them, the
milestones, which are all other conclusions, and which rule decides a goal where its value is the same.
"""

from __future__ import annotations

import operator
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any, Literal, NamedTuple, cast, get_args

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.interpretation import Interpretation
from advisor.logic.samples import Samples
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases, deep
from advisor.solver.leading import Leading
from advisor.solver.legal_cases import ILLEGAL, over_legal
from advisor.solver.nodes import Node, TooLarge
from advisor.verification import compared_questions
from advisor.verification.compared_questions import known

Values = tuple[str, ...]
ChangeKind = Literal["goal", "also", "milestone", "rule"]
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
"""What may differ, in the order in which it is told: a goal, what is shown with it, a milestone, the deciding rule."""


class Change(NamedTuple):
    """The cases in which an attribute had some values and has others: how many, the smallest, and how many rows.

    Of an attribute that holds many values each is told by itself: it was concluded, or it is. Where another `rule`
    decides the values are the ids of rules.
    """

    kind: ChangeKind
    attribute: str
    before: Values
    after: Values
    how_many: int
    witness: Mapping[str, Answer]
    rows: int


class Difference(NamedTuple):
    """`changes` are in the order of their kinds, and of their attributes, the most frequent first.

    `cases` is how many cases were compared, None where they are alike but too many to be counted, and `rows` how many
    were given; `changed` and `rows_changed` in how many of these something of each kind differs. `renamed` are values
    of the goal that hold in just the same cases under another id, `renamed_rules` likewise rules that decide goals.
    `asked` says of questions what is not the same in both versions. Not compared are the conclusions of `one_alone`,
    and those that are `too_large`: too many answers decide them together, or which rule of theirs decides.
    """

    cases: int | None
    rows: int
    changes: tuple[Change, ...] = ()
    changed: Mapping[ChangeKind, int] = {}
    rows_changed: Mapping[ChangeKind, int] = {}
    renamed: Mapping[str, str] = {}
    renamed_rules: Mapping[str, str] = {}
    asked: tuple[str, ...] = ()
    one_alone: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return not (self.changes or self.renamed or self.renamed_rules or self.too_large)


def difference(old: KnowledgeBase, new: KnowledgeBase, rows: Sequence[Answers] = ()) -> Difference:
    """Compares all cases. Raises TooLarge where the goals depend on too many answers, unless they are decided alike."""
    if _deciding(old) == _deciding(new):
        decide = zip(old.rules, new.rules, strict=True)
        renamed = {a.id: b.id for a, b in decide if a.id != b.id and b.attribute in new.goals}
        return Difference(_count(new), len(rows), renamed_rules=renamed)
    asked = tuple(compared_questions.asked(old, new))
    old = compared_questions.apart(old, new)
    questions = compared_questions.merged(old, new)
    with deep(len(questions) + sum(len(question.values) for question in questions.values())):
        cases = Cases(questions, [new, old])
        compared = _Compared(CaseDiagram(old, cases), CaseDiagram(new, cases), cases, rows)
        compared.compare()
        return Difference(
            cases.how_many(compared.legal),
            len(rows),
            tuple(compared.changes),
            {kind: cases.how_many(node) for kind, node in compared.differing.items()},
            {kind: bin(bits).count("1") for kind, bits in compared.rows.items()},
            compared.renamed,
            compared.renamed_rules,
            asked,
            tuple(compared.one_alone),
            tuple(compared.too_large),
        )


def _deciding(kb: KnowledgeBase) -> object:
    """All that decides what is concluded; the same where two versions differ in their wording alone, if at all."""
    questions = [
        (it.id, it.kind, it.values, it.minimum, it.maximum, it.whole, it.required, it.required_when)
        for it in kb.questions.values()
    ]
    conclusions = [(it.id, not it.number and it.values, it.many, it.first, it.number) for it in kb.conclusions.values()]
    rules = [(rule.when, rule.attribute, rule.value if rule.add is None else rule.add) for rule in kb.rules]
    return questions, conclusions, rules, kb.goals, kb.also, [*kb.steps]


def _count(kb: KnowledgeBase) -> int | None:
    """How many cases there are; None where they cannot be counted."""
    try:
        cases = Cases(kb.questions, [kb])
    except TooLarge:
        return None
    return cases.how_many(cases.legal(kb))


class _Held(NamedTuple):
    """One thing that may hold of an attribute: in which cases, and in which rows as bits."""

    name: str
    where: Node
    rows: int


class _Version:
    """One version over the cases that are compared, and the rows as it knows them."""

    def __init__(self, diagram: CaseDiagram, rows: Iterable[Answers]) -> None:
        self.kb = diagram.kb
        self._diagram = diagram
        self._samples = Samples(self.kb, [known(self.kb, row) for row in rows])

    def values(self, id: str) -> list[_Held]:
        """The values of an attribute, of a number those that it has in some case."""
        if total := self.kb.conclusions[id].number:
            rows = self._samples.sum_of(id)
            sums = self._diagram.sum_of(id).items()
            return [_Held(f"{total.unscaled(scaled)}", where, rows.get(scaled, 0)) for scaled, where in sums]
        pairs = [(id, value) for value in self.kb.conclusions[id].values]
        return [_Held(pair[1], self._diagram.pairs[pair], self._samples.pairs[pair]) for pair in pairs]

    def deciders(self, id: str) -> list[_Held]:
        """The rules of an attribute, each where it is the first that fires."""
        in_cases, in_rows = _first(self._diagram, id), _first(self._samples, id)
        return [_Held(rule, in_cases[rule], in_rows[rule]) for rule in in_cases]


def _first(it: Interpretation[Any], id: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    none = it.algebra.all(())
    for rule in sorted((rule for rule in it.kb.rules if rule.attribute == id), key=lambda rule: rule.order):
        found[rule.id] = it.algebra.all([none, it.fires[rule.id]])
        none = it.algebra.all([none, it.algebra.negate(it.fires[rule.id])])
    return found


class _Differing(NamedTuple):
    """Where an attribute had some values and has others: in which cases, and in which rows."""

    before: Values
    after: Values
    where: Node
    rows: int


class _Compared:
    """Both versions over the same cases: what was found to differ, and where something of each kind does."""

    def __init__(self, old: CaseDiagram, new: CaseDiagram, cases: Cases, rows: Sequence[Answers]) -> None:
        self._old, self._new, self._cases = _Version(old, rows), _Version(new, rows), cases
        self.legal = cases.conjoin(old.legal, new.legal)
        self._every_row = (1 << len(rows)) - 1
        self.changes: list[Change] = []
        self.differing: dict[ChangeKind, Node] = dict.fromkeys(KINDS, cases.false)
        self.rows: dict[ChangeKind, int] = dict.fromkeys(KINDS, 0)
        values = [kb.conclusions[kb.goal].values for kb in (old.kb, new.kb)]
        self.renamed = self._renamed(self._old.values(old.kb.goal), self._new.values(new.kb.goal), *values)
        self.renamed_rules: dict[str, str] = {}
        self.one_alone: list[str] = []
        self.too_large: list[str] = []

    def compare(self) -> None:
        """Compares everything. Raises TooLarge where the goals cannot be compared."""
        old, new = self._old.kb, self._new.kb
        goals = {new.goal: old.goal} | {id: id for id in (*new.goals, *old.goals) if id not in (new.goal, old.goal)}
        others = [id for id in dict.fromkeys([*new.conclusions, *old.conclusions]) if id not in {*goals, old.goal}]
        both = [id for id in (*goals, *others) if goals.get(id, id) in old.conclusions and id in new.conclusions]
        self.one_alone += [id for id in (*goals, *others) if id not in both]
        for id in both:
            if id in goals:
                self._values("goal", goals[id], id)
        also = {*new.also, *old.also}
        for id in sorted((id for id in both if id not in goals), key=lambda id: id not in also):
            with self._unless_too_large(id):
                self._values("also" if id in also else "milestone", id, id)
        for id in both:
            if id in goals:
                with self._unless_too_large(id):
                    self._rules(goals[id], id)

    @contextmanager
    def _unless_too_large(self, id: str) -> Iterator[None]:
        try:
            yield
        except TooLarge:
            self.too_large.append(id)

    def _values(self, kind: ChangeKind, before: str, after: str) -> None:
        """Compares the values that the attribute had and has; where it holds many, each by itself."""
        were, are = self._old.values(before), self._new.values(after)
        if not (self._old.kb.conclusions[before].many or self._new.kb.conclusions[after].many):
            self._add(kind, after, self._groups(were, are, self._renaming(after)))
            return
        for name in dict.fromkeys(part.name for part in (*are, *were)):
            self._add(kind, after, self._groups(_named(were, name), _named(are, name), {}))

    def _rules(self, before: str, after: str) -> None:
        """Compares which rule is the first that concludes the attribute, where that has the same values."""
        were, are = self._old.deciders(before), self._new.deciders(after)
        renamed = self._renamed(were, are, self._old.kb.rule, self._new.kb.rule)
        values = [*self._groups(self._old.values(before), self._new.values(after), self._renaming(after))]
        same = self._cases.negate(self._cases.any(group.where for group in values))
        rows = ~reduce(operator.or_, (group.rows for group in values), 0)
        groups = self._groups(were, are, renamed)
        within = (it._replace(where=self._cases.conjoin(it.where, same), rows=it.rows & rows) for it in groups)
        self._add("rule", after, within)
        self.renamed_rules |= renamed

    def _renaming(self, id: str) -> Mapping[str, str]:
        return self.renamed if id == self._new.kb.goal else {}

    def _renamed(
        self, were: Iterable[_Held], are: Iterable[_Held], old: Container[str], new: Container[str]
    ) -> dict[str, str]:
        """What the old version alone has, with what the new one alone has that holds in just the same cases."""
        come = {part.where: part.name for part in are if part.name not in old and part.where != self._cases.false}
        return {part.name: come[part.where] for part in were if part.name not in new and part.where in come}

    def _groups(self, were: Sequence[_Held], are: Sequence[_Held], renamed: Mapping[str, str]) -> Iterator[_Differing]:
        """The cases by which of these held and which hold, where that differs."""
        cases = self._cases
        both = cases.paired(*(cases.choice((part.name, part.where) for part in parts) for parts in (were, are)))
        both = over_legal(cases, both, self.legal)
        leading = Leading(cases, both)
        for leaf in [cases.value[node] for node in cases.below(both) if not cases.branches[node]]:
            if leaf == ILLEGAL:
                continue
            was, now = cast("tuple[Values, Values]", leaf)
            if sorted(renamed.get(name, name) for name in was) != sorted(now):
                rows = self._every_row & _just(were, was) & _just(are, now)
                yield _Differing(was, now, leading.where([leaf]), rows)

    def _add(self, kind: ChangeKind, attribute: str, groups: Iterable[_Differing]) -> None:
        cases = self._cases
        found = [(cases.how_many(it.where), it) for it in groups if it.where != cases.false]
        for count, it in sorted(found, key=lambda found: (-found[0], found[1].before, found[1].after)):
            rows = bin(it.rows).count("1")
            witness = cases.smallest(it.where) or {}
            self.changes.append(Change(kind, attribute, it.before, it.after, count, witness, rows))
            self.differing[kind] = cases.disjoin(self.differing[kind], it.where)
            self.rows[kind] |= it.rows


def _named(parts: Iterable[_Held], name: str) -> list[_Held]:
    return [part for part in parts if part.name == name]


def _just(parts: Iterable[_Held], names: Values) -> int:
    """The rows in which just these hold."""
    found = -1
    for part in parts:
        found &= part.rows if part.name in names else ~part.rows
    return found
