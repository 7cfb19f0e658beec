"""The roadmap: take the recommended step, ask the rules again, and so on to the end of the road."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Raise, Step
from advisor.logic.partial import PartialInterpretation, evaluate
from advisor.records import NamedTuple


class Roadmap(NamedTuple):
    """The steps in their order, each with the case before it.

    `complete`: the last one is the end of the road, a step that achieves nothing.
    """

    stages: tuple[tuple[PartialInterpretation, Step], ...]
    complete: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for _, step in self.stages)


def roadmap(kb: KnowledgeBase, answers: Answers) -> Roadmap:
    """The steps that remain for a case; absent answers count as unknown.

    It stops, incomplete, where the rules conclude not just one step, or one that was taken before.
    """
    return road_of(evaluate(kb, kb.total(answers)))


def road_of(start: PartialInterpretation) -> Roadmap:
    """As `roadmap`, of a total case that is evaluated already."""
    stages: list[tuple[PartialInterpretation, Step]] = []
    for state, step in walk(start):
        if step is None or any(step.id == taken.id for _, taken in stages):
            return Roadmap(tuple(stages), False)
        stages.append((state, step))
    return Roadmap(tuple(stages), True)


class Footing(NamedTuple):
    """How much of a road holds whatever is answered later: so many `steps`, and the `questions` that settle the next.

    No question is left where all of it holds.
    """

    steps: int
    questions: tuple[str, ...]


def footing(start: PartialInterpretation) -> Footing:
    """What of a case's road does not rest on questions that have no answer yet; who does not know has answered."""
    from advisor.consultation.relevance import remaining_questions

    steps = 0
    kb = start.kb
    for state, step in walk(start):
        if step is None:
            return Footing(steps, tuple(remaining_questions(state, [kb.goal])))
        steps += 1
        open = remaining_questions(state, (), [it.when for it in step.achieves if it.when is not None])
        if open:
            return Footing(steps, tuple(open))
    return Footing(steps, ())


def walk(state: PartialInterpretation) -> Iterator[tuple[PartialInterpretation, Step | None]]:
    """The case and its next step, then the same after each step, until one achieves nothing or comes again.

    Answers may be open: the walk then ends, with None, where the next step depends on them.
    """
    taken: set[str] = set()
    while True:
        step = next_step(state)
        yield state, step
        if step is None or not step.achieves or step.id in taken:
            return
        taken.add(step.id)
        state = state.with_answers(after(state, step))


def next_step(state: PartialInterpretation) -> Step | None:
    """The step that is settled; None where it is open, or where there is not just one."""
    kb = state.kb
    if any(pair[0] == kb.goal for pair in state.possible):
        from advisor.consultation.relevance import remaining_questions

        if not remaining_questions(state, [kb.goal]):
            state = state.with_answers(kb.total(state.answers))
    steps = [step for id, step in kb.steps.items() if (kb.goal, id) in state.true]
    return steps[0] if len(steps) == 1 else None


def after(state: PartialInterpretation, step: Step) -> dict[str, Answer]:
    """The case after the step: every achievement whose condition holds before it is applied."""
    answers = dict(state.answers)
    for achievement in step.achieves:
        if achievement.when is None or state.holds(achievement.when) is True:
            answers.update(_applied(state.kb, answers, achievement.set))
    return answers


def _applied(kb: KnowledgeBase, answers: Answers, changes: Mapping[str, Answer | Raise]) -> dict[str, Answer]:
    changed: dict[str, Answer] = {}
    for id, value in changes.items():
        before = answers.get(id, UNKNOWN)
        if isinstance(value, Raise):
            number = before if isinstance(before, (int, float)) else value.number
            changed[id] = max(number, value.number)
        elif isinstance(value, tuple) and isinstance(before, tuple):
            changed[id] = kb.questions[id].read([*before, *value])
        else:
            changed[id] = value
    return changed
