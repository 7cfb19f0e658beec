"""The Python reader of conditions: expressions as syntax trees, one function for each kind of node.

An attribute is a variable with a bit for each of its values, so that a test of values is one `&`. A number is itself,
an unknown one `nan`, which compares with nothing. Names are generated and what an author wrote is only ever a constant:
a knowledge base is data and cannot become code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.knowledge.conditions import NONE, UNKNOWN, All, Any, Compare, Condition, Number, OneOf
from advisor.knowledge.model import KnowledgeBase

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


class CodeGenerator:
    """Reads the conditions of one knowledge base."""

    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self._variables = variables

    def read(self, condition: Condition) -> ast.expr:
        """An expression that is true where the condition holds."""
        if isinstance(condition, OneOf):
            return self._one_of(condition)
        if isinstance(condition, Compare):
            return self._compare(condition)
        if isinstance(condition, All):
            return self._joined(ast.And(), condition.parts, True)
        if isinstance(condition, Any):
            return self._joined(ast.Or(), condition.parts, False)
        return ast.UnaryOp(ast.Not(), self._joined(ast.Or(), condition.parts, False))

    def _one_of(self, leaf: OneOf) -> ast.expr:
        variable = self._variables[leaf.attribute]
        if variable.number:
            return self._unknown_number(variable) if UNKNOWN in leaf.values else ast.Constant(False)
        mask = sum(variable.bits.get(value, 0) for value in {*leaf.values})
        return ast.BinOp(name(variable.name), ast.BitAnd(), ast.Constant(mask))

    def _unknown_number(self, variable: Variable) -> ast.expr:
        return ast.Compare(name(variable.name), [ast.NotEq()], [name(variable.name)])  # only nan differs from itself

    def _compare(self, leaf: Compare) -> ast.expr:
        number: Number = leaf.number
        return ast.Compare(
            name(self._variables[leaf.attribute].name), [_COMPARED[leaf.comparison]()], [ast.Constant(number)]
        )

    def _joined(self, operator: ast.boolop, parts: Iterable[Condition], without: bool) -> ast.expr:
        read = [self.read(part) for part in parts]
        if len(read) > 1:
            return ast.BoolOp(operator, read)
        return read[0] if read else ast.Constant(without)
