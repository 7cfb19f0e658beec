"""Changed answers as a person reads them: what they may be instead, and what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.explanation.achievers import Achievers
from advisor.explanation.recommendation import Recommendation
from advisor.explanation.why_not import AnswerChange, ChangeSet
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import UNKNOWN, Number
from advisor.knowledge.model import KnowledgeBase
from advisor.logic.intervals import Interval
from advisor.plain_text import series, wrap
from advisor.reports.explaining import words
from advisor.solver.changes import Box, Option

MAX_OPTIONS = 4
MAX_TICKS = 4


def lines(
    advice: Recommendation,
    changed: Sequence[AnswerChange],
    box: Box,
    width: int,
    first: str,
    told: dict[tuple[str, str], str] | None = None,
) -> list[str]:
    """Changed answers that go together, `first` before the first of them, each with what can be done about it.

    `told` has those of which all was said before, by what was said, with the place; what is said now is added.
    """
    found: list[str] = []
    indent = " " * len(first)
    for change in changed:
        label = words.label(advice.kb, change.question)
        said = f"{label}: {_instead(advice, change, box[change.question])}", _done(advice, change)
        if told is not None and said in told:
            found += wrap(f"{label}: as in {told[said]}", width, indent if found else first, indent)
            continue
        found += wrap(said[0], width, indent if found else first, indent)
        found += wrap(said[1], width, f"{indent}  ") if said[1] else []
        if told is not None:
            told[said] = first.strip(" .")
    return found


def options_text(
    advice: Recommendation, id: str, options: Sequence[Option], now: Answer, most: int = MAX_OPTIONS
) -> str:
    """The options with `or` between them, those that read alike once; of many about `most`, and how many others."""
    texts = [option_text(advice, id, option, now) for option in options]
    said = [*dict.fromkeys(texts)]
    lists = any(isinstance(option, tuple) and len(option) > MAX_TICKS for option in options)
    most = 1 if lists else most
    if len(said) > most + 1:
        others = sum(text not in said[:most] for text in texts)
        said = [*said[:most], f"one of {others} other answers" if lists else f"{others} other answers"]
    return "; or ".join(said) if lists else series(said, "or")


def option_text(advice: Recommendation, id: str, option: Option | Number, now: Answer) -> str:
    """An option in the words in which it is offered."""
    kb = advice.kb
    if isinstance(option, Interval):
        return span_text(kb, id, option)
    if isinstance(option, tuple) and isinstance(now, tuple) and now and option:
        more = tuple(value for value in option if value not in now)
        less = tuple(value for value in now if value not in option)
        parts = [f"also {_ticks(advice, id, more)}"] if more else []
        return " and ".join(parts + ([f"not {_ticks(advice, id, less)}"] if less else []))
    if isinstance(option, tuple) and option:
        return _ticks(advice, id, option)
    return words.answer(kb, id, option, advice.told)


def span_text(kb: KnowledgeBase, id: str, span: Interval) -> str:
    """`3 years or more`, `2 to 4 years`, `less than 1 year`."""
    question = kb.questions[id]
    least, most = question.counted(span.least), question.counted(span.most)
    if span.least == span.most:
        return least
    if span.most >= question.maximum and not span.below:
        return f"more than {least}" if span.above else f"{least} or more"
    if span.least <= question.minimum and not span.above:
        return f"less than {most}" if span.below else f"{most} or less"
    low = f"more than {span.least}" if span.above else f"{span.least}"
    high = f"less than {most}" if span.below else most
    return f"{low} {'and' if span.above or span.below else 'to'} {high}"


def plain_set(found: ChangeSet) -> dict[str, Any]:
    """A set as JSON has it; `combinations` only where not every choice of options goes together."""
    plain: dict[str, Any] = {
        "within_reach": found.within_reach,
        "changes": [
            {
                "question": change.question,
                "now": words.plain_answer(change.now),
                "options": [plain_option(option) for option in change.options],
                "kind": change.kind,
                "steps": [_plain_means(means) for means in change.means],
            }
            for change in found.changes
        ],
    }
    if len(found.boxes) > 1 or not found.complete:
        plain["combinations"] = [
            {id: [plain_option(option) for option in options] for id, options in box.items()} for box in found.boxes
        ]
        plain["all_combinations"] = found.complete
    return plain


def plain_option(option: Option) -> Any:
    """An option as JSON has it: an answer, or the ends of a span of numbers."""
    if isinstance(option, Interval):
        return {
            "above" if option.above else "at_least": option.least,
            "below" if option.below else "at_most": option.most,
        }
    return words.plain_answer(option)


def _plain_means(means: Achievers) -> dict[str, Any]:
    gives = [plain_option(option) for option in means.gives]
    return {"step": means.step.id, "at_once": means.at_once, "gives": gives, **words.plain_takes(means.takes)}


def _instead(advice: Recommendation, change: AnswerChange, options: Sequence[Option]) -> str:
    """What it may be instead: not to know it only where there is nothing else."""
    known = [option for option in options if option != UNKNOWN] or options
    said = options_text(advice, change.question, known, change.now)
    if change.question not in advice.answers:
        return said
    now = change.now
    if isinstance(now, tuple) and len(now) > MAX_TICKS:
        return said
    return f"{said}, instead of {words.answer(advice.kb, change.question, now, advice.told)}"


def _done(advice: Recommendation, change: AnswerChange) -> str:
    """What can be done about it."""
    unsaid = "you have not said" if change.question not in advice.answers else "you did not know"
    said = advice.kb.words
    if change.kind == "unsaid":
        return f"({unsaid}, so it may be so)"
    if change.kind == "decision":
        return "(you decide)"
    if change.kind == "fixed":
        return f"(no {said.step} changes this)" if advice.kb.steps else ""
    first, *rest = change.means
    others = sum(means.at_once or not first.at_once for means in rest)
    another = f"another {said.step}" if others == 1 else f"{others} other {said.steps}"
    more = f", or {another}" if others else ""
    by = f"by the {said.step}: {words.step(advice.kb, first.step.id, advice.told)}{more}"
    return f"({unsaid}, so it may be so; else {by})" if change.now == UNKNOWN else f"({by})"


def _ticks(advice: Recommendation, id: str, values: Sequence[str]) -> str:
    said = [words.answer(advice.kb, id, (value,), advice.told) for value in values]
    if len(said) > MAX_TICKS:
        said = [*said[: MAX_TICKS - 1], f"{len(said) - MAX_TICKS + 1} more"]
    return series(said)
