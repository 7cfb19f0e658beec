"""Texts with `{question}`, `{question.column}` and `{number}` in them, a concluded one.

They are checked when loaded, filled for a case, and only once. The wording of an answer is such a text as well. Titles,
labels, topics, units and the cells of tables are not: they stand as they are, and are put into others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from string import Formatter
from typing import TypeAlias

from advisor.knowledge import decimals
from advisor.knowledge.attributes import Answer, Answers, NumberRange, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Number
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.tables import RowCell
from advisor.knowledge.wording import uncapital

NOT_KNOWN = "(not known)"
I_DO_NOT_KNOW = "I do not know"
"""How `unknown` is offered by a question that has no wording of its own for it."""
NONE_OF_THESE = "None of these"
"""How it is offered to tick nothing."""

ELSEWHERE = "..."
"""Stands where a text that is about no case in particular names what differs from case to case."""

Span: TypeAlias = tuple[Number, Number]
"""The least and the most that a number may be."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


class Open(dict[str, Answer]):
    """Answers that more may be added to: what is not known is called by its name, as in `the law of your country`."""


def placeholders(text: str) -> Iterator[str]:
    """The names between braces. Raises ValueError where braces do not match or hold more than a name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("a brace has no partner; write {question}, or double a literal brace") from None
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if not name or form or conversion:
            raise ValueError(f"{{{name}}} is not a placeholder; write {{question}}, or double a literal brace")
        yield name


def named(kb: KnowledgeBase, text: str) -> Iterator[str]:
    """The questions whose answers are put into the text, be it within the wording of another answer."""
    for name in placeholders(text):
        id = name.partition(".")[0]
        if id in kb.conclusions:
            continue
        yield id
        for words in () if kb.questions[id].table else kb.questions[id].texts.values():
            yield from (inner.partition(".")[0] for inner in placeholders(words))


def worded(kb: KnowledgeBase, question: Question, value: str, answers: Answers, default: str = "") -> str:
    """One value in the words in which it is offered, filled; `default`, or else its id, where it has none."""
    words = question.texts.get(value, default or value)
    return words if question.table else fill(kb, words, answers)


def in_words(kb: KnowledgeBase, question: Question, answer: Answer, answers: Answers) -> str:
    """The answer as a person would say it."""
    if answer == UNKNOWN:
        return NOT_KNOWN
    if isinstance(answer, tuple):
        return ", ".join(worded(kb, question, value, answers) for value in answer) or NONE
    if isinstance(answer, str):
        return worded(kb, question, answer, answers)
    return question.counted(answer)


def cell_in_words(kb: KnowledgeBase, cell: RowCell, row: str) -> str:
    """What stands in the cell of a row: a number with its unit, a list as `a, b and c`."""
    table = kb.tables[kb.questions[cell.question].table]
    column, content = table.columns[cell.column], table.rows[row][cell.column]
    if content == UNKNOWN and column.kind in ("number", "many"):
        return NOT_KNOWN
    if isinstance(content, str):
        return content
    if not isinstance(content, tuple):
        return decimals.counted(content, column.unit, column.unit_of_one)
    *before, last = [column.texts.get(value) or value.replace("_", " ").replace("-", " ") for value in content] or [
        NONE
    ]
    return f"{', '.join(before)} and {last}" if before else last


def clause_of_cell(kb: KnowledgeBase, cell: RowCell, row: str) -> str:
    """The clause in which its author tells the cell of a row, filled from the row; nothing where there is none."""
    table = kb.tables[kb.questions[cell.question].table]
    told, content = table.columns[cell.column].told, table.rows[row][cell.column]
    text = told.get(content if isinstance(content, str) else "") or told.get("", "")
    parts = (
        literal + (cell_in_words(kb, RowCell(cell.question, name), row) if name else "")
        for literal, name, _, _ in Formatter().parse(text)
    )
    return "".join(parts)


def cells_named(text: str) -> Iterator[RowCell]:
    """The cells that are put into the text, of the rows that are answers."""
    for name in placeholders(text):
        id, dot, column = name.partition(".")
        if dot:
            yield RowCell(id, column)


def fill(kb: KnowledgeBase, text: str, answers: Answers) -> str:
    """The text with its placeholders filled from the case."""
    if "{" not in text and "}" not in text:
        return text
    parts = []
    for literal, name, _, _ in Formatter().parse(text):
        parts.append(literal)
        if name is not None:
            parts.append(_filled(kb, name, answers))
    return "".join(parts)


def unfilled(text: str) -> str:
    """The text for no case in particular: `...` stands where it names an answer."""
    return "".join(literal + ("" if name is None else ELSEWHERE) for literal, name, _, _ in Formatter().parse(text))


MOST_FILLINGS = 2000
"""A text that can be filled in more ways is not."""


def fillings(kb: KnowledgeBase, text: str) -> list[str]:
    """The text filled in every way that the choices which it names may be answered; none if it names anything else."""
    ids = list(dict.fromkeys(named(kb, text)))
    asked = [kb.questions[id] for id in ids]
    names = {name.partition(".")[0] for name in placeholders(text)}
    if names.intersection(kb.conclusions) or any(question.kind != "choice" for question in asked):
        return []
    if prod(len(question.values) for question in asked) > MOST_FILLINGS:
        return []
    answers = product(*(question.values for question in asked))
    return [fill(kb, text, dict(zip(ids, values, strict=True))) for values in answers]


def escaped(text: str) -> str:
    """What stands as it is, as a text with placeholders has it."""
    return text.replace("{", "{{").replace("}", "}}")


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return _SENTENCE.split(text)


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    return _SENTENCE.split(text, maxsplit=1)[0]


def counted(total: NumberRange, number: Number | Span) -> str:
    """A concluded number with its unit, or what it may be: `77 points`, `70 to 77 points`."""
    if not isinstance(number, tuple):
        return total.counted(number)
    least, most = number
    return total.counted(most) if least == most else f"{least} to {total.counted(most)}"


def with_numbers(kb: KnowledgeBase, answers: Answers, numbers: Mapping[str, Number | Span]) -> dict[str, Answer]:
    """What texts are filled from: the answers, and each concluded number in words."""
    said = ((id, kb.conclusions[id].number, number) for id, number in numbers.items())
    return {**answers, **{id: counted(total, number) for id, total, number in said if total}}


def _filled(kb: KnowledgeBase, name: str, answers: Answers) -> str:
    id, _, column = name.partition(".")
    unknown = NOT_KNOWN if not isinstance(answers, Open) else ELSEWHERE
    if id in kb.conclusions:
        return str(answers.get(id, unknown))
    question = kb.questions[id]
    answer = answers.get(id, UNKNOWN)
    if answer == UNKNOWN and unknown == ELSEWHERE:
        return uncapital(question.label) if not column or _names_rows(kb, RowCell(id, column)) else ELSEWHERE
    if not column or answer == UNKNOWN:
        return in_words(kb, question, answer, answers)
    return cell_in_words(kb, RowCell(id, column), str(answer))


def _names_rows(kb: KnowledgeBase, cell: RowCell) -> bool:
    """Whether the column calls most rows by their name, as `the Netherlands`."""
    question = kb.questions[cell.question]
    rows = kb.tables[question.table].rows
    return 2 * sum(question.texts.get(row, row) in cell_in_words(kb, cell, row) for row in rows) > len(rows)
