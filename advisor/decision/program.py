"""The rules of a knowledge base as Python functions, stratum by stratum, and the way into it and out of it."""

from __future__ import annotations

import ast
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from advisor.decision.code_generator import CodeGenerator, name
from advisor.given import of_kind
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Number
from advisor.knowledge.decimals import is_exact
from advisor.knowledge.model import KnowledgeBase, Rule

Slot = float
"""An answer as the program takes it: the bits of its values, or the number."""

_UNKNOWN_NUMBER = float("nan")
_MOST_KEPT = 4096


class Outcome(NamedTuple):
    """The goal's values, the id of the first of its rules that fires, the other conclusions and the numbers."""

    goal: tuple[str, ...]
    rule: str | None
    conclusions: dict[str, tuple[str, ...]]
    numbers: dict[str, Number]


class NotPlain(Exception):
    """Answers that are illegal, or legal in a form that has to be read first."""


class Program:
    """The compiled rules. `slots` and `run` may be called by several threads at once."""

    def __init__(self, kb: KnowledgeBase) -> None:
        code = CodeGenerator(kb)
        known = code.variables
        self._conclude = _concluding(code)
        self._choose = _choosing(code)
        self._is_legal = _telling_legal(code)
        self._slots: dict[str, tuple[int, Callable[[object], Slot]]] = {}
        self._blank: list[Slot] = []
        for place, question in enumerate(kb.questions.values()):
            read, blank = _answer(question, known[question.id].bits)
            self._slots[question.id] = place, read
            self._blank.append(blank)
        self._required = [question.id for question in kb.questions.values() if question.required]
        self._rules = [rule.id for rule in _of_goal(kb)]
        self._goal = list(kb.conclusions).index(kb.goal)
        self._values = [Values(conclusion.values) for conclusion in kb.conclusions.values()]
        others = [(place, id) for place, (id, it) in enumerate(kb.conclusions.items()) if not it.number]
        self._others = [(id, self._values[place], place) for place, id in others if id != kb.goal]
        counters = enumerate(code.counters, len(self._values))
        self._numbers = [(id, number, at) for at, id in counters if (number := kb.conclusions[id].number)]

    def slots(self, answers: Mapping[str, object]) -> list[Slot]:
        """The answers as the program takes them. Raises NotPlain where they must be read first, or one is lacking."""
        slots = self._blank.copy()
        known = self._slots
        try:
            for id, answer in answers.items():
                place, read = known[id]
                if answer is not None:
                    slots[place] = read(answer)
            for id in self._required:
                if answers.get(id) is None:
                    raise NotPlain
            if self._is_legal is not None and not self._is_legal(*slots):
                raise NotPlain
        except Exception:  # what a caller's own object does when it is looked at: it is read strictly then
            raise NotPlain from None
        return slots

    def run(self, slots: list[Slot]) -> Outcome:
        """What the rules conclude."""
        state = self._conclude(*slots)
        goal = self._values[self._goal][state[self._goal]]
        own = self._rules[self._choose(*slots, *state)] if goal else None
        conclusions = {id: values[state[at]] for id, values, at in self._others}
        return Outcome(goal, own, conclusions, {id: number.unscaled(state[at]) for id, number, at in self._numbers})


class Values(dict[int, tuple[str, ...]]):
    """The values of a concluded attribute by their bits; combinations that were met are kept, up to a number."""

    def __init__(self, values: tuple[str, ...]) -> None:
        self._all = values

    def __missing__(self, mask: int) -> tuple[str, ...]:
        found = tuple(value for place, value in enumerate(self._all) if mask >> place & 1)
        if len(self) < _MOST_KEPT:
            self[mask] = found
        return found


def _answer(question: Question, bits: Mapping[str, int]) -> tuple[Callable[[object], Slot], Slot]:
    """What turns an answer into its slot, raising LookupError, TypeError or ValueError; and the slot of no answer."""
    if question.kind == "number":
        return partial(_number, question), _UNKNOWN_NUMBER
    alone = {} if question.required else {UNKNOWN: bits[UNKNOWN]}
    if question.kind == "many":
        ticks = {value: bits[value] for value in question.values}
        return partial(_many, ticks, alone, bits[NONE]), bits[UNKNOWN]
    legal: dict[Any, int] = {value: bits[value] for value in question.values} | alone
    return legal.__getitem__, bits[UNKNOWN]


def _many(ticks: Mapping[str, int], alone: Mapping[str, int], none: int, answer: object) -> int:
    if isinstance(answer, str):
        return alone[answer]
    if not isinstance(answer, (list, tuple, set, frozenset)):
        raise TypeError
    found = 0
    for value in answer:
        found |= ticks[value]
    return found or none


def _number(question: Question, answer: object) -> Slot:
    if isinstance(answer, str):
        if answer == UNKNOWN and not question.required:
            return _UNKNOWN_NUMBER
        raise ValueError
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        raise TypeError
    if not question.minimum <= answer <= question.maximum or (question.whole and answer != int(answer)):
        raise ValueError
    if not is_exact(answer):
        raise ValueError
    return answer


def _of_goal(kb: KnowledgeBase) -> list[Rule]:
    return [rule for rule in kb.rules if rule.attribute == kb.goal]


# --- from rules to functions


def _concluding(code: CodeGenerator) -> Callable[..., list[int]]:
    """The function from all slots to the bits of each concluded attribute, and then all counters."""
    found = [*(name(code.variables[id].name) for id in code.kb.conclusions), *map(name, code.counters.values())]
    asked = [code.variables[id].name for id in code.kb.questions]
    return _function(asked, [*code.body, ast.Return(ast.List(found, ast.Load()))])


def _choosing(code: CodeGenerator) -> Callable[..., int]:
    """The function from all slots, bits and counters to the place of the first of the goal's rules that fires."""
    own = enumerate(_of_goal(code.kb))
    body = [ast.If(code.fires[rule.id], [ast.Return(ast.Constant(place))], []) for place, rule in own]
    known = [*(variable.name for variable in code.variables.values()), *code.counters.values()]
    return _function(known, [*body, ast.Pass()])


def _telling_legal(code: CodeGenerator) -> Callable[..., bool] | None:
    """The function from all slots to whether they have what conditions require; None where none does."""
    if code.kb.legal is None:
        return None
    asked = [code.variables[id].name for id in code.kb.questions]
    return _function(asked, [ast.Return(code.holds(code.kb.legal))])


def _function(parameters: Iterable[str], body: Iterable[ast.stmt]) -> Callable[..., Any]:
    module = ast.parse("def function(): pass")
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.args.args = [ast.arg(parameter) for parameter in parameters]
    function.body = [*body]
    names: dict[str, Callable[..., Any]] = {}
    exec(compile(ast.fix_missing_locations(module), "<rules>", "exec"), names)
    return names["function"]


# --- once for each knowledge base

_PROGRAMS: dict[int, tuple[weakref.ref[KnowledgeBase], Program]] = {}
_BUILDING = threading.Lock()


def program_of(kb: KnowledgeBase) -> Program:
    """The program of this knowledge base object, compiled once; it goes when the knowledge base goes."""
    known = _PROGRAMS.get(id(kb))
    if known is not None and known[0]() is kb:
        return known[1]
    of_kind(kb, KnowledgeBase, "a knowledge base")
    with _BUILDING:
        known = _PROGRAMS.get(id(kb))
        if known is None or known[0]() is not kb:
            known = _PROGRAMS[id(kb)] = weakref.ref(kb, partial(_forget, id(kb))), Program(kb)
        return known[1]


def _forget(key: int, gone: weakref.ref[KnowledgeBase]) -> None:
    if key in _PROGRAMS and _PROGRAMS[key][0] is gone:  # else the id has a new owner already
        del _PROGRAMS[key]
