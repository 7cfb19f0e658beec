"""The state of a consultation between two changes of its answers: what matters now, and what may still be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from advisor.consultation.progress import Bounds, remaining
from advisor.consultation.relevance import Relevance, relevance, remaining_questions, undecided
from advisor.consultation.roadmap import walk
from advisor.inference import Firing, infer
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import Condition
from advisor.knowledge.demands import unmet
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.steps import Effect, Paragraph, Step, Takes
from advisor.logic.demands import required
from advisor.logic.partial import PartialInterpretation, evaluate


@dataclass
class Snapshot:
    """The consultation between two changes; what follows from the answers is found when it is asked for."""

    kb: KnowledgeBase
    answers: dict[str, Answer]
    going_on: bool
    shortest: bool
    known: dict[bool, Bounds] = field(default_factory=dict)
    """How many more questions there are by what was told before, up to the goal (False) and on the road (True)."""
    near: PartialInterpretation | None = None
    """A case that differs from this one in little."""

    def with_answers(self, answers: dict[str, Answer]) -> Snapshot:
        return Snapshot(self.kb, answers, self.going_on, self.shortest, self._still_known(answers), self.state)

    def on_to_the_road(self) -> Snapshot:
        return Snapshot(self.kb, self.answers, True, self.shortest, dict(self.known), self.state)

    def remaining(self, road: bool) -> Bounds:
        """How many more questions there are, on the road or up to it; what is told once is never taken back.

        Not every case can be followed as far as the one before it: what was found there holds here too.
        """
        least, most = self.remaining_on_the_road if road else self.remaining_to_the_goal
        before = self.known.get(road, (0, most))
        most = max(min(most, before[1]), bool(self.road_names if road else self.goal_names))
        self.known[road] = min(max(least, before[0]), most), most
        return self.known[road]

    def _still_known(self, answers: dict[str, Answer]) -> dict[bool, Bounds]:
        """Each answer more is at most a question less, and surely so where it was asked; a changed one changes all."""
        more = answers.keys() - self.answers.keys()
        if any(answers.get(id) != answer for id, answer in self.answers.items()):
            return {}
        asked = {self.on_the_road} if self.known and self.next_name in more else set()
        return {road: (max(least - len(more), 0), most - (road in asked)) for road, (least, most) in self.known.items()}

    @property
    def goals(self) -> tuple[str, ...]:
        return self.kb.goals

    @property
    def on_the_road(self) -> bool:
        """A changed answer may open the goal again: it then comes first."""
        return self.going_on and not self.goal_names

    @cached_property
    def state(self) -> PartialInterpretation:
        return self.near.with_answers(self.answers) if self.near else evaluate(self.kb, self.answers)

    @cached_property
    def firings(self) -> tuple[Firing, ...]:
        return infer(self.kb, self.answers, self.state.possible)

    @cached_property
    def goal_names(self) -> list[str]:
        """A required answer belongs to every case, whether it changes the goal or not.

        Once nothing else is left, what is open stays unknown, and another answer may be required by that.
        """
        names = {*self._goal.names, *self._required}
        names = names or {it.id for it in unmet(self.kb, self.answers) if it.id not in self.answers}
        return [id for id in self.kb.questions if id in names]

    @property
    def remaining_to_the_goal(self) -> Bounds:
        if self.shortest:  # the bounds are those of the knowledge base's order
            return min(1, len(self.goal_names)), len(self.goal_names)
        if not self.goal_names:
            return 0, 0
        least, most = remaining(self.state, self.goals, self._goal, self._required)
        return max(least, 1), max(most, 1)  # what only may matter is asked, too

    @property
    def goal_questions(self) -> list[str]:
        """The questions that can still change the goal."""
        return self._goal.names

    @cached_property
    def _goal(self) -> Relevance:
        return relevance(self.state, self.goals)

    @cached_property
    def _required(self) -> frozenset[str]:
        open = (question for id, question in self.kb.questions.items() if id not in self.answers)
        return frozenset(question.id for question in open if required(question, self.answers))

    @cached_property
    def names(self) -> list[str]:
        return self.road_names if self.on_the_road else self.goal_names

    @cached_property
    def next_name(self) -> str:
        """The question that comes next; nothing where none is left. Required ones are asked in any case, so first."""
        if not self.shortest or self.on_the_road or not self._goal.names:
            return next(iter(self.names), "")
        due = [id for id in self.goal_names if id in self._required]
        if due:
            return due[0]
        from advisor.consultation.information_gain import most_telling

        return most_telling(self.state, undecided(self.state, self.goals), self._goal)

    @cached_property
    def road_names(self) -> list[str]:
        """What can change the texts beside the goal, and the road as far as it can be seen."""
        names = set(remaining_questions(self.state, self.kb.also))
        for state, step in self._road:
            names.update(_asked_on_the_way(state, step, state is self._road[0][0]))
        return [id for id in self.kb.questions if id in names]

    @cached_property
    def _road(self) -> list[tuple[PartialInterpretation, Step | None]]:
        """The case before each step, up to one whose effect is open, or the end of the road."""
        road = []
        for state, step in walk(self.state):
            road.append((state, step))
            if step is not None and remaining_questions(state, (), _conditions(step.achieves)):
                break
        return road

    def forget_road(self) -> None:
        """Lets go of the cases on the road, which may be hundreds: they are followed again if they are asked for."""
        self.__dict__.pop("_road", None)

    @cached_property
    def remaining_on_the_road(self) -> Bounds:
        """Beyond what can be seen of the road, any open question may come."""
        names, (state, step) = self.road_names, self._road[-1]
        if not self.kb.has_road or (step is not None and not step.achieves):
            return min(1, len(names)), len(names)
        beyond = [id for id in self.kb.questions if id not in state.answers and id not in names]
        return min(1, len(names)), len(names) + len(beyond) if names else 0

    def waiting(self, id: str) -> list[Rule]:
        """The rules that wait for the question, where it comes first on the road."""
        if not self.on_the_road:
            return _waiting(self.state, self.goals, id)
        found = _waiting(self.state, self.kb.also, id)
        return found or next((rules for state, _ in self._road if (rules := _waiting(state, self.goals, id))), [])


def _waiting(state: PartialInterpretation, goals: tuple[str, ...], id: str) -> list[Rule]:
    rules = undecided(state, goals).rules
    return [rule for rule in rules if any(leaf.attribute == id for leaf in state.open_leaves(rule.when))]


def _asked_on_the_way(state: PartialInterpretation, step: Step | None, first: bool) -> list[str]:
    """The questions that settle the step, or what is said of it: of the first one all, of later ones what is listed."""
    if step is None:
        return remaining_questions(state, state.kb.goals)
    listed = (*_conditions(step.achieves), *_conditions(step.takes), *_conditions(step.assumes))
    shown = (*_conditions(step.do), *_conditions(step.gives), *_conditions(step.watch)) if first else ()
    return remaining_questions(state, (), (*listed, *shown))


def _conditions(parts: Iterable[Paragraph | Takes | Effect]) -> tuple[Condition, ...]:
    return tuple(part.when for part in parts if part.when is not None)
