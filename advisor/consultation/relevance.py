"""Which questions can still change what a consultation is for.

First over-approximated: a rule that is undecided and leads to a goal may matter, and with it the answers it waits for.
Each question is then proved to matter, or left out: by trying all answers that are still possible where they can be
counted, else by the decision diagram of all cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.consultation.completions import Completions, asked_by
from advisor.knowledge.conditions import Compare, Condition, OneOf
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Rule
from advisor.logic.partial import PartialInterpretation, evaluate

if TYPE_CHECKING:
    from advisor.solver.case_space import CaseDiagram


class Undecided(NamedTuple):
    """What keeps goals or conditions open: rules, nearest to the goals first, and what they wait for.

    `waits` has for each open question the parts of conditions that depend on its answer alone.
    """

    goals: tuple[Pair, ...]
    rules: tuple[Rule, ...]
    waits: dict[str, list[Condition]]


class Relevance(NamedTuple):
    """The open questions that matter, in the knowledge base's order.

    `completions` is None where they are too many; `watched` are the bits in them that the questions can change.
    """

    names: list[str]
    completions: Completions | None
    watched: tuple[int, ...]


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
    """What matters, with what it takes to follow the questions further."""
    found = undecided(state, goals, conditions)
    names = [id for id in state.kb.questions if id in found.waits]
    completions = Completions.build(state, found.rules, {id: found.waits[id] for id in names}) if names else None
    if completions is None:
        return Relevance(_that_matter(state, found.goals, conditions, names) if names else [], None, ())
    pairs = (completions.of_pair(pair) for pair in found.goals)
    watched = (*pairs, *(completions.of(condition) for condition in conditions))
    return Relevance([id for id in names if completions.matters(id, watched)], completions, watched)


def _that_matter(
    state: PartialInterpretation, pairs: Sequence[Pair], conditions: Sequence[Condition], names: list[str]
) -> list[str]:
    """Those of the questions on which one of the pairs or conditions depends; all, where there are too many cases."""
    from advisor.solver.kept_diagrams import asked_of

    def ask(diagram: CaseDiagram) -> set[str]:
        cases = diagram.cases
        nodes = [diagram.pairs[pair] for pair in pairs] + [diagram.holds(condition) for condition in conditions]
        return {id for node in nodes for id in cases.asked(cases.within(node, state.answers))}

    exact = asked_of(state.kb, ask)
    return names if exact is None else [id for id in names if id in exact]


def undecided(state: PartialInterpretation, goals: Sequence[str], conditions: Sequence[Condition] = ()) -> Undecided:
    """Works back from the goals, and from the conditions, over all that is open."""
    kb = state.kb
    search = _OpenPairs(state)
    for id in goals:
        search.want((id, value) for value in kb.conclusions[id].values)
    goal_pairs = tuple(search.queue)
    for condition in conditions:
        search.note(condition)
    concluding: dict[Pair, list[Rule]] = {}
    for rule in kb.rules:
        if state.fires[rule.id] is None:
            concluding.setdefault(rule.then, []).append(rule)
    rules: list[Rule] = []
    for pair in search.queue:  # it grows on the way
        for rule in concluding.get(pair, ()):
            rules.append(rule)
            search.note(rule.when)
    return Undecided(goal_pairs, tuple(rules), search.waits)


class _OpenPairs:
    """Open pairs that are wanted, each once, and what they wait for."""

    def __init__(self, state: PartialInterpretation) -> None:
        self.wanted: set[Pair] = set()
        self.queue: list[Pair] = []
        self.waits: dict[str, list[Condition]] = {}
        self._state = state

    def want(self, pairs: Iterable[Pair]) -> None:
        new = [pair for pair in pairs if pair in self._state.possible and pair not in self.wanted]
        self.wanted.update(new)
        self.queue.extend(new)

    def note(self, condition: Condition) -> None:
        """Notes what keeps the condition open, in the largest parts that depend on one question's answer."""
        if self._state.holds(condition) is not None:
            return
        question = asked_by(self._state.kb, condition)
        if question:
            self.waits.setdefault(question, []).append(condition)
        elif isinstance(condition, OneOf):
            self.want((condition.attribute, value) for value in condition.values)
        elif not isinstance(condition, Compare):
            for part in condition.parts:
                self.note(part)
