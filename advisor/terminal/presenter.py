"""Tells what is concluded as it is settled, the recommendation first of it, and not twice the same."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from advisor.explanation import english
from advisor.terminal import messages
from advisor.terminal.console import Console

if TYPE_CHECKING:
    from advisor.consultation.consultation import Consultation
    from advisor.explanation.recommendation import Recommendation
    from advisor.knowledge.model import Pair, Rule


HEIGHT = 17
"""Lines of 80 columns that the advice has on a screen of 24: the next question has the others."""


class Presenter:
    """What was told of one consultation. `settled` says which values of the goals were told last.

    `just_told`: nothing stands between the advice and what is asked next. `road_is_open`: steps of the road that was
    told last rest on questions.
    """

    def __init__(self, console: Console, consultation: Consultation) -> None:
        self.settled: list[str] = []
        self.just_told = self.road_is_open = False
        self._console = console
        self._consultation = consultation
        self._goals: list[tuple[str, ...]] | None = None
        self._words: list[str] = []
        self._moved = False
        self._told = ""

    def say(self, text: str, first: str = "", strong: bool = False) -> None:
        """Shows a text, wrapped; `first` begins its first line."""
        self._console.say(messages.wrap(text, self._console.width, first), strong)

    def moved(self) -> None:
        """Earlier answers are others now, in whose words the same step may read otherwise."""
        self._moved = True

    def tell_changes(self, before: dict[Pair, Rule]) -> None:
        """What has been concluded since `before`, and what no longer holds; a settled goal is reported by itself."""
        consultation = self._consultation
        kb, now, answers = consultation.kb, concluded(consultation), consultation.told
        for pair in before:
            if pair not in now:
                self.say(f"{messages.concluded(kb, pair, answers)} (no longer)", "- ")
        for pair, rule in now.items():
            if pair not in before and not (pair[0] in kb.goals and consultation.goal_settled):
                self.say(messages.because(kb, rule, answers), "+ ")

    def tell(self, name: str) -> None:
        """The recommendation if a goal has another value than was told last, or when more of its road is settled.

        So it is where the value reads otherwise after an earlier answer was changed: the same step in another country.
        """
        consultation, self.just_told = self._consultation, False
        moved, self._moved = self._moved, False
        if not consultation.goal_settled:
            self._goals = None
            return
        goals = [self._values(id) for id in consultation.kb.goals]
        if not all(goals):
            advice = self._advice(name)
            goals = [advice.values_of(id) for id in consultation.kb.goals]
        if goals != self._goals:
            self._goals = goals
            self._tell_recommendation(self._advice(name))
        elif consultation.phase == "done" or (moved and _words(self._advice(name)) != self._words):
            self._tell_recommendation(self._advice(name))

    def _values(self, goal: str) -> tuple[str, ...]:
        """What holds of the goal, whatever is answered later."""
        firings = self._consultation.firings
        return tuple(dict.fromkeys(it.rule.value for it in firings if it.rule.attribute == goal))

    def tell_end(self, name: str) -> None:
        """What is settled, when lines end before the consultation does."""
        if self._consultation.goal_settled:
            self._tell_recommendation(self._advice(name))
        else:
            self._tell_so_far()

    def _tell_so_far(self) -> None:
        """What is settled where the next step is not, and what is still open."""
        from advisor.logic.partial import evaluate

        consultation, width = self._consultation, self._console.width
        kb, answers = consultation.kb, consultation.answers
        state = evaluate(kb, answers)
        was = "was" if len(kb.goals) == 1 else "were"
        settled = f"{english.wanted(kb, 'and')} {was} settled"
        missing = "every question was answered that needs an answer" if consultation.goal_known else settled
        lines = [messages.wrap(f"The input ended before {missing}.", width)]
        for at, pair in enumerate(concluded(consultation)):
            lines += ["Settled so far:"] if at == 0 else []
            lines.append(messages.wrap(messages.concluded(kb, pair, consultation.told), width, "  - "))
        if not consultation.goal_known:
            lines += messages.still_possible(kb, state.true | state.possible, answers, width)
        lines += messages.questions_left(kb, consultation.questions_left(), answers, width)
        for line in lines:
            self._console.say(line)

    def _tell_recommendation(self, advice: Recommendation) -> None:
        from advisor.reports.short import render

        text = render(advice, self._console.width, HEIGHT, messages.offers(advice.kb))
        self.settled, self._words = [*messages.settled(advice)], _words(advice)
        self.road_is_open = bool(advice.road_questions)
        if text != self._told:
            self._told, self.just_told = text, True
            show(self._console, text)

    def _advice(self, name: str) -> Recommendation:
        from advisor.explanation.recommendation import recommend

        return recommend(self._consultation.kb, self._consultation.answers, name=name, partial=True)


def _words(advice: Recommendation) -> list[str]:
    """What is said of the goals: of a step its title and what to do."""
    return [*messages.settled(advice), *(advice.paragraphs(advice.step.do) if advice.step else ())]


def concluded(consultation: Consultation) -> dict[Pair, Rule]:
    """What is concluded so far and meant for the person, each pair with the first rule that concludes it."""
    found: dict[Pair, Rule] = {}
    for firing in consultation.firings:
        if not consultation.kb.conclusions[firing.rule.attribute].internal:
            found.setdefault(firing.rule.then, firing.rule)
    return found


def show(console: Console, text: str) -> None:
    """Shows a report that is wrapped already, its headings strong."""
    console.say()
    for heading, lines in groupby(text.rstrip().splitlines(), str.isupper):
        console.say("\n".join(lines), strong=heading)
