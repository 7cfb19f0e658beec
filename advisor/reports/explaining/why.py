"""Why a question is asked, as text and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.explanation import english, labels
from advisor.explanation.why import Why
from advisor.knowledge import goals
from advisor.knowledge.attributes import Answers
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.texts import fill
from advisor.logic.demands import required
from advisor.plain_text import capital, wrap
from advisor.reports.explaining import words

MAX_RULES = 5
MAX_ABOVE = 3
"""Rules that are told of the first level, and of each level above it."""
ANY_ROOM = 1_000_000
"""Lines that nobody counts."""


def text(found: Why, width: int = 80) -> str:
    """The question's own reason, and every level from the rules that wait for it up to the goal."""
    kb = found.kb
    parts = [wrap(fill(kb, kb.questions[found.question].ask, found.told), width)]
    parts.append(wrap(fill(kb, kb.questions[found.question].why, found.told), width))
    if found.answer is not None:
        said = words.answer(kb, found.question, found.answer, found.told)
        parts.append(
            wrap(f"You answered {said}. This is what the answer decides, the others being as they are.", width)
        )
    if not found.matters:
        parts.append(wrap(f"{_needed(found)} your other answers it no longer makes a difference.", width))
    if found.step is not None:
        title = words.step(kb, found.step.id, found.told)
        parts.append(wrap(f"It comes up further along the {kb.words.road}, after this {kb.words.step}: {title}", width))
    parts += [level_lines(found, number, width) for number in told_levels(found)]
    if found.shown_at:
        parts.append(_shown_at(found, width))
    return words.joined(parts)


def _needed(found: Why) -> str:
    question = found.kb.questions[found.question]
    if question.required:
        return "Every case needs this answer, but with"
    if required(question, found.answers):
        assert question.required_when is not None
        when = english.condition(found.kb, question.required_when, found.told)
        return f"This answer is needed where {when}, but with"
    return "With"


def first(found: Why, width: int = 80, room: int = ANY_ROOM) -> tuple[str, bool]:
    """What is told when the question is being asked: its own reason, and of the first level what `room` lines hold.

    And whether they hold something of it; where they do not, that it is asked for by `why` again.
    """
    lines = wrap(fill(found.kb, found.kb.questions[found.question].why, found.told), width)
    if not found.levels:
        return "\n".join([*lines, *(_shown_at(found, width) if found.shown_at else [])]), True
    more = level_lines(found, 0, width, room - len(lines))
    fits = len(lines) + len(more) <= room
    if not fits:
        more = wrap("Type why again to see what the answer can decide.", width)
    return "\n".join([*lines, *more]), fits


def level(found: Why, number: int, width: int = 80, room: int = ANY_ROOM) -> str:
    """One level, counted from 1; where there is none so high, that the top is reached."""
    numbers = told_levels(found)
    if number > len(numbers):
        return words.joined([_shown_at(found, width) if found.shown_at and not numbers else _top(found, width)])
    return words.joined([level_lines(found, numbers[number - 1], width, room)])


def told_levels(found: Why) -> list[int]:
    """The levels that are told, by their index: those that hold only what serves the rules are passed over."""
    numbers = [0] if found.levels else []
    return numbers + [number for number, rules in enumerate(found.levels) if number and _told(found, rules)]


def level_lines(found: Why, number: int, width: int, room: int = ANY_ROOM) -> list[str]:
    """A level under its heading: as many of its first rules as `room` lines hold, one at least."""
    rules = found.levels[number]
    shown = _told(found, rules) or list(rules)
    head = "The answer can decide:" if number == 0 else "That is needed for:"
    texts = [rule_said(found.kb, rule, found.told) for rule in shown]
    top = _top(found, width) if number == told_levels(found)[-1] else []
    lines: list[str] = []
    for most in range(MAX_ABOVE if number else MAX_RULES, 0, -1):
        lines = [*wrap(head, width), *words.items(words.at_most(most, texts), width), *top]
        if len(lines) <= room:
            break
    return lines


def as_object(found: Why) -> dict[str, Any]:
    """Every level, each a list of rules."""
    kb = found.kb
    return {
        "why": found.question,
        "answer": words.plain_answer(found.answer),
        "reason": fill(kb, kb.questions[found.question].why, found.told),
        "matters": found.matters,
        "goals": list(found.goals),
        "after_step": found.step.id if found.step else None,
        "levels": [
            [{"rule": rule.id, "says": english.rule(kb, rule, found.told)} for rule in level] for level in found.levels
        ],
        "changes_texts_of": [step.id for step in found.shown_at],
    }


def _told(found: Why, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that are told to a person, those of the goal first."""
    rules = sorted(rules, key=lambda rule: rule.attribute not in found.kb.goals)
    return [rule for rule in rules if not found.kb.conclusions[rule.attribute].internal]


def rule_said(kb: KnowledgeBase, rule: Rule, told: Answers) -> str:
    """Its condition and what it concludes; of one that reads or concludes what is internal, the author's sentence."""
    because = f'"{fill(kb, rule.because, told)}"'
    if kb.conclusions[rule.attribute].internal:
        return f"Whether this is so: {because}"
    concluded = english.conclusion(kb, rule.then, told)
    if rule.attribute in kb.goals:
        is_so = labels.is_or_are(kb, rule.attribute)
        concluded = f"{goals.yours(kb, rule.attribute)} {is_so}: {words.value(kb, rule.then, told)}"
    if Hidden(kb).is_tested_by(rule.when):
        return f"{capital(concluded)}, if this is so: {because}"
    if rule.attribute not in kb.goals:
        return english.rule(kb, rule, told)
    return english.if_so(kb, rule, concluded, told)


def _top(found: Why, width: int) -> list[str]:
    labels = " and ".join(f'"{found.kb.conclusions[id].label}"' for id in found.goals or found.kb.goals)
    return wrap(f"That is what the consultation is for: {labels}.", width)


def _shown_at(found: Why, width: int) -> list[str]:
    titles = [words.step(found.kb, step.id, found.told) for step in found.shown_at]
    said = f"It changes no {found.kb.words.step}, but what is said of these:"
    return [*wrap(said, width), *words.items(titles, width)]
