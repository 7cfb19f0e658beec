"""What is left of a knowledge base once some answers are given: partial evaluation of its rules.

What the answers decide is dropped from every condition, and with it the rules that are decided or lead to nothing that
is asked. The residual is a knowledge base of its own over open questions, so every reader of one reads it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.conditions import ALWAYS, NEVER, UNKNOWN, Compare, Condition, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Pair, Property, Rule, settling, tested_pairs
from advisor.logic.demands import required
from advisor.logic.partial import PartialInterpretation


def held_open(kb: KnowledgeBase, given: Answers) -> dict[str, Answer]:
    """The answers that are unknown while it is open whether they may be: they bear on what others can be."""
    return {id: it for id, it in given.items() if it == UNKNOWN and required(kb.questions[id], given) is None}


def residual(state: PartialInterpretation, targets: Iterable[Condition], every_question: bool = False) -> KnowledgeBase:
    """The rules on which these conditions, which are simplified already, still depend; the conditions as properties.

    What is concluded whatever is answered is so without a condition. Its questions are those that are left in rules and
    conditions, and those that may be required with what that hangs on; or where `every_question` all that are open. It
    has no steps.
    """
    kb, targets = state.kb, [*targets]
    always = {rule.then: rule._replace(when=ALWAYS) for rule in kb.rules if rule.then in state.true}
    rules = sorted([*always.values(), *_leading_to(targets, state)], key=lambda rule: rule.order)
    conditions = [*targets, *(rule.when for rule in rules)]
    open = {id: _open(question, state) for id, question in kb.questions.items() if id not in state.answers}
    tested = {leaf.attribute for condition in conditions for leaf, _ in leaves(condition)}.union(_with_demands(open))
    left = {id: question for id, question in open.items() if every_question or id in tested}
    properties = {str(n): Property(str(n), target, "") for n, target in enumerate(targets)}
    return replace(kb, questions=left, rules=tuple(rules), steps={}, properties=properties)


def _open(question: Question, state: PartialInterpretation) -> Question:
    """The question with what the state leaves open of where it is required."""
    if question.required_when is None:
        return question
    when = simplified(state, question.required_when)
    return question._replace(required_when=None if when == NEVER else when)


def _with_demands(open: Mapping[str, Question]) -> Iterator[str]:
    """The open questions that may be required, and those on which it hangs."""
    for id, question in open.items():
        if question.required_when is not None:
            yield id
            yield from (leaf.attribute for leaf, _ in leaves(question.required_when))


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
