"""Conditions in the language of expressions that ZEN and `rule-engine` have in common but for their quotation marks.

An answer is a word, a number or null, or a list of words; a conclusion is true or false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.knowledge.conditions import UNKNOWN, All, Any, Compare, Condition, OneOf
from advisor.knowledge.model import KnowledgeBase, Pair

_SIGNS = {"is": "==", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


class Expressions:
    """Reads conditions. `asked` names the questions, and `named` the pairs, None being one that never holds."""

    def __init__(
        self, kb: KnowledgeBase, asked: Mapping[str, str], named: Callable[[Pair], str | None], mark: str
    ) -> None:
        self._kb = kb
        self._asked = asked
        self._named = named
        self._mark = mark

    def read(self, condition: Condition) -> str:
        """The condition as an expression."""
        if isinstance(condition, OneOf):
            return self._one_of(condition)
        if isinstance(condition, Compare):
            name = self._asked[condition.attribute]
            return f"({name} != null and {name} {_SIGNS[condition.comparison]} {condition.number})"
        parts = [self.read(part) for part in condition.parts]
        if isinstance(condition, All):
            return f"({' and '.join(parts)})" if parts else "true"
        joined = f"({' or '.join(parts)})" if parts else "false"
        return joined if isinstance(condition, Any) else f"(not {joined})"

    def _one_of(self, leaf: OneOf) -> str:
        question = self._kb.questions.get(leaf.attribute)
        if question is None:
            tests = [name for value in leaf.values if (name := self._named((leaf.attribute, value)))]
            return f"({' or '.join(tests)})" if tests else "false"
        name, words = self._asked[leaf.attribute], [f"{self._mark}{value}{self._mark}" for value in leaf.values]
        if question.kind == "number":
            return f"({name} == null)" if UNKNOWN in leaf.values else "false"
        if question.kind == "many":
            return f"({' or '.join(f'{word} in {name}' for word in words)})"
        return f"({name} == {words[0]})" if len(words) == 1 else f"({name} in [{', '.join(words)}])"
