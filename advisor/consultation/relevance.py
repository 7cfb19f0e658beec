"""Which questions can still change what a consultation is for.

The solver says it exactly, unless there are too many cases left. Then it is over-approximated: a rule that is undecided
and leads to a goal may matter, and with it the answers it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import All, Any, Condition, Leaf, NoneOf, fold
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, settling, tested_pairs
from advisor.logic.partial import KLEENE, PartialInterpretation, evaluate
from advisor.records import NamedTuple


class Relevance(NamedTuple):
    """The open questions that matter, in the knowledge base's order; where not `exact`, that may matter."""

    names: list[str]
    exact: bool


def relevant(
    kb: KnowledgeBase, answers: Answers, goals: Sequence[str], conditions: Sequence[Condition] = ()
) -> list[str]:
    """The open questions, in the knowledge base's order, that can still change one of these concluded attributes.

    `conditions` are further conditions to settle.
    """
    return remaining_questions(evaluate(kb, answers), goals, conditions)


def remaining_questions(
    state: PartialInterpretation, goals: Sequence[str], conditions: Sequence[Condition] = ()
) -> list[str]:
    """As `relevant`, of a case that is evaluated already."""
    return relevance(state, goals, conditions).names


def relevance(state: PartialInterpretation, goals: Sequence[str], conditions: Sequence[Condition] = ()) -> Relevance:
    """As `remaining_questions`, with whether it is exact."""
    kb = state.kb
    goals = [id for id in goals if any((id, value) in state.possible for value in kb.conclusions[id].values)]
    conditions = [condition for condition in conditions if state.holds(condition) is None]
    if not goals and not conditions:
        return Relevance([], True)
    from advisor.solver.cases import RemainingCases

    exact = RemainingCases(kb, state.answers, state=state).depends_on(goals, conditions)
    if exact is not None:
        return Relevance(exact, True)
    waits = undecided(state, goals, conditions).waits
    return Relevance([id for id in kb.questions if id in waits], False)


class Undecided(NamedTuple):
    """What keeps goals or conditions open: rules, nearest to the goals first, and what they wait for.

    `goals` are the open pairs of the goals. `waits` has for each open question the parts of conditions that depend on
    its answer alone.
    """

    goals: tuple[Pair, ...]
    rules: tuple[Rule, ...]
    waits: dict[str, list[Condition]]


def undecided(state: PartialInterpretation, goals: Sequence[str], conditions: Sequence[Condition] = ()) -> Undecided:
    """Works back from the goals, from the conditions, and from whether an answer is required, over all that is open."""
    kb, search = state.kb, _UndecidedSearch(state)
    search.want((id, value) for id in goals for value in kb.conclusions[id].values)
    goal_pairs = tuple(search.queue)
    for condition in conditions:
        search.note(condition)
    rules: list[Rule] = []
    for pair in search.queue:  # it grows on the way
        for rule in kb.concluding.get(pair, ()):
            if state.fires[rule.id] is None:
                rules.append(rule)
                search.note(rule.when)
    waiting = [*search.waits]
    for id in waiting:  # it grows on the way
        demand = kb.questions[id].required_when
        if demand is not None:
            search.note(demand)
            waiting += [other for other in search.waits if other not in waiting]
    return Undecided(goal_pairs, tuple(rules), search.waits)


class _UndecidedSearch:
    """Open pairs that are wanted, each once, and what they wait for."""

    def __init__(self, state: PartialInterpretation) -> None:
        self.queue: list[Pair] = []
        self.waits: dict[str, list[Condition]] = {}
        self._wanted: set[Pair] = set()
        self._kb = state.kb
        self._possible = state.possible
        self._parts = _OpenParts(state)

    def want(self, pairs: Iterable[Pair]) -> None:
        whole = settling(self._kb, pairs)
        new = [pair for pair in whole if pair in self._possible and pair not in self._wanted]
        self._wanted.update(new)
        self.queue.extend(new)

    def note(self, condition: Condition) -> None:
        """Notes what keeps the condition open."""
        for question, part in fold(condition, self._parts.leaf, self._parts).waits:
            if question:
                self.waits.setdefault(question, []).append(part)
            else:
                self.want(tested_pairs(self._kb, part))


class _UndecidedPart(NamedTuple):
    """A condition, whether it holds, and the one `question` on which it depends alone, if there is one.

    `waits` has the largest of its parts that are open and depend on one question, that before each, and the open leaves
    on what is concluded.
    """

    condition: Condition
    truth: bool | None
    question: str
    waits: tuple[tuple[str, Condition], ...]


class _OpenParts:
    """The algebra of what keeps a condition open."""

    def __init__(self, state: PartialInterpretation) -> None:
        self._state = state

    def leaf(self, leaf: Leaf) -> _UndecidedPart:
        truth = self._state.holds(leaf)
        question = leaf.attribute if leaf.attribute in self._state.kb.questions else ""
        return _UndecidedPart(leaf, truth, question, ((question, leaf),) if truth is None else ())

    def all(self, parts: Iterable[_UndecidedPart]) -> _UndecidedPart:
        parts = tuple(parts)
        return _branch(All(tuple(part.condition for part in parts)), KLEENE.all(part.truth for part in parts), parts)

    def any(self, parts: Iterable[_UndecidedPart]) -> _UndecidedPart:
        parts = tuple(parts)
        return _branch(Any(tuple(part.condition for part in parts)), KLEENE.any(part.truth for part in parts), parts)

    def negate(self, part: _UndecidedPart) -> _UndecidedPart:
        return _branch(NoneOf((part.condition,)), KLEENE.negate(part.truth), (part,))


def _branch(condition: Condition, truth: bool | None, parts: tuple[_UndecidedPart, ...]) -> _UndecidedPart:
    questions = {part.question for part in parts}
    question = questions.pop() if len(questions) == 1 else ""
    if truth is not None:
        return _UndecidedPart(condition, truth, question, ())
    waits = ((question, condition),) if question else tuple(wait for part in parts for wait in part.waits)
    return _UndecidedPart(condition, truth, question, waits)
