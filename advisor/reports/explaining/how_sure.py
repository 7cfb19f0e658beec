"""How sure a goal is, as text and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from advisor.explanation.how_sure import HowSure
from advisor.knowledge import goals
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.texts import Open, fill
from advisor.plain_text import capital, wrap
from advisor.reports.explaining import changes, words

if TYPE_CHECKING:
    from advisor.solver.changes import Flip, Outcome

MAX_FLIPS = 2
"""So many other values are told below each answer; the others are counted."""
MAX_STEPS = 6
NOT_KNOWN = "WHAT IS NOT KNOWN"


def text(found: HowSure, width: int = 80) -> str:
    """The answers it rests on, each with what another answer would make of it, and what is still open."""
    head = ["HOW SURE", *wrap(f"{goals.heading(found.kb, found.goal)}: {_named(found, found.outcome)}", width)]
    return words.joined([head, _rests_on(found, width), _open(found, width), _left_out(found, width)])


def as_object(found: HowSure) -> dict[str, Any]:
    """The answers it rests on, every flip, and what is still possible."""
    return {
        "how_sure": found.goal,
        "outcome": list(found.outcome),
        "rests_on": {id: words.plain_answer(found.advice.answers.get(id)) for id in found.rests_on},
        "one_other_answer": [
            {
                "question": flip.question,
                "options": [changes.plain_option(option) for option in flip.options],
                "outcome": list(flip.outcome),
            }
            for flip in found.flips
        ],
        "unanswered": list(found.unanswered),
        "settled": found.settled,
        "possible": [list(outcome) for outcome in found.possible],
        "decisive": list(found.decisive),
        "complete": found.complete,
        "answered_by": found.answered_by,
    }


def _named(found: HowSure, outcome: Outcome) -> str:
    titles = [found.advice.title_of(found.goal, value) for value in outcome]
    return " and ".join(titles) or "none"


def _flipped(found: HowSure, flip: Flip) -> str:
    """The values with another answer: what that leaves open in their titles is left out."""
    others = Open({id: answer for id, answer in found.advice.told.items() if id != flip.question})
    titles = (fill(found.kb, goals.title_of(found.kb, found.goal, value), others) for value in flip.outcome)
    return " and ".join(titles) or "none"


def _rests_on(found: HowSure, width: int) -> list[str]:
    kb, advice = found.kb, found.advice
    if not found.rests_on:
        return ["WHAT IT RESTS ON", *wrap("Nothing: it is the same in every case there is.", width)]
    lines = ["WHAT IT RESTS ON", *wrap(f"{_enough(found)} {_legend(found)}", width)]
    for id in found.rests_on:
        given = advice.answers.get(id)
        said = changes.option_text(advice, id, given, ()) if given is not None else "not answered, so not known"
        lines += wrap(f"{words.label(kb, id)}: {said}", width, "- ")
        lines += _flips(found, id, width)
    return lines


def _enough(found: HowSure) -> str:
    """How many answers are enough, and of which kind."""
    every, given = len(found.advice.answers), sum(id in found.advice.answers for id in found.rests_on)
    assumed = len(found.rests_on) - given
    whole = {1: "your one answer", 2: "both of your answers"}.get(every, f"all {every} of your answers")
    parts = [f"{given} of your {every} answers" if given < every else whole]
    if assumed:
        parts.append(f"{assumed} not given, which {'counts' if assumed == 1 else 'count'} as not known")
    said = " and ".join(parts if given else parts[1:])
    these = "this" if len(found.rests_on) == 1 else "these"
    return f"{capital(said)}: with {these} it is so, whatever the others."


def _legend(found: HowSure) -> str:
    """An answer that opens another question leaves that one open."""
    kept = ", while what you have not answered stays not known" if found.unanswered else ""
    return f"Below each answer, what another one alone would make of it{kept}."


def _flips(found: HowSure, id: str, width: int) -> list[str]:
    """Other answers first, not to know the answer last."""
    flips = [flip for flip in found.flips if flip.question == id]
    flips.sort(key=lambda flip: flip.options == (UNKNOWN,))
    lines: list[str] = []
    for flip in flips[:MAX_FLIPS]:
        said = changes.options_text(found.advice, id, flip.options, found.advice.told[id], most=2)
        lines += wrap(f"{said} -> {_flipped(found, flip)}", width, "    ", "      ")
    if left := len(flips) - MAX_FLIPS if len(flips) > MAX_FLIPS else 0:
        noun = goals.noun(found.kb, found.goal)
        others = f"{left} other {noun}s" if found.kb.recommends else f"{left} others"
        lines += wrap(f"and another {noun}" if left == 1 else f"and {others}", width, "    ", "      ")
    return lines


def _open(found: HowSure, width: int) -> list[str]:
    count = len(found.unanswered)
    if not count:
        return [NOT_KNOWN, "You have answered every question."]
    if found.settled:
        questions = "the one question whose answer is" if count == 1 else f"the {count} questions whose answers are"
        said = wrap(f"It can no longer change. That is proved, for every way to answer {questions} not known.", width)
        return [NOT_KNOWN, *said]
    if not found.decisive:
        return [NOT_KNOWN, *wrap("Whether an answer that is not known can still change it was not proved.", width)]
    kb, advice = found.kb, found.advice
    lines = wrap("The answers to these can still change it:", width)
    asks = [advice.fill(kb.questions[id].ask) for id in found.decisive]
    lines += words.items(words.at_most(MAX_STEPS, asks), width)
    lines += wrap("It may then be one of these:", width)
    steps = [_named(found, outcome) for outcome in _others(found)]
    return [NOT_KNOWN, *lines, *words.items(words.at_most(MAX_STEPS, steps), width)]


def _left_out(found: HowSure, width: int) -> list[str]:
    if found.complete:
        return []
    said = "Not all of this could be proved: it may rest on fewer answers, and others may change it, too."
    return ["WHAT IS NOT PROVED", *wrap(said, width)]


def _others(found: HowSure) -> Sequence[Outcome]:
    return [outcome for outcome in found.possible if outcome != found.outcome]
