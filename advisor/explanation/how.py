"""How something is known: given as an answer, or concluded, with the derivation down to the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from advisor.explanation.derivation import Node, derivation
from advisor.explanation.names import check
from advisor.explanation.recommendation import Recommendation, recommend
from advisor.given import text
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.model import KnowledgeBase


class Derived(NamedTuple):
    """A value that is concluded, with the firings that it rests on, its own first."""

    value: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class How:
    """How `attribute` comes by its value, or `value` if one was asked for.

    Of a question: its `answer`, None where none was given. Of a conclusion: what was `derived`, nothing where it was
    not concluded; `absent` are its other values.
    """

    advice: Recommendation
    attribute: str
    value: str = ""
    answer: Answer | None = None
    derived: tuple[Derived, ...] = ()

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base of the case."""
        return self.advice.kb

    @property
    def asked(self) -> bool:
        """Whether the attribute is answered, not concluded."""
        return self.attribute in self.kb.questions

    @property
    def absent(self) -> tuple[str, ...]:
        """Of a conclusion: the values that are not concluded, or only the one that was asked for."""
        if self.asked:
            return ()
        if self.kb.conclusions[self.attribute].number:
            return ()
        values = (self.value,) if self.value else self.kb.conclusions[self.attribute].values
        return tuple(value for value in values if value not in {found.value for found in self.derived})


def how(kb: KnowledgeBase, answers: Answers, attribute: str, value: str = "") -> How:
    """How the case comes by an attribute's values, or by one of them, down to the answers.

    Args:
        kb: The knowledge base, as `advisor.load` gives it.
        answers: Answers by question id, as a case file would hold them. Missing ones count as unknown.
        attribute: The id of a question or of a conclusion.
        value: One of the conclusion's values; by default all that were concluded.

    Raises:
        AdvisorError: For a name that the knowledge base does not have.
        CaseError: With every mistake of a bad case.

    Examples:
        >>> kb = advisor.load("my-plant")
        >>> found = advisor.how(kb, {"soil": "dry"}, "next_step")
        >>> [(each.value, [node.firing.rule.id for node in each.nodes]) for each in found.derived]
        [('water', ['next-water', 'thirst-by-touch'])]
        >>> found.absent
        ('wait',)
    """
    advice = recommend(kb, answers, partial=True)
    attribute, value = text(attribute, "the id of an attribute"), text(value, "a value")
    if attribute in kb.questions:
        return How(advice, attribute, value, advice.answers.get(attribute))
    check(kb, attribute, value)
    concluded = {firing.rule.value for firing in advice.firings if firing.rule.attribute == attribute}
    wanted = [each for each in kb.conclusions[attribute].values if each in concluded and value in ("", each)]
    derived = tuple(Derived(each, derivation(kb, advice.firings, (attribute, each))) for each in wanted)
    return How(advice, attribute, value, None, derived)
