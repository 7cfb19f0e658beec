"""The most telling question: the one whose answer leaves the least doubt about what a consultation is for.

The doubt is counted over random completions of the case, all of them evaluated at once: a bit for each, as in
`completions`. Which question is chosen never changes what is concluded, only how many are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from math import log2
from random import Random

from advisor.consultation.completions import Completions, weighed_classes
from advisor.consultation.relevance import Relevance, Undecided
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Answer, Question
from advisor.logic.partial import PartialInterpretation

WORLDS = 2048
"""Random completions of a case."""

EVERY = (1 << WORLDS) - 1

SEED = 1
"""The same answers always lead to the same question."""

SOME_ANSWERS = 30
"""Random combinations of values of one question."""

PRECISION = 8
"""Binary digits of a class's probability."""


def most_telling(state: PartialInterpretation, goals: Undecided, found: Relevance) -> str:
    """Of the questions that matter, the most telling; of equals the first in the knowledge base's order.

    Where it is not proved of each of them that it matters, it is proved of the one that is chosen, if any allows it.
    """
    worlds = _Worlds(state, goals)
    outcomes = worlds.outcomes()
    doubt = {id: _doubt(worlds.blocks[id], outcomes) for id in found.names}
    ranked = sorted(found.names, key=doubt.__getitem__)
    if found.completions is not None:
        return ranked[0]
    return next((id for id in ranked if worlds.redealt(id).outcomes() != outcomes), ranked[0])


class _Worlds:
    """Random completions; `blocks` has for each question those of each class of its answers."""

    def __init__(self, state: PartialInterpretation, goals: Undecided) -> None:
        self._state = state
        self._goals = goals
        self._chance = Random(SEED)
        self._answers: dict[str, list[Answer]] = {}
        self._weights: dict[str, list[int]] = {}
        self.blocks: dict[str, list[int]] = {}
        for id, question in state.kb.questions.items():
            if id in goals.waits:
                found = weighed_classes(question, goals.waits[id]) or _some_answers(question, self._chance)
                self._answers[id] = [answer for answer, _ in found]
                self._weights[id] = [weight for _, weight in found]
                self.blocks[id] = list(_split(self._chance, self._weights[id]))

    def redealt(self, id: str) -> _Worlds:
        """Completions that differ from these in the answer to one question alone."""
        other = copy(self)
        other.blocks = {**self.blocks, id: list(_split(self._chance, self._weights[id]))}
        return other

    def outcomes(self) -> list[int]:
        """The worlds of each outcome of the goals, the last one being that nothing is concluded."""
        worlds = Completions(self._state, {}, WORLDS, every=EVERY)
        for id, blocks in self.blocks.items():
            worlds.know(self._goals.waits[id], self._answers[id], blocks)
        worlds.conclude(self._goals.rules)
        bits = [worlds.of_pair(pair) for pair in self._goals.goals]
        none = EVERY
        for one in bits:
            none &= ~one
        return [*bits, none]


def _some_answers(question: Question, chance: Random) -> list[tuple[Answer, int]]:
    """Answers to a question of so many values that their combinations are not tried one by one."""
    some: list[Answer] = [()] if question.required else [(), UNKNOWN]
    some += [tuple(value for value in question.values if chance.getrandbits(1)) for _ in range(SOME_ANSWERS)]
    return [(answer, 1) for answer in some]


def _split(chance: Random, weights: Sequence[int]) -> Iterator[int]:
    """The worlds, dealt out at random in these proportions."""
    rest, weight_left = EVERY, sum(weights)
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
