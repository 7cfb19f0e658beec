"""All that a person can be told of one case, each report under its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape

import polars as pl
from talking import Lines

from advisor.assessment import assess
from advisor.cases.files import Case
from advisor.explanation.recommendation import Recommendation, recommend
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import pages, text
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.explaining.why import first, level

DAY = date(2026, 11, 5)


def recommendations(advice: Recommendation) -> dict[str, str]:
    """The recommendation in every form that a person reads, with what Markdown and HTML escape read again."""
    html = "".join(pages.write([advice], "html", DAY))
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return {
        "text": text.render(advice),
        "road": text.render_road(advice),
        "markdown": re.sub(r"\\([^\n])", r"\1", unescape("".join(pages.write([advice], "markdown", DAY)))),
        "html": unescape(re.sub(r"<[^>]*>", "", body)),
        "titles": unescape(" ".join(re.findall(r"<title.*?>(.*?)</title>", body))),
    }


def explanations(kb: KnowledgeBase, answers: Answers) -> Iterator[tuple[str, str]]:
    """Every explanation of the case that can be asked for of what is not internal, as text."""
    shown = [(id, value) for id, it in kb.conclusions.items() if not it.internal for value in it.values]

    def text(name: str, *about: object) -> str:
        return KINDS[name].text(KINDS[name].explain(kb, answers, *about))

    for id in kb.questions:
        yield f"how {id}", text("how", id)
        found = KINDS["why"].explain(kb, answers, id)
        yield f"why {id}", first(found)[0] + "".join(level(found, at) for at in range(2, 6))
    for id, value in shown:
        yield f"how {id}={value}", text("how", id, value)
        yield f"why not {id}={value}", text("why_not", id, value)
        if id == kb.goal:
            yield f"rather than {value}", text("rather_than", id, "", value)
    for id, value in other_answers(kb, answers).items():
        yield f"what if {id}={value}", text("what_if", {id: value})
    yield "sure", text("how_sure")
    yield "plan", text("plan")


def other_answers(kb: KnowledgeBase, answers: Answers) -> dict[str, Answer]:
    """An answer to each question that is not the one that was given."""
    found: dict[str, Answer] = {}
    for id, question in kb.questions.items():
        legal: list[Answer] = [question.maximum] if question.kind == "number" else [*question.values]
        if question.kind == "many":
            legal = [(), question.values]
        found[id] = next(it for it in legal if it != answers.get(id, UNKNOWN))
    return found


def dialogue(kb: KnowledgeBase, answers: Mapping[str, Answer], *commands: str) -> str:
    """What a dialogue with these answers says, in which the commands are given at its first question."""
    talk = Lines(kb, *commands, case=Case(dict(answers), name="Ann {soil}"))
    return talk.out + talk.errors


def batch(kb: KnowledgeBase, answers: Answers) -> str:
    """The reason that a table of cases would have in this row."""
    total = kb.total(answers)
    cells = {id: ";".join(it) or "none" if isinstance(it, tuple) else str(it) for id, it in total.items()}
    because = assess(pl.DataFrame([cells], schema=dict.fromkeys(cells, pl.String)), kb)["because"][0]
    return because or ""


def told(kb: KnowledgeBase, answers: Answers) -> dict[str, str]:
    """All of it: recommendation, explanations, dialogue and batch."""
    every = recommendations(recommend(kb, answers, "Ann {soil}", partial=True))
    every.update(explanations(kb, answers))
    steps = [f"why not {id}" for id in kb.steps]
    every["dialogue"] = dialogue(kb, answers, "why", "?", "?", "review", "how", *steps, "sure", "plan", "help")
    every["batch"] = batch(kb, answers)
    return every
