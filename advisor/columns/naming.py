"""Which columns of a table are read as what: by a question's id, its label, its wording, or as a map of them says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from advisor.columns.cell_readers import AsItStands, CellReader, MappedCell, SharedAnswer, TickColumns
from advisor.columns.cell_words import AnswerWords, folded, plain_id
from advisor.columns.program import CARRIED
from advisor.columns.texts import as_text, takes_lists, text_of
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import fillings, unfilled

if TYPE_CHECKING:
    import polars as pl

Way = Literal["map", "id", "label", "wording", "tick"]
"""By what a column is named, or named as a tick for one value of a question."""

_TICK = re.compile(r"(?P<question>.+?)\s*(?::\s+(?P<value>.+)|\[(?P<inside>.+)\])", re.DOTALL)
"""`Experience: Work as a coder`, or as some forms write it `Experience [Work as a coder]`."""


class MappedColumn(NamedTuple):
    """What a column is read as: a question or what is carried through, or one `value` of a question that takes several.

    `values` gives answers, as a cell of the question's own column has them, by what the cells say, folded; an empty
    answer is none.
    """

    target: str
    values: Mapping[str, str] = {}
    value: str = ""


class ColumnMap(NamedTuple):
    """What a table's owner says of it. `columns` are by their names, folded; one that is None is not read.

    `given` has answers for the rows that have none of their own, `empty` the cells that mean nothing.
    """

    columns: Mapping[str, MappedColumn | None] = {}
    given: Mapping[str, str] = {}
    empty: frozenset[str] = frozenset()


def unused(map: ColumnMap, names: Sequence[object]) -> list[str]:
    """The columns of a map that no table has, folded."""
    there = {folded(name) for name in names if isinstance(name, str)}
    return [name for name in map.columns if name not in there]


class ColumnName(NamedTuple):
    """What a column's name says: what it is read as, which value of it where it is ticked, and how it is named."""

    target: str
    way: Way
    value: str = ""


class AnswerColumns(NamedTuple):
    """The columns that a question, or what is carried through, is read from, and how their cells are read."""

    columns: tuple[str, ...]
    reader: CellReader


class ColumnReading(NamedTuple):
    """A table's columns as they are read: `found` by question or what is carried through.

    `names` are those of all columns, `named` what the name of each says that says something; `rivals` are the columns
    of which it is not clear which is meant, `passed` those that are not read on purpose.
    """

    kb: KnowledgeBase
    names: Sequence[object]
    found: Mapping[str, AnswerColumns]
    named: Mapping[str, ColumnName] = {}
    rivals: Mapping[str, tuple[str, ...]] = {}
    passed: frozenset[str] = frozenset()

    @property
    def columns(self) -> dict[str, bool]:
        """The columns that are read, each with whether a list may stand in it."""
        return {name: takes_lists(self.kb, target) for target, (names, _) in self.found.items() for name in names}

    @property
    def carried(self) -> list[str]:
        """What is carried through."""
        return [name for name in CARRIED if name in self.found and name not in self.kb.questions]

    def text(self, schema: pl.Schema, target: str) -> pl.Expr:
        """The column of a question, or of what is carried through, null where no column is read as it."""
        import polars as pl

        if target not in self.found:
            return pl.lit(None, dtype=pl.String).alias(target)
        names, reader = self.found[target]
        columns = [as_text(schema, name, takes_lists(self.kb, target)) for name in names]
        return reader.column(columns).alias(target)

    def row(self, cells: Mapping[str, object]) -> dict[str, object]:
        """The cells of one row by what they are read as; a cell that is read as it stands keeps its kind."""
        found: dict[str, object] = {}
        for target, (names, reader) in self.found.items():
            if isinstance(reader, AsItStands):
                found[target] = cells[names[0]]
            else:
                found[target] = reader.read([text_of(cells[name], takes_lists(self.kb, target)) for name in names])
        return found


@dataclass(frozen=True, eq=False)
class Naming:
    """How the columns of tables are named: as the knowledge base names its questions, and as `map` says."""

    kb: KnowledgeBase
    map: ColumnMap = field(default_factory=ColumnMap)

    @cached_property
    def words(self) -> Mapping[str, AnswerWords]:
        """What cells may say, by question."""
        return {id: AnswerWords(self.kb, question) for id, question in self.kb.questions.items()}

    def of(self, names: Sequence[object]) -> ColumnReading:
        """What the columns of a table with these names are read as."""
        texts = [name for name in names if isinstance(name, str)]
        passed = frozenset(name for name in texts if self.map.columns.get(folded(name), self) is None)
        named = {name: it for name in dict.fromkeys(texts) if name not in passed and (it := self.named(name))}
        by_target: dict[str, list[str]] = {}
        for name in texts:
            if name in named:
                by_target.setdefault(named[name].target, []).append(name)
        found: dict[str, AnswerColumns] = {}
        rivals: dict[str, tuple[str, ...]] = {}
        for target in self.targets:
            chosen = self._chosen(target, by_target.get(target, []), named)
            if len(chosen) == 1 or (chosen and self._are_ticks(chosen, named)):
                found[target] = AnswerColumns(tuple(chosen), self._reader(target, chosen, named))
            elif chosen:
                rivals[target] = tuple(chosen)
            elif target in self.map.given:
                found[target] = AnswerColumns((), SharedAnswer(self.map.given[target]))
        return ColumnReading(self.kb, names, found, named, rivals, passed)

    def own(self, names: Iterable[str]) -> ColumnReading:
        """The same where the columns are the questions themselves, as in case files; the map's `given` counts alone."""
        plain: dict[str, AnswerColumns] = {}
        for target in self.targets:
            given = self.map.given.get(target, "")
            reader = MappedCell(default=given) if given else AsItStands()
            if target in names:
                plain[target] = AnswerColumns((target,), reader)
            elif given:
                plain[target] = AnswerColumns((), SharedAnswer(given))
        return ColumnReading(self.kb, list(names), plain)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """What a column can be read as, in the order of what is written."""
        return tuple(dict.fromkeys([*CARRIED, *self.kb.questions]))

    def named(self, name: str) -> ColumnName | None:
        """What a column of this name is read as, whatever others there are; None where it says nothing."""
        mapped = self.map.columns.get(folded(name))
        if mapped:
            return ColumnName(mapped.target, "map", mapped.value)
        if name in self.targets:
            return ColumnName(name, "id")
        return self._names.get(plain_id(name)) or self._tick(name)

    @cached_property
    def _names(self) -> Mapping[str, ColumnName | None]:
        """The ids, labels and wordings of questions, folded; None where one is that of several questions."""
        asked = self.kb.questions.items()
        wordings = ((id, words) for id, it in asked for words in (unfilled(it.ask), *fillings(self.kb, it.ask)))
        ways: list[tuple[Way, Iterable[tuple[str, str]]]] = [
            ("id", ((name, name) for name in self.targets)),
            ("label", ((id, question.label) for id, question in asked)),
            ("wording", wordings),
        ]
        found: dict[str, ColumnName | None] = {}
        for way, pairs in ways:
            own: dict[str, ColumnName | None] = {}
            for target, words in pairs:
                same = own.setdefault(plain_id(words), ColumnName(target, way))
                if same and same.target != target:
                    own[plain_id(words)] = None
            found = {**own, **found}
        return found

    def _tick(self, name: str) -> ColumnName | None:
        """A value of a question that takes several, where the name is that of the question and of the value."""
        parts = _TICK.fullmatch(name.strip())
        of = self._names.get(plain_id(parts["question"])) if parts else None
        if not parts or not of or of.target not in self.kb.questions or self.kb.questions[of.target].kind != "many":
            return None
        value = self.words[of.target].value_of(parts["value"] or parts["inside"])
        return ColumnName(of.target, "tick", value) if value else None

    @staticmethod
    def _chosen(target: str, names: list[str], named: Mapping[str, ColumnName]) -> list[str]:
        """Of the columns that may be read as the target those that are: as the map says, else by the very id."""
        mapped = [name for name in names if named[name].way == "map"]
        return mapped or [name for name in names if name == target] or names

    @staticmethod
    def _are_ticks(names: Iterable[str], named: Mapping[str, ColumnName]) -> bool:
        values = [named[name].value for name in names]
        return all(values) and len({*values}) == len(values)

    def _reader(self, target: str, names: Sequence[str], named: Mapping[str, ColumnName]) -> CellReader:
        """How the cells of the columns are read."""
        if target not in self.kb.questions:
            return AsItStands()
        given = self.map.given.get(target, "")
        if named[names[0]].value:
            values = tuple(named[name].value for name in names)
            return TickColumns(self.kb.questions[target], values, self.map.empty, given)
        way, column = named[names[0]].way, self.map.columns.get(folded(names[0]))
        mapped = column.values if column else {}
        words = self.words[target] if way == "wording" else None
        if not (mapped or words or given or self.map.empty):
            return AsItStands()
        return MappedCell(words, mapped, self.kb.questions[target].kind == "many", self.map.empty, given)
