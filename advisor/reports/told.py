"""What every report says of an advice, in the same words, each with what it cites; how it looks is the report's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.explanation import cells, english
from advisor.explanation.absence import Absence
from advisor.explanation.derivation import Reason
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import cells_named, sentences
from advisor.knowledge.wording import in_words
from advisor.plain_text import capital, one_line, series, so_many

FAULT = "The fault is the knowledge base's, not yours."
MAX_REASONS = 4
"""So many clauses explain an absence at most; the others are counted."""
MAX_UNKNOWN = 5
"""So many questions are told that can still change a goal; the others are counted."""


def beside(recommendation: Recommendation, id: str) -> list[tuple[str, tuple[str, ...]]]:
    """What is told of a concluded attribute beside the goals: the text of each value, or the sum, with citations.

    What the next step tells word for word is not told again.
    """
    conclusion, told = recommendation.kb.conclusions[id], []
    by_step = told_by_step(recommendation)
    if conclusion.number:
        added = [rule for rule in recommendation.kb.adding[id] if rule.then in recommendation.concluded]
        cited = tuple(dict.fromkeys(cite for rule in added for cite in rule.cite))
        return [(f"{english.addends(recommendation.kb, id, recommendation.concluded)}.", cited)]
    for value in recommendation.conclusions[id]:
        rule = next(it.rule for it in recommendation.firings if it.rule.then == (id, value))
        written = conclusion.texts.get(value, "") or rule.because
        text = recommendation.fill(written)
        if not conclusion.texts.get(value):
            text = f"{capital(in_words(value))}: {text}"
        if all(_is_told(said, by_step) for said in sentences(one_line(text))):
            continue
        read = (*cells_named(written), *recommendation.cells_read(rule))
        told.append((text, (*rule.cite, *cells.citations(recommendation.kb, read, recommendation.case))))
    return told


def told_by_step(advice: Recommendation) -> frozenset[str]:
    """The sentences of what is to be done and watched for."""
    step = advice.step
    texts = [*advice.paragraphs(step.do), *advice.paragraphs(step.watch)] if step else []
    return frozenset(said for text in texts for said in sentences(one_line(text)))


def _is_told(sentence: str, told: frozenset[str]) -> bool:
    """Also where it only has words before it that lead to it, as in `What is next: You wait.`"""
    return sentence in told or sentence.partition(": ")[2] in told


def open_questions(advice: Recommendation) -> list[str]:
    """The questions that can still change a goal, the weightiest first."""
    return _weightiest_first(advice, advice.questions_left)


def _weightiest_first(advice: Recommendation, ids: Iterable[str]) -> list[str]:
    """First those on which the decision rests as unknown; those that were asked, but to no known answer, come last."""
    grounds = {id for _, (decision, *_) in advice.reasons_by_goal() for id in decision.answers}
    return sorted(ids, key=lambda id: (id in advice.answers, id not in grounds))


def unknown(advice: Recommendation) -> list[str]:
    """What is told of the questions that can still change a goal; of many how many others."""
    asks = []
    for id in open_questions(advice):
        asked = " (you did not know)" if id in advice.answers else ""
        asks.append(f"{advice.fill(advice.kb.questions[id].ask)}{asked}")
    more = len(asks) - MAX_UNKNOWN
    return [*asks[:MAX_UNKNOWN], f"and {more} more"] if more > 1 else asks


def road_mark(advice: Recommendation, stage: int) -> str:
    """What stands behind the number of a stage: a question mark where it rests on what was not asked."""
    return "." if stage <= advice.stages_settled else "?"


def road_open(advice: Recommendation) -> str:
    """What the mark means, with the question that settles the first stage that has it; nothing where all is settled."""
    return f"? {said}" if (said := rests_on(advice)) else ""


def rests_on(advice: Recommendation) -> str:
    """What is said of the stages that are not settled; nothing where all are."""
    if len(advice.roadmap) <= advice.stages_settled:
        return ""
    ids = _weightiest_first(advice, advice.road_questions)
    what = "you did not know" if ids[0] in advice.answers else "was not asked"
    return f"rests on what {what}; what settles it: {first_question(advice, ids)}"


def first_question(advice: Recommendation, ids: Sequence[str]) -> str:
    """`Is the leaf yellow? (and 2 more questions)`."""
    more = len(ids) - 1
    behind = f" (and {so_many(more, 'more question')})" if more else ""
    return f"{advice.fill(advice.kb.questions[ids[0]].ask)}{behind}"


def given(advice: Recommendation, reason: Reason) -> list[tuple[str, tuple[str, ...]]]:
    """What a firing rests on, as clauses, each with what it cites; of a number also what it was added up from.

    What was not asked and cannot matter is told only where there is nothing else; several that are not known as one.
    """
    kb, case = advice.kb, advice.told
    told = {id: answer for id, answer in reason.answers.items() if id not in advice.unasked}
    if not (told or reason.cells or reason.findings or reason.numbers):
        told = reason.answers
    unknown = [id for id, answer in told.items() if answer == UNKNOWN]
    several = unknown if len(unknown) > 1 else []
    answers = [english.given(kb, id, answer, case) for id, answer in told.items() if id not in several]
    answers += [english.not_known(kb, several)] if several else []
    facts = [english.conclusion(kb, pair, case) for pair in reason.findings]
    facts += [english.sum_of(kb, id, advice.concluded) for id in reason.numbers]
    return [*((text, ()) for text in answers), *cells_said(advice, reason.cells), *((text, ()) for text in facts)]


def no_earlier(advice: Recommendation, reason: Reason) -> str:
    """That no rule decides in place of this one, as a sentence; nothing where there is none that might."""
    return f"{capital(advice.kb.words.no_earlier)}." if reason.earlier else ""


def told_absence(advice: Recommendation, absence: Absence) -> Absence:
    """The absence without the answers that were not asked and cannot matter, where there are other reasons.

    What is not known is told last, and as one.
    """
    asked = [part for part in absence.because if part.question not in advice.unasked] or absence.because
    unknown = [part.question for part in asked if advice.case.get(part.question) == UNKNOWN]
    parts = [told_absence(advice, part) for part in asked if part.question not in unknown]
    parts += [Absence(english.not_known(advice.kb, unknown))] if unknown else []
    return absence._replace(because=tuple(parts))


def sentence(absence: Absence, depth: int = 0) -> str:
    """`moisture is not yet met, because the soil is wet and the shade is not known`.

    What explains an explanation stands in brackets.
    """
    if not absence.because or depth > 2:
        return absence.text
    shown = [sentence(part, depth + 1) for part in absence.because[:MAX_REASONS]]
    more = len(absence.because) - len(shown)
    reasons = series([*shown, so_many(more, "more reason")] if more else shown)
    return f"{absence.text} (because {reasons})" if depth else f"{absence.text}, because {reasons}"


def absence_cites(advice: Recommendation, absence: Absence, depth: int = 0) -> tuple[str, ...]:
    """What the cells cite of which the sentence tells."""
    own = cells.citations(advice.kb, absence.cells, advice.case)
    below = absence.because[:MAX_REASONS] if depth <= 2 else ()
    return (*own, *(cite for part in below for cite in absence_cites(advice, part, depth + 1)))


def cells_said(advice: Recommendation, read: Iterable[RowCell]) -> list[tuple[str, tuple[str, ...]]]:
    """What cells of the case's own rows say, each with what it cites."""
    kb, case = advice.kb, advice.case
    return [(cells.clause(kb, it, str(case[it.question])), cells.citations(kb, [it], case)) for it in read]
