"""The English reader of conditions: clauses, one function for each kind of node.

A negated condition is read as what it means, never as "not (...)": what is read is its normal form.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from advisor.explanation.labels import does_not, label_of, listed, none_ticked, number_of, value_of, verbs_of
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import (
    NONE,
    UNKNOWN,
    All,
    Any,
    ByRow,
    Compare,
    Condition,
    NotByRow,
    OneOf,
    RowTest,
    literal,
    nnf,
)
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import NOT_KNOWN, cell_in_words
from advisor.knowledge.wording import COMPARED, uncapital
from advisor.records import NamedTuple

MAX_VALUES = 4
"""A longer list of values is shortened to its first two and their number."""

_OPPOSITE = {"is": "not ", "at_least": "below ", "at_most": "above ", "above": "at most ", "below": "at least "}


def condition(kb: KnowledgeBase, node: Condition, case: Answers | None = None) -> str:
    """The condition as a clause, such as `soil is "Dry" and signs include "Brown spots"`."""
    return _Sentences(kb, case).read(nnf(node), 0)


def by_row_parts(kb: KnowledgeBase, test: RowTest, negated: bool) -> tuple[str, str, str]:
    """What is said of a row's cell: what it is called, and what stands before that where a number or the row is not
    known, and where both are: `the limit for size`, `income is not known to be at most `, `income is above `."""
    id = test.attribute
    label, (be, include) = label_of(kb, id), verbs_of(kb, id)
    table = kb.tables[kb.questions[test.question].table]
    called = uncapital(table.columns[test.column].text).removeprefix("the ")
    cell = f"the {called} for {label_of(kb, test.question)}"
    if test.comparison:
        how = COMPARED[test.comparison]
        if not negated:
            return cell, f"{label} {be} {how}", f"{label} {be} {how}"
        return cell, f"{label} {be} not known to be {how}", f"{label} {be} {_OPPOSITE[test.comparison]}"
    many = kb.questions[id].kind == "many" if id in kb.questions else kb.conclusions[id].many
    if many:
        said = f"{label} {does_not(be) + ' include' if negated else include} one of "
    else:
        said = f"{label} {be} {'not ' if negated else ''}among "
    return cell, said, said


class RowSlots(dict[str, Answer]):
    """A case that stands for all: what a sentence says of a row is left to `slot`, which has a text for it."""

    def slot(self, test: RowTest, negated: bool) -> str:
        """What stands for a test by a table."""
        raise NotImplementedError


class _Sentences(NamedTuple):
    """Reads the conditions of a knowledge base, for a case or for none."""

    kb: KnowledgeBase
    case: Answers | None

    def read(self, node: Condition, depth: int) -> str:
        if isinstance(node, (ByRow, NotByRow)):
            return self._by_row(node.test, isinstance(node, NotByRow))
        if isinstance(node, All):
            return self._all(node, depth)
        if isinstance(node, Any):
            texts = [self.read(part, depth + 1) for part in node.parts]
            return _bracketed(texts, "or", depth, any(map(_is_compound, node.parts)))
        leaf, negated = literal(node)
        return self._compare(leaf, negated) if isinstance(leaf, Compare) else self._one_of(leaf, negated)

    def _one_of(self, node: OneOf, negated: bool) -> str:
        id, (be, include) = node.attribute, verbs_of(self.kb, node.attribute)
        asked, many = id in self.kb.questions, self._is_many(id)
        special = [value for value in node.values if asked and (value == UNKNOWN or (many and value == NONE))]
        values = [self._word(id, value) for value in node.values if value not in special]
        clauses = [self._special(id, value, negated) for value in special]
        if values and not many:
            clauses.append(f"{be} {_not_values(values) if negated else _values(values)}")
        elif values:
            clauses.append(f"{does_not(be) + ' include' if negated else include} {_values(values, negated)}")
        return f"{label_of(self.kb, id)} {(' and ' if negated else ' or ').join(clauses)}"

    def _special(self, id: str, value: str, negated: bool) -> str:
        be, include = verbs_of(self.kb, id)
        if value == UNKNOWN:
            return f"{be} {'known' if negated else 'not known'}"
        return f"{include} at least one" if negated else f"{be} {none_ticked(self.kb, id, self.case)}"

    def _compare(self, node: Compare, negated: bool) -> str:
        id, (be, _) = node.attribute, verbs_of(self.kb, node.attribute)
        question = self.kb.questions.get(id)
        how = (_OPPOSITE if negated else COMPARED)[node.comparison]
        number = f"{how}{(question or number_of(self.kb, id)).counted(node.number)}"
        if negated and question and not question.required:
            return f"{label_of(self.kb, id)} {be} not known or {number}"
        return f"{label_of(self.kb, id)} {be} {number}"

    def _by_row(self, test: RowTest, negated: bool) -> str:
        """As its author wrote it; in a case in which the row is known, with what its cell has."""
        if isinstance(self.case, RowSlots):
            return self.case.slot(test, negated)
        kb, row = self.kb, self._known(test.question)
        cell, unknown, known = by_row_parts(kb, test, negated)
        has = cell_in_words(kb, RowCell(test.question, test.column), row) if row else ""
        cell += f" ({has})" if has not in ("", NOT_KNOWN) else f" {has}".rstrip()
        limit = row and kb.tables[kb.questions[test.question].table].rows[row][test.column] != UNKNOWN
        return (
            f"{known if limit and (test.attribute in kb.conclusions or self._known(test.attribute)) else unknown}{cell}"
        )

    def _known(self, id: str) -> str:
        """What is answered in the case; nothing where that is not known, or for no case."""
        answer = UNKNOWN if self.case is None else self.case.get(id, UNKNOWN)
        return "" if answer == UNKNOWN else str(answer)

    def _is_many(self, id: str) -> bool:
        return self.kb.questions[id].kind == "many" if id in self.kb.questions else self.kb.conclusions[id].many

    def _all(self, node: All, depth: int) -> str:
        clauses = list(self._each(node.parts))
        if len(clauses) == 1:
            part, said = clauses[0]
            return said or self.read(part, depth)
        texts = [said or self.read(part, depth + 1) for part, said in clauses]
        return _bracketed(texts, "and", depth, any(map(_is_compound, node.parts)))

    def _each(self, parts: tuple[Condition, ...]) -> Iterator[tuple[Condition, str]]:
        """The parts, each with its clause if that is another than its own; values of one attribute in a row as one."""
        for attribute, group in groupby(parts, self._included):
            row = list(group)
            if attribute and len(row) > 1:
                values = [self._word(attribute, leaf.values[0]) for leaf in row if isinstance(leaf, OneOf)]
                yield row[0], f"{label_of(self.kb, attribute)} {verbs_of(self.kb, attribute)[1]} {_all_of(values)}"
            else:
                yield from ((part, "") for part in row)

    def _included(self, part: Condition) -> str:
        """The attribute that is to include one value; nothing for any other condition."""
        if not isinstance(part, OneOf) or len(part.values) != 1 or part.values[0] in (NONE, UNKNOWN):
            return ""
        return part.attribute if self._is_many(part.attribute) else ""

    def _word(self, id: str, value: str) -> str:
        return value_of(self.kb, id, value, self.case)


def _all_of(values: list[str]) -> str:
    return _of_many("all of", values) if len(values) > MAX_VALUES else listed(values, "and")


def _bracketed(texts: list[str], word: str, depth: int, compound: bool) -> str:
    """Clauses as one, in brackets where the reader could take them apart differently."""
    if not texts:
        return "this always holds" if word == "and" else "this never holds"
    text = listed(texts, word, comma=depth == 0 and compound)
    if depth == 0:
        return text
    return f"either {text}" if word == "or" and depth == 1 else f"({text})"


def _is_compound(node: Condition) -> bool:
    """Whether the node is read with an `and` or `or` of its own."""
    return isinstance(node, (All, Any)) and bool(node.parts) and not isinstance(node, (ByRow, NotByRow))


def _values(values: list[str], negated: bool = False) -> str:
    if len(values) <= 2:
        return " or ".join(values)
    which = "any of" if negated else "one of"
    return _of_many(which, values) if len(values) > MAX_VALUES else f"{which} {listed(values, 'and')}"


def _of_many(which: str, values: list[str]) -> str:
    """`one of Japan, Germany and 11 others`."""
    return f"{which} {', '.join(values[:2])} and {len(values) - 2} others"


def _not_values(values: list[str]) -> str:
    if len(values) == 2:
        return f"neither {values[0]} nor {values[1]}"
    return f"not {_values(values)}"
