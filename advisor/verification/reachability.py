"""Where the steps lead: from every case there is, to the end of the road, and in how many steps.

A step moves a case to another. The cases from which a move leads into a set are found by reading the set's diagram
through the move, backwards, again and again until there are none, so nothing is sampled.

Most steps leave an answer behind that no other step takes back, and with which they are never recommended. They come
once at most, so a road without end would take none of them any more: only the others are followed for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cached_property
from operator import and_
from typing import NamedTuple

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN, leaves
from advisor.knowledge.steps import Effect, Raise, Step
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import ANSWERED, Cases
from advisor.solver.mdd import Node

Move = dict[int, Sequence[int]]
"""For each variable that a step changes, the branch to which each of its branches goes."""


Branches = Sequence[Set[int]]
"""For each variable, some of its branches."""


class Transition(NamedTuple):
    """The cases in which a step moves so, the branches that each variable has in them, and what was found of it."""

    start: Node
    move: Move
    taken: Branches
    known: dict[tuple[Node, Node], Node]


class Lost(NamedTuple):
    """The smallest case whose road does not end, and the steps on it, the last one come to for the second time."""

    case: dict[str, Answer]
    steps: tuple[str, ...]


class Reachability:
    """The road of a knowledge base over all its cases. Raises TooLarge."""

    def __init__(self, diagram: CaseDiagram) -> None:
        self._diagram = diagram
        self._cases = diagram.cases
        kb = diagram.kb
        one = two = self._cases.false
        for value in kb.conclusions[kb.goal].values:
            pair = diagram.pairs[kb.goal, value]
            two = self._cases.disjoin(two, self._cases.conjoin(one, pair))
            one = self._cases.disjoin(one, pair)
        only = self._cases.negate(two)
        self._at = {id: self._cases.conjoin(only, diagram.pairs[kb.goal, id]) for id in kb.conclusions[kb.goal].values}
        self.one_step = self._cases.any(self._at.values())
        ways = {id: self._moved(kb.steps[id]) for id in self._at if kb.steps[id].achieves}
        self._moves = {id: moves for id, moves in ways.items() if moves}  # a step that no case has leads nowhere
        self._every = [own for moves in self._moves.values() for own in moves]
        self._keeps = {id: self._kept(id) for id in self._moves}

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
        return self._followed_back([id for id in self._moves if self._may_come_again(id)])[-1]

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

    def _may_come_again(self, id: str) -> bool:
        """Whether what the step leaves behind for good does not keep it from being recommended."""
        return self._cases.conjoin(self._at[id], self._keeps[id]) != self._cases.false

    def _before(self, target: Node, steps: Iterable[str] | None = None) -> Node:
        """The cases from which the recommended step, where it is one of these, leads into the target."""
        return self._cases.any(self._leads(id, target) for id in (self._moves if steps is None else steps))

    def _leads(self, id: str, target: Node) -> Node:
        """The cases in which the step is recommended and leads into the target."""
        return self._cases.any(
            self._cases.preimage(start, target, move, known) for start, move, _, known in self._moves[id]
        )

    def unchanged(self) -> Iterator[tuple[str, dict[str, Answer]]]:
        """The steps that can be recommended again as soon as they are taken, each with the smallest case."""
        for id in self._moves:
            case = self._legal(self._leads(id, self._at[id]))
            if case is not None:
                yield id, case

    def again(self) -> Iterator[tuple[str, dict[str, Answer]]]:
        """The steps that can come again later on a road, each with the smallest case. All roads must end."""
        ends = self._cases.true if self.circling == self._cases.false else self._cases.negate(self.endless)
        for id in filter(self._may_come_again, self._moves):
            kept = self._cases.conjoin(self._keeps[id], ends)
            here, twice = self._cases.conjoin(self._at[id], kept), self._cases.false
            while here != self._cases.false:
                twice = self._cases.disjoin(twice, self._leads(id, here))
                here = self._cases.conjoin(self._before(here), kept)
            case = self._legal(twice)
            if case is not None:
                yield id, case

    def _kept(self, id: str) -> Node:
        """What holds after the step and goes on to hold, whatever follows: the answers that there can be then.

        First without asking which steps can follow, which is often enough; else of those that can.
        """
        kept = self._reached(self._moves[id], lambda own, reached: [*map(and_, own.taken, reached)])
        if self._cases.conjoin(self._at[id], kept) == self._cases.false:
            return kept
        return self._reached(self._moves[id], lambda own, reached: _taken(self._cases, own.start, reached))

    def _reached(self, moves: Sequence[Transition], taken: Callable[[Transition, Branches], Branches]) -> Node:
        """The answers that there can be after these moves and whatever further ones; each has the branches `taken`."""
        reached: list[set[int]] = [set() for _ in self._cases.sizes]
        _add(reached, [(own, own.taken) for own in moves])
        while _add(reached, [(own, taken(own, reached)) for own in self._every]):
            pass
        sizes = self._cases.sizes
        return self._cases.all(
            self._cases.among(v, sorted(own)) for v, own in enumerate(reached) if len(own) < sizes[v]
        )

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

    def _moved(self, step: Step) -> list[Transition]:
        """Which achievements hold, in every way possible where the step is recommended, and the move of these."""
        ways: list[tuple[Node, Move]] = [(self._at[step.id], {})]
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
        return [Transition(start, move, _taken(self._cases, start), {}) for start, move in ways]

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


def _add(reached: Sequence[set[int]], taken: Iterable[tuple[Transition, Branches]]) -> bool:
    """Adds the branches to which these moves lead, from those that are taken; whether there are new ones."""
    before = sum(map(len, reached))
    for own, branches in taken:
        for variable, here in enumerate(branches):
            move = own.move.get(variable)
            reached[variable].update(here if move is None else {move[branch] for branch in here})
    return sum(map(len, reached)) > before


def _taken(cases: Cases, start: Node, within: Branches | None = None) -> Branches:
    """For each variable, the branches that it has in those of the cases that are within others; none where none is."""
    every = within or [frozenset(range(size)) for size in cases.sizes]
    found: list[set[int]] = [set() for _ in every]
    free: set[int] = set()
    alive: dict[Node, bool] = {}

    def read(node: Node) -> bool:
        """Whether some case is below the node, which is noted on the way."""
        if not cases.branches[node]:
            return node != cases.false
        if node not in alive:
            variable = cases.variable[node]
            alive[node] = False
            for branch in every[variable]:
                below = cases.branches[node][branch]
                if read(below):
                    found[variable].add(branch)
                    free.update(range(variable + 1, cases.variable[below]))
                    alive[node] = True
        return alive[node]

    if not read(start):
        return []
    free.update(range(cases.variable[start]))
    return [every[v] if v in free else branches for v, branches in enumerate(found)]
