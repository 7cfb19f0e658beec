"""The course of a consultation that has some answers already: which of them it asks for, and what is left to ask."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.consultation.consultation import Consultation
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.model import KnowledgeBase


@dataclass(frozen=True)
class InterviewTrace:
    """A consultation from its first question, in which a question without an answer stays open.

    `used` are the answered questions that come up, in the order in which they do, and `left` those that stay open.
    `to_goal` and `left_to_goal` are the same up to the goal; where that is not `settled`, there is nothing beyond.
    """

    used: tuple[str, ...]
    left: tuple[str, ...]
    to_goal: tuple[str, ...]
    left_to_goal: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether the goal is settled by the answers."""
        return not self.left_to_goal


def course(kb: KnowledgeBase, answers: Answers) -> InterviewTrace:
    """Goes through the consultation with these answers."""
    given: dict[str, Answer] = {}
    left = _follow(kb, answers, given, on_the_road=False)
    to_goal, left_to_goal = tuple(given), left
    if not left:
        left = _follow(kb, answers, given, on_the_road=True)
    return InterviewTrace(tuple(given), left, to_goal, left_to_goal)


def _follow(kb: KnowledgeBase, answers: Answers, given: dict[str, Answer], on_the_road: bool) -> tuple[str, ...]:
    """Takes one answer after the other over into `given` as it is asked for; returns the questions that stay open."""
    while True:
        consultation = Consultation(kb, given)
        names = consultation.road_questions() if on_the_road else consultation.questions_left()
        id = next((id for id in names if id in answers and id not in given), None)
        if id is None:
            return tuple(names)
        given[id] = answers[id]
