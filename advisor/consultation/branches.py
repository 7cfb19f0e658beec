"""Every road that the person's own decisions can lead to: the roadmap is followed for each choice that can change it.

A decision is left open until the road depends on it, and is then tried with each of its choices. So a road carries just
the choices that it depends on, and no combination is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.consultation.relevance import remaining_questions
from advisor.consultation.roadmap import Roadmap, after, next_step
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN, Condition
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Effect, Paragraph, Step, Takes
from advisor.knowledge.texts import named
from advisor.logic.partial import PartialInterpretation, evaluate

MAX = 256
"""More ways than this are not followed."""


class PlanBranch(NamedTuple):
    """A road with the choices that lead to it; every combination of the other decisions leads to it too.

    `end` is the case after its last step.
    """

    choices: Mapping[str, Answer]
    roadmap: Roadmap
    end: Answers


class PlanBranches(NamedTuple):
    """`complete`: these are all ways, each combination of choices being on just one of them."""

    ways: tuple[PlanBranch, ...]
    complete: bool


class _Walker(NamedTuple):
    """On the way: the answers of `state` lack the decisions that the road did not depend on so far."""

    choices: dict[str, Answer]
    state: PartialInterpretation
    stages: tuple[tuple[PartialInterpretation, Step], ...]


def ways(kb: KnowledgeBase, answers: Answers) -> PlanBranches:
    """The ways of a case; absent answers count as unknown. `unknown` is a choice only where it is the answer now."""
    total = kb.total(answers)
    decisions = [id for id, question in kb.questions.items() if question.decision]
    choices = {id: [*kb.questions[id].values, *([UNKNOWN] if total[id] == UNKNOWN else [])] for id in decisions}
    waiting = [_Walker({}, evaluate(kb, {id: answer for id, answer in total.items() if id not in choices}), ())]
    found: list[PlanBranch] = []
    while waiting:
        arrived = _walk(waiting.pop())
        if isinstance(arrived, PlanBranch):
            found.append(arrived)
            continue
        walker, id = arrived
        if len(found) + len(waiting) + len(choices[id]) > MAX:
            return PlanBranches(tuple(found), False)
        for value in reversed(choices[id]):
            state = walker.state.with_answers({**walker.state.answers, id: value})
            waiting.append(_Walker({**walker.choices, id: value}, state, walker.stages))
    return PlanBranches(tuple(found), True)


def _walk(walker: _Walker) -> PlanBranch | tuple[_Walker, str]:
    """Goes on to the end of the road, or to the first decision that it depends on.

    What does not depend on the open decisions is settled by trying any choice of each.
    """
    kb = walker.state.kb
    some = {id: question.values[0] for id, question in kb.questions.items() if question.decision}
    while True:
        choices, state, stages = walker
        if open := remaining_questions(state, [kb.goal]):
            return walker, open[0]
        settled = state.with_answers({**some, **state.answers})
        step = next_step(settled)
        if step is None or any(step.id == taken.id for _, taken in stages):
            return _end(walker)
        open = remaining_questions(state, (), list(_conditions([*step.takes, *step.assumes, *step.achieves])))
        if open := [*open, *(id for id in _named(kb, step) if id not in state.answers)]:
            return walker, open[0]
        if not step.achieves:
            return _end(walker, (settled, step))
        walker = _Walker(choices, state.with_answers(_after(settled, step, state.answers)), (*stages, (settled, step)))


def _end(walker: _Walker, *last: tuple[PartialInterpretation, Step]) -> PlanBranch | tuple[_Walker, str]:
    """The way, once it is settled how far it leads; with its last stage, if it reaches the end of the road."""
    kb, answers = walker.state.kb, walker.state.answers
    if open := [id for id in kb.furthest if id not in answers]:
        return walker, open[0]
    return PlanBranch(walker.choices, Roadmap((*walker.stages, *last), bool(last)), kb.total(answers))


def _after(settled: PartialInterpretation, step: Step, answers: Answers) -> dict[str, Answer]:
    """The case after the step, in which a decision stays open that was open and is not made by the step."""
    held = (part for part in step.achieves if part.when is None or settled.holds(part.when) is True)
    known = {*answers, *(id for part in held for id in part.set)}
    return {id: answer for id, answer in after(settled, step).items() if id in known}


def _conditions(parts: Iterable[Paragraph | Takes | Effect]) -> Iterator[Condition]:
    return (part.when for part in parts if part.when is not None)


def _named(kb: KnowledgeBase, step: Step) -> Iterator[str]:
    """The questions whose answers stand in what the road says of the step."""
    for text in (step.title, *(part.text for part in step.assumes)):
        yield from named(kb, text)
