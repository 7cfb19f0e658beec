"""Which cases two versions of a knowledge base answer differently, counted exactly, with the smallest of each kind.

Both are read as decision diagrams over the same cases. A question that one version does not ask, and an answer that it
does not take, is unknown to it. Of a question that is required only the answers that both versions take are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from advisor.knowledge.conditions import UNKNOWN, Compare, Condition, OneOf
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Question
from advisor.logic.samples import Samples
from advisor.solver.case_space import CaseDiagram, Cases, deep
from advisor.solver.mdd import Node, TooLarge

OLD = "-before"
"""What is added to the id of a question of the old version that is of another kind in the new one."""

Values = tuple[str, ...]


class Change(NamedTuple):
    """The cases in which an attribute had some values and has others: how many, the smallest, and how many rows."""

    attribute: str
    before: Values
    after: Values
    how_many: int
    witness: Mapping[str, Answer]
    rows: int


class Difference(NamedTuple):
    """`goal` has the changes of the goal, the most frequent first, `others` those of what is shown with it.

    `cases` is how many cases were compared, None where they are alike but too many to be counted, `changed` in how many
    the goal differs, `rows` how many were given and `rows_changed` in how many of these it differs. `renamed` are steps
    that are recommended in just the same cases under another id. `asked` says of questions what is not the same in both
    versions.
    """

    cases: int | None
    changed: int
    rows: int
    rows_changed: int
    goal: tuple[Change, ...]
    others: tuple[Change, ...]
    renamed: Mapping[str, str]
    asked: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not (self.goal or self.others or self.renamed)


def difference(old: KnowledgeBase, new: KnowledgeBase, rows: Sequence[Answers] = ()) -> Difference:
    """Compares all cases. Raises TooLarge where they are too many to be counted, unless the versions decide alike."""
    if _deciding(old) == _deciding(new):
        return Difference(_count(new), 0, len(rows), 0, (), (), {}, ())
    asked = tuple(_asked(old, new))
    old = _with_names(old, {id: id + OLD for id in old.questions if _another_kind(old, new, id)})
    questions = {
        id: _merged(old, new, id) for id in (*new.questions, *(id for id in old.questions if id not in new.questions))
    }
    with deep(len(questions) + sum(len(question.values) for question in questions.values())):
        cases = Cases(questions, [new, old])
        compared = _Compared(CaseDiagram(old, cases), CaseDiagram(new, cases), cases, rows)
        renamed = compared.renamed()
        goal = compared.changes(old.goal, new.goal, renamed)
        others = [
            change
            for id in dict.fromkeys([*new.also, *old.also])
            if id in old.conclusions and id in new.conclusions
            for change in compared.changes(id, id, {})
        ]
        total = cases.how_many(cases.true)
    changed = sum(change.how_many for change in goal)
    rows_changed = sum(change.rows for change in goal)
    return Difference(total, changed, len(rows), rows_changed, tuple(goal), tuple(others), renamed, asked)


def _deciding(kb: KnowledgeBase) -> object:
    """All that decides what is concluded; the same where two versions differ in their wording alone, if at all."""
    questions = [
        (it.id, it.kind, it.values, it.minimum, it.maximum, it.whole, it.required) for it in kb.questions.values()
    ]
    conclusions = [(it.id, it.values, it.many) for it in kb.conclusions.values()]
    return questions, conclusions, [(rule.when, rule.then) for rule in kb.rules], kb.goal, kb.also, [*kb.steps]


def _count(kb: KnowledgeBase) -> int | None:
    """How many cases there are; None where they cannot be counted."""
    try:
        cases = Cases(kb.questions, [kb])
    except TooLarge:
        return None
    return cases.how_many(cases.true)


class _Compared:
    """Both versions over the same cases, and the rows as each of them answers these."""

    def __init__(self, old: CaseDiagram, new: CaseDiagram, cases: Cases, rows: Iterable[Answers]) -> None:
        self._old, self._new, self._cases = old, new, cases
        rows = list(rows)
        self._old_rows = Samples(old.kb, [known(old.kb, row) for row in rows])
        self._new_rows = Samples(new.kb, [known(new.kb, row) for row in rows])

    def changes(self, before: str, after: str, renamed: Mapping[str, str]) -> list[Change]:
        """Each way in which the old version's attribute differs from the new one's, the most frequent first."""
        both = self._cases.paired(self._of(self._old, before), self._of(self._new, after))
        found = []
        leaves = [self._cases.value[node] for node in self._cases.below(both) if not self._cases.branches[node]]
        for leaf in leaves:
            was, now = cast("tuple[Values, Values]", leaf)
            if sorted(renamed.get(value, value) for value in was) == sorted(now):
                continue
            here = self._cases.where(both, leaf)
            witness = self._cases.smallest(here) or {}
            rows = self._rows(self._old_rows, before, was) & self._rows(self._new_rows, after, now)
            found.append(Change(after, was, now, self._cases.how_many(here), witness, bin(rows).count("1")))
        return sorted(found, key=lambda change: (-change.how_many, change.before, change.after))

    def renamed(self) -> dict[str, str]:
        """The steps of the old version alone that a new one of the new version alone is recommended in place of."""
        gone = [id for id in self._old.kb.steps if id not in self._new.kb.steps]
        come = [id for id in self._new.kb.steps if id not in self._old.kb.steps]
        found: dict[str, str] = {}
        for id in gone:
            where = self._step(self._old, id)
            for other in come:
                if where not in (None, self._cases.false) and where == self._step(self._new, other):
                    found[id] = other
        return found

    @staticmethod
    def _step(diagram: CaseDiagram, id: str) -> Node | None:
        return diagram.pairs.get((diagram.kb.goal, id))

    def _of(self, diagram: CaseDiagram, id: str) -> Node:
        return self._cases.choice((value, diagram.pairs[id, value]) for value in diagram.kb.conclusions[id].values)

    @staticmethod
    def _rows(samples: Samples, id: str, values: Values) -> int:
        """The rows in which the attribute has just these values."""
        found = samples.every
        for value in samples.kb.conclusions[id].values:
            bits = samples.pairs[id, value]
            found &= bits if value in values else ~bits
        return found


def known(kb: KnowledgeBase, answers: Answers) -> dict[str, Answer]:
    """The case as a knowledge base knows it: without what it does not ask, and what it does not take."""
    found: dict[str, Answer] = {}
    for id, answer in answers.items():
        question = kb.questions.get(id)
        if question is None or answer == UNKNOWN:
            continue
        if isinstance(answer, tuple):
            if question.kind == "many":
                found[id] = tuple(value for value in question.values if value in answer)
        elif isinstance(answer, str):
            if question.kind == "choice" and answer in question.values:
                found[id] = answer
        elif question.kind == "number" and question.minimum <= answer <= question.maximum:
            found[id] = answer
    return found


def _another_kind(old: KnowledgeBase, new: KnowledgeBase, id: str) -> bool:
    return id in new.questions and old.questions[id].kind != new.questions[id].kind


def _merged(old: KnowledgeBase, new: KnowledgeBase, id: str) -> Question:
    """The question with the answers that are compared."""
    versions = [kb.questions[id] for kb in (new, old) if id in kb.questions]
    if len(versions) == 1:
        return versions[0]
    now, before = versions
    required = now.required or before.required
    if required:
        values = tuple(value for value in now.values if value in before.values)
        low, high = max(now.minimum, before.minimum), min(now.maximum, before.maximum)
    else:
        values = tuple(dict.fromkeys([*now.values, *before.values]))
        low, high = min(now.minimum, before.minimum), max(now.maximum, before.maximum)
    whole = now.whole and before.whole
    return now._replace(values=values, minimum=low, maximum=high, required=required, whole=whole)


def _asked(old: KnowledgeBase, new: KnowledgeBase) -> Iterable[str]:
    for id in old.questions:
        if id not in new.questions:
            yield f"'{id}' is asked in the old version only; to the new one it is unknown"
        elif _another_kind(old, new, id):
            yield f"'{id}' is of another kind in the new version; as it was, it is called '{id}{OLD}' here"
    for id, question in new.questions.items():
        if id not in old.questions:
            yield f"'{id}' is asked in the new version only; to the old one it is unknown"
            continue
        before = old.questions[id]
        only = [value for value in question.values if value not in before.values]
        gone = [value for value in before.values if value not in question.values]
        left_out = question.required or before.required
        for version, values in (("new", only), ("old", gone)):
            if values and question.kind == before.kind:
                how = "not compared" if left_out else "to the other it is unknown"
                yield f"'{id}' takes {', '.join(values)} in the {version} version only; {how}"
        if question.required != before.required:
            yield f"'{id}' is required in one version only; cases without an answer are not compared"


def _with_names(kb: KnowledgeBase, names: Mapping[str, str]) -> KnowledgeBase:
    """The knowledge base with these questions under other ids."""
    if not names:
        return kb

    def named(condition: Condition) -> Condition:
        if isinstance(condition, (OneOf, Compare)):
            return condition._replace(attribute=names.get(condition.attribute, condition.attribute))
        return type(condition)(tuple(map(named, condition.parts)))

    questions = {names.get(id, id): q._replace(id=names.get(id, id)) for id, q in kb.questions.items()}
    rules = tuple(rule._replace(when=named(rule.when)) for rule in kb.rules)
    return replace(kb, questions=questions, rules=rules, steps={**kb.steps}, properties={})
