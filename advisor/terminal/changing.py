"""An answer given anew: what would follow from it is shown first, and it is taken only when the person accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.knowledge.model import Answer, Question

if TYPE_CHECKING:
    from advisor.terminal.dialogue import Dialogue


class Changing:
    """The change that one dialogue is about, if any: its `question`, and then the answer `proposed`."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.question: Question | None = None
        self.proposed: Answer | None = None
        self._dialogue = dialogue

    def begin(self, question: Question) -> None:
        """Asks this question anew."""
        self.question, self.proposed, self._dialogue.show = question, None, True

    def end(self, text: str = "") -> None:
        """The change is over; with a `text` for the person, the answer stays as it is."""
        self.question, self.proposed, self._dialogue.show = None, None, True
        if text:
            self._dialogue.say(text)

    def preview(self, question: Question, answer: Answer) -> None:
        """What would follow from another answer to this question."""
        dialogue = self._dialogue
        answers = dialogue.consultation.answers
        if answers.get(question.id) == answer:
            self.end("That is your answer already. Nothing was changed.")
            return
        from advisor.explanation.what_if import what_if
        from advisor.reports.explaining.what_if import text

        self.proposed, dialogue.show = answer, True
        dialogue.report(text(what_if(dialogue.kb, answers, {question.id: answer}), dialogue.console.width))

    def accept(self, yes: bool) -> None:
        """The person has seen what would follow."""
        if self.question is None or self.proposed is None or not yes:
            self.end("Nothing was changed.")
            return
        before = self._dialogue.concluded()
        self._dialogue.consultation.set(self.question.id, self.proposed)
        self._dialogue.taken(before)
