"""What each command of the dialogue does; one method a command, under the command's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.knowledge.texts import fill
from advisor.logic.demands import as_asked
from advisor.terminal import changing, messages, names, replies
from advisor.terminal.choices import choices
from advisor.terminal.explaining import Explaining
from advisor.terminal.showing import Showing, is_page

if TYPE_CHECKING:
    from advisor.terminal.state import DialogueState


AS_TEST = "as test"


class Commands:
    """The commands of one dialogue."""

    def __init__(self, state: DialogueState) -> None:
        self._state = state
        self._showing = Showing(state)
        self._by_name: dict[str, Callable[[str], None]] = {
            "back": self._back,
            "redo": self._redo,
            "review": self._review,
            "change": self._change,
            "questions": self._questions,
            "steps": self._steps,
            "save": self._save,
            "page": self._page,
            "print": self._print,
            "help": self._help,
            "quit": self._quit,
            **Explaining(state).by_name,
            **self._showing.by_name,
        }

    def do(self, command: replies.Command) -> None:
        """Does what the person asked for."""
        self._by_name[command.name](command.rest)

    def _back(self, rest: str) -> None:
        state = self._state
        if state.changing is not None:
            changing.end(state, "Nothing was changed.")
            return
        if state.stopping:
            state.stopping, state.show = False, True
            return
        self._move(state.consultation.undo, "There is no answer to take back.")

    def _redo(self, rest: str) -> None:
        if self._state.changing is not None:
            self._state.say("There is nothing to give again.")
            return
        self._move(self._state.consultation.redo, "There is nothing to give again.")

    def _move(self, move: Callable[[], bool], nothing: str) -> None:
        state = self._state
        before = state.concluded()
        if not move():
            state.say(nothing)
            return
        state.moved(before)

    def _review(self, rest: str) -> None:
        state = self._state
        answers = state.consultation.answers
        if not answers:
            state.say("Nothing has been answered yet.")
            return
        for line in messages.review(state.kb, answers, state.console.width):
            state.console.say(line)
        state.say("change NUMBER answers one of them anew.")

    def _questions(self, rest: str) -> None:
        """By topic, each as it is called and what is answered."""
        state = self._state
        for line in messages.every_question(state.kb, state.consultation.answers, state.console.width):
            state.console.say(line)
        state.say("what if QUESTION=ANSWER says what another answer would change.")

    def _steps(self, rest: str) -> None:
        state = self._state
        if not state.kb.recommends:
            state.say(f"There are no {state.kb.words.steps} here.")
            return
        for line in messages.every_step(state.kb, state.consultation.answers, state.console.width):
            state.console.say(line)
        state.say(f"why not and the name of a {state.kb.words.step}, or its beginning, says what stands against it.")

    def _change(self, rest: str) -> None:
        state = self._state
        answers, questions = state.consultation.answers, state.kb.questions
        if not rest:
            if answers:
                state.say("Say which: change NUMBER, with its number in the review.")
            self._review("")
            return
        found = names.find_question(list(answers), questions, rest)
        if isinstance(found, replies.Mistake):
            state.refuse(found.text)
            return
        changing.begin(state, as_asked(questions[found], answers))
        if found in answers:
            words = choices(state.kb, questions[found], answers).in_words(answers[found])
            state.say(f"Your answer so far: {words}. back leaves it as it is.")
        else:
            state.say("Not answered so far. back leaves it so.")

    def _save(self, rest: str) -> None:
        state = self._state
        named, as_test = rest.removesuffix(AS_TEST).strip(), rest.endswith(AS_TEST)
        file = _unquoted(named)
        if named and not file:
            state.refuse("This names no file: save FILE")
            return
        if is_page(file) and as_test:
            state.refuse("as test is for a case: save FILE.yaml as test")
        elif is_page(file):
            self._showing.page(file)
        else:
            expect = messages.expectations(state.kb, state.consultation.answers) if as_test else None
            state.keeping.write(file, state.consultation.answers, expect)

    def _page(self, rest: str) -> None:
        self._document(rest, "page", self._showing.page)

    def _print(self, rest: str) -> None:
        self._document(rest, "print", self._showing.sheet)

    def _document(self, rest: str, command: str, write: Callable[[str], None]) -> None:
        file = _unquoted(rest)
        if rest and not file:
            self._state.refuse(f"This names no file: {command} FILE")
        else:
            write(file)

    def _help(self, rest: str) -> None:
        state = self._state
        if state.question.help:
            state.say(fill(state.kb, state.question.help, state.consultation.answers))
        state.say(replies.expected(state.question))
        for line in messages.help_lines(state.kb, state.console.width):
            state.console.say(line)

    def _quit(self, rest: str) -> None:
        self._state.leave()


def _unquoted(name: str) -> str:
    """The name without the quotation marks around it, which a shell would take off."""
    marked = len(name) > 1 and name[0] == name[-1] and name[0] in "'\""
    return name[1:-1].strip() if marked else name
