"""Answers in words as columns: the clause that tells an answer, and the answer that a placeholder stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from os.path import commonprefix
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.cells import Cell
from advisor.columns.conditions import either, every
from advisor.columns.query import Computed, StagedQuery, State, chosen, constant
from advisor.columns.rules import Cells, Concluded
from advisor.knowledge.attributes import Answer, Answers, NumberRange, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Number
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import cell_in_words, in_words, placeholders

if TYPE_CHECKING:
    import narwhals as nw


Say = Callable[[Answer, Answers], str]
"""What is said of an answer, in a case with these answers: those that its wording names."""

MAX_BITS = 6
"""A `many` question of so many values has a text for every set of them; one of more has them listed."""


class Wording(NamedTuple):
    """How facts are told: an answer, what a cell of its row says, a conclusion, one that is missing, and a number.

    Conclusions are texts to be filled.

    An answer's clause is the same for all numbers but for the number, and lists the values of a `many` question with
    commas between them. A concluded number's clause ends with what `NumberRange.counted` gives, and is else the same.
    """

    given: Callable[[str, Answer, Answers], str]
    cell: Callable[[RowCell, str], str]
    concluded: Callable[[Pair], str]
    missing: Callable[[Pair], str]
    number: Callable[[str, Number], str]


def values_of(question: Question) -> list[str]:
    """What a choice's cell can say."""
    return list(dict.fromkeys([*question.values, *([] if question.required else [UNKNOWN])]))


def _counted(number: NumberRange | None, scaled: int) -> str:
    """The number of that integer, with its unit."""
    assert number is not None
    return number.counted(number.unscaled(scaled))


class Phrases:
    """Expressions of texts about the answers of a row."""

    def __init__(self, kb: KnowledgeBase, plan: StagedQuery, cells: Cells, concluded: Concluded) -> None:
        self._kb = kb
        self._plan = plan
        self._cells = cells
        self._concluded = concluded
        self._counted: dict[str, nw.Expr] = {}

    def clause(self, question: Question, say: Say, where: nw.Expr) -> list[State | nw.Expr]:
        """What `say` says of the row's answer, where `where` holds, as items for `StagedQuery.texts`."""
        if question.kind == "choice":
            values = [(value, named) for value in values_of(question) for named in self._named(question, value)]
            return [chosen([(self._is(question.id, it, named), say(it, named)) for it, named in values], where)]
        if question.kind == "number":
            before = commonprefix([say(2, {}), say(3, {})])
            return self._around(question, say, where, before, say(2, {})[len(before) + 1 :])
        if len(question.values) <= MAX_BITS and all(self._named(question, value) == [{}] for value in question.values):
            return [self._subsets(question, say, where)]
        before, _, after = say((), {}).rpartition(NONE)
        return self._around(question, say, where, before, after)

    def cell(
        self,
        question: Question,
        column: str,
        say: Callable[[RowCell, str], str],
        where: nw.Expr,
        repeated: nw.Expr | None = None,
    ) -> list[State | nw.Expr]:
        """What `say` says of the cell of the row's answer, where `where` holds and it is told, as `clause` does.

        Where it is `repeated` beside that, only if it has a day.
        """
        table = self._kb.tables[question.table]
        told = [(self._cells.has(question.id, row), row) for row in table.rows if table.is_told(row, column)]
        if repeated is not None:
            told = [(has if table.source(row, column).as_of else has & ~repeated, row) for has, row in told]
        said = [(here, say(RowCell(question.id, column), row)) for here, row in told]
        return [chosen(said, where & either(here for here, _ in said))]

    def _named(self, question: Question, value: str) -> list[dict[str, str]]:
        """Every combination of the answers that the value's wording names."""
        names = [] if question.table else placeholders(question.texts.get(value, ""))
        ids = dict.fromkeys(name.partition(".")[0] for name in names)
        combinations = product(*(values_of(self._kb.questions[id]) for id in ids))
        return [dict(zip(ids, values, strict=True)) for values in combinations]

    def _is(self, id: str, value: str, others: Mapping[str, str]) -> nw.Expr:
        return every([self._cells.has(id, value), *(self._cells.has(other, it) for other, it in others.items())])

    def _subsets(self, question: Question, say: Say, where: nw.Expr) -> State:
        """A text for every set of values."""
        id, values = question.id, question.values
        sets = [tuple(v for at, v in enumerate(values) if number >> at & 1) for number in range(2 ** len(values))]
        texts = ["", *(say(some, {}) for some in sets[1:]), say((), {}), say(UNKNOWN, {})]
        weighed = [(2**at, self._cells.has(id, value)) for at, value in enumerate(values)]
        special = [(len(texts) - 2, NONE), (len(texts) - 1, UNKNOWN)]
        weighed += [(weight, self._cells.has(id, value)) for weight, value in special]
        return State(weighed, texts, where)

    def _around(self, question: Question, say: Say, where: nw.Expr, before: str, after: str) -> list[State | nw.Expr]:
        """What is listed or counted, with what stands around it."""
        import narwhals as nw

        id = question.id
        cases = [(self._cells.has(id, UNKNOWN), say(UNKNOWN, {}))]
        known = ~self._cells.has(id, UNKNOWN)
        if question.kind == "many":
            cases.append((self._cells.has(id, NONE), say((), {})))
            known = known & ~self._cells.has(id, NONE)
            shown = self._listed(question, say, before, after)
        else:
            if question.unit_of_one:
                one = self._cells.compares(Compare(id, "is", 1))
                cases.append((one, say(1, {})))
                known = known & ~one
            shown = Cell(question).text  # written as it is shown, or read again
        head = chosen([*cases, (known, before)], where)
        return [head, nw.when(where & known).then(shown), constant(after, where & known, glued=True)]

    def _listed(self, question: Question, say: Say, before: str, after: str) -> nw.Expr:
        import narwhals as nw

        parts = []
        for value in question.values:
            for named in self._named(question, value):
                word = say((value,), named).removeprefix(before).removesuffix(after)
                parts.append(nw.when(self._is(question.id, value, named)).then(nw.lit(word)))
        return nw.concat_str(parts, separator=", ", ignore_nulls=True)

    def number(self, id: str, say: Callable[[str, Number], str], where: nw.Expr) -> list[State | nw.Expr]:
        """What `say` says of a concluded number, where `where` holds; it ends with the number and its unit."""
        before = commonprefix([say(id, 2), say(id, 3)])
        return [constant(before, where), self._number(id, where)]

    def _number(self, id: str, where: nw.Expr) -> nw.Expr:
        """A concluded number with its unit, where `where` holds."""
        import narwhals as nw

        if id not in self._counted:
            sum_of = self._plan.name(self._concluded.sum_of(id))
            self._counted[id] = self._plan.put(
                Computed(sum_of, partial(_counted, self._kb.conclusions[id].number), str)
            )
        return nw.when(where).then(self._counted[id])

    def filled(self, fillings: Mapping[str, Sequence[nw.Expr]]) -> list[nw.Expr]:
        """What fills a placeholder, null where nothing does; begins stages.

        `fillings` has for each name the columns of which one is true where the placeholder has it.
        """
        where = {name: self._plan.put(either(columns)) for name, columns in fillings.items()}
        self._plan.stage()
        items: list[State | nw.Expr] = []
        for name, here in where.items():
            id, _, column = name.partition(".")
            if id in self._kb.adding:
                items.append(self._number(id, here))
            else:
                items += self.clause(self._kb.questions[id], self._filling(id, column), here)
        return self._plan.texts(items, "")

    def text(self, text: str, where: nw.Expr) -> list[State | nw.Expr]:
        """The text, filled, where `where` holds, as items for `StagedQuery.texts`; it begins with no placeholder."""
        items: list[State | nw.Expr] = []
        for literal, name, _, _ in Formatter().parse(text):
            if literal:
                items.append(constant(literal, where, glued=bool(items)))
            if name is not None:
                id, _, column = name.partition(".")
                if id in self._kb.adding:
                    items.append(self._number(id, where))
                    continue
                for item in self.clause(self._kb.questions[id], self._filling(id, column), where):
                    items.append(item._replace(glued=True) if isinstance(item, State) else item)
        return items

    def _filling(self, id: str, column: str) -> Say:
        """What `advisor.knowledge.texts.fill` puts for the placeholder."""
        question = self._kb.questions[id]

        def say(answer: Answer, others: Answers) -> str:
            if not column or answer == UNKNOWN:
                return in_words(self._kb, question, answer, others)
            return cell_in_words(self._kb, RowCell(id, column), str(answer))

        return say
