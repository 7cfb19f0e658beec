"""Multi-valued decision diagrams: functions of variables with a few values each, reduced, ordered and shared.

Bryant's binary diagrams (1986, https://doi.org/10.1109/TC.1986.1676819), shared among functions as by Brace, Rudell and
Bryant (1990, https://doi.org/10.1145/123186.123222), with variables of several values after Srinivasan, Kam, Malik and
Brayton (1990, https://doi.org/10.1109/ICCAD.1990.129849), and leaves that may be anything.

The caches of `conjoin` and `disjoin` hold the result for each pair of inner nodes, the lesser number first, that of
`negate` for each node. Every other operation has a cache of its own for one call, but for those that give back what is
called, which keeps one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import repeat
from typing import Any

from advisor.solver.nodes import MAX_NODES, DiagramNodes, Leaf, Node

NODE_BITS = 32
"""So many hold a node."""


class MDD(DiagramNodes):
    """Decision diagrams that share their nodes, and what is made of functions. Raises TooLarge."""

    def __init__(self, sizes: Sequence[int], most_nodes: int = MAX_NODES) -> None:
        super().__init__(sizes, most_nodes)
        self.conjoin = self._joining(self.true, self.false)
        """Where both functions are true."""
        self.disjoin = self._joining(self.false, self.true)
        """Where one of the functions is true."""
        self._not: dict[Node, Node] = {self.true: self.false, self.false: self.true}

    def _joining(self, neutral: Node, decisive: Node) -> Callable[[Node, Node], Node]:
        """What joins two functions, of which one that is `neutral` changes nothing and one that is `decisive` decides.

        It is called more than anything else, so it looks up as little as it can.
        """
        variable, branches, make, step = self.variable, self.branches, self.node, self.step
        known: dict[int, Node] = {}
        seen = known.get

        def join(a: Node, b: Node) -> Node:
            if a == b or b == neutral:
                return a
            if a == neutral:
                return b
            if a == decisive or b == decisive:
                return decisive
            key = a << NODE_BITS | b if a < b else b << NODE_BITS | a  # a number is looked up faster than a pair
            found = seen(key)
            if found is not None:
                return found
            step()
            ways = []
            at_a, at_b = variable[a], variable[b]
            if at_a == at_b:
                for x, y in zip(branches[a], branches[b], strict=True):
                    if x != y:  # what is known is looked up here, without a call
                        end = seen(x << NODE_BITS | y if x < y else y << NODE_BITS | x)
                        x = join(x, y) if end is None else end
                    ways.append(x)
            else:
                if at_a > at_b:
                    a, b, at_a = b, a, at_b
                for x in branches[a]:
                    if x == neutral:
                        x = b
                    elif x not in (b, decisive):
                        end = seen(x << NODE_BITS | b if x < b else b << NODE_BITS | x)
                        x = join(x, b) if end is None else end
                    ways.append(x)
            found = known[key] = make(at_a, tuple(ways))
            return found

        return join

    def meet(self, parts: Iterable[Node]) -> bool:
        """Whether there is a case in which all of these are true; they are followed only until one is found."""
        every = {*parts}
        if self.false in every:
            return False
        return self._apart(every) or self._meet(every - {self.true})

    def _apart(self, nodes: Iterable[Node]) -> bool:
        """Whether no two of these depend on one variable: then they are true together wherever each is."""
        read = 0
        for node in nodes:
            own = self.support_bits(node) & ~(1 << len(self.sizes))
            if own & read:
                return False
            read |= own
        return True

    def _meet(self, nodes: Collection[Node]) -> bool:
        """The same of nodes that are neither true nor false."""
        false, true, variable, branches, step = self.false, self.true, self.variable, self.branches, self.step
        apart: set[tuple[Node, ...]] = set()

        def read(open: Collection[Node]) -> bool:
            """Of those that are neither true nor false."""
            if len(open) < 3:
                return len(open) < 2 or both(*open)
            key = tuple(sorted(open))
            if key in apart:
                return False
            step()
            at = min(map(variable.__getitem__, key))
            later = {node for node in key if variable[node] != at}
            for ends in {*zip(*[branches[node] for node in key if variable[node] == at], strict=True)}:
                if false not in ends and read(later.union(ends) - {true}):
                    return True
            apart.add(key)
            return False

        def both(a: Node, b: Node) -> bool:
            """Of two that are not false."""
            if a in (b, true) or b == true:
                return True
            if (a, b) in apart:
                return False
            step()
            at_a, at_b = variable[a], variable[b]
            ways = branches[a] if at_a <= at_b else repeat(a)
            for x, y in zip(ways, branches[b] if at_b <= at_a else repeat(b), strict=False):
                if x != false and y != false and both(x, y):
                    return True
            apart.add((a, b))
            return False

        return read(nodes)

    def negate(self, a: Node) -> Node:
        found = self._not.get(a)
        if found is None:
            known, read = self._not.get, self.negate
            found = self.node(self.variable[a], tuple([known(b) or read(b) for b in self.branches[a]]))
            self._not[a] = found
        return found

    def same(self, one: Node, other: Node) -> bool:
        return one == other

    def joined(self, a: Node, b: Node, work: Callable[[Node, Node], Node]) -> Node:
        """What `work` makes of two nodes that are not both leaves, branch by branch."""
        self.step()
        at_a, at_b = self.variable[a], self.variable[b]
        if at_a == at_b:
            return self.node(at_a, tuple(map(work, self.branches[a], self.branches[b])))
        if at_a < at_b:
            return self.node(at_a, tuple(work(x, b) for x in self.branches[a]))
        return self.node(at_b, tuple(work(a, y) for y in self.branches[b]))

    def all(self, parts: Iterable[Node]) -> Node:
        """Where every part is true; joined from below, so that what stands above is put on top."""
        return reduce(self.conjoin, sorted(parts, key=self.variable.__getitem__, reverse=True), self.true)

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
                self.step()
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
        bits = len(names).bit_length()
        known: dict[tuple[int, ...], Node] = {}

        def read(open: tuple[int, ...]) -> Node:
            """Of those that are not false, each before its place among the names; none comes after one that is true."""
            found = known.get(open)
            if found is not None:
                return found
            tests = [variable[each >> bits] for each in open]
            at = min(tests, default=len(self.sizes))
            if at == len(self.sizes):
                found = self.leaf(names[open[0] & (1 << bits) - 1] if open else None)
            else:
                self.step()
                ways = [
                    (each, branches[each >> bits] if variable == at else None)
                    for each, variable in zip(open, tests, strict=True)
                ]
                below = []
                for branch in range(self.sizes[at]):
                    left = []
                    for each, inner in ways:
                        if inner is None:
                            left.append(each)
                        elif (end := inner[branch]) != false:
                            left.append(end << bits | each & (1 << bits) - 1)
                            if end == true:
                                break
                    below.append(read(tuple(left)))
                found = self.node(at, tuple(below))
            known[open] = found
            return found

        open = [node << bits | place for place, node in enumerate(nodes) if node != false]
        last = next((n for n, each in enumerate(open) if each >> bits == true), len(open))
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

    def restricting(self, fixed: Mapping[int, int]) -> Callable[[Node], Node]:
        """What makes of a function the one where these variables are at these branches; it keeps what it gave."""
        return self.through({variable: (at,) * self.sizes[variable] for variable, at in fixed.items()})

    def for_some(self, variables: Collection[int]) -> Callable[[Node], Node]:
        """What tells where a function is true for some values of these variables; it keeps what it gave."""
        false, true, variable, branches, make = self.false, self.true, self.variable, self.branches, self.node
        last = max(variables, default=-1)
        rest = max({*range(len(self.sizes))}.difference(variables), default=-1)
        known: dict[Node, Node] = {}

        def read(node: Node) -> Node:
            v = variable[node]
            if v > rest:  # what is not false is true somewhere
                return false if node == false else true
            if v > last:
                return node
            found = known.get(node)
            if found is None:
                ends = [known.get(b) or read(b) for b in branches[node]]
                if v not in variables:
                    found = make(v, tuple(ends))
                else:
                    found = true if true in ends else self.any(sorted({*ends} - {false}))
                known[node] = found
            return found

        return read

    def through(self, move: Mapping[int, Sequence[int]]) -> Callable[[Node], Node]:
        """What makes of a function that of what the move makes of the variables; it keeps what it gave."""
        variable, branches, make, last = self.variable, self.branches, self.node, max(move, default=-1)
        known: dict[Node, Node] = {}

        def read(node: Node) -> Node:
            v = variable[node]
            if v > last:
                return node
            found = known.get(node)
            if found is None:
                ways, at = branches[node], move.get(v)
                moved = ways if at is None else [ways[n] for n in at]
                found = known[node] = make(v, tuple([known.get(b) or read(b) for b in moved]))
            return found

        return read

    def preimage(self, start: Node, move: Mapping[int, Sequence[int]]) -> Callable[[Node], Node]:
        """What tells where `start` is true and the move leads to where a function is; it keeps what it gave."""
        false, true, variable, branches = self.false, self.true, self.variable, self.branches
        known: dict[tuple[Node, Node], Node] = {}

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

        def before(target: Node) -> Node:
            if start == false or target == false:
                return false
            if not branches[target]:
                return start if target == true else target
            if (start, target) not in known:
                known[start, target] = read(start, target)
            return known[start, target]

        return before
