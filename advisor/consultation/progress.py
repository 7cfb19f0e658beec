"""How many more questions a consultation takes: at least, and at most."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.consultation.completions import Completions, classes
from advisor.consultation.relevance import Relevance, undecided
from advisor.logic.partial import PartialInterpretation, evaluate

MAX_STATES = 400
"""States of the countable consultation that are looked at before its bounds are left wide."""

MAX_EVALUATIONS = 12
"""Evaluations of the whole case that are spent on the lower bound."""

Bounds = tuple[int, int]


def remaining(state: PartialInterpretation, goals: Sequence[str], found: Relevance) -> Bounds:
    """The bounds, where `found` is what matters to these goals.

    They are exact where every further course of the consultation can be followed, else wider. A required question that
    matters now is asked on each of them, even where it does not matter any more.
    """
    names = found.names
    required = frozenset(id for id in names if state.kb.questions[id].required)
    if not names:
        return 0, 0
    if found.completions is None:
        return _by_diagram(state, goals, required) or (_least(state, goals), len(names))
    courses = _Courses(found.completions, names, required).bounds(found.watched)
    return courses or _by_diagram(state, goals, required) or (1, len(names))


def _by_diagram(state: PartialInterpretation, goals: Sequence[str], required: frozenset[str]) -> Bounds | None:
    """The bounds of every course, where these goals are the knowledge base's own, and it is not too large."""
    if list(goals) != [state.kb.goal]:
        return None
    from advisor.solver.kept_diagrams import asked_of

    return asked_of(state.kb, lambda it: it.cases.questions_ahead(it.cases.within(it.goal, state.answers), required))


class _TooMany(Exception):
    """More states than may be looked at."""


class _Courses:
    """Follows every course that the questions can take, states that are alike only once."""

    def __init__(self, completions: Completions, names: Sequence[str], required: frozenset[str]) -> None:
        self._completions = completions
        self._names = names
        self._required = required
        self._seen: dict[tuple[int, ...], Bounds] = {}

    def bounds(self, watched: tuple[int, ...]) -> Bounds | None:
        try:
            return self._bounds(watched, self._completions.every, 0)
        except _TooMany:
            return None

    def _bounds(self, watched: tuple[int, ...], among: int, asked: int) -> Bounds:
        due = sum(id in self._required for id in self._names[asked:])
        key = (due, among, *watched)
        if key not in self._seen:
            if len(self._seen) >= MAX_STATES:
                raise _TooMany
            self._seen[key] = 0, 0
            self._seen[key] = self._after(watched, among, asked)
        return self._seen[key]

    def _after(self, watched: tuple[int, ...], among: int, asked: int) -> Bounds:
        """Of the states after the next question's answer, the best and the worst, and that question.

        A question that does not matter now will not matter later, so those before the next one are done with.
        """
        for index, id in enumerate(self._names[asked:], asked + 1):
            branches = self._completions.branches(id, watched, among)
            if len(branches) > 1 or id in self._required:
                among &= self._completions.first(id)
                found = [self._bounds(branch, among, index) for branch in branches]
                return 1 + min(least for least, _ in found), 1 + max(most for _, most in found)
        return 0, 0


def _least(state: PartialInterpretation, goals: Sequence[str]) -> int:
    """A lower bound: no course that could be followed ends before so many questions."""
    level, spent, depth = [state], 0, 0
    while True:
        depth += 1
        following: list[PartialInterpretation] = []
        for here in level:
            found = undecided(here, goals)
            id = next(id for id in here.kb.questions if id in found.waits)
            for answer in classes(here.kb.questions[id], found.waits[id]) or ():
                if spent == MAX_EVALUATIONS:
                    return depth
                spent += 1
                after = evaluate(here.kb, {**here.answers, id: answer})
                if not undecided(after, goals).waits:
                    return depth
                following.append(after)
        if not following:
            return depth
        level = following
