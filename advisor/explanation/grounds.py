"""What makes conditions hold or fail in a case, in answers and conclusions that a person is told.

Whatever other cases have the same answers, the same conclusions of those that were found, and lack those that are
missing: in each of them the condition is the same. Hidden conclusions are passed over, and what they rest on is told in
their place: of one that is there what its first rule that fired rests on, of one that is not what each of its rules
fails by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from advisor.knowledge.conditions import All, Any, ByRow, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule
from advisor.knowledge.tables import RowCell

Holds = Callable[[Condition], bool]


class Grounds:
    """What was read so far: questions `asked` and `cells` of their rows, pairs `found` and pairs `missing`.

    `concluded` are the pairs of the case, and `holds` evaluates a condition in it. Where one of several parts suffices
    it is the first that does; if `brief`, one that adds little.
    """

    def __init__(
        self, kb: KnowledgeBase, hidden: Hidden, concluded: Collection[Pair], holds: Holds, *, brief: bool = False
    ) -> None:
        self.asked: set[str] = set()
        self.cells: set[RowCell] = set()
        self.found: set[Pair] = set()
        self.missing: set[Pair] = set()
        self._kb = kb
        self._hidden = hidden
        self._concluded = concluded
        self._holds = holds
        self._brief = brief
        self._seen: set[Pair] = set()

    def of_rule(self, rule: Rule) -> None:
        """Why the rule fires."""
        self._read(rule, rule.when, False, False)

    def of_absence(self, pair: Pair) -> None:
        """Why the pair is not concluded: what each of its rules fails by."""
        if pair[0] in self._hidden:
            self._pass_over(pair, True)
            return
        for rule in self._with_least_choice_first(self._hidden.rules(pair)):
            self._read(rule, rule.when, True, False)
        self.missing.discard(pair)

    def add(self, asked: Iterable[str], found: Iterable[Pair], missing: Iterable[Pair]) -> None:
        """What a firing matched; that its hidden findings were found is told by their own firings."""
        self.asked.update(asked)
        self.found.update(pair for pair in found if pair[0] not in self._hidden)
        for pair in missing:
            if pair[0] in self._hidden:
                self._pass_over(pair, True)
            else:
                self.missing.add(pair)

    def of_condition(self, rule: Rule, condition: Condition) -> None:
        """Why a part of the rule's condition holds."""
        self._read(rule, condition, False, False)

    def _read(self, rule: Rule, condition: Condition, negated: bool, together: bool) -> None:
        """`negated`: why it does not hold. `together`: the rule is read with others of its stratum."""
        if isinstance(condition, Compare):
            self.asked.add(condition.attribute)
        elif isinstance(condition, OneOf):
            self._one_of(rule, condition, negated, together)
        else:
            if isinstance(condition, ByRow):
                self.cells.add(RowCell(condition.test.question, condition.test.column))
            inner = negated != isinstance(condition, NoneOf)
            parts: Sequence[Condition] = condition.parts
            if negated != isinstance(condition, Any):  # of several one suffices
                parts = self._sufficient([part for part in parts if self._holds(part) != inner], together and not inner)
            for part in parts:
                self._read(rule, part, inner, together)

    def _sufficient(self, parts: Sequence[Condition], every: bool) -> Sequence[Condition]:
        if every or not self._brief:
            return parts if every else parts[:1]
        return sorted(parts, key=self._added)[:1]

    def _with_least_choice_first(self, rules: Sequence[Rule]) -> Sequence[Rule]:
        """Rules that fail, those first that fail by few parts: what is told for them may do for the others."""

        def choice(rule: Rule) -> int:
            parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
            return sum(not self._holds(part) for part in parts)

        return sorted(rules, key=choice) if self._brief else rules

    def _added(self, part: Condition) -> int:
        """How much there is to tell of a part: nothing, an answer, a conclusion, or more."""
        if isinstance(part, (All, Any, NoneOf)):
            return 3
        if part.attribute in self._kb.questions:
            return part.attribute not in self.asked
        return 3 if part.attribute in self._hidden else 2

    def _one_of(self, rule: Rule, condition: OneOf, negated: bool, together: bool) -> None:
        id = condition.attribute
        if id in self._kb.questions:
            self.asked.add(id)
            if condition.column:
                self.cells.add(RowCell(id, condition.column))
            return
        pairs = [(id, value) for value in condition.values]
        if not negated:
            pairs = [pair for pair in pairs if pair in self._concluded]
            pairs = pairs if together else pairs[:1]
        if id not in self._hidden:
            (self.missing if negated else self.found).update(pairs)
            return
        for pair in pairs:
            if not (together and self._hidden.is_read_with(pair, rule)):
                self._pass_over(pair, negated)

    def _pass_over(self, pair: Pair, negated: bool) -> None:
        recursive = self._hidden.is_recursive(pair)
        for one in self._hidden.together(pair):
            if one in self._seen or (one in self._concluded) is negated:
                continue
            self._seen.add(one)
            rules = [rule for rule in self._hidden.rules(one) if negated or self._holds(rule.when)]
            rules = [*self._with_least_choice_first(rules)] if negated else rules
            for rule in rules if negated or recursive else rules[:1]:
                self._read(rule, rule.when, negated, recursive)
