"""Tells the recommendation, and its road, when they are settled, and not twice the same."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from advisor.terminal.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.consultation.consultation import Consultation
    from advisor.explanation.recommendation import Recommendation
    from advisor.knowledge.model import Pair


NOT_SETTLED = "the next step was settled"


class Presenter:
    """What was told of one consultation. `step` is the title of the next step that was told last."""

    def __init__(self, console: Console) -> None:
        self.step = ""
        self._console = console
        self._steps: tuple[str, ...] | None = None
        self._told = self._told_road = ""

    def tell(self, consultation: Consultation, name: str) -> None:
        """The recommendation if the next step is another than was told last; its road again when all is settled."""
        if not consultation.goal_settled:
            self._steps = None
            return
        goal = consultation.kb.goal
        steps = tuple(dict.fromkeys(it.rule.value for it in consultation.firings if it.rule.attribute == goal))
        steps = steps or _advice(consultation, name).steps
        if steps != self._steps:
            self._steps = steps
            self._tell_recommendation(_advice(consultation, name))
        elif consultation.phase == "done":
            self.tell_road(consultation, name)

    def tell_road(self, consultation: Consultation, name: str) -> None:
        """What the answers since the recommendation have changed: all of it but the next step and its reasons."""
        from advisor.reports.text import render_road

        road = render_road(_advice(consultation, name), self._console.width)
        if road != self._told_road:
            self._told_road = road
            show(self._console, road)

    def tell_so_far(self, consultation: Consultation, concluded: Iterable[Pair]) -> None:
        """What is settled where lines end before the next step is, and what is still open."""
        from advisor.logic.partial import evaluate
        from advisor.terminal import messages

        kb, answers, width = consultation.kb, consultation.answers, self._console.width
        state = evaluate(kb, answers)
        missing = "every question was answered that needs an answer" if consultation.goal_known else NOT_SETTLED
        lines = [messages.wrap(f"The input ended before {missing}.", width)]
        for at, pair in enumerate(concluded):
            lines += ["Settled so far:"] if at == 0 else []
            lines.append(messages.wrap(messages.concluded(kb, pair, answers), width, "  - "))
        if not consultation.goal_known:
            lines += messages.still_possible(kb, state.true | state.possible, answers, width)
        lines += messages.questions_left(kb, consultation.questions_left(), answers, width)
        for line in lines:
            self._console.say(line)

    def _tell_recommendation(self, advice: Recommendation) -> None:
        from advisor.reports.text import render, render_road

        text = render(advice, self._console.width)
        self.step = advice.fill(advice.step.title) if advice.step else advice.problem
        if text != self._told:
            self._told, self._told_road = text, render_road(advice, self._console.width)
            show(self._console, text)


def show(console: Console, text: str) -> None:
    """Shows a report that is wrapped already, its headings strong."""
    console.say()
    for heading, lines in groupby(text.rstrip().splitlines(), str.isupper):
        console.say("\n".join(lines), strong=heading)


def _advice(consultation: Consultation, name: str) -> Recommendation:
    from advisor.explanation.recommendation import recommend

    return recommend(consultation.kb, consultation.answers, name=name, partial=True)
