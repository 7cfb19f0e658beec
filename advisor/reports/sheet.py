"""One sheet of paper for a talk with a counsellor: what is advised in short, and the questions to ask, and of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.explanation.plan import plan_of
from advisor.explanation.recommendation import Recommendation, Stage
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import first_sentence
from advisor.plain_text import capital, one_line
from advisor.reports import measures
from advisor.reports.page import Page, answer_in_words, page

MOST = 8
"""So many questions are asked under each heading; of more it is said how many they are."""

PLACES = 2
"""So many places are named where one may ask the same."""

_HOST = re.compile(r"https?://(?:www\.)?([^/?#]+)")
_ASKS = {"time": "how long does it take", "price": "what does it cost"}


class Address(NamedTuple):
    """Where one may ask; `host` is what is read of the address on paper."""

    title: str
    url: str
    host: str


class Enquiry(NamedTuple):
    """What is to be found out of a step, and where: at the sources that it rests on."""

    step: str
    asks: str
    of: list[Address]


class PrintedSheet(NamedTuple):
    """The page with what a talk needs beside it. `open` are questions to the person, each with where to find it out.

    `answers` are told in few words; `holds` is what the plan takes for granted.
    """

    page: Page
    open: list[tuple[str, str]]
    enquiries: list[Enquiry]
    holds: list[str]
    answers: list[tuple[str, str]]


def sheet(advice: Recommendation, number: int, name: str) -> PrintedSheet:
    """The sheet of one recommendation, which is the `number`-th of its file."""
    kb = advice.kb
    left = advice.questions_left or advice.road_questions
    road = plan_of(advice).road
    return PrintedSheet(
        page(advice, number, name),
        [(_filled(advice, kb.questions[id].ask), _help(advice, id)) for id in left],
        [*_enquiries(advice, road.stages)],
        [one_line(text) for text in road.assumes],
        [(capital(one_line(kb.questions[id].label)), answer_in_words(advice, id)) for id in advice.answers],
    )


def _help(advice: Recommendation, id: str) -> str:
    return first_sentence(_filled(advice, advice.kb.questions[id].help))


def _enquiries(advice: Recommendation, stages: tuple[Stage, ...]) -> Iterator[Enquiry]:
    """Of each step whose price or time is not known, though those of others are."""
    for number, stage in enumerate(stages):
        if asks := [_ASKS[what] for what in measures.unknown(stage, advice.kb)]:
            cites = advice.cite if number == 0 else stage.step.cite
            yield Enquiry(one_line(stage.title), f"{capital(' and '.join(asks))}?", _addresses(advice.kb, cites))


def _addresses(kb: KnowledgeBase, cites: tuple[str, ...]) -> list[Address]:
    sources = [kb.sources[id] for id in dict.fromkeys(cite.partition("/")[0] for cite in cites)]
    return [Address(one_line(it.title), one_line(it.url), _host(it.url)) for it in sources if it.url][:PLACES]


def _host(url: str) -> str:
    found = _HOST.match(url)
    return one_line(found[1]) if found else ""


def _filled(advice: Recommendation, text: str) -> str:
    return one_line(advice.fill(text))
