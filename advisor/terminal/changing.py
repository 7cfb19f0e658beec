"""An answer given anew: what would follow from it is shown first, and it is taken only when the person accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.terminal.presenter import show

if TYPE_CHECKING:
    from advisor.knowledge.attributes import Answer, Question
    from advisor.terminal.state import DialogueState


def begin(state: DialogueState, question: Question) -> None:
    """Asks this question anew."""
    state.changing, state.proposed, state.show = question, None, True


def end(state: DialogueState, text: str = "") -> None:
    """The change is over; with a `text` for the person, the answer stays as it is."""
    state.changing, state.proposed, state.show = None, None, True
    if text:
        state.say(text)


def preview(state: DialogueState, question: Question, answer: Answer) -> None:
    """What would follow from another answer to this question."""
    answers = state.consultation.answers
    if answers.get(question.id) == answer:
        end(state, "That is your answer already. Nothing was changed.")
        return
    from advisor.explanation.what_if import what_if
    from advisor.reports.explaining.what_if import text

    state.proposed, state.show = answer, True
    show(state.console, text(what_if(state.kb, answers, {question.id: answer}), state.console.width))


def accept(state: DialogueState, yes: bool) -> None:
    """The person has seen what would follow."""
    if state.changing is None or state.proposed is None or not yes:
        end(state, "Nothing was changed.")
        return
    before, answers = state.concluded(), state.consultation.answers
    state.consultation.set(state.changing.id, state.proposed)
    end(state)
    for id in answers.keys() - state.consultation.answers.keys():
        state.say(f"You did not know this, and with that answer it may be needed: {state.kb.questions[id].label}.")
    state.moved(before)
