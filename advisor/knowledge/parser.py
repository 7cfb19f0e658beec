"""Parses the files of a knowledge base, and reports every mistake of all files in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import KnowledgeBaseError, Problem, did_you_mean, listed, quoted
from advisor.knowledge import schema
from advisor.knowledge.conditions import Number
from advisor.knowledge.declarations import note_numbers, read_conclusions, read_sources
from advisor.knowledge.folder import HEAD
from advisor.knowledge.model import KnowledgeBase, Property, Rule
from advisor.knowledge.node_reader import ID, NodeReader, kind
from advisor.knowledge.properties import read_properties
from advisor.knowledge.questions import check_questions, read_demands, read_questions
from advisor.knowledge.sections import (
    check_order,
    check_sums,
    read_otherwise,
    read_rules,
    read_steps,
)
from advisor.knowledge.steps import Step
from advisor.knowledge.strata import Cycle, stratify
from advisor.knowledge.symbol_table import SymbolTable
from advisor.knowledge.table_reader import read_lists, read_tables
from advisor.knowledge.yaml_nodes import documents, shown_path

if TYPE_CHECKING:
    from yaml.nodes import Node

SECTIONS = tuple(schema.SECTIONS)

Sections = dict[str, list[tuple[NodeReader, "Node"]]]
Read = Callable[[SymbolTable, NodeReader, "Node"], None]


def parse(folder: Path, texts: Mapping[Path, str], problems: list[Problem]) -> KnowledgeBase:
    """The knowledge base that the texts of a folder's files mean; `problems` has the mistakes that are known already.

    Raises KnowledgeBaseError with every mistake.
    """
    sections: Sections = {name: [] for name in SECTIONS}
    head = _read_files(folder, texts, sections, problems)
    declared = SymbolTable(partial=bool(problems))
    _declare(declared, sections)
    rules: list[Rule] = []
    steps: dict[str, Step] = {}
    properties: dict[str, Property] = {}
    for reader, node in sections["rules"]:
        read_rules(declared, reader, node, rules)
    check_order(declared, rules, problems)
    check_sums(declared, rules, problems)
    for reader, node in sections["conclusions"]:
        read_otherwise(declared, reader, node, rules)
    for id, conclusion in declared.conclusions.items():
        if conclusion.number:
            adding = tuple(rule.id for rule in rules if rule.attribute == id)
            declared.conclusions[id] = conclusion._replace(values=adding)
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


def _read_files(
    folder: Path, texts: Mapping[Path, str], sections: Sections, problems: list[Problem]
) -> tuple[NodeReader, Node] | None:
    """Sorts the sections of every file into `sections`; returns the head's file."""
    head = None
    for path, text in texts.items():
        reader = NodeReader(shown_path(path), problems)
        root = _root(text, reader)
        if root is None:
            continue
        if path == folder / HEAD:
            head = reader, root
        known = (*schema.HEAD, *SECTIONS) if path == folder / HEAD else SECTIONS
        for name, node in _sections(reader, root, known).items():
            if name in SECTIONS:
                sections[name].append((reader, node))
    return head


def _sections(reader: NodeReader, root: Node, known: Sequence[str]) -> dict[str, Node]:
    found = {}
    for key, node in reader.items(root, "the file"):
        if key.value in known:
            found[str(key.value)] = node
        elif key.value in schema.HEAD:
            reader.problem(key, f"'{key.value}' belongs in {HEAD}")
        else:
            hint = did_you_mean(str(key.value), known) or f"; known are {listed(known)}"
            reader.problem(key, f"unknown section {quoted(key.value)}{hint}")
    return found


def _root(text: str, reader: NodeReader) -> Node | None:
    before = len(reader.problems)
    roots = list(documents(text, reader.path, reader.problems))
    if len(reader.problems) > before:
        return None
    if not roots or kind(roots[0]) == "null":
        reader.problems.append(Problem(reader.path, 0, 0, "the file is empty"))
        return None
    if len(roots) > 1:
        reader.problem(roots[1], "a file of a knowledge base is one document; remove the '---'")
    return roots[0]


def _declare(declared: SymbolTable, sections: Sections) -> None:
    for _, node in sections["steps"]:
        for key, _ in node.value if kind(node) == "map" else ():
            if isinstance(key.value, str) and ID.fullmatch(key.value):
                declared.steps.setdefault(key.value, "")
    passes: list[tuple[str, Read]] = [
        ("sources", read_sources),
        ("tables", read_tables),
        ("questions", read_questions),
        ("tables", read_lists),
        ("questions", check_questions),
        ("conclusions", note_numbers),
        ("conclusions", read_conclusions),
        ("questions", read_demands),
    ]
    for name, read in passes:
        for reader, node in sections[name]:
            read(declared, reader, node)


def _head(declared: SymbolTable, reader: NodeReader, root: Node) -> dict[str, Any]:
    pairs = root.value if kind(root) == "map" else ()
    nodes = {str(key.value): value for key, value in pairs if key.value in schema.HEAD}
    if kind(root) == "map":
        for name in schema.HEAD.required:
            if name not in nodes:
                reader.problem(root, f"the knowledge base has no '{name}'")
    version = reader.number(nodes["version"], "version") if "version" in nodes else None
    if version is not None and version != int(version):
        reader.problem(nodes["version"], "version must be a whole number")
    goals = _goals(declared, reader, root, nodes)
    if version is not None:
        _check_narrowed(declared, reader, nodes["version"], version)
    return {
        "id": str(nodes["id"].value) if "id" in nodes and reader.is_id(nodes["id"]) else "",
        "title": reader.line(nodes.get("title"), "title"),
        "version": int(version or 0),
        "goals": goals,
        "also": _also(declared, reader, nodes, goals),
        "furthest": _furthest(declared, reader, nodes.get("furthest")),
        "welcome": declared.filled(reader, nodes.get("welcome"), "welcome"),
        "complete": reader.flag(nodes.get("complete"), "complete"),
        "own_words": _own_words(reader, nodes.get("words")),
    }


def _check_narrowed(declared: SymbolTable, reader: NodeReader, node: Node, version: Number) -> None:
    for question in declared.questions.values():
        for value, narrowing in question.narrowed.items():
            if narrowing.since > version:
                what = f"{question.id}={value} was narrowed in version {narrowing.since}"
                reader.problem(node, f"the version is {node.value}, but {what}")


def _own_words(reader: NodeReader, node: Node | None) -> dict[str, str]:
    fields = {} if node is None else reader.record(node, "'words'", schema.OWN_WORDS)
    if node is not None and kind(node) == "map" and not node.value:
        reader.problem(node, "'words' is empty")
    return {name: reader.line(value, f"'{name}'") for name, value in fields.items()}


def _goals(declared: SymbolTable, reader: NodeReader, root: Node, nodes: dict[str, Node]) -> tuple[str, ...]:
    if "goal" in nodes and "goals" in nodes:
        reader.problem(nodes["goals"], "the knowledge base needs just one of goal, goals")
    elif not ("goal" in nodes or "goals" in nodes) and kind(root) == "map":
        reader.problem(root, "the knowledge base has no 'goal'")
    parts = [nodes["goal"]] if "goal" in nodes else reader.parts(nodes["goals"], "'goals'") if "goals" in nodes else []
    if "goals" in nodes and kind(nodes["goals"]) == "seq" and not parts:
        reader.problem(nodes["goals"], "'goals' is an empty list")
    found: list[str] = []
    for part in parts:
        if part.value in found:
            reader.problem(part, f"duplicate value {quoted(part.value)}")
        else:
            _check_goal(declared, reader, part, first=not found)
            found.append(str(part.value))
    return tuple(found)


def _also(declared: SymbolTable, reader: NodeReader, nodes: dict[str, Node], goals: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for part in reader.parts(nodes["also"], "'also'") if "also" in nodes else []:
        if not _concluded(declared, reader, part, "also"):
            continue
        if part.value in found:
            reader.problem(part, f"duplicate value '{part.value}'")
        if part.value in goals:
            the = "the goal" if len(goals) == 1 else "a goal"
            reader.problem(part, f"'{part.value}' is {the}, which is shown anyway")
        found.append(str(part.value))
    return tuple(found)


def _concluded(declared: SymbolTable, reader: NodeReader, node: Node, what: str) -> bool:
    word = reader.word(node, f"'{what}'")
    if word is None or word in declared.conclusions:
        return word is not None
    if word in declared.questions:
        reader.problem(node, f"'{what}' names {quoted(word)}, which is asked and not concluded")
    elif word not in declared.broken:
        declared.unknown(reader, node, "conclusion", word, declared.conclusions)
    return False


def _furthest(declared: SymbolTable, reader: NodeReader, node: Node | None) -> tuple[str, ...]:
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


def _check_goal(declared: SymbolTable, reader: NodeReader, node: Node, first: bool) -> None:
    """Values of the first goal are steps, or each has a text where there are steps; those of others are no steps."""
    if not _concluded(declared, reader, node, "goal") or node.value in declared.broken:
        return
    goal = declared.conclusions[str(node.value)]
    if goal.many or goal.number:
        what = "many" if goal.many else "a number; 'also' can name it"
        reader.problem(node, f"the goal '{goal.id}' must hold one value, not {what}")
    if goal.number:
        return
    recommends = any(value in declared.steps for value in goal.values)
    if recommends and not first:
        reader.problem(node, f"only the first of the goals can recommend steps, so '{goal.id}' must be the first")
    if not recommends and (not first or not declared.steps or all(value in goal.texts for value in goal.values)):
        return
    for value in goal.values:
        if value not in declared.steps:
            declared.unknown(reader, node, f"step among the values of the goal '{goal.id}':", value, declared.steps)


def _stratified(declared: SymbolTable, rules: list[Rule], problems: list[Problem]) -> tuple[Rule, ...]:
    try:
        return stratify(rules, declared.conclusions)
    except Cycle as error:
        for id, cycle in error.cycles:
            path, line, column = cycle[0].place.rsplit(":", 2)
            names = " -> ".join(rule.id for rule in [*cycle, cycle[0]])
            through = "a negation"
            if id:
                how = "is a sum" if declared.conclusions[id].number else "is decided by the first rule that holds"
                through = f"'{id}', which {how}"
            problems.append(Problem(path, int(line), int(column), f"a cycle of rules through {through}: {names}"))
        return ()
