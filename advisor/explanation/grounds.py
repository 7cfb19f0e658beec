"""What makes conditions hold or fail in a case, in answers and conclusions that a person is told.

Whatever other cases have the same answers, the same conclusions of those that were found, and lack those that are
missing: in each of them the condition is the same. Hidden conclusions are passed over, and what they rest on is told in
their place: of one that is there what its first rule that fired rests on, of one that is not what each of its rules
fails by. A number is told as a whole; what rules add to a hidden one is there or not, like any conclusion. Where the
first rule that holds decides a hidden attribute, it is told too what the earlier ones fail by.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from advisor.knowledge.conditions import All, Any, ByRow, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, earlier
from advisor.knowledge.tables import RowCell

Holds = Callable[[Condition], bool]


class Grounds:
    """What was read so far: questions `asked` and `cells` of their rows, pairs `found`, pairs `missing` and `numbers`.

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
        self.numbers: set[str] = set()
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
            self._not_fired(rule, False)
        self.missing.discard(pair)

    def add(self, asked: Iterable[str], found: Iterable[Pair], missing: Iterable[Pair]) -> None:
        """What a firing matched; that its hidden findings were found is told by their own firings."""
        self.asked.update(asked)
        for pair in found:
            if pair[0] not in self._hidden:
                self._tell(pair, self.found)
        for pair in missing:
            if pair[0] in self._hidden:
                self._pass_over(pair, True)
            else:
                self._tell(pair, self.missing)

    def of_condition(self, rule: Rule, condition: Condition) -> None:
        """Why a part of the rule's condition holds."""
        self._read(rule, condition, False, False)

    def _read(self, rule: Rule, condition: Condition, negated: bool, together: bool) -> None:
        """`negated`: why it does not hold. `together`: the rule is read with others of its stratum."""
        if isinstance(condition, Compare):
            self._compare(rule, condition.attribute, together)
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

    def _compare(self, rule: Rule, id: str, together: bool) -> None:
        if id in self._kb.questions:
            self.asked.add(id)
        elif id not in self._hidden:
            self.numbers.add(id)
        else:
            for added in self._kb.adding[id]:
                if not (together and self._hidden.is_read_with(added.then, rule)):
                    self._pass_over(added.then, added.then not in self._concluded)

    def _tell(self, pair: Pair, where: set[Pair]) -> None:
        """What rules add to a number is told by the number."""
        if self._kb.conclusions[pair[0]].number:
            self.numbers.add(pair[0])
        else:
            where.add(pair)

    def _not_fired(self, rule: Rule, together: bool) -> None:
        """What the rule fails by: its own condition, or an earlier rule that decides."""
        decides = next((it for it in earlier(self._kb, rule) if self._holds(it.when)), None)
        if decides is None or not self._holds(rule.when):
            self._read(rule, rule.when, True, together)
        elif rule.attribute in self._hidden:
            self._read(decides, decides.when, False, together)
        else:
            self._tell(decides.then, self.found)

    def _pass_over(self, pair: Pair, negated: bool) -> None:
        recursive = self._hidden.is_recursive(pair)
        for one in self._hidden.together(pair):
            if one in self._seen or (one in self._concluded) is negated:
                continue
            self._seen.add(one)
            if negated:
                for rule in self._with_least_choice_first(self._hidden.rules(one)):
                    self._not_fired(rule, recursive)
                continue
            fired = [rule for rule in self._hidden.rules(one) if self._fires(rule)]
            for rule in fired if recursive else fired[:1]:
                self._read(rule, rule.when, False, recursive)
                for rival in earlier(self._kb, rule):
                    self._read(rival, rival.when, True, recursive)

    def _fires(self, rule: Rule) -> bool:
        return self._holds(rule.when) and not any(self._holds(rival.when) for rival in earlier(self._kb, rule))
