"""What if some answers were different: both outcomes, and what differs. Nothing of the case changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.consultation.interview_trace import InterviewTrace, course
from advisor.errors import IllegalAnswer, did_you_mean, quoted
from advisor.explanation.recommendation import Recommendation, recommend
from advisor.given import mapping, of_kind
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN, Number
from advisor.knowledge.demands import complaint, unmet
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.demands import open_again


@dataclass(frozen=True)
class WhatIf:
    """The recommendation `before` and `after` the changes; a change to None takes the answer back.

    In both an answer that is missing counts as unknown, as it does in every case; `course_before` and `course_after`
    tell where a consultation would still ask.
    """

    changes: Mapping[str, Answer | None]
    before: Recommendation
    after: Recommendation

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base of the case."""
        return self.before.kb

    @property
    def changed(self) -> dict[str, Answer | None]:
        """The changes that are not the answer that was given anyway."""
        given = self.before.answers
        return {id: answer for id, answer in self.changes.items() if given.get(id) != answer}

    @property
    def same_step(self) -> bool:
        """Whether every goal has the same value."""
        return all(self.before.values_of(id) == self.after.values_of(id) for id in self.kb.goals)

    @property
    def gained(self) -> tuple[Pair, ...]:
        """What is concluded only after the changes, in the knowledge base's order; the goal is not among it."""
        return _without(_pairs(self.after), _pairs(self.before))

    @property
    def lost(self) -> tuple[Pair, ...]:
        """What is concluded only before the changes."""
        return _without(_pairs(self.before), _pairs(self.after))

    @property
    def numbers(self) -> dict[str, tuple[Number, Number]]:
        """Each concluded number that is another after the changes: what it was before, and what it is then."""
        both = {id: (before, self.after.numbers[id]) for id, before in self.before.numbers.items()}
        return {id: (before, after) for id, (before, after) in both.items() if before != after}

    @cached_property
    def course_before(self) -> InterviewTrace:
        """The consultation with the answers before the changes."""
        return course(self.kb, self.before.answers)

    @cached_property
    def course_after(self) -> InterviewTrace:
        """The consultation with the answers after the changes."""
        return course(self.kb, self.after.answers)

    @property
    def appearing(self) -> tuple[str, ...]:
        """The unanswered questions that a consultation would ask only after the changes."""
        return tuple(id for id in self._left(self.course_after) if id not in self._left(self.course_before))

    @property
    def disappearing(self) -> tuple[str, ...]:
        """The unanswered questions that a consultation would ask only before the changes."""
        after = self._left(self.course_after)
        return tuple(id for id in self._left(self.course_before) if id not in after and id not in self.changes)

    @property
    def falling_away(self) -> tuple[str, ...]:
        """The given answers that a consultation would ask for before the changes, but no longer after them."""
        before = self.course_before.used if self.course_after.settled else self.course_before.to_goal
        after = {*self.course_after.used, *self.changes}
        return tuple(id for id in before if id not in after)

    def _left(self, way: InterviewTrace) -> tuple[str, ...]:
        """As far as both consultations come: to the end of the road only where both settle the goal."""
        both = self.course_before.settled and self.course_after.settled
        return way.left if both else way.left_to_goal


def what_if(kb: KnowledgeBase, answers: Answers, changes: Mapping[str, object]) -> WhatIf:
    """The case as it is beside the case with other answers: both recommendations, and what differs.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: Answers by question id, as a case file would hold them. Missing ones count as unknown.
        changes: The other answers by question id; None takes an answer back.

    Raises:
        IllegalAnswer: Where a change is no legal answer.
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.what_if(kb, {"soil": "dry"}, {"soil": "wet", "signs": ["wilting"]})
        >>> found.before.step.id, found.after.step.id, found.gained, found.lost
        ('water', 'wait', (('caution', 'wet-feet'),), (('thirst', 'met'),))
    """
    read = read_changes(kb, changes)
    before = recommend(kb, answers, partial=True)
    other = {id: answer for id, answer in {**before.answers, **read}.items() if answer is not None}
    for question in unmet(kb, other):
        if read.get(question.id) == UNKNOWN:
            raise IllegalAnswer(complaint(question))
    return WhatIf(read, before, recommend(kb, open_again(kb, other), partial=True))


def read_changes(kb: KnowledgeBase, changes: Mapping[str, object]) -> dict[str, Answer | None]:
    """The changes as the questions read them. Raises IllegalAnswer, which says what would be right."""
    of_kind(kb, KnowledgeBase, "a knowledge base")
    read = mapping(changes, "each answer by its question's id")
    return {id: None if value is None else _read(kb, id, value) for id, value in read.items()}


def _read(kb: KnowledgeBase, id: str, value: object) -> Answer:
    if id in kb.conclusions:
        raise IllegalAnswer(f"{quoted(id)} is concluded by rules, not answered")
    if id not in kb.questions:
        raise IllegalAnswer(f"unknown question {quoted(id)}{did_you_mean(id, kb.questions)}")
    return kb.questions[id].read(value)


def _pairs(advice: Recommendation) -> tuple[Pair, ...]:
    return tuple((id, value) for id, values in advice.conclusions.items() for value in values)


def _without(pairs: tuple[Pair, ...], others: tuple[Pair, ...]) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair not in others)
