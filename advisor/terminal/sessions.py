"""Where consultations are kept: one case file each, in the user's state folder, written at every answer."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import AdvisorError, Problem
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.wording import in_words
from advisor.terminal.lock import Lock

if TYPE_CHECKING:
    from yaml.nodes import Node

    from advisor.cases.files import Case

ROADMAP = ".roadmap"
ENDING = ".yaml"
LOCK = ".lock"
MAX_TOLD = 3
"""So many answers tell consultations apart."""


def state_folder() -> Path:
    """`ADVISOR_STATE_DIR`, else the folder that the system gives programs for such things."""
    own = os.environ.get("ADVISOR_STATE_DIR")
    if own:
        return Path(own)
    import platformdirs

    return Path(platformdirs.user_state_dir("records-advisor"))


class Session:
    """One consultation that is kept. Its file's name says whether the person has gone on to the roadmap.

    Who has it open holds its lock.
    """

    def __init__(self, kb: KnowledgeBase, path: Path | None = None, name: str = "") -> None:
        self.kb = kb
        self.name = name
        self.going_on = path is not None and path.stem.endswith(ROADMAP)
        self._folder = path.parent if path else _folder(kb)
        self._stem = path.stem.removesuffix(ROADMAP) if path else _new_stem(self._folder)
        self._lock = Lock(self._folder / f"{self._stem}{LOCK}")
        self._ours = False

    @property
    def id(self) -> str:
        """What it is called by, as in `advisor sessions --delete ID`."""
        return self._stem

    @property
    def path(self) -> Path:
        return self._folder / f"{self._stem}{ROADMAP if self.going_on else ''}{ENDING}"

    @property
    def saved_at(self) -> str:
        """When the last answer was kept: `2026-05-31 14:05`. Raises OSError where the file is gone."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.path.stat().st_mtime))

    @property
    def is_open_elsewhere(self) -> bool:
        """Whether another dialogue goes on with it now."""
        return not self._ours and self._lock.is_taken()

    def claim(self) -> bool:
        """Whether it can be gone on with here: nobody else does so. Raises OSError."""
        self._ours = self._ours or self._lock.take()
        return self._ours

    def close(self) -> None:
        """Lets others go on with it."""
        self._lock.free()
        self._ours = False

    def save(self, answers: Answers, going_on: bool) -> None:
        """Raises OSError or AdvisorError where the state folder cannot be written."""
        from advisor.cases.files import write_case

        old, self.going_on = self.path, going_on
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.claim()
        write_case(self.path, self.kb, answers, name=self.name)
        if old != self.path:
            old.unlink(missing_ok=True)

    def keep_as_it_was(self) -> Path:
        """Copies its file beside itself, before what does not fit any more is saved over. Raises OSError."""
        from advisor.atomic_files import kept_aside

        return Path(kept_aside(str(self.path)))

    def remove(self) -> None:
        """Forgets it, with every copy of it. Raises OSError."""
        self.close()
        for file in files_of(self._folder, self._stem):
            file.unlink(missing_ok=True)


class Opened(NamedTuple):
    """A session with what of its case fits this version of the knowledge base, and what does not."""

    session: Session
    case: Case
    unfit: list[Problem]


def kept(kb: KnowledgeBase, warn: Callable[[str], None]) -> Iterator[Opened]:
    """The sessions of this knowledge base that can be read, newest first; each that cannot is told, and left."""
    from advisor.cases.files import read_what_fits

    for path in _newest_first(_folder(kb)):
        try:
            case, unfit = read_what_fits(path, kb)
        except AdvisorError as error:
            lines = error.lines
            more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
            warn(f"A kept consultation cannot be read and is left as it is: {lines[0]}{more}")
            continue
        if case.answers or unfit:
            yield Opened(Session(kb, path, case.name), case, unfit)


def first_answers(kb: KnowledgeBase, answers: Answers) -> str:
    """By what a person knows a consultation again: `Dry; 5 days; ...`."""
    from advisor.terminal.choices import choices

    said = [choices(kb, kb.questions[id], answers).in_words(answer) for id, answer in islice(answers.items(), MAX_TOLD)]
    return "; ".join([*said, "..."] if len(answers) > MAX_TOLD else said)


class Entry(NamedTuple):
    """A session of any knowledge base, as its file has it; `answers` is None where that cannot be read.

    `first` are the first answers as they are written there, by which it is known where the knowledge base is not.
    """

    knowledge_base: str
    id: str
    name: str
    answers: int | None
    first: str
    saved: float
    own: Path
    files: list[Path]
    lock: Lock


def every() -> list[Entry]:
    """All sessions that are kept, in the order in which they were begun: a new one is the last."""
    found: dict[tuple[str, str], list[Path]] = {}
    for path in (state_folder() / "sessions").glob("*/*"):
        if path.name.endswith(LOCK) or not path.is_file():
            continue
        id = path.name.split(".")[0] or path.name  # a draft has nothing before its first dot
        found.setdefault((path.parent.name, id), []).append(path)
    entries = [_entry(kb, id, sorted(paths)) for (kb, id), paths in found.items()]
    return sorted(entries, key=lambda entry: (entry.id, entry.knowledge_base))


def _entry(kb: str, id: str, paths: list[Path]) -> Entry:
    own = next((path for path in paths if path.name.endswith(ENDING)), paths[0])
    name, answers, first = _read_plainly(own)
    lock = Lock(own.parent / f"{id}{LOCK}")
    return Entry(kb, id, name, answers, first, own.stat().st_mtime, own, paths, lock)


def _read_plainly(path: Path) -> tuple[str, int | None, str]:
    """The name, the number and the first of the answers of a case, whatever its knowledge base is.

    The number is None for one that is none.
    """
    from advisor.knowledge.node_reader import kind
    from advisor.knowledge.yaml_nodes import Unreadable, documents, read_text

    try:
        root = next(documents(read_text(path), "", []), None)
    except Unreadable:
        return "", None, ""
    if root is None or kind(root) != "map":
        return "", None, ""
    fields = {key.value: value for key, value in root.value if kind(key) == "str"}
    answers = fields.get("answers")
    given = answers.value if answers is not None and kind(answers) == "map" else None
    name = getattr(fields.get("name"), "value", "")
    first = "; ".join(map(_as_written, given[:MAX_TOLD])) if given else ""
    return name if isinstance(name, str) else "", None if given is None else len(given), first


def _as_written(answer: tuple[Node, Node]) -> str:
    """`soil: dry`, with the words of its file."""
    from advisor.knowledge.node_reader import kind

    key, value = answer
    words = value.value if kind(value) == "seq" else [value]
    return f"{in_words(str(key.value))}: {', '.join(in_words(str(it.value)) for it in words)}"


def files_of(folder: Path, id: str) -> list[Path]:
    """All files of a session: its own, and copies of it."""
    return [path for path in folder.glob(f"{glob.escape(id)}.*") if not path.name.endswith(LOCK)]


def is_any(kb: KnowledgeBase) -> bool:
    """Whether a consultation of this knowledge base is kept, readable or not."""
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
