"""Which steps surely come once at most on a road, told from few variables at a time.

A step comes again where a road leads from a case after it back to one in which it is recommended. To follow all roads
back from there tells it exactly, but makes large sets of cases. Here only a few variables tell cases apart, so sets are
small, and hold more cases than a road can come from: where none of even these comes from the step, it comes once.

Which variables that takes is found out: first those by which the step itself leads into no case in which it is
recommended; then, where a set holds cases into which it leads, though those of which it was made do not, also those by
which these do not. This is counterexample-guided abstraction refinement, after Clarke, Grumberg, Jha, Lu and Veith
(2003, https://doi.org/10.1145/876638.876643).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from advisor.solver.case_space import Cases
from advisor.solver.nodes import Node
from advisor.verification.moves import Transition

Variables = frozenset[int]


class Recurrence:
    """The moves of steps, by the ids of these. Raises TooLarge."""

    def __init__(self, cases: Cases, moves: Mapping[str, Sequence[Transition]]) -> None:
        self._cases = cases
        self._moves = moves
        self._every = [own for of_step in moves.values() for own in of_step]
        self._told: dict[Variables, Callable[[Node], Node]] = {}

    def surely_once(self, id: str, at: Node) -> bool:
        """Whether it is known that no road leads from the step, which is recommended `at` these cases, back there."""
        variables: Variables = frozenset()
        further: Node | None = at
        while further is not None:
            telling = self._telling(id, further)
            if telling is None:
                return False
            variables |= telling
            further = self._back_at(id, at, variables)
        return True

    def _leads(self, id: str, target: Node) -> bool:
        """Whether the step itself leads into the target from some case."""
        cases = self._cases
        return any(cases.meet([own.start, own.through(target)]) for own in self._moves[id])

    def _back_at(self, id: str, at: Node, variables: Variables) -> Node | None:
        """Cases that roads to `at` come by, and into which the step seems to lead as far as these variables tell.

        The first that are found, as they really are; None where there are none.
        """
        cases = self._cases
        new = reached = self._told_by(variables, at)
        touching = [own for own in self._every if not variables.isdisjoint(own.move)]
        while new != cases.false:
            further = cases.false
            for own in touching:
                before = cases.conjoin(own.through(new), cases.negate(reached))
                if before == cases.false:
                    continue
                seeming = cases.conjoin(before, self._told_by(variables, own.start))
                if self._leads(id, seeming):
                    return cases.conjoin(before, own.start)
                further = cases.disjoin(further, seeming)
            new, reached = further, cases.disjoin(reached, further)
        return None

    def _told_by(self, variables: Variables, node: Node) -> Node:
        """The cases that these variables do not tell from any of the node's."""
        if variables not in self._told:
            self._told[variables] = self._cases.for_some({*range(len(self._cases.sizes))} - variables)
        return self._told[variables](node)

    def _telling(self, id: str, target: Node) -> Variables | None:
        """Variables that are enough to tell that the step does not lead into the target, and of which none can go.

        None where it leads there.
        """
        own = frozenset(variable for each in self._moves[id] for variable in each.move)
        wider = self._told_by(own, target)  # often enough
        if self._leads(id, wider):
            if self._leads(id, target):
                return None
            wider = target
        tested = sorted(self._cases.support(wider), key=own.__contains__)
        return frozenset(self._cases.support(self._widened(id, wider, tested)))

    def _widened(self, id: str, target: Node, variables: Sequence[int]) -> Node:
        """The target without as many of these variables as can go so that the step still does not lead into it.

        They are tried all at once, then by halves.
        """
        wider = self._cases.for_some({*variables})(target)
        if not self._leads(id, wider):
            return wider
        if len(variables) <= 1:
            return target
        half = len(variables) // 2
        return self._widened(id, self._widened(id, target, variables[:half]), variables[half:])
