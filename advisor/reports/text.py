"""A recommendation as plain text, from the goals down to their sources; without colour or control codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from advisor.explanation import cells, english
from advisor.explanation.absence import Absence
from advisor.explanation.derivation import Node, Reason
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge import goals
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import Source
from advisor.knowledge.steps import Step
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import cells_named, sentences
from advisor.plain_text import capital, markdown, one_line, series, so_many, wrap
from advisor.reports import measures
from advisor.reports.citations import Citations

FAULT = "The fault is the knowledge base's, not yours."
MAX_REASONS = 4
"""So many clauses explain an absence at most; the others are counted."""
MAX_UNKNOWN = 5
"""So many questions are told that can still change a goal; the others are counted."""
MAX_PASSAGES = 3
"""Of a source so many cited passages are told at its end; more are left to who asks for the sources."""


def render(recommendation: Recommendation, width: int = 80) -> str:
    """The whole report, ending in a line break. `width` counts columns; long addresses may exceed it."""
    return _TextReport(recommendation, width).render()


def render_within(recommendation: Recommendation, lines: int, width: int = 80) -> str | None:
    """The whole report where it has so many lines at most, else None; no more of it is told than shows that."""
    return _TextReport(recommendation, width).render_within(lines)


def render_road(recommendation: Recommendation, width: int = 80) -> str:
    """The part of the report that looks ahead: what is shown beside the goals, the road, and their sources."""
    return _TextReport(recommendation, width).render_road()


def render_sources(recommendation: Recommendation, width: int = 80) -> str:
    """What the whole report cites, numbered as there; nothing where it cites nothing."""
    return _TextReport(recommendation, width).render_sources()


def render_reasons(recommendation: Recommendation, width: int = 80) -> str:
    """The part of the report that says why, with its sources."""
    return _TextReport(recommendation, width).render_reasons()


def render_derivations(
    recommendation: Recommendation, derivations: Iterable[tuple[str, Sequence[Node]]], width: int = 80
) -> str:
    """What each of some conclusions rests on, as under WHY in the report, below what is said of it; and the sources."""
    return _TextReport(recommendation, width).render_derivations(derivations)


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
            text = f"{capital(english.words(value))}: {text}"
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
    """The questions that can still change a goal: those that were asked, but to no known answer, come last."""
    return sorted(advice.questions_left, key=lambda id: id in advice.answers)


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
    ids = sorted(advice.road_questions, key=lambda id: id in advice.answers)
    what = "you did not know" if ids[0] in advice.answers else "was not asked"
    return f"rests on what {what}; what settles it: {first_question(advice, ids)}"


def first_question(advice: Recommendation, ids: Sequence[str]) -> str:
    """`Is the leaf yellow? (and 2 more questions)`."""
    more = len(ids) - 1
    behind = f" (and {so_many(more, 'more question')})" if more else ""
    return f"{advice.fill(advice.kb.questions[ids[0]].ask)}{behind}"


def given(advice: Recommendation, reason: Reason) -> list[tuple[str, tuple[str, ...]]]:
    """What a firing rests on, as clauses, each with what it cites; of a number also what it was added up from.

    What was not asked and cannot matter is told only where there is nothing else.
    """
    kb, case = advice.kb, advice.told
    told = {id: answer for id, answer in reason.answers.items() if id not in advice.unasked}
    if not (told or reason.cells or reason.findings or reason.numbers):
        told = reason.answers
    answers = [english.given(kb, id, answer, case) for id, answer in told.items()]
    facts = [english.conclusion(kb, pair, case) for pair in reason.findings]
    facts += [english.sum_of(kb, id, advice.concluded) for id in reason.numbers]
    return [*((text, ()) for text in answers), *cells_said(advice, reason.cells), *((text, ()) for text in facts)]


def no_earlier(advice: Recommendation, reason: Reason) -> str:
    """That no rule decides in place of this one, as a sentence; nothing where there is none that might."""
    return f"{capital(advice.kb.words.no_earlier)}." if reason.earlier else ""


class _TextReport:
    def __init__(self, recommendation: Recommendation, width: int) -> None:
        self._advice = recommendation
        self._kb = recommendation.kb
        self._width = width
        self._citations = Citations(self._kb)

    def render(self) -> str:
        return self._joined([[*part] for part in self._parts()])

    def render_within(self, lines: int) -> str | None:
        parts: list[list[str]] = []
        room = lines
        for part in self._parts():
            told = [*islice(part, max(room, 0) + 1)]
            if told:
                room -= len(told)
                if room < 0:
                    return None
                parts.append(told)
                room -= 1
        whole = self._joined(parts)
        return whole if len(whole.splitlines()) <= lines else None

    def _parts(self) -> Iterator[Iterable[str]]:
        """The parts before the sources, each as it is read."""
        yield from map(self._goal, self._kb.goals)
        yield from self._why()
        yield from self._ahead()
        yield self._unknown()

    def render_road(self) -> str:
        return self._joined([*self._ahead()])

    def render_sources(self) -> str:
        self.render()
        return "\n".join(self._sources(passages=True)) + "\n"

    def render_reasons(self) -> str:
        return self._joined([[*part] for part in self._why()])

    def render_derivations(self, derivations: Iterable[tuple[str, Sequence[Node]]]) -> str:
        parts = []
        for said, nodes in derivations:
            reasons = self._advice.reasons(nodes)
            parts.append([*wrap(said, self._width), *(line for reason in reasons for line in self._reason(reason))])
        return self._joined(parts)

    def _ahead(self) -> Iterator[list[str]]:
        yield from map(self._also, self._kb.also)
        yield self._road()

    def _joined(self, parts: Sequence[Sequence[str]]) -> str:
        """The parts, and last the sources that they cite."""
        return "\n\n".join("\n".join(part) for part in [*parts, self._sources()] if part) + "\n"

    def _goal(self, id: str) -> Iterator[str]:
        """A step with all that there is to say of it; else the text of the value, or what is wrong."""
        advice, width = self._advice, self._width
        if problem := advice.problem_of(id):
            yield f"NO SINGLE {goals.noun(self._kb, id).upper()}"
            yield from wrap(f"{capital(problem)}. {FAULT}", width)
            return
        yield goals.heading(self._kb, id).upper()
        if id == self._kb.goal and advice.step:
            yield from self._next(advice.step)
        else:
            (value,) = advice.values_of(id)
            yield from self._texts([advice.fill(goals.text_of(self._kb, id, value))])

    def _next(self, step: Step) -> Iterator[str]:
        advice, width, words = self._advice, self._width, self._kb.words
        yield from wrap(advice.fill(step.title), width)
        yield ""
        yield from self._texts(advice.paragraphs(step.do))
        facts = [(words.takes, [measures.takes(advice.takes)])]
        facts += [(words.gives, advice.paragraphs(step.gives)), (words.watch, advice.paragraphs(step.watch))]
        told = ((label, text) for label, texts in facts for text in texts if text)
        lines = [line for label, text in told for line in wrap(text, width, f"{label}: ", "  ")]
        if lines:
            yield ""
            yield from lines
        if advice.cite:
            yield ""
            yield from wrap(f"See {self._cite(advice.cite)}.", width)

    def _why(self) -> Iterator[Iterator[str]]:
        for id, reasons in self._advice.reasons_by_goal():
            yield self._because(id, reasons)

    def _because(self, id: str, reasons: Sequence[Reason]) -> Iterator[str]:
        of = "" if id == self._kb.goal else f": {goals.heading(self._kb, id)}"
        yield f"{self._kb.words.why}{of}".upper()
        for reason in reasons:
            yield from self._reason(reason)

    def _reason(self, reason: Reason) -> Iterator[str]:
        rule, indent, words = reason.firing.rule, "  " * min(reason.depth, 4), self._kb.words
        head = "" if reason.depth == 0 else f"{capital(english.conclusion(self._kb, rule.then, self._advice.told))}: "
        text = f"{head}{self._advice.fill(rule.because)} {self._cite(reason.cite)}"
        yield from wrap(text, self._width, f"{indent}- ")
        facts = [f"{text} {self._cite(cites)}".rstrip() for text, cites in given(self._advice, reason)]
        if facts:
            said = f"{'; '.join(facts)}. {no_earlier(self._advice, reason)}"
            yield from wrap(said, self._width, f"{indent}  {words.given}: ", f"{indent}    ")
        for pair in reason.missing:
            absence = told_absence(self._advice, self._advice.absence(pair))
            text = f"{sentence(absence)}. {self._cite(absence_cites(self._advice, absence))}"
            yield from wrap(text, self._width, f"{indent}  {words.missing}: ", f"{indent}    ")

    def _also(self, id: str) -> list[str]:
        told = beside(self._advice, id)
        lines = [self._kb.conclusions[id].label.upper()] if told else []
        for text, citations in told:
            lines += wrap(f"{text} {self._cite(citations)}", self._width, "- ")
        return lines

    def _road(self) -> list[str]:
        stages = self._advice.roadmap
        if not stages:
            return []
        words = self._kb.words
        lines = [words.road_from_here.upper()]
        for number, stage in enumerate(stages, 1):
            phrase = measures.takes(stage.takes)
            mark = road_mark(self._advice, number)
            lines += wrap(f"{stage.title}{f' - {phrase}' if phrase else ''}", self._width, f"{number:>2}{mark} ")
        if together := measures.together(stages, self._kb):
            lines += wrap(f"{together}.", self._width, f"{words.together}: ", "  ")
        if not self._advice.roadmap_complete:
            lines += wrap("Beyond that the way is not known.", self._width)
        if said := road_open(self._advice):
            lines += wrap(said, self._width, "", "  ")
        assumed = list(dict.fromkeys(text for stage in stages for text in stage.assumes))
        if assumed:
            lines += ["", f"This {words.road} takes for granted:"]
            lines += [line for text in assumed for line in wrap(text, self._width, "- ")]
        return lines

    def _unknown(self) -> list[str]:
        left = unknown(self._advice)
        if not left:
            return []
        said = f"The answers to these can change {english.wanted(self._kb, 'or')}:"
        lines = [self._kb.words.still_unknown.upper(), *wrap(said, self._width)]
        return lines + [line for ask in left for line in wrap(ask, self._width, "- ")]

    def _sources(self, passages: bool = False) -> list[str]:
        """Each source once, with the passages that were cited, of many only if they are asked for."""
        lines = []
        for number, source, cited in self._citations.sources():
            shown = cited if passages or len(cited) <= MAX_PASSAGES else ()
            lines += wrap(_source(source, "; ".join(shown)), self._width, f"[{number}] ")
        return [self._kb.words.sources.upper(), *lines] if lines else []

    def _cite(self, citations: Iterable[str]) -> str:
        """`[1] [3]`."""
        return " ".join(f"[{number}]" for number in self._citations.numbers(citations))

    def _texts(self, texts: Iterable[str]) -> Iterator[str]:
        for number, text in enumerate(texts):
            if number:
                yield ""
            yield from markdown(text, self._width)


def _source(source: Source, words: str) -> str:
    about = [source.title, source.url, f"as of {source.as_of}" if source.as_of else ""]
    return one_line(", ".join(part for part in about if part) + (f": {words}" if words else ""))


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
    """`education is not yet met, because accredited is no and your degree is not known`.

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
