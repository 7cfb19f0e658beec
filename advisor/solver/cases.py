"""All cases of a knowledge base in which some answers are given, and what can be asked of them: one interface.

Decision diagrams answer where they are not too large (`diagrams`, `by_diagram`), else Z3 (`formula`, `by_formula`), and
`answered_by` says which. Both read the same conditions over the same cases.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import Condition, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.answer_classes import given as known
from advisor.solver.diagrams import Found, RestrictedDiagram, ask_diagram
from advisor.solver.legal_cases import ILLEGAL
from advisor.solver.nodes import Node

if TYPE_CHECKING:
    from advisor.logic.partial import PartialInterpretation
    from advisor.solver.by_diagram import CaseInDiagram
    from advisor.solver.by_formula import RemainingFormula
    from advisor.solver.changes import Flip, MinimalChanges, Outcome

Told = TypeVar("Told")

Procedure = Literal["diagram", "remaining-diagram", "z3"]

PROCEDURES: Mapping[Procedure, str] = {
    "diagram": "the decision diagram of the whole knowledge base",
    "remaining-diagram": "a decision diagram of the remaining cases alone",
    "z3": "Z3",
}
"""What each is, the first first."""


def last_resort(*procedures: Procedure) -> Procedure:
    """Of procedures that answered, the one that is asked last."""
    return max(procedures, key=[*PROCEDURES].index)


MAX_SETS = 200
"""So many smallest sets are looked for, beyond them `complete` is False: the base that ships never needs 100."""

MAX_SECONDS = 4
"""So long Z3 may work on what a person asks before what it has not proved is left out."""


def patience() -> float:
    """The deadline of what a person asks now."""
    return time.monotonic() + MAX_SECONDS


class RemainingCases:
    """The cases in which these answers are given; with none, all cases. One thread may use it.

    `answered_by` is the last resort among the procedures that answered so far. Z3 gives up at the `deadline`, a time of
    `time.monotonic`, or where one question takes too much work; `complete` is then False, and what it did not prove is
    left out of what it found, or GaveUp is raised where there is nothing to tell. `state` is the case with just these
    answers, where it is evaluated already.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        given: Answers,
        deadline: float | None = None,
        state: PartialInterpretation | None = None,
    ) -> None:
        self.kb = kb
        self.given = given
        self._state = state
        self.answered_by: Procedure = "diagram"
        self.complete = True
        self._deadline = deadline
        self._formulas: dict[tuple[Condition, ...], RemainingFormula] = {}

    def exists(self, condition: Condition) -> bool:
        """Whether the condition holds in some case. Raises GaveUp."""
        return self._solve(
            [condition],
            lambda diagram: diagram.holds(condition) != diagram.cases.false,
            lambda formula: formula.exists(condition),
        )

    def smallest(self, condition: Condition) -> dict[str, Answer] | None:
        """The case with the fewest answers in which the condition holds, without its unknowns; None if there is none.

        Cases are ordered by the questions in their order, each with its values in theirs and `unknown` last; of a
        `many` question every value is left out that can be. Raises GaveUp.
        """

        def ask(diagram: RestrictedDiagram) -> dict[str, Answer] | None:
            return diagram.cases.smallest(diagram.holds(condition))

        found = self._solve([condition], ask, lambda formula: formula.smallest(condition), every_question=True)
        if found is None:
            return None
        case = {**found, **known(self.given)}
        return {id: case[id] for id in self.kb.questions if id in case}

    def count(self, condition: Condition) -> int | None:
        """In how many cases the condition holds, None where diagrams are too large.

        Answers to numbers that need not be whole count by the classes that the knowledge base's conditions tell apart.
        """
        return _told(self._by_diagram([condition], lambda it: it.count(it.holds(condition)), every_question=True))

    def depends_on(self, attributes: Sequence[str], conditions: Sequence[Condition] = ()) -> list[str] | None:
        """The open questions, in their order, whose answer can change one of these, other answers being equal.

        `attributes` are concluded ones. None where diagrams are too large.
        """

        def ask(diagram: RestrictedDiagram) -> set[str]:
            nodes = [*_outcomes(diagram, self.kb, attributes), *map(diagram.truth, conditions)]
            return {id for node in dict.fromkeys(nodes) for id in diagram.asked(node)}

        found = _told(self._by_diagram([*self._values(attributes), *conditions], ask))
        return None if found is None else [id for id in self.kb.questions if id in found]

    def decisive(self, attribute: str) -> list[str]:
        """As `depends_on`, of one attribute, by whatever procedure; what is not proved to matter is left out."""
        found = self.depends_on([attribute])
        if found is not None:
            return found
        return self._by_formula(self._values([attribute]), lambda formula: formula.decisive(attribute))

    def bounds(
        self, attributes: Sequence[str], conditions: Sequence[Condition] = (), required: frozenset[str] = frozenset()
    ) -> tuple[int, int] | None:
        """How many questions are asked until these are settled, at least and at most; None as with `depends_on`.

        They are asked in their order, each only where one of these still depends on it, but for those in `required`.
        """

        def ask(diagram: RestrictedDiagram) -> tuple[int, int]:
            joint = diagram.joint(attributes, conditions)
            within = required.intersection(diagram.cases.at)
            least, most = diagram.questions_ahead(joint, within)
            beside = len(required - within)
            return least + beside, most + beside + self._may_be_demanded(diagram, joint, required)

        return _told(self._by_diagram([*self._values(attributes), *conditions], ask))

    def _may_be_demanded(self, diagram: RestrictedDiagram, node: Node, required: frozenset[str]) -> int:
        """How many open questions may come to be required in vain, besides those that are."""
        asked = (id for id, it in self.kb.questions.items() if it.required_when is not None and id not in self.given)
        return sum(diagram.may_be_idle(id, node) for id in asked if id not in required)

    def outcomes(self, attribute: str) -> list[Outcome]:
        """Every outcome that the attribute has in some case, in the order of its values."""

        def ask(diagram: RestrictedDiagram) -> set[Outcome]:
            return diagram.cases.leaves(diagram.outcome(attribute), {}) - {ILLEGAL}  # type: ignore[return-value]

        found = self._of(attribute, ask, lambda formula: {*formula.outcomes(attribute)})
        return sorted(found, key=self._place(attribute))

    def minimal_changes(self, case: Answers, condition: Condition, most: int = MAX_SETS) -> MinimalChanges:
        """The smallest sets of answers of a total case that can be changed so that the condition holds, with all ways.

        A required answer that is unknown is changed in every set. At most so many sets; those left out are no smaller.
        """
        from advisor.solver.changes import MinimalChange, MinimalChanges

        def ask(diagram: RestrictedDiagram) -> MinimalChanges:
            here = self._within(diagram, case)
            target = diagram.holds(condition)
            sets, complete = here.minimal_changes(target, most)
            return MinimalChanges(tuple(MinimalChange(ids, here.ways(target, ids)) for ids in sets), complete)

        return self._solve([condition], ask, lambda formula: formula.minimal_changes(case, condition, most))

    def sufficient_reason(self, attribute: str, case: Answers, first: Sequence[str] = ()) -> tuple[str, ...]:
        """Answers of a total case that give its outcome whatever the others are, and of which none can be left out.

        Of several such sets one that, as far as possible, leaves out the questions in `first`. Where not complete, some
        of them might be left out, too.
        """

        def ask(diagram: RestrictedDiagram) -> tuple[str, ...]:
            here = self._within(diagram, case)
            return here.sufficient_reason(diagram.outcome(attribute), first)

        return self._of(attribute, ask, lambda formula: formula.sufficient_reason(attribute, case, first))

    def flips(self, attribute: str, case: Answers) -> list[Flip]:
        """Every other outcome that one other answer of a total case gives, by question and then by its values."""
        from advisor.solver.changes import Flip

        def ask(diagram: RestrictedDiagram) -> list[Flip]:
            here = self._within(diagram, case)
            found = here.flips(diagram.outcome(attribute))
            return [Flip(id, ways.boxes[0][id], outcome, ways.complete) for id, outcome, ways in found]

        found = self._of(attribute, ask, lambda formula: [*formula.flips(attribute, case)])
        place, questions = self._place(attribute), [*self.kb.questions]
        return sorted(found, key=lambda flip: (questions.index(flip.question), place(flip.outcome)))

    def _within(self, diagram: RestrictedDiagram, case: Answers) -> CaseInDiagram:
        from advisor.solver.by_diagram import CaseInDiagram

        return CaseInDiagram(self.kb, diagram.cases, case)

    def _values(self, attributes: Sequence[str]) -> list[Condition]:
        return [OneOf(id, (value,)) for id in attributes for value in self.kb.conclusions[id].values]

    def _place(self, attribute: str) -> Callable[[Outcome], list[int]]:
        values = self.kb.conclusions[attribute].values
        return lambda outcome: [values.index(value) for value in outcome]

    def _of(
        self,
        attribute: str,
        by_diagram: Callable[[RestrictedDiagram], Told],
        by_formula: Callable[[RemainingFormula], Told],
    ) -> Told:
        return self._solve(self._values([attribute]), by_diagram, by_formula)

    def _solve(
        self,
        targets: Sequence[Condition],
        by_diagram: Callable[[RestrictedDiagram], Told],
        by_formula: Callable[[RemainingFormula], Told],
        every_question: bool = False,
    ) -> Told:
        """What the first procedure tells that can."""
        found = self._by_diagram(targets, by_diagram, every_question)
        return self._by_formula(targets, by_formula) if found is None else found.told

    def _by_diagram(
        self, targets: Sequence[Condition], ask: Callable[[RestrictedDiagram], Told], every_question: bool = False
    ) -> Found[Told] | None:
        found = ask_diagram(self.kb, self.given, targets, ask, every_question, self._state)
        if found is not None:
            self._answered(found.extent)
        return found

    def _by_formula(self, targets: Sequence[Condition], ask: Callable[[RemainingFormula], Told]) -> Told:
        from advisor.solver.by_formula import RemainingFormula

        self._answered("z3")
        key = tuple(targets)
        if key not in self._formulas:
            self._formulas[key] = RemainingFormula(self.kb, self.given, targets, self._deadline)
        formula = self._formulas[key]
        try:
            return ask(formula)
        finally:
            self.complete = self.complete and formula.complete

    def _answered(self, procedure: Procedure) -> None:
        self.answered_by = last_resort(self.answered_by, procedure)


def _told(found: Found[Told] | None) -> Told | None:
    return None if found is None else found.told


def _outcomes(diagram: RestrictedDiagram, kb: KnowledgeBase, attributes: Sequence[str]) -> list[Node]:
    """Functions that together tell the attributes; where one holds many values one a value, since they multiply."""
    nodes = []
    for id in attributes:
        conclusion = kb.conclusions[id]
        each = [OneOf(id, (value,)) for value in conclusion.values]
        nodes += [*map(diagram.truth, each)] if conclusion.many else [diagram.outcome(id)]
    return nodes
