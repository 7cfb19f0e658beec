"""Every sentence of a knowledge base, as a text with placeholders: written by the one English reader.

The reader fills placeholders of the knowledge base as it goes. Here they are to be left for later, so it is given the
same knowledge base with a mark in place of each. What a sentence says of a row of a table is a placeholder as well,
`{~n}`: it is put together in the browser from what `rows` has at n. So are what is tested, `{^}`, and the value at n
of the test, `{^n}`, since the browser has words for them anyway.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from string import Formatter

from advisor.explanation import condition_clauses, english
from advisor.explanation.labels import label_of, value_of
from advisor.knowledge.conditions import (
    NONE,
    UNKNOWN,
    All,
    Any,
    ByRow,
    Condition,
    NoneOf,
    NotByRow,
    OneOf,
    RowTest,
    literal,
    nnf,
)
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import escaped

_BEGIN, _END = "\ue000", "\ue001"
_MARK = re.compile(f"{_BEGIN}([a-z0-9_.~^-]+){_END}")

RowSentence = tuple[str, str, str, str, str]
"""What is compared, the cell as `question.column`, and the three parts of `condition_clauses.by_row_parts`."""


class SentenceTemplates(condition_clauses.RowSlots):
    """What there is to say of the tests that conditions are made of."""

    def __init__(self, kb: KnowledgeBase) -> None:
        super().__init__()
        self.rows: list[RowSentence] = []
        self._rows: dict[tuple[RowTest, bool], int] = {}
        self._own = kb
        self._kb = replace(
            kb,
            questions={
                id: it if it.table else it._replace(texts=_all_marked(it.texts)) for id, it in kb.questions.items()
            },
            conclusions={id: it._replace(texts=_all_marked(it.texts)) for id, it in kb.conclusions.items()},
            steps={id: it._replace(title=_marked(it.title)) for id, it in kb.steps.items()},
        )

    def slot(self, test: RowTest, negated: bool) -> str:
        if (test, negated) not in self._rows:
            self._rows[test, negated] = len(self.rows)
            cell = f"{test.question}.{test.column}"
            self.rows.append((test.attribute, cell, *condition_clauses.by_row_parts(self._own, test, negated)))
        return f"{_BEGIN}~{self._rows[test, negated]}{_END}"

    def tests(self) -> list[str | None]:
        """That of each test in rules and demands, in the order in which the browser comes upon them as well: those that
        are written alike once. None stands for what the browser has a sentence for: a fact, or a conclusion."""
        demands = (it.required_when for it in self._own.questions.values() if it.required_when is not None)
        wanted = [*(rule.when for rule in self._own.rules), *demands]
        found = {_key(test): test for condition in wanted for test in _tests(nnf(condition))}
        said = ((test, english.condition(self._kb, test, self)) for test in found.values())
        return [None if text == self._of_one_value(test) else _text(self._parted(test, text)) for test, text in said]

    def _parted(self, test: Condition, text: str) -> str:
        """The text with a mark for each part that the browser has words for: what is tested, and its values."""
        if isinstance(test, (ByRow, NotByRow)):
            return text
        leaf, _ = literal(test)
        id, values = leaf.attribute, leaf.values if isinstance(leaf, OneOf) else ()
        told = {value_of(self._kb, id, value, self): f"^{n}" for n, value in enumerate(values)}
        told[label_of(self._kb, id)] = "^"
        longest = sorted(told, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest)), lambda part: f"{_BEGIN}{told[part[0]]}{_END}", text)

    def _of_one_value(self, test: Condition) -> str | None:
        """How the answer or the pair that alone makes the test hold is told; None where it is not one value."""
        leaf, negated = (test.parts[0], True) if isinstance(test, NoneOf) else (test, False)
        if not isinstance(leaf, OneOf) or len(leaf.values) != 1:
            return None
        id, [value] = leaf.attribute, leaf.values
        if id in self._kb.conclusions:
            return (english.missing if negated else english.conclusion)(self._kb, (id, value), self)
        if negated:
            return None
        ticks = self._kb.questions[id].kind == "many" and value != UNKNOWN
        return english.fact(self._kb, id, (() if value == NONE else (value,)) if ticks else value, self)


def _tests(condition: Condition) -> Iterator[Condition]:
    """The leaves, each with its negation, and the tests by a table, of which the leaves are tests as well."""
    if not isinstance(condition, (All, Any)) or isinstance(condition, (ByRow, NotByRow)):
        yield condition
    if isinstance(condition, (All, Any)):
        for part in condition.parts:
            yield from _tests(part)


def _key(condition: Condition) -> str:
    """The same for conditions that the browser takes for the same."""
    kind = "R" if isinstance(condition, NotByRow) else type(condition).__name__
    parts = [] if isinstance(condition, tuple) else [_key(part) for part in condition.parts]
    own = (
        condition
        if isinstance(condition, tuple)
        else condition.test
        if isinstance(condition, (ByRow, NotByRow))
        else ()
    )
    return json.dumps([kind, own, parts])


def _all_marked(texts: Mapping[str, str]) -> dict[str, str]:
    return {value: _marked(text) for value, text in texts.items()}


def _marked(text: str) -> str:
    """The text with a mark for each placeholder."""
    parts: Iterable[tuple[str, str | None, str | None, str | None]] = Formatter().parse(text)
    return "".join(escaped(said) + ("" if name is None else f"{_BEGIN}{name}{_END}") for said, name, _, _ in parts)


def _text(said: str) -> str:
    """What was said as a text with placeholders."""
    return _MARK.sub(r"{\1}", escaped(said))
