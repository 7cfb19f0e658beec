"""What a knowledge base knows as of a day that is long past, so that somebody looks whether it is still so."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import cell_in_words
from advisor.plain_text import wrap
from advisor.reports import measures

_AGE = re.compile(r"([1-9][0-9]{0,3})([dmy])")
_UNITS = {"d": ("day", "days"), "m": ("month", "months"), "y": ("year", "years")}


class Age(NamedTuple):
    """So many days, months or years."""

    number: int
    unit: str

    @classmethod
    def read(cls, text: str) -> Age:
        """`12m`, `1y`, `90d`. Raises ValueError."""
        written = _AGE.fullmatch(text)
        if written is None:
            raise ValueError(text)
        return cls(int(written[1]), written[2])

    def before(self, today: date) -> date:
        """The day that is so long before; the last of its month where it has no such day."""
        if self.unit == "d":
            return today - timedelta(days=self.number)
        months = self.number * (12 if self.unit == "y" else 1)
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        if year < 1:
            return date.min
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.number} {_UNITS[self.unit][self.number > 1]}"


class Dated(NamedTuple):
    """A source, a figure or a cell: as of which day it is so, what it says, and where that is written.

    `as_of` is a day, a month or a year; nothing where it has none.
    """

    as_of: str
    what: str
    place: str

    @property
    def first_day(self) -> str:
        """The first day that `as_of` may mean, so that what is stale by the earliest of them is looked at."""
        return f"{self.as_of}-01-01"[:10] if self.as_of else ""


def dated(kb: KnowledgeBase) -> Iterator[Dated]:
    """Every source; every figure of a step; every cell with a source or a day of its own.

    A cell without a day is as old as its sources.
    """
    for source in kb.sources.values():
        about = ", ".join(part for part in (source.title, source.url) if part)
        yield Dated(source.as_of, f"source {source.id}: {about}", kb.places.get(("source", source.id), ""))
    for step in kb.steps.values():
        for takes in step.takes:
            if said := measures.takes(takes):
                yield Dated(takes.as_of, f"step {step.id} takes {said}", kb.places.get(("step", step.id), ""))
    for question in kb.questions.values():
        table = kb.tables.get(question.table)
        for row, columns in table.sources.items() if table else ():
            for column, own in columns.items():
                as_of = own.as_of or min((kb.sources[it.partition("/")[0]].as_of for it in own.cite), default="")
                said = cell_in_words(kb, RowCell(question.id, column), row)
                what = f"cell {question.table}.{row}.{column}: {said}"
                cited = f" [{', '.join(own.cite)}]" if own.cite else ""
                yield Dated(as_of, what + cited, kb.places.get(("row", f"{question.table}={row}"), ""))


def text(kb: KnowledgeBase, age: Age, today: date, width: int) -> str:
    """What is older than that, the oldest first, and what has no day."""
    limit = age.before(today).isoformat()
    every = list(dict.fromkeys(dated(kb)))
    old = sorted((it for it in every if it.as_of and it.first_day < limit), key=lambda it: it.first_day)
    undated = [it for it in every if not it.as_of]
    lines = [f"OLDER THAN {str(age).upper()}, as of before {limit}: {len(old)} of {len(every)}"]
    for it in old:
        lines += wrap(_said(it), width, f"  {it.as_of:<11}", " " * 13)
    if undated:
        lines += ["", f"WITHOUT A DAY: {len(undated)} of {len(every)}"]
        lines += [line for it in undated for line in wrap(_said(it), width, "  ", "    ")]
    return "\n".join(lines) + "\n"


def _said(it: Dated) -> str:
    return f"{it.what} ({it.place})" if it.place else it.what
