"""Answers in words as columns: the clause that tells an answer, and the answer that a placeholder stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os.path import commonprefix
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.cells import Cell
from advisor.columns.conditions import either
from advisor.columns.plan import Plan, State, chosen, constant
from advisor.columns.rules import Cells
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare
from advisor.knowledge.model import Answer, KnowledgeBase, Pair, Question
from advisor.knowledge.texts import in_words

if TYPE_CHECKING:
    import narwhals as nw


Say = Callable[[Answer], str]

MOST_BITS = 6
"""A `many` question of so many values has a text for every set of them; one of more has them listed."""


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

    def clause(self, question: Question, say: Say, where: nw.Expr) -> list[State | nw.Expr]:
        """What `say` says of the row's answer, where `where` holds, as items for `Plan.texts`."""
        if question.kind == "choice":
            return [chosen([(self._cells.has(question.id, it), say(it)) for it in values_of(question)], where)]
        if question.kind == "number":
            before = commonprefix([say(2), say(3)])
            return self._around(question, say, where, before, say(2)[len(before) + 1 :])
        if len(question.values) <= MOST_BITS:
            return [self._subsets(question, say, where)]
        before, _, after = say(()).rpartition(NONE)
        return self._around(question, say, where, before, after)

    def _subsets(self, question: Question, say: Say, where: nw.Expr) -> State:
        """A text for every set of values."""
        id, values = question.id, question.values
        sets = [tuple(v for at, v in enumerate(values) if number >> at & 1) for number in range(2 ** len(values))]
        texts = ["", *(say(some) for some in sets[1:]), say(()), say(UNKNOWN)]
        weighed = [(2**at, self._cells.has(id, value)) for at, value in enumerate(values)]
        special = [(len(texts) - 2, NONE), (len(texts) - 1, UNKNOWN)]
        weighed += [(weight, self._cells.has(id, value)) for weight, value in special]
        return State(weighed, texts, where)

    def _around(self, question: Question, say: Say, where: nw.Expr, before: str, after: str) -> list[State | nw.Expr]:
        """What is listed or counted, with what stands around it."""
        import narwhals as nw

        id = question.id
        cases = [(self._cells.has(id, UNKNOWN), say(UNKNOWN))]
        known = ~self._cells.has(id, UNKNOWN)
        if question.kind == "many":
            cases.append((self._cells.has(id, NONE), say(())))
            known = known & ~self._cells.has(id, NONE)
            shown = self._listed(question, say, before, after)
        else:
            if question.unit_of_one:
                one = self._cells.compares(Compare(id, "is", 1))
                cases.append((one, say(1)))
                known = known & ~one
            shown = Cell(question).text  # written as it is shown, or read again
        head = chosen([*cases, (known, before)], where)
        return [head, nw.when(where & known).then(shown), constant(after, where & known, glued=True)]

    def _listed(self, question: Question, say: Say, before: str, after: str) -> nw.Expr:
        import narwhals as nw

        words = {value: say((value,)).removeprefix(before).removesuffix(after) for value in question.values}
        parts = [nw.when(self._cells.has(question.id, value)).then(nw.lit(word)) for value, word in words.items()]
        return nw.concat_str(parts, separator=", ", ignore_nulls=True)

    def filled(self, fillings: Mapping[str, Sequence[nw.Expr]]) -> list[nw.Expr]:
        """What fills a placeholder, null where nothing does; begins stages.

        `fillings` has for each name the columns of which one is true where the placeholder has it.
        """
        where = {name: self._plan.put(either(columns)) for name, columns in fillings.items()}
        self._plan.stage()
        items: list[State | nw.Expr] = []
        for name, here in where.items():
            id, _, column = name.partition(".")
            items += self.clause(self._kb.questions[id], self._filling(id, column), here)
        return self._plan.texts(items, "")

    def _filling(self, id: str, column: str) -> Say:
        """What `advisor.knowledge.texts.fill` puts for the placeholder."""
        question = self._kb.questions[id]

        def say(answer: Answer) -> str:
            if not column or answer == UNKNOWN:
                return in_words(question, answer)
            return self._kb.tables[question.table].rows[str(answer)][column]

        return say
