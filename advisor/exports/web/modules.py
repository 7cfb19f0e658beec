"""Modules of JavaScript joined into one program, and that made small by a library: no bundler, and no Node.

All modules become one function, so that the minifier shortens their names too: no two of them may use the same one.
What comes of it is kept beside them, so that only who changes a module or a style needs the library (extra `test`), and
`python -m advisor.exports.web.modules` after it; a test says where that was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path, PurePosixPath

from advisor.exports.web.members import shortened

SMALL, PROGRAM, STYLE = "small", "program.js", "style.css"
"""The folder of what is kept, and the files in it."""

_Module = tuple[str, set[str]]
"""Its text without imports and exports, and the paths of what it imports."""

_HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function\*?) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_CONSTANT = re.compile(r"^( *|.*\bfor \()const (?=[\w\[{])", re.MULTILINE)
_NAMED = re.compile(r"^(?:export )?(?:async )?(?:class|const|let|function\*?) (\w+)", re.MULTILINE)


def joined(folder: Path, first: str) -> str:
    """The module `first` of the folder, with all that it imports before it, as one strict script; its value is what
    that module exports.

    Modules write `import { a, b } from "./other.js";` and `export` before a class, a const or a function, and no other
    form of either. Raises ValueError for another form, for what is imported and not exported, for modules that import
    one another, or for a name that two of them give.
    """
    texts = modules(folder, first)
    owners: dict[str, str] = {}
    for module, text in texts.items():
        for name in _NAMED.findall(text):
            if owners.setdefault(name, module) != module:
                raise ValueError(f"{module} and {owners[name]} both have the name {name}")
    exported = _EXPORT.findall((folder / first).read_text(encoding="utf-8"))
    return f'(() => {{\n"use strict";\n{"".join(texts.values())}return {{ {", ".join(exported)} }};\n}})();\n'


def modules(folder: Path, first: str) -> dict[str, str]:
    """That module and all that it imports, by path, without imports and exports: each after what it imports, and else
    in the order of their names, in which alike ones stand near each other, so that they are compressed better."""
    found = dict(_in_order(folder, PurePosixPath(first), ()))
    placed: dict[str, str] = {}
    while left := sorted(found.keys() - placed.keys()):
        name = next(it for it in left if found[it][1] <= placed.keys())
        placed[name] = found[name][0]
    return placed


def minified(program: str) -> str:
    """The same program in fewer characters. Raises ValueError for Math.trunc, which would be cut to 32 bits.

    Constants become variables, whose name is shorter, and of which the library makes one where several follow.
    """
    if "Math.trunc(" in program:
        raise ValueError("a program with Math.trunc would be another one once it is made small: use `it - (it % 1)`")
    return _minified("application/javascript", _CONSTANT.sub(r"\1let ", program))


def made() -> Mapping[str, str]:
    """What is kept, by the names of the files, as it comes of the modules and styles now.

    The style is that of the advice page, with that of questions and buttons after it.
    """
    first = "page/main.js"
    program = shortened(minified(joined(_HERE, first)), modules(_HERE, first))
    assert not any(end in program.lower() for end in ("</script", "<!--"))
    styles = (files("advisor.reports") / "templates" / "page.css", _HERE / "page" / "page.css")
    style = "\n".join(part.read_text(encoding="utf-8") for part in styles)
    return {PROGRAM: program, STYLE: _minified("text/css", style)}


def _minified(kind: str, text: str) -> str:
    import minify

    made: str = minify.string(kind, text)
    return made


def _in_order(folder: Path, name: PurePosixPath, importing: tuple[PurePosixPath, ...]) -> Iterator[tuple[str, _Module]]:
    """Each module by its path, with what it imports; one that several import comes more than once."""
    if name in importing:
        raise ValueError(f"{name} imports itself by way of {importing[-1]}")
    text = (folder / name).read_text(encoding="utf-8")
    imported = set()
    for names, path in _IMPORT.findall(text):
        other = _beside(name, path)
        imported.add(str(other))
        yield from _in_order(folder, other, (*importing, name))
        exported = _EXPORT.findall((folder / other).read_text(encoding="utf-8"))
        wanted = [part.strip() for part in names.split(",") if part.strip()]
        if lacking := [part for part in wanted if part not in exported]:
            raise ValueError(f"{name} imports what {other} does not export: {', '.join(lacking)}")
    text = _EXPORT.sub("", _IMPORT.sub("", text))
    if left := _LEFT.search(text):
        raise ValueError(f"{name}: no form of import or export that can be joined: {left[0]}")
    yield str(name), (text, imported)


def _beside(name: PurePosixPath, path: str) -> PurePosixPath:
    """The module that another one calls by this relative path."""
    parts: list[str] = []
    for part in (name.parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


if __name__ == "__main__":
    for name, text in made().items():
        (_HERE / SMALL / name).write_text(text, encoding="utf-8")
