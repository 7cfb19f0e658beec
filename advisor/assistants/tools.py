"""What an assistant may ask: functions of the answers so far, whose docstrings and arguments it is told.

Each gives plain data; what is told to a person is in `told`, in the words of the reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, Union

from advisor.cases.answers import read_answers
from advisor.cases.files import Case
from advisor.errors import AdvisorError, listed, quoted
from advisor.explanation.recommendation import recommend
from advisor.knowledge.goals import title_of
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import unfilled
from advisor.reports import description, json_report, requests, text
from advisor.reports.cited_sources import with_sources
from advisor.reports.explaining.kinds import KINDS

Given: TypeAlias = dict[str, Union[str, int, float, bool, list[str], None]]
"""Answers by question id: a value's id, a number, a list of ids, or "unknown"."""

WIDTH = 100
"""Columns of what is told to a person."""

INSTRUCTIONS = """\
{title}. {welcome}

These tools hold the rules and the sources; you hold the conversation. They keep nothing: pass all answers each time.

- Ask the person, never guess: call next_question with the answers so far, put its question to the person in its own
  words with its choices, and add the answer by the question's id. Go on until its question is null. What the person
  does not know is "unknown"; do not fill it in yourself. It says how many more questions there are; tell the person.
- Then call recommend. Tell what to do and why in the words that it gives, and cite its sources with their links. Add no
  advice, figures or sources of your own as if they came from here.
- Say what is not known: what was answered "unknown", what is in questions_left, and what how_sure says could change it.
- Where the person doubts or wishes for something else, call why_not, what_if or how_sure; do not argue from memory.
- A tool that refuses an answer says what would be right; ask the person again.
"""
"""What an assistant is told to do, with the knowledge base's title and welcome between the braces."""


class Tools:
    """The tools of one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    @property
    def instructions(self) -> str:
        return INSTRUCTIONS.format(title=self._kb.title, welcome=self._kb.welcome).strip()

    def next_question(self, answers: Given, road: bool = False) -> dict[str, Any]:
        """The next question to put to the person, with the answers that it takes, and how many more there are.

        Pass all answers so far by question id: the value of a choice, a number, a list of values where several may be
        chosen ([] is none of them), or "unknown". Begin with {}. Its question is null once no answer can change the
        recommendation any more; then call recommend. With road, it goes on to what the way beyond the next step depends
        on.
        """
        return requests.asked_next(self._kb, answers, road, False)

    def recommend(self, answers: Given) -> dict[str, Any]:
        """The recommendation for these answers: what to do, why by each rule, the road from here, and the sources.

        `told` is all of it for the person. `questions_left` can still change it; say so. Cite what is in `sources`.
        """
        advice = recommend(self._kb, Case(_known(answers)))
        return {"told": text.render(advice, WIDTH), **with_sources(self._kb, json_report.as_object(advice))}

    def why_not(self, answers: Given, value: str, attribute: str = "") -> dict[str, Any]:
        """Why something is not recommended or concluded: what stands in the way, and every smallest change of answers
        that would give it.

        `value` is an outcome of list_questions; `attribute` is what it is an outcome of, by itself the goal.
        """
        return self._explained("why_not", answers, {"attribute": attribute or self._kb.goal, "value": value})

    def what_if(self, answers: Given, changes: Given) -> dict[str, Any]:
        """What would follow if some answers were others; nothing is changed."""
        return self._explained("what_if", answers, {"changes": _known(changes)})

    def how_sure(self, answers: Given, goal: str = "") -> dict[str, Any]:
        """How sure the recommendation is: the answers that it rests on, what another one alone would make of it, and
        which open questions could still change it. Proved over every way to answer them."""
        return self._explained("how_sure", answers, {"goal": goal})

    def list_questions(self, topic: str = "") -> dict[str, Any]:
        """Every question with its id and the answers it takes, or those of a topic; and every outcome that there is.

        To put questions to a person use next_question, which asks only what matters.
        """
        topics = {it.topic.casefold(): it.topic for it in self._kb.questions.values() if it.topic}
        if topic and topic.casefold() not in topics:
            raise AdvisorError(f"there is no topic {quoted(topic)}; the topics are {listed(topics.values())}")
        told = [
            {key: it for key, it in question.items() if key not in ("why", "help", "label", "none", "unknown")}
            for question in description.questions(self._kb)
            if not topic or question.get("topic", "").casefold() == topic.casefold()
        ]
        goals = ((id, value) for id in self._kb.goals for value in self._kb.conclusions[id].values)
        outcomes = [
            {"attribute": id, "value": value, "title": unfilled(title_of(self._kb, id, value))} for id, value in goals
        ]
        return {"questions": told, "outcomes": outcomes}

    def _explained(self, name: str, answers: Given, given: Mapping[str, object]) -> dict[str, Any]:
        kb, kind = self._kb, KINDS[name]
        known, _, _ = read_answers(kb, Case(_known(answers)), partial=True)
        found = kind.explain(kb, known, *kind.arguments(given))
        return {"told": kind.text(found, WIDTH), **kind.whole(kb, found)}


def _known(answers: Given) -> dict[str, Any]:
    return dict(answers)
