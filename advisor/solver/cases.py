"""All cases of a knowledge base in which some answers are given, and what can be asked of them: one interface.

Decision diagrams answer where they are not too large (`diagrams`); `answered_by` says which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from advisor.knowledge.conditions import Condition, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase
from advisor.solver.diagrams import RestrictedDiagram, ask_diagram
from advisor.solver.mdd import Node

Told = TypeVar("Told")

Procedure = Literal["diagram", "remaining-diagram"]


class RemainingCases:
    """The cases in which these answers are given; with none, all cases.

    A question about them comes back as None where no procedure could answer it. `answered_by` is the one that answered
    last: the diagram of the whole knowledge base, or that of the remaining cases alone.
    """

    def __init__(self, kb: KnowledgeBase, given: Answers) -> None:
        self.kb = kb
        self.given = given
        self.answered_by: Procedure | None = None

    def depends_on(self, attributes: Sequence[str], conditions: Sequence[Condition] = ()) -> list[str] | None:
        """The open questions, in their order, whose answer can change one of these, other answers being equal.

        `attributes` are concluded ones.
        """
        targets = [*self._values(attributes), *conditions]

        def ask(diagram: RestrictedDiagram) -> set[str]:
            nodes = [*_outcomes(diagram, self.kb, attributes), *map(diagram.holds, conditions)]
            return {id for node in dict.fromkeys(nodes) for id in diagram.cases.asked(node)}

        found = self._ask(targets, ask)
        return None if found is None else [id for id in self.kb.questions if id in found]

    def bounds(
        self, attributes: Sequence[str], conditions: Sequence[Condition] = (), required: frozenset[str] = frozenset()
    ) -> tuple[int, int] | None:
        """How many questions are asked until these are settled, at least and at most.

        They are asked in their order, each only where one of these still depends on it, but for those in `required`.
        """
        targets = [*self._values(attributes), *conditions]

        def ask(diagram: RestrictedDiagram) -> tuple[int, int]:
            nodes = [*map(diagram.outcome, attributes), *map(diagram.holds, conditions)]
            joint = nodes[0]
            for node in nodes[1:]:
                joint = diagram.cases.paired(joint, node)
            within = required.intersection(diagram.cases.at)
            least, most = diagram.cases.questions_ahead(joint, within)
            beside = len(required - within)
            return least + beside, most + beside

        return self._ask(targets, ask)

    def _values(self, attributes: Sequence[str]) -> list[Condition]:
        return [OneOf(id, (value,)) for id in attributes for value in self.kb.conclusions[id].values]

    def _ask(self, targets: Sequence[Condition], ask: Callable[[RestrictedDiagram], Told]) -> Told | None:
        found = ask_diagram(self.kb, self.given, targets, ask)
        if found is None:
            return None
        told, self.answered_by = found
        return told


def _outcomes(diagram: RestrictedDiagram, kb: KnowledgeBase, attributes: Sequence[str]) -> list[Node]:
    """Functions that together tell the attributes; where one holds many values one a value, since they multiply."""
    nodes = []
    for id in attributes:
        conclusion = kb.conclusions[id]
        each = [OneOf(id, (value,)) for value in conclusion.values]
        nodes += [*map(diagram.holds, each)] if conclusion.many else [diagram.outcome(id)]
    return nodes
