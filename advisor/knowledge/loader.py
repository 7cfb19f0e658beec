"""Loads a knowledge base: finds its folder and reads its files; parses them, unless that was done before."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Problem
from advisor.knowledge import compiled
from advisor.knowledge.folder import files, find
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.yaml_nodes import Unreadable, read_text, shown_path


def load(source: str | Path | None = None) -> KnowledgeBase:
    """A knowledge base, read from its files and checked; every mistake of every file is reported in one go.

    Args:
        source: The id of a knowledge base that ships, or the path of a folder; without either the one that ships.

    Raises:
        KnowledgeBaseError: With every mistake of every file; `problems` has each with its file, line and column.

    Examples:
        >>> kb = advisor.load("my-plant")  # the folder that `advisor new my-plant` makes
        >>> kb.title, kb.goal, list(kb.questions)
        ('Watering a plant', 'next_step', ['soil', 'days', 'signs'])
    """
    folder = find(source)
    problems: list[Problem] = []
    texts = _texts(folder, problems)
    known = None if problems else compiled.recall(folder, texts)
    if known is not None:
        return known
    from advisor.knowledge.parser import parse

    kb = parse(folder, texts, problems)
    compiled.keep(kb, folder, texts)
    return kb


def _texts(folder: Path, problems: list[Problem]) -> dict[Path, str]:
    """The text of each file, in reading order."""
    texts = {}
    for path in files(folder, problems):
        try:
            texts[path] = read_text(path)
        except Unreadable as error:
            problems.append(Problem(shown_path(path), 0, 0, str(error)))
    return texts
