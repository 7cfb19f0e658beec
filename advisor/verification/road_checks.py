"""Whether the road leads on from every case: each step changes the recommendation, and the last one is reached."""

from __future__ import annotations

from advisor.knowledge.model import KnowledgeBase
from advisor.solver.case_space import CaseDiagram
from advisor.verification.findings import TOO_LARGE, Finding, Proof
from advisor.verification.reachability import Reachability


def road_ends(kb: KnowledgeBase, diagram: CaseDiagram | None) -> Proof:
    """From every case with one next step, the steps lead to the end of the road, none of them comes twice."""
    claim = "Every step that is taken changes the recommendation, and the road comes to its end from every case"
    if not any(not kb.steps[id].achieves for id in kb.conclusions[kb.goal].values):
        what = "The road has no end: every step achieves something."
        advice = "Leave 'achieves' out of the step with which the road ends."
        place = kb.places.get(("attribute", kb.goal), "")
        return Proof(f"{claim}.", (Finding("no-end", (kb.goal,), place, what, advice),))
    if diagram is None:
        return Proof(f"{claim}.", gave_up=TOO_LARGE)
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
        limits = "" if found else "cases without just one next step have no road"
        return Proof(f"{claim}; none comes twice.", tuple(found), limits)
    most = len(road.going_on) - 1  # taken, and the one with which the road ends
    return Proof(f"{claim}, in at most {most} {'step' if most == 1 else 'steps'}; none comes twice.", tuple(found))
