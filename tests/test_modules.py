"""The modules among each other: who imports whom, also inside functions and for types alone, comes in no circle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from pkgutil import resolve_name

import pytest

ROOT = Path(__file__).parent.parent


def modules(package: str) -> dict[str, Path]:
    paths = (ROOT / package).rglob("*.py")
    return {".".join(it.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): it for it in paths}


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules that are imported anywhere in the file; a package is, where something of its own is taken."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (it.name for it in node.names if it.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (f"{node.module}.{it.name}" for it in node.names)
            yield from (name if name in known else node.module for name in names)


@pytest.mark.parametrize("package", ["advisor", "benchmarks"])
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    known = modules(package)
    graph = {name: {*imported(path, known)} & {*known} - {name, package} for name, path in known.items()}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


def test_a_class_has_a_name_of_its_own() -> None:
    """A private class is counted by its name without the line before it: a reader takes both for the same thing."""
    found: dict[str, set[str]] = {}
    for module, path in modules("advisor").items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name.lstrip("_"), set()).add(module)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def doors() -> list[str]:
    """The names of the walks in the tour of the house."""
    tour = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    walks = tour.split("## Three walks\n")[1].split("\n## ")[0]
    return sorted(set(re.findall(r"`([a-z_]+(?:\.\w+)+)`", walks)))


@pytest.mark.parametrize("door", doors())
def test_every_door_of_the_walks_is_there(door: str) -> None:
    resolve_name(f"advisor.{door}")
