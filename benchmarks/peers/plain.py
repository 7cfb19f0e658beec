"""Plain Python functions, one a rule, as a programmer would write them by hand; called stratum by stratum."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase, Rule
from benchmarks.peers import Outcome, Peer, single

_SIGNS = {"is": "==", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}

Found = dict[str, set[str]]
Test = Callable[[Answers, Found], bool]


class Decided(NamedTuple):
    found: Found
    own: str | None


class Plain(Peer):
    """A rule is `def rule(case, found): return case['soil'] == 'dry' and 'short' not in found['moisture']`."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._strata = [
            ([(rule, _function(kb, rule)) for rule in stratum.rules], stratum.recursive) for stratum in kb.strata
        ]

    def decide(self, case: Answers) -> Decided:
        goal = self._kb.goal
        found: Found = {id: set() for id in self._kb.conclusions}
        fired: dict[str, int] = {}
        for tests, recursive in self._strata:
            settled = False
            while not settled:
                settled = True
                for rule, test in tests:
                    if rule.attribute in self._kb.first and found[rule.attribute]:
                        continue  # one that comes before has decided
                    if (rule.value not in found[rule.attribute] or rule.attribute == goal) and test(case, found):
                        settled = settled and (not recursive or rule.value in found[rule.attribute])
                        found[rule.attribute].add(rule.value)
                        if rule.attribute == goal:
                            fired[rule.id] = rule.order
        return Decided(found, min(fired, key=fired.__getitem__) if fired else None)

    def outcome(self, decided: Decided) -> Outcome:
        pairs = [(attribute, value) for attribute, values in decided.found.items() for value in values]
        return single(self._kb, pairs, decided.own)


def _function(kb: KnowledgeBase, rule: Rule) -> Test:
    names: dict[str, Test] = {}
    exec(f"def rule(case, found):\n    return {_read(kb, rule.when)}", names)
    return names["rule"]


def _read(kb: KnowledgeBase, condition: Condition) -> str:
    if isinstance(condition, OneOf):
        return _one_of(kb, condition)
    if isinstance(condition, Compare):
        id = repr(condition.attribute)
        if condition.attribute in kb.conclusions:
            return _number(kb, condition)
        return f"(case[{id}] != {UNKNOWN!r} and case[{id}] {_SIGNS[condition.comparison]} {condition.number!r})"
    parts = [_read(kb, part) for part in condition.parts]
    if isinstance(condition, All):
        return f"({' and '.join(parts)})" if parts else "True"
    joined = f"({' or '.join(parts)})" if parts else "False"
    return joined if isinstance(condition, Any) else f"(not {joined})"


def _number(kb: KnowledgeBase, leaf: Compare) -> str:
    """The test of what rules have added to a concluded number."""
    number = kb.conclusions[leaf.attribute].number
    assert number is not None
    amounts = {rule.id: number.scaled(rule.add or 0) for rule in kb.adding[leaf.attribute]}
    total = f"sum(map({amounts!r}.__getitem__, found[{leaf.attribute!r}]), {number.scaled(number.start)})"
    least, most = number.range_of(leaf)
    ends = [*([] if least is None else [f"{least} <= {total}"]), *([] if most is None else [f"{total} <= {most}"])]
    return f"({' and '.join(ends)})"


def _one_of(kb: KnowledgeBase, leaf: OneOf) -> str:
    question = kb.questions.get(leaf.attribute)
    if question is None:
        tests = [f"{value!r} in found[{leaf.attribute!r}]" for value in leaf.values]
    elif question.kind == "many":
        tests = [_among(question, value) for value in leaf.values]
    elif len(leaf.values) > 1:
        tests = [f"case[{question.id!r}] in {leaf.values!r}"]
    else:
        tests = [f"case[{question.id!r}] == {leaf.values[0]!r}"]
    return f"({' or '.join(tests)})"


def _among(question: Question, value: str) -> str:
    """The test that the answer has the value; an unknown answer is a word and not a tuple."""
    answer = f"case[{question.id!r}]"
    if value == UNKNOWN:
        return f"{answer} == {UNKNOWN!r}"
    if value == NONE:
        return f"{answer} == ()"
    return f"({answer} != {UNKNOWN!r} and {value!r} in {answer})"
