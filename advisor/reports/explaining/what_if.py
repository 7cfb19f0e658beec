"""What if some answers were different, as text and as plain data."""

from __future__ import annotations

from typing import Any

from advisor.explanation import english
from advisor.explanation.recommendation import Recommendation
from advisor.explanation.what_if import WhatIf
from advisor.knowledge import goals
from advisor.knowledge.model import Pair
from advisor.knowledge.texts import first_sentence
from advisor.plain_text import wrap
from advisor.reports import measures
from advisor.reports.explaining import words
from advisor.reports.json_report import key_of

MAX_QUESTIONS = 6
"""So many questions are listed; the others are counted."""


def text(found: WhatIf, width: int = 80) -> str:
    """Both outcomes, the one below the other, and what differs between them."""
    parts = [_changes(found, width), *(_goal(found, id, width) for id in found.kb.goals)]
    if found.changed:
        parts += [_conclusions(found, width), _road(found, width), _questions(found, width)]
    return words.joined(parts)


def as_object(found: WhatIf) -> dict[str, Any]:
    """`before` and `after`, and what differs."""
    return {
        "what_if": {id: words.plain_answer(answer) for id, answer in found.changes.items()},
        "before": _outcome(found.before, found.course_before.settled),
        "after": _outcome(found.after, found.course_after.settled),
        "conclusions_gained": words.plain_pairs(found.gained),
        "conclusions_lost": words.plain_pairs(found.lost),
        **({"numbers": {id: list(both) for id, both in found.numbers.items()}} if found.numbers else {}),
        "questions_appearing": list(found.appearing),
        "questions_disappearing": list(found.disappearing),
        "answers_falling_away": list(found.falling_away),
    }


def _outcome(advice: Recommendation, settled: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        **{key_of(id): values[0] if len(values := advice.values_of(id)) == 1 else None for id in advice.kb.goals},
        "settled": settled,
    }
    if advice.kb.recommends:
        plain["roadmap"] = [stage.step.id for stage in advice.roadmap]
        plain["roadmap_complete"] = advice.roadmap_complete
    return plain


def _changes(found: WhatIf, width: int) -> list[str]:
    kb, lines = found.kb, []
    for id, new in found.changes.items():
        old = found.before.answers.get(id)
        said = words.answer(kb, id, new, found.after.told)
        if id not in found.changed:
            lines.append(f"{words.label(kb, id)}: {said}, as it is now")
        else:
            was = "" if old is None else f" instead of {words.answer(kb, id, old, found.before.told)}"
            lines.append(f"{words.label(kb, id)}: {said}{was}")
    return words.section("WHAT IF", words.items(lines, width))


def _goal(found: WhatIf, id: str, width: int) -> list[str]:
    before, after = _named(found.before, id), _named(found.after, id)
    lines = []
    if before == after:
        lines += wrap(f"It stays the same: {after}", width)
    else:
        lines += wrap(before, width, "Now:  ")
        lines += wrap(after, width, "Then: ")
    if found.changed and id == found.kb.goals[-1] and not found.course_after.settled:
        left = len(found.course_after.left_to_goal)
        questions = "one question that is" if left == 1 else f"{left} questions that are"
        lines += wrap(f"It then depends on {questions} not answered yet; here that counts as not known.", width)
    return words.section(goals.heading(found.kb, id).upper(), lines)


def _named(advice: Recommendation, id: str) -> str:
    problem = advice.problem_of(id)
    return words.sentence(problem) if problem else advice.title_of(id, advice.values_of(id)[0])


def _conclusions(found: WhatIf, width: int) -> list[str]:
    lines = words.items(_told(found.gained, found.after), width, "+ ")
    lines += words.items((f"no longer: {text}" for text in _told(found.lost, found.before)), width, "- ")
    lines += words.items(_numbers(found), width, "+ ")
    return words.section("WHAT FOLLOWS", lines)


def _numbers(found: WhatIf) -> list[str]:
    """The numbers that are others after the changes."""
    kb, lines = found.kb, []
    for id, (before, after) in found.numbers.items():
        total = kb.conclusions[id].number
        if total is not None and not kb.conclusions[id].internal:
            lines.append(words.sentence(f"{english.number(kb, id, after)}, no longer {total.counted(before)}"))
    return lines


def _told(pairs: tuple[Pair, ...], advice: Recommendation) -> list[str]:
    told = (pair for pair in pairs if words.told(advice.kb, pair))
    return [first_sentence(words.conclusion(advice.kb, pair, advice.told)) for pair in told]


def _road(found: WhatIf, width: int) -> list[str]:
    if not found.kb.has_road:
        return []
    before, after = _length(found.before), _length(found.after)
    heading = f"THE {found.kb.words.road.upper()}"
    if [stage.step for stage in found.before.roadmap] == [stage.step for stage in found.after.roadmap]:
        return words.section(heading, wrap(f"It has the same {found.kb.words.steps}: {after}", width))
    return words.section(heading, [*wrap(before, width, "Now:  "), *wrap(after, width, "Then: ")])


def _length(advice: Recommendation) -> str:
    """`7 steps, 18 to 68 months, USD 229 to 299 (2026)`."""
    stages = advice.roadmap
    words_of = advice.kb.words
    count = measures.counted(len(stages), words_of)
    takes = measures.together(stages, advice.kb)
    beyond = "" if advice.roadmap_complete else ", and beyond that the way is not known"
    return f"{count}, {takes}{beyond}" if takes else f"{count}{beyond}"


def _questions(found: WhatIf, width: int) -> list[str]:
    kb, lines = found.kb, []
    for heading, ids in (("Asked anew:", found.appearing), ("No longer asked:", found.disappearing)):
        if ids:
            texts = [f"{found.after.fill(kb.questions[id].ask)}" for id in ids]
            lines += [heading, *words.items(words.at_most(MAX_QUESTIONS, texts), width, "  - ")]
    if found.falling_away:
        lines += wrap("These answers of yours would no longer matter:", width)
        given = found.before.answers
        texts = [
            f"{words.label(kb, id)}: {words.answer(kb, id, given[id], found.before.told)}" for id in found.falling_away
        ]
        lines += words.items(texts, width, "  - ")
    return words.section("QUESTIONS", lines)
