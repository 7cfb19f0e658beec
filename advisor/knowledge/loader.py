"""Loads a knowledge base: finds its folder, reads every file, and reports every mistake of all files in one go."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from advisor.errors import KnowledgeBaseError, Problem, did_you_mean, listed, quoted
from advisor.given import path_of
from advisor.knowledge.declarations import read_conclusions, read_sources, read_tables
from advisor.knowledge.declared import Declared
from advisor.knowledge.model import KnowledgeBase, Property, Rule, Step
from advisor.knowledge.questions import check_questions, read_questions
from advisor.knowledge.reader import ID, Reader, kind
from advisor.knowledge.sections import read_properties, read_rules, read_steps
from advisor.knowledge.strata import NegationCycle, stratify
from advisor.knowledge.yaml_nodes import Unreadable, documents, read_text, shown_path

if TYPE_CHECKING:
    from yaml.nodes import Node

HEAD = "knowledge-base.yaml"
HEAD_KEYS = ("id", "title", "version", "goal", "also", "furthest", "welcome")
SECTIONS = ("sources", "tables", "questions", "conclusions", "rules", "steps", "properties")

Sections = dict[str, list[tuple[Reader, "Node"]]]
Read = Callable[[Declared, Reader, "Node"], None]


def load(source: str | Path | None = None) -> KnowledgeBase:
    """The knowledge base with this id, or in this folder; without either the one that ships.

    Raises KnowledgeBaseError with every mistake of every file.
    """
    try:
        folder = find(source)
    except OSError as error:  # such as a name that is too long
        _unreadable(error)
    problems: list[Problem] = []
    sections: Sections = {name: [] for name in SECTIONS}
    head = _read_files(folder, sections, problems)
    declared = Declared(partial=bool(problems))
    _declare(declared, sections)
    rules: list[Rule] = []
    steps: dict[str, Step] = {}
    properties: dict[str, Property] = {}
    for reader, node in sections["rules"]:
        read_rules(declared, reader, node, rules)
    for reader, node in sections["steps"]:
        read_steps(declared, reader, node, steps)
    for reader, node in sections["properties"]:
        read_properties(declared, reader, node, properties)
    fields = _head(declared, *head) if head else {}
    stratified = _stratified(declared, rules, problems)
    if problems:
        raise KnowledgeBaseError(problems)
    return KnowledgeBase(
        **fields,
        sources=declared.sources,
        tables=declared.tables,
        questions=declared.questions,
        conclusions=declared.conclusions,
        rules=stratified,
        steps=steps,
        properties=properties,
        places=declared.places,
    )


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
    return _files(folder)[0]


def reads(path: str | Path) -> Path | None:
    """The folder of the knowledge base of which a file at this path would be a part."""
    real = Path(os.path.realpath(path))
    if real.suffix.lower() not in (".yaml", ".yml") or real.name.startswith("."):
        return None
    for folder in real.parents:
        if (folder / HEAD).is_file():
            return folder
        if folder.name.startswith("."):
            return None
    return None


def _files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The YAML files in reading order, and those whose ending would leave them out."""
    found, misnamed = [], []
    for place, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        visible = [name for name in names if not name.startswith(".")]
        found += [Path(place, name) for name in visible if name.endswith(".yaml")]
        misnamed += [Path(place, name) for name in visible if name.endswith((".yml", ".YAML", ".YML"))]
    head = folder / HEAD
    return sorted(found, key=lambda path: (path != head, path.relative_to(folder).as_posix())), misnamed


def _read_files(folder: Path, sections: Sections, problems: list[Problem]) -> tuple[Reader, Node] | None:
    """Sorts the sections of every file into `sections`; returns the head's file."""
    head = None
    found, misnamed = _files(folder)
    problems.extend(Problem(shown_path(path), 0, 0, "is not read; its name must end in .yaml") for path in misnamed)
    if folder / HEAD not in found:
        problems.append(Problem(shown_path(folder), 0, 0, f"is not a knowledge base: it has no {HEAD}"))
    for path in found:
        reader = Reader(shown_path(path), problems)
        root = _root(path, reader)
        if root is None:
            continue
        if path == folder / HEAD:
            head = reader, root
        known = (*HEAD_KEYS, *SECTIONS) if path == folder / HEAD else SECTIONS
        for name, node in _sections(reader, root, known).items():
            if name in SECTIONS:
                sections[name].append((reader, node))
    return head


def _sections(reader: Reader, root: Node, known: Sequence[str]) -> dict[str, Node]:
    found = {}
    for key, node in reader.items(root, "the file"):
        if key.value in known:
            found[str(key.value)] = node
        elif key.value in HEAD_KEYS:
            reader.problem(key, f"'{key.value}' belongs in {HEAD}")
        else:
            hint = did_you_mean(str(key.value), known) or f"; known are {listed(known)}"
            reader.problem(key, f"unknown section {quoted(key.value)}{hint}")
    return found


def _root(path: Path, reader: Reader) -> Node | None:
    before = len(reader.problems)
    try:
        roots = list(documents(read_text(path), reader.path, reader.problems))
    except Unreadable as error:
        reader.problems.append(Problem(reader.path, 0, 0, str(error)))
        return None
    if len(reader.problems) > before:
        return None
    if not roots or kind(roots[0]) == "null":
        reader.problems.append(Problem(reader.path, 0, 0, "the file is empty"))
        return None
    if len(roots) > 1:
        reader.problem(roots[1], "a file of a knowledge base is one document; remove the '---'")
    return roots[0]


def _declare(declared: Declared, sections: Sections) -> None:
    for _, node in sections["steps"]:
        for key, _ in node.value if kind(node) == "map" else ():
            if isinstance(key.value, str) and ID.fullmatch(key.value):
                declared.steps.setdefault(key.value, "")
    passes: list[tuple[str, Read]] = [
        ("sources", read_sources),
        ("tables", read_tables),
        ("questions", read_questions),
        ("questions", check_questions),
        ("conclusions", read_conclusions),
    ]
    for name, read in passes:
        for reader, node in sections[name]:
            read(declared, reader, node)


def _head(declared: Declared, reader: Reader, root: Node) -> dict[str, Any]:
    nodes = {str(key.value): value for key, value in root.value if kind(root) == "map" and key.value in HEAD_KEYS}
    if kind(root) == "map":
        for name in ("id", "title", "version", "goal"):
            if name not in nodes:
                reader.problem(root, f"the knowledge base has no '{name}'")
    version = reader.number(nodes["version"], "version") if "version" in nodes else None
    if version is not None and version != int(version):
        reader.problem(nodes["version"], "version must be a whole number")
    if "goal" in nodes:
        _check_goal(declared, reader, nodes["goal"])
    return {
        "id": str(nodes["id"].value) if "id" in nodes and reader.is_id(nodes["id"]) else "",
        "title": reader.text(nodes.get("title"), "title"),
        "version": int(version or 0),
        "goal": str(nodes["goal"].value) if "goal" in nodes else "",
        "also": _also(declared, reader, nodes),
        "furthest": _furthest(declared, reader, nodes.get("furthest")),
        "welcome": declared.filled(reader, nodes.get("welcome"), "welcome"),
    }


def _also(declared: Declared, reader: Reader, nodes: dict[str, Node]) -> tuple[str, ...]:
    found: list[str] = []
    for part in reader.parts(nodes["also"], "'also'") if "also" in nodes else []:
        if not _concluded(declared, reader, part, "also"):
            continue
        if part.value in found:
            reader.problem(part, f"duplicate value '{part.value}'")
        if "goal" in nodes and part.value == nodes["goal"].value:
            reader.problem(part, f"'{part.value}' is the goal, which is shown anyway")
        found.append(str(part.value))
    return tuple(found)


def _concluded(declared: Declared, reader: Reader, node: Node, what: str) -> bool:
    word = reader.word(node, f"'{what}'")
    if word is None or word in declared.conclusions:
        return word is not None
    if word in declared.questions:
        reader.problem(node, f"'{what}' names {quoted(word)}, which is asked and not concluded")
    elif word not in declared.broken:
        declared.unknown(reader, node, "conclusion", word, declared.conclusions)
    return False


def _furthest(declared: Declared, reader: Reader, node: Node | None) -> tuple[str, ...]:
    """Questions with choices, which alone stand in an order that means something."""
    found: list[str] = []
    for part in reader.parts(node, "'furthest'") if node is not None else []:
        word = reader.word(part, "'furthest'")
        if word is None:
            continue
        question = declared.questions.get(word)
        if word in declared.conclusions:
            reader.problem(part, f"'furthest' names {quoted(word)}, which is concluded and not asked")
        elif question is None:
            if word not in declared.broken:
                declared.unknown(reader, part, "question", word, declared.questions)
        elif question.kind != "choice" or question.table:
            reader.problem(part, f"'furthest' names {quoted(word)}, which has no 'choices' in rising order")
        elif word in found:
            reader.problem(part, f"duplicate value {quoted(word)}")
        else:
            found.append(word)
    return tuple(found)


def _check_goal(declared: Declared, reader: Reader, node: Node) -> None:
    if not _concluded(declared, reader, node, "goal") or node.value in declared.broken:
        return
    goal = declared.conclusions[str(node.value)]
    if goal.many:
        reader.problem(node, f"the goal '{goal.id}' must hold one value, not many")
    for value in goal.values:
        if value not in declared.steps:
            declared.unknown(reader, node, f"step among the values of the goal '{goal.id}':", value, declared.steps)


def _stratified(declared: Declared, rules: list[Rule], problems: list[Problem]) -> tuple[Rule, ...]:
    try:
        return stratify(rules, declared.conclusions)
    except NegationCycle as error:
        for cycle in error.cycles:
            path, line, column = cycle[0].place.rsplit(":", 2)
            names = " -> ".join(rule.id for rule in [*cycle, cycle[0]])
            problems.append(Problem(path, int(line), int(column), f"a cycle of rules through a negation: {names}"))
        return ()
