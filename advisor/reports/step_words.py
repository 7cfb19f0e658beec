"""How a table says what a step takes."""

from __future__ import annotations

from advisor.columns.told_texts import StepWords
from advisor.explanation.recommendation import Stage
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Step, Takes
from advisor.reports import measures


def step_words(kb: KnowledgeBase) -> StepWords:
    """The time and the price of a step that is next, each by itself; nothing at the end of a road."""

    def time(step: Step, takes: Takes | None) -> str:
        stage = Stage(step, step.title, takes, ())
        return measures.time(stage, kb) if measures.of_next(stage, kb) else ""

    def price(step: Step, takes: Takes | None) -> str:
        return measures.price(Stage(step, step.title, takes, ()), kb)

    return StepWords(time, price)
