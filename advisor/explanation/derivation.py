"""The derivation: the tree of firings under a conclusion, each firing once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from advisor.explanation import cells
from advisor.explanation.grounds import Grounds, Holds
from advisor.explanation.milestones import passed
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, earlier
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import cells_named
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from advisor.inference import Firing


class Node(NamedTuple):
    """A firing and how deep it stands under the conclusion, which is at 0."""

    firing: Firing
    depth: int


def derivation(kb: KnowledgeBase, firings: Sequence[Firing], pair: Pair) -> tuple[Node, ...]:
    """The firings that `pair` rests on, from the conclusion down to answers, depth first; milestones that were passed
    on the way to it among them.

    Where several rules conclude `pair`, the first in the knowledge base's order is its own; below it a conclusion
    rests on the firing that was first to conclude it, which never rests on itself.
    """
    earliest: dict[Pair, Firing] = {}
    for firing in firings:
        earliest.setdefault(firing.rule.then, firing)
    own = min((firing for firing in firings if firing.rule.then == pair), key=lambda it: it.rule.order, default=None)
    if own is None:
        return ()
    found: list[Node] = []
    seen: set[str] = set()
    hidden, concluded = Hidden(kb), earliest.keys()
    waiting = [Node(own, 0)]
    while waiting:
        node = waiting.pop()
        if node.firing.rule.id in seen:
            continue
        seen.add(node.firing.rule.id)
        found.append(node)
        behind = passed(kb, hidden, node.firing.rule, concluded)
        read = {*node.firing.findings, *behind}
        findings = [pair for pair in kb.pairs if pair in read] if behind else node.firing.findings
        below = [earliest[finding] for finding in findings if finding in earliest]
        waiting += [Node(firing, node.depth + 1) for firing in reversed(below)]
    return tuple(found)


@dataclass
class Reason:
    """A firing as it is told to a person: what it rests on, and what was missing, hidden conclusions seen through.

    `cells` are those of the case's own rows that it read and that are told; `cite` is all that it cites, the sources of
    the cells that its sentence repeats among it.
    `numbers` are concluded ones. `earlier` says that there are rules that would have decided in its place, of which
    none holds; what they fail by is not told, but for milestones that are met already.
    """

    firing: Firing
    depth: int
    answers: dict[str, Answer] = field(default_factory=dict)
    findings: list[Pair] = field(default_factory=list)
    missing: list[Pair] = field(default_factory=list)
    cells: list[RowCell] = field(default_factory=list)
    cite: tuple[str, ...] = ()
    numbers: list[str] = field(default_factory=list)
    earlier: bool = False


def told(
    kb: KnowledgeBase, nodes: Sequence[Node], case: Answers, concluded: Collection[Pair], holds: Holds
) -> list[Reason]:
    """The derivation without hidden conclusions: what they rest on belongs to the conclusion above them.

    `nodes` are those of a derivation in this total case, in which `concluded` was concluded and `holds` evaluates
    conditions.
    """
    hidden, order = Hidden(kb), kb.pairs
    below = {node.firing.rule.then: node.firing for node in nodes}
    reasons: list[Reason] = []
    path: list[tuple[int, Reason]] = []
    for node in nodes:
        while path and path[-1][0] >= node.depth:
            path.pop()
        above = path[-1][1] if path else None
        if above is not None and node.firing.rule.attribute in hidden:
            path.append((node.depth, above))
            continue
        reason = Reason(node.firing, above.depth + 1 if above else 0)
        grounds = Grounds(kb, hidden, concluded, holds)
        read = Grounds(kb, hidden, concluded, holds)
        for firing in _seen_through(node.firing, below, hidden):
            grounds.add(firing.answers, firing.findings, firing.missing)
            if kb.tells_cells:
                read.of_rule(firing.rule)
        because = node.firing.rule.because
        reason.cells = cells.beyond_sentence(kb, read.cells, because, case)
        reason.cite = (*node.firing.rule.cite, *cells.citations(kb, cells_named(because), case))
        reason.answers = {id: case[id] for id in kb.questions if id in grounds.asked}
        grounds.found.update(passed(kb, hidden, node.firing.rule, concluded))
        reason.findings = [pair for pair in order if pair in grounds.found]
        reason.numbers = [id for id in kb.adding if id in grounds.numbers]
        reason.earlier = bool(earlier(kb, node.firing.rule))
        reason.missing = [pair for pair in order if pair in grounds.missing]
        reasons.append(reason)
        path.append((node.depth, reason))
    return reasons


def _seen_through(firing: Firing, below: Mapping[Pair, Firing], hidden: Hidden) -> list[Firing]:
    """The firing, and those of the hidden findings that it rests on."""
    found = [firing]
    for one in found:  # it grows on the way
        hiding = (below[pair] for pair in one.findings if pair[0] in hidden)
        found += (it for it in hiding if it not in found)
    return found
