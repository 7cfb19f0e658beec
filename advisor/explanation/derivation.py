"""The derivation: the tree of firings under a conclusion, each firing once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from advisor.knowledge.model import Answer, KnowledgeBase, Pair

if TYPE_CHECKING:
    from advisor.inference import Firing


class Node(NamedTuple):
    """A firing and how deep it stands under the conclusion, which is at 0."""

    firing: Firing
    depth: int


def derivation(firings: Sequence[Firing], pair: Pair) -> tuple[Node, ...]:
    """The firings that `pair` rests on, from the conclusion down to answers, depth first.

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
    waiting = [Node(own, 0)]
    while waiting:
        node = waiting.pop()
        if node.firing.rule.id in seen:
            continue
        seen.add(node.firing.rule.id)
        found.append(node)
        below = [earliest[finding] for finding in node.firing.findings if finding in earliest]
        waiting += [Node(firing, node.depth + 1) for firing in reversed(below)]
    return tuple(found)


@dataclass
class Reason:
    """A firing as it is told to a person, with the answers that it rests on, directly or over internal conclusions."""

    firing: Firing
    depth: int
    answers: dict[str, Answer]
    findings: list[Pair] = field(default_factory=list)


MOST_ABSENT = 4
"""So many absences are told at most where they serve the rules only."""


def absent(kb: KnowledgeBase, reason: Reason) -> list[Pair]:
    """What was missing for a person; where nothing else could be told, what was missing for the rules."""
    missing = reason.firing.missing
    told = [pair for pair in missing if pair[0] != kb.goal and not kb.conclusions[pair[0]].internal]
    return told or ([] if reason.answers or reason.findings else list(missing[:MOST_ABSENT]))


def told(kb: KnowledgeBase, nodes: Sequence[Node]) -> list[Reason]:
    """The derivation without internal conclusions: what they rest on belongs to the conclusion above them."""
    reasons: list[Reason] = []
    path: list[tuple[int, Reason]] = []
    for node in nodes:
        while path and path[-1][0] >= node.depth:
            path.pop()
        above = path[-1][1] if path else None
        if above is not None and kb.conclusions[node.firing.rule.attribute].internal:
            for id, answer in node.firing.answers.items():
                above.answers.setdefault(id, answer)
            path.append((node.depth, above))
            continue
        reason = Reason(node.firing, above.depth + 1 if above else 0, dict(node.firing.answers))
        if above is not None:
            above.findings.append(node.firing.rule.then)
        reasons.append(reason)
        path.append((node.depth, reason))
    return reasons
