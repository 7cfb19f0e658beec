"""How something is known, as text and as plain data."""

from __future__ import annotations

from typing import Any

from advisor.explanation import english
from advisor.explanation.closest import closest_earlier
from advisor.explanation.how import How
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Rule, earlier
from advisor.plain_text import capital, wrap
from advisor.reports.explaining import words
from advisor.reports.explaining.standing import Standing
from advisor.reports.json_report import firing_as_object
from advisor.reports.text import render_derivations


def text(found: How, width: int = 80) -> str:
    """The derivation of each value, or that it is an answer, or that it is not concluded."""
    if found.asked:
        return words.joined([_answered(found, width)])
    if not found.derived and not found.kb.conclusions[found.attribute].number:
        return words.joined([_not_concluded(found, width)])
    kb, case = found.kb, found.advice.told
    if kb.conclusions[found.attribute].number:
        return _number(found, width)
    said = (words.conclusion(kb, (found.attribute, derived.value), case) for derived in found.derived)
    told = render_derivations(found.advice, zip(said, (derived.nodes for derived in found.derived), strict=True), width)
    earlier = [_earlier(found.advice, derived.nodes[0].firing.rule, width) for derived in found.derived]
    return words.joined([told.rstrip("\n").split("\n"), *earlier])


def _number(found: How, width: int) -> str:
    """What the number is the sum of, and why each part was added."""
    kb, advice, id = found.kb, found.advice, found.attribute
    head = words.joined([wrap(words.sentence(english.sum_of(kb, id, advice.concluded)), width)])
    parts = [(words.conclusion(kb, (id, it.value), advice.told), it.nodes) for it in found.derived]
    return f"{head}\n{render_derivations(advice, parts, width)}" if parts else head


def _earlier(advice: Recommendation, rule: Rule, width: int) -> list[str]:
    """That no rule applies that would have decided before, and the one that came closest."""
    rivals = len(earlier(advice.kb, rule))
    if not rivals:
        return []
    closest = closest_earlier(advice, rule)
    which = "There is one, which" if rivals == 1 else f"Of {rivals} the closest"
    what = words.name(advice.kb, closest.rule.then, advice.told)
    said = f"{capital(advice.kb.words.no_earlier)}. {which} would give: {what}"
    return [*wrap(said, width), *Standing(advice, width).attempt(closest, 0)]


def as_object(found: How) -> dict[str, Any]:
    """`given` for an answer; for a conclusion each value with its firings, and the values that are not concluded."""
    asked: dict[str, Any] = {"attribute": found.attribute}
    if found.value:
        asked["value"] = found.value
    if found.asked:
        return {"how": asked, "given": words.plain_answer(found.answer)}
    kb = found.kb
    if kb.conclusions[found.attribute].number:
        asked |= {"number": found.advice.numbers[found.attribute]}
    concluded = [
        {
            "value": derived.value,
            "because": [{"depth": node.depth, **firing_as_object(found.advice, node.firing)} for node in derived.nodes],
        }
        for derived in found.derived
    ]
    plain: dict[str, Any] = {"how": asked, "concluded": concluded, "not_concluded": list(found.absent)}
    rules = [derived.nodes[0].firing.rule for derived in found.derived]
    closest = {it.id: closest_earlier(found.advice, it).rule.id for it in rules if earlier(kb, it)}
    return {**plain, "closest_earlier": closest} if closest else plain


def _answered(found: How, width: int) -> list[str]:
    kb, id = found.kb, found.attribute
    if found.answer is None:
        said = f"{english.was_not_answered(kb, id)}, so this counts as not known."
    elif found.answer == UNKNOWN:
        offered = words.answer(kb, id, UNKNOWN, found.advice.told)
        said = f"{capital(english.fact(kb, id, UNKNOWN))}: you answered {offered}."
    else:
        given = words.answer(kb, id, found.answer, found.advice.told)
        said = f"{words.label(kb, id)}: your own answer, {given}."
    return [*wrap(said, width), *wrap(f"You were asked: {found.advice.fill(kb.questions[id].ask)}", width)]


def _not_concluded(found: How, width: int) -> list[str]:
    kb, id = found.kb, found.attribute
    if found.value:
        lines = wrap(f"Not concluded: {english.missing(kb, (id, found.value), found.advice.told)}.", width)
    else:
        lines = wrap(f"Nothing is concluded about it: {kb.conclusions[id].label}.", width)
    values = found.absent[:3] if not found.value else (found.value,)
    asks = ", ".join(f'"{words.name(kb, (id, value), found.advice.told)}"' for value in values)
    return [*lines, *wrap(f"To see what is missing, ask why not: {asks}", width)]
