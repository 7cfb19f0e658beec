"""The commands that show the rest of the advice: all of it, its sources, and a page of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.reports.pdf import ENDING, is_pdf
from advisor.terminal.autosave import home_expanded, reason
from advisor.terminal.messages import not_settled
from advisor.terminal.presenter import show

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation
    from advisor.reports.pages import Form
    from advisor.terminal.state import DialogueState

HTML = ".html"
FORMS = {HTML: "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown", ENDING: "html"}
"""What a page is, by the ending of its file; a PDF is made of HTML."""


def is_page(file: str) -> bool:
    """Whether a file of this name is a page, and no case."""
    return Path(file).suffix.casefold() in FORMS


class Showing:
    """What can be seen of the advice of one dialogue, once it is settled."""

    def __init__(self, state: DialogueState) -> None:
        self._state = state
        self._own_files: set[Path] = set()
        self.by_name: dict[str, Callable[[str], None]] = {"more": self._more, "sources": self._sources}

    def _more(self, rest: str) -> None:
        from advisor.reports.text import render

        if advice := self._advice():
            show(self._state.console, render(advice, self._state.console.width))

    def _sources(self, rest: str) -> None:
        from advisor.reports.text import render_sources

        if advice := self._advice():
            found = render_sources(advice, self._state.console.width).strip()
            show(self._state.console, found or "No sources are given.")

    def page(self, file: str) -> None:
        """Writes the advice as a page: Markdown or PDF where the file's ending says so, else HTML."""
        named = file if not file or is_page(file) else f"{file}{HTML}"
        form: Form = "markdown" if FORMS.get(Path(named).suffix.casefold()) == "markdown" else "html"
        opens = "The page, to open in a browser:" if form == "html" else "The page, as Markdown:"
        opens = "The page, as PDF:" if is_pdf(named) else opens
        self._document(named, form, "page", opens)

    def sheet(self, file: str) -> None:
        """Writes the sheet for a counsellor, which is HTML, or a PDF where the file's ending says so."""
        named = file if not file or FORMS.get(Path(file).suffix.casefold()) == "html" else f"{file}{HTML}"
        opens = "The sheet, to print:" if is_pdf(named) else "The sheet, to open in a browser and print:"
        self._document(named, "sheet", "print", opens)

    def _document(self, named: str, form: Form, command: str, opens: str) -> None:
        advice = self._advice()
        if advice is None:
            return
        path = home_expanded(named) if named else self._new_name("-sheet" if form == "sheet" else "")
        if path not in self._own_files and (problem := _in_the_way(path)):
            self._state.console.warn(f"{path} {problem}. Name another file: {command} FILE")
        elif self._written(path, advice, form):
            self._own_files.add(path)
            self._state.keeping.tell_command(opens, str(path.absolute()))

    def _written(self, path: Path, advice: Recommendation, form: Form) -> bool:
        """Whether it could be written; if not the person is told."""
        from datetime import date

        from advisor.atomic_files import atomic_write
        from advisor.reports.pages import write
        from advisor.reports.pdf import write_pdf

        try:
            parts = write([advice], form, date.today())
            if is_pdf(path.name):
                write_pdf("".join(parts), str(path), 0o600)
                return True
            with atomic_write(str(path), mode=0o600) as stream:
                stream.writelines(parts)
        except (OSError, AdvisorError, ValueError) as error:
            self._state.console.warn(f"{path} cannot be written: {reason(error)}.")
            return False
        return True

    def _new_name(self, of: str) -> Path:
        """One that no file has, or the one that this dialogue wrote."""
        names = (Path(f"{self._state.kb.id}{of}{f'-{n}' if n > 1 else ''}{HTML}") for n in count(1))
        return next(path for path in names if path in self._own_files or not os.path.lexists(path))

    def _advice(self) -> Recommendation | None:
        """The advice; None, after a word to the person, where it is not settled."""
        from advisor.explanation.recommendation import recommend

        state = self._state
        if state.consultation.goal_settled:
            return recommend(state.kb, state.consultation.answers, name=state.keeping.name, partial=True)
        state.say(not_settled(state.kb))
        return None


def _in_the_way(path: Path) -> str:
    """Why nothing must be written there."""
    from advisor.knowledge.folder import reads

    try:
        if reads(path):
            return "would become a part of the knowledge base in its folder"
        if path.is_dir():
            return "is a folder"
        return "is there already" if path.exists() and (not path.is_file() or path.stat().st_size) else ""
    except (OSError, ValueError) as error:
        return f"cannot be written: {reason(error)}"
