"""Strata: a rule belongs above the rules that conclude what it tests (stratified negation)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.knowledge.conditions import OneOf, leaves
from advisor.knowledge.model import Conclusion, Pair, Rule

Edges = dict[Pair, dict[Pair, bool]]
"""For each concluded pair the pairs its rules test, and whether any of those tests is negated."""


class NegationCycle(Exception):
    """Rules that depend on their own negation; each of `cycles` goes round once, and none shares a value."""

    def __init__(self, cycles: list[list[Rule]]) -> None:
        self.cycles = cycles
        super().__init__("; ".join(" -> ".join(rule.id for rule in rules) for rules in cycles))


def stratify(rules: Iterable[Rule], conclusions: Mapping[str, Conclusion]) -> tuple[Rule, ...]:
    """The rules with their strata. Raises NegationCycle."""
    rules = tuple(rules)
    edges = _edges(rules, conclusions)
    level: dict[Pair, int] = {}
    cycles: list[list[Rule]] = []
    for component in _components(edges):
        members = set(component)
        negated = ((pair, tested) for pair in component for tested in edges[pair] if edges[pair][tested])
        around = next((edge for edge in negated if edge[1] in members), None)
        if around:
            cycles.append(_cycle(rules, edges, *around, members))
        outside = [level[tested] for pair in component for tested in edges[pair] if tested not in members]
        for pair in component:
            level[pair] = 1 + max(outside, default=-1)
    if cycles:
        raise NegationCycle(cycles)
    return tuple(rule._replace(stratum=level[rule.then]) for rule in rules)


def _edges(rules: Iterable[Rule], conclusions: Mapping[str, Conclusion]) -> Edges:
    edges: Edges = {(id, value): {} for id, conclusion in conclusions.items() for value in conclusion.values}
    for rule in rules:
        out = edges[rule.then]
        for leaf, negated in leaves(rule.when):
            if isinstance(leaf, OneOf) and leaf.attribute in conclusions:
                for value in leaf.values:
                    tested = (leaf.attribute, value)
                    out[tested] = out.get(tested, False) or negated
    return edges


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


def _cycle(rules: tuple[Rule, ...], edges: Edges, pair: Pair, tested: Pair, members: set[Pair]) -> list[Rule]:
    """One rule for each edge of a shortest way from `pair` over `tested` back to `pair`."""
    came_from: dict[Pair, Pair] = {}
    queue = [tested]
    for here in queue:
        if here == pair:
            break
        for there in edges[here]:
            if there in members and there not in came_from and there != tested:
                came_from[there] = here
                queue.append(there)
    way = [pair]
    while way[-1] != tested:
        way.append(came_from[way[-1]])
    way.reverse()  # tested ... pair
    hops = list(zip([pair, *way[:-1]], way, strict=True))
    return [_rule_between(rules, above, below, above == pair and below == tested) for above, below in hops]


def _rule_between(rules: tuple[Rule, ...], above: Pair, below: Pair, by_negation: bool) -> Rule:
    def tests(rule: Rule) -> bool:
        return any(
            isinstance(leaf, OneOf) and leaf.attribute == below[0] and below[1] in leaf.values
            for leaf, negated in leaves(rule.when)
            if negated or not by_negation
        )

    return next(rule for rule in rules if rule.then == above and tests(rule))
