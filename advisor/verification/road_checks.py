"""Whether the road leads on from every case: each step changes the recommendation, and the last one is reached.

Diagrams tell it exactly. Where they are too large it is enough that no step can come twice, since then every road ends:
whoever has taken the step keeps an answer with which it is never recommended.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import UNKNOWN, All, Compare, Condition, NoneOf, Number, OneOf
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Raise, Step
from advisor.solver.case_diagram import CaseDiagram
from advisor.solver.nodes import MAX_NODES, TooLarge
from advisor.solver.search import Kind, Search
from advisor.verification.findings import TOO_LARGE, Finding, Proof
from advisor.verification.outcomes import has_one_next_step
from advisor.verification.reachability import Reachability

CLAIM = "Every step that is taken changes the recommendation, and the road comes to its end from every case"
COUNTED = 10_000
"""So many nodes may be made to count the steps of the longest road."""

NO_ROAD = "cases without just one next step have no road"


def road_ends(search: Search) -> Proof:
    """From every case with one next step, the steps lead to the end of the road, none of them comes twice."""
    kb = search.kb
    if not any(not kb.steps[id].achieves for id in kb.conclusions[kb.goal].values):
        what = "The road has no end: every step achieves something."
        advice = "Leave 'achieves' out of the step with which the road ends."
        place = kb.places.get(("attribute", kb.goal), "")
        return Proof(f"{CLAIM}.", (Finding("no-end", (kb.goal,), place, what, advice),))
    diagram = search.diagram
    if diagram is not None:
        try:
            with diagram.cases.at_most(MAX_NODES // 2):
                return _followed(kb, diagram)._replace(answered_by="diagram")
        except TooLarge:
            pass
    return _none_twice(search)


def _followed(kb: KnowledgeBase, diagram: CaseDiagram) -> Proof:
    """By following every road to its end."""
    road = Reachability(diagram)
    found = []
    stays = dict(road.unchanged())
    for id, case in stays.items():
        what = f"Taking the step '{id}' can leave the recommendation as it is."
        advice = "Let it achieve what its rules wait for, or let another step be recommended in this case."
        found.append(Finding("step-stays", (id,), kb.places.get(("step", id), ""), what, advice, case))
    if road.all_end:
        for id, case in road.again():
            if id not in stays:
                what = f"The step '{id}' can come a second time on one road."
                advice = "Let the step achieve what it is recommended for, or keep other steps from taking it back."
                found.append(Finding("step-again", (id,), kb.places.get(("step", id), ""), what, advice, case))
    lost = road.lost() if not stays and not road.all_end else None
    if lost is not None:
        id = lost.steps[-1]
        way = " -> ".join(lost.steps)
        what = f"The road goes round in a circle: {way}."
        advice = "Let one of these steps achieve what keeps the circle going."
        found.append(Finding("circle", (id,), kb.places.get(("step", id), ""), what, advice, lost.case))
    if not road.all_end:
        return Proof(f"{CLAIM}.", tuple(found), "" if found else NO_ROAD)
    return Proof(f"{CLAIM}, {_at_most(_most(road, diagram))}; none comes twice.", tuple(found))


def _most(road: Reachability, diagram: CaseDiagram) -> int:
    """The steps that are taken at most; where it takes long to count them, all that there are, for none comes twice."""
    try:
        with diagram.cases.at_most(COUNTED):
            return road.most_steps
    except TooLarge:
        return road.different_steps


def _at_most(steps: int) -> str:
    return f"in at most {steps} {'step' if steps == 1 else 'steps'}"


def _none_twice(search: Search) -> Proof:
    """By what each step leaves behind, and with which it is not recommended."""
    kb = search.kb
    steps = [kb.steps[id] for id in kb.conclusions[kb.goal].values if kb.steps[id].achieves]
    again = [step for step in search.each(steps) if search.exists(_taken(kb, step))]
    if again:
        shown = f"{len(steps) - len(again):,} of {len(steps):,} steps cannot come twice"
        return Proof(f"{CLAIM}; none comes twice.", limits=shown, gave_up=TOO_LARGE)
    if not has_one_next_step(search):
        return Proof(f"{CLAIM}.", limits=NO_ROAD)
    return Proof(f"{CLAIM}, {_at_most(len(steps) + 1)}; none comes twice.")


def _taken(kb: KnowledgeBase, step: Step) -> Kind:
    """Where the step is recommended, although what it leaves behind for good is there already."""
    left = All(tuple(_left_by(kb, step)))
    return lambda it: it.algebra.all([it.pairs[kb.goal, step.id], it.holds(left)])


def _left_by(kb: KnowledgeBase, step: Step) -> Iterator[Condition]:
    """What holds once the step is taken, and goes on to hold whatever steps follow."""
    for id in dict.fromkeys(id for part in step.achieves if part.when is None for id in part.set):
        kind = kb.questions[id].kind
        every = [part.set[id] for other in kb.steps.values() for part in other.achieves if id in part.set]
        own = [part.set[id] for part in step.achieves if part.when is None and id in part.set]
        if kind == "choice":
            yield OneOf(id, tuple(dict.fromkeys(map(str, every))))
        elif UNKNOWN in every:
            continue
        elif kind == "many":
            yield NoneOf((OneOf(id, (UNKNOWN,)),))
            yield from (OneOf(id, (value,)) for added in own if isinstance(added, tuple) for value in map(str, added))
        else:
            set_to = [part.set[id] for part in step.achieves if id in part.set]
            yield Compare(
                id, "at_least", min(map(_least, [*set_to, *(to for to in every if not isinstance(to, Raise))]))
            )


def _least(to: Answer | Raise) -> Number:
    """The least number that the answer has once it is set to this, or raised."""
    if isinstance(to, Raise):
        return to.number
    assert isinstance(to, (int, float))
    return to
