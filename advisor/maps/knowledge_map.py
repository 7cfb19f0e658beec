"""The map of a knowledge base: its questions by topic, its milestones, and the steps before, between and after them.

Milestones are the conclusions that are neither internal nor shown beside the goal alone. Internal conclusions are not
drawn: what they rest on belongs to what rests on them. Nor are the questions that serve only what is shown beside the
goal. A number that rules add to is one milestone.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.goals import title_in_general
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.maps.dependencies import Dependencies
from advisor.maps.graph import Arrow, Box, Map, acyclic, reduced
from advisor.plain_text import capital

ROAD = "A strong arrow is the {road}: from what must be met before a {step}, over the {step}, to what it works towards."
GOALS = "A strong arrow leads from what must be met before a conclusion to that conclusion."
OTHERS = (
    "A thin arrow leads from a question to what its answer decides first, a broken one from what stands in the way."
)


PLACES = "The first rule that holds decides; a number in brackets is the place of such a rule."


def knowledge_map(kb: KnowledgeBase) -> Map:
    """The map; what is called steps are the values of the goals."""
    resting = Dependencies(kb)
    steps = [(id, value) for id in kb.goals for value in kb.conclusions[id].values]
    legend = f"{(ROAD if kb.has_road else GOALS).format(**kb.words._asdict())} {OTHERS}"
    road = [*_between_milestones(resting), *_over_steps(resting, steps), *_from_step_to_step(resting, steps)]
    road += [] if kb.has_road else _to_values(resting, steps)
    arrows = reduced(acyclic([*road, *_from_questions(resting, steps)]))
    ends = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    boxes = [
        Box(f"q.{q.id}", capital(q.label), "question", q.topic) for q in kb.questions.values() if f"q.{q.id}" in ends
    ]
    boxes += [Box(_id(pair), _milestone(kb, pair), "milestone") for pair in resting.milestones]
    boxes += [Box(_id(pair), title_in_general(kb, *pair) + _places(kb, pair), "step") for pair in steps]
    if kb.first:
        legend += f" {PLACES}"
    return Map(kb.title, legend, tuple(boxes), tuple(arrows))


def _id(pair: Pair) -> str:
    return ".".join(("c", *pair))


def _milestone(kb: KnowledgeBase, pair: Pair) -> str:
    conclusion = kb.conclusions[pair[0]]
    if conclusion.number or len(conclusion.values) == 1:
        return conclusion.label + _places(kb, pair)
    return f"{conclusion.label}: {title_in_general(kb, *pair)}{_places(kb, pair)}"


def _places(kb: KnowledgeBase, pair: Pair, most: int = 4) -> str:
    """Where the value's rules stand among those of which only the first that holds fires."""
    places = [f"{n}" for n, rule in enumerate(kb.first.get(pair[0], ()), 1) if rule.then == pair]
    if len(places) > most:
        places = [*places[: most - 1], "..."]
    return f" ({', '.join(places)})" if places else ""


def _between_milestones(resting: Dependencies) -> Iterator[Arrow]:
    for pair in resting.milestones:
        for before in resting.last(resting.before(pair)):
            yield Arrow(_id(before), _id(pair), "road")
    for pair in resting.milestones:
        for other, negated in resting.on_milestones(pair):
            yield Arrow(_id(other), _id(pair), "lacks" if negated else "reads")


def _over_steps(resting: Dependencies, steps: list[Pair]) -> Iterator[Arrow]:
    """From the last milestones that a step needs to the step, and on to the one that it works towards.

    That is the first that it can help to meet; of a step without a milestone before it, the first to which a step leads
    that waits for it.
    """
    towards = {step: _helped(resting, step) for step in steps}
    for step in steps:
        for before in resting.last(resting.must(step)):
            yield Arrow(_id(before), _id(step), "road")
        found = [towards[step]]
        if not resting.must(step):
            found += [towards[other] for other in steps if resting.waits_for(other, step)]
        milestone = next((pair for pair in resting.milestones if pair in found), None)
        if milestone is not None:
            yield Arrow(_id(step), _id(milestone), "road")


def _to_values(resting: Dependencies, values: list[Pair]) -> Iterator[Arrow]:
    """From the milestones that bear on a goal's value, though it may be concluded without them."""
    for value in values:
        for other, negated in resting.on_milestones(value):
            yield Arrow(_id(other), _id(value), "lacks" if negated else "reads")


def _helped(resting: Dependencies, step: Pair) -> Pair | None:
    ahead = [pair for pair in resting.milestones if pair not in resting.must(step)]
    return next((pair for pair in ahead if resting.helps(step[1], pair)), None)


def _from_step_to_step(resting: Dependencies, steps: list[Pair]) -> Iterator[Arrow]:
    for step in steps:
        for other in steps:
            if step != other and resting.opens(step[1], other):
                yield Arrow(_id(step), _id(other), "road")


def _from_questions(resting: Dependencies, steps: list[Pair]) -> Iterator[Arrow]:
    """To the milestones that read a question; where none does, and to steps without any milestone, to the steps."""
    for id in resting.kb.questions:
        milestones = [pair for pair in resting.milestones if id in resting.questions(pair)]
        reading = [pair for pair in steps if id in resting.questions(pair)]
        alone = [pair for pair in reading if not resting.must(pair) and id in resting.directly(pair)]
        for pair in [*milestones, *(alone if milestones else reading)]:
            yield Arrow(f"q.{id}", _id(pair))
