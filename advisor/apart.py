"""No output is an input, another output, or a part of a knowledge base: looked at before anything is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.errors import AdvisorError

STANDARD_OUTPUT = 1
STANDARD_INPUT = 0


def keep_apart(
    outputs: Mapping[str, str | None],
    inputs: Iterable[str] = (),
    folders: Mapping[str, str | None] | None = None,
    kb: str | Path | None = None,
) -> None:
    """Looks whether a command's files are different ones, by whatever names and links they are called.

    `outputs` are files by the option that names them, `-` being standard output and None an option that was not given;
    `folders` likewise, to which YAML files are added; `kb` names the knowledge base. Raises AdvisorError.
    """
    written = {option: path for option, path in outputs.items() if path is not None}
    inputs = [*inputs]
    read = {identity(path, STANDARD_INPUT) for path in inputs} - {None}
    known: dict[object, str] = {}
    for option, path in written.items():
        own = identity(path, STANDARD_OUTPUT)
        if own in read:
            raise AdvisorError(f"{_shown(path)}: is an input, which {option} would write over; name another file")
        if os.path.isdir(path) and (within := [it for it in inputs if _lies_in(it, path)]):
            raise AdvisorError(f"{path}: holds the input {within[0]}, which {option} would remove; name another folder")
        if own in known:
            raise AdvisorError(f"{_shown(path)}: {known[own]} and {option} would write into one file; name another")
        if own is not None:
            known[own] = option
    _keep_knowledge(written, kb)
    for option, folder in (folders or {}).items():
        if folder is not None:
            _keep_folder(option, folder, written.values())


def _local(path: str) -> str:
    """The path that DuckDB and Spark may be given as an address."""
    return path.removeprefix("file://")


def identity(path: str, standard: int) -> object:
    """What two names of one file have in common; None for what is neither file nor folder, such as a device or a pipe.

    `-` is the stream with the number `standard`.
    """
    try:
        found = os.fstat(standard) if path == "-" else os.stat(_local(path))
    except (OSError, ValueError):
        return None if path == "-" else os.path.realpath(_local(path))
    if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):
        return found.st_dev, found.st_ino
    return standard if path == "-" else None


def _lies_in(path: str, folder: str) -> bool:
    return Path(os.path.realpath(_local(path))).is_relative_to(os.path.realpath(folder))


def _shown(path: str) -> str:
    return "standard output" if path == "-" else path


def _keep_knowledge(written: Mapping[str, str], kb: str | Path | None) -> None:
    from advisor.knowledge.folder import find, reading_order, reads

    parts = {identity(str(path), STANDARD_INPUT) for path in reading_order(find(kb))} if written else set()
    for option, path in written.items():
        if identity(path, STANDARD_OUTPUT) in parts:
            raise AdvisorError(f"{path}: is a part of the knowledge base, which {option} would write over")
        if path != "-" and (folder := reads(path)):
            raise AdvisorError(f"{path}: every .yaml file in {folder} is a part of a knowledge base; write elsewhere")


def _keep_folder(option: str, folder: str, written: Iterable[str]) -> None:
    from advisor.knowledge.folder import reads

    if of := reads(os.path.join(folder, "a.yaml")):
        raise AdvisorError(f"{folder}: every .yaml file in {of} is a part of a knowledge base; name another folder")
    for path in written:
        if path.endswith(".yaml") and os.path.realpath(folder) == os.path.dirname(os.path.realpath(path)):
            raise AdvisorError(f"{folder}: {option} could write over {path} in it; name another folder")
