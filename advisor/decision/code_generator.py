"""The rules as Python code: conditions are expressions, and what is concluded are statements, as syntax trees.

An attribute is a variable with a bit for each of its values, so that a test of values is one `&`. A number is itself,
an unknown one `nan`, which compares with nothing. A concluded number has a counter as well, and so has an attribute of
which the first rule that holds decides: the place of that rule, from 1. Names are generated and what an author wrote is
only ever a constant: a knowledge base is data and cannot become code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Leaf, Number, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, Stratum
from advisor.logic.interpretation import Interpretation

_COMPARED: dict[str, type[ast.cmpop]] = {
    "is": ast.Eq,
    "at_least": ast.GtE,
    "at_most": ast.LtE,
    "above": ast.Gt,
    "below": ast.Lt,
}


class Variable(NamedTuple):
    """An attribute's name in the program, and the bit of each of its values; a number has none."""

    name: str
    bits: Mapping[str, int]
    number: bool = False


def variables(kb: KnowledgeBase) -> dict[str, Variable]:
    """The variable of each attribute: those of the questions, then those of the conclusions, in their order."""
    found: dict[str, Variable] = {}
    for place, question in enumerate(kb.questions.values()):
        alone = [NONE, UNKNOWN] if question.kind == "many" else [UNKNOWN]
        bits = _bits([*question.values, *alone])
        found[question.id] = Variable(f"asked{place}", bits, question.kind == "number")
    for place, conclusion in enumerate(kb.conclusions.values()):
        found[conclusion.id] = Variable(f"found{place}", _bits(conclusion.values))
    return found


def _bits(values: Iterable[str]) -> dict[str, int]:
    return {value: 1 << place for place, value in enumerate(values)}


def name(id: str) -> ast.expr:
    """The variable's value."""
    return ast.Name(id, ast.Load())


class PythonExpressions:
    """Truth as an expression that is evaluated in a case."""

    def all(self, parts: Iterable[ast.expr]) -> ast.expr:
        return self._joined(ast.And(), [*parts], True)

    def any(self, parts: Iterable[ast.expr]) -> ast.expr:
        return self._joined(ast.Or(), [*parts], False)

    def negate(self, part: ast.expr) -> ast.expr:
        return ast.UnaryOp(ast.Not(), part)

    def same(self, one: ast.expr, other: ast.expr) -> bool:
        return one is other

    def sum(self, start: int, parts: Iterable[tuple[int, ast.expr]]) -> ast.expr:
        """`sum([20 if condition else 0, ...], start)`: no deep tree, however many parts there are."""
        added: list[ast.expr] = [ast.IfExp(where, ast.Constant(amount), ast.Constant(0)) for amount, where in parts]
        return ast.Call(name("sum"), [ast.List(added, ast.Load()), ast.Constant(start)], [])

    def between(self, sum: ast.expr, least: int | None, most: int | None) -> ast.expr:
        above = [] if least is None else [ast.Compare(sum, [ast.GtE()], [ast.Constant(least)])]
        below = [] if most is None else [ast.Compare(sum, [ast.LtE()], [ast.Constant(most)])]
        return self.all([*above, *below])

    def _joined(self, operator: ast.boolop, parts: list[ast.expr], without: bool) -> ast.expr:
        if len(parts) > 1:
            return ast.BoolOp(operator, parts)
        return parts[0] if parts else ast.Constant(without)


class CodeGenerator(Interpretation[ast.expr]):
    """The rules as statements (`body`); `fires` has for each an expression that is true once they have run."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.variables = variables(kb)
        self.counters: dict[str, str] = {}
        self.body: list[ast.stmt] = [assign(self.variables[id].name, ast.Constant(0)) for id in kb.conclusions]
        for place, (id, it) in enumerate(kb.conclusions.items()):
            if it.first or it.number:
                self.counters[id] = f"counter{place}"
                start = it.number.scaled(it.number.start) if it.number else 0
                self.body.append(assign(self.counters[id], ast.Constant(start)))
        self._recursive = False
        super().__init__(kb, PythonExpressions(), self._answered)

    def _answered(self, leaf: Leaf) -> ast.expr:
        variable = self.variables[leaf.attribute]
        if isinstance(leaf, Compare):
            number: Number = leaf.number
            return ast.Compare(name(variable.name), [_COMPARED[leaf.comparison]()], [ast.Constant(number)])
        if variable.number:
            return self._unknown_number(variable) if UNKNOWN in leaf.values else ast.Constant(False)
        return self._among(leaf)

    def _unknown_number(self, variable: Variable) -> ast.expr:
        return ast.Compare(name(variable.name), [ast.NotEq()], [name(variable.name)])  # only nan differs from itself

    def _concluded(self, leaf: Leaf) -> ast.expr:
        return self._among(leaf) if isinstance(leaf, OneOf) else super()._concluded(leaf)

    def _among(self, leaf: OneOf) -> ast.expr:
        variable = self.variables[leaf.attribute]
        mask = sum(variable.bits.get(value, 0) for value in {*leaf.values})
        return ast.BinOp(name(variable.name), ast.BitAnd(), ast.Constant(mask))

    def _fixpoint(self, stratum: Stratum) -> None:
        """One round; where rules are recursive it is run again and again, until it concludes nothing new."""
        before, self.body, self._recursive = self.body, [], stratum.recursive
        self._round(stratum)
        self.body = [*before, *(_until_settled(self.body) if stratum.recursive else self.body)]

    def _round(self, stratum: Stratum) -> bool:
        new = super()._round(stratum)
        for id in dict.fromkeys(id for id, _ in stratum.concluding if id in self.kb.adding):
            self.body.append(assign(self.counters[id], self.sum_of(id)))
            self._sums[id] = name(self.counters[id])
        return new

    def _first(self, rules: Iterable[Rule], holds: Mapping[str, ast.expr]) -> dict[str, ast.expr]:
        """`if not counter and condition: counter = 3`, for each rule."""
        fires: dict[str, ast.expr] = {}
        for place, rule in enumerate(rules, 1):
            counter, own = self.counters[rule.attribute], ast.Constant(place)
            none_yet = ast.UnaryOp(ast.Not(), name(counter))
            self.body.append(ast.If(ast.BoolOp(ast.And(), [none_yet, holds[rule.id]]), [assign(counter, own)], []))
            fires[rule.id] = ast.Compare(name(counter), [ast.Eq()], [own])
        return fires

    def _kept_pairs(self, pairs: dict[Pair, ast.expr]) -> dict[Pair, ast.expr]:
        for pair, holds in pairs.items():
            self.body.append(self._conclude(pair, holds))
        return {pair: self._among(OneOf(pair[0], (pair[1],))) for pair in pairs}

    def _conclude(self, pair: Pair, holds: ast.expr) -> ast.stmt:
        """`if condition: found |= bit`, and in a loop only what is new, with the news of it."""
        variable = self.variables[pair[0]]
        bit = ast.Constant(variable.bits[pair[1]])
        then: list[ast.stmt] = [ast.AugAssign(ast.Name(variable.name, ast.Store()), ast.BitOr(), bit)]
        if self._recursive:
            then.append(assign("changed", ast.Constant(True)))
            new = ast.UnaryOp(ast.Not(), ast.BinOp(name(variable.name), ast.BitAnd(), bit))
            holds = ast.BoolOp(ast.And(), [new, holds])
        return ast.If(holds, then, [])


def _until_settled(steps: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The steps, again and again until they conclude nothing new."""
    settled = ast.If(ast.UnaryOp(ast.Not(), name("changed")), [ast.Break()], [])
    return [ast.While(ast.Constant(True), [assign("changed", ast.Constant(False)), *steps, settled], [])]


def assign(variable: str, value: ast.expr) -> ast.stmt:
    """A statement that gives the variable a value."""
    return ast.Assign([ast.Name(variable, ast.Store())], value)
