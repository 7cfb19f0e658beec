"""The dialogue: speaks a Consultation through a Console, and keeps every answer as it is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, IllegalAnswer
from advisor.knowledge.model import Answer, KnowledgeBase, Pair, Question, Rule
from advisor.knowledge.texts import fill
from advisor.plain_text import capital
from advisor.terminal import inputs, messages, names
from advisor.terminal.autosave import RESUME, Autosave
from advisor.terminal.changing import Changing
from advisor.terminal.choices import Choices, choices
from advisor.terminal.choosing import which_session
from advisor.terminal.commands import Commands
from advisor.terminal.console import Console, open_console
from advisor.terminal.messages import ACCEPT, END, ENDS, GO_ON, OWN_QUESTIONS, UNKEPT
from advisor.terminal.presenter import Presenter, show

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from advisor.cases.files import Case
    from advisor.consultation.consultation import Consultation

INTERRUPTED = 130
REFUSED, MAX_REFUSED = 2, 100
"""The exit code after so many lines of a pipe in a row that mean nothing: what writes them may never end."""

NOTHING_TO_RESUME = "There is no unfinished consultation to resume, so this is a new one."


def run(
    kb: KnowledgeBase,
    *,
    case: Case | None = None,
    save: str | Path | None = None,
    resume: bool = False,
    how_to_resume: str = RESUME,
    shortest: bool = False,
    input: Input | None = None,
    output: Output | None = None,
) -> int:
    """One consultation from greeting to roadmap; returns the exit code.

    `case` gives answers to begin with; `save` is a case file that is written at the end; `resume` continues the newest
    unfinished session of this knowledge base, `how_to_resume` is the command that does so. `shortest` asks the most
    telling question first. `input` and `output` are prompt_toolkit's, for tests and embedding. Raises CaseError where
    `save` cannot be written.
    """
    dialogue = Dialogue(kb, open_console(input, output), case, save, resume, shortest)
    dialogue.keeping.how_to_resume = how_to_resume
    return dialogue.run()


class Dialogue:
    """One consultation with one person. `question` is what is asked now."""

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

        self.kb = kb
        self.console = console
        self.keeping = Autosave(kb, console, save)
        self.keeping.check()
        self.consultation: Consultation = Consultation(kb, shortest=shortest)
        self.question: Question = END
        self.changing = Changing(self)
        self.finished = self.stopping = False
        self.show = True
        self._begins_with: dict[str, Answer] = {}
        self._begun = False
        self.resumed, self._resume, self._case = False, resume, case
        self._topic = self._shown = ""
        self._refused = 0
        self._telling = Presenter(console)
        self._commands = Commands(self)

    def run(self) -> int:
        """Talks until the consultation is finished or the person leaves."""
        try:
            self._greet()
            while not self.finished:
                try:
                    self._turn()
                except EOFError:
                    if not self._asks_before_leaving():
                        raise
        except KeyboardInterrupt:
            self.say("")
            if self._begun:
                self.keep()  # an answer may have been given and not been kept yet
            self.keeping.leave(self.consultation.answers if self._begun else self._begins_with)
            return INTERRUPTED
        except EOFError:
            if not self.console.interactive:
                self._input_ended()
            self.keeping.leave(self.consultation.answers)
        finally:
            self.console.close()
        return self.keeping.exit_code

    def say(self, text: str, first: str = "", strong: bool = False) -> None:
        """Shows a text, wrapped; `first` begins its first line."""
        self.console.say(messages.wrap(text, self.console.width, first), strong)

    def _asks_before_leaving(self) -> bool:
        """Whether a person who leaves is asked first, once, as their answers would be nowhere."""
        if self.question is UNKEPT or not self.console.interactive or self.keeping.holds(self.consultation.answers):
            return False
        self.changing.end()
        self.stopping = True
        return True

    def leave(self) -> None:
        """As the end of input does."""
        raise EOFError

    def keep(self) -> None:
        """Saves the answers; called after every change of them."""
        self.keeping.keep(self.consultation.answers, self.consultation.phase != "goal")

    def concluded(self) -> dict[Pair, Rule]:
        """What is concluded so far and meant for the person, each pair with the first rule that concludes it."""
        found: dict[Pair, Rule] = {}
        for firing in self.consultation.firings:
            if not self.kb.conclusions[firing.rule.attribute].internal:
                found.setdefault(firing.rule.then, firing.rule)
        return found

    def tell_changes(self, before: dict[Pair, Rule]) -> None:
        """What has been concluded since `before`, and what no longer holds; a settled goal is reported by itself."""
        now, answers = self.concluded(), self.consultation.answers
        for pair in before:
            if pair not in now:
                self.say(f"{messages.concluded(self.kb, pair, answers)} (no longer)", "- ")
        for pair, rule in now.items():
            if pair not in before and not (pair[0] == self.kb.goal and self.consultation.goal_settled):
                self.say(messages.because(self.kb, rule, answers), "+ ")

    def _greet(self) -> None:
        self.say(self.kb.title, strong=True)
        if self.kb.welcome:
            self.say(fill(self.kb, self.kb.welcome, self.consultation.answers))
        self.say("Type a number or the beginning of a choice. ? says why a question is asked, help lists the commands.")
        asked, kept = self._resumed() if self._resume else (False, None)
        self.resumed = kept is not None
        if self._resume and not kept:
            self.say("This is a new consultation." if asked else NOTHING_TO_RESUME)
        elif not self._resume and self.console.interactive and self.keeping.is_any:
            self.keeping.tell_command("An earlier consultation is kept. To go on with it:", self.keeping.how_to_resume)
        going_on = self.keeping.going_on
        self._begins_with = {**(kept.answers if kept else {}), **(self._case.answers if self._case else {})}
        with self.console.working():
            self._begin(self._begins_with, going_on)
        self._begun = True

    def _resumed(self) -> tuple[bool, Case | None]:
        """Whether the person was asked which consultation they want, and what it is."""
        asked: list[str] = []

        def choose(sessions: list[str]) -> int:
            asked.extend(sessions)
            return which_session(self.kb, self.console, sessions)

        kept = self.keeping.resume(choose)
        return bool(asked), kept

    def _begin(self, answers: dict[str, Answer], going_on: bool) -> None:
        """Gives the answers that are there already, one by one, so that `back` can take them back."""
        if self._case and not self.keeping.name:
            self.keeping.name = self._case.name
        for id, answer in answers.items():
            self.consultation.set(id, answer)
        if answers:
            self.say(f"{'Resumed' if self.resumed else 'Begun'} with {len(answers)} answer{'s' * (len(answers) != 1)}.")
            self.keeping.keep(answers, going_on)
            self.tell_changes({})
        if going_on and self.consultation.goal_settled:
            self._telling.tell(self.consultation, self.keeping.name)
            self.consultation.go_on()

    def _turn(self) -> None:
        with self.console.working():
            offered = self._prepare()
        self._hear(offered, self.console.ask(offered, self._arguments))

    def _prepare(self) -> Choices:
        """Tells what is new and asks what is next."""
        if self.changing.question is None:
            self._telling.tell(self.consultation, self.keeping.name)
        change = self.changing
        self.question = ACCEPT if change.proposed is not None else change.question or self._next()
        offered = choices(self.kb, self.question, self.consultation.answers)
        if self.show or self._shown != self.question.id:
            self._ask(offered)
        self.keeping.get_ready()
        self.concluded()  # while the person reads, so that what follows the answer comes at once
        return offered

    def _hear(self, offered: Choices, line: str) -> None:
        """Does what the line means."""
        refused = self._refused
        self._understand(offered, line)
        if self._refused == refused:
            self._refused = 0

    def _understand(self, offered: Choices, line: str) -> None:
        if self.question is END and not line.strip():
            line = "keep"
        action = inputs.read(offered, line, self.console.interactive)
        if self.question in ENDS and action == inputs.Command("save"):
            action = inputs.Given("file")
        if isinstance(action, inputs.Mistake):
            self.refuse(action.text)
        elif isinstance(action, inputs.Command):
            self._do(action)
        else:
            with self.console.working():
                self._answered(action.answer)

    def _answered(self, answer: Answer) -> None:
        if self.question is ACCEPT:
            self.changing.accept(answer == "yes")
        elif self.question in OWN_QUESTIONS:
            self._decide(str(answer))
        elif self.changing.question is not None:
            self.changing.preview(self.changing.question, answer)
        else:
            self._take(answer)

    def _do(self, command: inputs.Command) -> None:
        """Does what the person asked for; Ctrl-C ends it and nothing else."""
        try:
            with self.console.working():
                self._commands.do(command)
        except AdvisorError as error:
            self.refuse(f"{capital(str(error))}.")
        except KeyboardInterrupt:
            self.say("")
            self.say("Stopped.")
            self.show = True

    def _arguments(self, command: str, typed: str) -> list[tuple[str, str]]:
        return names.arguments(self.kb, self.consultation.answers, command, typed)

    def _next(self) -> Question:
        consultation = self.consultation
        end = END if self.keeping.works else UNKEPT
        if self.stopping:
            return end
        if consultation.phase != "goal" or not consultation.goal_settled:
            return consultation.question or end
        return GO_ON if consultation.road_is_open else end

    def _ask(self, offered: Choices) -> None:
        """The question comes first: how many more there are may take a moment to find out."""
        question, consultation = offered.question, self.consultation
        self.console.say()
        if question.topic and question.topic != self._topic:
            self.say(question.topic.upper(), strong=True)
        if question not in OWN_QUESTIONS:
            self._topic = question.topic
        elif question is not ACCEPT and (consultation.goal_settled or not self.stopping):
            self.say(f"Your next step is settled: {self._telling.step}.")
        if question in ENDS and not self.stopping:
            self.say("Nothing is left to ask.")
        self.say(fill(self.kb, question.ask, self.consultation.answers), strong=True)
        self.console.say(messages.listed(offered, self.console.width))
        if question not in ENDS and self.changing.question is None:
            ahead = consultation.remaining_on_the_road() if question is GO_ON else consultation.remaining()
            more = messages.more_questions(*ahead)
            self.say(f"({more.removesuffix(', this one') if question is GO_ON else more})")
        self._shown, self.show = question.id, False

    def refuse(self, text: str) -> None:
        """Says what is wrong; where no person can look back, the question is shown again."""
        self.console.warn(text, typed=True)
        self.show = not self.console.interactive
        self._refused += 1
        if self.show and self._refused == MAX_REFUSED:
            self.console.warn(f"{MAX_REFUSED} lines in a row mean nothing here: no more are read.", typed=True)
            self.keeping.exit_code = REFUSED
            self.leave()

    def _decide(self, choice: str) -> None:
        """What the person wants at one of the dialogue's own questions."""
        self.show = True
        if choice == "yes":
            self.consultation.go_on()
            self.keep()
        elif choice == "no":
            self.stopping = True
        elif choice == "keep":
            self.leave()
        elif choice == "file":
            self.finished = self.keeping.save_alone(self.consultation.answers)
        else:
            self.keeping.delete()
            self.finished = True

    def _take(self, answer: Answer) -> None:
        """Gives the answer to the consultation and tells what follows from it."""
        before = self.concluded()
        try:
            self.consultation.answer(answer)
        except IllegalAnswer as error:
            self.refuse(str(error))
            return
        self.taken(before)

    def taken(self, before: dict[Pair, Rule]) -> None:
        """Keeps the answer that was taken, and tells what has followed from it since `before`."""
        self.stopping = False
        self.changing.end()
        self.keep()
        self.tell_changes(before)

    def report(self, text: str) -> None:
        """Shows a report that is wrapped already."""
        show(self.console, text)

    def _input_ended(self) -> None:
        """What is settled, when lines end before the consultation does."""
        if self.consultation.goal_settled:
            self._telling.tell_road(self.consultation, self.keeping.name)
        else:
            self._telling.tell_so_far(self.consultation, self.concluded())
