"""Why something was not concluded, as text and as plain data."""

from __future__ import annotations

from typing import Any

from advisor.explanation import english
from advisor.explanation.failures import Attempt, Failure, Missing
from advisor.explanation.recommendation import Recommendation
from advisor.explanation.why_not import ChangeSet, WhyNot
from advisor.knowledge.model import Pair
from advisor.plain_text import wrap
from advisor.reports import measures
from advisor.reports.explaining import changes, how, words
from advisor.reports.explaining.standing import Standing

MAX_SETS = 2
"""So many ways are told, those first that are within reach; the others are counted."""


def text(found: WhyNot, width: int = 80) -> str:
    """What stands in the way, whether the road leads there, and the smallest changes that give it."""
    if found.how is not None:
        return words.joined([wrap("It is concluded. This is how:", width)]) + "\n" + how.text(found.how, width)
    parts = [_head(found, width), _failed(found, width), _route(found, width), *_sets(found, width)]
    return words.joined(parts)


def as_object(found: WhyNot) -> dict[str, Any]:
    """The failed conditions of every rule, every smallest set of changes, and the route."""
    asked = {"attribute": found.pair[0], "value": found.pair[1]}
    if found.how is not None:
        return {"why_not": asked, "concluded": True, "how": how.as_object(found.how)}
    assert found.missing is not None
    return {
        "why_not": asked,
        "concluded": False,
        "rules": Plain(found.advice).attempts(found.missing),
        "smallest_changes": [changes.plain_set(one) for one in found.sets],
        "all_smallest_changes": found.complete,
        "answered_by": found.answered_by,
        "route": [stage.step.id for stage in found.route.stages] if found.route else None,
    }


def _head(found: WhyNot, width: int) -> list[str]:
    return ["WHY NOT", *wrap(_name(found.advice, found.pair), width)]


def _name(advice: Recommendation, pair: Pair) -> str:
    if pair[0] == advice.kb.goal and advice.kb.recommends:
        return words.step(advice.kb, pair[1], advice.told)
    return words.conclusion(advice.kb, pair, advice.told)


def _failed(found: WhyNot, width: int) -> list[str]:
    assert found.missing is not None
    return words.section("WHAT STANDS IN THE WAY", list(Standing(found.advice, width).missing(found.missing)))


def _sets(found: WhyNot, width: int) -> list[list[str]]:
    """What is the same in all of them is told once, before the others."""
    if not found.sets:
        none = "There are no answers that give it."
        not_proved = "No answers that give it were found, but it could not be proved that there are none."
        return [wrap(none if found.complete else not_proved, width)]
    advice = found.advice
    common = _common(found)
    if len(found.sets) == 1:
        (only,) = found.sets
        box = only.boxes[0]
        alone = "Only this, and nothing less, would give it:"
        others = "This, and nothing less, would give it, and perhaps others that are no smaller:"
        head = ["SMALLEST CHANGE", *_out_of_reach(found, width), *wrap(alone if found.complete else others, width)]
        for change in only.changes:
            head += changes.lines(advice, [change], box, width, "- ")
        return [[*head, *_more_boxes(only, width)]]
    shared = [change for change in found.sets[0].changes if change.question in common]
    lines = ["SMALLEST CHANGES", *_out_of_reach(found, width)]
    count = f"{len(found.sets)}" if found.complete else f"more than {len(found.sets)}"
    if shared:
        lines += wrap("Each of these would have to be so:", width)
        for change in shared:
            lines += changes.lines(advice, [change], found.sets[0].boxes[0], width, "- ")
        lines += wrap(f"and with that one of these {count}, and nothing less:", width)
    else:
        lines += wrap(f"Any one of these {count} would give it, and nothing less:", width)
    shown = sorted(found.sets, key=lambda one: (not one.within_reach, len(one.questions)))[:MAX_SETS]
    shown = [one for one in shown if one.within_reach] or shown
    told: dict[tuple[str, str], str] = {}
    for number, one in enumerate(shown, 1):
        rest = [change for change in one.changes if change.question not in common]
        lines += changes.lines(advice, rest, one.boxes[0], width, f"{number}. ", told)
        lines += _more_boxes(one, width)
    return [[*lines, *_left_out(found, len(shown), len(common), width)]]


def _out_of_reach(found: WhyNot, width: int) -> list[str]:
    """That each way wants what is no choice of the person, now or on the road."""
    if not found.kb.steps or any(one.within_reach for one in found.sets):
        return []
    said = found.kb.words
    none = f"No {said.step} and no decision of yours"
    if found.kb.has_road and found.route is not None:
        return wrap(f"{none} makes it so now; the {said.road} above leads there in time.", width)
    return wrap(f"{none} leads there: it is so for other people.", width)


def _common(found: WhyNot) -> set[str]:
    """The questions that are changed in every set, and always to the same answers."""
    first, *others = found.sets
    if any(len(one.boxes) > 1 for one in found.sets):
        return set()
    same = {change.question for change in first.changes if all(change in one.changes for one in others)}
    return same if all(len(one.questions) > len(same) for one in found.sets) else set()


def _more_boxes(one: ChangeSet, width: int) -> list[str]:
    if len(one.boxes) == 1 and one.complete:
        return []
    return wrap("Other answers to these questions together would give it, too.", width, "   ")


def _left_out(found: WhyNot, shown: int, common: int, width: int) -> list[str]:
    left = len(found.sets) - shown
    if not left:
        return []
    sizes = sorted(len(one.questions) - common for one in found.sets)
    span = f"{sizes[0]} to {sizes[-1]}" if sizes[0] < sizes[-1] else f"{sizes[0]}"
    answers = "answer" if sizes[-1] == 1 else "answers"
    beyond = "" if found.complete else ", and others that are no smaller"
    more = "another one" if left == 1 else f"{left} others"
    return wrap(f"and {more}{beyond}; all of them change {span} {answers}{' more' if common else ''}.", width, "   ")


def _route(found: WhyNot, width: int) -> list[str]:
    if not found.sets or not found.kb.has_road:
        return []
    said = found.kb.words
    heading = f"THE {said.road.upper()}"
    if found.route is None:
        return words.section(heading, wrap(f"{said.road_from_here} does not lead there.", width))
    stages = found.route.stages
    takes = measures.together(stages, found.kb)
    count = measures.counted(len(stages), said)
    lines = wrap(f"{said.road_from_here} leads there after {count}{f', {takes}' if takes else ''}:", width)
    for number, stage in enumerate(stages, 1):
        lines += wrap(stage.title, width, f"{number:>2}. ")
    return words.section(heading, lines)


class Plain:
    """Failed conditions as plain data; what was explained already is only named."""

    def __init__(self, advice: Recommendation) -> None:
        self._advice = advice
        self._seen: set[Pair] = set()

    def attempts(self, missing: Missing) -> list[dict[str, Any]]:
        self._seen.add(missing.pair)
        return [self.attempt(attempt) for attempt in missing.attempts]

    def attempt(self, attempt: Attempt) -> dict[str, Any]:
        found: dict[str, Any] = {
            "rule": attempt.rule.id,
            "holds": [english.condition(self._advice.kb, part, self._advice.told) for part in attempt.holds],
            "fails": [self._failure(failure) for failure in attempt.fails],
        }
        return {**found, "forestalled_by": attempt.forestalled.id} if attempt.forestalled else found

    def _failure(self, failure: Failure) -> dict[str, Any]:
        found: dict[str, Any] = {"needs": failure.needs}
        if failure.answers:
            found["but"] = list(failure.answers)
        if failure.number:
            found["but"] = [failure.number]
        if failure.concluded:
            found["concluded"] = words.plain_pairs(failure.concluded)
        if failure.missing:
            found["missing"] = [self._missing(missing) for missing in failure.missing]
        if failure.ways:
            found["ways"] = [[self._failure(inner) for inner in way] for way in failure.ways]
        return found

    def _missing(self, missing: Missing) -> dict[str, Any]:
        found: dict[str, Any] = {"attribute": missing.pair[0], "value": missing.pair[1]}
        if missing.again or missing.pair in self._seen:
            return {**found, "explained_above": True}
        return {**found, "rules": self.attempts(missing)}
