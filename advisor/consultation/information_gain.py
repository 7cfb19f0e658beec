"""The most telling question: the one whose answer leaves the least doubt about what a consultation is for.

The doubt is counted over random completions of the case, all of them evaluated at once: a bit for each. Which question
is chosen never changes what is concluded, only how many are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import log2
from random import Random

from advisor.consultation.relevance import Relevance, Undecided
from advisor.knowledge.attributes import Answer, Question
from advisor.knowledge.conditions import (
    ALWAYS,
    UNKNOWN,
    Compare,
    Condition,
    Leaf,
    OneOf,
    fold,
    leaf_holds,
    leaves,
    values_of,
)
from advisor.knowledge.decimals import between
from advisor.logic.demands import required
from advisor.logic.interpretation import Interpretation
from advisor.logic.partial import PartialInterpretation
from advisor.logic.samples import Bits

WORLDS = 2048
"""Random completions of a case."""

SEED = 1
"""The same answers always lead to the same question."""

MAX_TICKS = 10
"""Of a `many` question of which more values than this are tested, not every combination is tried."""

SOME_ANSWERS = 30
"""Random combinations of values of such a question."""

PRECISION = 8
"""Binary digits of a class's probability."""


def most_telling(state: PartialInterpretation, goals: Undecided, found: Relevance) -> str:
    """Of the questions that matter, the most telling; of equals the first in the knowledge base's order.

    Where it is not proved of each of them that it matters, it is proved of the one that is chosen, if any allows it.
    """
    worlds = _Worlds(state, goals)
    outcomes = worlds.outcomes(worlds.blocks)
    doubt = {id: _doubt(worlds.blocks[id], outcomes) for id in found.names}
    ranked = sorted(found.names, key=doubt.__getitem__)
    if found.exact:
        return ranked[0]
    return next((id for id in ranked if worlds.outcomes(worlds.redealt(id)) != outcomes), ranked[0])


class _Worlds:
    """Random completions; `blocks` has for each question those of each class of its `answers`."""

    def __init__(self, state: PartialInterpretation, goals: Undecided) -> None:
        self._state = state
        self._goals = goals
        self._chance = Random(SEED)
        self.answers: dict[str, list[Answer]] = {}
        self._weights: dict[str, list[int]] = {}
        self._bits = Bits(WORLDS)
        self.blocks: dict[str, list[int]] = {}
        for id, question in state.kb.questions.items():
            if id in goals.waits:
                question = question._replace(required=required(question, state.answers) is True)
                found = weighed_classes(question, goals.waits[id]) or _some_answers(question, self._chance)
                self.answers[id] = [answer for answer, _ in found]
                self._weights[id] = [weight for _, weight in found]
                self.blocks[id] = self._dealt(id)

    def redealt(self, id: str) -> dict[str, list[int]]:
        """The blocks of completions that differ from these in the answer to one question alone."""
        return {**self.blocks, id: self._dealt(id)}

    def outcomes(self, blocks: Mapping[str, Sequence[int]]) -> list[int]:
        """The worlds of each outcome of the goals, the last one being that nothing is concluded."""

        @cache
        def asked(leaf: Leaf) -> int:
            answer = self._state.answers.get(leaf.attribute)
            if answer is not None:
                return self._bits.every if leaf_holds(leaf, answer) else 0
            classes = zip(self.answers.get(leaf.attribute, ()), blocks.get(leaf.attribute, ()), strict=True)
            return self._bits.any(block for answer, block in classes if leaf_holds(leaf, answer))

        kb, fires = self._state.kb, self._state.fires
        added = [rule._replace(when=ALWAYS) for rules in kb.adding.values() for rule in rules if fires[rule.id]]
        undecided = replace(kb, rules=(*added, *self._goals.rules))
        worlds = Interpretation(undecided, self._bits, asked, concluded=self._state.true)
        bits = [worlds.pairs[pair] for pair in self._goals.goals]
        return [*bits, self._bits.negate(self._bits.any(bits))]

    def _dealt(self, id: str) -> list[int]:
        return list(_split(self._chance, self._weights[id]))


def weighed_classes(question: Question, waits: Iterable[Condition]) -> list[tuple[Answer, int]] | None:
    """One legal answer for each class of answers that conditions on this question alone tell apart.

    Each with how many answers it has, of a number or of `many` values those that were tried. None where there are too
    many to try.
    """
    waits = tuple(dict.fromkeys(waits))
    answers = _candidates(question, [leaf for condition in waits for leaf, _ in leaves(condition)])
    if answers is None:
        return None
    every, algebra = tuple(answers), Bits(len(answers))

    having: dict[object, int] = {}  # which of the answers have a value: one look for all leaves instead of one each
    for n, answer in enumerate(every):
        for value in values_of(answer):
            having[value] = having.get(value, 0) | 1 << n

    def holding(leaf: Leaf) -> int:
        """A bit for each of the answers."""
        if isinstance(leaf, OneOf):
            return algebra.any(having.get(value, 0) for value in leaf.values)
        return sum(1 << n for n, answer in enumerate(every) if leaf_holds(leaf, answer))

    truths = [fold(condition, holding, algebra) for condition in waits]
    found: dict[tuple[int, ...], list[Answer]] = {}
    for n, answer in enumerate(every):
        found.setdefault(tuple([truth >> n & 1 for truth in truths]), []).append(answer)
    return [(alike[0], len(alike)) for alike in found.values()]


def _candidates(question: Question, tests: Sequence[Leaf]) -> list[Answer] | None:
    unknown: list[Answer] = [] if question.required else [UNKNOWN]
    if question.kind == "choice":
        return [*question.values, *unknown]
    if question.kind == "number":
        return [*_numbers(question, tests), *unknown]
    tested = {value for leaf in tests if isinstance(leaf, OneOf) for value in leaf.values}
    ticks = [value for value in question.values if value in tested]
    if len(ticks) > MAX_TICKS:
        return None
    rest = tuple(value for value in question.values if value not in tested)[:1]
    chosen: list[Answer] = [()]
    for size in range(len(ticks) + 1):
        for some in combinations(ticks, size):
            chosen += [some, tuple(sorted((*some, *rest), key=question.values.index))] if some or rest else []
    return [*chosen, *unknown]


def _numbers(question: Question, tests: Sequence[Leaf]) -> list[Answer]:
    """The tested numbers, and one on each side and between each two of them, as far as they are legal."""
    low, high = question.minimum, question.maximum
    tested = sorted({leaf.number for leaf in tests if isinstance(leaf, Compare)} | {low, high})
    found: list[Answer] = []
    for number, following in zip(tested, [*tested[1:], high], strict=True):
        if question.whole:
            found += [whole for whole in (int(number), int(number) + 1) if low <= whole <= high]
        else:
            middle = between(number, following)
            found += [number] if middle is None else [number, middle]
    return found


def _some_answers(question: Question, chance: Random) -> list[tuple[Answer, int]]:
    """Answers to a question of so many values that their combinations are not tried one by one."""
    some: list[Answer] = [()] if question.required else [(), UNKNOWN]
    some += [tuple(value for value in question.values if chance.getrandbits(1)) for _ in range(SOME_ANSWERS)]
    return [(answer, 1) for answer in some]


def _split(chance: Random, weights: Sequence[int]) -> Iterator[int]:
    """The worlds, dealt out at random in these proportions."""
    rest, weight_left = (1 << WORLDS) - 1, sum(weights)
    for weight in weights[:-1]:
        taken = rest & _biased(chance, weight / weight_left)
        yield taken
        rest, weight_left = rest & ~taken, weight_left - weight
    yield rest


def _biased(chance: Random, probability: float) -> int:
    """Bits that are set with this probability: its binary digits, the last one first, decide between and and or."""
    digits = round(probability * (1 << PRECISION))
    bits = 0
    for place in range(PRECISION):
        draw = chance.getrandbits(WORLDS)
        bits = bits | draw if digits >> place & 1 else bits & draw
    return bits


def _doubt(blocks: Iterable[int], outcomes: Sequence[int]) -> float:
    """The bits of information that are still lacking, on average, once the answer's class is known."""
    lacking = 0.0
    for block in blocks:
        total = block.bit_count()
        counts = [count for outcome in outcomes if (count := (outcome & block).bit_count())]
        lacking += sum(count * log2(total / count) for count in counts)
    return lacking / WORLDS
