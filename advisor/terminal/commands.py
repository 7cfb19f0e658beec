"""What each command of the dialogue does; one method a command, under the command's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.knowledge.texts import fill
from advisor.terminal import inputs, speech

if TYPE_CHECKING:
    from advisor.terminal.dialogue import Dialogue


AS_TEST = "as test"


class Commands:
    """The commands of one dialogue."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._by_name: dict[str, Callable[[str], None]] = {
            "why": self._why,
            "back": self._back,
            "redo": self._redo,
            "review": self._review,
            "change": self._change,
            "save": self._save,
            "help": self._help,
            "quit": self._quit,
        }

    def do(self, command: inputs.Command) -> None:
        """Does what the person asked for."""
        self._by_name[command.name](command.rest)

    def _why(self, rest: str) -> None:
        dialogue = self._dialogue
        question, consultation = dialogue.question, dialogue.consultation
        dialogue.say(fill(dialogue.kb, question.why, consultation.answers))
        asked = consultation.question
        if asked is not None and asked.id == question.id:
            for line in speech.rules_it_decides(dialogue.kb, consultation.why(), dialogue.console.width):
                dialogue.console.say(line)

    def _back(self, rest: str) -> None:
        dialogue = self._dialogue
        dialogue.show = True
        if dialogue.changing is not None:
            dialogue.changing = None
            dialogue.say("Nothing was changed.")
            return
        self._move(dialogue.consultation.undo, "There is no answer to take back.")

    def _redo(self, rest: str) -> None:
        self._move(self._dialogue.consultation.redo, "There is nothing to give again.")

    def _move(self, move: Callable[[], bool], nothing: str) -> None:
        dialogue = self._dialogue
        before = dialogue.concluded()
        if not move():
            dialogue.show = False
            dialogue.say(nothing)
            return
        dialogue.show, dialogue.changing = True, None
        dialogue.keep()
        dialogue.tell_changes(before)

    def _review(self, rest: str) -> None:
        dialogue = self._dialogue
        answers = dialogue.consultation.answers
        if not answers:
            dialogue.say("Nothing has been answered yet.")
            return
        for line in speech.review(dialogue.kb, answers, dialogue.console.width):
            dialogue.console.say(line)
        dialogue.say("change NUMBER answers one of them anew.")

    def _change(self, rest: str) -> None:
        dialogue = self._dialogue
        given = list(dialogue.consultation.answers)
        if not rest:
            dialogue.say("Say which: change QUESTION, with its number in the review or its id.")
            self._review("")
            return
        found = inputs.find_question(given, dialogue.kb.questions, rest)
        if isinstance(found, inputs.Mistake):
            dialogue.say(found.text)
            return
        dialogue.changing, dialogue.show = dialogue.kb.questions[found], True
        dialogue.say("back leaves it as it is.")

    def _save(self, rest: str) -> None:
        dialogue = self._dialogue
        file, as_test = rest.removesuffix(AS_TEST).strip(), rest.endswith(AS_TEST)
        expect = speech.expectations(dialogue.kb, dialogue.consultation.answers) if as_test else None
        dialogue.keeping.write(file, dialogue.consultation.answers, expect)

    def _help(self, rest: str) -> None:
        dialogue = self._dialogue
        if dialogue.question.help:
            dialogue.say(fill(dialogue.kb, dialogue.question.help, dialogue.consultation.answers))
        dialogue.say(inputs.expected(dialogue.question))
        for line in speech.commands(dialogue.console.width):
            dialogue.console.say(line)

    def _quit(self, rest: str) -> None:
        self._dialogue.quit()
