"""Why this rather than that, as text and as plain data."""

from __future__ import annotations

from typing import Any

from advisor.explanation import condition_clauses, english
from advisor.explanation.rather_than import RatherThan
from advisor.explanation.recommendation import grounds_of
from advisor.knowledge.conditions import Condition, OneOf
from advisor.knowledge.hidden import Hidden
from advisor.plain_text import wrap
from advisor.reports.explaining import words
from advisor.reports.explaining.standing import Standing
from advisor.reports.explaining.why_not import Plain


def text(found: RatherThan, width: int = 80) -> str:
    """Both with their reasons, then only what differs."""
    advice = found.advice
    this = [*wrap(words.conclusion(advice.kb, found.this, advice.told), width, "This: "), *_because(found, width)]
    that = wrap(words.conclusion(advice.kb, found.that, advice.told), width, "That: ")
    if found.this == found.that:
        return words.joined([["THIS RATHER THAN THAT", *this], wrap("That is what is concluded.", width)])
    if found.both:
        return words.joined([["THIS RATHER THAN THAT", *this, *that], wrap("Both are concluded.", width)])
    return words.joined([["THIS RATHER THAN THAT", *this, *that], _this(found, width), _that(found, width)])


def as_object(found: RatherThan) -> dict[str, Any]:
    """The two rules, what only the one asks for, and what the other fails."""
    kb = found.advice.kb
    plain: dict[str, Any] = {
        "attribute": found.this[0],
        "this": {"value": found.this[1], "rule": found.fired.rule.id},
        "that": {"value": found.that[1], "rule": found.nearest.rule.id if found.nearest else None},
        "both": found.both,
        "shared": [english.condition(kb, part, found.advice.told) for part in found.shared],
        "only_this": [english.condition(kb, part, found.advice.told) for part in found.own],
    }
    if found.nearest:
        plain["that_fails"] = Plain(found.advice).attempt(found.nearest)["fails"]
    return {"rather_than": plain}


def _because(found: RatherThan, width: int) -> list[str]:
    return wrap(found.advice.fill(found.fired.rule.because), width, "      ")


def _this(found: RatherThan, width: int) -> list[str]:
    """What only the rule that fired asks for; what hidden conclusions rest on only where there is nothing else."""
    kb, hidden = found.advice.kb, Hidden(found.advice.kb)
    clauses = [_as_it_is(found, part) for part in found.own if not hidden.is_tested_by(part)]
    if not clauses:
        grounds = grounds_of(found.advice)
        for part in found.own:
            grounds.of_condition(found.fired.rule, part)
        clauses = words.facts(kb, found.advice.told, grounds)
    return words.section("FOR THIS, IT IS SO", words.items(map(words.sentence, clauses), width))


def _as_it_is(found: RatherThan, part: Condition) -> str:
    """A part of the condition that holds; where it names many answers, that which was given."""
    kb, case = found.advice.kb, found.advice.told
    if isinstance(part, OneOf) and len(part.values) > condition_clauses.MAX_VALUES and part.attribute in kb.questions:
        return english.fact(kb, part.attribute, case[part.attribute], case)
    return english.condition(kb, part, case)


def _that(found: RatherThan, width: int) -> list[str]:
    if found.nearest is None:
        return ["FOR THAT", *wrap("No rule concludes it.", width)]
    lines = list(Standing(found.advice, width).attempt(found.nearest, 0))
    return words.section("FOR THAT, IT IS NOT SO", lines)
