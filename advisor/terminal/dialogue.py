"""The dialogue: speaks a Consultation through a Console, and keeps every answer as it is given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, IllegalAnswer
from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import fill
from advisor.logic.demands import in_order
from advisor.plain_text import capital, so_many
from advisor.terminal import changing, inputs, messages, names, replies
from advisor.terminal.autosave import RESUME, Autosave
from advisor.terminal.choices import Choices, choices
from advisor.terminal.choosing import which_session
from advisor.terminal.commands import Commands
from advisor.terminal.console import Console
from advisor.terminal.consoles import open_console
from advisor.terminal.messages import ACCEPT, END, ENDS, UNKEPT, go_on
from advisor.terminal.state import DialogueState

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from advisor.cases.files import Case

INTERRUPTED = 130
NOTHING_TO_RESUME = "There is no unfinished consultation to resume, so this is a new one."


def run(
    kb: KnowledgeBase,
    *,
    case: Case | None = None,
    save: str | Path | None = None,
    resume: bool = False,
    how_to_resume: str = RESUME,
    shortest: bool = False,
    plain: bool = False,
    input: Input | None = None,
    output: Output | None = None,
) -> int:
    """One consultation from greeting to roadmap; returns the exit code.

    `case` gives answers to begin with; `save` is a case file that is written at the end; `resume` continues the newest
    unfinished session of this knowledge base, `how_to_resume` is the command that does so. `shortest` asks the most
    telling question first. `plain` speaks in lines, without control codes. `input` and `output` are prompt_toolkit's,
    for tests and embedding. Raises CaseError where `save` cannot be written.
    """
    dialogue = Dialogue(kb, open_console(input, output, plain), case, save, resume, shortest)
    dialogue.keeping.how_to_resume = how_to_resume
    return dialogue.run()


class Dialogue:
    """One consultation with one person: turn by turn asks what is next, and does what the line means."""

    def __init__(
        self,
        kb: KnowledgeBase,
        console: Console,
        case: Case | None,
        save: str | Path | None,
        resume: bool,
        shortest: bool = False,
    ) -> None:
        from advisor.consultation.consultation import Consultation

        self.keeping = Autosave(kb, console, save)
        self.keeping.check()
        self._state = DialogueState(Consultation(kb, shortest=shortest), console, self.keeping)
        self._console, self._consultation = console, self._state.consultation
        self._commands = Commands(self._state)
        self._resume, self._case = resume, case
        self._begins_with: dict[str, Answer] = {}
        self._begun = self._finished = False
        self._topic = self._shown = self._helped = ""
        self._go_on, self._go_on_beside = go_on(kb, True), go_on(kb, False)
        self._own_questions = (self._go_on, self._go_on_beside, *ENDS, ACCEPT)
        """What the dialogue asks by itself, which is no part of the case."""

    def run(self) -> int:
        """Talks until the consultation is finished or the person leaves."""
        try:
            self._greet()
            while not self._finished:
                try:
                    self._turn()
                except EOFError:
                    if not self._asks_before_leaving():
                        raise
        except KeyboardInterrupt:
            self._state.say("")
            if self._begun:
                self._state.keep()  # an answer may have been given and not been kept yet
            self.keeping.leave(self._consultation.answers if self._begun else self._begins_with)
            return INTERRUPTED
        except EOFError:
            if not self._console.interactive:
                self._state.presenter.tell_end(self.keeping.name)
            self.keeping.leave(self._consultation.answers)
        finally:
            self._console.close()
        return self.keeping.exit_code

    def _asks_before_leaving(self) -> bool:
        """Whether a person who leaves is asked first, once, as their answers would be nowhere."""
        asked = self._state.question is UNKEPT
        if asked or not self._console.interactive or self.keeping.holds(self._consultation.answers):
            return False
        changing.end(self._state)
        self._state.stopping = True
        return True

    def _greet(self) -> None:
        say, kb = self._state.say, self._state.kb
        say(kb.title, strong=True)
        if kb.welcome:
            say(fill(kb, kb.welcome, self._consultation.answers))
        say("Type a number or the beginning of a choice. ? says why a question is asked, help lists the commands.")
        asked, kept = self._resumed() if self._resume else (False, None)
        if self._resume and not kept:
            say("This is a new consultation." if asked else NOTHING_TO_RESUME)
        elif not self._resume and self._console.interactive and self.keeping.is_any:
            self.keeping.tell_command("An earlier consultation is kept. To go on with it:", self.keeping.how_to_resume)
        going_on = self.keeping.going_on
        self._begins_with = {**(kept.answers if kept else {}), **(self._case.answers if self._case else {})}
        with self._console.working():
            self._begin(self._begins_with, going_on, "Begun" if kept is None else "Resumed")
        self._begun = True
        self._tell_narrowed({id: case.version for case in (kept, self._case) if case for id in case.answers})

    def _tell_narrowed(self, versions: Mapping[str, int | None]) -> None:
        """Says which of the answers to begin with hold less now than in the version that they were given to."""
        from advisor.cases.narrowed import meaning, narrowed

        kb, answers = self._state.kb, self._begins_with
        for number, id in enumerate(answers, 1):
            for pair in narrowed(kb, {id: answers[id]}, versions[id]):
                self._state.say(f"{meaning(kb, pair, answers)} To answer anew: change {number}")

    def _resumed(self) -> tuple[bool, Case | None]:
        """Whether the person was asked which consultation they want, and what it is."""
        asked: list[str] = []

        def choose(sessions: list[str]) -> int:
            asked.extend(sessions)
            return which_session(self._state.kb, self._console, sessions)

        kept = self.keeping.resume(choose)
        return bool(asked), kept

    def _begin(self, answers: dict[str, Answer], going_on: bool, begun: str) -> None:
        """Gives the answers that are there already, one by one, so that `back` can take them back."""
        if self._case and not self.keeping.name:
            self.keeping.name = self._case.name
        answers = in_order(self._state.kb, answers)
        for id, answer in answers.items():
            self._consultation.set(id, answer)
        if answers:
            self._state.say(f"{begun} with {so_many(len(answers), 'answer')}.")
            self.keeping.keep(answers, going_on)
            self._state.presenter.tell_changes({})
        if going_on and self._consultation.goal_settled:
            self._state.presenter.tell(self.keeping.name)
            self._consultation.go_on()

    def _turn(self) -> None:
        with self._console.working():
            offered = self._prepare()
        self._hear(offered, self._console.ask(self._arguments))

    def _prepare(self) -> Choices:
        """Tells what is new and asks what is next."""
        state = self._state
        if state.changing is None:
            state.presenter.tell(self.keeping.name)
        state.question = ACCEPT if state.proposed is not None else state.changing or self._next()
        offered = choices(state.kb, state.question, self._consultation.answers)
        if state.show or self._shown != state.question.id:
            self._ask(offered)
        self.keeping.get_ready()
        state.concluded()  # while the person reads, so that what follows the answer comes at once
        return offered

    def _hear(self, offered: Choices, line: str) -> None:
        """Does what the line means."""
        refused = self._state.refused
        self._understand(offered, line)
        if self._state.refused == refused:
            self._state.refused = 0

    def _understand(self, offered: Choices, line: str) -> None:
        question = self._state.question
        if question is END and not line.strip():
            line = "keep"
        if line.strip() == "?" and question in self._own_questions:  # `why` tells there why the advice is given
            self._state.say(question.why)
            return
        action = inputs.read(offered, line, self._console.interactive)
        if question in ENDS and action == replies.Command("save"):
            action = replies.Given("file")
        if isinstance(action, replies.Mistake):
            self._state.refuse(action.text)
            self._help(offered, action.text)
        elif isinstance(action, replies.Command):
            self._do(action)
        else:
            with self._console.working():
                self._answered(action.answer)

    def _help(self, offered: Choices, said: str) -> None:
        """What the words of the question mean, to a person whose answer was refused, once a question."""
        if offered.help and self._helped != offered.question.id and self._console.interactive:
            self._helped = offered.question.id
            if offered.help not in said:
                self._state.say(offered.help)

    def _answered(self, answer: Answer) -> None:
        state = self._state
        if state.question is ACCEPT:
            changing.accept(state, answer == "yes")
        elif state.question in self._own_questions:
            self._decide(str(answer))
        elif state.changing is not None:
            changing.preview(state, state.changing, answer)
        else:
            self._take(answer)

    def _do(self, command: replies.Command) -> None:
        """Does what the person asked for; Ctrl-C ends it and nothing else."""
        state = self._state
        try:
            with self._console.working():
                self._commands.do(command)
        except AdvisorError as error:
            state.refuse(f"{capital(str(error))}.")
        except KeyboardInterrupt:
            state.say("")
            state.say("Stopped.")
            state.show = True

    def _arguments(self, command: str, typed: str) -> list[tuple[str, str]]:
        return names.arguments(self._state.kb, self._consultation.answers, command, typed)

    def _next(self) -> Question:
        consultation = self._consultation
        end = END if self.keeping.works else UNKEPT
        if self._state.stopping:
            return end
        if consultation.phase != "goal" or not consultation.goal_settled:
            return consultation.question or end
        if not consultation.road_is_open:
            return end
        return self._go_on if self._state.presenter.road_is_open else self._go_on_beside

    def _ask(self, offered: Choices) -> None:
        """The question comes first: how many more there are may take a moment to find out."""
        question, consultation, state = offered.question, self._consultation, self._state
        above = self._above(question)
        if above:
            self._console.say()
        for text, strong in above:
            state.say(text, strong=strong)
        ask, answer = fill(state.kb, question.ask, consultation.answers), None
        if state.changing is question:
            answer = consultation.answers.get(question.id)
        self._console.pose(ask, offered, answer, apart=not above)
        if question not in ENDS and state.changing is None:
            goes_on = question in (self._go_on, self._go_on_beside)
            ahead = consultation.remaining_on_the_road() if goes_on else consultation.remaining()
            more = messages.more_questions(*ahead)
            self._console.note(f"({more.removesuffix(', this one') if goes_on else more})")
        self._shown, state.show = question.id, False

    def _above(self, question: Question) -> list[tuple[str, bool]]:
        """What is said before the question, and whether it is strong: its topic if that is new, what is settled.

        At a terminal a question that was answered becomes a line among others, which the topic would part.
        """
        state, found = self._state, []
        if question.topic and question.topic != self._topic and not self._console.interactive:
            found.append((question.topic.upper(), True))
        if question not in self._own_questions:
            self._topic = question.topic
        elif question is not ACCEPT and (self._consultation.goal_settled or not state.stopping):
            found += [(line, False) for line in state.presenter.settled if not state.presenter.just_told]
        if question in ENDS:
            found += [(line, False) for line in messages.at_the_end(state.stopping, self._consultation.goal_settled)]
        return found

    def _decide(self, choice: str) -> None:
        """What the person wants at one of the dialogue's own questions."""
        state = self._state
        state.show = True
        if choice == "yes":
            self._consultation.go_on()
            state.keep()
        elif choice == "no":
            state.stopping = True
        elif choice == "keep":
            state.leave()
        elif choice == "file":
            self._finished = self.keeping.save_alone(self._consultation.answers)
        else:
            self.keeping.delete()
            self._finished = True

    def _take(self, answer: Answer) -> None:
        """Gives the answer to the consultation and tells what follows from it."""
        before = self._state.concluded()
        try:
            self._consultation.answer(answer)
        except IllegalAnswer as error:
            self._state.refuse(str(error))
            return
        self._state.moved(before)
