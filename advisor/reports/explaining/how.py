"""How something is known, as text and as plain data."""

from __future__ import annotations

from typing import Any

from advisor.explanation import english
from advisor.explanation.how import How
from advisor.knowledge.conditions import UNKNOWN
from advisor.plain_text import wrap
from advisor.reports.explaining import words
from advisor.reports.json_report import firing_as_object
from advisor.reports.text import render_derivations


def text(found: How, width: int = 80) -> str:
    """The derivation of each value, or that it is an answer, or that it is not concluded."""
    if found.asked:
        return words.joined([_answered(found, width)])
    if not found.derived:
        return words.joined([_not_concluded(found, width)])
    kb, case = found.kb, found.advice.case
    said = (words.conclusion(kb, (found.attribute, derived.value), case) for derived in found.derived)
    return render_derivations(found.advice, zip(said, (derived.nodes for derived in found.derived), strict=True), width)


def as_object(found: How) -> dict[str, Any]:
    """`given` for an answer; for a conclusion each value with its firings, and the values that are not concluded."""
    asked: dict[str, Any] = {"attribute": found.attribute}
    if found.value:
        asked["value"] = found.value
    if found.asked:
        return {"how": asked, "given": words.plain_answer(found.answer)}
    concluded = [
        {
            "value": derived.value,
            "because": [{"depth": node.depth, **firing_as_object(found.advice, node.firing)} for node in derived.nodes],
        }
        for derived in found.derived
    ]
    return {"how": asked, "concluded": concluded, "not_concluded": list(found.absent)}


def _answered(found: How, width: int) -> list[str]:
    kb, id = found.kb, found.attribute
    if found.answer is None:
        said = f"{words.label(kb, id)} was not answered, so it counts as not known."
    elif found.answer == UNKNOWN:
        offered = words.answer(kb, id, UNKNOWN, found.advice.case)
        said = f"{words.label(kb, id)} is not known: you answered {offered}."
    else:
        given = words.answer(kb, id, found.answer, found.advice.case)
        said = f"{words.label(kb, id)}: your own answer, {given}."
    return [*wrap(said, width), *wrap(f"You were asked: {found.advice.fill(kb.questions[id].ask)}", width)]


def _not_concluded(found: How, width: int) -> list[str]:
    kb, id = found.kb, found.attribute
    if found.value:
        lines = wrap(f"Not concluded: {english.missing(kb, (id, found.value), found.advice.case)}.", width)
    else:
        lines = wrap(f"Nothing is concluded about it: {kb.conclusions[id].label}.", width)
    values = found.absent[:3] if not found.value else (found.value,)
    asks = ", ".join(f'"{words.name(kb, (id, value), found.advice.case)}"' for value in values)
    return [*lines, *wrap(f"Why not says what is missing: {asks}", width)]
