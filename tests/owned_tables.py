"""Tables as their owners write them: the same answers in ids and in words, under columns named in every way."""

from __future__ import annotations

import random

import polars as pl

from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import unfilled

WAYS = ("id", "label", "wording")


def pair_of_tables(kb: KnowledgeBase, rows: int, seed: int, bad: float = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A table in ids, and one that means the same in its owner's words; a share of cells is `bad` in both."""
    draw = random.Random(seed)
    plain: dict[str, list[str | None]] = {"id": [str(at) for at in range(rows)]}
    owned: dict[str, list[str | None]] = {" ID ": plain["id"]}
    for question in kb.questions.values():
        way = draw.choice(WAYS)
        name = {"id": question.id.upper(), "label": question.label.title(), "wording": f" {unfilled(question.ask)} "}[
            way
        ]
        cells = [_cell(draw, question, way, bad) for _ in range(rows)]
        plain[question.id], owned[name] = [it for it, _ in cells], [it for _, it in cells]
    names = [*owned]
    draw.shuffle(names)
    return pl.DataFrame(plain), pl.DataFrame({name: owned[name] for name in names})


def _cell(draw: random.Random, question: Question, way: str, bad: float) -> tuple[str | None, str | None]:
    """One answer as an id, and as an owner writes it."""
    if draw.random() < bad:
        return "misspelt", "misspelt"
    if draw.random() < 0.15 and not question.required:
        return draw.choice([(None, None), (UNKNOWN, _said(draw, question, UNKNOWN)), (UNKNOWN, UNKNOWN)])
    if question.kind == "number":
        number = str(draw.randint(int(question.minimum), int(question.maximum)))
        return number, f" {number}"
    if question.kind == "many":
        chosen = [value for value in question.values if draw.random() < 0.5]
        said = [_written(draw, question, value, way) for value in chosen] or [_written(draw, question, NONE, way)]
        return ";".join(chosen) or NONE, " ; ".join(said)
    value = draw.choice(question.values)
    return value, _written(draw, question, value, way)


def _written(draw: random.Random, question: Question, value: str, way: str) -> str:
    """A value by its wording, or where the column's name allows it by its id, in any case."""
    text = _said(draw, question, value) if way == "wording" or draw.random() < 0.6 else value
    return draw.choice([text, text.upper(), text.lower(), f"  {text} ", text.replace(" ", "  ")])


def _said(draw: random.Random, question: Question, value: str) -> str:
    default = {NONE: "None of these", UNKNOWN: "I do not know"}.get(value, value.replace("_", " "))
    text = unfilled(question.texts.get(value, default))
    for article in ("A ", "An ", "The "):
        if text.startswith(article) and draw.random() < 0.5:
            return text.removeprefix(article)
    return text
