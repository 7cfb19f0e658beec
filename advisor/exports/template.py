"""A workbook to be filled in: a row for each person, with drop-downs and ticks, and a sheet that explains all of it.

`advisor batch` reads it as it is: its columns and cells are called as `advisor.columns.naming` understands them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from advisor.columns.cell_words import AnswerWords
from advisor.columns.naming import Naming
from advisor.columns.program import CARRIED
from advisor.errors import IllegalAnswer
from advisor.explanation import english
from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import unfilled
from advisor.plain_text import capital, one_line
from advisor.tables.workbooks import missing

ROWS = 1_000
"""Rows that have drop-downs."""

ANSWERS, QUESTIONS, LISTS = "Answers", "Questions", "Lists"
TICK = "x"

MESSAGE, TITLE = 255, 32
"""Characters of a message beside a cell, and of its title, at most."""

_INK, _PAPER, _NEEDED, _FAINT, _LINE = "#FFFFFF", "#2F6F9F", "#A8572F", "#E8EEF3", "#C9D1D9"


class TemplateColumn(NamedTuple):
    """A column to be filled in; one of a question that takes several has the `value` that is ticked in it."""

    heading: str
    question: Question | None = None
    value: str = ""


def columns(kb: KnowledgeBase) -> list[TemplateColumn]:
    """The columns in the order in which the questions are asked; each is read as what it is."""
    naming = Naming(kb)
    found = [TemplateColumn(capital(name)) for name in CARRIED if name not in kb.questions]
    for question in kb.questions.values():
        named = naming.named(question.label)
        label = capital(one_line(question.label)) if named and named.target == question.id else question.id
        if question.kind != "many":
            found.append(TemplateColumn(label, question))
            continue
        for value in (*question.values, NONE):
            words = said(naming.words[question.id], value)
            ticked = naming.named(f"{label}: {words}")
            right = ticked and (ticked.target, ticked.value) == (question.id, value)
            found.append(TemplateColumn(f"{label}: {words if right else value}", question, value))
    return found


def said(words: AnswerWords, value: str) -> str:
    """How a value is called in a cell: by its wording, or by its id where that would not be understood."""
    wording = one_line(words.wordings[value][0])
    try:
        read = words.read(wording)
    except IllegalAnswer:
        return value
    return wording if read in (value, (value,)) or (value == NONE and read == ()) else value


def write(kb: KnowledgeBase, path: str) -> None:
    """Writes the template. Raises AdvisorError where the library for it is not installed, and OSError."""
    try:
        import xlsxwriter
    except ImportError:
        raise missing() from None
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": one_line(kb.title)})
        answers, questions, lists = (book.add_worksheet(name) for name in (ANSWERS, QUESTIONS, LISTS))
        lists.hide()
        _Answers(kb, book, answers, lists).write()
        _explain(kb, book, questions)


class _Answers:
    """The sheet that is filled in."""

    def __init__(self, kb: KnowledgeBase, book: Any, sheet: Any, lists: Any) -> None:
        self._kb, self._sheet, self._lists, self._listed = kb, sheet, lists, 0
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": _LINE}
        self._topic = book.add_format({"bold": True, "bg_color": _FAINT, "border": 1, "border_color": _LINE})
        self._head = book.add_format({**head, "font_color": _INK, "bg_color": _PAPER})
        self._needed = book.add_format({**head, "font_color": _INK, "bg_color": _NEEDED})
        self._text = book.add_format({"num_format": "@"})

    def write(self) -> None:
        sheet, found = self._sheet, columns(self._kb)
        for at, column in enumerate(found):
            self._column(at, column)
        for first, last, topic in _topics(found):
            if first == last:
                sheet.write_string(0, first, topic, self._topic)
            else:
                sheet.merge_range(0, first, 0, last, topic, self._topic)
        sheet.set_row(1, 76)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(3, 0)
        sheet.repeat_columns(0, 1)
        sheet.freeze_panes(2, sum(column.question is None for column in found))

    def _column(self, at: int, column: TemplateColumn) -> None:
        question = column.question
        needed = question is not None and question.required
        self._sheet.write_string(1, at, column.heading, self._needed if needed else self._head)
        if question is None:
            self._sheet.set_column(at, at, 14, self._text)
            return
        self._sheet.set_column(at, at, 12 if column.value or question.kind == "number" else 24)
        told = _told(question)
        self._sheet.write_comment(1, at, told, {"x_scale": 2.5, "y_scale": 2})
        self._sheet.data_validation(2, at, ROWS + 1, at, {**self._rule(column, question), "ignore_blank": True})

    def _rule(self, column: TemplateColumn, question: Question) -> dict[str, Any]:
        """What the cells of a column take."""
        shown = {"input_title": column.heading[:TITLE], "input_message": one_line(unfilled(question.ask))[:MESSAGE]}
        if column.value:
            return {"validate": "list", "source": [TICK], **shown}
        if question.kind == "number":
            kind = "integer" if question.whole else "decimal"
            between = {"criteria": "between", "minimum": question.minimum, "maximum": question.maximum}
            wrong = f"A number between {question.minimum} and {question.counted(question.maximum)}, or nothing."
            return {"validate": kind, **between, "error_message": wrong[:MESSAGE], **shown}
        wrong = "Choose one from the list, or leave it blank."
        return {"validate": "list", "source": self._list(question), "error_message": wrong, **shown}

    def _list(self, question: Question) -> str:
        """Where the choices stand, on a sheet of their own: in the rule itself there is no room for many."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        words = AnswerWords(self._kb, question)
        choices = [said(words, value) for value in words.wordings]
        at = self._listed
        self._listed += 1
        for row, choice in enumerate(choices):
            self._lists.write_string(row, at, choice)
        first, last = (xl_rowcol_to_cell(row, at, row_abs=True, col_abs=True) for row in (0, len(choices) - 1))
        return f"={LISTS}!{first}:{last}"


def _topics(found: Sequence[TemplateColumn]) -> Iterator[tuple[int, int, str]]:
    """Neighbouring columns of one topic, the first and the last."""
    first = 0
    for at, column in enumerate(found):
        topic = column.question.topic if column.question else ""
        following = found[at + 1].question if at + 1 < len(found) else None
        if at + 1 == len(found) or (following.topic if following else "") != topic:
            if topic:
                yield first, at, one_line(topic)
            first = at + 1


def _told(question: Question) -> str:
    parts = [unfilled(question.ask), unfilled(question.why)]
    return "\n\n".join(one_line(part) for part in parts if part)


def _explain(kb: KnowledgeBase, book: Any, sheet: Any) -> None:
    """A row for each question: what it asks and why, what helps to answer it, and what may be answered."""
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _LINE}
    head = book.add_format({**cell, "bold": True, "font_color": _INK, "bg_color": _PAPER})
    shape, bold = book.add_format(cell), book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, one_line(kb.title), bold)
    how = "A row of the first sheet is one person. Leave blank what you do not know. Ticks are an x."
    sheet.write_string(1, 0, how)
    headings = {"Column": 26, "Question": 44, "Why it is asked": 40, "Help": 50, "Answers": 50, "Needed": 24}
    for at, (heading, width) in enumerate(headings.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(3, at, heading, head)
    naming = Naming(kb)
    first = {column.question.id: column.heading for column in reversed(columns(kb)) if column.question}
    for row, (id, question) in enumerate(kb.questions.items(), 4):
        name = first[id].partition(": ")[0] if question.kind == "many" else first[id]
        texts = [unfilled(text) for text in (question.ask, question.why, question.help)]
        cells = [name, *map(one_line, texts), _answers(naming.words[id]), _needed(kb, question)]
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text, shape)
        lines = [
            sum(-(-len(line) // width) or 1 for line in text.split("\n"))
            for text, width in zip(cells, headings.values(), strict=True)
        ]
        sheet.set_row(row, min(14.5 * max(lines), 409))
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _answers(words: AnswerWords) -> str:
    question = words.question
    if question.kind == "number":
        return f"{question.minimum} to {question.counted(question.maximum)}"
    return "\n".join(said(words, value) for value in words.wordings)


def _needed(kb: KnowledgeBase, question: Question) -> str:
    if question.required:
        return "always"
    return english.condition(kb, question.required_when) if question.required_when else ""
