"""An order of the questions in which the diagrams of a knowledge base have fewer nodes than in the one they come in.

Sifting, after Rudell (1993, https://doi.org/10.1109/ICCAD.1993.580029): of all moves of one question to another place
the one that leaves the fewest nodes is made, again and again while that pays. Nothing is built to try a place: the
nodes that there would be are counted on the way there, where a move makes no more of them than there are. A question
of several variables stays where it is; others pass it.

The order is kept once it is found. Any order gives the same answers, so whatever is kept for it can do no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, count
from zlib import crc32

from advisor.knowledge.compiled import keep_note, note
from advisor.knowledge.model import KnowledgeBase
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.mdd import MDD
from advisor.solver.nodes import Node, TooLarge

FEW = 5_000
"""A diagram with no more nodes is made in less time than a better order is found."""

PAYS = 0.9
"""The most nodes that a move may leave, of those that the goals have."""

Build = Callable[[Sequence[str] | None], CaseDiagram]
"""What makes a diagram with its questions in an order, None being their own."""


def in_good_order(kb: KnowledgeBase, build: Build) -> CaseDiagram:
    """The diagram in the order that is kept for the knowledge base, or that is found now. Raises TooLarge."""
    tested = [*kb.questions.values()], [(rule.then, rule.when) for rule in kb.rules]
    name = f"{crc32(repr(tested).encode()):08x}.order"
    kept = (note(name) or b"").decode(errors="replace").split("\n")
    if sorted(kept) == sorted(kb.questions):
        with suppress(TooLarge):
            return build(kept)
    order, diagram = [*kb.questions], build(None)
    if len(diagram.cases.variable) > FEW:
        with suppress(TooLarge):
            while better := _moved(diagram, order):
                diagram, order = build(better), better
        keep_note(name, "\n".join(order).encode())
    return diagram


def _moved(diagram: CaseDiagram, order: Sequence[str]) -> list[str] | None:
    """The order with one question in another place, where that leaves far fewer nodes of the goals; else None."""
    cases = diagram.cases
    width = Counter(cases.owner)
    nodes = NodeLevels(cases, map(diagram.outcome, diagram.kb.goals))
    before = {cases.at[id]: number for number, id in enumerate(order)} | {len(cases.sizes): len(order)}
    moves = (
        (size, number, before[place])
        for number, id in enumerate(order)
        if width[id] == 1
        for place, size in nodes.moved(cases.at[id])
        if place in before
    )
    size, number, place = min(moves, default=(nodes.count, 0, 0))
    if size > PAYS * nodes.count:
        return None
    without = [*order[:number], *order[number + 1 :]]
    place -= place > number
    return [*without[:place], order[number], *without[place:]]


class NodeLevels:
    """The nodes of functions by their variables, and how many there would be with a variable in another place.

    A function in which the variables before a place have values counts once, however they have them.
    """

    def __init__(self, of: MDD, roots: Iterator[Node]) -> None:
        self._of = of
        tops = [*roots]
        nodes = sorted({node for top in tops for node in of.below(top)})
        self.count = len(nodes)
        self._levels: list[list[Node]] = [[] for _ in range(len(of.sizes) + 1)]
        for node in nodes:
            self._levels[of.variable[node]].append(node)
        self._above = [0, *accumulate(map(len, self._levels))]
        """How many nodes have a variable before each."""
        self._first = dict.fromkeys(tops, -1)
        """The first variable from which a branch leads to each node."""
        for variable, level in enumerate(self._levels):
            for node in level:
                for end in of.branches[node]:
                    self._first.setdefault(end, variable)

    def moved(self, variable: int) -> Iterator[tuple[int, int]]:
        """Places, each before a variable, with how many nodes there are with this one there, as long as not more."""
        for ways in (self._up(variable), self._down(variable)):
            for place, size in ways:
                if size > self.count:
                    break
                yield place, size

    def _up(self, own: int) -> Iterator[tuple[int, int]]:
        """With it before those that come before it, the nearest first.

        What stands between depends on its value no more: there is a node for each function that such a node becomes.
        """
        first, branches, support = self._first, self._of.branches, self._of.support_bits
        fixed = [{node: branches[node][n] for node in self._levels[own]} for n in range(self._of.sizes[own])]
        rest = self.count - self._above[own + 1]
        made, others = 0, count(-1, -1)
        reached = len(self._levels[own])  # nodes that depend on it, to which a branch leads from above the place
        ends = Counter(first[node] for node in self._levels[own])
        for place in reversed(range(own)):
            reached -= ends[place]
            depending = [node for node in self._levels[place] if support(node) >> own & 1]
            apart = {*self._levels[place]} - {*depending}
            known = {branches[node]: node for node in apart}
            for node in depending:
                for ends_of in fixed:
                    ways = tuple([ends_of.get(end, end) for end in branches[node]])
                    same = ways.count(ways[0]) == len(ways)
                    ends_of[node] = ways[0] if same else known.setdefault(ways, next(others))
            reached += len(depending)
            ends.update(first[node] for node in depending)
            made += len(known)
            yield place, self._above[place] + reached + made + rest

    def _down(self, own: int) -> Iterator[tuple[int, int]]:
        """With it after those that come after it, the nearest first.

        Until its turn comes there is a node for each different tuple of the functions to which its values lead.
        """
        first, branches, variable, sizes = self._first, self._of.branches, self._of.variable, self._of.sizes
        waiting: list[list[tuple[Node, ...]]] = [[] for _ in self._levels]
        seen = {branches[node] for node in self._levels[own]}
        for ends in seen:
            waiting[min([variable[end] for end in ends])].append(ends)
        open = len(seen)
        free = {node for level in self._levels[own + 1 :] for node in level if first[node] < own}
        passed = self._above[own]
        for level in range(own + 1, len(self._levels) - 1):
            for ends in waiting[level]:
                open -= 1
                for n in range(sizes[level]):
                    further = tuple([branches[end][n] if variable[end] == level else end for end in ends])
                    if further.count(further[0]) == len(further):
                        free.add(further[0])
                    elif further not in seen:
                        seen.add(further)
                        waiting[min([variable[end] for end in further])].append(further)
                        open += 1
            here = [node for node in self._levels[level] if node in free]
            for node in here:
                free.update(branches[node])
            passed += len(waiting[level]) + len(here)
            yield level + 1, passed + open + self.count - self._above[level + 1]
