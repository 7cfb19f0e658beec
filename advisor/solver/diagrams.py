"""Which diagram answers for the cases in which some answers are given, and what it reads a condition as.

The whole knowledge base's own where it is not too large, else one of the remaining cases alone: over open questions,
with the rules that a question depends on. They are kept for further questions, and grow as they are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Literal, TypeAlias, TypeVar

from advisor.knowledge.conditions import UNKNOWN, Condition, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase
from advisor.logic.partial import PartialInterpretation, evaluate
from advisor.solver.case_space import CaseDiagram, Cases, deep
from advisor.solver.kept import Kept
from advisor.solver.mdd import Node, TooLarge
from advisor.solver.residual import residual, simplified

Told = TypeVar("Told")

Extent = Literal["diagram", "remaining-diagram"]

MAX_WHOLE = 60_000
"""Nodes of a whole knowledge base's diagram: about a quarter of a second; the one that ships has some 10,000."""

MAX_REMAINING = 30_000
"""Nodes of the diagram of remaining cases: it is made while a person waits for the next question."""

MAX_REMAINING_KEPT = 4

MAX_TOO_LARGE_KEPT = 16
"""Of the last that were too large it is remembered, so that they are not built in vain again."""

LESS = 0.9
"""Where a diagram of remaining cases was too large, it is tried again once this share of its questions is open."""


@dataclass(frozen=True)
class Found(Generic[Told]):
    """What was told, and by which diagram."""

    told: Told
    extent: Extent


@dataclass
class RestrictedDiagram:
    """A diagram, and the answers to which its functions are restricted.

    Conditions are read as far as `state` leaves them open, where there is one.
    """

    extent: Extent
    diagram: CaseDiagram
    given: Answers
    state: PartialInterpretation | None = None
    _known: dict[tuple[Node, Node], Node] = field(default_factory=dict)

    @property
    def cases(self) -> Cases:
        return self.diagram.cases

    @cached_property
    def _restriction(self) -> Mapping[int, Sequence[int]]:
        return self.cases.restriction(self.given)

    def holds(self, condition: Condition) -> Node:
        """The cases in which the condition holds."""
        return self._restricted(self._whole(condition))

    def outcome(self, id: str) -> Node:
        """The function whose leaves are the values that the concluded attribute has, as a tuple in their order."""
        if self.state is None:
            return self._restricted(self.diagram.outcome(id))
        values = self.diagram.kb.conclusions[id].values
        return self.cases.choice((value, self.holds(OneOf(id, (value,)))) for value in values)

    def count(self, node: Node) -> int:
        """In how many of the cases with the answers that are given a restricted function is true."""
        return self.cases.how_many(node, self.given)

    def _whole(self, condition: Condition) -> Node:
        return self.diagram.holds(condition if self.state is None else simplified(self.state, condition))

    def _restricted(self, node: Node) -> Node:
        return self.cases.preimage(self.cases.true, node, self._restriction, self._known)


_Wanted: TypeAlias = tuple[tuple[Condition, ...], bool]
"""What is asked about, and whether of every question."""


class KeptDiagrams:
    """The diagrams of one knowledge base that were asked last."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._whole: CaseDiagram | None = None
        self._whole_is_too_large = False
        self._remaining: list[tuple[_Wanted, RestrictedDiagram]] = []
        self._too_large: dict[_Wanted, Answers] = {}

    def candidates(
        self, given: Answers, targets: Sequence[Condition], every_question: bool
    ) -> Iterator[RestrictedDiagram]:
        """One after the other, where the one before could not be built or grew too large."""
        wanted = tuple(dict.fromkeys(targets)), every_question
        if not self._whole_is_too_large and self._too_large.get(wanted) != {} and self._is_legal(given):
            for _ in range(2):  # one that has grown by what it was asked before is built anew
                try:
                    if self._whole is None:
                        self._whole = CaseDiagram(self._kb, Cases(self._kb.questions, [self._kb], MAX_WHOLE))
                except TooLarge:
                    self._whole_is_too_large = True
                    break
                if not all(map(self._whole.cases.tells_apart, targets)):
                    break
                yield RestrictedDiagram("diagram", self._whole, given)
                self._whole = None
        if not self._is_too_large(wanted, given):
            yield from self._of_remaining(given, wanted)
            others = [entry for entry in self._too_large.items() if entry[0] != wanted]
            self._too_large = dict([(wanted, given), *others][:MAX_TOO_LARGE_KEPT])

    def _is_too_large(self, wanted: _Wanted, given: Answers) -> bool:
        """Whether no more, or little more, is known than where it was too large."""
        failed = self._too_large.get(wanted)
        if failed is None or given.items() <= failed.items():
            return failed is not None
        every = len(self._kb.questions)
        return failed.items() <= given.items() and every - len(given) > LESS * (every - len(failed))

    def _of_remaining(self, given: Answers, wanted: _Wanted) -> Iterator[RestrictedDiagram]:
        targets, every_question = wanted
        for kept, known in self._remaining:
            assert known.state is not None
            more = {id: answer for id, answer in given.items() if id in known.cases.at}
            if kept == wanted and known.state.answers.items() <= given.items() and self._is_legal(more):
                yield RestrictedDiagram("remaining-diagram", known.diagram, more, known.state)
                self._remaining.remove((kept, known))  # it has grown too large
                break
        state = evaluate(self._kb, given)
        left = residual(state, (simplified(state, target) for target in targets), every_question)
        try:
            told_apart = [left, self._kb] if every_question else [left]
            diagram = CaseDiagram(left, Cases(left.questions, told_apart, MAX_REMAINING))
        except TooLarge:
            return
        fresh = RestrictedDiagram("remaining-diagram", diagram, {}, state)
        self._remaining = [(wanted, fresh), *self._remaining][:MAX_REMAINING_KEPT]
        yield fresh

    def _is_legal(self, answers: Answers) -> bool:
        """Whether cases have these answers: none has a required one that is unknown, but roads are followed from it."""
        return all(answer != UNKNOWN or not self._kb.questions[id].required for id, answer in answers.items())


_KEPT = Kept(KeptDiagrams)


def ask_diagram(
    kb: KnowledgeBase,
    given: Answers,
    targets: Sequence[Condition],
    ask: Callable[[RestrictedDiagram], Told],
    every_question: bool = False,
) -> Found[Told] | None:
    """What a diagram tells of these conditions in the cases with these answers; None where all are too large.

    Its cases have at least the questions that the conditions depend on; where `every_question` all that are open, whose
    answers are told apart as in the whole knowledge base.
    What is kept is forgotten where work on it is broken off: a node may have been made by half.
    """
    try:
        for candidate in _KEPT.of(kb).candidates(given, targets, every_question):
            try:
                candidate.cases.begin()
                with deep(len(candidate.cases.sizes)):
                    return Found(ask(candidate), candidate.extent)
            except TooLarge:
                continue
    except BaseException:
        _KEPT.forget(kb)
        raise
    return None
