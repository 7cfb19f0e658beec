"""Functions over legal cases alone: what they depend on there, and how many questions settle them.

Which answers are legal may hang on others, so a question may be on every way through a diagram and yet change nothing
that a legal case can be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import reduce
from itertools import combinations

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.solver.case_space import Cases
from advisor.solver.nodes import Node

ILLEGAL: Hashable = "no case"
"""The leaf to which a function leads where no case is."""


def over_legal(cases: Cases, node: Node, legal: Node) -> Node:
    """The function where the cases are legal; elsewhere it leads to ILLEGAL."""
    illegal, known = cases.leaf(ILLEGAL), dict[tuple[Node, Node], Node]()

    def told(node: Node, legal: Node) -> Node:
        if legal in (cases.true, cases.false):
            return node if legal == cases.true else illegal
        if (node, legal) not in known:
            known[node, legal] = cases.joined(node, legal, told)
        return known[node, legal]

    return told(node, legal)


def can_change(cases: Cases, node: Node, id: str, given: Answers) -> bool:
    """Whether two legal cases with these answers, alike but for the answer to this question, lead to different leaves.

    As `LegalFunction.asked` has it of the function where they are given, but no node is made, and the first two do.
    """
    fixed, variable, illegal = cases.fixed(given), cases.variable, cases.leaf(ILLEGAL)
    own = range(cases.at[id], cases.at[id] + cases.owner.count(id))
    seen: set[Node] = set()
    alike: set[tuple[Node, Node]] = set()

    def ways(node: Node, at: int) -> Sequence[Node]:
        ends = cases.branches[node] if variable[node] == at else (node,) * cases.sizes[at]
        return (ends[fixed[at]],) if at in fixed else ends

    def read(node: Node) -> bool:
        at = variable[node]
        if node in seen or at >= own.stop:
            return False
        seen.add(node)
        if at in own:
            return any(differ(*pair) for pair in combinations({end for _, end in cases.ways_on(node, id)}, 2))
        return any(map(read, ways(node, at)))

    def differ(one: Node, other: Node) -> bool:
        if one == other or illegal in (one, other) or (one, other) in alike:
            return False
        alike.add((one, other))
        cases.step()
        at = min(variable[one], variable[other])
        return at == len(cases.sizes) or any(map(differ, ways(one, at), ways(other, at)))

    return read(node)


class LegalFunction:
    """A function whose leaves are ILLEGAL where no case is."""

    def __init__(self, cases: Cases, node: Node) -> None:
        self._cases = cases
        self._node = node
        self._illegal = cases.leaf(ILLEGAL)
        self._differing: dict[tuple[Node, Node], Node] = {}
        self._merged: dict[tuple[Node, Node], Node] = {}

    def asked(self) -> list[str]:
        """The questions, in their order, whose answer changes the function between two legal cases, others alike."""
        return [id for id in self._cases.asked(self._node) if self.pivots(id) != self._cases.false]

    def pivots(self, id: str, with_those_after: bool = True) -> Node:
        """The other answers with which two legal answers to the question lead to different leaves.

        Or only the answers to questions before it, with which they do for some to those that follow.
        """
        cases, known = self._cases, dict[Node, Node]()
        first = cases.at[id]
        after = first + sum(owner == id for owner in cases.owner)

        def where(node: Node) -> Node:
            variable = cases.variable[node]
            if variable >= after:
                return cases.false
            if node not in known:
                if variable < first:
                    known[node] = cases.node(variable, tuple(map(where, cases.branches[node])))
                else:
                    known[node] = cases.any(self._apart(*pair) for pair in combinations(self._ends(node, id), 2))
            return known[node]

        return where(self._node) if with_those_after else cases.for_some(cases.after(id))(where(self._node))

    def questions_ahead(self, required: frozenset[str]) -> tuple[int, int]:
        """How many questions are asked until the function is settled, at least and at most.

        Asked in their order: those that are `required`, or surely come to be, and each on which it then depends.
        """
        cases, order = self._cases, [*self._cases.at]
        due = [sum(id in required for id in order[n:]) for n in range(len(order) + 1)]
        known: dict[tuple[Node, int], tuple[int, int]] = {}

        def ahead(node: Node, n: int) -> tuple[int, int]:
            if n == len(order) or not cases.branches[node]:
                return due[n], due[n]
            if (node, n) not in known:
                id = order[n]
                ends = self._ends(node, id)
                if id in required or self._is_demanded(node, id) or self._tell_apart(ends):
                    each = [ahead(end, n + 1) for end in ends]
                    known[node, n] = 1 + min(least for least, _ in each), 1 + max(most for _, most in each)
                else:
                    known[node, n] = ahead(self._either(ends), n + 1)
            return known[node, n]

        return ahead(self._node, 0)

    def _ends(self, node: Node, id: str) -> list[Node]:
        """Where the answers to a question lead, none of whose variables stands above the node; each legal end once."""
        if not self._depends_first_on(node, id):
            return [node]
        return [*dict.fromkeys(end for _, end in self._cases.ways_on(node, id) if end != self._illegal)]

    def _is_demanded(self, node: Node, id: str) -> bool:
        """Whether no legal case is left in which this answer is unknown, though the question is not always required."""
        return self._depends_first_on(node, id) and (UNKNOWN, self._illegal) in self._cases.ways_on(node, id)

    def _depends_first_on(self, node: Node, id: str) -> bool:
        return bool(self._cases.branches[node]) and self._cases.owner[self._cases.variable[node]] == id

    def _tell_apart(self, ends: Iterable[Node]) -> bool:
        return any(self._apart(*pair) != self._cases.false for pair in combinations(ends, 2))

    def _apart(self, one: Node, other: Node) -> Node:
        """Where both are legal and lead to different leaves."""
        cases = self._cases
        if one == other or self._illegal in (one, other):
            return cases.false
        if not cases.branches[one] and not cases.branches[other]:
            return cases.true
        key = (one, other) if one < other else (other, one)
        if key not in self._differing:
            self._differing[key] = cases.joined(one, other, self._apart)
        return self._differing[key]

    def _either(self, ends: Iterable[Node]) -> Node:
        """Where one of these is legal, what it leads to: they nowhere lead to different leaves."""
        return reduce(self._joined, ends)

    def _joined(self, one: Node, other: Node) -> Node:
        cases = self._cases
        if one == other or other == self._illegal:
            return one
        if one == self._illegal:
            return other
        key = (one, other) if one < other else (other, one)
        if key not in self._merged:
            self._merged[key] = cases.joined(one, other, self._joined)
        return self._merged[key]
