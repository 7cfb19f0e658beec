"""Of the rules that would have decided in place of the one that did, the one that came closest to it."""

from __future__ import annotations

from advisor.explanation.failures import Attempt, attempted
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.model import Rule, earlier
from advisor.solver.cases import RemainingCases, patience


def closest_earlier(advice: Recommendation, rule: Rule) -> Attempt:
    """That which the fewest changed answers would make hold, and then the earlier; `rule` fired, and is not the first.

    One that no answers make hold comes last, and so does one of which it was not found out in time.
    """
    cases = RemainingCases(advice.kb, {}, patience())
    rivals = earlier(advice.kb, rule)

    def changes(rival: Rule) -> int:
        sets = cases.minimal_changes(advice.case, rival.when, 1).sets
        return len(sets[0].questions) if sets else len(advice.kb.questions) + 1

    return attempted(advice, min(rivals, key=changes))
