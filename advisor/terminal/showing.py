"""The commands that show the rest of the advice: all of it, its sources, and a page of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.terminal.autosave import home_expanded, reason
from advisor.terminal.messages import not_settled
from advisor.terminal.presenter import show

if TYPE_CHECKING:
    from advisor.explanation.recommendation import Recommendation
    from advisor.terminal.state import DialogueState

HTML = ".html"
FORMS = {HTML: "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
"""What a page is, by the ending of its file."""


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
        """Writes the advice as a page: Markdown where the file's ending says so, else HTML."""
        advice = self._advice()
        if advice is None:
            return
        named = file if not file or is_page(file) else f"{file}{HTML}"
        path = home_expanded(named) if named else self._new_name()
        if path not in self._own_files and (problem := _in_the_way(path)):
            self._state.console.warn(f"{path} {problem}. Name another file: page FILE")
            return
        self._write(path, advice)

    def _write(self, path: Path, advice: Recommendation) -> None:
        from datetime import date

        from advisor.atomic_files import atomic_write
        from advisor.reports.pages import write

        form = "markdown" if FORMS.get(path.suffix.casefold()) == "markdown" else "html"
        try:
            with atomic_write(str(path), mode=0o600) as stream:
                stream.writelines(write([advice], form, date.today()))  # type: ignore[arg-type]
        except (OSError, AdvisorError, ValueError) as error:
            self._state.console.warn(f"{path} cannot be written: {reason(error)}.")
            return
        self._own_files.add(path)
        opens = "The page, to open in a browser:" if form == "html" else "The page, as Markdown:"
        self._state.keeping.tell_command(opens, str(path.absolute()))

    def _new_name(self) -> Path:
        """One that no file has, or the one of this dialogue's page."""
        names = (Path(f"{self._state.kb.id}{f'-{n}' if n > 1 else ''}{HTML}") for n in count(1))
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
