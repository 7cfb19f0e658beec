"""All cases of a generated knowledge base, one by one, with what the oracle concludes in each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import reduce

from legal import all_cases, legal_answers
from oracle import evaluate

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.solver.case_space import Cases
from advisor.solver.nodes import MAX_NODES
from advisor.solver.search import Search

MAX = 1500


def small(kb: KnowledgeBase, most: int = MAX) -> bool:
    return reduce(lambda count, question: count * len(legal_answers(question)), kb.questions.values(), 1) <= most


def alike(kb: KnowledgeBase, case: Mapping[str, Answer] | None) -> object:
    """The case with its numbers as the classes that conditions tell apart; without what is unknown."""
    if case is None:
        return None
    cases = Cases(kb.questions, [kb])
    return [
        (id, list(cases.branch(id, case[id]).values()) if question.kind == "number" else case[id])
        for id, question in kb.questions.items()
        if case.get(id, "unknown") != "unknown"
    ]


def given_of(kb: KnowledgeBase, case: dict[str, Answer]) -> dict[str, Answer]:
    return {id: answer for id, answer in case.items() if answer != "unknown"}


def size(kb: KnowledgeBase, case: dict[str, Answer]) -> int:
    return sum(not kb.questions[id].required for id in given_of(kb, case))


def smallest(kb: KnowledgeBase, true: list[dict[str, Answer]]) -> dict[str, Answer] | None:
    return min(true, key=lambda case: size(kb, case)) if true else None


class Brute:
    """All cases, or so many that are spread evenly among them, with what the oracle concludes in each."""

    def __init__(self, kb: KnowledgeBase, most: int = MAX) -> None:
        self.kb = kb
        every = [*all_cases(kb)]
        self.cases = [(case, *evaluate(kb, case)) for case in every[:: -(-len(every) // most)]]

    def where(self, holds: Callable[[set[Pair], set[str]], bool]) -> list[dict[str, Answer]]:
        return [case for case, true, _, fired in self.cases if holds(true, fired)]


def goal_of(kb: KnowledgeBase, case: Answers, goals: Collection[str]) -> frozenset[Pair]:
    return frozenset(pair for pair in evaluate(kb, case)[0] if pair[0] in goals)


def searches(kb: KnowledgeBase) -> Iterator[Search]:
    """One for each procedure: the whole diagram, diagrams of what is asked for as far as they are small, Z3 alone."""
    for most_nodes in (MAX_NODES, 60, 0):
        yield Search(kb, samples=5, most_nodes=most_nodes)


def with_condition(kb: KnowledgeBase, id: str, when: Condition) -> KnowledgeBase:
    return replace(kb, rules=tuple(rule._replace(when=when) if rule.id == id else rule for rule in kb.rules))
