"""Which diagram answers for the cases in which some answers are given, and what it reads a condition as.

The whole knowledge base's own where it is not too large, else one of the remaining cases alone: over open questions,
with the rules that a question depends on. The latter is made in a fraction of the time, so it comes first where answers
are given and few questions were asked before. They are kept for further questions, and grow as they are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, reduce
from typing import Generic, Literal, TypeAlias, TypeVar

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.demands import required
from advisor.logic.partial import PartialInterpretation, evaluate
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.case_space import Cases, deep
from advisor.solver.kept import Kept
from advisor.solver.legal_cases import LegalFunction, over_legal
from advisor.solver.nodes import Node, TooLarge
from advisor.solver.residual import held_open, residual, simplified

Told = TypeVar("Told")

Extent = Literal["diagram", "remaining-diagram"]

MAX_WHOLE = 60_000
"""Nodes of a whole knowledge base's diagram: about a quarter of a second; the one that ships has some 38,000."""

GROWN = 2
"""By what it is asked it may grow to so many times as many."""

MAX_REMAINING = 30_000
"""Nodes of the diagram of remaining cases: it is made while a person waits for the next question."""

MAX_REMAINING_KEPT = 4

MAX_BUILT = 4
"""So many diagrams of remaining cases, which are small, are built before the one that serves all questions."""

MAX_TOO_LARGE_KEPT = 16
"""Of the last that were too large it is remembered, so that they are not built in vain again."""

LESS = 0.9
"""Where a diagram of remaining cases was too large, it is tried again once this share of its questions is open."""


class Found(Generic[Told]):
    """What was told, and by which diagram."""

    def __init__(self, told: Told, extent: Extent) -> None:
        self.told = told
        self.extent = extent


class RestrictedDiagram:
    """A diagram, and the answers to which its functions are restricted.

    Conditions are read as far as `state` leaves them open, where there is one.
    """

    def __init__(
        self, extent: Extent, diagram: CaseDiagram, given: Answers, state: PartialInterpretation | None = None
    ) -> None:
        self.extent = extent
        self.diagram = diagram
        self.given = given
        self.state = state

    @property
    def cases(self) -> Cases:
        return self.diagram.cases

    @cached_property
    def _restricted(self) -> Callable[[Node], Node]:
        """A function of the diagram where these answers are given."""
        return self.cases.restricting(self.cases.fixed(self.given))

    @cached_property
    def legal(self) -> Node:
        """The legal cases."""
        return self._restricted(self.diagram.legal)

    def holds(self, condition: Condition) -> Node:
        """The legal cases in which the condition holds."""
        return self.cases.conjoin(self._restricted(self._whole(condition)), self.legal)

    def truth(self, condition: Condition) -> Node:
        """The function whose leaves are whether the condition holds, and ILLEGAL where no legal case is."""
        return self.joint([], [condition])

    def outcome(self, id: str) -> Node:
        """The function whose leaves are the values that the concluded attribute has, as a tuple, and ILLEGAL."""
        return self.joint([id], [])

    def joint(self, attributes: Sequence[str], conditions: Sequence[Condition]) -> Node:
        """The function that tells all of these, of several as pairs; and ILLEGAL."""
        nodes = [*map(self._outcome, attributes), *(self._restricted(self._whole(each)) for each in conditions)]
        return over_legal(self.cases, reduce(self.cases.paired, nodes), self.legal)

    def _outcome(self, id: str) -> Node:
        if self.state is None or self.diagram.kb.first.get(id):  # what decides first is one function already
            return self._restricted(self.diagram.outcome(id))
        whole = ((value, self._whole(OneOf(id, (value,)))) for value in self.diagram.kb.conclusions[id].values)
        return self.cases.choice((value, self._restricted(node)) for value, node in whole)

    def asked(self, node: Node) -> list[str]:
        """The questions, in their order, whose answer can change such a function, other answers being equal."""
        return self.cases.asked(node) if self._all_legal else LegalFunction(self.cases, node).asked()

    def questions_ahead(self, node: Node, required: frozenset[str]) -> tuple[int, int]:
        """How many questions are asked until such a function is settled, at least and at most, as they come."""
        if self._all_legal:
            return self.cases.questions_ahead(node, required)
        return LegalFunction(self.cases, node).questions_ahead(required)

    def may_be_idle(self, id: str, node: Node) -> bool:
        """Whether it may turn out at the end that the question is required, though it cannot change such a function."""
        question = self.diagram.kb.questions.get(id)
        if question is None or question.required_when is None:
            return False
        cases, required = self.cases, self._restricted(self.diagram.holds(question.required_when))
        if not any(self._left_open(required, id, other) for other in cases.asked(required)):
            return False
        idle = cases.negate(LegalFunction(cases, node).pivots(id))
        return cases.all([required, self.legal, idle]) != cases.false

    def _left_open(self, required: Node, id: str, other: str) -> bool:
        """Whether another question may leave it open, when this one's turn comes, whether this one is required."""
        if self.cases.at[other] > self.cases.at[id]:
            return True
        if UNKNOWN not in self.cases.answers[other]:
            return False
        unknown = self.cases.within(required, {other: UNKNOWN})
        return self.cases.conjoin(unknown, self.cases.negate(required)) != self.cases.false

    @property
    def _all_legal(self) -> bool:
        return self.legal == self.cases.true

    def count(self, node: Node) -> int:
        """In how many of the cases with the answers that are given a restricted function is true."""
        return self.cases.how_many(node, self.given)

    def _whole(self, condition: Condition) -> Node:
        return self.diagram.holds(condition if self.state is None else simplified(self.state, condition))


_Wanted: TypeAlias = tuple[tuple[Condition, ...], bool]
"""What is asked about, and whether of every question."""


class KeptDiagrams:
    """The diagrams of one knowledge base that were asked last."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._whole: CaseDiagram | None = None
        self._whole_is_too_large = False
        self._built = 0
        self._remaining: list[tuple[_Wanted, RestrictedDiagram]] = []
        self._too_large: dict[_Wanted, Answers] = {}

    def candidates(
        self,
        given: Answers,
        targets: Sequence[Condition],
        every_question: bool,
        state: PartialInterpretation | None = None,
    ) -> Iterator[RestrictedDiagram]:
        """One after the other, where the one before could not be built or grew too large."""
        wanted = tuple(dict.fromkeys(targets)), every_question
        if given and self._whole is None and self._built < MAX_BUILT:
            yield from self._of_remaining(given, wanted, state)
        if not self._whole_is_too_large and self._too_large.get(wanted) != {} and self._is_legal(given, given):
            for _ in range(2):  # one that has grown by what it was asked before is built anew
                whole = self.whole()
                if whole is None or not all(map(whole.cases.tells_apart, targets)):
                    break
                yield RestrictedDiagram("diagram", whole, given)
                self._whole = None
        if not self._is_too_large(wanted, given):
            yield from self._of_remaining(given, wanted, state)
            others = [entry for entry in self._too_large.items() if entry[0] != wanted]
            self._too_large = dict([(wanted, given), *others][:MAX_TOO_LARGE_KEPT])

    def whole(self) -> CaseDiagram | None:
        """That of the whole knowledge base; None where it is too large."""
        if self._whole is None and not self._whole_is_too_large:
            try:
                cases = Cases(self._kb.questions, [self._kb], GROWN * MAX_WHOLE)
                with cases.at_most(MAX_WHOLE):
                    self._whole = CaseDiagram(self._kb, cases)
            except TooLarge:
                self._whole_is_too_large = True
        return self._whole

    def _is_too_large(self, wanted: _Wanted, given: Answers) -> bool:
        """Whether no more, or little more, is known than where it was too large."""
        failed = self._too_large.get(wanted)
        if failed is None or given.items() <= failed.items():
            return failed is not None
        every = len(self._kb.questions)
        return failed.items() <= given.items() and every - len(given) > LESS * (every - len(failed))

    def _of_remaining(
        self, given: Answers, wanted: _Wanted, state: PartialInterpretation | None
    ) -> Iterator[RestrictedDiagram]:
        targets, every_question = wanted
        held = held_open(self._kb, given)
        for kept, known in self._remaining:
            assert known.state is not None
            more = {id: answer for id, answer in given.items() if id in known.cases.at}
            fits = known.state.answers.items() <= given.items() and held.keys() <= known.cases.at.keys()
            if kept == wanted and fits and self._is_legal(given, more):
                yield RestrictedDiagram("remaining-diagram", known.diagram, more, known.state)
                self._remaining.remove((kept, known))  # it has grown too large
                break
        self._built += 1
        if held or state is None:
            state = evaluate(self._kb, {id: answer for id, answer in given.items() if id not in held})
        left = residual(state, (simplified(state, target) for target in targets), every_question)
        try:
            told_apart = [left, self._kb] if every_question else [left]
            diagram = CaseDiagram(left, Cases(left.questions, told_apart, MAX_REMAINING))
        except TooLarge:
            return
        fresh = RestrictedDiagram("remaining-diagram", diagram, held, state)
        self._remaining = [(wanted, fresh), *self._remaining][:MAX_REMAINING_KEPT]
        yield fresh

    def _is_legal(self, given: Answers, of: Answers) -> bool:
        """Whether cases have these answers: none has a required one that is unknown, but roads are followed from it."""
        unknown = (id for id, answer in of.items() if answer == UNKNOWN)
        return all(required(self._kb.questions[id], given) is not True for id in unknown)


_KEPT = Kept(KeptDiagrams)


def whole_diagram(kb: KnowledgeBase) -> CaseDiagram | None:
    """The one that is kept of the whole knowledge base, in the order of its questions; None where it is too large."""
    return _KEPT.of(kb).whole()


def ask_diagram(
    kb: KnowledgeBase,
    given: Answers,
    targets: Sequence[Condition],
    ask: Callable[[RestrictedDiagram], Told],
    every_question: bool = False,
    state: PartialInterpretation | None = None,
) -> Found[Told] | None:
    """What a diagram tells of these conditions in the cases with these answers; None where all are too large.

    Its cases have at least the questions that the conditions depend on; where `every_question` all that are open, whose
    answers are told apart as in the whole knowledge base.
    `state` is the case with just these answers, where it is evaluated already.
    What is kept is forgotten where work on it is broken off: a node may have been made by half.
    """
    try:
        for candidate in _KEPT.of(kb).candidates(given, targets, every_question, state):
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
