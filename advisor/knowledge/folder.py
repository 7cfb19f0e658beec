"""The folder of a knowledge base: where it is, and which files are a part of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NoReturn

from advisor.errors import KnowledgeBaseError, Problem, did_you_mean, listed
from advisor.given import path_of
from advisor.knowledge.yaml_nodes import shown_path

HEAD = "knowledge-base.yaml"
CASES = "cases"
"""The folder of a knowledge base in which cases may stand beside it: what tests it is no part of it."""

_CASE = re.compile(rb"^answers:|\A(?:#.*\n|[ \t]*\n)*- ", re.M)
"""How cases begin: by a key that no section has, or as a list, which no file of a knowledge base is."""

MAX_FILES = 1000
"""More is no knowledge base, but a folder that happens to hold one."""


def shipped() -> dict[str, Path]:
    """The folders of the knowledge bases that ship: in the package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "rules", package.parent / "rules"):
        if place.is_dir():
            found = {folder.name: folder for folder in sorted(place.iterdir()) if (folder / HEAD).is_file()}
            if found:
                return found
    return {}


def find(source: str | Path | None = None) -> Path:
    """The folder of a knowledge base. Raises KnowledgeBaseError."""
    try:
        return _found(source)
    except OSError as error:  # such as a name that is too long
        _unreadable(error)


def _found(source: str | Path | None) -> Path:
    known = shipped()
    if source is None:
        if len(known) == 1:
            return next(iter(known.values()))
        names = f": {listed(known)}" if known else ""
        raise _error("rules", f"{len(known)} knowledge bases ship, so one must be named{names}")
    source = path_of(source, "the id of a knowledge base, or its folder,")
    if source in known:
        return known[source]
    if not source.strip():
        raise _error("''", "names no knowledge base")
    path = Path(source)
    if path.name == HEAD and path.is_file():
        return path.parent
    if path.is_dir():
        return path
    if path.exists():
        raise _error(shown_path(path), "is a file, not the folder of a knowledge base")
    hint = did_you_mean(source, known) or (f"; those that ship: {listed(known)}" if known else "")
    raise _error(source, f"no such knowledge base or folder{hint}")


def _error(path: str, what: str) -> KnowledgeBaseError:
    return KnowledgeBaseError([Problem(path, 0, 0, what)])


def _unreadable(error: OSError) -> NoReturn:
    raise _error(shown_path(str(error.filename)), f"cannot be read: {error.strerror}")


def reading_order(folder: Path) -> list[Path]:
    """The files of a knowledge base in the order in which they are read."""
    return files(folder, [])


def reads(path: str | Path) -> Path | None:
    """The folder of the knowledge base of which a file at this path would be a part; a case among its cases is none."""
    real = Path(os.path.realpath(path))
    if real.suffix.lower() not in (".yaml", ".yml") or real.name.startswith("."):
        return None
    for folder in real.parents:
        if (folder / HEAD).is_file():
            return None if real.is_relative_to(folder / CASES) else folder
        if folder.name.startswith("."):
            return None
    return None


def files(folder: Path, problems: list[Problem]) -> list[Path]:
    """The YAML files in reading order; `problems` gets those that would be left out. Raises KnowledgeBaseError."""
    head = folder / HEAD
    if not head.exists():
        raise _error(shown_path(folder), f"is not a knowledge base: it has no {HEAD}")
    found: list[Path] = []
    real = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in [Path(place, name) for name in [*folders, *names] if not name.startswith(".")]:
            if why := _left_out(path, real):
                problems.append(Problem(shown_path(path), 0, 0, why))
            elif path.name.endswith(".yaml") and path.is_file() and not _is_case(path, folder):
                found.append(path)
        if len(found) > MAX_FILES:
            raise _error(shown_path(folder), f"holds more than {MAX_FILES} files, the most that a knowledge base has")
    return sorted(found, key=lambda path: (path != head, path.relative_to(folder).as_posix()))


def _is_case(path: Path, folder: Path) -> bool:
    if path.relative_to(folder).parts[0] != CASES:
        return False
    try:
        return _CASE.search(path.read_bytes()) is not None
    except OSError:
        return False  # which is told when it is read


def _left_out(path: Path, folder: Path) -> str:
    """Why the file or folder is not read, though one would expect it to be; `folder` is without links."""
    if path.is_dir():
        return "is a link to a folder, which is not read; copy the folder" if path.is_symlink() else ""
    if path.name.endswith((".yml", ".YAML", ".YML")):
        return "is not read; its name must end in .yaml"
    if not path.name.endswith(".yaml"):
        return ""
    if path.is_symlink() and not path.resolve().is_relative_to(folder):
        return "is a link that leads out of the folder of the knowledge base; copy the file"
    if path.exists() and not path.is_file():
        return "is no file, but a device, a pipe or a socket"
    return "" if path.exists() else "is a link to nothing"
