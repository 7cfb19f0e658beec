"""What is left of a knowledge base once some answers are given: partial evaluation of its rules.

What the answers decide is dropped from every condition, and with it the rules that are decided or lead to nothing that
is asked. The residual is a knowledge base of its own over open questions, so every reader of one reads it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from advisor.knowledge.conditions import ALWAYS, NEVER, Compare, Condition, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, Property, Rule, settling, tested_pairs
from advisor.logic.partial import PartialInterpretation


def residual(state: PartialInterpretation, targets: Iterable[Condition], every_question: bool = False) -> KnowledgeBase:
    """The rules on which these conditions, which are simplified already, still depend; the conditions as properties.

    What is concluded whatever is answered is so without a condition. Its questions are those that are left in rules and
    conditions, or where `every_question` all that are open; it has no steps.
    """
    kb, targets = state.kb, [*targets]
    always = {rule.then: rule._replace(when=ALWAYS) for rule in kb.rules if state.fires[rule.id]}
    rules = sorted([*always.values(), *_leading_to(targets, state)], key=lambda rule: rule.order)
    conditions = [*targets, *(rule.when for rule in rules)]
    tested = {leaf.attribute for condition in conditions for leaf, _ in leaves(condition)}
    left = {
        id: question
        for id, question in kb.questions.items()
        if id not in state.answers and (every_question or id in tested)
    }
    properties = {str(n): Property(str(n), target, "") for n, target in enumerate(targets)}
    return replace(kb, questions=left, rules=tuple(rules), steps={}, properties=properties)


def _leading_to(targets: Iterable[Condition], state: PartialInterpretation) -> Iterator[Rule]:
    """The undecided rules, simplified, for whatever is concluded that the conditions test, and so on down."""
    concluding: dict[Pair, list[Rule]] = {}
    for rule in state.kb.rules:
        if state.fires[rule.id] is None:
            concluding.setdefault(rule.then, []).append(rule)
    queue = [*targets]
    for condition in queue:  # it grows on the way
        for leaf, _ in leaves(condition):
            for pair in settling(state.kb, tested_pairs(state.kb, leaf)):
                for rule in concluding.pop(pair, ()):
                    queue.append(simplified(state, rule.when))
                    yield rule._replace(when=queue[-1])


def simplified(state: PartialInterpretation, condition: Condition) -> Condition:
    """The condition without what the state decides in it."""
    decided = state.holds(condition)
    if decided is not None:
        return ALWAYS if decided else NEVER
    if isinstance(condition, OneOf) and condition.attribute in state.kb.conclusions:
        id = condition.attribute
        return OneOf(id, tuple(value for value in condition.values if (id, value) in state.possible))
    if isinstance(condition, (OneOf, Compare)):
        return condition
    open = (part for part in condition.parts if state.holds(part) is None)  # the others change nothing
    return condition.having(tuple(simplified(state, part) for part in open))
