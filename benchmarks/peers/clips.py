"""CLIPS through clipspy: a `defrule` a rule in an environment that is built once; reset, assert the case, run.

Strata become saliences, so that what a negated condition tests is settled before it counts.
"""

from __future__ import annotations

from typing import NamedTuple

import clips
from clips import facts
from clips._clips import lib

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase, Rule
from benchmarks.peers import Outcome, Peer, goal_rules, single

_SIGNS = {"is": "=", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
_NEVER = "(test (eq yes no))"


def _release(fact: facts.Fact) -> None:
    lib.ReleaseFact(fact._fact)


class Decided(NamedTuple):
    pairs: list[tuple[str, str]]
    own: int | None


class Clips(Peer):
    """One `case` fact with a slot a question; `found` facts for what is concluded, `own` facts for the goal's rules."""

    mended = True
    """clipspy 1.0.6 hands CLIPS one argument too many where it frees a fact, and hides the error: none is ever freed,
    and every case takes longer than the one before. Mended, it is what it is meant to be."""

    def __init__(self, kb: KnowledgeBase) -> None:
        if self.mended:
            facts.Fact.__del__ = _release
        self._kb = kb
        self._slots = {id: f"a{place}" for place, id in enumerate(kb.questions)}
        self._environment = clips.Environment()
        self._many = {id for id, question in kb.questions.items() if question.kind == "many"}
        slots = " ".join(f"({'multislot' if id in self._many else 'slot'} {slot})" for id, slot in self._slots.items())
        self._environment.build(f"(deftemplate case {slots})")
        self._environment.build("(deftemplate found (slot attribute) (slot value))")
        self._environment.build("(deftemplate own (slot order))")
        for rule in kb.rules:
            self._environment.build(self._rule(rule))
        self._case = self._environment.find_template("case")
        self._found = self._environment.find_template("found")
        self._own = self._environment.find_template("own")
        self._goal = {rule.order: rule.id for rule in goal_rules(kb)}

    def decide(self, case: Answers) -> Decided:
        self._environment.reset()
        self._case.assert_fact(**{slot: self._value(id, case[id]) for id, slot in self._slots.items()})
        self._environment.run()
        pairs = [(str(fact["attribute"]), str(fact["value"])) for fact in self._found.facts()]
        return Decided(pairs, min((fact["order"] for fact in self._own.facts()), default=None))

    def outcome(self, decided: Decided) -> Outcome:
        return single(self._kb, decided.pairs, None if decided.own is None else self._goal[decided.own])

    def _value(self, id: str, answer: Answer) -> object:
        if id in self._many:
            return [clips.Symbol(value) for value in ((UNKNOWN,) if answer == UNKNOWN else answer or (NONE,))]
        return clips.Symbol(answer) if isinstance(answer, str) else answer

    # --- rules

    def _rule(self, rule: Rule) -> str:
        own = f" (own (order {rule.order}))" if rule.attribute == self._kb.goal else ""
        return (
            f"(defrule r{rule.order} (declare (salience {-rule.stratum})) {self._read(rule.when, False)} => "
            f"(assert (found (attribute {rule.attribute}) (value {rule.value})){own}))"
        )

    def _read(self, condition: Condition, negated: bool) -> str:
        """The condition as one conditional element; negations are moved to the leaves."""
        if isinstance(condition, (OneOf, Compare)):
            if condition.attribute in self._slots:
                return f"(case ({self._slots[condition.attribute]} {self._constraint(condition, negated)}))"
            assert isinstance(condition, OneOf)
            found = f"(found (attribute {condition.attribute}) (value {'|'.join(condition.values)}))"
            return f"(not {found})" if negated else found
        if isinstance(condition, All):
            return self._one(condition.parts, True) if negated else self._each(condition.parts, False)
        if isinstance(condition, Any):
            return self._each(condition.parts, True) if negated else self._one(condition.parts, False)
        return self._one(condition.parts, False) if negated else self._each(condition.parts, True)

    def _each(self, parts: tuple[Condition, ...], negated: bool) -> str:
        """All parts, tests of different answers as one pattern."""
        slots: dict[str, str] = {}
        others = []
        for part in parts:
            slot = self._slots.get(part.attribute) if isinstance(part, (OneOf, Compare)) else None
            if slot is None or slot in slots:
                others.append(self._read(part, negated))
            else:
                assert isinstance(part, (OneOf, Compare))
                slots[slot] = self._constraint(part, negated)
        if slots or not others:
            others.insert(0, f"(case {' '.join(f'({slot} {test})' for slot, test in slots.items())})")
        return f"(and {' '.join(others)})" if len(others) > 1 else others[0]

    def _one(self, parts: tuple[Condition, ...], negated: bool) -> str:
        read = [self._read(part, negated) for part in parts]
        if not read:
            return _NEVER
        return f"(or {' '.join(read)})" if len(read) > 1 else read[0]

    def _constraint(self, leaf: OneOf | Compare, negated: bool) -> str:
        question = self._kb.questions[leaf.attribute]
        if isinstance(leaf, Compare) or question.kind == "many":
            variable = f"$?{self._slots[question.id]}" if question.kind == "many" else f"?{self._slots[question.id]}"
            test = self._test(leaf, question)
            return f"{variable}&:{f'(not {test})' if negated else test}"
        return "&".join(f"~{value}" for value in leaf.values) if negated else "|".join(leaf.values)

    def _test(self, leaf: OneOf | Compare, question: Question) -> str:
        variable = f"?{self._slots[question.id]}"
        if isinstance(leaf, Compare):
            return f"(and (numberp {variable}) ({_SIGNS[leaf.comparison]} {variable} {leaf.number}))"
        tests = [f"(member$ {value} {variable})" for value in leaf.values]
        return f"(or {' '.join(tests)})" if len(tests) > 1 else f"(neq {tests[0]} FALSE)"


class AsReleased(Clips):
    """clipspy as its users get it. To be run in a process of its own, as every peer is."""

    mended = False
