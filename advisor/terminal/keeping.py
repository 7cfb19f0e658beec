"""Keeps the answers: the session after every answer, and the case file the person asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, CaseError, Problem
from advisor.knowledge.model import Answers, KnowledgeBase
from advisor.terminal.console import Console
from advisor.terminal.sessions import Session, is_any, kept
from advisor.terminal.speech import wrap

if TYPE_CHECKING:
    from advisor.cases.files import Case

UNWRITABLE = 2
RESUME = "advisor --resume"


class Keeping:
    """What is kept of one consultation. Where something cannot be written, the person is told and goes on."""

    def __init__(self, kb: KnowledgeBase, console: Console, save: str | Path | None) -> None:
        self.kb = kb
        self.name = ""
        self.exit_code = 0
        self.how_to_resume = RESUME
        self._console = console
        self._save = _home_expanded(save) if save is not None else None
        self._own_files: set[Path] = set()
        self._session: Session | None = None
        self._works = True
        self._told = False
        self._answers: Answers = {}

    @property
    def going_on(self) -> bool:
        """Whether the session is past the goal, on the roadmap."""
        return self._session is not None and self._session.going_on

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
        """The unfinished case whose session is continued; None where there is none, or another one is wanted.

        Where a person sits there and several are kept, `choose` is asked for the number of one, or -1.
        """
        found = kept(self.kb, self._console.warn)
        sessions = list(found) if self._console.interactive else [first for first in [next(found, None)] if first]
        number = choose([_told(*session) for session in sessions]) if len(sessions) > 1 else len(sessions) - 1
        if number < 0:
            return None
        self._session, case = sessions[number]
        self.name = case.name
        return case

    def get_ready(self) -> None:
        """Imports what keeping needs, before an answer waits for it."""
        import tempfile  # noqa: F401

        import advisor.cases.files  # noqa: F401

    def keep(self, answers: Answers, going_on: bool) -> None:
        """Writes the session; tells once if that cannot be done."""
        self._answers = answers
        try:
            if self._session is None:
                self._session = Session(self.kb, name=self.name)
            if answers:
                self._session.save(answers, going_on)
            else:
                self._session.remove()
            self._works = True
        except (OSError, AdvisorError) as error:
            self._works = False
            if not self._told:
                self._console.warn(f"Your answers cannot be kept for later: {_reason(error)}. Use save FILE instead.")
            self._told = True

    def finish(self) -> None:
        """The consultation is over: the case file is written and the session forgotten."""
        written = self._write_wanted()
        if self._session is not None and written:
            try:
                self._session.remove()
            except OSError as error:
                self._console.warn(f"The session could not be removed: {_reason(error)}.")

    def leave(self, answers: Answers) -> None:
        """The person leaves in between: says how to go on."""
        self._answers = answers
        self._write_wanted()
        if not answers:
            self._say("Goodbye. Nothing was answered, so there is nothing to resume.")
        elif self._works and self._session is not None:
            self.tell_how_to_resume("Your answers are kept. To go on from here:")
        else:
            self._say("Goodbye. Your answers could not be kept.")

    def tell_how_to_resume(self, text: str) -> None:
        """The text and the command, which is never broken, so that it can be copied."""
        line = f"{text} {self.how_to_resume}"
        if len(line) <= self._console.width:
            self._console.say(line)
        else:
            self._say(text)
            self._console.say(self.how_to_resume)

    def write(self, file: str, answers: Answers, expect: Mapping[str, object] | None = None) -> None:
        """Writes a case file at the person's wish. What is there already is replaced only if it is a case and named."""
        path = _home_expanded(file) if file else self._save or Path(f"{self.kb.id}-case.yaml")
        if path not in self._own_files:
            problem = self._in_the_way(path) or ("" if file or not path.exists() else "is there already")
            if problem:
                self._console.warn(f"{path} {problem}. Name another file: save FILE")
                return
        self._write(path, answers, expect)

    def _say(self, text: str) -> None:
        self._console.say(wrap(text, self._console.width))

    def _in_the_way(self, path: Path) -> str:
        """Why the path must not be written over: it is neither new, nor empty, nor a case."""
        from advisor.cases.files import read_cases

        try:
            if path.is_dir():
                return "is a folder"
            if not path.exists() or (path.is_file() and path.stat().st_size == 0):
                return ""
            if not path.is_file():
                return "is no ordinary file"
            cases = list(read_cases(path, self.kb))
        except OSError as error:
            return f"cannot be written: {_reason(error)}"
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
        from advisor.cases.files import write_case
        from advisor.whole_file import kept_aside

        aside = ""
        try:
            if path not in self._own_files and path.is_file() and path.stat().st_size:
                aside = f"; what was there before is kept in {kept_aside(str(path))}"
            write_case(path, self.kb, answers, self.name, expect)
        except (OSError, AdvisorError, ValueError) as error:
            self._console.warn(f"{path} cannot be written: {_reason(error)}.")
            return False
        self._own_files.add(path)
        self._say(f"Saved in {path}{aside}")
        return True


def _home_expanded(path: str | Path) -> Path:
    """The path with `~` as the home folder; a home that nobody has is a name like any other."""
    return Path(os.path.expanduser(path))


def _told(session: Session, case: Case) -> str:
    """`Ann, 12 answers, 2026-05-31 14:05`."""
    count = len(case.answers)
    parts = [case.name, f"{count} answer{'s' * (count != 1)}", f"last kept on {session.saved_at}"]
    return ", ".join(part for part in parts if part)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
