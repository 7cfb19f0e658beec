"""A knowledge base as JSON for the browser: its rules as data, and every sentence that there is to say, written here.

JavaScript fills placeholders and joins sentences; it has no English of its own. A condition is the place of a leaf
among those of all attributes, `~` of it where that must not hold, or a list whose first part says what it is: 0, 1 and
2 are all, any and none of the rest, and `r` is an any that was made from a table, with the test. A leaf stands
with its attribute: the places of the values that are tested, with the column by which they were found, or how a number
compares. A concluded number is compared, added up and begun as an integer that is scaled by its places, written as a
text, since JavaScript's own numbers are not exact so far.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any as Json

from advisor.consultation.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.explanation import english, labels
from advisor.explanation.milestones import passed
from advisor.exports.web.markdown import as_html, plain_html, words_as_html
from advisor.exports.web.number_patterns import number_patterns
from advisor.exports.web.sentences import SentenceTemplates
from advisor.knowledge import goals
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import NONE, UNKNOWN, All, ByRow, Compare, Condition, NoneOf, OneOf, leaves
from advisor.knowledge.hidden import Hidden
from advisor.knowledge.model import KnowledgeBase, Rule
from advisor.knowledge.steps import Effect, Paragraph, Raise, Step, Takes
from advisor.knowledge.tables import Column, RowCell
from advisor.knowledge.texts import cell_in_words, placeholders
from advisor.knowledge.wording import uncapital
from advisor.logic.answer_classes import placed_conditions
from advisor.reports.cited_sources import with_sources
from advisor.reports.explaining.kinds import KINDS
from advisor.reports.told import FAULT

FORMAT = 1

_CELL = re.compile(r"\{([a-z][a-z0-9_-]*)\.([a-z][a-z0-9_-]*)\}")

Object = dict[str, Json]

RESERVED = "constructor"
"""The one name of what all objects of JavaScript have that can be an id."""


def model(kb: KnowledgeBase) -> Object:
    """The knowledge base as plain data for JSON. Raises AdvisorError for an id or diagrams that no page can hold."""
    _check_ids(kb)
    _check_size(kb)
    return _Model(kb).whole()


def citing(model: Object) -> Iterator[Object]:
    """The rules, steps and cells that cite something."""
    cells = (row.values() for table in model.get("tables", {}).values() for row in table.get("sources", {}).values())
    each = chain(model.get("rules", ()), model.get("steps", ()), *cells)
    return (it for it in each if "cite" in it)


def _check_ids(kb: KnowledgeBase) -> None:
    """Every object of JavaScript has one member whose name an author may give, too, and would be found in its place."""
    values = [value for asked in kb.questions.values() for value in asked.values]
    values += [value for concluded in kb.conclusions.values() for value in concluded.values]
    if RESERVED in {*kb.questions, *kb.conclusions, *kb.steps, *values, *(rule.id for rule in kb.rules)}:
        raise AdvisorError(f"{kb.id}: a page cannot hold the id '{RESERVED}', which browsers use themselves; rename it")


def _check_size(kb: KnowledgeBase) -> None:
    """The page builds the same diagrams, from the same rules: whether it can is found out here."""
    from advisor.solver.case_diagram import CaseDiagram
    from advisor.solver.case_space import Cases, deep
    from advisor.solver.diagrams import GROWN, MAX_WHOLE
    from advisor.solver.nodes import TooLarge

    try:
        cases = Cases(kb.questions, [kb], GROWN * MAX_WHOLE)  # as a consultation has it
        with cases.at_most(MAX_WHOLE):
            diagram = CaseDiagram(kb, cases)
        with deep(len(cases.sizes)):
            for pair in kb.pairs:
                diagram.pairs[pair]
            cases.conjoin(diagram.legal, cases.true)
    except TooLarge:
        raise AdvisorError(
            f"{kb.id}: too large for a page: a browser would have to build decision diagrams of more than "
            f"{MAX_WHOLE:,} nodes"
        ) from None


class _Model:
    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._say = SentenceTemplates(kb)
        self._links, self._html = words_as_html(kb)
        self._hidden = Hidden(kb)
        self._place = {pair: place for place, pair in enumerate(kb.pairs)}
        each = [leaf for _, condition in placed_conditions(kb) for leaf, _ in leaves(condition)]
        self._leaves = {
            id: [*dict.fromkeys(it for it in each if it.attribute == id)] for id in (*kb.questions, *kb.conclusions)
        }
        self._leaf_at = {leaf: n for n, leaf in enumerate(chain(*self._leaves.values()))}

    def whole(self) -> Object:
        """What repeats something stands near to that: so the page is smaller once it is compressed."""
        kb = self._kb
        found = _tidy(
            {
                "tests": self._say.tests(),
                "rules": [self._rule(rule) for rule in kb.rules],
                "conclusions": [self._conclusion(conclusion) for conclusion in kb.conclusions.values()],
                "steps": [self._step(step) for step in kb.steps.values()],
                "questions": [self._question(question) for question in kb.questions.values()],
                "format": FORMAT,
                "id": kb.id,
                "title": kb.title,
                "version": kb.version,
                "welcome": kb.welcome,
                "goals": [*kb.goals],
                "also": [*kb.also],
                "furthest": [*kb.furthest],
                "recommends": kb.recommends,
                "road": kb.has_road,
                "tells_cells": kb.tells_cells,
                "words": kb.words._asdict(),
                "says": {"fault": FAULT, "can_change": f"The answers to these can change {english.wanted(kb, 'or')}."},
                "measures": sorted(kb.measures),
                "first": first.id if (first := Consultation(kb).question) else "",
                "html": self._html,
                "kinds": [[it.name, it.needs, it.about] for it in KINDS.values() if it.asks_in(kb)],
                "row_sentences": self._say.rows,
            }
        )
        named = [*_CELL.findall(json.dumps(found)), *(cell.split(".") for _, cell, *_ in self._say.rows)]
        asked = {question.table: question.id for question in kb.questions.values() if question.table}
        read = {(kb.questions[id].table, column) for id, column in named}
        found |= _tidy(
            {"tables": {table: self._table(table, id, read) for table, id in asked.items()}, "links": self._links}
        )
        found = with_sources(kb, found)
        for it in citing(found):
            it["cite"] = " ".join(it["cite"])
        return found

    def _question(self, question: Question) -> Object:
        found = _tidy(
            {
                **question._asdict(),
                "narrowed": {value: [*narrowing] for value, narrowing in question.narrowed.items()},
                "required_when": self._condition(question.required_when),
            }
        )
        for key in ("alike", "minimum", "maximum"):
            found.pop(key, None)
        found["texts"] = _by_value(question.values, question.texts)
        found["names"] = _by_value(question.values, question.names)
        found["plural"] = labels.is_or_are(self._kb, question.id) == "are"
        found["leaves"] = self._leaves_of(question.id, question.values)
        if question.kind == "number":
            found |= {"min": question.minimum, "max": question.maximum, "typed": _tidy(number_patterns(question))}
            found["expected"] = f"Type {question.number_sought}."
        return _tidy(found)

    def _conclusion(self, conclusion: Conclusion) -> Object:
        kb, id = self._kb, conclusion.id
        found = _tidy(conclusion._asdict() | {"number": None})
        found["texts"] = _by_value(conclusion.values, conclusion.texts)
        found["plural"] = labels.is_or_are(kb, id) == "are"
        found["leaves"] = self._leaves_of(id, conclusion.values)
        if not conclusion.number:
            found["not_yet"] = [value for value in conclusion.values if english.is_milestone(kb, (id, value))]
        if id in kb.goals:
            found |= {"heading": goals.heading(kb, id), "noun": goals.noun(kb, id), "yours": goals.yours(kb, id)}
            found |= {"none_given": goals.none_given(kb, id), "several_given": goals.several_given(kb, id)}
        if total := conclusion.number:
            found["number"] = {
                "start": str(total.scaled(total.start)),
                "places": total.places,
                "unit": total.unit,
                "unit_of_one": total.unit_of_one,
            }
        return _tidy(found)

    def _rule(self, rule: Rule) -> Object:
        found = {
            "passes": " ".join(str(self._place[it]) for it in passed(self._kb, self._hidden, rule, self._place)),
            "id": rule.id,
            "when": self._condition(rule.when),
            "attribute": rule.attribute,
            "value": rule.value,
            "cite": [*rule.cite],
            "stratum": rule.stratum,
        }
        total = self._kb.conclusions[rule.attribute].number
        if total and rule.add is not None:
            found["add"] = str(total.scaled(rule.add))
            found["says"] = english.conclusion_text(self._kb, rule.then)
            found["lacks"] = english.missing_text(self._kb, rule.then)
            found["added_for"] = english.added_for(self._kb, rule)
        return _tidy({**found, "because": rule.because})

    def _step(self, step: Step) -> Object:
        return _tidy(
            {
                "cite": [*step.cite],
                "id": step.id,
                "title": step.title,
                "gives": self._parts((part, part.text) for part in step.gives),
                "do": self._parts((part, self._paragraph(part.text)) for part in step.do),
                "assumes": self._parts((part, part.text) for part in step.assumes),
                "watch": self._parts((part, part.text) for part in step.watch),
                "takes": self._parts((takes, _tidy(takes._asdict() | {"when": None})) for takes in step.takes),
                "achieves": self._parts((effect, _set_by(effect)) for effect in step.achieves),
            }
        )

    def _parts(self, parts: Iterable[tuple[Paragraph | Takes | Effect, Json]]) -> list[Json]:
        """What is told of each, with its condition after it where it has one."""
        told = ([it] if part.when is None else [it, self._condition(part.when)] for part, it in parts)
        return [*chain(*told)]

    def _paragraph(self, text: str) -> Json:
        """The text, with its HTML where that is more than a plain paragraph."""
        html = as_html(text)
        return text if html == plain_html(text, self._links) else {"text": text, "html": html}

    def _table(self, name: str, question: str, read: set[tuple[str, str]]) -> Object:
        """The cells that are read in a text or a sentence, or that a reason tells of some row, and what it calls them:
        those of the columns that can be tested."""
        table = self._kb.tables[name]
        told = {id for id in table.columns if any(table.is_told(row, id) for row in table.rows)}
        named = {it for id in told for text in table.columns[id].told.values() for it in placeholders(text)}
        columns = {id: it for id, it in table.columns.items() if (name, id) in read or id in told or id in named}
        rows = {row: {id: cells[id] for id in columns} for row, cells in table.rows.items()}
        words = {
            row: {id: said for id in columns if (said := self._in_words(question, id, row)) != cells[id]}
            for row, cells in rows.items()
        }
        return _tidy(
            {
                "columns": {id: _column(it) for id, it in columns.items() if id in told and it.kind != "text"},
                "rows": rows,
                "words": _tidy(words),
                "sources": {
                    row: {id: _tidy({**source._asdict(), "cite": [*source.cite]}) for id, source in each.items()}
                    for row, each in table.sources.items()
                },
            }
        )

    def _in_words(self, question: str, column: str, row: str) -> str:
        return cell_in_words(self._kb, RowCell(question, column), row)

    def _condition(self, condition: Condition | None) -> Json:
        if condition is None:
            return None
        if isinstance(condition, (OneOf, Compare)):
            return self._leaf_at[condition]
        parts = [self._condition(part) for part in condition.parts]
        if isinstance(condition, NoneOf) and len(parts) == 1 and isinstance(parts[0], int):
            return ~parts[0]
        if isinstance(condition, ByRow):
            return ["r", [*condition.test], *parts]
        return [0 if isinstance(condition, All) else 2 if isinstance(condition, NoneOf) else 1, *parts]

    def _leaves_of(self, id: str, values: Sequence[str]) -> list[list[Json]]:
        place = {value: n for n, value in enumerate(values)}
        return [
            self._compare(leaf)
            if isinstance(leaf, Compare)
            else [[place.get(value, value) for value in leaf.values], *([leaf.column] if leaf.column else [])]
            for leaf in self._leaves[id]
        ]

    def _compare(self, leaf: Compare) -> list[Json]:
        total = self._kb.conclusions[leaf.attribute].number if leaf.attribute in self._kb.conclusions else None
        plain: list[Json] = [leaf.comparison, leaf.number]
        if total is None:
            return plain
        return [*plain, [None if end is None else str(end) for end in total.range_of(leaf)]]


def _set_by(effect: Effect) -> Object:
    return {id: {"raise": it.number} if isinstance(it, Raise) else it for id, it in effect.set.items()}


def _by_value(values: Iterable[str], told: Mapping[str, Json]) -> list[Json]:
    """What is told of values, in their order with `unknown` and `none` after them, up to the last that has it."""
    found = [told.get(value) for value in dict.fromkeys((*values, UNKNOWN, NONE))]
    while found and found[-1] is None:
        found.pop()
    return found


def _column(column: Column) -> Object:
    kind = column.kind if column.kind in ("number", "many") else ""
    return _tidy({"kind": kind, "called": uncapital(column.text), "told": {**column.told}})


def _tidy(found: Mapping[str, Json]) -> Object:
    """Without what says nothing."""
    return {key: it for key, it in found.items() if it is not None and it is not False and it not in ("", (), [], {})}
