"""The commands that question the advice; one method a command. Nothing of the case changes by any of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.explanation.recommendation import recommend
from advisor.terminal import names
from advisor.terminal.inputs import Mistake
from advisor.terminal.presenter import show

if TYPE_CHECKING:
    from advisor.knowledge.model import Answers, KnowledgeBase, Pair
    from advisor.terminal.state import State


class Explaining:
    """What can be asked back in one dialogue."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._level = 0
        self._asked_of: tuple[str, int] | None = None
        self.by_name: dict[str, Callable[[str], None]] = {
            "why": self._why,
            "how": self._how,
            "why not": self._why_not,
            "compare": self._compare,
            "what if": self._what_if,
            "sure": self._sure,
            "plan": self._plan,
        }

    def _why(self, rest: str) -> None:
        """Asked again of the same question, it goes one level up."""
        from advisor.explanation.why import why
        from advisor.reports.explaining.why import first, level

        state = self._state
        question = state.question
        asked_of = question.id, len(self._answers)
        self._level = self._level + 1 if self._asked_of == asked_of else 1
        self._asked_of = asked_of
        if question.id not in self._kb.questions:
            state.say(question.why)
            return
        found = why(self._kb, self._answers, question.id)
        text = first(found, self._width) if self._level == 1 else level(found, self._level, self._width)
        state.console.say(text.rstrip())

    def _how(self, rest: str) -> None:
        from advisor.explanation.how import how
        from advisor.reports.explaining.how import text

        if attribute := names.find_attribute(self._kb, rest):
            self._show(text(how(self._kb, self._answers, attribute), self._width))
            return
        if _asks_how_sure(rest) and isinstance(names.find_conclusion(self._kb, self._answers, rest), Mistake):
            self._sure("")
            return
        pair = self._concluded(rest) if rest else self._next_step()
        if pair is not None:
            self._show(text(how(self._kb, self._answers, *pair), self._width))

    def _why_not(self, rest: str) -> None:
        from advisor.explanation.why_not import why_not
        from advisor.reports.explaining.why_not import text

        pair = self._concluded(rest, "Say what you expected, such as")
        if pair is not None:
            self._show(text(why_not(self._kb, self._answers, *pair), self._width))

    def _compare(self, rest: str) -> None:
        from advisor.explanation.rather_than import rather_than
        from advisor.reports.explaining.rather_than import text

        this, that = self._next_step(), self._concluded(rest, "Say with what, such as")
        if this is None or that is None:
            return
        if that[0] != this[0]:
            self._state.refuse("Only steps can be compared with the next step.")
            return
        self._show(text(rather_than(self._kb, self._answers, this[0], this[1], that[1]), self._width))

    def _what_if(self, rest: str) -> None:
        from advisor.explanation.what_if import what_if
        from advisor.reports.explaining.what_if import text

        changes = names.read_changes(self._kb, self._answers, rest)
        if isinstance(changes, Mistake):
            self._state.refuse(changes.text)
        else:
            self._show(text(what_if(self._kb, self._answers, changes), self._width))

    def _sure(self, rest: str) -> None:
        from advisor.explanation.how_sure import how_sure
        from advisor.reports.explaining.how_sure import text

        if self._has_required_answers():
            self._show(text(how_sure(self._kb, self._answers), self._width))

    def _plan(self, rest: str) -> None:
        from advisor.explanation.plan import plan
        from advisor.reports.plan import render

        if self._next_step() is not None:
            self._show(render(plan(self._kb, self._answers), self._width))

    @property
    def _kb(self) -> KnowledgeBase:
        return self._state.kb

    @property
    def _answers(self) -> Answers:
        return self._state.consultation.answers

    @property
    def _width(self) -> int:
        return self._state.console.width

    def _show(self, text: str) -> None:
        show(self._state.console, text)

    def _has_required_answers(self) -> bool:
        """Whether nothing is missing without which no verdict stands; if so, the person is told what."""
        required = [it for id, it in self._kb.questions.items() if it.required and id not in self._answers]
        if required:
            self._state.say(f"That can be told once you have answered: {', '.join(it.label for it in required)}.")
        return not required

    def _next_step(self) -> Pair | None:
        """The goal and its value; None, after a word to the person, where it is not settled."""
        kb, consultation = self._kb, self._state.consultation
        steps = recommend(kb, self._answers, partial=True).steps if consultation.goal_settled else ()
        if len(steps) == 1:
            return kb.goal, steps[0]
        self._state.say("Your next step is not settled yet.")
        return None

    def _concluded(self, typed: str, usage: str = "") -> Pair | None:
        """What the words name; None, after a word to the person, where they name nothing."""
        if not typed:
            example = names.conclusions(self._kb, self._answers)[0].shown
            self._state.refuse(f'{usage} "{example}".')
            return None
        found = names.find_conclusion(self._kb, self._answers, typed)
        if isinstance(found, Mistake):
            self._state.refuse(found.text)
            return None
        return found


def _asks_how_sure(rest: str) -> bool:
    """Whether what follows `how` makes it the question that the command `sure` answers."""
    return rest.rstrip(" ?").casefold() == "sure"
