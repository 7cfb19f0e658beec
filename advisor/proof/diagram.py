"""The knowledge base as a decision diagram over the answers: how many cases there are of a kind, exactly, and which.

A variable stands for a question, and its branches for the classes of answers that the conditions tell apart; a `many`
question is several, one that says whether it was answered and one a value. A diagram is reduced and shared: two of them
are the same function just where they are the same node. So it answers what a formula cannot: it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

Leaf = Hashable
Node = int

MOST_NODES = 400_000
"""A diagram with more nodes than this takes longer than anybody waits."""


class TooLarge(Exception):
    """The diagram has more nodes than may be made."""


class Diagrams:
    """Decision diagrams that share their nodes. `sizes` has the number of branches of each variable, first to last.

    A node is a number; `leaf(x)` gives the one of a constant. `true` and `false` are leaves. Raises TooLarge.
    """

    def __init__(self, sizes: Sequence[int], most_nodes: int = MOST_NODES) -> None:
        self.sizes = tuple(sizes)
        self.most_nodes = most_nodes
        self.variable: list[int] = []
        self.branches: list[tuple[Node, ...]] = []
        self.value: list[Leaf] = []
        self._nodes: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._leaves: dict[Leaf, Node] = {}
        self.false, self.true = self.leaf(False), self.leaf(True)
        self._both: dict[tuple[Node, Node], Node] = {}
        self._either: dict[tuple[Node, Node], Node] = {}
        self._not: dict[Node, Node] = {}

    def leaf(self, value: Leaf) -> Node:
        if value not in self._leaves:
            self._leaves[value] = self._add(len(self.sizes), (), value)
        return self._leaves[value]

    def node(self, variable: int, branches: tuple[Node, ...]) -> Node:
        """The node that goes on to `branches[n]` where the variable has its nth value."""
        first = branches[0]
        if branches.count(first) == len(branches):
            return first
        key = (variable, branches)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = self._add(variable, branches, None)
        return found

    def _add(self, variable: int, branches: tuple[Node, ...], value: Leaf) -> Node:
        if len(self.variable) >= self.most_nodes:
            raise TooLarge
        self.variable.append(variable)
        self.branches.append(branches)
        self.value.append(value)
        return len(self.variable) - 1

    def among(self, variable: int, chosen: Sequence[int]) -> Node:
        """True where the variable has one of these values."""
        inside = set(chosen)
        return self.node(
            variable, tuple(self.true if n in inside else self.false for n in range(self.sizes[variable]))
        )

    def both(self, a: Node, b: Node) -> Node:
        if a == b or b == self.true:
            return a
        if a == self.true:
            return b
        if a == self.false or b == self.false:
            return self.false
        key = (a, b) if a < b else (b, a)
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = self._each(a, b, self.both)
        return found

    def either(self, a: Node, b: Node) -> Node:
        if a == b or b == self.false:
            return a
        if a == self.false:
            return b
        if a == self.true or b == self.true:
            return self.true
        key = (a, b) if a < b else (b, a)
        found = self._either.get(key)
        if found is None:
            found = self._either[key] = self._each(a, b, self.either)
        return found

    def no(self, a: Node) -> Node:
        if a == self.true:
            return self.false
        if a == self.false:
            return self.true
        found = self._not.get(a)
        if found is None:
            found = self._not[a] = self.node(self.variable[a], tuple(self.no(b) for b in self.branches[a]))
        return found

    def _each(self, a: Node, b: Node, work: Callable[[Node, Node], Node]) -> Node:
        at_a, at_b = self.variable[a], self.variable[b]
        if at_a == at_b:
            return self.node(at_a, tuple(map(work, self.branches[a], self.branches[b])))
        if at_a < at_b:
            return self.node(at_a, tuple(work(x, b) for x in self.branches[a]))
        return self.node(at_b, tuple(work(a, y) for y in self.branches[b]))
