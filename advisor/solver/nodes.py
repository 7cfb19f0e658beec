"""The nodes of multi-valued decision diagrams, which functions share, and what is read of a function.

- A node is a number. An inner node has a variable and a branch for each of its values; a leaf has a value, no branches,
  and for a variable one that comes after all others.
- Ordered: the variables of the nodes below a node come after its own.
- Reduced: no inner node leads to the same node by all its branches, and no two have the same variable and branches; a
  value has one leaf. So two functions are the same just where they are the same node, and a function depends on a
  variable just where a node of that variable is below it.
- Nodes are never changed or freed: what a cache holds stays true as long as they live.

So they answer what a formula cannot: how often a function is true, and what it depends on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import accumulate
from operator import or_

Leaf = Hashable
Node = int

MAX_NODES = 600_000
"""A diagram with more nodes than this takes longer than anybody waits."""

STEPS_PER_NODE = 4
"""So many steps may be taken to join functions for one question, for each node that may be made; usually it is one."""


class TooLarge(Exception):
    """The diagram has more nodes than may be made, or takes more steps to join them than may be taken."""


class DiagramNodes:
    """Nodes over variables of which `sizes` has the number of branches of each, first to last. Raises TooLarge.

    A node is a number; `leaf(x)` gives the one of a constant. `true` and `false` are leaves.
    """

    def __init__(self, sizes: Sequence[int], most_nodes: int = MAX_NODES) -> None:
        self.sizes = tuple(sizes)
        self.most_nodes = self._limit = most_nodes
        self.variable: list[int] = []
        self.branches: list[tuple[Node, ...]] = []
        self.value: dict[Node, Leaf] = {}
        self._nodes: list[dict[tuple[Node, ...], Node]] = [{} for _ in self.sizes]
        self._leaves: dict[Leaf, Node] = {}
        self._steps = 0
        self._support: dict[Node, int] = {}
        self.false, self.true = self.leaf(False), self.leaf(True)

    def begin(self) -> None:
        """Begins a question, whose steps are counted anew."""
        self._steps = 0

    def step(self) -> None:
        """Counts a step of joining functions. Raises TooLarge where a question has taken all."""
        self._steps += 1
        if self._steps > STEPS_PER_NODE * self.most_nodes:
            raise TooLarge

    @contextmanager
    def at_most(self, more: int) -> Iterator[None]:
        """Within it so many nodes may be made, those not counted that have a limit of their own. Raises TooLarge."""
        begin, limit = len(self.variable), self._limit
        self._limit = min(self.most_nodes, begin + more)
        try:
            yield
        finally:
            self._limit = min(self.most_nodes, limit + len(self.variable) - begin)

    def leaf(self, value: Leaf) -> Node:
        if value not in self._leaves:
            self._leaves[value] = found = self._add(len(self.sizes), ())
            self.value[found] = value
        return self._leaves[value]

    def node(self, variable: int, branches: tuple[Node, ...]) -> Node:
        """The node that goes on to `branches[n]` where the variable has its nth value."""
        known = self._nodes[variable]
        found = known.get(branches)
        if found is None:
            first = branches[0]
            if branches.count(first) == len(branches):
                return first
            found = known[branches] = self._add(variable, branches)
        return found

    def _add(self, variable: int, branches: tuple[Node, ...]) -> Node:
        found = len(self.variable)
        if found >= self._limit:
            raise TooLarge
        self.variable.append(variable)
        self.branches.append(branches)
        return found

    def among(self, variable: int, chosen: Sequence[int]) -> Node:
        """True where the variable has one of these values."""
        inside = set(chosen)
        return self.node(variable, tuple(self.true if n in inside else self.false for n in range(self.sizes[variable])))

    def support(self, a: Node) -> set[int]:
        """The variables that the function depends on."""
        found = self.support_bits(a)
        return {variable for variable in range(len(self.sizes)) if found >> variable & 1}

    def support_bits(self, node: Node) -> int:
        """The same, a bit for each."""
        found = self._support.get(node)
        if found is None:
            known, read = self._support.get, self.support_bits
            found = reduce(or_, [known(b) or read(b) for b in self.branches[node]], 1 << self.variable[node])
            self._support[node] = found
        return found

    def leaves(self, a: Node, fixed: Mapping[int, int]) -> set[Leaf]:
        """What the function may lead to where these variables are at these branches."""
        return {self.value[node] for node in self.below(a, fixed) if not self.branches[node]}

    def below(self, a: Node, fixed: Mapping[int, int] | None = None) -> list[Node]:
        """The node and every one that it leads to, each once; where variables are `fixed`, by these branches alone."""
        found = dict.fromkeys([a])
        stack = [a]
        while stack:
            here = stack.pop()
            at = fixed.get(self.variable[here]) if fixed else None
            for b in self.branches[here] if at is None else (self.branches[here][at],):
                if b not in found:
                    found[b] = None
                    stack.append(b)
        return [*found]

    def count(self, a: Node, weights: Sequence[Sequence[int]]) -> int:
        """How often the function is true, where each branch of a variable counts as often as its weight says."""
        free = [1]
        for of_branches in reversed(weights):
            free.append(free[-1] * sum(of_branches))
        free.reverse()  # free[v]: every choice of the variables from v on
        known = {self.false: 0, self.true: 1}

        def counted(node: Node) -> int:
            if node not in known:
                v = self.variable[node]
                known[node] = sum(
                    weight * counted(b) * free[v + 1] // free[self.variable[b]]
                    for weight, b in zip(weights[v], self.branches[node], strict=True)
                    if weight
                )
            return known[node]

        return counted(a) * free[0] // free[self.variable[a]]

    def cheapest_assignment(self, a: Node, costs: Sequence[Sequence[int]]) -> list[int] | None:
        """The cheapest choice of branches for which the function is true, the first of those; None where there is none.

        `costs` has what each branch of each variable costs.
        """
        if a == self.false:
            return None
        idle = [min(of_branches) for of_branches in costs]
        before = [0, *accumulate(idle)]
        too_much = 1 + sum(map(max, costs))
        known = {self.false: too_much, self.true: 0}

        def cost(node: Node, above: int) -> int:
            """From the variable after `above` on."""
            if node not in known:
                v = self.variable[node]
                known[node] = min(c + cost(b, v) for c, b in zip(costs[v], self.branches[node], strict=True))
            return known[node] + before[self.variable[node]] - before[above + 1]

        chosen = []
        for v, of_branches in enumerate(costs):
            following = self.branches[a] if self.variable[a] == v else (a,) * len(of_branches)
            prices = [c + cost(b, v) for c, b in zip(of_branches, following, strict=True)]
            chosen.append(prices.index(min(prices)))
            a = following[chosen[-1]]
        return chosen
