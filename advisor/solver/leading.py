"""Of one function with many leaves, where it leads to some of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import repeat
from operator import or_

from advisor.solver.mdd import MDD, Leaf, Node


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

    def meets(self, leaves: Iterable[Leaf], other: Node) -> bool:
        """Whether it leads to one of these in some case in which another function is true; no nodes are made."""
        of, ends, wanted = self._of, self._ends, self._bits(leaves)
        apart: set[tuple[Node, Node]] = set()

        def read(node: Node, other: Node) -> bool:
            here = ends[node] & wanted
            if not here or other == of.false:
                return False
            if here == ends[node] or other == of.true:
                return True
            if (node, other) in apart:
                return False
            at, beside = of.variable[node], of.variable[other]
            ways = of.branches[node] if at <= beside else repeat(node)
            others = of.branches[other] if beside <= at else repeat(other)
            if any(read(one, two) for one, two in zip(ways, others, strict=False)):
                return True
            apart.add((node, other))
            return False

        return read(self._root, other)

    def _bits(self, leaves: Iterable[Leaf]) -> int:
        return reduce(or_, (self._place.get(leaf, 0) for leaf in leaves), 0)
