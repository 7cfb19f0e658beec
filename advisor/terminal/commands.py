"""What each command of the dialogue does; one method a command, under the command's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.knowledge.texts import fill
from advisor.terminal import inputs, messages, names
from advisor.terminal.choices import choices
from advisor.terminal.explaining import Explaining

if TYPE_CHECKING:
    from advisor.terminal.dialogue import Dialogue


AS_TEST = "as test"


class Commands:
    """The commands of one dialogue."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._by_name: dict[str, Callable[[str], None]] = {
            "back": self._back,
            "redo": self._redo,
            "review": self._review,
            "change": self._change,
            "save": self._save,
            "help": self._help,
            "quit": self._quit,
            **Explaining(dialogue).by_name,
        }

    def do(self, command: inputs.Command) -> None:
        """Does what the person asked for."""
        self._by_name[command.name](command.rest)

    def _back(self, rest: str) -> None:
        dialogue = self._dialogue
        if dialogue.changing.question is not None:
            dialogue.changing.end("Nothing was changed.")
            return
        if dialogue.stopping:
            dialogue.stopping, dialogue.show = False, True
            return
        self._move(dialogue.consultation.undo, "There is no answer to take back.")

    def _redo(self, rest: str) -> None:
        if self._dialogue.changing.question is not None:
            self._dialogue.say("There is nothing to give again.")
            return
        self._move(self._dialogue.consultation.redo, "There is nothing to give again.")

    def _move(self, move: Callable[[], bool], nothing: str) -> None:
        dialogue = self._dialogue
        before = dialogue.concluded()
        if not move():
            dialogue.say(nothing)
            return
        dialogue.stopping, dialogue.show = False, True
        dialogue.keep()
        dialogue.tell_changes(before)

    def _review(self, rest: str) -> None:
        dialogue = self._dialogue
        answers = dialogue.consultation.answers
        if not answers:
            dialogue.say("Nothing has been answered yet.")
            return
        for line in messages.review(dialogue.kb, answers, dialogue.console.width):
            dialogue.console.say(line)
        dialogue.say("change NUMBER answers one of them anew.")

    def _change(self, rest: str) -> None:
        dialogue = self._dialogue
        answers, questions = dialogue.consultation.answers, dialogue.kb.questions
        if not rest:
            if answers:
                dialogue.say("Say which: change NUMBER, with its number in the review.")
            self._review("")
            return
        found = names.find_question(list(answers), questions, rest)
        if isinstance(found, inputs.Mistake):
            dialogue.refuse(found.text)
            return
        dialogue.changing.begin(questions[found])
        if found in answers:
            words = choices(dialogue.kb, questions[found], answers).in_words(answers[found])
            dialogue.say(f"Your answer so far: {words}. back leaves it as it is.")
        else:
            dialogue.say("Not answered so far. back leaves it so.")

    def _save(self, rest: str) -> None:
        dialogue = self._dialogue
        named, as_test = rest.removesuffix(AS_TEST).strip(), rest.endswith(AS_TEST)
        file = _unquoted(named)
        if named and not file:
            dialogue.refuse("This names no file: save FILE")
            return
        expect = messages.expectations(dialogue.kb, dialogue.consultation.answers) if as_test else None
        dialogue.keeping.write(file, dialogue.consultation.answers, expect)

    def _help(self, rest: str) -> None:
        dialogue = self._dialogue
        if dialogue.question.help:
            dialogue.say(fill(dialogue.kb, dialogue.question.help, dialogue.consultation.answers))
        dialogue.say(inputs.expected(dialogue.question))
        for line in messages.commands(dialogue.console.width):
            dialogue.console.say(line)

    def _quit(self, rest: str) -> None:
        self._dialogue.leave()


def _unquoted(name: str) -> str:
    """The name without the quotation marks around it, which a shell would take off."""
    marked = len(name) > 1 and name[0] == name[-1] and name[0] in "'\""
    return name[1:-1].strip() if marked else name
