"""How sure a goal is: which answers it rests on, which other answer would change it, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.explanation.names import goal_named
from advisor.explanation.recommendation import Recommendation, recommend
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.answer_classes import given
from advisor.solver.cases import Procedure, RemainingCases, last_resort, patience
from advisor.solver.changes import Flip, Outcome


@dataclass(frozen=True)
class HowSure:
    """`rests_on`: answers that give the `goal` its value whatever all others are, and none of which can be left out.

    A question among them that was not answered stands for its answer not being known. `flips` has every other value
    that one other answer would give, the rest of the case being as it is. `possible` are all values over every way to
    answer what is not known yet, and `decisive` the questions without a known answer that can still change it.
    `answered_by` is the procedure that found this; where it is not `complete`, something of it could not be proved and
    was left out, and answers may be among `rests_on` that need not.
    """

    advice: Recommendation
    rests_on: tuple[str, ...]
    flips: tuple[Flip, ...]
    possible: tuple[Outcome, ...]
    decisive: tuple[str, ...]
    answered_by: Procedure = "diagram"
    complete: bool = True
    goal: str = ""

    @property
    def outcome(self) -> Outcome:
        """The values that the goal has: one, unless the knowledge base has a defect."""
        return self.advice.values_of(self.goal)

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base of the case."""
        return self.advice.kb

    @property
    def settled(self) -> bool:
        """Whether it is proved that nothing that is not known yet can change it."""
        return self.complete and len(self.possible) == 1

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions without a known answer."""
        return tuple(id for id in self.kb.questions if self.advice.case[id] == UNKNOWN)


def how_sure(kb: KnowledgeBase, answers: Answers, goal: str = "") -> HowSure:
    """How sure the next step of the case is, or another goal: what it rests on, and which answers could change it.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: Answers by question id. What is not known counts as unknown for the goal, and is open for what could
            still change it.
        goal: One of the knowledge base's goals; by default the first.

    Raises:
        AdvisorError: For what is no goal.
        CaseError: With every mistake of a bad case; one without a required answer is bad.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.how_sure(kb, {"days": 5})
        >>> found.settled, found.possible, found.decisive
        (False, (('water',), ('wait',)), ('soil',))
        >>> advisor.how_sure(kb, {"soil": "dry"}).rests_on
        ('soil',)
    """
    advice, goal = recommend(kb, answers), goal_named(kb, goal)
    every, remaining = RemainingCases(kb, {}, deadline := patience()), RemainingCases(kb, given(advice.case), deadline)
    unknown = [id for id in kb.questions if id not in remaining.given]
    possible = remaining.outcomes(goal)
    return HowSure(
        advice,
        every.sufficient_reason(goal, advice.case, unknown),
        tuple(every.flips(goal, advice.case)),
        tuple(possible),
        tuple(remaining.decisive(goal)) if len(possible) != 1 or not remaining.complete else (),
        last_resort(every.answered_by, remaining.answered_by),
        every.complete and remaining.complete,
        goal,
    )
