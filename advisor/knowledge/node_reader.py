"""Takes nodes apart: asks for the kind that is expected, and collects every mistake instead of raising the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from advisor.errors import Problem, cut, did_you_mean, listed, quoted
from advisor.knowledge import decimals
from advisor.knowledge.conditions import Number
from advisor.knowledge.decimals import NoDecimal
from advisor.knowledge.not_possible import told

if TYPE_CHECKING:
    from yaml.nodes import Node

    from advisor.knowledge.schema_kinds import Record

ID = re.compile(r"[a-z][a-z0-9_-]{0,79}")
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_TAG = "tag:yaml.org,2002:"
_KINDS = {
    "seq": "a list",
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}

Items: TypeAlias = "list[tuple[Node, Node]]"


def kind(node: Node) -> str:
    """The node's kind in YAML's words: map, seq, str, int, float, bool or null."""
    return str(node.tag).removeprefix(_TAG)


def plain(node: Node) -> object:
    """The node as plain Python data."""
    what = kind(node)
    if what == "map":
        return {str(plain(key)): plain(value) for key, value in node.value}
    if what == "seq":
        return [plain(part) for part in node.value]
    if what == "str":
        return str(node.value)
    if what == "null":
        return None
    if what == "bool":
        return bool(node.value.lower() == "true")
    try:
        return _number(node)
    except NoDecimal:
        return str(node.value)


def _number(node: Node) -> Number:
    """A number as YAML 1.2 writes it. Raises NoDecimal."""
    text = str(node.value)
    return decimals.read(int(text, 0) if text.startswith(("0o", "0x")) else text)


def _is_date(text: str) -> bool:
    from datetime import date

    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01" * (2 - text.count("-")))
    except ValueError:
        return False
    return True


def _as_word(node: Node, wanted: str) -> str:
    """How to write the words true, false and null, which YAML takes for something else."""
    taken = wanted in ("a word", "text") and kind(node) in ("bool", "null") and node.value.isalpha()
    return f"; to mean the word, write it in quotes: '{node.value}'" if taken else ""


class NodeReader:
    """One file being read. Each method returns what it could read, and notes in `problems` what it could not."""

    mapping = "a mapping"
    """What a mapping is called where it is read."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def problem(self, node: Node, what: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self.path, mark.line + 1, mark.column + 1, what))

    def place(self, node: Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"

    def wrong_kind(self, node: Node, what: str, wanted: str) -> None:
        given = self.mapping if kind(node) == "map" else _KINDS.get(kind(node), "this")
        self.problem(node, f"{what} must be {wanted}, not {given}{_as_word(node, wanted)}")

    def items(self, node: Node, what: str) -> Items:
        """The keys and values of a mapping, each key once."""
        if kind(node) != "map":
            self.wrong_kind(node, what, self.mapping)
            return []
        seen: dict[str, int] = {}
        found = []
        for key, value in node.value:
            if not isinstance(key.value, str):
                self.problem(key, f"a key of {what} must be a word")
            elif key.value in seen:
                self.problem(key, f"duplicate key {quoted(key.value)} (first in line {seen[key.value]})")
            else:
                seen[key.value] = key.start_mark.line + 1
                found.append((key, value))
        return found

    def fields(
        self,
        node: Node,
        what: str,
        known: Iterable[str],
        required: Sequence[str] = (),
        instead: Mapping[str, str] | None = None,
    ) -> dict[str, Node]:
        """A mapping whose keys are fixed; says which are unknown or missing, and what there is `instead` of some."""
        known = tuple(known)
        found = {}
        for key, value in self.items(node, what):
            if key.value in known:
                found[key.value] = value
            else:
                hint = did_you_mean(key.value, known) or f"; known are {listed(known)}"
                unknown = f"unknown key {quoted(key.value)} in {what}{hint}"
                self.problem(key, told(key.value, instead or {}, what) or unknown)
        if kind(node) == "map":
            for name in required:
                if name not in found:
                    self.problem(node, f"{what} has no '{name}'")
        return found

    def record(self, node: Node, what: str, of: Record) -> dict[str, Node]:
        """A mapping with the keys that the file format declares."""
        return self.fields(node, what, of, of.required, of.instead)

    def just_one(self, node: Node, what: str, of: Record, found: Iterable[str]) -> str | None:
        """The one key that there is of those of which a record has just one."""
        some = [name for name in of.just_one if name in found]
        tried = kind(node) == "map" and any(str(key.value) in of.instead for key, _ in node.value)
        if len(some) != 1 and kind(node) == "map" and not (tried and not some):
            self.problem(node, f"{what} needs just one of {', '.join(of.just_one)}")
        return some[0] if len(some) == 1 else None

    def named(self, node: Node, what: str) -> Items:
        """A mapping whose keys are ids."""
        return [(key, value) for key, value in self.items(node, what) if self.is_id(key)]

    def is_id(self, node: Node) -> bool:
        if kind(node) in ("map", "seq", "null"):
            self.wrong_kind(node, "an id", "a word")
            return False
        if ID.fullmatch(node.value) and kind(node) == "str":
            return True
        if ID.fullmatch(node.value):
            self.wrong_kind(node, "an id", "a word")
            return False
        self.problem(
            node,
            f"{quoted(node.value)} is not an id: lower-case letters, digits, _ and -, a letter first, and at most 80",
        )
        return False

    def parts(self, node: Node, what: str) -> list[Node]:
        if kind(node) != "seq":
            self.wrong_kind(node, what, "a list")
            return []
        return [*node.value]

    def one_or_list(self, node: Node, what: str) -> list[Node]:
        """The parts of a list, which is not empty, or the node alone."""
        if kind(node) != "seq":
            return [node]
        if not node.value:
            self.problem(node, f"{what} is an empty list")
        return [*node.value]

    def text(self, node: Node | None, what: str) -> str:
        """Text; a number is taken as it is written. No node is no text."""
        if node is None:
            return ""
        if kind(node) not in ("str", "int", "float"):
            self.wrong_kind(node, what, "text")
            return ""
        text = str(node.value).strip()
        if not text:
            self.problem(node, f"{what} is empty")
        return text

    def line(self, node: Node | None, what: str) -> str:
        """Text that is one line wherever it is read, however many it has in the file: a title or a label."""
        return " ".join(self.text(node, what).split())

    def date(self, node: Node | None, what: str) -> str:
        """A day, a month or a year."""
        text = self.text(node, what)
        if node is not None and text and not _is_date(text):
            self.problem(node, f"{what} must be a day, a month or a year, such as 2026-05-31, 2026-05 or 2026")
        return text

    def word(self, node: Node, what: str) -> str | None:
        """An id or a value; None where the node is something else."""
        if kind(node) != "str":
            self.wrong_kind(node, what, "a word")
            return None
        return str(node.value)

    def number(self, node: Node, what: str) -> Number | None:
        if kind(node) not in ("int", "float"):
            self.wrong_kind(node, what, "a number")
            return None
        try:
            return _number(node)
        except NoDecimal as error:
            self.problem(node, f"{what}: {cut(str(node.value))} {error}")
            return None

    def flag_or_none(self, node: Node | None, what: str) -> bool | None:
        """None where nothing is said."""
        return None if node is None else self.flag(node, what)

    def flag(self, node: Node | None, what: str) -> bool:
        if node is None:
            return False
        if kind(node) not in ("str", "bool") or node.value.lower() not in ("yes", "no", "true", "false"):
            self.problem(node, f"{what} must be yes or no")
            return False
        return node.value.lower() in ("yes", "true")
