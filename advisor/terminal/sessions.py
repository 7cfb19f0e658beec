"""Where unfinished consultations are kept: one case file each, in the user's state folder, written at every answer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.knowledge.model import Answers, KnowledgeBase

if TYPE_CHECKING:
    from advisor.cases.files import Case

ROADMAP = ".roadmap"
ENDING = ".yaml"


def state_folder() -> Path:
    """`ADVISOR_STATE_DIR`, else the folder that the system gives programs for such things."""
    own = os.environ.get("ADVISOR_STATE_DIR")
    if own:
        return Path(own)
    import platformdirs

    return Path(platformdirs.user_state_dir("records-advisor"))


class Session:
    """One unfinished consultation. Its file's name says whether the person has gone on to the roadmap."""

    def __init__(self, kb: KnowledgeBase, path: Path | None = None, name: str = "") -> None:
        self.kb = kb
        self.name = name
        self.going_on = path is not None and path.stem.endswith(ROADMAP)
        self._folder = path.parent if path else _folder(kb)
        self._stem = path.stem.removesuffix(ROADMAP) if path else _new_stem(self._folder)

    @property
    def path(self) -> Path:
        return self._folder / f"{self._stem}{ROADMAP if self.going_on else ''}{ENDING}"

    @property
    def saved_at(self) -> str:
        """When the last answer was kept: `2026-05-31 14:05`. Raises OSError where the file is gone."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.path.stat().st_mtime))

    def save(self, answers: Answers, going_on: bool) -> None:
        """Raises OSError or AdvisorError where the state folder cannot be written."""
        from advisor.cases.files import write_case

        old, self.going_on = self.path, going_on
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_case(self.path, self.kb, answers, name=self.name)
        if old != self.path:
            old.unlink(missing_ok=True)

    def remove(self) -> None:
        """Forgets a finished consultation. Raises OSError."""
        self.path.unlink(missing_ok=True)


def kept(kb: KnowledgeBase, warn: Callable[[str], None]) -> Iterator[tuple[Session, Case]]:
    """The sessions of this knowledge base that can be read, newest first; each that cannot is told, and left."""
    from advisor.cases.files import read_cases

    for path in _newest_first(_folder(kb)):
        case: Case | AdvisorError | None
        try:
            case = next(iter(read_cases(path, kb)), None)
        except AdvisorError as error:
            case = error
        if isinstance(case, AdvisorError):
            lines = case.lines
            more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
            warn(f"A kept consultation cannot be read and is left as it is: {lines[0]}{more}")
        elif case is not None and case.answers:
            yield Session(kb, path, case.name), case


def is_any(kb: KnowledgeBase) -> bool:
    """Whether an unfinished consultation of this knowledge base is kept, readable or not."""
    return bool(_newest_first(_folder(kb)))


def _new_stem(folder: Path) -> str:
    """A name that no session in the folder has, readable or not."""
    stem = f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
    return next(name for name in (f"{stem}-{n}" for n in count(1)) if not any(folder.glob(f"{name}.*")))


def _folder(kb: KnowledgeBase) -> Path:
    return state_folder() / "sessions" / kb.id


def _newest_first(folder: Path) -> list[Path]:
    try:
        found = [(path.stat().st_mtime_ns, path.name, path) for path in folder.glob(f"*{ENDING}")]
    except OSError:
        return []
    return [path for _, _, path in sorted(found, reverse=True)]
