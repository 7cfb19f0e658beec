"""Where the steps lead: from every case there is, to the end of the road, and in how many steps.

A step moves a case to another. The cases from which a move leads into a set are found by reading the set's diagram
through the move, backwards, again and again until there are none, so nothing is sampled.

Most steps can come but once (`recurrence.py`), and a road without end takes none of those any more: only the others
are followed for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from advisor.knowledge.attributes import Answer, Answers, Conclusion
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.nodes import Node
from advisor.verification.moves import StepMoves
from advisor.verification.recurrence import Recurrence


class Lost(NamedTuple):
    """The smallest case whose road does not end, and the steps on it, the last one come to for the second time."""

    case: dict[str, Answer]
    steps: tuple[str, ...]


class Reachability:
    """The road of a knowledge base over all its cases. Raises TooLarge.

    The diagram tells numbers that a step raises from those that it leaves, as that of a search does.
    """

    def __init__(self, diagram: CaseDiagram) -> None:
        self._diagram = diagram
        self._cases = diagram.cases
        kb, goal = diagram.kb, diagram.kb.conclusions[diagram.kb.goal]
        only = self._cases.negate(self._cases.any(()) if goal.first else self._two(goal))
        self._at = {id: self._cases.conjoin(only, diagram.pairs[kb.goal, id]) for id in goal.values}
        self.one_step = diagram.has_value(goal.id) if goal.first else self._cases.any(self._at.values())
        moves = StepMoves(diagram)
        ways = {id: moves.of(kb.steps[id], at) for id, at in self._at.items() if kb.steps[id].achieves}
        self._moves = {id: own for id, own in ways.items() if own}  # a step that no case has leads nowhere

    def _two(self, goal: Conclusion) -> Node:
        """Where two values of the goal are concluded."""
        one = two = self._cases.false
        for value in goal.values:
            pair = self._diagram.pairs[goal.id, value]
            two = self._cases.disjoin(two, self._cases.conjoin(one, pair))
            one = self._cases.disjoin(one, pair)
        return two

    @property
    def most_steps(self) -> int:
        """How many steps a road takes at most before the one with which it ends; all roads must end."""
        return len(self.going_on) - 1

    @property
    def different_steps(self) -> int:
        """How many steps are taken in some case."""
        return len(self._moves)

    @cached_property
    def going_on(self) -> list[Node]:
        """The cases whose road goes on, taken as it is, for no step, for one, for two, and so on: ever fewer of them.

        The last of these are those from which it goes on however many steps were taken.
        """
        return self._followed_back([*self._moves])

    @property
    def endless(self) -> Node:
        """The cases whose road does not end."""
        return self.going_on[-1]

    @cached_property
    def circling(self) -> Node:
        """The cases from which the road goes on for ever by steps that may come again; from all others it ends.

        A road without end leads into these, since the other steps on it are taken once at most.
        """
        return self._followed_back(self._perhaps_again)[-1]

    @property
    def all_end(self) -> bool:
        """Whether every case has just one next step, and its road ends."""
        if self._legal(self._cases.negate(self.one_step)) is not None:
            return False
        return self.circling == self._cases.false or self._legal(self.endless) is None

    def _legal(self, node: Node) -> dict[str, Answer] | None:
        """The smallest of these cases that is legal: a road may lead on to one that is not, but begins with none."""
        return self._cases.smallest(self._cases.conjoin(node, self._diagram.legal))

    def _followed_back(self, steps: Sequence[str]) -> list[Node]:
        """The cases from which these steps alone lead on, for no step, for one, and so on, until no more drop out."""
        found = [self._cases.true]
        while (here := self._before(found[-1], steps)) != found[-1]:
            found.append(here)
        return found

    @cached_property
    def _perhaps_again(self) -> list[str]:
        """The steps of which it is not known that they come once at most."""
        recurrence = Recurrence(self._cases, self._moves)
        return [id for id in self._moves if not recurrence.surely_once(id, self._at[id])]

    def _before(self, target: Node, steps: Iterable[str] | None = None) -> Node:
        """The cases from which the recommended step, where it is one of these, leads into the target."""
        return self._cases.any(self._leads(id, target) for id in (self._moves if steps is None else steps))

    def _leads(self, id: str, target: Node) -> Node:
        """The cases in which the step is recommended and leads into the target."""
        return self._cases.any(own.before(target) for own in self._moves[id])

    def unchanged(self) -> Iterator[tuple[str, dict[str, Answer]]]:
        """The steps that can be recommended again as soon as they are taken, each with the smallest case."""
        for id in self._perhaps_again:
            case = self._legal(self._leads(id, self._at[id]))
            if case is not None:
                yield id, case

    def again(self) -> Iterator[tuple[str, dict[str, Answer]]]:
        """The steps that can come again later on a road, each with the smallest case. All roads must end."""
        ends = self._cases.true if self.circling == self._cases.false else self._cases.negate(self.endless)
        for id in self._perhaps_again:
            here, twice = self._cases.conjoin(self._at[id], ends), self._cases.false
            while here != self._cases.false:
                twice = self._cases.disjoin(twice, self._leads(id, here))
                here = self._cases.conjoin(self._before(here), ends)
            case = self._legal(twice)
            if case is not None:
                yield id, case

    def lost(self) -> Lost | None:
        """A case whose road goes round in a circle."""
        case = self._legal(self.endless)
        return None if case is None else Lost(case, self._walk(case))

    def _walk(self, case: Answers) -> tuple[str, ...]:
        node = {variable: branch for id in case for variable, branch in self._cases.branch(id, case[id]).items()}
        here = [node.get(v, self._unanswered(v)) for v in range(len(self._cases.sizes))]
        seen: dict[tuple[int, ...], None] = {}
        taken: list[str] = []
        while tuple(here) not in seen:
            seen[tuple(here)] = None
            id = next(id for id, node in self._at.items() if self._holds(node, here))
            taken.append(id)
            move = next(own.move for own in self._moves[id] if self._holds(own.start, here))
            here = [move[v][branch] if v in move else branch for v, branch in enumerate(here)]
        return (*taken, next(id for id, node in self._at.items() if self._holds(node, here)))

    def _unanswered(self, variable: int) -> int:
        return self._cases.costs[variable].index(0)

    def _holds(self, node: Node, here: Sequence[int]) -> bool:
        while self._cases.branches[node]:
            node = self._cases.branches[node][here[self._cases.variable[node]]]
        return node == self._cases.true
