"""The kinds of fact in the working memory of a case."""

from __future__ import annotations

from typing import Any

from advisor.inference import experta_import

Fact: Any = experta_import.load().Fact


class AnswersFact(Fact):  # type: ignore[misc]
    """The one fact with a slot for each asked attribute.

    A slot holds None (open), the answer, or for a `many` question the frozenset of the chosen values.
    """


class DerivedFact(Fact):  # type: ignore[misc]
    """A concluded pair: attribute, value."""


class Possible(Fact):  # type: ignore[misc]
    """A concluded pair that may still come true: attribute, value."""


class Unsettled(Fact):  # type: ignore[misc]
    """Of an attribute whose first rule that holds decides it, something may still be concluded: attribute."""


class SumFact(Fact):  # type: ignore[misc]
    """A concluded number: attribute, span: the least and the most that it may still be, scaled by its places."""


class Branch(Fact):  # type: ignore[misc]
    """A part of a rule's condition that holds: rule, node."""


def slot(attribute: str) -> str:
    """The attribute's slot. experta gives `__` in a slot's name a meaning of its own; ids never contain a dot."""
    return attribute.replace("_", ".")
