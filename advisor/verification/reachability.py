"""Where the steps lead: from every case there is, to the end of the road, and in how many steps.

A step moves a case to another. The cases from which a move leads into a set are found by reading the set's diagram
through the move, backwards, again and again until there are none, so nothing is sampled.

Most steps leave an answer behind that no other step takes back, and with which they are never recommended. They come
once at most, so a road without end would take none of them any more: only the others are followed for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple, TypeAlias

from advisor.knowledge.attributes import Answer, Answers, Conclusion
from advisor.knowledge.conditions import UNKNOWN, leaves
from advisor.knowledge.steps import Effect, Raise, Step
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import ANSWERED
from advisor.solver.mdd import Node

Move = dict[int, Sequence[int]]
"""For each variable that a step changes, the branch to which each of its branches goes."""


Branches: TypeAlias = int
"""Some branches of each variable, a bit for each, beside those of the variable before it; none at all for no case."""


class Transition(NamedTuple):
    """The cases in which a step moves so, and the branches that variables have in them.

    `tested` are all branches of the variables on which it depends whether a case is one of these. `left` are those of
    the variables that change, and `ends` has some of them with the one to which these lead. What was found of it: the
    cases from which it leads to others, and what is taken without some of the branches.
    """

    start: Node
    move: Move
    taken: Branches
    tested: Branches
    left: Branches
    ends: tuple[tuple[Branches, Branches], ...]
    known: dict[tuple[Node, Node], Node]
    without: dict[Branches, Branches]


class Lost(NamedTuple):
    """The smallest case whose road does not end, and the steps on it, the last one come to for the second time."""

    case: dict[str, Answer]
    steps: tuple[str, ...]


class Reachability:
    """The road of a knowledge base over all its cases. Raises TooLarge."""

    def __init__(self, diagram: CaseDiagram) -> None:
        self._diagram = diagram
        self._cases = diagram.cases
        self._places = [0, *accumulate(self._cases.sizes)]
        self._all: Branches = (1 << self._places[-1]) - 1
        kb, goal = diagram.kb, diagram.kb.conclusions[diagram.kb.goal]
        only = self._cases.negate(self._cases.any(()) if goal.first else self._two(goal))
        self._at = {id: self._cases.conjoin(only, diagram.pairs[kb.goal, id]) for id in goal.values}
        self.one_step = diagram.has_value(goal.id) if goal.first else self._cases.any(self._at.values())
        ways = {id: self._moved(kb.steps[id]) for id in self._at if kb.steps[id].achieves}
        self._moves = {id: moves for id, moves in ways.items() if moves}  # a step that no case has leads nowhere
        self._every = [own for moves in self._moves.values() for own in moves]
        self._keeps = {id: self._kept(id) for id in self._moves}

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
        return self._cases.any(self._cases.preimage(own.start, target, own.move, own.known) for own in self._moves[id])

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
        kept = self._reached(self._moves[id], lambda own, reached: own.taken & reached)
        if self._cases.conjoin(self._at[id], kept) == self._cases.false:
            return kept
        return self._reached(self._moves[id], self._taken_within)

    def _reached(self, moves: Sequence[Transition], taken: Callable[[Transition, Branches], Branches]) -> Node:
        """The answers that there can be after these moves and whatever further ones; each has the branches `taken`."""
        before, reached = 0, reduce(or_, (self._after(own, own.taken) for own in moves), 0)
        while reached != before:
            before = reached
            for own in self._every:
                reached |= self._after(own, taken(own, reached))
        each = ((v, self._of(v, reached), size) for v, size in enumerate(self._cases.sizes))
        return self._cases.all(self._cases.among(v, branches) for v, branches, size in each if len(branches) < size)

    def _after(self, own: Transition, branches: Branches) -> Branches:
        """Where a move leads from these branches."""
        found = branches & ~own.left
        for before, after in own.ends:
            if branches & before:
                found |= after
        return found

    def _ends(self, move: Move) -> Iterator[tuple[Branches, Branches]]:
        """Branches that a move leaves, with the one to which it leads from them."""
        for variable, to in move.items():
            for end in dict.fromkeys(to):
                before = (branch for branch, after in enumerate(to) if after == end)
                yield self._bits(variable, before), self._bits(variable, [end])

    def _of(self, variable: int, branches: Branches) -> list[int]:
        """Those of one variable."""
        own = branches >> self._places[variable]
        return [branch for branch in range(self._cases.sizes[variable]) if own >> branch & 1]

    def _bits(self, variable: int, branches: Iterable[int]) -> Branches:
        return reduce(or_, (1 << self._places[variable] + branch for branch in branches), 0)

    def _taken_within(self, own: Transition, within: Branches) -> Branches:
        """The branches that variables have in those of the cases in which a step moves so that are within others."""
        left_out = own.tested & ~within
        if not own.taken & left_out:
            return own.taken & within
        if left_out not in own.without:
            own.without[left_out] = self._taken(own.start, self._all & ~left_out)
        return own.without[left_out] & within

    def _taken(self, start: Node, every: Branches) -> Branches:
        """The branches that variables have in those of the cases in which they have none but these."""
        variable, branches, true, places = self._cases.variable, self._cases.branches, self._cases.true, self._places
        of = [self._of(v, every) for v in range(len(self._cases.sizes))]
        found: dict[Node, Branches] = {self._cases.false: 0, true: 0}

        def read(node: Node) -> Branches:
            """Those of the variables from the node's on, in the cases below it; none where there is no such case."""
            taken, v, ways = 0, variable[node], branches[node]
            for branch in of[v]:
                below = ways[branch]
                further = found.get(below)
                if further is None:
                    further = read(below)
                if further or below == true:
                    taken |= 1 << places[v] + branch | further
                    if variable[below] > v + 1:
                        taken |= free(v + 1, variable[below])
            found[node] = taken
            return taken

        def free(first: int, end: int) -> Branches:
            """Those of the variables from the first on, before the end, of which any branch may be taken."""
            return every & ((1 << places[end]) - (1 << places[first]))

        taken = read(start) if branches[start] else found[start]
        return taken | free(0, variable[start]) if taken or start == true else 0

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
        return [self._transition(start, move) for start, move in ways]

    def _transition(self, start: Node, move: Move) -> Transition:
        tested, left = (self._every_branch(variables) for variables in (self._cases.support(start), move))
        return Transition(start, move, self._taken(start, self._all), tested, left, tuple(self._ends(move)), {}, {})

    def _every_branch(self, variables: Iterable[int]) -> Branches:
        return reduce(or_, (self._bits(v, range(self._cases.sizes[v])) for v in variables), 0)

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
