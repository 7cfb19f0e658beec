"""Keeps the answers: the session after every answer, and the case file the person asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.knowledge.model import Answers, KnowledgeBase
from advisor.terminal.sessions import Session, unfinished

if TYPE_CHECKING:
    from advisor.cases.files import Case

UNWRITABLE = 2


class Keeping:
    """What is kept of one consultation. Where something cannot be written, the person is told and goes on."""

    def __init__(self, kb: KnowledgeBase, say: Callable[[str], None], save: str | Path | None) -> None:
        self.kb = kb
        self.name = ""
        self.exit_code = 0
        self._say = say
        self._save = Path(save) if save is not None else None
        self._own_files: set[Path] = set()
        self._session: Session | None = None
        self._works = True
        self._answers: Answers = {}

    @property
    def going_on(self) -> bool:
        """Whether the session is past the goal, on the roadmap."""
        return self._session is not None and self._session.going_on

    def resume(self) -> Case | None:
        """The newest unfinished case, whose session is continued."""
        self._session, case = next(unfinished(self.kb), (None, None))
        self.name = case.name if case else ""
        return case

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
            if self._works:
                self._say(f"Your answers cannot be kept for later: {_reason(error)}. Use save FILE instead.")
            self._works = False

    def finish(self) -> None:
        """The consultation is over: the case file is written and the session forgotten."""
        written = self._write_wanted()
        if self._session is not None and written:
            try:
                self._session.remove()
            except OSError as error:
                self._say(f"The session could not be removed: {_reason(error)}.")

    def leave(self, answers: Answers) -> None:
        """The person leaves in between: says how to go on."""
        self._answers = answers
        self._write_wanted()
        if not answers:
            self._say("Goodbye. Nothing was answered, so there is nothing to resume.")
        elif self._works and self._session is not None:
            self._say("Your answers are kept. To go on from here: advisor --resume")
        else:
            self._say("Goodbye. Your answers could not be kept.")

    def write(self, file: str, answers: Answers, expect: Mapping[str, object] | None = None) -> None:
        """Writes a case file at the person's wish; one that is named replaces the case file that was there."""
        path = Path(file).expanduser() if file else self._save or Path(f"{self.kb.id}-case.yaml")
        if not file and path != self._save and path not in self._own_files and path.exists():
            self._say(f"{path} is there already. Name the file: save FILE")
            return
        if self._write(path, answers, expect):
            self._own_files.add(path)

    def _write_wanted(self) -> bool:
        """Writes the file of `--save`; whether nothing went wrong."""
        if self._save is None or self._write(self._save, self._answers):
            return True
        self.exit_code = UNWRITABLE
        return False

    def _write(self, path: Path, answers: Answers, expect: Mapping[str, object] | None = None) -> bool:
        from advisor.cases.files import write_case

        if not self._may_replace(path):
            self._say(f"{path} is there already and is not a case file, so it was left as it is. Name another file.")
            return False
        try:
            write_case(path, self.kb, answers, self.name, expect)
        except (OSError, AdvisorError, ValueError) as error:
            self._say(f"{path} cannot be written: {_reason(error)}.")
            return False
        self._say(f"Saved in {path}")
        return True

    def _may_replace(self, path: Path) -> bool:
        """Whether nothing is there, or cases of this knowledge base."""
        from advisor.cases.files import read_cases

        if not path.exists():
            return True
        try:
            return path.is_file() and not any(isinstance(case, AdvisorError) for case in read_cases(path, self.kb))
        except AdvisorError:
            return False


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
