"""How sure the next step is: which answers it rests on, which other answer would change it, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor.explanation.recommendation import Recommendation, recommend
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Answers, KnowledgeBase

if TYPE_CHECKING:
    from advisor.solver.certainty import Flip, Outcome


@dataclass(frozen=True)
class HowSure:
    """`rests_on`: answers that give the next step whatever all others are, and none of which can be left out.

    A question among them that was not answered stands for its answer not being known. `flips` has every other next
    step that one other answer would give, the rest of the case being as it is. `possible` are all next steps over every
    way to answer what is not known yet, and `decisive` the questions without a known answer that can still change it,
    which are those that the recommendation has left.
    """

    advice: Recommendation
    rests_on: tuple[str, ...]
    flips: tuple[Flip, ...]
    possible: tuple[Outcome, ...]
    decisive: tuple[str, ...]

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base of the case."""
        return self.advice.kb

    @property
    def settled(self) -> bool:
        """Whether it is proved that nothing that is not known yet can change the next step."""
        return len(self.possible) == 1

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions without a known answer."""
        return tuple(id for id in self.kb.questions if self.advice.case[id] == UNKNOWN)


def how_sure(kb: KnowledgeBase, answers: Answers) -> HowSure:
    """How sure the next step of the case is: what it rests on, and which answers could change it.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: Answers by question id. What is not known counts as unknown for the next step, and is open for what
            could still change it.

    Raises:
        CaseError: With every mistake of a bad case; one without a required answer is bad.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.how_sure(kb, {"days": 5})
        >>> found.settled, found.possible, found.decisive
        (False, (('water',), ('wait',)), ('soil',))
        >>> advisor.how_sure(kb, {"soil": "dry"}).rests_on
        ('soil',)
    """
    from advisor.solver.certainty import Certainty
    from advisor.solver.formula import formula_of

    advice = recommend(kb, answers)
    certainty = Certainty(formula_of(kb), kb.goal, advice.case)
    given = [id for id in kb.questions if advice.case[id] != UNKNOWN]
    unknown = [id for id in kb.questions if advice.case[id] == UNKNOWN]
    possible = certainty.possible(given)
    return HowSure(
        advice,
        certainty.sufficient_reason(unknown),
        tuple(certainty.flips()),
        tuple(possible),
        tuple(certainty.decisive(given)) if len(possible) > 1 else (),
    )
