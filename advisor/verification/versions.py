"""Two knowledge bases that ask the same: whether they conclude the same in every case, or the smallest in which not.

The one is fixed, the others are changed versions of it. All are read as diagrams over the same cases; where these are
too large Z3 is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Condition
from advisor.knowledge.model import KnowledgeBase, Pair, Property
from advisor.logic.answer_classes import with_least_numbers
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases, deep
from advisor.solver.nodes import MAX_NODES, TooLarge

if TYPE_CHECKING:
    from advisor.solver.formula_search import FormulaSearch


class Versions:
    """A knowledge base, and changed versions of it that are held against it, by what they conclude of these pairs.

    Of pairs of a number what it comes to counts, not which rules add to it.
    `conditions` are all those of rules in which the versions differ from it.
    """

    def __init__(self, kb: KnowledgeBase, conditions: Iterable[Condition], pairs: Sequence[Pair]) -> None:
        self._kb = kb
        self._pairs = [pair for pair in pairs if kb.conclusions[pair[0]].number is None]
        self._numbers = [id for id in kb.adding if any(pair[0] == id for pair in pairs)]
        tested = {f"{number}": Property(f"{number}", when, "") for number, when in enumerate(conditions)}
        self._classed = replace(kb, properties={**kb.properties, **tested})
        self._diagram: CaseDiagram | None = None
        self._too_large = False

    def apart(self, changed: KnowledgeBase) -> dict[str, Answer] | None:
        """The smallest case in which they conclude something else; None where there is none. Raises GaveUp."""
        if not self._too_large:
            try:
                with deep(sum(1 + len(question.values) for question in self._kb.questions.values())):
                    return self._by_diagram(changed)
            except TooLarge:
                self._too_large = True
        return self._by_formula.smallest_apart(changed, self._pairs, self._numbers)

    def _by_diagram(self, changed: KnowledgeBase) -> dict[str, Answer] | None:
        if self._diagram is None or len(self._diagram.cases.variable) > MAX_NODES // 2:
            self._diagram = CaseDiagram(self._kb, Cases(self._kb.questions, [self._classed]))
        ours, cases = self._diagram, self._diagram.cases
        theirs = CaseDiagram(changed, cases)
        differing = [pair for pair in self._pairs if ours.pairs[pair] != theirs.pairs[pair]]
        apart = [cases.conjoin(ours.pairs[pair], cases.negate(theirs.pairs[pair])) for pair in differing]
        apart += [cases.conjoin(theirs.pairs[pair], cases.negate(ours.pairs[pair])) for pair in differing]
        for id in self._numbers:
            there = theirs.sum_of(id)
            same = [cases.conjoin(where, there.get(sum, cases.false)) for sum, where in ours.sum_of(id).items()]
            apart.append(cases.negate(cases.any(same)))
        case = cases.smallest(cases.conjoin(cases.any(apart), self._diagram.legal))
        return None if case is None else with_least_numbers(case, [self._kb, changed])

    @cached_property
    def _by_formula(self) -> FormulaSearch:
        from advisor.solver.formula_search import FormulaSearch

        return FormulaSearch(self._kb)
