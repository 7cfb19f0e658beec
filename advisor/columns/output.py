"""What is told of each row: the goal's value, its rule and reason, the conclusions beside it, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import zip_longest
from string import Formatter
from typing import TYPE_CHECKING, Any

from advisor.columns.conditions import counted, either, every, total
from advisor.columns.query import MARK, Computed, StagedQuery, State, constant, firsts, joined
from advisor.columns.reasons import Reasons, Told
from advisor.columns.rules import Cells, Concluded
from advisor.columns.told_texts import StepWords, ToldTexts, tested
from advisor.columns.words import Phrases, Wording
from advisor.knowledge.attributes import Question
from advisor.knowledge.goals import none_given, several_given
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.texts import cells_named, placeholders

if TYPE_CHECKING:
    import narwhals as nw

ERROR = "error"


def note(id: str) -> str:
    """The column that says whether a good row has a conclusion of this attribute."""
    return f"{MARK}met_{id}"


def _told_numbers(kb: KnowledgeBase) -> list[str]:
    """The numbers that the texts name which may be told of a row."""
    texts = [rule.because for rule in kb.rules if rule.attribute == kb.goal]
    texts += [text for it in kb.conclusions.values() for text in it.texts.values()]
    return [id for id in {name: None for text in texts for name in placeholders(text)} if id in kb.adding]


class OutputColumns:
    """Adds to the plan all that is shown. It reads the column `_fault`, null where nothing is wrong with the cells."""

    def __init__(
        self,
        kb: KnowledgeBase,
        plan: StagedQuery,
        cells: Cells,
        wording: Wording,
        shown: Sequence[str],
        noted: Sequence[str] = (),
        texts: StepWords | None = None,
    ) -> None:
        import narwhals as nw

        self._kb, self._plan, self._wording = kb, plan, wording
        told = (*kb.goals, *shown, *noted, *_told_numbers(kb))
        wanted = [(id, value) for id in told for value in kb.conclusions[id].values]
        wanted += tested(kb) if texts else []
        self._good = plan.put(nw.col(f"{MARK}fault").is_null())
        self._concluded = Concluded(kb, plan, cells, wanted)
        self._phrases = Phrases(kb, plan, cells, self._concluded)
        self._columns = self._goal()
        for id in shown:
            self._columns[id] = self._number(id) if id in kb.adding else self._values(id)
        if texts:
            fine = {goal: plan.put(self._good & single) for goal, single in self._single.items()}
            for name, text in ToldTexts(kb, plan, self._concluded, self._phrases, texts).columns(fine).items():
                self._columns[name] = text
        self.notes = [*map(note, noted)]
        for id, name in zip(noted, self.notes, strict=True):
            met = either(self._concluded.pair((id, value)) for value in kb.conclusions[id].values)
            self._columns[name] = self._good & met

    def run(self, frame: Any) -> Any:
        """The frame with the columns that are shown, under their names."""
        return self._plan.run(frame).with_columns(**self._columns)

    def _goal(self) -> dict[str, nw.Expr]:
        import narwhals as nw

        kb, plan, concluded = self._kb, self._plan, self._concluded
        rules = [rule for rule in kb.rules if rule.attribute == kb.goal]
        fired = [concluded.fired(rule) for rule in rules]
        plan.stage()
        self._single = {goal: self._is_single(goal) for goal in kb.goals}
        [first_rules] = firsts(plan, [fired])
        fine = plan.put(self._good & self._single[kb.goal])
        plan.stage()
        own = [(rule, plan.put(first & fine)) for rule, first in zip(rules, first_rules, strict=True)]
        told = Reasons(kb, plan, concluded).of(own)
        plan.stage()
        code = plan.code([where for _, where in own])
        plan.stage()
        columns = {
            kb.goal: plan.lookup(code, [None, *(rule.value for rule in rules)]),
            "rule": plan.lookup(code, [None, *(rule.id for rule in rules)]),
            "because": self._because(own, told, code, fine),
            ERROR: nw.coalesce(nw.col(f"{MARK}fault"), *self._defects()),
        }
        plan.stage()
        return {name: nw.col(plan.name(column)) for name, column in columns.items()}

    def _is_single(self, goal: str) -> nw.Expr:
        """Whether the goal has just one value."""
        import narwhals as nw

        found = self._pairs(goal)
        kind = nw.UInt8() if len(found) < 256 else nw.UInt16()
        return self._plan.put(total([counted(pair, 1, kind) for pair, _ in found], kind) == 1)

    def _defects(self) -> list[nw.Expr]:
        """What is wrong with the knowledge base where it does not give just one value of each goal."""
        import narwhals as nw

        said: list[nw.Expr] = []
        for goal, single in self._single.items():
            several = nw.when(either(pair for pair, _ in self._pairs(goal))).then(nw.lit(several_given(self._kb, goal)))
            said.append(nw.when(self._good & ~single).then(several.otherwise(nw.lit(none_given(self._kb, goal)))))
        if len(said) == 1:
            return said
        some = self._good & ~every(self._single.values())
        return [nw.when(some).then(nw.concat_str(said, separator="; ", ignore_nulls=True))]

    def _because(self, own: list[tuple[Rule, nw.Expr]], told: dict[Told, nw.Expr], code: str, fine: nw.Expr) -> nw.Expr:
        """The rule's own sentence, what it rests on, and what is missing; null where there is no rule."""
        import narwhals as nw

        words = self._kb.words
        said: dict[Told, nw.Expr] = {}
        for cell in {cell for rule, _ in own for cell in cells_named(rule.because)}:
            naming = [where for rule, where in own if cell in cells_named(rule.because)]
            said[Told(cell.question, column=cell.column)] = either(naming)
        lists = [*self._list(words.given, told, said), *self._list(words.missing, told)]
        parts = [*self._sentence(own, code), *lists]
        return nw.when(fine).then(joined(parts))

    def _sentence(self, own: list[tuple[Rule, nw.Expr]], code: str) -> list[nw.Expr]:
        """The pieces of the rule's own sentence: in turn a text that the rule says, and what fills its placeholder."""
        sentences = [[(literal, name) for literal, name, _, _ in Formatter().parse(rule.because)] for rule, _ in own]
        columns = []
        for pieces in zip_longest(*sentences, fillvalue=("", None)):
            columns.append(self._plan.lookup(code, ["", *(literal for literal, _ in pieces)]))
            fillings: dict[str, list[nw.Expr]] = {}
            for (_, name), (_, where) in zip(pieces, own, strict=True):
                if name is not None:
                    fillings.setdefault(name, []).append(where)
            columns += self._phrases.filled(fillings)
        return columns

    def _list(self, head: str, told: dict[Told, nw.Expr], said: dict[Told, nw.Expr] | None = None) -> list[nw.Expr]:
        """` Given: a; b.`, or nothing in the rows where there is nothing to list; what is missing without `said`.

        That tells where the rule's own sentence repeats a cell.
        """
        wanted = self._in_order(told, said is None)
        if not wanted:
            return []
        items = [item for it in wanted for item in self._clause(it, told[it], (said or {}).get(it))]
        anything = either(told[it] for it in wanted)
        items.append(constant(".", anything, glued=True))
        return self._plan.texts(items, "; ", f" {head}: ")

    def _in_order(self, told: Iterable[Told], missing: bool) -> list[Told]:
        """Answers in the order of the questions, cells of their rows, then conclusions in their order, then numbers."""
        kb = self._kb
        every = [Told(id, "", missing) for id in kb.questions]
        if not missing:
            every += [Told(id, column=column) for id, it in kb.questions.items() for column in self._columns_of(it)]
        every += [Told(id, value, missing) for id, it in kb.conclusions.items() for value in it.values]
        every += [Told(id, "", missing) for id in kb.adding]
        wanted = set(told)
        return [it for it in every if it in wanted]

    def _columns_of(self, question: Question) -> Iterable[str]:
        return self._kb.tables[question.table].columns if question.table else ()

    def _clause(self, told: Told, where: nw.Expr, said: nw.Expr | None) -> list[State | nw.Expr]:
        pair = (told.attribute, told.value)
        if told.value:
            say = self._wording.missing if told.missing else self._wording.concluded
            return self._phrases.text(say(pair), where)
        if told.attribute in self._kb.adding:
            return self._phrases.number(told.attribute, self._wording.number, where)
        question = self._kb.questions[told.attribute]
        if told.column:
            return self._phrases.cell(question, told.column, self._wording.cell, where, said)
        return self._phrases.clause(question, partial(self._wording.given, question.id), where)

    def _pairs(self, id: str) -> list[tuple[nw.Expr, str]]:
        """Where each value that rules conclude is concluded."""
        pairs = ((id, value) for value in self._kb.conclusions[id].values)
        return [(self._concluded.pair(pair), pair[1]) for pair in pairs if pair in self._kb.concluding]

    def _values(self, id: str) -> nw.Expr:
        """The concluded values of an attribute, joined with `;`; null where there are none, and in a bad row.

        Of a goal it is just one.
        """
        import narwhals as nw

        found = self._pairs(id)
        parts = self._plan.texts([constant(value, where) for where, value in found], ";")
        something = self._single.get(id, either(where for where, _ in found))
        return nw.when(self._good & something).then(joined(parts))

    def _number(self, id: str) -> nw.Expr:
        """A concluded number; null in a bad row."""
        import narwhals as nw

        number, scaled = self._kb.conclusions[id].number, self._concluded.sum_of(id)
        if number and number.places:  # what Polars divides by a constant it multiplies by its inverse
            scaled = self._plan.put(Computed(self._plan.name(scaled), number.unscaled, float))
        return nw.when(self._good).then(scaled)
