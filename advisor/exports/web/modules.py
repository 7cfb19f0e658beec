"""Modules of JavaScript joined into one program, as plain as they are written: no bundler, nothing renamed.

Each module becomes a function that is called once and returns what the module exports, so that names meet nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function\*?) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def joined(folder: Path, first: str) -> str:
    """The module `first` of the folder, with all that it imports before it, as one strict script; its value is what
    that module exports.

    Modules write `import { a, b as c } from "./other.js";` and `export` before a class, a const or a function, and no
    other form of either. Comments that have lines to themselves are left out. Raises ValueError for another form, for
    what is imported and not exported, or for modules that import one another.
    """
    texts = dict(_in_order(folder, PurePosixPath(first), ()))
    modules = [f"const {_named(name)} = (() => {{\n{text}}})();\n" for name, text in texts.items()]
    return f'(() => {{\n"use strict";\n{"".join(modules)}return {_named(first)};\n}})();\n'


def _in_order(folder: Path, name: PurePosixPath, importing: tuple[PurePosixPath, ...]) -> Iterator[tuple[str, str]]:
    """Each module after those that it imports; one that several import comes more than once."""
    if name in importing:
        raise ValueError(f"{name} imports itself by way of {importing[-1]}")
    text = (folder / name).read_text(encoding="utf-8")
    for names, path in _IMPORT.findall(text):
        other = _beside(name, path)
        yield from _in_order(folder, other, (*importing, name))
        exported = _EXPORT.findall((folder / other).read_text(encoding="utf-8"))
        if lacking := [part for part in names.split(",") if part.strip() and part.split()[0] not in exported]:
            raise ValueError(f"{name} imports what {other} does not export: {', '.join(map(str.strip, lacking))}")
    yield str(name), _as_function(name, text)


def _as_function(name: PurePosixPath, text: str) -> str:
    """The body of the function that a module becomes."""

    def taken(match: re.Match[str]) -> str:
        names = [" ".join(part.split()).replace(" as ", ": ") for part in match[1].split(",") if part.strip()]
        return f"const {{ {', '.join(names)} }} = {_named(str(_beside(name, match[2])))};\n"

    text = _IMPORT.sub(taken, _COMMENT.sub("", text))
    exported = _EXPORT.findall(text)
    text = _EXPORT.sub("", text)
    if left := _LEFT.search(text):
        raise ValueError(f"{name}: no form of import or export that can be joined: {left[0]}")
    return f"{text}return {{ {', '.join(exported)} }};\n"


def _beside(name: PurePosixPath, path: str) -> PurePosixPath:
    """The module that another one calls by this relative path."""
    parts: list[str] = []
    for part in (name.parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _named(name: str) -> str:
    return re.sub(r"\W", "_", name)
