"""A recommendation as plain data for JSON; the keys are a contract (`docs/json.md`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.explanation import cells
from advisor.explanation.recommendation import Recommendation, Stage
from advisor.formats import RESULT
from advisor.inference import Firing
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import Number
from advisor.knowledge.goals import text_of
from advisor.knowledge.model import KnowledgeBase, Pair, earlier
from advisor.knowledge.steps import Step, Takes
from advisor.knowledge.tables import RowCell

TAKEN = (
    *("format", "knowledge_base", "version", "name", "answers", "because", "conclusions", "roadmap"),
    *("questions_left", "problem", "settled", "roadmap_complete", "sources"),
)
"""The keys beside those of the goals, here and in what would follow from other answers."""


def head(kb: KnowledgeBase) -> dict[str, Any]:
    """With what the printed objects begin: the version of their format, and what they are of."""
    return {"format": RESULT, "knowledge_base": kb.id, "version": kb.version}


def as_object(recommendation: Recommendation) -> dict[str, Any]:
    """The object of one case. A goal's own key is None, and `problem` says why, where it has not just one value."""
    found: dict[str, Any] = {
        **head(recommendation.kb),
        "name": recommendation.name,
        "answers": answers_of(recommendation.answers),
        **{key_of(id): _goal(recommendation, id) for id in recommendation.kb.goals},
        "because": [firing_as_object(recommendation, firing) for firing in recommendation.because],
        "conclusions": conclusions_of(recommendation),
    }
    if recommendation.kb.recommends:
        found["roadmap"] = [_stage(stage) for stage in recommendation.roadmap]
    found["questions_left"] = list(recommendation.questions_left)
    if recommendation.problem:
        found["problem"] = recommendation.problem
    return found


def key_of(goal: str) -> str:
    """The key of a goal in an object: its id, unless another key is called so."""
    return f"goal_{goal}" if goal in TAKEN else goal


def conclusions_of(recommendation: Recommendation) -> dict[str, list[str] | Number]:
    """The concluded attributes but the goal, in the authors' order: the values of each, or its number."""
    found = {**recommendation.conclusions, **recommendation.numbers}
    told = ((id, found[id]) for id in recommendation.kb.conclusions if id in found)
    return {id: list(it) if isinstance(it, tuple) else it for id, it in told}


def _goal(recommendation: Recommendation, id: str) -> dict[str, Any] | None:
    """A goal's value: a step with all that is told of it, else its text; of a further goal also what it rests on."""
    if recommendation.problem_of(id):
        return None
    kb, step = recommendation.kb, recommendation.step
    if id == kb.goal and step is not None:
        return _step(recommendation, step)
    (value,) = recommendation.values_of(id)
    found: dict[str, Any] = {"id": value, "text": recommendation.fill(text_of(kb, id, value))}
    if id != kb.goal:
        nodes = recommendation.nodes_of(id)
        found["because"] = [firing_as_object(recommendation, node.firing) for node in nodes]
    return found


def _step(recommendation: Recommendation, step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": step.id,
        "title": recommendation.fill(step.title),
        "do": _text(recommendation.paragraphs(step.do)),
    }
    for name, paragraphs in (("gives", step.gives), ("watch", step.watch), ("assumes", step.assumes)):
        if shown := recommendation.paragraphs(paragraphs):
            found[name] = _text(shown)
    return {**found, **taken(recommendation.takes), "cite": list(recommendation.cite)}


def firing_as_object(recommendation: Recommendation, firing: Firing) -> dict[str, Any]:
    """A firing: its rule, and what it rests on; `earlier` are the rules before it that would have decided."""
    kb = recommendation.kb
    found: dict[str, Any] = {
        "rule": firing.rule.id,
        "because": recommendation.fill(firing.rule.because),
        "cite": list(firing.rule.cite),
        "facts": answers_of(firing.answers),
        "findings": _pairs(kb, firing.findings),
        "missing": _pairs(kb, firing.missing),
    }
    read = dict.fromkeys(id for id, _ in (*firing.findings, *firing.missing) if kb.conclusions[id].number)
    if read:
        found["numbers"] = {id: recommendation.numbers[id] for id in read}
    if rivals := earlier(kb, firing.rule):
        found["earlier"] = [rule.id for rule in rivals]
    if told := recommendation.cells_read(firing.rule):
        found["cells"] = [_cell(recommendation, cell) for cell in told]
    return found


def _cell(recommendation: Recommendation, cell: RowCell) -> dict[str, Any]:
    """What a cell of the case's own row says, with its source and its day where it has some."""
    kb, row = recommendation.kb, str(recommendation.case[cell.question])
    content = kb.tables[kb.questions[cell.question].table].rows[row][cell.column]
    source = cells.source(kb, cell, recommendation.case)
    found: dict[str, Any] = {"question": cell.question, "row": row, "column": cell.column}
    found["is"] = list(content) if isinstance(content, tuple) else content
    if source.cite:
        found["cite"] = list(source.cite)
    return {**found, "as_of": source.as_of} if source.as_of else found


def _stage(stage: Stage) -> dict[str, Any]:
    return {"id": stage.step.id, "title": stage.title, **taken(stage.takes)}


def taken(takes: Takes | None) -> dict[str, Any]:
    """What a step takes: `months` and `cost` as [least, most]; without the key where nothing is known."""
    if takes is None:
        return {}
    found: dict[str, Any] = {}
    if takes.months:
        found["months"] = list(takes.months)
    if takes.cost:
        found |= {"cost": list(takes.cost)}
        found |= {name: value for name, value in (("currency", takes.currency), ("as_of", takes.as_of)) if value}
    return {"takes": found}


def answers_of(answers: Answers) -> dict[str, Any]:
    return {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers.items()}


def _pairs(kb: KnowledgeBase, pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """What is concluded, but for what rules add to numbers, which are told as such."""
    found: dict[str, list[str]] = {}
    for attribute, value in pairs:
        if kb.conclusions[attribute].number:
            continue
        found.setdefault(attribute, []).append(value)
    return found


def _text(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(text.strip() for text in paragraphs)
