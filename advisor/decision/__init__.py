"""A case decided fast: the rules as one Python function, for services that call for each request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.cases.answers import read_answers
from advisor.cases.files import Case
from advisor.decision.program import NotPlain, program_of
from advisor.knowledge.conditions import Number
from advisor.knowledge.model import KnowledgeBase

__all__ = ["Decision", "decide"]


class Decision(NamedTuple):
    """What `recommend` concludes, without what it rests on.

    `value` is the goal's and `rule` the id of the goal's own rule; both are None where the rules conclude no value of
    the goal, or several: `values` has them all. `conclusions` has every other concluded attribute, further goals among
    them, but for those that are numbers, which are in `numbers`.
    """

    value: str | None
    rule: str | None
    values: tuple[str, ...]
    conclusions: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Number] = {}


def decide(kb: KnowledgeBase, case: Case | Mapping[str, object]) -> Decision:
    """The decision for a case: what `recommend` concludes, as strictly read, without its reasons and much faster.

    The first call for a knowledge base compiles its rules; what is compiled goes when the knowledge base goes. Safe to
    call from several threads.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        case: A case file as it was read, or a mapping of answers by question id: a choice's value, a number, a list of
            values for a `many` question; None and a blank text are no answer.

    Raises:
        CaseError: With every mistake of a bad case; one without a required answer is bad, also where a condition
            requires it.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> decision = advisor.decide(kb, {"soil": "wet", "signs": ["wilting"]})
        >>> decision.value, decision.rule, decision.conclusions
        ('wait', 'next-wait', {'thirst': (), 'caution': ('wet-feet',)})
    """
    program = program_of(kb)
    raw = case.answers if isinstance(case, Case) else case
    try:
        slots = program.slots(raw)
    except NotPlain:
        slots = program.slots(read_answers(kb, case)[0])
    goal, own, conclusions, numbers = program.run(slots)
    if len(goal) == 1:
        return Decision(goal[0], own, goal, conclusions, numbers)
    return Decision(None, None, goal, conclusions, numbers)
