"""Strata: a rule belongs above the rules that conclude what it tests (stratified negation)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.knowledge.attributes import Conclusion
from advisor.knowledge.conditions import OneOf, leaves
from advisor.knowledge.model import Pair, Rule

WHOLE = ""
"""Stands for all values of an attribute that is concluded as a whole: by the first rule that holds, or as a sum."""

Edges = dict[Pair, dict[Pair, bool]]
"""For each concluded pair the pairs its rules test, and whether it must wait until all of those are settled."""


class Cycle(Exception):
    """Rules that wait for themselves; each of `cycles` goes round once, and none shares a value.

    The first rule of each tests what comes before it under a negation, or is concluded as a whole with it: then that
    attribute is named.
    """

    def __init__(self, cycles: list[tuple[str, list[Rule]]]) -> None:
        self.cycles = cycles
        super().__init__("; ".join(" -> ".join(rule.id for rule in rules) for _, rules in cycles))


def stratify(rules: Iterable[Rule], conclusions: Mapping[str, Conclusion]) -> tuple[Rule, ...]:
    """The rules with their strata. Raises Cycle."""
    rules = tuple(rules)
    graph = _Graph(rules, conclusions)
    edges = graph.edges
    level: dict[Pair, int] = {}
    cycles: list[tuple[str, list[Rule]]] = []
    for component in _components(edges):
        members = set(component)
        waiting = ((pair, tested) for pair in component for tested in edges[pair] if edges[pair][tested])
        around = next((edge for edge in waiting if edge[1] in members), None)
        if around:
            cycles.append(graph.cycle(*around, members))
        outside = [level[tested] for pair in component for tested in edges[pair] if tested not in members]
        for pair in component:
            level[pair] = 1 + max(outside, default=-1)
    if cycles:
        raise Cycle(cycles)
    return tuple(rule._replace(stratum=level[graph.node(rule.then)]) for rule in rules)


def _components(edges: Edges) -> Iterator[list[Pair]]:
    """Strongly connected components, each after those it depends on (Tarjan's algorithm, without recursion)."""
    index: dict[Pair, int] = {}
    low: dict[Pair, int] = {}
    stack: list[Pair] = []
    waiting: set[Pair] = set()
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        while work:
            pair, rest = work[-1]
            if pair not in index:
                index[pair] = low[pair] = len(index)
                stack.append(pair)
                waiting.add(pair)
            for tested in rest:
                if tested not in index:
                    work.append((tested, iter(edges[tested])))
                    break
                if tested in waiting:
                    low[pair] = min(low[pair], index[tested])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[pair])
                if low[pair] == index[pair]:
                    component: list[Pair] = []
                    while not component or component[-1] != pair:
                        component.append(stack.pop())
                        waiting.discard(component[-1])
                    yield component


class _Graph:
    """Which pairs rest on which, an attribute that is concluded as a whole being one."""

    def __init__(self, rules: tuple[Rule, ...], conclusions: Mapping[str, Conclusion]) -> None:
        self._rules = rules
        self._conclusions = conclusions
        self._whole = {id for id, conclusion in conclusions.items() if conclusion.first or conclusion.number}
        self.edges: Edges = {self.node((id, value)): {} for id, it in conclusions.items() for value in it.values}
        self.edges |= {(id, WHOLE): {} for id in self._whole}  # a number to which no rule adds has no pair
        for rule in rules:
            out = self.edges[self.node(rule.then)]
            for tested, waits in self._tested(rule):
                out[tested] = out.get(tested, False) or waits

    def node(self, pair: Pair) -> Pair:
        """What stands for the pair."""
        return (pair[0], WHOLE) if pair[0] in self._whole else pair

    def _tested(self, rule: Rule) -> Iterator[tuple[Pair, bool]]:
        """What the rule tests of conclusions, and whether that must be settled before."""
        for leaf, negated in leaves(rule.when):
            if leaf.attribute in self._whole:
                yield (leaf.attribute, WHOLE), True
            elif isinstance(leaf, OneOf) and leaf.attribute in self._conclusions:
                for value in leaf.values:
                    yield (leaf.attribute, value), negated or rule.attribute in self._whole

    def cycle(self, pair: Pair, tested: Pair, members: set[Pair]) -> tuple[str, list[Rule]]:
        """One rule for each edge of a shortest way from `pair` over `tested` back to `pair`.

        With it the attribute that is concluded as a whole; none where a negation stands between the two.
        """
        came_from: dict[Pair, Pair] = {}
        queue = [tested]
        for here in queue:
            if here == pair:
                break
            for there in self.edges[here]:
                if there in members and there not in came_from and there != tested:
                    came_from[there] = here
                    queue.append(there)
        way = [pair]
        while way[-1] != tested:
            way.append(came_from[way[-1]])
        way.reverse()  # tested ... pair
        hops = list(zip([pair, *way[:-1]], way, strict=True))
        rules = [self._rule_between(above, below, above == pair and below == tested) for above, below in hops]
        return next((id for id, value in (pair, tested) if value == WHOLE), ""), rules

    def _rule_between(self, above: Pair, below: Pair, waiting: bool) -> Rule:
        return next(
            rule
            for rule in self._rules
            if self.node(rule.then) == above
            and any(tested == below and (waits or not waiting) for tested, waits in self._tested(rule))
        )
