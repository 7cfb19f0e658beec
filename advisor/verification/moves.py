"""What a step that is taken makes of a case: the branches to which it moves each variable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import UNKNOWN, leaves
from advisor.knowledge.steps import Effect, Raise, Step
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import ANSWERED
from advisor.solver.nodes import Node

Move = dict[int, Sequence[int]]
"""For each variable that a step changes, the branch to which each of its branches goes."""


class Transition(NamedTuple):
    """The cases in which a step moves so, and what makes of a function that of where it leads from each case.

    `before` tells from which of them it leads to where a function is true.
    """

    start: Node
    move: Move
    through: Callable[[Node], Node]
    before: Callable[[Node], Node]


class StepMoves:
    """The moves of the steps of a knowledge base. Raises TooLarge."""

    def __init__(self, diagram: CaseDiagram) -> None:
        self._diagram = diagram
        self._cases = diagram.cases

    def of(self, step: Step, at: Node) -> list[Transition]:
        """The moves of a step that is recommended `at` these cases; each case makes one of them.

        There is one for each way in which its achievements can hold there.
        """
        ways: list[tuple[Node, Move]] = [(at, {})]
        for id in dict.fromkeys(id for part in step.achieves for id, value in part.set.items() if type(value) is tuple):
            ways = self._emptied(ways, id)
        for part in step.achieves:
            if self._is_alone(step, part):
                ways = [(start, self._with(move, part, alone=True)) for start, move in ways]
                continue
            when = self._cases.true if part.when is None else self._diagram.holds(part.when)
            apart = [(self._cases.conjoin(start, when), self._with(move, part)) for start, move in ways]
            apart += [(self._cases.conjoin(start, self._cases.negate(when)), move) for start, move in ways]
            ways = [(start, move) for start, move in apart if start != self._cases.false]
        cases = self._cases
        return [Transition(start, move, cases.through(move), cases.preimage(start, move)) for start, move in ways]

    def _emptied(self, ways: Sequence[tuple[Node, Move]], id: str) -> list[tuple[Node, Move]]:
        """The ways, those apart in which the question was not answered: its values mean nothing then."""
        cases, at = self._cases, self._cases.at[id]
        answered = cases.among(at, [ANSWERED])
        none: Move = {at + 1 + n: [0, 0] for n in range(len(cases.questions[id].values))}
        apart = [(cases.conjoin(start, answered), move) for start, move in ways]
        apart += [(cases.conjoin(start, cases.negate(answered)), {**move, **none}) for start, move in ways]
        return [(start, move) for start, move in apart if start != cases.false]

    def _is_alone(self, step: Step, part: Effect) -> bool:
        """Whether the achievement depends on nothing but the answer that it changes, and nothing else changes that."""
        if part.when is None or len(part.set) != 1 or self._diagram.kb.questions[(*part.set,)[0]].kind == "many":
            return False
        tested = {leaf.attribute for leaf, _ in leaves(part.when)}
        return tested == set(part.set) and sum(bool(tested & set(other.set)) for other in step.achieves) == 1

    def _with(self, move: Move, part: Effect, alone: bool = False) -> Move:
        """The move, and then what the achievement sets; of one that stands alone, where its condition holds."""
        further = dict(move)
        for id, value in part.set.items():
            for variable, to in self._change(id, value).items():
                before = further.get(variable, range(self._cases.sizes[variable]))
                if alone and part.when is not None:
                    stays = self._cases.branches_of(self._cases.negate(self._diagram.holds(part.when)), variable)
                    to = [branch if branch in stays else to[branch] for branch in range(len(to))]
                further[variable] = [to[branch] for branch in before]
        return further

    def _change(self, id: str, value: Answer | Raise) -> Move:
        """Where each branch of the question's variables goes: a number may be raised, values are added to others."""
        cases, at = self._cases, self._cases.at[id]
        if isinstance(value, Raise):
            raised = []
            for before in cases.answers[id]:
                number = max(before, value.number) if isinstance(before, (int, float)) else value.number
                raised.append(cases.branch(id, number)[at])
            return {at: raised}
        answer: Answer = value
        if isinstance(answer, tuple):
            ticks = {v: [1, 1] for v, branch in cases.branch(id, answer).items() if v != at and branch}
            return {at: [ANSWERED] * cases.sizes[at], **ticks}
        change: Move = {v: [branch] * cases.sizes[v] for v, branch in cases.branch(id, answer).items()}
        if answer == UNKNOWN and cases.questions[id].kind == "many":
            change.update({at + 1 + n: [0, 0] for n in range(len(cases.questions[id].values))})
        return change
