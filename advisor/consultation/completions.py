"""Every way in which the open answers of a case may still be given, evaluated at once: a bit for each completion.

Answers that no open condition can tell apart count as one, their class. A condition is one large integer whose bit `n`
says whether it holds in completion `n`; `and`, `or` and `not` are those of integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import prod

from advisor.knowledge.conditions import UNKNOWN, All, Compare, Condition, Leaf, NoneOf, OneOf, fold, leaf_holds, leaves
from advisor.knowledge.decimals import between
from advisor.knowledge.model import Answer, KnowledgeBase, Pair, Question, Rule
from advisor.logic.partial import KLEENE, PartialInterpretation

MAX = 65_536
"""More completions than this are not counted; their integers would cost more than the question they might save."""

MAX_TICKS = 10
"""A `many` question of which more values than this are tested is not counted."""


def classes(question: Question, waits: Iterable[Condition]) -> list[Answer] | None:
    """One legal answer for each class of answers that conditions on this question alone tell apart.

    None where there are too many to try.
    """
    found = weighed_classes(question, waits)
    return None if found is None else [answer for answer, _ in found]


def weighed_classes(question: Question, waits: Iterable[Condition]) -> list[tuple[Answer, int]] | None:
    """As `classes`, each with how many answers it has, of a number or of `many` values those that were tried."""
    waits = tuple(dict.fromkeys(waits))
    answers = _candidates(question, [leaf for condition in waits for leaf, _ in leaves(condition)])
    if answers is None:
        return None
    found: dict[tuple[bool, ...], list[Answer]] = {}
    for answer in answers:
        found.setdefault(tuple(_holds(condition, answer) for condition in waits), []).append(answer)
    return [(alike[0], len(alike)) for alike in found.values()]


def asked_by(kb: KnowledgeBase, condition: Condition) -> str:
    """The one question that the condition depends on; nothing where there are several, or a concluded attribute."""
    attributes = {leaf.attribute for leaf, _ in leaves(condition)}
    return next(iter(attributes)) if len(attributes) == 1 and attributes <= kb.questions.keys() else ""


def _holds(condition: Condition, answer: Answer) -> bool:
    """Whether a condition on one question alone holds."""
    return fold(condition, lambda leaf: leaf_holds(leaf, answer), KLEENE) is True


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
            chosen += [some, question.read([*some, *rest])] if some or rest else []
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


@dataclass
class Completions:
    """The completions of a case, as far as some undecided rules can tell them apart.

    `answers` has the classes of each open question; question `id` takes its class `k` in the completions `n` with
    `n // stride[id] % len(answers[id]) == k`.
    """

    state: PartialInterpretation
    answers: Mapping[str, Sequence[Answer]]
    count: int
    stride: dict[str, int] = field(default_factory=dict)
    every: int = 0
    pairs: dict[Pair, int] = field(default_factory=dict)
    _known: dict[Condition, int] = field(default_factory=dict)
    _first: dict[str, int] = field(default_factory=dict)

    @classmethod
    def build(
        cls, state: PartialInterpretation, rules: Iterable[Rule], waits: Mapping[str, Sequence[Condition]]
    ) -> Completions | None:
        """The completions that these rules, and what they wait for, tell apart; None if they are too many."""
        answers: dict[str, list[Answer]] = {}
        for id in waits:
            found = classes(state.kb.questions[id], waits[id])
            if found is None or prod(map(len, answers.values())) * len(found) > MAX:
                return None
            answers[id] = found
        self = cls(state, answers, prod(map(len, answers.values())))
        self.every = (1 << self.count) - 1
        stride = 1
        for id in answers:
            self.stride[id] = stride
            stride *= len(answers[id])
            self._first[id] = self._where(id, [0])
            self.know(waits[id], answers[id], [self._where(id, [k]) for k in range(len(answers[id]))])
        self.conclude(rules)
        return self

    def of_pair(self, pair: Pair) -> int:
        """The completions in which the pair is concluded."""
        return self.every if pair in self.state.true else self.pairs.get(pair, 0)

    def of(self, condition: Condition) -> int:
        """The completions in which the condition holds."""
        decided = self.state.holds(condition)
        if decided is not None:
            return self.every if decided else 0
        if condition in self._known:
            return self._known[condition]
        if isinstance(condition, (OneOf, Compare)):
            return self._concluded(condition)
        if isinstance(condition, All):
            holds = self.every
            for part in condition.parts:
                holds &= self.of(part)
            return holds
        holds = 0
        for part in condition.parts:
            holds |= self.of(part)
        return self.every & ~holds if isinstance(condition, NoneOf) else holds

    def matters(self, id: str, watched: tuple[int, ...]) -> bool:
        """Whether, other answers being equal, the answer to the question can change a watched bit."""
        return len(self.branches(id, watched, self.every)) > 1

    def branches(self, id: str, watched: tuple[int, ...], among: int) -> set[tuple[int, ...]]:
        """What the watched bits become with each of the question's answers, those that make no difference as one.

        They stand where the question has its first class. `among` are the completions in which every question that
        was answered so far has its first class.
        """
        stride, first = self.stride[id], self._first[id] & among
        shifts = range(0, stride * len(self.answers[id]), stride)
        return {tuple(bits >> shift & first for bits in watched) for shift in shifts}

    def first(self, id: str) -> int:
        """The completions in which the question has its first class."""
        return self._first[id]

    def _where(self, id: str, chosen: Iterable[int]) -> int:
        stride, size = self.stride[id], len(self.answers[id])
        block = 0
        for k in chosen:
            block |= ((1 << stride) - 1) << (k * stride)
        length = stride * size
        while length < self.count:  # doubling; the last one may overshoot
            block |= block << length
            length *= 2
        return block & self.every

    def know(self, waits: Iterable[Condition], answers: Sequence[Answer], blocks: Sequence[int]) -> None:
        """Notes where conditions on one question hold: `blocks` has for each class of answers its completions."""
        for condition in waits:
            if condition not in self._known:
                holds = 0
                for answer, block in zip(answers, blocks, strict=True):
                    holds |= block if _holds(condition, answer) else 0
                self._known[condition] = holds

    def _concluded(self, leaf: Leaf) -> int:
        holds = 0
        for value in leaf.values if isinstance(leaf, OneOf) else ():
            holds |= self.of_pair((leaf.attribute, value))
        return holds

    def conclude(self, rules: Iterable[Rule]) -> None:
        """Finds the completions of each concluded pair, stratum by stratum."""
        rules = tuple(rules)
        for stratum in sorted({rule.stratum for rule in rules}):
            here = [rule for rule in rules if rule.stratum == stratum]
            changed = True
            while changed:
                changed = False
                for rule in here:
                    before = self.pairs.get(rule.then, 0)
                    after = before | self.of(rule.when)
                    if after != before:
                        self.pairs[rule.then] = after
                        changed = True
