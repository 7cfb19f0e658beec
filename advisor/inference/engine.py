"""The engine of a knowledge base: it runs one case at a time and reads the derivation from what was matched."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from advisor.inference import experta_import
from advisor.inference.facts import AnswersFact, Branch, DerivedFact, Possible, SumFact, Unsettled, slot
from advisor.inference.firing import Firing
from advisor.inference.matching import Rete, RuleOrder
from advisor.inference.reach import OutOfReach
from advisor.inference.reader import Production, RuleReader, adding_up, experta_rule
from advisor.knowledge import model
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import Compare, leaves
from advisor.logic.partial import KLEENE

KnowledgeEngine: Any = experta_import.load().KnowledgeEngine

_HERE = threading.local()
_BUILDING = threading.Lock()


class NotSettledError(RuntimeError):
    """The rules of a case went on firing beyond what their number allows: a fault of this program, not of the case."""


def engine_of(kb: model.KnowledgeBase) -> Engine:
    """The engine of this knowledge base object in this thread, built once; it goes when the knowledge base goes."""
    engines: dict[int, tuple[weakref.ref[model.KnowledgeBase], Engine]] = _HERE.__dict__.setdefault("engines", {})
    known = engines.get(id(kb))
    if known is not None and known[0]() is kb:
        return known[1]
    engine = Engine(kb)
    engines[id(kb)] = weakref.ref(kb, partial(_forget, engines, id(kb))), engine
    return engine


def forget(kb: model.KnowledgeBase) -> None:
    """Drops this thread's engine of the knowledge base: a case that was broken off may have left facts by half."""
    _HERE.__dict__.get("engines", {}).pop(id(kb), None)


def _forget(engines: dict[int, Any], key: int, gone: object) -> None:
    if key in engines and engines[key][0] is gone:  # else the id has a new owner already
        del engines[key]


class _Support:
    """What a left side matched, with its branches followed down to answers, findings and what is missing."""

    def __init__(self, asked: Iterable[str]) -> None:
        self.asked = dict.fromkeys(asked)
        self.findings: dict[model.Pair, None] = {}
        self.missing: dict[model.Pair, None] = {}

    def add(self, other: _Support) -> None:
        self.asked.update(other.asked)
        self.findings.update(other.findings)
        self.missing.update(other.missing)


class Engine(KnowledgeEngine):  # type: ignore[misc]
    """experta's engine with the rules of one knowledge base; for one thread."""

    __matcher__ = Rete
    __strategy__ = RuleOrder

    def __init__(self, kb: model.KnowledgeBase) -> None:
        self._out_of_reach = OutOfReach(kb)
        self._questions = kb.questions
        self._numbers = {id: it.number for id, it in kb.conclusions.items() if it.number}
        self._adding = kb.adding
        self._forestalled = {rule.id for rules in kb.first.values() for rule in rules[1:]}
        self._first = set(kb.first)
        self._negated: set[model.Pair] = set()
        self._rules: list[Any] = [*_adding_up(kb)]
        self._limit = 1 + len(self._rules)
        self._many = {question.id: question.kind == "many" for question in kb.questions.values()}
        self._place = {
            (id, value): (row, column)
            for row, (id, conclusion) in enumerate(kb.conclusions.items())
            for column, value in enumerate(conclusion.values)
        }
        self._answers: Answers = {}
        self._possible: Collection[model.Pair] = ()
        self._supports: dict[tuple[str, int], _Support] = {}
        self._firings: dict[str, Firing] = {}
        super().__init__()

    def get_rules(self) -> list[Any]:
        """The rules in the network; experta asks for them when it builds it."""
        return self._rules

    def get_deffacts(self) -> list[Callable[[], Iterable[Any]]]:
        """experta asks at every reset for the facts to begin with: those of the case."""
        return [self._opening]

    def _opening(self) -> Iterable[Any]:
        slots = {}
        for id, many in self._many.items():
            answer = self._answers.get(id)
            slots[slot(id)] = frozenset(answer) if many and isinstance(answer, (tuple, list, set)) else answer
        yield AnswersFact.from_iter(slots.items())
        for attribute, value in self._negated.intersection(self._possible):
            yield Possible(attribute=attribute, value=value)
        for attribute in self._first.intersection(attribute for attribute, _ in self._possible):
            yield Unsettled(attribute=attribute)

    def evaluate(self, answers: Answers, possible: Collection[model.Pair] = ()) -> tuple[Firing, ...]:
        """The firings of one case; see `advisor.inference.infer`. Raises NotSettledError."""
        self._answers, self._possible = answers, possible
        self._supports, self._firings = {}, {}
        self.running = False  # an exception in the case before leaves it on
        self._reach_rules()
        self.reset()
        self.run(self._limit)
        if self.agenda.activations or self.facts.added:
            raise NotSettledError(f"the rules did not settle within {self._limit} firings")
        return tuple(self._firings.values())

    def _reach_rules(self) -> None:
        """Adds to the network the rules that no case before has reached."""
        answers = {id: tuple(it) if isinstance(it, (list, set)) else it for id, it in self._answers.items()}
        with _BUILDING:  # experta's own caches are shared by all threads
            for place, rule in self._out_of_reach.reached(answers):
                reader = RuleReader(self._questions, self._numbers, rule, rule.id in self._forestalled)
                productions = reader.read()
                added = [experta_rule(it, (-place, -part), _act) for part, it in enumerate(productions)]
                self._negated.update(pair for production in productions for pair in production.left.missing)
                self._limit += sum(production.most for production in productions)
                self._rules += added
                self.matcher.add(added)

    def fired(self, production: Production, facts: list[Any]) -> None:
        """Concludes what the production concludes, and notes the derivation."""
        rule = production.rule
        support = self._support(production, facts)
        if production.node is not None:
            if self.declare(Branch(rule=rule.id, node=production.node)) is not None:
                self._supports[rule.id, production.node] = support
            return
        self.declare(DerivedFact(attribute=rule.attribute, value=rule.value))
        if rule.id not in self._firings:
            read = {id: self._answers[id] for id in support.asked}
            place = self._place[rule.then]
            self._firings[rule.id] = Firing(rule, read, tuple(support.findings), tuple(support.missing), place)

    def add_up(self, id: str) -> None:
        """Notes what a concluded number is, or may be, once all that rules add to it is known."""
        total = self._numbers[id]
        added = [(total.scaled(rule.add or 0), holds) for rule, holds in self._added(id)]
        self.declare(SumFact(attribute=id, span=KLEENE.sum(total.scaled(total.start), added)))

    def _added(self, id: str) -> Iterable[tuple[model.Rule, bool | None]]:
        """The rules that add to a number, each with whether it does; None is open."""
        for rule in self._adding[id]:
            yield rule, rule.id in self._firings or (None if rule.then in self._possible else False)

    def _support(self, production: Production, facts: list[Any]) -> _Support:
        support = _Support(production.left.asked)
        for fact in facts:
            if isinstance(fact, DerivedFact):
                support.findings[fact["attribute"], fact["value"]] = None
            elif isinstance(fact, Branch):
                support.add(self._supports[fact["rule"], fact["node"]])
            elif isinstance(fact, SumFact):
                for rule, holds in self._added(fact["attribute"]):
                    if holds is not None:
                        (support.findings if holds else support.missing)[rule.then] = None
        support.missing.update(dict.fromkeys(production.left.missing))
        return support


def _act(engine: Engine, production: Production, facts: list[Any]) -> None:
    engine.fired(production, facts)


def _adding_up(kb: model.KnowledgeBase) -> Iterable[Any]:
    """The experta rules that add up the numbers that rules compare."""
    compared = (leaf.attribute for rule in kb.rules for leaf, _ in leaves(rule.when) if isinstance(leaf, Compare))
    for id in dict.fromkeys(id for id in compared if id in kb.conclusions):
        stratum = max((rule.stratum for rule in kb.adding[id]), default=0)  # they share one
        yield adding_up(id, stratum, Engine.add_up)
