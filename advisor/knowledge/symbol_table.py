"""What a knowledge base declares, for the readers of conditions, rules and steps that refer to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from advisor.errors import did_you_mean, quoted
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.model import Source
from advisor.knowledge.node_reader import NodeReader
from advisor.knowledge.tables import Table
from advisor.knowledge.texts import placeholders

if TYPE_CHECKING:
    from yaml.nodes import Node


FEW = 8
"""So many names are listed where none of them is like the one that was written."""


@dataclass
class SymbolTable:
    """Names and their declarations. `partial`: a file could not be read, so that a missing name proves nothing.

    `sums` are the numbers that are concluded, be they declared below.

    `broken` are the attributes, tables and sources whose own declaration has a mistake; what refers to them is not
    checked.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    sums: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    partial: bool = False

    @property
    def numbers(self) -> list[str]:
        """The attributes that are numbers, asked or concluded."""
        concluded = [id for id, conclusion in self.conclusions.items() if conclusion.number]
        return [*(id for id, question in self.questions.items() if question.kind == "number"), *concluded]

    def claim(self, reader: NodeReader, key: Node, what: str, among: str = "") -> bool:
        """Whether this is the first declaration of the id; attributes of both kinds share one room."""
        name = (among or what, str(key.value))
        if first := self.places.get(name):
            reader.problem(key, f"duplicate {what} '{key.value}'; first at {first}")
            return False
        self.places[name] = reader.place(key)
        return True

    def unknown(self, reader: NodeReader, node: Node, what: str, name: str, known: Iterable[str]) -> None:
        if not self.partial:
            known = tuple(known)
            every = f"; known are {', '.join(known)}" if 0 < len(known) <= FEW else ""
            reader.problem(node, f"unknown {what} {quoted(name)}{did_you_mean(name, known) or every}")

    def cite(self, reader: NodeReader, node: Node | None) -> tuple[str, ...]:
        """Citations: `source` or `source/passage`."""
        found = []
        for part in reader.one_or_list(node, "'cite'") if node is not None else []:
            citation = reader.word(part, "a citation")
            if citation is None:
                continue
            id, _, passage = citation.partition("/")
            if id not in self.sources:
                self.unknown(reader, part, "source", id, self.sources)
            elif passage and id not in self.broken and passage not in self.sources[id].passages:
                self.unknown(reader, part, f"passage of source '{id}':", passage, self.sources[id].passages)
            found.append(citation)
        return tuple(found)

    def filled(self, reader: NodeReader, node: Node | None, what: str) -> str:
        """Text whose placeholders all name a question, a column of a question's table or a concluded number."""
        text = reader.text(node, what)
        if node is not None:
            self.check_placeholders(reader, node, text, what)
        return text

    def check_placeholders(self, reader: NodeReader, node: Node, text: str, what: str) -> None:
        if "{" not in text and "}" not in text:
            return
        try:
            names = list(placeholders(text))
        except ValueError as error:
            reader.problem(node, f"{what}: {error}")
            return
        for name in names:
            self._placeholder(reader, node, name)

    def _placeholder(self, reader: NodeReader, node: Node, name: str) -> None:
        id, dot, column = name.partition(".")
        question = self.questions.get(id)
        if id in self.sums:
            if dot:
                reader.problem(node, f"'{id}' has no columns: it is a number that is concluded")
        elif question is None:
            if id not in self.broken:
                self.unknown(reader, node, "question in a placeholder:", id, self.questions)
        elif dot and id not in self.broken:
            self.column(reader, node, question, column)

    def column(self, reader: NodeReader, node: Node, question: Question, column: str) -> bool:
        """Whether the question's table has the column."""
        if not question.table:
            reader.problem(node, f"'{question.id}' has no columns: its values are not from a table")
            return False
        table = self.tables.get(question.table)
        if table is None or column in table.columns:
            return table is not None
        self.unknown(reader, node, f"column of table '{question.table}':", column, table.columns)
        return False
