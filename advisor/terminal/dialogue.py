"""The dialogue: speaks a Consultation through a Console, and keeps every answer as it is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import IllegalAnswer
from advisor.knowledge.model import Answer, KnowledgeBase, Pair, Question, Rule
from advisor.knowledge.texts import fill
from advisor.terminal import inputs, speech
from advisor.terminal.commands import Commands
from advisor.terminal.console import Console, open_console
from advisor.terminal.keeping import Keeping

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from advisor.cases.files import Case
    from advisor.consultation.consultation import Consultation

INTERRUPTED = 130

OFFER = Question(
    id="go-on",
    kind="choice",
    ask="Your next step is settled. Go on, until the steps after it are settled too?",
    why="A few more questions settle what comes after the next step. You can also stop here.",
    label="go on",
    required=True,
    values=("yes", "no"),
    texts={"yes": "Yes, a few more questions", "no": "No, stop here"},
)


def run(
    kb: KnowledgeBase,
    *,
    case: Case | None = None,
    save: str | Path | None = None,
    resume: bool = False,
    input: Input | None = None,
    output: Output | None = None,
) -> int:
    """One consultation from greeting to roadmap; returns the exit code.

    `case` gives answers to begin with; `save` is a case file that is written at the end; `resume` continues the newest
    unfinished session of this knowledge base. `input` and `output` are prompt_toolkit's, for tests and embedding.
    """
    return Dialogue(kb, open_console(input, output), case, save, resume).run()


class Dialogue:
    """One consultation with one person. `question` is what is asked now."""

    def __init__(
        self, kb: KnowledgeBase, console: Console, case: Case | None, save: str | Path | None, resume: bool
    ) -> None:
        from advisor.consultation.consultation import Consultation

        self.kb = kb
        self.console = console
        self.keeping = Keeping(kb, self.say, save)
        started = dict(case.answers) if case else {}
        kept = self.keeping.resume() if resume else None
        if kept:
            started = {**kept.answers, **started}
        elif case:
            self.keeping.name = case.name
        self.resumed, self.asked_to_resume = kept is not None, resume
        self.consultation: Consultation = Consultation(kb, started)
        self.question: Question = OFFER
        self.changing: Question | None = None
        self.finished = False
        self.show = True
        self._topic = ""
        self._shown = ""
        self._told = ""
        self._commands = Commands(self)

    def run(self) -> int:
        """Talks until the consultation is finished or the person leaves."""
        try:
            self._greet()
            while not self.finished:
                self._turn()
            self.keeping.finish()
        except KeyboardInterrupt:
            self.say("")
            self.keeping.leave(self.consultation.answers)
            return INTERRUPTED
        except EOFError:
            if self.console.interactive:
                self.keeping.leave(self.consultation.answers)
            else:
                self._input_ended()
        return self.keeping.exit_code

    def say(self, text: str, first: str = "", strong: bool = False) -> None:
        """Shows a text, wrapped; `first` begins its first line."""
        self.console.say(speech.wrap(text, self.console.width, first), strong)

    def quit(self) -> None:
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
                self.say(f"{speech.concluded(self.kb, pair, answers)} - no longer", "- ")
        for pair, rule in now.items():
            if pair not in before and not (pair[0] == self.kb.goal and self.consultation.goal_settled):
                self.say(speech.because(self.kb, rule, answers), "+ ")

    def _greet(self) -> None:
        self.say(self.kb.title, strong=True)
        if self.kb.welcome:
            self.say(fill(self.kb, self.kb.welcome, self.consultation.answers))
        self.say("Type a number or a word. ? says why a question is asked, help lists the commands.")
        if self.asked_to_resume and not self.resumed:
            self.say("There is no unfinished consultation to resume, so this is a new one.")
        going_on = self.resumed and self.keeping.going_on
        if self.consultation.answers:
            count = len(self.consultation.answers)
            self.say(f"{'Resumed with' if self.resumed else 'Begun with'} {count} answer{'s' * (count != 1)}.")
            self.keep()
        if going_on and self.consultation.goal_settled:
            self._told = self._recommendation()
            self.consultation.go_on()
            self.keep()
            self.tell_changes({pair: rule for pair, rule in self.concluded().items() if pair[0] != self.kb.goal})

    def _turn(self) -> None:
        if self.changing is None and self._settled():
            return
        self.question = self._next()
        if self.show or self._shown != self.question.id:
            self._ask()
        line = self.console.ask(self._choices(), inputs.COMMANDS)
        action = inputs.read(self.question, line)
        if isinstance(action, inputs.Mistake):
            self.say(action.text)
        elif isinstance(action, inputs.Command):
            self._commands.do(action)
        else:
            self._take(action.answer)

    def _settled(self) -> bool:
        """Tells what has been settled; whether that was the end of the consultation."""
        consultation = self.consultation
        if consultation.phase == "goal" and consultation.goal_settled:
            self._tell_recommendation()
            self.finished = not consultation.road_is_open
        elif consultation.question is None:
            if consultation.goal_settled:
                self._tell_road()
            else:
                self._tell_recommendation()
            self.finished = True
        return self.finished

    def _next(self) -> Question:
        if self.changing is not None:
            return self.changing
        consultation = self.consultation
        return OFFER if consultation.phase == "goal" and consultation.goal_settled else consultation.question or OFFER

    def _ask(self) -> None:
        question, answers, width = self.question, self.consultation.answers, self.console.width
        self.console.say()
        if question.topic and question.topic != self._topic:
            self.say(question.topic.upper(), strong=True)
        if question is not OFFER:
            self._topic = question.topic
        more = "" if question is OFFER or self.changing else speech.more_questions(*self.consultation.remaining())
        self.say(fill(self.kb, question.ask, answers).strip() + (f" ({more})" if more else ""), strong=True)
        self.console.say(speech.choices(self.kb, question, answers, width))
        self._shown, self.show = question.id, False

    def _choices(self) -> list[str]:
        return [] if self.question.kind == "number" else inputs.words(self.question)

    def _take(self, answer: Answer) -> None:
        """Gives the answer to the consultation and tells what follows from it."""
        self.show = True
        if self.question is OFFER:
            self.finished = answer == "no"
            if not self.finished:
                self.consultation.go_on()
                self.keep()
            return
        before = self.concluded()
        try:
            if self.changing is not None:
                self.consultation.set(self.changing.id, answer)
            else:
                self.consultation.answer(answer)
        except IllegalAnswer as error:
            self.say(str(error))
            return
        self.changing = None
        self.keep()
        self.tell_changes(before)

    def _recommendation(self, road_only: bool = False) -> str:
        from advisor.recommendation import recommend
        from advisor.reports.text import render, render_road

        recommendation = recommend(self.kb, self.consultation.answers, name=self.keeping.name, partial=True)
        return (render_road if road_only else render)(recommendation, self.console.width).rstrip()

    def _tell_recommendation(self) -> None:
        """Shows the recommendation, once for each that differs."""
        text = self._recommendation()
        if text != self._told:
            self._told = text
            self.console.say()
            self.console.say(text)

    def _tell_road(self) -> None:
        """What the answers since the recommendation may have changed: all of it but the next step and its reasons."""
        self.console.say()
        self.console.say(self._recommendation(road_only=True))

    def _input_ended(self) -> None:
        """What is settled, when lines end before the consultation does."""
        answers, width = self.consultation.answers, self.console.width
        if self.consultation.goal_settled:
            self._tell_recommendation()
            self.keeping.finish()
            return
        from advisor.consultation.kleene import evaluate

        state = evaluate(self.kb, answers)
        self.say("The input ended before the next step was settled.")
        self.say("Still possible:", strong=True)
        for line in speech.still_possible(self.kb, state.true | state.possible, answers, width):
            self.console.say(line)
        self.say("Questions left:", strong=True)
        for id in self.consultation.questions_left():
            self.say(f"{fill(self.kb, self.kb.questions[id].ask, answers)} [{id}]", "  - ")
        self.keeping.leave(answers)
