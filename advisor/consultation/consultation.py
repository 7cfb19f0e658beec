"""A consultation without a screen: what to ask next, what the answers say so far, and when it is done."""

from __future__ import annotations

from typing import Literal, TypeAlias

from advisor.consultation.progress import Bounds
from advisor.consultation.snapshot import Snapshot
from advisor.errors import IllegalAnswer, did_you_mean, quoted
from advisor.given import flag, mapping, of_kind, text
from advisor.inference import Firing
from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.condition_writer import written
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.texts import with_numbers
from advisor.logic.demands import as_asked, open_again

Phase: TypeAlias = Literal["goal", "roadmap", "done"]


class Consultation:
    """One person's consultation. The goal comes first; `go_on` then asks what the roadmap still depends on.

    Every change can be undone. An answer that a question does not take raises IllegalAnswer and changes nothing.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: What is known from the beginning, by question id. An answer that is unknown though it is, or may come
            to be, required by others is left open.
        shortest: Whether the most telling question for the goal comes first, not the first in the knowledge base's
            order.

    Raises:
        IllegalAnswer: For an unknown question, or an answer that a question does not take.

    Examples:
        >>> consultation = advisor.Consultation(advisor.load("my-plant"))
        >>> consultation.question.ask, consultation.remaining()
        ('Push a finger into the soil. What do you feel?', (1, 2))
        >>> [firing.rule.id for firing in consultation.answer("dry")]
        ['thirst-by-touch', 'next-water']
        >>> consultation.goal_settled, consultation.question
        (True, None)
    """

    def __init__(self, kb: KnowledgeBase, answers: Answers | None = None, *, shortest: bool = False) -> None:
        self.kb = of_kind(kb, KnowledgeBase, "a knowledge base")
        known = {} if answers is None else mapping(answers, "a mapping of answers by question id")
        read = {id: _read(kb, id, answer) for id, answer in known.items()}
        self._now = Snapshot(kb, open_again(kb, read), False, flag(shortest, "True or False for `shortest`"))
        self._before: list[Snapshot] = []
        self._after: list[Snapshot] = []

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, in the order of answering."""
        return dict(self._now.answers)

    @property
    def told(self) -> Answers:
        """What texts are filled from: the answers, and the concluded numbers in words, as far as they are known."""
        now = self._now
        return with_numbers(self.kb, now.answers, now.state.numbers) if self.kb.adding else dict(now.answers)

    @property
    def phase(self) -> Phase:
        """`goal` until `go_on` is called, then `roadmap` while a question is left, then `done`."""
        if not self._now.on_the_road:
            return "goal"
        return "roadmap" if self.question else "done"

    @property
    def question(self) -> Question | None:
        """The next question of the phase; None when nothing left can make a difference to it.

        Where a condition requires an answer to it, or may come to, it is required.
        """
        name = self._now.next_name
        return as_asked(self.kb.questions[name], self._now.answers) if name else None

    @property
    def goal_settled(self) -> bool:
        """Whether no open answer can change the goal, and every required one is given."""
        return not self._now.goal_names

    @property
    def goal_known(self) -> bool:
        """Whether no open answer can change the goal; required ones may be missing."""
        return not self._now.goal_questions

    @property
    def firings(self) -> tuple[Firing, ...]:
        """What holds so far, whatever is answered later."""
        return self._now.firings

    def answer(self, value: object) -> list[Firing]:
        """Answers the question that is asked with this value; returns what fires now and did not before."""
        question = self.question
        if question is None:
            raise IllegalAnswer("no question is open")
        return self.set(question.id, value)

    def set(self, id: str, value: object) -> list[Firing]:
        """Gives the question `id` this value, the first time or anew; returns what fires now and did not before.

        Other answers that were unknown and now may not be are open again.
        """
        id = text(id, "the id of a question")
        answer = _read(self.kb, id, value)
        if answer == UNKNOWN and as_asked(self.kb.questions[id], self._now.answers).required:
            when = self.kb.questions[id].required_when
            assert when is not None
            raise IllegalAnswer(f"{id}: 'unknown' is no answer where {written(when)}, or that is still open")
        answers = open_again(self.kb, {**self._now.answers, id: answer})
        fired = {firing.rule.id for firing in self.firings}
        self._move(self._now.with_answers(answers))
        return [firing for firing in self.firings if firing.rule.id not in fired]

    def undo(self) -> bool:
        """Takes back the last change; False where there is none."""
        return self._step(self._before, self._after)

    def redo(self) -> bool:
        """Makes the change again that was taken back last; False where there is none."""
        return self._step(self._after, self._before)

    def go_on(self) -> None:
        """From the goal, when it is settled, on to the roadmap."""
        if self.goal_settled and not self._now.on_the_road:
            self._move(self._now.on_to_the_road())

    def remaining(self) -> Bounds:
        """How many more questions this phase takes, at least and at most."""
        return self._now.remaining(self._now.on_the_road)

    def remaining_on_the_road(self) -> Bounds:
        """How many more questions the roadmap takes, at least and at most, once the goal is settled."""
        return self._now.remaining(True)

    @property
    def road_is_open(self) -> bool:
        """Whether, once the goal is settled, a question is left that can change the roadmap."""
        return bool(self._now.road_names)

    def questions_left(self) -> list[str]:
        """The questions that can still change the goal."""
        return list(self._now.goal_names)

    def road_questions(self) -> list[str]:
        """The questions that, once the goal is settled, can change the roadmap or what is told beside the goal."""
        return list(self._now.road_names)

    def why(self) -> list[Rule]:
        """The undecided rules that wait for the question's answer, those nearest to the goal first."""
        return self._now.waiting(self.question.id) if self.question else []

    def _move(self, moment: Snapshot) -> None:
        self._after.clear()
        self._leave(self._before)
        self._now = moment

    def _step(self, source: list[Snapshot], target: list[Snapshot]) -> bool:
        if not source:
            return False
        self._leave(target)
        self._now = source.pop()
        return True

    def _leave(self, kept: list[Snapshot]) -> None:
        self._now.forget_road()
        kept.append(self._now)


def _read(kb: KnowledgeBase, id: str, value: object) -> Answer:
    if id not in kb.questions:
        raise IllegalAnswer(f"unknown question {quoted(id)}{did_you_mean(id, kb.questions)}")
    return kb.questions[id].read(value)
