"""What the owner of a table says of it: the file of a map, and the options that say the same in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.cell_words import as_cell, folded
from advisor.columns.naming import ColumnMap, MappedColumn, Naming
from advisor.columns.texts import text_of
from advisor.errors import AdvisorError, IllegalAnswer, Problem, did_you_mean, quoted
from advisor.given import path_of
from advisor.knowledge.node_reader import NodeReader, kind, plain
from advisor.knowledge.yaml_nodes import Unreadable, documents, read_text, shown_path

if TYPE_CHECKING:
    from yaml.nodes import Node

    from advisor.knowledge.model import KnowledgeBase

KEYS = ("columns", "set", "empty", "separator")
COLUMN_KEYS = ("question", "value", "values")


class MapError(AdvisorError):
    """A map that cannot be used: every mistake of it, a line each."""


class TableOptions(NamedTuple):
    """A map, and what separates the fields of text where it says so."""

    map: ColumnMap = ColumnMap()
    separator: str = ""


def options(
    kb: KnowledgeBase, path: str | None = None, given: Iterable[str] = (), empty: str = "", separator: str = ""
) -> TableOptions:
    """What the map at `path` says, and the options, `given` as `country=us`, `empty` as `NA,-`. Raises AdvisorError."""
    file = read(path, kb) if path else TableOptions()
    naming = Naming(kb)
    shared = dict(file.map.given)
    for text in given:
        id, answer = _shared(naming, text)
        shared[id] = answer
    nothing = file.map.empty | {part.strip() for part in empty.split(",") if part.strip()}
    return TableOptions(file.map._replace(given=shared, empty=nothing), checked_separator(separator) or file.separator)


def _shared(naming: Naming, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise AdvisorError(f"--set {text}: what all rows share is given as country=us")
    named = naming.named(name)
    if not named or named.target not in naming.kb.questions or named.value:
        raise AdvisorError(f"--set {text}: no question is {quoted(name)}{did_you_mean(name, naming.kb.questions)}")
    try:
        return named.target, as_cell(naming.words[named.target].read(value))
    except IllegalAnswer as error:
        raise AdvisorError(f"--set {error}") from None


def checked_separator(text: str) -> str:
    """What separates fields: one character of ASCII that is neither a letter, a digit nor a quotation mark."""
    one = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if one and (len(one) > 1 or not one.isascii() or one.isalnum() or one in '_"\r\n'):
        raise AdvisorError(f"{quoted(text)} separates no fields; one sign does, such as ';', or 'tab'")
    return one


def read(path: str, kb: KnowledgeBase) -> TableOptions:
    """The map in a file of YAML. Raises MapError with every mistake."""
    shown = shown_path(path)
    try:
        text = read_text(path)
    except Unreadable as error:
        raise MapError(f"{shown}: {error}") from None
    return _of_text(text, shown, kb)


def given(map: object, kb: KnowledgeBase) -> ColumnMap:
    """The map that a program hands over: the path of its file, or what stands in one. Raises MapError and WrongKind."""
    if not isinstance(map, Mapping):
        return read(path_of(map, "the path of a map, or a mapping"), kb).map
    import yaml

    try:
        text = yaml.safe_dump(dict(map), sort_keys=False, allow_unicode=True)
    except Exception:  # whatever stands in a caller's mapping
        raise MapError("the map: holds more than mappings, lists, texts and numbers") from None
    return _of_text(text, "the map", kb).map


def _of_text(text: str, shown: str, kb: KnowledgeBase) -> TableOptions:
    problems: list[Problem] = []
    roots = [*documents(text, shown, problems)]
    if not problems and len(roots) != 1:
        problems.append(Problem(shown, 0, 0, f"is no map: a mapping with {', '.join(KEYS)}"))
    found = _MapReader(NodeReader(shown, problems), Naming(kb)).of(roots[0]) if not problems else TableOptions()
    if problems:
        raise MapError(*map(str, sorted(set(problems))))
    return found


class _MapReader:
    """Reads the nodes of one map; what is wrong is noted with its place."""

    def __init__(self, reader: NodeReader, naming: Naming) -> None:
        self._reader, self._naming, self._asked = reader, naming, naming.kb.questions

    def of(self, root: Node) -> TableOptions:
        reader = self._reader
        if kind(root) == "null":
            return TableOptions()
        fields = {key: node for key, node in reader.fields(root, "the map", KEYS).items() if kind(node) != "null"}
        columns: dict[str, MappedColumn | None] = {}
        for key, node in reader.items(fields["columns"], "'columns'") if "columns" in fields else ():
            if folded(key.value) in columns:
                reader.problem(key, f"the column {quoted(key.value)} is there twice")
            columns[folded(key.value)] = None if kind(node) == "null" else self._column(node)
        given = {}
        for key, node in reader.items(fields["set"], "'set'") if "set" in fields else ():
            if id := self._question(key):
                given[id] = self._answer(id, node)
        parts = reader.one_or_list(fields["empty"], "'empty'") if "empty" in fields else []
        empty = frozenset(reader.text(part, "'empty'") for part in parts)
        return TableOptions(ColumnMap(columns, given, empty), self._separator(fields.get("separator")))

    def _separator(self, node: Node | None) -> str:
        try:
            return checked_separator(str(node.value)) if node else ""
        except AdvisorError as error:
            self._reader.problem(node, str(error))  # type: ignore[arg-type]
            return ""

    def _column(self, node: Node) -> MappedColumn | None:
        reader = self._reader
        if kind(node) != "map":
            target = self._target(node)
            return MappedColumn(target) if target else None
        fields = reader.fields(node, "a column", COLUMN_KEYS, required=("question",))
        target = self._target(fields["question"]) if "question" in fields else ""
        values = fields.get("values")
        if not target or target not in self._asked:
            if values and target:
                reader.problem(values, f"{target} is carried through as it stands; only a question has values")
            return MappedColumn(target) if target else None
        if "value" in fields:
            return self._ticked(target, fields["value"], values)
        pairs = reader.items(values, "'values'") if values and kind(values) != "null" else []
        return MappedColumn(target, {folded(key.value): self._answer(target, value) for key, value in pairs})

    def _ticked(self, target: str, node: Node, values: Node | None) -> MappedColumn | None:
        if self._asked[target].kind != "many":
            self._reader.problem(node, f"{target} takes one answer; a 'value' is of a question that takes several")
        if values:
            self._reader.problem(values, "a column is ticked for its 'value', or has 'values'")
        value = self._naming.words[target].value_of(self._reader.text(node, "'value'"))
        if not value:
            self._reader.problem(node, f"{target} has no value {quoted(node.value)}")
        return MappedColumn(target, value=value)

    def _target(self, node: Node) -> str:
        """A question, or what is carried through."""
        name = self._reader.text(node, "what a column is")
        named = self._naming.named(name) if name else None
        if named and not named.value:
            return named.target
        if name:
            hint = did_you_mean(name, self._naming.targets)
            self._reader.problem(node, f"no question is {quoted(name)}{hint}")
        return ""

    def _question(self, node: Node) -> str:
        target = self._target(node)
        if target and target not in self._asked:
            self._reader.problem(node, f"{target} is no question")
            return ""
        return target

    def _answer(self, id: str, node: Node) -> str:
        """The answer as a cell of the question's column has it; nothing for a null."""
        if kind(node) == "null":
            return ""
        text = text_of(plain(node), self._asked[id].kind == "many") if kind(node) == "seq" else str(node.value)
        try:
            return as_cell(self._naming.words[id].read(text or ""))
        except IllegalAnswer as error:
            self._reader.problem(node, str(error))
            return ""
