"""A knowledge base as a person reads it: what it holds, and one question, conclusion, rule or step at a time.

Texts stand as their author wrote them, with their `{placeholders}`; within a sentence `...` stands for these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.explanation import english
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.conditions import UNKNOWN, Condition, OneOf, leaves
from advisor.knowledge.model import KnowledgeBase, Rule, Source
from advisor.knowledge.steps import Effect, Paragraph, Raise, Step, Takes
from advisor.knowledge.tables import CellSource, RowCell
from advisor.knowledge.texts import I_DO_NOT_KNOW, cell_in_words
from advisor.knowledge.wording import in_words
from advisor.plain_text import markdown, series, so_many, wrap
from advisor.reports import measures


def names(kb: KnowledgeBase) -> list[str]:
    """All that can be read one at a time."""
    return list(dict.fromkeys([*kb.questions, *kb.conclusions, *kb.rule, *kb.steps, *kb.tables]))


def overview(kb: KnowledgeBase, width: int) -> str:
    """The knowledge base from above: its questions, conclusions and steps, and how many rules join them."""
    read = _Reading(kb, width)
    return _text(read.overview())


def about(kb: KnowledgeBase, name: str, width: int) -> str:
    """Everything of this name. Raises KeyError where there is nothing."""
    read = _Reading(kb, width)
    parts: list[Iterator[str]] = []
    if name in kb.questions:
        parts.append(read.question(kb.questions[name]))
    if name in kb.conclusions:
        parts.append(read.conclusion(kb.conclusions[name]))
    if name in kb.rule:
        parts.append(read.rule(kb.rule[name]))
    if name in kb.steps:
        parts.append(read.step(kb.steps[name]))
    if name in kb.tables:
        parts.append(read.table(name))
    if not parts:
        raise KeyError(name)
    return "\n".join(map(_text, parts))


def sources(kb: KnowledgeBase, width: int) -> str:
    """Each source with its passages, and what rests on them: rules, the questions they read, and steps."""
    read = _Reading(kb, width)
    return "\n".join(_text(read.source(source)) for source in kb.sources.values())


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


class _Reading:
    def __init__(self, kb: KnowledgeBase, width: int) -> None:
        self._kb = kb
        self._width = width

    def overview(self) -> Iterator[str]:
        kb = self._kb
        yield from wrap(f"{kb.title} [{kb.id}, version {kb.version}]", self._width)
        steps = f"{so_many(len(kb.steps), 'step')}, " if kb.steps else ""
        goal = f"goal is {kb.goal}" if len(kb.goals) == 1 else f"goals are {series(kb.goals)}"
        yield from wrap(
            f"{so_many(len(kb.questions), 'question')}, {so_many(len(kb.conclusions), 'conclusion')}, "
            f"{so_many(len(kb.rules), 'rule')}, "
            f"{steps}{so_many(len(kb.sources), 'source')}. The {goal}.",
            self._width,
        )
        topic = ""
        yield from self._heading("QUESTIONS, in the order in which they are asked")
        for question in kb.questions.values():
            if question.topic != topic:
                topic = question.topic
                yield f"{topic}:" if topic else ""
            yield from self._item(question.id, question.ask)
        yield from self._heading("CONCLUSIONS")
        for conclusion in kb.conclusions.values():
            values = "the steps" if conclusion.id == kb.goal and kb.recommends else ", ".join(conclusion.values)
            if total := conclusion.number:
                values = f"a number from {total.minimum} to {total.counted(total.maximum)}"
            serves = " (serves the rules)" if conclusion.internal else ""
            yield from self._item(conclusion.id, f"{conclusion.label}{serves}: {values}")
        if kb.steps:
            order = f", in the order of the {kb.words.road}" if kb.has_road else ""
            yield from self._heading(f"STEPS{order}")
        for step in kb.steps.values():
            yield from self._item(step.id, step.title)

    def question(self, question: Question) -> Iterator[str]:
        yield from wrap(f"QUESTION {question.id}" + (f" ({question.topic})" if question.topic else ""), self._width)
        yield from wrap(question.ask, self._width)
        yield from self._labelled("Why", question.why)
        yield from self._labelled("Help", question.help)
        if question.decision:
            yield from wrap("The answer is a decision: it is for the person to choose.", self._width)
        if question.kind == "number":
            whole = "a whole number" if question.whole else "a number"
            span = f"{whole} from {question.minimum} to {question.counted(question.maximum)}"
            yield from self._labelled("Answer", span)
        else:
            yield "Any number of:" if question.kind == "many" else "One of:"
            for value in question.values:
                yield from self._item(value, question.texts.get(value, in_words(value)))
        if question.required_when is not None:
            when = english.condition(self._kb, question.required_when)
            yield from self._labelled("Needs an answer", f"where {when}")
        if not question.required:
            yield from self._item(UNKNOWN, question.texts.get(UNKNOWN, I_DO_NOT_KNOW))
        if question.table:
            yield from self._table(question)
        yield from self._used_by(question.id)

    def conclusion(self, conclusion: Conclusion) -> Iterator[str]:
        holds = "any number of values" if conclusion.many else "one value"
        if conclusion.first:
            holds += ", that of the first rule that holds"
        elif total := conclusion.number:
            begins = f", {total.start} to begin with" if total.start else ""
            holds = f"a number from {total.minimum} to {total.counted(total.maximum)}{begins}"
        yield from wrap(f"CONCLUSION {conclusion.id}: {conclusion.label} ({holds})", self._width)
        for value in conclusion.values:
            if value in conclusion.texts:
                yield from self._item(value, conclusion.texts[value])
        yield from self._heading("Concluded by")
        yield from self._rules(rule for rule in self._kb.rules if rule.attribute == conclusion.id)
        yield from self._used_by(conclusion.id)

    def rule(self, rule: Rule) -> Iterator[str]:
        yield from wrap(f"RULE {rule.id}", self._width)
        yield from wrap(english.rule(self._kb, rule), self._width)
        yield from self._labelled("Because", rule.because)
        yield from self._cited(rule.cite)
        yield from self._labelled("Written at", rule.place)
        using = [other for other in self._kb.rules if _tests(other.when, rule.attribute, rule.value)]
        if using or rule.attribute not in self._kb.goals:
            yield from self._heading(f"What it concludes is used by ({english.conclusion(self._kb, rule.then)})")
            yield from self._rules(using)

    def step(self, step: Step) -> Iterator[str]:
        yield from wrap(f"STEP {step.id}", self._width)
        yield from wrap(step.title, self._width)
        parts: Mapping[str, tuple[Paragraph, ...]] = {
            "Do": step.do,
            "Gives": step.gives,
            "Watch": step.watch,
            "Assumes": step.assumes,
        }
        for label, paragraphs in parts.items():
            yield from self._paragraphs(label, paragraphs)
        for takes in step.takes:
            yield from self._labelled("Takes", f"{measures.takes(takes)}{self._where(takes)}")
        for achievement in step.achieves:
            yield from self._labelled("Achieves", f"{self._changes(achievement)}{self._where(achievement)}")
        if not step.achieves and self._kb.has_road:
            yield from self._labelled("Achieves", f"nothing further: it is the end of the {self._kb.words.road}")
        yield from self._cited(step.cite)
        yield from self._heading("Recommended by")
        yield from self._rules(rule for rule in self._kb.rules if rule.then == (self._kb.goal, step.id))

    def source(self, source: Source) -> Iterator[str]:
        facts = [source.url, f"as of {source.as_of}" if source.as_of else "", source.trust]
        about_it = ", ".join(fact for fact in facts if fact)
        yield from wrap(f"{source.title} [{source.id}]" + (f", {about_it}" if about_it else ""), self._width)
        yield from self._resting(source.id)
        for id, passage in source.passages.items():
            yield from wrap(f"{passage} [{source.id}/{id}]", self._width, "  ")
            yield from self._resting(f"{source.id}/{id}")

    def _resting(self, citation: str) -> Iterator[str]:
        kb = self._kb
        rules = [rule for rule in kb.rules if citation in rule.cite]
        read = {leaf.attribute for rule in rules for leaf, _ in leaves(rule.when)}
        rest = {
            "rules": [rule.id for rule in rules],
            "questions": [id for id in kb.questions if id in read],
            "steps": [step.id for step in kb.steps.values() if citation in step.cite],
            "cells": [
                f"{row}.{column}"
                for table in kb.tables.values()
                for row, columns in table.sources.items()
                for column, source in columns.items()
                if citation in source.cite
            ],
        }
        for what, ids in rest.items():
            if ids:
                yield from wrap(", ".join(ids), self._width, f"    {what}: ", "      ")

    def _used_by(self, attribute: str) -> Iterator[str]:
        used = [rule for rule in self._kb.rules if _tests(rule.when, attribute)]
        if used:
            yield from self._heading("Used by")
            yield from self._rules(used)
        steps = [step.id for step in self._kb.steps.values() if any(attribute in part.set for part in step.achieves)]
        if steps:
            yield from self._heading("Changed by the steps")
            yield from wrap(", ".join(steps), self._width, "  ")

    def _rules(self, rules: Iterable[Rule]) -> Iterator[str]:
        for rule in rules:
            yield from self._item(rule.id, english.rule(self._kb, rule))

    def _table(self, question: Question) -> Iterator[str]:
        table = self._kb.tables[question.table]
        yield from self._heading("What the table knows")
        for row, cells in table.rows.items():
            yield f"  {row}"
            for id in cells:
                said = f"{table.columns[id].text}: {cell_in_words(self._kb, RowCell(question.id, id), row)}"
                yield from wrap(said + self._rests(table.source(row, id)), self._width, "    ", "      ")

    def table(self, id: str) -> Iterator[str]:
        """A table: the questions whose values its rows are, its columns, and what is known of each row."""
        asked = [question for question in self._kb.questions.values() if question.table == id]
        table = self._kb.tables[id]
        yield from wrap(f"TABLE {id}: {so_many(len(table.rows), 'row')}", self._width)
        for question in asked:
            yield from self._labelled("Its rows are the answers to", question.ask)
        yield from self._heading("Columns")
        for column in table.columns.values():
            yield from self._item(column.id, column.text)
        if asked:
            yield from self._table(asked[0])

    def _rests(self, source: CellSource) -> str:
        as_of = f" (as of {source.as_of})" if source.as_of else ""
        return as_of + "".join(f" [{citation}]" for citation in source.cite)

    def _paragraphs(self, label: str, paragraphs: Iterable[Paragraph]) -> Iterator[str]:
        for number, paragraph in enumerate(paragraphs):
            if number == 0:
                yield f"{label}:"
            if paragraph.when is not None:
                yield from wrap(f"(where {english.condition(self._kb, paragraph.when)})", self._width, "  ")
            yield from markdown(paragraph.text, self._width, "  ")

    def _changes(self, achievement: Effect) -> str:
        said = []
        for id, value in achievement.set.items():
            label = self._kb.questions[id].label
            if isinstance(value, Raise):
                said.append(f"{label} is at least {value.number}")
            else:
                said.append(english.fact(self._kb, id, value))
        return "; ".join(said)

    def _where(self, part: Takes | Effect) -> str:
        return f" (where {english.condition(self._kb, part.when)})" if part.when is not None else ""

    def _cited(self, citations: Iterable[str]) -> Iterator[str]:
        for citation in citations:
            id, _, passage = citation.partition("/")
            source = self._kb.sources[id]
            text = f"{source.title}: {source.passages[passage]}" if passage else source.title
            yield from self._labelled("Cites", f"{text} [{citation}]")

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        if text:
            yield from wrap(text, self._width, f"{label}: ", "  ")

    def _item(self, id: str, text: str) -> Iterator[str]:
        yield from wrap(f"{id}: {text}", self._width, "  ", "    ")

    def _heading(self, text: str) -> Iterator[str]:
        yield ""
        yield from wrap(text, self._width)


def _tests(condition: Condition, attribute: str, value: str = "") -> bool:
    """Whether the condition tests the attribute, or this value of it."""
    return any(
        leaf.attribute == attribute and (not value or (isinstance(leaf, OneOf) and value in leaf.values))
        for leaf, _ in leaves(condition)
    )
