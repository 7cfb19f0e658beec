"""Explanations as a page: what the terminal is told, as headings, paragraphs and lists within lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import capital, one_line
from advisor.reports.pages import fill_template

WIDTH = 1_000_000
"""Columns in which no paragraph is wrapped, so that each line is one."""
_ITEM = re.compile(r"(- |\+ |\d+[.?] |\[\d+\] )")


@dataclass
class Block:
    """A heading, a paragraph or an item, with what belongs to it. `mark`: of an item its number, if it has one."""

    text: str
    kind: str = "paragraph"
    mark: str = ""
    below: list[Block] = field(default_factory=list)

    @property
    def runs(self) -> list[list[Block]]:
        """What belongs to it, items in a row together."""
        return runs(self.below)


def runs(some: Sequence[Block]) -> list[list[Block]]:
    """Items in a row together, as one list has them."""
    return [[*run] for _, run in groupby(some, lambda block: block.kind == "item")]


def page(kb: KnowledgeBase, told: Sequence[tuple[str, str]], title: str, today: date) -> str:
    """The HTML of some explanations: each with the name of its case, and its text without a line wrapped."""
    cases = [(one_line(name), runs(blocks(text))) for name, text in told]
    return fill_template("explanation.html.jinja", kb, today, heading=title, cases=cases)


def blocks(text: str) -> list[Block]:
    """The text as a tree, by how far its lines are indented."""
    found: list[Block] = []
    path: list[tuple[int, Block]] = []
    for line in text.splitlines():
        said = line.strip()
        indent = len(line) - len(line.lstrip())
        while path and (not said or path[-1][0] >= indent):
            path.pop()
        if not said:
            continue
        block = _block(said, indent)
        (path[-1][1].below if path else found).append(block)
        if block.kind == "item":
            path.append((indent, block))
    return found


def _block(said: str, indent: int) -> Block:
    if not indent and said.isupper():
        return Block(capital(said.lower()), "heading")
    if found := _ITEM.match(said):
        mark = found[0].strip()
        return Block(said[found.end() :], "item", "" if mark == "-" else mark)
    return Block(said)
