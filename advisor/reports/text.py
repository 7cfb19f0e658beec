"""A recommendation as plain text, from the goals down to their sources; without colour or control codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from advisor.explanation import english
from advisor.explanation.derivation import Node, Reason
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge import goals
from advisor.knowledge.model import Source
from advisor.knowledge.steps import Step
from advisor.plain_text import capital, markdown, one_line, wrap
from advisor.reports import measures
from advisor.reports.citations import Citations
from advisor.reports.told import (
    FAULT,
    absence_cites,
    beside,
    given,
    no_earlier,
    road_mark,
    road_open,
    sentence,
    told_absence,
    unknown,
)

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
