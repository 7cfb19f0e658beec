"""A recommendation as a page that is kept: all that its templates show, in words, with nothing in it but plain data.

Every text is one_line here already; what a template adds is escaped by its environment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from advisor.explanation import english
from advisor.explanation.absence import Absence
from advisor.explanation.derivation import Reason
from advisor.explanation.plan import Plan, plan_of
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge import goals
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.texts import I_DO_NOT_KNOW, NONE_OF_THESE, first_sentence, worded
from advisor.knowledge.wording import in_words
from advisor.plain_text import capital, one_line, strip_controls
from advisor.reports import measures
from advisor.reports.citations import Citations
from advisor.reports.outlook import Outlook, outlook
from advisor.reports.told import FAULT, absence_cites, beside, given, no_earlier, sentence, told_absence, unknown


class Cited(NamedTuple):
    """A text with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass
class DerivationView:
    """One step of the derivation: what it concludes, why, what it rests on, what is missing, and what is below it.

    The one at the root concludes a goal, and leaves its name out.
    """

    concludes: str
    because: Cited
    given: list[Cited]
    missing: list[Cited]
    no_earlier: str
    below: list[DerivationView] = field(default_factory=list)


class CitedSource(NamedTuple):
    number: int
    title: str
    url: str
    as_of: str
    passages: str


class GoalView(NamedTuple):
    """One more thing that is wanted: how it is called, and its value or what is wrong."""

    heading: str
    said: list[str]


class Page(NamedTuple):
    """`do` are paragraphs of Markdown of the knowledge base; every other text is plain. `answers` are grouped by topic.

    `more` is what there is of the title's text beyond its first sentence, `others` the further goals, and `why` has a
    tree under a heading for each goal.
    """

    key: str
    name: str
    eyebrow: str
    title: str
    more: list[str]
    others: list[GoalView]
    problem: str
    takes: str
    do: list[str]
    gives: list[str]
    watch: list[str]
    sources_of_step: tuple[int, ...]
    why: list[tuple[str, list[DerivationView]]]
    beside: list[tuple[str, list[Cited]]]
    outlook: Outlook
    answers: list[tuple[str, list[tuple[str, str]]]]
    unknown: list[str]
    sources: list[CitedSource]


def page(advice: Recommendation, number: int, name: str) -> Page:
    """The page of one recommendation, which is the `number`-th of its file."""
    return _PageWriter(advice).page(f"c{number}", name)


class _PageWriter:
    def __init__(self, advice: Recommendation) -> None:
        self._advice = advice
        self._kb = advice.kb
        self._citations = Citations(self._kb)

    def page(self, key: str, name: str) -> Page:
        advice, step = self._advice, self._advice.step
        plan = plan_of(advice)
        return Page(
            key,
            one_line(name),
            self._eyebrow(),
            self._title(),
            self._more(),
            [self._goal(id) for id in self._kb.goals[1:]],
            self._problem(self._kb.goal),
            capital(one_line(self._takes(plan))),
            [strip_controls(text.strip()) for text in advice.paragraphs(step.do)] if step else [],
            [*map(one_line, advice.paragraphs(step.gives))] if step else [],
            [*map(one_line, advice.paragraphs(step.watch))] if step else [],
            self._citations.numbers(advice.cite),
            self._why(),
            self._beside(),
            outlook(plan, key),
            self._answers(),
            [*map(one_line, unknown(advice))],
            self._sources(),
        )

    def _takes(self, plan: Plan) -> str:
        """What the step takes: on a road also that it is not known."""
        on_road = self._kb.has_road and plan.road.stages
        return measures.of_next(plan.road.stages[0], self._kb) if on_road else measures.takes(self._advice.takes)

    def _eyebrow(self) -> str:
        kb = self._kb
        return one_line(capital(kb.words.your_next_step) if kb.recommends else goals.heading(kb, kb.goal))

    def _title(self) -> str:
        value, goal = self._advice.value, self._kb.goal
        return one_line(self._advice.title_of(goal, value) if value else f"No single {goals.noun(self._kb, goal)}")

    def _more(self) -> list[str]:
        """The goal's text beyond its first sentence, which is the title; of a step there is none."""
        kb, value = self._kb, self._advice.value
        if value is None or kb.recommends:
            return []
        text = goals.text_of(kb, kb.goal, value).strip()
        return self._paragraphs(text[len(first_sentence(text)) :])

    def _goal(self, id: str) -> GoalView:
        heading = one_line(goals.heading(self._kb, id))
        if problem := self._problem(id):
            return GoalView(heading, [problem])
        (value,) = self._advice.values_of(id)
        return GoalView(heading, self._paragraphs(goals.text_of(self._kb, id, value)))

    def _paragraphs(self, text: str) -> list[str]:
        return [self._filled(part) for part in text.split("\n\n") if part.strip()]

    def _problem(self, id: str) -> str:
        problem = self._advice.problem_of(id)
        return f"{capital(one_line(problem))}. {FAULT}" if problem else ""

    def _why(self) -> list[tuple[str, list[DerivationView]]]:
        """The derivation of each goal as a tree."""
        kb = self._kb
        found = []
        for id, reasons in self._advice.reasons_by_goal():
            of = "" if id == kb.goal else f": {goals.heading(kb, id)}"
            found.append((one_line(f"{kb.words.why}{of}"), self._tree(reasons)))
        return found

    def _tree(self, reasons: Sequence[Reason]) -> list[DerivationView]:
        path: list[DerivationView] = []
        roots: list[DerivationView] = []
        for reason in reasons:
            why = self._reason(reason)
            del path[reason.depth :]
            (path[-1].below if path else roots).append(why)
            path.append(why)
        return roots

    def _reason(self, reason: Reason) -> DerivationView:
        kb, rule, advice, case = self._kb, reason.firing.rule, self._advice, self._advice.told
        facts = given(advice, reason)
        return DerivationView(
            "" if reason.depth == 0 else one_line(capital(english.conclusion(kb, rule.then, case))),
            Cited(self._filled(rule.because), self._citations.numbers(reason.cite)),
            [Cited(one_line(text), self._citations.numbers(cites)) for text, cites in facts],
            [self._absence(told_absence(advice, advice.absence(pair))) for pair in reason.missing],
            one_line(no_earlier(advice, reason)) if facts else "",
        )

    def _absence(self, absence: Absence) -> Cited:
        text = f"{one_line(capital(sentence(absence)))}."
        return Cited(text, self._citations.numbers(absence_cites(self._advice, absence)))

    def _beside(self) -> list[tuple[str, list[Cited]]]:
        found = []
        for id in self._kb.also:
            texts = [Cited(one_line(text), self._citations.numbers(cite)) for text, cite in beside(self._advice, id)]
            found += [(one_line(self._kb.conclusions[id].label), texts)] if texts else []
        return found

    def _answers(self) -> list[tuple[str, list[tuple[str, str]]]]:
        topics: dict[str, list[tuple[str, str]]] = {}
        for id, question in self._kb.questions.items():
            if id in self._advice.answers:
                said = answer_in_words(self._advice, id)
                topics.setdefault(question.topic, []).append((self._filled(question.ask), said))
        return [(one_line(topic), answers) for topic, answers in topics.items()]

    def _sources(self) -> list[CitedSource]:
        found = []
        for number, source, cited in self._citations.sources():
            passages = one_line("; ".join(cited))
            found.append(CitedSource(number, one_line(source.title), one_line(source.url), source.as_of, passages))
        return found

    def _filled(self, text: str) -> str:
        return one_line(self._advice.fill(text))


def answer_in_words(advice: Recommendation, id: str) -> str:
    """The answer to a question in the words in which it was offered."""
    kb, question, answer = advice.kb, advice.kb.questions[id], advice.answers[id]
    if isinstance(answer, (int, float)):
        return one_line(question.counted(answer))
    defaults = {NONE: NONE_OF_THESE, UNKNOWN: I_DO_NOT_KNOW}
    values = (answer,) if isinstance(answer, str) else answer or (NONE,)
    said = (worded(kb, question, it, advice.told, defaults.get(it, in_words(it))) for it in values)
    return one_line("; ".join(said))
