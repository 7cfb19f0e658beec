"""Multi-valued decision diagrams: functions of variables with a few values each, reduced, ordered and shared.

Bryant's binary diagrams (1986, https://doi.org/10.1109/TC.1986.1676819), shared among functions as by Brace, Rudell and
Bryant (1990, https://doi.org/10.1145/123186.123222), with variables of several values after Srinivasan, Kam, Malik and
Brayton (1990, https://doi.org/10.1109/ICCAD.1990.129849), and leaves that may be anything.

- A node is a number. An inner node has a variable and a branch for each of its values; a leaf has a value, no branches,
  and for a variable one that comes after all others.
- Ordered: the variables of the nodes below a node come after its own.
- Reduced: no inner node leads to the same node by all its branches, and no two have the same variable and branches; a
  value has one leaf. So two functions are the same just where they are the same node, and a function depends on a
  variable just where a node of that variable is below it.
- Nodes are never changed or freed: what a cache holds stays true as long as the diagram lives.
- The caches of `conjoin` and `disjoin` hold the result for each pair of inner nodes, the lesser number first, that of
  `negate` for each inner node. Every other operation has a cache of its own for one call, but for `preimage`, which is
  given the one of its move.

So a diagram answers what a formula cannot: how often a function is true, and what it depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import accumulate
from typing import Any

Leaf = Hashable
Node = int

MAX_NODES = 600_000
"""A diagram with more nodes than this takes longer than anybody waits."""

STEPS_PER_NODE = 4
"""So many steps may be taken to join functions for one question, for each node that may be made; usually it is one."""


class TooLarge(Exception):
    """The diagram has more nodes than may be made, or takes more steps to join them than may be taken."""


class MDD:
    """Decision diagrams that share their nodes. `sizes` has the number of branches of each variable, first to last.

    A node is a number; `leaf(x)` gives the one of a constant. `true` and `false` are leaves. Raises TooLarge.
    """

    def __init__(self, sizes: Sequence[int], most_nodes: int = MAX_NODES) -> None:
        self.sizes = tuple(sizes)
        self.most_nodes = self._limit = most_nodes
        self.variable: list[int] = []
        self.branches: list[tuple[Node, ...]] = []
        self.value: list[Leaf] = []
        self._nodes: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._leaves: dict[Leaf, Node] = {}
        self._steps = 0
        self.false, self.true = self.leaf(False), self.leaf(True)
        self._conjoin: dict[tuple[Node, Node], Node] = {}
        self._disjoin: dict[tuple[Node, Node], Node] = {}
        self._not: dict[Node, Node] = {}

    def begin(self) -> None:
        """Begins a question, whose steps are counted anew."""
        self._steps = 0

    def leaf(self, value: Leaf) -> Node:
        if value not in self._leaves:
            self._leaves[value] = self._add(len(self.sizes), (), value)
        return self._leaves[value]

    def node(self, variable: int, branches: tuple[Node, ...]) -> Node:
        """The node that goes on to `branches[n]` where the variable has its nth value."""
        first = branches[0]
        for branch in branches:
            if branch != first:
                break
        else:
            return first
        key = (variable, branches)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = self._add(variable, branches, None)
        return found

    def _add(self, variable: int, branches: tuple[Node, ...], value: Leaf) -> Node:
        if len(self.variable) >= self._limit:
            raise TooLarge
        self.variable.append(variable)
        self.branches.append(branches)
        self.value.append(value)
        return len(self.variable) - 1

    @contextmanager
    def at_most(self, more: int) -> Iterator[None]:
        """Within it so many nodes may be made, those not counted that have a limit of their own. Raises TooLarge."""
        begin, limit = len(self.variable), self._limit
        self._limit = min(self.most_nodes, begin + more)
        try:
            yield
        finally:
            self._limit = min(self.most_nodes, limit + len(self.variable) - begin)

    def among(self, variable: int, chosen: Sequence[int]) -> Node:
        """True where the variable has one of these values."""
        inside = set(chosen)
        return self.node(variable, tuple(self.true if n in inside else self.false for n in range(self.sizes[variable])))

    def conjoin(self, a: Node, b: Node) -> Node:
        if a == b or b == self.true:
            return a
        if a == self.true:
            return b
        if a == self.false or b == self.false:
            return self.false
        key = (a, b) if a < b else (b, a)
        found = self._conjoin.get(key)
        if found is None:
            found = self._conjoin[key] = self.joined(a, b, self.conjoin)
        return found

    def disjoin(self, a: Node, b: Node) -> Node:
        if a == b or b == self.false:
            return a
        if a == self.false:
            return b
        if a == self.true or b == self.true:
            return self.true
        key = (a, b) if a < b else (b, a)
        found = self._disjoin.get(key)
        if found is None:
            found = self._disjoin[key] = self.joined(a, b, self.disjoin)
        return found

    def negate(self, a: Node) -> Node:
        if a == self.true:
            return self.false
        if a == self.false:
            return self.true
        found = self._not.get(a)
        if found is None:
            found = self._not[a] = self.node(self.variable[a], tuple(self.negate(b) for b in self.branches[a]))
        return found

    def same(self, one: Node, other: Node) -> bool:
        return one == other

    def _step(self) -> None:
        self._steps += 1
        if self._steps > STEPS_PER_NODE * self.most_nodes:
            raise TooLarge

    def joined(self, a: Node, b: Node, work: Callable[[Node, Node], Node]) -> Node:
        """What `work` makes of two nodes that are not both leaves, branch by branch."""
        self._step()
        at_a, at_b = self.variable[a], self.variable[b]
        if at_a == at_b:
            return self.node(at_a, tuple(map(work, self.branches[a], self.branches[b])))
        if at_a < at_b:
            return self.node(at_a, tuple(work(x, b) for x in self.branches[a]))
        return self.node(at_b, tuple(work(a, y) for y in self.branches[b]))

    def all(self, parts: Iterable[Node]) -> Node:
        return reduce(self.conjoin, parts, self.true)

    def any(self, parts: Iterable[Node]) -> Node:
        """Where some part is true; joined in pairs, so that large parts are gone through seldom."""
        level = [part for part in parts if part != self.false]
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            level = [self.disjoin(a, b) for a, b in pairs] + level[len(level) - len(level) % 2 :]
        return level[0] if level else self.false

    def choice(self, parts: Iterable[tuple[Leaf, Node]]) -> Node:
        """The diagram whose leaves are tuples of all names whose diagram is true there. No other nodes are made."""
        names, nodes = zip(*parts, strict=True) if (parts := tuple(parts)) else ((), ())
        false, variable, branches = self.false, self.variable, self.branches
        known: dict[tuple[tuple[Node, int], ...], Node] = {}

        def read(open: list[tuple[Node, int]]) -> Node:
            """Of those that are not false, each with its place among the names."""
            at = min([variable[node] for node, _ in open], default=len(self.sizes))
            if at == len(self.sizes):
                return self.leaf(tuple(names[place] for place in sorted(place for _, place in open)))
            open.sort()
            key = tuple(open)
            found = known.get(key)
            if found is None:
                self._step()
                later = [part for part in open if variable[part[0]] != at]
                here = [(branches[node], place) for node, place in open if variable[node] == at]
                below = [
                    read(later + [(ways[branch], place) for ways, place in here if ways[branch] != false])
                    for branch in range(self.sizes[at])
                ]
                found = known[key] = self.node(at, tuple(below))
            return found

        return read([(node, place) for place, node in enumerate(nodes) if node != false])

    def first(self, parts: Iterable[tuple[Leaf, Node]]) -> Node:
        """The diagram whose leaves are the first name whose diagram is true there, or None. No other nodes are made."""
        names, nodes = zip(*parts, strict=True) if (parts := tuple(parts)) else ((), ())
        false, true, variable, branches = self.false, self.true, self.variable, self.branches
        known: dict[tuple[tuple[int, Node], ...], Node] = {}

        def read(open: tuple[tuple[int, Node], ...]) -> Node:
            """Of those that are not false, each with its place among the names; none comes after one that is true."""
            at = min([variable[node] for _, node in open], default=len(self.sizes))
            if at == len(self.sizes):
                return self.leaf(names[open[0][0]] if open else None)
            found = known.get(open)
            if found is None:
                self._step()
                ways = [(place, branches[node] if variable[node] == at else None, node) for place, node in open]
                below = []
                for branch in range(self.sizes[at]):
                    left = []
                    for place, inner, node in ways:
                        end = node if inner is None else inner[branch]
                        if end != false:
                            left.append((place, end))
                            if end == true:
                                break
                    below.append(read(tuple(left)))
                found = known[open] = self.node(at, tuple(below))
            return found

        open = [(place, node) for place, node in enumerate(nodes) if node != false]
        last = next((n for n, (_, node) in enumerate(open) if node == true), len(open))
        return read(tuple(open[: last + 1]))

    def renamed(self, a: Node, names: Mapping[Any, Leaf]) -> Node:
        """The function with these leaves instead of its own."""
        known: dict[Node, Node] = {}

        def read(node: Node) -> Node:
            if node not in known:
                ways = self.branches[node]
                known[node] = (
                    self.node(self.variable[node], tuple(map(read, ways)))
                    if ways
                    else self.leaf(names[self.value[node]])
                )
            return known[node]

        return read(a)

    def paired(self, a: Node, b: Node) -> Node:
        """The diagram whose leaves are what both lead to, as a pair."""
        return self._paired(a, b, {})

    def _paired(self, a: Node, b: Node, known: dict[tuple[Node, Node], Node]) -> Node:
        if not self.branches[a] and not self.branches[b]:
            return self.leaf((self.value[a], self.value[b]))
        if (a, b) not in known:
            known[a, b] = self.joined(a, b, lambda x, y: self._paired(x, y, known))
        return known[a, b]

    def where(self, a: Node, value: Leaf) -> Node:
        """Where a function leads to this leaf."""
        known: dict[Node, Node] = {}

        def found(node: Node) -> Node:
            if not self.branches[node]:
                return self.true if self.value[node] == value else self.false
            if node not in known:
                known[node] = self.node(self.variable[node], tuple(map(found, self.branches[node])))
            return known[node]

        return found(a)

    def moved(self, a: Node, move: Mapping[int, Sequence[int]]) -> Node:
        """The function of where a move leads: variable `v` at `n` is read as being at `move[v][n]`."""
        return self.preimage(self.true, a, move, {})

    def preimage(
        self, start: Node, target: Node, move: Mapping[int, Sequence[int]], known: dict[tuple[Node, Node], Node]
    ) -> Node:
        """Where `start` is true and the move leads to where the target is; `known` keeps what this move gave."""
        false, true, variable, branches = self.false, self.true, self.variable, self.branches

        def read(start: Node, target: Node) -> Node:
            """Of two nodes with branches below at least the target, which are not known yet."""
            v, w = variable[start], variable[target]
            ends: Sequence[Node] = branches[target]
            if v < w:
                pairs = [(a, target) for a in branches[start]]
            else:
                at = move.get(w)
                ends = ends if at is None else [ends[n] for n in at]
                pairs = [*zip(branches[start], ends, strict=True)] if v == w else [(start, b) for b in ends]
            below = []
            for pair in pairs:
                a, b = pair
                if a == false or b == false:
                    below.append(false)
                elif not branches[b]:
                    below.append(a if b == true else b)
                else:
                    found = known.get(pair)
                    if found is None:
                        found = known[pair] = read(a, b)
                    below.append(found)
            return self.node(min(v, w), tuple(below))

        if start == false or target == false:
            return false
        if not branches[target]:
            return start if target == true else target
        if (start, target) not in known:
            known[start, target] = read(start, target)
        return known[start, target]

    def support(self, a: Node) -> set[int]:
        """The variables that the function depends on."""
        return {self.variable[node] for node in self.below(a) if self.branches[node]}

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
        known: dict[Node, float] = {self.false: float("inf"), self.true: 0}

        def cost(node: Node, above: int) -> float:
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
