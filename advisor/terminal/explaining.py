"""The commands that question the advice. Nothing of the case changes by any of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from advisor.errors import cut
from advisor.explanation.english import wanted
from advisor.explanation.names import attribute_named, conclusions
from advisor.explanation.recommendation import recommend
from advisor.knowledge import goals
from advisor.knowledge.demands import unmet
from advisor.knowledge.texts import fill
from advisor.plain_text import one_of
from advisor.reports.explaining.kinds import (
    ATTRIBUTE,
    CHANGES,
    GOAL,
    INSTEAD,
    KINDS,
    NOTHING,
    QUESTION,
    REQUIRED,
    SETTLED,
    Kind,
)
from advisor.terminal import names
from advisor.terminal.messages import ACCEPT, not_settled, wrap
from advisor.terminal.presenter import show
from advisor.terminal.replies import Mistake

if TYPE_CHECKING:
    from advisor.knowledge.attributes import Answers, Question
    from advisor.knowledge.model import Pair
    from advisor.terminal.state import DialogueState


class Explaining:
    """What can be asked back in one dialogue."""

    def __init__(self, state: DialogueState) -> None:
        self._state = state
        self._level = 0
        self._asked_of: tuple[str, int] | None = None
        self.by_name: dict[str, Callable[[str], None]] = {
            kind.command: partial(self._why if kind.about == QUESTION else self._explain, kind)
            for kind in KINDS.values()
        }

    def _why(self, kind: Kind, rest: str) -> None:
        """Asked again of the same question, it goes one level up."""
        from advisor.reports.explaining.why import first, level

        state = self._state
        question = state.question
        asked_of = question.id, len(self._answers)
        again = self._asked_of == asked_of
        self._level = self._level + 1 if again else 1
        self._asked_of = asked_of
        if question.id not in state.kb.questions:
            self._why_of_own(question)
            return
        found, width, room = kind.explain(state.kb, self._answers, question.id), state.console.width, state.console.room
        if again:
            state.console.say(level(found, self._level, width, room).rstrip())
            return
        help = wrap(fill(state.kb, question.help, self._answers), width) if question.help else ""
        told, fits = first(found, width, room - len(help.splitlines()))
        self._level -= not fits
        state.console.say(f"{help}\n{told}".strip())

    def _why_of_own(self, question: Question) -> None:
        """Why the dialogue itself asks; below advice also why it is given."""
        from advisor.reports.text import render_reasons

        state = self._state
        if question is not ACCEPT and state.consultation.goal_settled:
            advice = recommend(state.kb, self._answers, partial=True)
            show(state.console, render_reasons(advice, state.console.width))
            state.console.say()
        state.say(question.why)

    def _explain(self, kind: Kind, rest: str) -> None:
        if kind.about == ATTRIBUTE and self._asks_how_sure(rest):
            kind, rest = KINDS["how_sure"], ""
        needed, about = self._has_what_it_needs(kind), self._about(kind, rest)
        if needed and about is not None:
            found = kind.explain(self._state.kb, self._answers, *about)
            show(self._state.console, kind.text(found, self._state.console.width))

    def _about(self, kind: Kind, rest: str) -> tuple[Any, ...] | None:
        """What the words ask about; None, after a word to the person, where that is nothing."""
        kb = self._state.kb
        if kind.about == NOTHING:
            return ()
        if kind.about == CHANGES:
            changes = names.read_changes(kb, self._answers, rest)
            if not isinstance(changes, Mistake):
                return (changes,)
            self._state.refuse(changes.text)
            return None
        if kind.about == GOAL:
            return self._goal(rest)
        if kind.about == ATTRIBUTE and (attribute := attribute_named(kb, rest)):
            return (attribute,)
        pair = self._settled() if kind.about == ATTRIBUTE and not rest else self._concluded(rest, kind.usage)
        if pair is None or kind.about != INSTEAD:
            return pair
        if pair[0] in kb.goals:
            return pair[0], "", pair[1]
        what = f"Only {kb.words.steps}" if kb.recommends else f"Only what is told in place of {wanted(kb, 'or')}"
        with_what = f" with {goals.the(kb, kb.goal)}" if kb.recommends else ""
        self._state.refuse(f"{what} can be compared{with_what}.")
        return None

    def _goal(self, typed: str) -> tuple[str, ...] | None:
        """The goal that the words name, or none; None, after a word to the person, where they name another thing."""
        kb = self._state.kb
        named = attribute_named(kb, typed) if typed else kb.goal
        if named in kb.goals:
            return (named,)
        labels = one_of([goals.heading(kb, id) for id in kb.goals])
        self._state.refuse(f"'{cut(typed)}' is not what this is for: {labels}.")
        return None

    def _asks_how_sure(self, rest: str) -> bool:
        """Whether what follows `how` makes it the question that the command `sure` answers."""
        kb = self._state.kb
        if rest.rstrip(" ?").casefold() != "sure" or attribute_named(kb, rest):
            return False
        return isinstance(names.find_conclusion(kb, self._answers, rest), Mistake)

    def _has_what_it_needs(self, kind: Kind) -> bool:
        """Whether the case is so far that this can be told; if not, the person is told what is missing."""
        if kind.road and not self._state.kb.has_road:
            self._state.say(f"There is no {self._state.kb.words.plan} here.")
            return False
        if kind.needs == SETTLED:
            return self._settled() is not None
        if kind.needs == REQUIRED:
            missing = [it for id, it in self._state.kb.questions.items() if it.required and id not in self._answers]
            missing += unmet(self._state.kb, self._answers)
            if missing:
                labels = ", ".join(it.label for it in missing)
                self._state.say(f"That can be told once you have answered: {labels}.")
            return not missing
        return True

    @property
    def _answers(self) -> Answers:
        return self._state.consultation.answers

    def _settled(self) -> Pair | None:
        """The goal and its value; None, after a word to the person, where it is not settled."""
        kb, consultation = self._state.kb, self._state.consultation
        value = recommend(kb, self._answers, partial=True).value if consultation.goal_settled else None
        if value is not None:
            return kb.goal, value
        self._state.say(not_settled(kb))
        return None

    def _concluded(self, typed: str, usage: str) -> Pair | None:
        """What the words name; None, after a word to the person, where they name nothing."""
        kb = self._state.kb
        if not typed:
            example = conclusions(kb, self._answers)[0].shown
            self._state.refuse(f'{usage} "{example}".')
            return None
        found = names.find_conclusion(kb, self._answers, typed)
        if isinstance(found, Mistake):
            self._state.refuse(found.text)
            return None
        return found
