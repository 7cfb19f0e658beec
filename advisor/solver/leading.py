"""Of one function with many leaves, where it leads to some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from itertools import repeat
from operator import or_

from advisor.solver.mdd import MDD
from advisor.solver.nodes import Leaf, Node


class Leading:
    """Where a function leads to some of its leaves. To which each node leads is known, so few are looked at."""

    def __init__(self, of: MDD, a: Node) -> None:
        self._of = of
        self._root = a
        nodes = sorted(of.below(a))  # each comes after those to which it leads
        leaves = [node for node in nodes if not of.branches[node]]
        self._place = {of.value[node]: 1 << n for n, node in enumerate(leaves)}
        self._ends: dict[Node, int] = {}
        for node in nodes:
            ends = map(self._ends.__getitem__, of.branches[node])
            self._ends[node] = reduce(or_, ends) if of.branches[node] else self._place[of.value[node]]

    def where(self, leaves: Iterable[Leaf]) -> Node:
        """The function that is true where it leads to one of these."""
        of, ends, wanted = self._of, self._ends, self._bits(leaves)
        known: dict[Node, Node] = {}

        def read(nodes: Iterable[Node]) -> list[Node]:
            found = []
            for node in nodes:
                here = ends[node] & wanted
                if not here:
                    found.append(of.false)
                elif here == ends[node]:
                    found.append(of.true)
                else:
                    if node not in known:
                        known[node] = of.node(of.variable[node], tuple(read(of.branches[node])))
                    found.append(known[node])
            return found

        return read([self._root])[0]

    def meets(self, leaves: Iterable[Leaf], others: Iterable[Node]) -> bool:
        """Whether it leads to one of these in some case in which all other functions are true; no nodes are made."""
        of, ends, wanted = self._of, self._ends, self._bits(leaves)
        false, true, variable, branches = of.false, of.true, of.variable, of.branches
        apart: set[tuple[Node, ...]] = set()
        meets_one = self._meeting_one(wanted, apart)

        def read(node: Node, others: Collection[Node]) -> bool:
            """Of others that are neither true nor false."""
            here = ends[node] & wanted
            if not here or here == ends[node]:
                return bool(here) and of.meet(others)
            if len(others) < 2:
                return not others or meets_one(node, *others)
            key = (node, *sorted(others))
            if key in apart:
                return False
            of.step()
            at = min(map(variable.__getitem__, key))
            later = {other for other in others if variable[other] != at}
            below = [branches[other] for other in others if variable[other] == at]
            for way, *rest in {*zip(branches[node] if variable[node] == at else repeat(node), *below, strict=False)}:
                if false not in rest and read(way, later.union(rest) - {true}):
                    return True
            apart.add(key)
            return False

        every = {*others}
        return false not in every and read(self._root, every - {true})

    def _meeting_one(self, wanted: int, apart: set[tuple[Node, ...]]) -> Callable[[Node, Node], bool]:
        """The same of one other function that is not false; `apart` are those that do not meet."""
        of, ends = self._of, self._ends
        false, true, variable, branches = of.false, of.true, of.variable, of.branches

        def read(node: Node, other: Node) -> bool:
            here = ends[node] & wanted
            if not here:
                return False
            if here == ends[node] or other == true:
                return True
            if (node, other) in apart:
                return False
            of.step()
            at, beside = variable[node], variable[other]
            ways = branches[node] if at <= beside else repeat(node)
            for one, two in zip(ways, branches[other] if beside <= at else repeat(other), strict=False):
                if two != false and read(one, two):
                    return True
            apart.add((node, other))
            return False

        return read

    def _bits(self, leaves: Iterable[Leaf]) -> int:
        return reduce(or_, (self._place.get(leaf, 0) for leaf in leaves), 0)
