"""The compiled form of a knowledge base: kept once its files are parsed, so that they need not be parsed again.

A form holds the texts that it was made from, and is of use only where those are, byte for byte, the texts of the files
now, and where the modules that made it are the ones of now. It is plain data (`marshal`, of strings, numbers, tuples,
lists and dicts), taken from a file only that is the account's own and that nobody else may write. Where it is damaged
or cannot be read, the files are parsed as if there were none. What stands under its name is replaced, never followed.
"""

from __future__ import annotations

import dataclasses
import marshal
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any
from zlib import crc32

from advisor.knowledge import attributes, conditions, model, steps, tables
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.yaml_nodes import shown_path

FOLDER = "ADVISOR_CACHE_DIR"
"""The variable that names another folder for the forms; an empty one keeps none."""

MAX_FORMS = 50
"""So many forms are kept at most, and so many notes of a kind, those that were written last."""

LARGEST = 256 << 20
"""Bytes of a form that is read at most."""

ENDING = ".compiled"
_CHECK = 4
_TUPLE, _MAPPING = "tuple", "mapping"
_CLASSES = {
    found.__name__: found
    for module in (attributes, conditions, model, steps, tables)
    for found in vars(module).values()
    if isinstance(found, type) and found.__module__ == module.__name__
}


def cache_folder() -> Path | None:
    """Where the forms are kept: `ADVISOR_CACHE_DIR`, else the system's folder for such things; None for nowhere."""
    own = os.environ.get(FOLDER)
    if own is not None:
        return Path(own) if own else None
    if sys.platform == "linux":  # as platformdirs has it, whose import takes longer than all that is done here
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        folder = Path(base, "records-advisor")
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("records-advisor", appauthor=False))
    return folder if folder.is_absolute() else None


def recall(folder: Path, texts: Mapping[Path, str]) -> KnowledgeBase | None:
    """The knowledge base of these texts, from the form that is kept; None where none is that can be used."""
    with suppress(Exception):  # whatever a damaged form makes of itself
        if path := _path(folder):
            whole = _trusted(path)
            check, content = whole[:_CHECK], whole[_CHECK:]
            if int.from_bytes(check, "big") == crc32(content):
                made_from, form = marshal.loads(content)
                if made_from == _made_from(folder, texts):
                    found = _decode(form)
                    return found if isinstance(found, KnowledgeBase) else None
    return None


def keep(kb: KnowledgeBase, folder: Path, texts: Mapping[Path, str]) -> None:
    """Keeps the form of a knowledge base for the next time; where that cannot be done, nothing is said."""
    with suppress(OSError, ValueError):
        if not (path := _path(folder)):
            return
        content = marshal.dumps([_made_from(folder, texts), _encode(kb, {})])
        _write(path, crc32(content).to_bytes(_CHECK, "big") + content)


def note(name: str) -> bytes | None:
    """What was kept under this name beside the forms, None where there is nothing."""
    place = cache_folder()
    with suppress(OSError):
        return _trusted(place / name) if place else None
    return None


def keep_note(name: str, content: bytes) -> None:
    """Keeps under this name what takes long to find; where that cannot be done, nothing is said."""
    place = cache_folder()
    with suppress(OSError):
        if place:
            _write(place / name, content)


def _write(path: Path, content: bytes) -> None:
    from advisor.atomic_files import atomic_path

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_path(str(path), mode=0o600, lasting=False, follow=False) as draft, open(draft, "wb") as stream:
        stream.write(content)
    _remove_oldest(path.parent, path.suffix)


def _path(folder: Path) -> Path | None:
    """Forms of other folders, and of other versions of Python, have other names. Two of one name take turns."""
    place = cache_folder()
    name = crc32(os.fsencode(os.path.abspath(folder)) + b"\0" + os.fsencode(shown_path(folder)))
    return place / f"{name:08x}-{sys.implementation.cache_tag}{ENDING}" if place else None


def _trusted(path: Path) -> bytes:
    """The content of a file that is the account's own and that nobody else may write. Raises OSError."""
    flags = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    with os.fdopen(os.open(path, sum(flags, os.O_RDONLY)), "rb") as stream:
        found = os.fstat(stream.fileno())
        others_may = hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o022)
        if others_may or not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise PermissionError(0, "is no file of this account alone, or too large", str(path))
        return stream.read()


def _made_from(folder: Path, texts: Mapping[Path, str]) -> Any:
    """All that a form depends on: the modules that make it, the path that its places begin with, and the texts."""
    return (_makers(), shown_path(folder), {path.relative_to(folder).as_posix(): text for path, text in texts.items()})


def _makers() -> tuple[object, ...]:
    """This package's modules and the parsers, as Python tells whether its own byte code is of use: by size and time."""
    found = [entry for entry in os.scandir(Path(__file__).parent) if entry.name.endswith(".py")]
    paths = sorted(entry.path for entry in found)
    for parser in ("yaml", "yamlcore"):
        spec = PathFinder.find_spec(parser)
        paths.append(spec.origin if spec is not None and spec.origin else "")
    return tuple((path, (it := os.stat(path)).st_size, it.st_mtime_ns) for path in paths)


def _encode(value: Any, known: dict[str, str]) -> Any:
    """Plain data that `_decode` makes the value from: a list says of what class it is and has the fields.

    What needs no decoding is left as it is. `known` keeps one of equal strings, so that it is written once.
    """
    if isinstance(value, str):
        return known.setdefault(value, value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        of = {_encode(key, known): _encode(part, known) for key, part in value.items()}
        return [_MAPPING, tuple(of), *of.values()] if _any_list(of.values()) else of
    if type(value) is tuple:
        parts = tuple(_encode(part, known) for part in value)
        return [_TUPLE, *parts] if _any_list(parts) else parts
    kind = type(value).__name__
    if _CLASSES.get(kind) is not type(value):
        raise ValueError(f"{kind} is no part of a knowledge base")
    return [kind, *(_encode(getattr(value, field), known) for field in _fields(value))]


def _fields(value: Any) -> Iterable[str]:
    names: Iterable[str] | None = getattr(value, "_fields", None)
    return [field.name for field in dataclasses.fields(value)] if names is None else names


def _any_list(parts: Iterable[object]) -> bool:
    return any(isinstance(part, list) for part in parts)


def _decode(form: Any) -> Any:
    if type(form) is not list:
        return form
    parts = [_decode(part) if type(part) is list else part for part in form[1:]]
    if form[0] == _TUPLE:
        return tuple(parts)
    if form[0] == _MAPPING:
        return dict(zip(parts[0], parts[1:], strict=True))
    made = _CLASSES[form[0]]
    return tuple.__new__(made, parts) if issubclass(made, tuple) else made(*parts)


def _remove_oldest(place: Path, ending: str) -> None:
    forms = [entry for entry in os.scandir(place) if entry.name.endswith(ending)]
    for entry in sorted(forms, key=lambda entry: entry.stat().st_mtime, reverse=True)[MAX_FORMS:]:
        os.unlink(entry.path)
