"""A rule that fired, with what it matched; the tree of firings under a conclusion is its derivation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.knowledge.attributes import Answer
from advisor.knowledge.model import Pair, Rule
from advisor.records import NamedTuple


class Firing(NamedTuple):
    """What one rule matched when it fired: enough, by itself, to make its condition hold.

    `answers` are the asked attributes that were read, `findings` the concluded pairs that were matched (each concluded
    by an earlier firing), `missing` the concluded pairs whose absence was required. `place` is where the rule's
    conclusion stands in the knowledge base: the attribute's place, then the value's.
    """

    rule: Rule
    answers: Mapping[str, Answer]
    findings: tuple[Pair, ...] = ()
    missing: tuple[Pair, ...] = ()
    place: tuple[int, int] = (0, 0)


def conclusions(firings: Iterable[Firing]) -> dict[str, list[str]]:
    """Each concluded attribute with its values, both in the knowledge base's order."""
    found: dict[str, list[str]] = {}
    for firing in sorted(firings, key=lambda firing: firing.place):
        values = found.setdefault(firing.rule.attribute, [])
        if firing.rule.value not in values:
            values.append(firing.rule.value)
    return found
