"""What the options of a change stand for, among the legal answers."""

from __future__ import annotations

from legal import legal_answers

from advisor.knowledge.attributes import Answer
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.intervals import Interval
from advisor.solver.changes import Option


def takes(option: Option, answer: Answer, given: Answer) -> bool:
    """Whether the answer is this option; of ticks: whether it changes at least what the option changes."""
    if isinstance(option, str):
        return option == answer
    if isinstance(option, Interval):
        return option.holds(answer)
    before = set(given) if isinstance(given, tuple) else set()
    return isinstance(answer, tuple) and set(option) ^ before <= set(answer) ^ before


def answers_of(kb: KnowledgeBase, id: str, option: Option) -> list[Answer]:
    """Every legal answer that the option stands for."""
    if isinstance(option, Interval):
        return [answer for answer in legal_answers(kb.questions[id]) if option.holds(answer)]
    return [option]
