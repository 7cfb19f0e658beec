"""Keeps the answers: the session after every answer, and the case file the person asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, CaseError, Problem
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import capital, so_many
from advisor.terminal.console import Console
from advisor.terminal.messages import wrap
from advisor.terminal.sessions import Session, first_answers, is_any, kept

if TYPE_CHECKING:
    from advisor.cases.files import Case

UNWRITABLE = 2
RESUME = "advisor --resume"
MAX_OFFERED, MAX_TOLD = 20, 20
APART = "What you answer here is kept as a consultation of its own."
ELSEWHERE = f"This consultation is open in another window or program. {APART}"


class Autosave:
    """What is kept of one consultation. Where something cannot be written, the person is told and goes on."""

    def __init__(self, kb: KnowledgeBase, console: Console, save: str | Path | None) -> None:
        self.kb = kb
        self.name = ""
        self.exit_code = 0
        self.how_to_resume = RESUME
        self._console = console
        self._save = home_expanded(save) if save is not None else None
        self._own_files: dict[Path, Answers] = {}
        self.going_on = False
        self._session: Session | None = None
        self.works = True
        self._kept: Answers = {}
        self._told = False
        self._answers: Answers = {}

    @property
    def is_any(self) -> bool:
        """Whether a consultation is kept that could be resumed."""
        return is_any(self.kb)

    def check(self) -> None:
        """Finds out before the first question whether the file of `--save` can be written. Raises CaseError."""
        if self._save is None:
            return
        problem = "" if self._save.parent.is_dir() else "the folder of this file is not there"
        problem = problem or self._in_the_way(self._save)
        if problem:
            raise CaseError([Problem(str(self._save), 0, 0, problem)])

    def resume(self, choose: Callable[[list[str]], int]) -> Case | None:
        """The case whose session is continued; None where there is none, or another one is wanted.

        Where a person sits there and several are kept, `choose` is asked for the number of one, or -1.
        """
        found = kept(self.kb, self._console.warn)
        sessions = list(islice(found, MAX_OFFERED if self._console.interactive else 1))
        number = (
            choose([_told(it.session, self.kb, it.case) for it in sessions]) if len(sessions) > 1 else len(sessions) - 1
        )
        if number < 0:
            return None
        session, case, unfit = sessions[number]
        self.name, self.going_on = case.name, session.going_on
        try:
            if not session.claim():
                self._console.warn(ELSEWHERE)
                return case
            if unfit:
                self._tell_unfit(unfit, session.keep_as_it_was())
        except OSError as error:
            self._console.warn(f"This consultation cannot be gone on with as it is kept: {reason(error)}. {APART}")
            return case
        self._session, self._kept = session, dict(case.answers)
        return case

    def _tell_unfit(self, unfit: Sequence[Problem], before: Path) -> None:
        """Says what of a session does not fit this version of the knowledge base."""
        self._say("This consultation was kept with another version of the knowledge base. What does not fit now:")
        for problem in unfit[:MAX_TOLD]:
            id, colon, rest = problem.what.partition(": ")
            asked = self.kb.questions.get(id)
            text = f"{capital(asked.label)}{colon}{rest}" if asked else problem.what
            self._console.say(wrap(text, self._console.width, "  - "))
        if len(unfit) > MAX_TOLD:
            self._say(f"and {len(unfit) - MAX_TOLD} more.")
        self._say(f"What fits is taken, the rest is asked where it matters. As it was it stays in {before}")

    def get_ready(self) -> None:
        """Imports what keeping needs, before an answer waits for it."""
        import tempfile  # noqa: F401

        import advisor.cases.files  # noqa: F401

    def keep(self, answers: Answers, going_on: bool) -> None:
        """Writes the session; tells once if that cannot be done, which `works` then says."""
        self._answers = answers
        try:
            self.going_on = going_on
            if self._session is None:
                self._session = Session(self.kb, name=self.name)
            if answers:
                self._session.save(answers, going_on)
            else:
                self._session.remove()
            self.works, self._told, self._kept = True, False, dict(answers)
        except (OSError, AdvisorError) as error:
            self.works = self._kept == answers
            if not self.works and not self._told:
                self._console.warn(f"Your answers cannot be kept for later: {reason(error)}. Use save FILE instead.")
                self._told = True

    def delete(self) -> None:
        """Forgets the session and writes no file of `--save`; what was saved on the way stays, and is named."""
        if not self._remove():
            return
        self._say("Your answers are deleted.")
        for path in self._own_files:
            self._say(f"What you saved in {path} stays there.")
        if self._save is not None and self._save not in self._own_files:
            self._say(f"{self._save} is not written.")

    def save_alone(self, answers: Answers) -> bool:
        """Writes a case file and forgets the session; whether both could be done."""
        self._answers = answers
        if self._save is not None:
            return self._write_wanted() and self._remove()
        names = (f"{self.kb.id}-case{f'-{n}' if n > 1 else ''}.yaml" for n in count(1))
        path = next(path for path in map(Path, names) if not os.path.lexists(path))
        if not self._write(path, answers):
            self._say("To name another file: save FILE")
            return False
        return self._remove()

    def holds(self, answers: Answers) -> bool:
        """Whether these answers are kept, or in a file that the person has saved."""
        return self.works or not answers or self._saved_in(answers) is not None

    def _saved_in(self, answers: Answers) -> Path | None:
        return next((path for path, saved in self._own_files.items() if saved == answers), None)

    def leave(self, answers: Answers) -> None:
        """The person leaves, and their answers stay: says how to go on, and how to delete them."""
        self._answers = answers
        self._write_wanted()
        if not self.works:
            self.keep(answers, self.going_on)  # there may be room by now
        if not answers:
            self._say("Goodbye. Nothing was answered, so there is nothing to resume.")
        elif self.works and self._session is not None:
            self.tell_command("Your answers are kept. To go on from here:", self.how_to_resume)
            self.tell_command("To see or delete what is kept:", "advisor sessions")
            self._session.close()
        else:
            self._leave_unkept(answers)

    def _leave_unkept(self, answers: Answers) -> None:
        """Says where the answers are; those that are nowhere else are shown, as a case."""
        from advisor.cases.files import as_text

        self._say("Goodbye. Your answers could not be kept.")
        if self._session is not None and self._kept:
            part = f"An earlier part of them, {_counted(len(self._kept))}, is kept. To go on from there:"
            self.tell_command(part, self.how_to_resume)
            self._session.close()
        file = self._saved_in(answers)
        if file is not None:
            self._say(f"They are in {file}")
            return
        self._say("Here they are as a case. To go on later, put these lines into a file, and begin with --case FILE.")
        self._console.say(f"---\n{as_text(self.kb, answers, self.name).rstrip()}")

    def _remove(self) -> bool:
        """Forgets the session; whether that could be done."""
        try:
            if self._session is not None:
                self._session.remove()
        except OSError as error:
            self._console.warn(f"What is kept could not be removed: {reason(error)}.")
            self.exit_code = UNWRITABLE
            return False
        return True

    def tell_command(self, text: str, command: str) -> None:
        """The text and the command, which is never broken, so that it can be copied."""
        line = f"{text} {command}"
        if len(line) <= self._console.width:
            self._console.say(line)
        else:
            self._say(text)
            self._console.say(command)

    def write(self, file: str, answers: Answers, expect: Mapping[str, object] | None = None) -> None:
        """Writes a case file at the person's wish. What is there already is replaced only if it is a case and named."""
        path = home_expanded(file) if file else self._save or Path(f"{self.kb.id}-case.yaml")
        if path not in self._own_files:
            problem = self._in_the_way(path) or ("" if file or not path.exists() else "is there already")
            if problem:
                self._console.warn(f"{path} {problem}. Name another file: save FILE")
                return
        self._write(path, answers, expect)

    def _say(self, text: str) -> None:
        self._console.say(wrap(text, self._console.width))

    def _in_the_way(self, path: Path) -> str:
        """Why nothing must be written there: its ending is no case's, or it is neither new, nor empty, nor a case."""
        from advisor.cases.files import ENDINGS, read_cases
        from advisor.knowledge.folder import reads

        try:
            if reads(path):
                return "would become a part of the knowledge base in its folder"
            if path.is_dir():
                return "is a folder"
            if not path.exists() or (path.is_file() and path.stat().st_size == 0):
                return "" if path.suffix.casefold() in ENDINGS else "has an ending that no case has (.yaml, .json)"
            if not path.is_file():
                return "is no ordinary file"
            cases = list(read_cases(path, self.kb))
        except (OSError, ValueError) as error:
            return f"cannot be written: {reason(error)}"
        except AdvisorError:
            cases = []
        is_case = len(cases) == 1 and not isinstance(cases[0], AdvisorError)
        return "" if is_case else "is there already, and is not a case file"

    def _write_wanted(self) -> bool:
        """Writes the file of `--save`; whether nothing went wrong."""
        if self._save is None or self._write(self._save, self._answers):
            return True
        self.exit_code = UNWRITABLE
        return False

    def _write(self, path: Path, answers: Answers, expect: Mapping[str, object] | None = None) -> bool:
        """Writes the case; one that was there before this dialogue is kept beside it. Whether nothing went wrong."""
        from advisor.atomic_files import kept_aside
        from advisor.cases.files import write_case

        aside = ""
        try:
            if path not in self._own_files and path.is_file() and path.stat().st_size:
                aside = f"; what was there before is kept in {kept_aside(str(path))}"
            write_case(path, self.kb, answers, self.name, expect)
        except (OSError, AdvisorError, ValueError) as error:
            self._console.warn(f"{path} cannot be written: {reason(error)}.")
            return False
        self._own_files[path] = dict(answers)
        self._say(f"Saved in {path}{aside}")
        return True


def home_expanded(path: str | Path) -> Path:
    """The path with `~` as the home folder; a home that nobody has is a name like any other."""
    return Path(os.path.expanduser(path))


def _told(session: Session, kb: KnowledgeBase, case: Case) -> str:
    """`Ann, 12 answers, last kept on 2026-05-31 14:05 (Dry; 5 days; ...)`."""
    parts = [case.name, _counted(len(case.answers)), f"last kept on {session.saved_at}"]
    parts += ["open in another window or program"] * session.is_open_elsewhere
    first = first_answers(kb, case.answers)
    return ", ".join(part for part in parts if part) + (f" ({first})" if first else "")


def _counted(answers: int) -> str:
    return so_many(answers, "answer")


def reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
