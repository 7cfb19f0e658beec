"""Where one dialogue stands: the consultation, what is asked now, and the change that is thought about, if any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.terminal.messages import END
from advisor.terminal.presenter import Presenter, concluded

if TYPE_CHECKING:
    from advisor.consultation.consultation import Consultation
    from advisor.knowledge.attributes import Answer, Question
    from advisor.knowledge.model import Pair, Rule
    from advisor.terminal.autosave import Autosave
    from advisor.terminal.console import Console

REFUSED, MAX_REFUSED = 2, 100
"""The exit code after so many lines of a pipe in a row that mean nothing: what writes them may never end."""


class DialogueState:
    """What the dialogue and its commands read and change.

    `question` is what is asked now, and is shown again if `show`. `changing` is the question that is being answered
    anew, if any, and `proposed` its answer, once there is one. `stopping`: the person has said that they leave.
    """

    def __init__(self, consultation: Consultation, console: Console, keeping: Autosave) -> None:
        self.kb = consultation.kb
        self.consultation = consultation
        self.console = console
        self.keeping = keeping
        self.presenter = Presenter(console, consultation)
        self.question: Question = END
        self.changing: Question | None = None
        self.proposed: Answer | None = None
        self.stopping = False
        self.show = True
        self.refused = 0

    def say(self, text: str, first: str = "", strong: bool = False) -> None:
        """Shows a text, wrapped; `first` begins its first line."""
        self.presenter.say(text, first, strong)

    def refuse(self, text: str) -> None:
        """Says what is wrong; where no person can look back, the question is shown again."""
        self.console.warn(text, typed=True)
        self.show = not self.console.interactive
        self.refused += 1
        if self.show and self.refused == MAX_REFUSED:
            self.console.warn(f"{MAX_REFUSED} lines in a row mean nothing here: no more are read.", typed=True)
            self.keeping.exit_code = REFUSED
            self.leave()

    def leave(self) -> None:
        """As the end of input does."""
        raise EOFError

    def keep(self) -> None:
        """Saves the answers; called after every change of them."""
        self.keeping.keep(self.consultation.answers, self.consultation.phase != "goal")

    def concluded(self) -> dict[Pair, Rule]:
        """What is concluded so far and meant for the person, each pair with the first rule that concludes it."""
        return concluded(self.consultation)

    def moved(self, before: dict[Pair, Rule]) -> None:
        """Other answers are given than before: keeps them, and tells what has followed from them since `before`."""
        self.stopping, self.show = False, True
        self.keep()
        self.presenter.moved()
        self.presenter.tell_changes(before)
