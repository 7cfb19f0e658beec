"""Why something was not concluded: the conditions that failed, and every smallest change of answers that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from advisor.consultation.roadmap import after
from advisor.consultation.roadmap import roadmap as road_of
from advisor.explanation.achievers import Achievers, means
from advisor.explanation.failures import Missing, failures
from advisor.explanation.how import How, how
from advisor.explanation.names import check
from advisor.explanation.recommendation import Recommendation, Stage
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.partial import evaluate
from advisor.solver.cases import Procedure, RemainingCases, patience
from advisor.solver.changes import Box, Option


class AnswerChange(NamedTuple):
    """A question of a smallest change, with the answer it has now and those that it may have instead.

    `means` are the steps that achieve one of these; without them nothing that the knowledge base knows does, but where
    it is `decided` by the person.
    """

    question: str
    now: Answer
    options: tuple[Option, ...]
    means: tuple[Achievers, ...]
    decided: bool = False

    @property
    def kind(self) -> str:
        """`step` where a step achieves it, `unsaid` where nothing was said yet (it may be so already), `decision` where
        it is the person's to choose, else `fixed`."""
        if self.means:
            return "step"
        if self.now == UNKNOWN:
            return "unsaid"
        return "decision" if self.decided else "fixed"


class ChangeSet(NamedTuple):
    """A smallest set of changed answers. `changes` has what each question may be; `boxes` which go together.

    With one box every choice from `changes` works. `complete`: the boxes hold every way.
    """

    changes: tuple[AnswerChange, ...]
    boxes: tuple[Box, ...]
    complete: bool

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers change."""
        return tuple(change.question for change in self.changes)

    @property
    def within_reach(self) -> bool:
        """Whether each change is achieved by a step, is the person's to choose, or only says what was not said."""
        return all(change.kind != "fixed" for change in self.changes)


class Route(NamedTuple):
    """The steps of the roadmap after which it is concluded, in their order."""

    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why `pair` is not concluded in the case of `advice`, in which missing answers count as unknown.

    Where it is concluded, `how` tells so, and there is nothing else. `sets` has every smallest set of changed answers
    that would give it, by size and then in the order of the questions; where not `complete`, the first of them.
    `answered_by` is the procedure that found them.
    """

    advice: Recommendation
    pair: Pair
    how: How | None = None
    missing: Missing | None = None
    sets: tuple[ChangeSet, ...] = ()
    complete: bool = True
    answered_by: Procedure = "diagram"

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base of the case."""
        return self.advice.kb

    @cached_property
    def route(self) -> Route | None:
        """What of the roadmap leads there; None where it does not."""
        if self.how is not None:
            return None
        way = road_of(self.kb, self.advice.case)
        for number, (state, step) in enumerate(way.stages):
            ahead = evaluate(self.kb, after(state, step))
            if self.pair in ahead.true:
                return Route(self.advice.roadmap[: number + 1])
        return None


def why_not(kb: KnowledgeBase, answers: Answers, attribute: str, value: str) -> WhyNot:
    """Why an attribute has not this value: what stands in the way, and every smallest change that would give it.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: Answers by question id, as a case file would hold them. Missing ones count as unknown.
        attribute: The id of a conclusion.
        value: The value that one might have expected.

    Raises:
        AdvisorError: For a name that the knowledge base does not have.
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.why_not(kb, {"soil": "wet"}, "next_step", "water")
        >>> [(change.question, change.now, change.options) for each in found.sets for change in each.changes]
        [('soil', 'wet', ('dry',))]
    """
    check(kb, attribute, value, needed=True)
    found = how(kb, answers, attribute, value)
    advice, pair = found.advice, (attribute, value)
    if found.derived:
        return WhyNot(advice, pair, how=found)
    cases = RemainingCases(kb, {}, patience())
    smallest = cases.minimal_changes(advice.case, OneOf(attribute, (value,)))
    sets = (_change_set(advice, questions, *ways) for questions, ways in smallest.sets)
    missing = failures(advice, pair)
    return WhyNot(advice, pair, None, missing, tuple(sets), smallest.complete, cases.answered_by)


def _change_set(
    advice: Recommendation, questions: tuple[str, ...], boxes: tuple[Box, ...], complete: bool
) -> ChangeSet:
    return ChangeSet(tuple(_change(advice, id, boxes) for id in questions), boxes, complete)


def _change(advice: Recommendation, id: str, boxes: tuple[Box, ...]) -> AnswerChange:
    options = tuple(dict.fromkeys(option for box in boxes for option in box[id]))
    return AnswerChange(id, advice.case[id], options, means(advice, id, options), advice.kb.questions[id].decision)
