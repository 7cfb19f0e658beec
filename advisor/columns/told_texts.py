"""What a person is told of a row besides the reason: titles, what to do, what it takes, and texts beside the goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.conditions import either
from advisor.columns.query import StagedQuery, State, first_of, joined
from advisor.columns.rules import Concluded
from advisor.columns.words import Phrases
from advisor.knowledge.conditions import Condition
from advisor.knowledge.goals import title_of
from advisor.knowledge.model import KnowledgeBase, Pair, tested_pairs
from advisor.knowledge.steps import Step, Takes
from advisor.knowledge.texts import escaped, placeholders
from advisor.knowledge.wording import in_words

if TYPE_CHECKING:
    import narwhals as nw

BETWEEN = "\n\n"
"""Stands between paragraphs."""


class StepWords(NamedTuple):
    """How is said what a step takes, where that is known: its time, and its price."""

    time: Callable[[Step, Takes | None], str]
    price: Callable[[Step, Takes | None], str]


class TextColumns(NamedTuple):
    """The names of the columns: titles by goal, of steps what to do and what it takes, texts by what is told beside."""

    titles: Mapping[str, str]
    do: str
    time: str
    price: str
    beside: Mapping[str, str]

    @property
    def all(self) -> list[str]:
        """Every name, in the order in which the columns stand."""
        steps = [self.do, self.time, self.price] if self.do else []
        return [*self.titles.values(), *steps, *self.beside.values()]


def text_columns(kb: KnowledgeBase) -> TextColumns:
    """The columns of texts that there are for a knowledge base; `do`, `time` and `price` are empty without steps."""
    do, time, price = (f"{kb.goal}_{what}" if kb.recommends else "" for what in ("do", "time", "price"))
    beside = {id: f"{id}_text" for id in kb.also if id not in kb.adding}
    return TextColumns({goal: f"{goal}_title" for goal in kb.goals}, do, time, price, beside)


def beside_text(kb: KnowledgeBase, pair: Pair) -> str:
    """A line of what is told beside the goals; a text with placeholders."""
    id, value = pair
    text = kb.conclusions[id].texts.get(value) or escaped(in_words(value)[:1].upper() + in_words(value)[1:])
    return f"- {' '.join(text.split())}"


def tested(kb: KnowledgeBase) -> list[Pair]:
    """The conclusions, and what adds to numbers, by which the texts of steps are chosen or which they name."""
    steps = kb.steps.values() if kb.recommends else ()
    whens = [when for step in steps for when in (*(it.when for it in step.do), *(it.when for it in step.takes))]
    conditions = [when for when in whens if when is not None]
    texts = [text for step in steps for text in (step.title, *(part.text for part in step.do))]
    numbers = [id for id in dict.fromkeys(name for text in texts for name in placeholders(text)) if id in kb.adding]
    pairs = [(id, value) for id in numbers for value in kb.conclusions[id].values]
    pairs += [(id, value) for id in kb.also for value in kb.conclusions[id].values]
    return [*pairs, *(pair for when in conditions for pair in tested_pairs(kb, when) if pair[0] in kb.conclusions)]


class TextColumn(NamedTuple):
    """A text, with placeholders, and where it is said."""

    text: str
    where: nw.Expr


class ToldTexts:
    """Adds the columns of texts to the plan; they are null in a bad row."""

    def __init__(
        self, kb: KnowledgeBase, plan: StagedQuery, concluded: Concluded, phrases: Phrases, words: StepWords
    ) -> None:
        self._kb, self._plan, self._concluded, self._phrases, self._words = kb, plan, concluded, phrases, words

    def columns(self, fine: Mapping[str, nw.Expr]) -> dict[str, nw.Expr]:
        """The columns by name; `fine` says by goal where it has just one value."""
        names, kb, plan = text_columns(self._kb), self._kb, self._plan
        plan.stage()
        at = {
            (goal, value): plan.put(fine[goal] & self._concluded.pair((goal, value)))
            for goal in kb.goals
            for value in kb.conclusions[goal].values
            if (goal, value) in kb.concluding
        }
        plan.stage()
        found = {names.titles[goal]: self._title(goal, at) for goal in kb.goals}
        if names.do:
            steps = [(kb.steps[value], here) for (goal, value), here in at.items() if goal == kb.goal]
            found[names.do] = self._do(steps)
            found |= {
                names.time: self._takes(steps, self._words.time),
                names.price: self._takes(steps, self._words.price),
            }
        found |= {name: self._beside(id, fine[kb.goal]) for id, name in names.beside.items()}
        return found

    def _title(self, goal: str, at: Mapping[Pair, nw.Expr]) -> nw.Expr:
        said = [TextColumn(title_of(self._kb, goal, value), here) for (of, value), here in at.items() if of == goal]
        return self._said(said)

    def _do(self, steps: Sequence[tuple[Step, nw.Expr]]) -> nw.Expr:
        """The paragraphs of the row's step; those that stand at the same place in their steps share columns."""
        import narwhals as nw

        columns = []
        for parts in zip_longest(*(step.do for step, _ in steps)):
            here = [(part, where) for part, (_, where) in zip(parts, steps, strict=True) if part]
            said = [TextColumn(part.text, self._where(where, part.when)) for part, where in here]
            columns.append(self._said(said))
        return nw.concat_str(columns, separator=BETWEEN, ignore_nulls=True) if len(columns) > 1 else columns[0]

    def _takes(self, steps: Sequence[tuple[Step, nw.Expr]], said: Callable[[Step, Takes | None], str]) -> nw.Expr:
        """What is said of the first of a step's measures whose condition holds, or of none."""
        texts = []
        for step, here in steps:
            cases = [self._where(here, takes.when) for takes in step.takes]
            measures: list[Takes | None] = [*step.takes, None]
            for takes, where in zip(measures, first_of([*cases, here]), strict=True):
                if text := said(step, takes):
                    texts.append(TextColumn(escaped(text), where))
        return self._said(texts)

    def _where(self, here: nw.Expr, when: Condition | None) -> nw.Expr:
        return here if when is None else here & self._concluded.holds(when)

    def _beside(self, id: str, fine: nw.Expr) -> nw.Expr:
        """A line for each value of what is told beside the goals."""
        import narwhals as nw

        pairs = [(id, value) for value in self._kb.conclusions[id].values if (id, value) in self._kb.concluding]
        wheres = [self._plan.put(fine & self._concluded.pair(pair)) for pair in pairs]
        self._plan.stage()
        items: list[State | nw.Expr] = []
        for pair, where in zip(pairs, wheres, strict=True):
            items += self._phrases.text(beside_text(self._kb, pair), where)
        if not items:
            return nw.lit(None, dtype=nw.String())
        text = joined(self._plan.texts(items, "\n"))
        return nw.when(either(wheres)).then(text)

    def _said(self, texts: Sequence[TextColumn]) -> nw.Expr:
        """The text that is said in each row, where one is; no two are said in the same row."""
        import narwhals as nw

        plan = self._plan
        wheres = [plan.put(it.where) for it in texts]
        plan.stage()
        plain: list[tuple[str, nw.Expr]] = []
        named: list[tuple[str, nw.Expr]] = []
        for it, where in zip(texts, wheres, strict=True):
            (named if {*"{}"}.intersection(it.text) else plain).append((it.text, where))
        code = plan.code([where for _, where in plain])
        plan.stage()
        fixed = plan.lookup(code, [None, *(text for text, _ in plain)])
        if not named:
            return fixed
        some = plan.put(either([where for _, where in named]))
        items = [item for text, where in named for item in self._phrases.text(text, where)]
        filled = joined(plan.texts(items, ""))
        return nw.when(some).then(filled).otherwise(fixed)
