"""The map of one recommendation: from the person's answers over what follows from them to the goals."""

from __future__ import annotations

from textwrap import shorten

from advisor.errors import AdvisorError
from advisor.explanation import cells, english
from advisor.explanation.absence import Absence
from advisor.explanation.derivation import Reason
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.model import Pair
from advisor.maps.graph import Arrow, Box, Map, acyclic

LEGEND = "Each box follows from those before it; what is missing, and matters by that, stands in a broken frame."
LONGEST = 120
"""Characters of a box: a person may have chosen many values."""

DEEPEST = 3
"""So far down it is shown why something is missing."""


def derivation_map(advice: Recommendation) -> Map:
    """The map. Raises AdvisorError where the goal has not just one value."""
    if advice.value is None:
        raise AdvisorError(f"{advice.place or advice.name or 'the case'}: {advice.problem}")
    drawing = _Drawing(advice)
    for _, reasons in advice.reasons_by_goal():
        for reason in reasons:
            drawing.reason(reason)
    arrows = acyclic(drawing.arrows)
    return Map(advice.name or advice.kb.title, LEGEND, tuple(drawing.boxes.values()), tuple(arrows))


class _Drawing:
    """A box has its clause for an id, so what is said twice is drawn once."""

    def __init__(self, advice: Recommendation) -> None:
        self.boxes: dict[str, Box] = {}
        self.arrows: list[Arrow] = []
        self._advice = advice
        self._kb = advice.kb

    def reason(self, reason: Reason) -> None:
        """A firing's conclusion with an arrow from each of the facts that it rests on."""
        here = self._conclusion(reason.firing.rule.then)
        for id, answer in reason.answers.items():
            self._arrow(self._box(english.given(self._kb, id, answer, self._advice.told), "question"), here, "reads")
        for cell in reason.cells:
            row = str(self._advice.told[cell.question])
            self._arrow(self._box(cells.clause(self._kb, cell, row), "question"), here, "reads")
        for pair in reason.findings:
            if self._kb.conclusions[pair[0]].number is None:
                self._arrow(self._conclusion(pair), here, "road")
        for id in reason.numbers:
            self._arrow(self._number(id), here, "road")
        if reason.firing.rule.add is not None:
            self._arrow(here, self._number(reason.firing.rule.attribute), "road")
        for pair in reason.missing:
            self._missing(self._advice.absence(pair), here, DEEPEST)

    def _missing(self, absence: Absence, target: str, deep: int) -> None:
        kind = "missing" if deep == DEEPEST or absence.because else "question"
        here = self._box(absence.text, kind)
        self._arrow(here, target, "lacks")
        for part in absence.because if deep else ():
            self._missing(part, here, deep - 1)

    def _conclusion(self, pair: Pair) -> str:
        if pair[0] in self._kb.goals:
            return self._box(self._advice.title_of(*pair), "goal")
        adding = pair[1] if self._kb.conclusions[pair[0]].number else ""  # rules may add the same
        return self._box(english.conclusion(self._kb, pair, self._advice.told), "milestone", adding)

    def _number(self, id: str) -> str:
        """What a number comes to, to which what is added to it leads."""
        return self._box(english.number(self._kb, id, self._advice.numbers[id]), "milestone")

    def _box(self, text: str, kind: str, of: str = "") -> str:
        id = f"{text} {of}".rstrip()
        self.boxes.setdefault(id, Box(id, shorten(text[:1].upper() + text[1:], LONGEST, placeholder=" ..."), kind))
        return id

    def _arrow(self, source: str, target: str, kind: str) -> None:
        self.arrows.append(Arrow(source, target, kind))
