"""Why this rather than that: where the rule that fired and the one that came nearest part ways."""

from __future__ import annotations

from typing import NamedTuple

from advisor.explanation.failures import Attempt, failures
from advisor.explanation.how import how
from advisor.explanation.names import NothingSuch, check
from advisor.explanation.recommendation import Recommendation
from advisor.inference import Firing
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import All, Condition
from advisor.knowledge.model import KnowledgeBase, Pair, Rule


class RatherThan(NamedTuple):
    """`this` is concluded and `that` is not.

    `fired` is the rule that concluded `this`, `nearest` the one for `that` of which the least is missing; None where
    there is no such rule. `shared` are the parts that both conditions have, `own` those that only the rule of `this`
    has. What `nearest` fails is in its `fails`. With `both` concluded there is no difference.
    """

    advice: Recommendation
    this: Pair
    that: Pair
    fired: Firing
    nearest: Attempt | None
    both: bool = False

    @property
    def shared(self) -> tuple[Condition, ...]:
        """The parts that both rules' conditions have."""
        theirs = _parts(self.nearest.rule) if self.nearest else ()
        return tuple(part for part in _parts(self.fired.rule) if part in theirs)

    @property
    def own(self) -> tuple[Condition, ...]:
        """The parts that only the condition of the rule that fired has."""
        return tuple(part for part in _parts(self.fired.rule) if part not in self.shared)


def rather_than(kb: KnowledgeBase, answers: Answers, attribute: str, this: str, that: str) -> RatherThan:
    """Why an attribute has this value and not that one: where the rule that fired and the nearest other part ways.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: Answers by question id, as a case file would hold them. Missing ones count as unknown.
        attribute: The id of a conclusion.
        this: The value that is concluded; an empty text for the one that it has.
        that: The value that one might have expected.

    Raises:
        AdvisorError: For a name that the knowledge base does not have, or where `this` is not concluded.
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.rather_than(kb, {"soil": "dry"}, "next_step", "", "wait")
        >>> found.this, found.fired.rule.id, found.nearest.rule.id
        (('next_step', 'water'), 'next-water', 'next-wait')
        >>> [failure.concluded for failure in found.nearest.fails]
        [(('thirst', 'met'),)]
    """
    check(kb, attribute, this)
    check(kb, attribute, that, needed=True)
    found = how(kb, answers, attribute, this)
    if not found.derived:
        known = ", ".join(it.value for it in how(kb, answers, attribute).derived)
        here = f"it is {known}" if known else "nothing is concluded about it"
        raise NothingSuch(f"{attribute} is not {this} here; {here}" if this else f"{attribute}: {here}")
    derived = next((it for it in found.derived if it.value != that), found.derived[0])
    pairs = (attribute, derived.value), (attribute, that)
    fired = derived.nodes[0].firing
    if any(firing.rule.then == pairs[1] for firing in found.advice.firings):
        return RatherThan(found.advice, *pairs, fired, None, both=True)
    attempts = failures(found.advice, pairs[1]).attempts
    return RatherThan(found.advice, *pairs, fired, attempts[0] if attempts else None)


def _parts(rule: Rule) -> tuple[Condition, ...]:
    return rule.when.parts if isinstance(rule.when, All) else (rule.when,)
