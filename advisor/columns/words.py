"""Answers in words as columns: the clause that tells an answer, and the answer that a placeholder stands for."""

from __future__ import annotations

from collections.abc import Callable
from os.path import commonprefix
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.cells import Cell
from advisor.columns.plan import Plan, State
from advisor.columns.rules import Cells
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import Answer, KnowledgeBase, Pair, Question
from advisor.knowledge.texts import in_words

if TYPE_CHECKING:
    import narwhals as nw


class Wording(NamedTuple):
    """How facts are told: an answer, a conclusion, and a conclusion that is missing.

    An answer's clause is the same for all numbers but for the number, and lists the values of a `many` question with
    commas between them.
    """

    given: Callable[[str, Answer], str]
    concluded: Callable[[Pair], str]
    missing: Callable[[Pair], str]


def values_of(question: Question) -> list[str]:
    """What a choice's cell can say."""
    return list(dict.fromkeys([*question.values, *([] if question.required else [UNKNOWN])]))


class Phrases:
    """Expressions of texts about the answers of a row."""

    def __init__(self, kb: KnowledgeBase, plan: Plan, cells: Cells) -> None:
        self._kb = kb
        self._plan = plan
        self._cells = cells

    def listed(self, question: Question, say: Callable[[Answer], str]) -> nw.Expr:
        """What `say` says of the row's answer, for a `many` or a number question."""
        cell = Cell(question)
        return self._counted(cell, say) if question.kind == "number" else self._many(cell, say)

    def _counted(self, cell: Cell, say: Callable[[Answer], str]) -> nw.Expr:
        import narwhals as nw

        number = cell.number
        whole = number.cast(nw.Int64()).cast(nw.String())
        shown = nw.when(number == number.floor()).then(whole).otherwise(number.cast(nw.String()))
        before = commonprefix([str(say(1)), str(say(2))])
        text = nw.concat_str([nw.lit(before), shown, nw.lit(say(1)[len(before) + 1 :])])
        return nw.when(self._cells.has(cell.question.id, UNKNOWN)).then(nw.lit(say(UNKNOWN))).otherwise(text)

    def _many(self, cell: Cell, say: Callable[[Answer], str]) -> nw.Expr:
        import narwhals as nw

        id, values = cell.question.id, cell.question.values
        before, _, after = say(()).rpartition(NONE)
        parts = []
        for value in values:
            word = say((value,)).removeprefix(before).removesuffix(after)
            parts.append(nw.when(self._cells.has(id, value)).then(nw.lit(word)))
        words = nw.concat_str(parts, separator=", ", ignore_nulls=True)
        text = nw.concat_str([nw.lit(before), words, nw.lit(after)])
        nothing = nw.when(self._cells.has(id, NONE)).then(nw.lit(say(()))).otherwise(text)
        return nw.when(self._cells.has(id, UNKNOWN)).then(nw.lit(say(UNKNOWN))).otherwise(nothing)

    def filled(self, text: str) -> list[nw.Expr]:
        """The pieces of a text with its placeholders filled, none of them null; the plan's stage is begun anew."""
        import narwhals as nw

        pieces: list[nw.Expr] = []
        for literal, name, _, _ in Formatter().parse(text):
            pieces += [nw.lit(literal)] if literal else []
            if name is not None:
                pieces.append(self._placeholder(name))
        self._plan.stage()
        return pieces

    def _placeholder(self, name: str) -> nw.Expr:
        id, _, column = name.partition(".")
        question = self._kb.questions[id]
        if question.kind != "choice":
            return self._plan.put(self.listed(question, lambda answer: in_words(question, answer)))

        def say(value: str) -> str:
            if not column or value == UNKNOWN:
                return in_words(question, value)
            return self._kb.tables[question.table].rows[value][column]

        (text,) = self._plan.texts([self.chosen(question, say)], "")
        return text.fill_null("")

    def chosen(self, question: Question, say: Callable[[str], str], where: nw.Expr | None = None) -> State:
        """What `say` says of the row's answer to a choice question, where `where` holds."""
        values = [(self._cells.has(question.id, value), say(value)) for value in values_of(question)]
        return State([(has if where is None else where & has, text) for has, text in values])
