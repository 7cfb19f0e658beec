"""The English reader of conditions: sentences, one function for each kind of node.

A negated condition is read as what it means, never as "not (...)": what is read is its normal form. A value is
told in the words that its author gave it, filled from `case`; without a case, `...` stands where they name an answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from advisor.explanation.achievable import achievable
from advisor.knowledge.attributes import Answer, Answers, NumberRange
from advisor.knowledge.conditions import (
    NONE,
    UNKNOWN,
    All,
    Any,
    ByRow,
    Compare,
    Condition,
    NotByRow,
    Number,
    OneOf,
    RowTest,
    leaves,
    literal,
    nnf,
)
from advisor.knowledge.goals import the
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, concluded_numbers, earlier
from advisor.knowledge.tables import RowCell
from advisor.knowledge.texts import NONE_OF_THESE, NOT_KNOWN, cell_in_words, escaped, fill, first_sentence, unfilled
from advisor.knowledge.wording import COMPARED, in_words, uncapital
from advisor.plain_text import capital, series
from advisor.solver.kept import Kept

_ACHIEVABLE = Kept(achievable)

MAX_VALUES = 4
"""A longer list of values is shortened to its first two and their number."""

_PREPOSITIONS = re.compile(r"\b(?:since|of|in|for|with|to|from|on|at|by|about|you)\b")
_ASKING = ("how ", "what ", "when ", "where ", "whether ", "which ", "who ", "why ")
_OPPOSITE = {"is": "not ", "at_least": "below ", "at_most": "above ", "above": "at most ", "below": "at least "}


def condition(kb: KnowledgeBase, node: Condition, case: Answers | None = None) -> str:
    """The condition as a clause, such as `soil is "Dry" and signs include "Brown spots"`."""
    return _Sentences(kb, case).read(nnf(node), 0)


def rule(kb: KnowledgeBase, rule: Rule, case: Answers | None = None) -> str:
    """The rule as a sentence: `If soil is "Dry", then next step is "Water it".`"""
    return if_so(kb, rule, conclusion(kb, rule.then, case), case)


def if_so(kb: KnowledgeBase, rule: Rule, what: str, case: Answers | None = None) -> str:
    """When the rule concludes what it does, which is told so: `If soil is "Dry", then ...`"""
    unless = f"{kb.words.no_earlier}" if earlier(kb, rule) else ""
    if rule.when == All(()):
        return f"If {unless}, then {what}." if unless else f"In every case, {what}."
    return f"If {condition(kb, rule.when, case)}{f', and {unless}' if unless else ''}, then {what}."


def fact(kb: KnowledgeBase, id: str, answer: Answer, case: Answers | None = None) -> str:
    """An answer as a clause: `soil is "Dry"`, `signs include "Hanging leaves" and "Brown spots"`."""
    label, (be, include) = _label(kb, id), _verbs(kb, id)
    if answer == UNKNOWN:
        return f"{label} {be} not known"
    if isinstance(answer, tuple):
        values = [value_of(kb, id, value, case) for value in answer]
        return f"{label} {include} {_list(values, 'and')}" if values else f"{label} {be} {_none(kb, id, case)}"
    said = value_of(kb, id, answer, case) if isinstance(answer, str) else kb.questions[id].counted(answer)
    return f"{label} {be} {said}"


def given(kb: KnowledgeBase, id: str, answer: Answer, case: Answers) -> str:
    """An answer in the words in which it was offered: `your experience ("Work as a coder")`."""
    return f"{_label(kb, id)} ({_quoted(kb, id, answer, case)})"


def chosen(kb: KnowledgeBase, id: str, answers: Sequence[Answer], case: Answers) -> str:
    """Answers of which any will do, as a clause: `your plan is "Later" or "No"`."""
    said = [_none(kb, id, case) if answer == () else _quoted(kb, id, answer, case) for answer in answers]
    return f"{_label(kb, id)} {_verbs(kb, id)[0]} {' or '.join(said)}"


def was_not_answered(kb: KnowledgeBase, id: str) -> str:
    """`Your attempts were not answered`."""
    return f"{capital(_label(kb, id))} {'were' if is_or_are(kb, id) == 'are' else 'was'} not answered"


def not_known(kb: KnowledgeBase, ids: Sequence[str]) -> str:
    """`your grade is not known`, `your grade and your licence are not known`."""
    be = "are" if len(ids) > 1 else is_or_are(kb, ids[0])
    return f"{series([_label(kb, id) for id in ids])} {be} not known"


def _none(kb: KnowledgeBase, id: str, case: Answers | None) -> str:
    """That nothing was ticked, in the words in which it was offered and in quotes."""
    return f'"{_filled(kb, kb.questions[id].texts.get(NONE, NONE_OF_THESE), case)}"'


def _quoted(kb: KnowledgeBase, id: str, answer: Answer, case: Answers) -> str:
    if answer == UNKNOWN:
        return "not known"
    if isinstance(answer, tuple):
        return ", ".join(value_of(kb, id, value, case) for value in answer) or NONE
    return value_of(kb, id, answer, case) if isinstance(answer, str) else kb.questions[id].counted(answer)


def value_of(kb: KnowledgeBase, id: str, value: str, case: Answers | None) -> str:
    """A value in its author's words and in quotes, but for a table's row; where it has no words, its id as words."""
    if id not in kb.questions:
        return _filled(kb, _concluded(kb, id, value), case)
    question = kb.questions[id]
    if question.table:
        return question.texts.get(value, words(value))
    text = question.texts.get(value, escaped(words(value)))
    return f'"{_filled(kb, text, case)}"'


def _concluded(kb: KnowledgeBase, id: str, value: str) -> str:
    """A step by its title, any other value by the first sentence of its text; a text with placeholders."""
    text = kb.steps[value].title if id == kb.goal and value in kb.steps else kb.conclusions[id].texts.get(value, "")
    return f'"{first_sentence(text).strip().removesuffix(".")}"' if text else escaped(words(value))


def _filled(kb: KnowledgeBase, text: str, case: Answers | None) -> str:
    return unfilled(text) if case is None else fill(kb, text, case)


def conclusion(kb: KnowledgeBase, pair: Pair, case: Answers | None = None) -> str:
    """What has been concluded, as a clause: `education is met`."""
    return _filled(kb, conclusion_text(kb, pair), case)


def conclusion_text(kb: KnowledgeBase, pair: Pair) -> str:
    """The same for every case: a text with placeholders."""
    id, value = pair
    if kb.conclusions[id].number:
        return _added(kb, pair, "")
    be, include = _verbs(kb, id)
    verb = include if kb.conclusions[id].many else be
    return f"{escaped(_label(kb, id))} {verb} {_concluded(kb, id, value)}"


def missing(kb: KnowledgeBase, pair: Pair, case: Answers | None = None) -> str:
    """What has not been concluded, as a clause: `education is not yet met`."""
    return _filled(kb, missing_text(kb, pair), case)


def missing_text(kb: KnowledgeBase, pair: Pair) -> str:
    """The same for every case: a text with placeholders."""
    id, value = pair
    if kb.conclusions[id].number:
        return _added(kb, pair, "not ")
    attribute, (be, _) = kb.conclusions[id], _verbs(kb, id)
    if attribute.many:
        lacks = f"{_does_not(be)} include"
    else:
        lacks = f"{be} {kb.words.not_yet if is_milestone(kb, pair) else 'not'}"
    return f"{escaped(_label(kb, id))} {lacks} {_concluded(kb, id, value)}"


def is_milestone(kb: KnowledgeBase, pair: Pair) -> bool:
    """Whether the pair is the one value of its attribute, and a step can lead to it: then it is not so yet."""
    return len(kb.conclusions[pair[0]].values) == 1 and pair in _ACHIEVABLE.of(kb)


def _added(kb: KnowledgeBase, pair: Pair, negation: str) -> str:
    """`32 points are added to your score`."""
    total, amount = _number(kb, pair[0]), kb.rule[pair[1]].add or 0
    be, way = "is" if abs(amount) == 1 else "are", "taken from" if amount < 0 else "added to"
    return escaped(f"{total.counted(abs(amount))} {be} {negation}{way} {_label(kb, pair[0])}")


def number(kb: KnowledgeBase, id: str, number: Number) -> str:
    """A concluded number as a clause: `your score is 77 points`."""
    return f"{_label(kb, id)} {_verbs(kb, id)[0]} {_number(kb, id).counted(number)}"


def sum_of(kb: KnowledgeBase, id: str, concluded: Collection[Pair]) -> str:
    """A concluded number with what it is the sum of: `your score: 32 for your age + 45 for your work = 77 points`."""
    said = addends(kb, id, concluded)
    return f"{_label(kb, id)}: {said}" if "=" in said else number(kb, id, concluded_numbers(kb, concluded)[id])


def addends(kb: KnowledgeBase, id: str, concluded: Collection[Pair]) -> str:
    """`32 for your age + 45 for your work = 77 points`, or `0 points` where nothing is added up."""
    total, numbers = _number(kb, id), concluded_numbers(kb, concluded)
    parts = [(total.start, "to begin with")] if total.start else []
    for rule in kb.adding[id]:
        if rule.then in concluded:
            parts.append((rule.add or 0, added_for(kb, rule)))
    if len(parts) == bool(total.start):
        return total.counted(numbers[id])
    said = [f"{'- ' if amount < 0 else '+ '}{abs(amount)} {what}" for amount, what in parts]
    return f"{' '.join(said).removeprefix('+ ')} = {total.counted(numbers[id])}"


def added_for(kb: KnowledgeBase, rule: Rule) -> str:
    """What a rule reads: `for your age`; where it is nothing for a person, in the words of its reason."""
    read = dict.fromkeys(leaf.attribute for leaf, _ in leaves(rule.when))
    told = [_label(kb, id) for id in read if id in kb.questions or not kb.conclusions[id].internal]
    return f"for {series(told)}" if told else f'("{first_sentence(unfilled(rule.because)).strip()}")'


def _number(kb: KnowledgeBase, id: str) -> NumberRange:
    found = kb.conclusions[id].number
    assert found is not None
    return found


def wanted(kb: KnowledgeBase, last: str) -> str:
    """The goals: `the next step`, `the verdict or the price of a meal` where `last` is `or`."""
    return series([the(kb, id) for id in kb.goals], last)


def is_or_are(kb: KnowledgeBase, id: str) -> str:
    """The verb that goes with an attribute's label."""
    return _verbs(kb, id)[0]


def words(id: str) -> str:
    """An id as words."""
    return in_words(id)


def by_row_parts(kb: KnowledgeBase, test: RowTest, negated: bool) -> tuple[str, str, str]:
    """What is said of a row's cell: what it is called, and what stands before that where a number or the row is not
    known, and where both are: `the limit for size`, `income is not known to be at most `, `income is above `."""
    id = test.attribute
    label, (be, include) = _label(kb, id), _verbs(kb, id)
    table = kb.tables[kb.questions[test.question].table]
    called = uncapital(table.columns[test.column].text).removeprefix("the ")
    cell = f"the {called} for {_label(kb, test.question)}"
    if test.comparison:
        how = COMPARED[test.comparison]
        if not negated:
            return cell, f"{label} {be} {how}", f"{label} {be} {how}"
        return cell, f"{label} {be} not known to be {how}", f"{label} {be} {_OPPOSITE[test.comparison]}"
    many = kb.questions[id].kind == "many" if id in kb.questions else kb.conclusions[id].many
    if many:
        said = f"{label} {_does_not(be) + ' include' if negated else include} one of "
    else:
        said = f"{label} {be} {'not ' if negated else ''}among "
    return cell, said, said


class RowSlots(dict[str, Answer]):
    """A case that stands for all: what a sentence says of a row is left to `slot`, which has a text for it."""

    def slot(self, test: RowTest, negated: bool) -> str:
        """What stands for a test by a table."""
        raise NotImplementedError


class _Sentences(NamedTuple):
    """Reads the conditions of a knowledge base, for a case or for none."""

    kb: KnowledgeBase
    case: Answers | None

    def read(self, node: Condition, depth: int) -> str:
        if isinstance(node, (ByRow, NotByRow)):
            return self._by_row(node.test, isinstance(node, NotByRow))
        if isinstance(node, All):
            return self._all(node, depth)
        if isinstance(node, Any):
            texts = [self.read(part, depth + 1) for part in node.parts]
            return _bracketed(texts, "or", depth, any(map(_is_compound, node.parts)))
        leaf, negated = literal(node)
        return self._compare(leaf, negated) if isinstance(leaf, Compare) else self._one_of(leaf, negated)

    def _one_of(self, node: OneOf, negated: bool) -> str:
        id, (be, include) = node.attribute, _verbs(self.kb, node.attribute)
        asked, many = id in self.kb.questions, self._is_many(id)
        special = [value for value in node.values if asked and (value == UNKNOWN or (many and value == NONE))]
        values = [self._word(id, value) for value in node.values if value not in special]
        clauses = [self._special(id, value, negated) for value in special]
        if values and not many:
            clauses.append(f"{be} {_not_values(values) if negated else _values(values)}")
        elif values:
            clauses.append(f"{_does_not(be) + ' include' if negated else include} {_values(values, negated)}")
        return f"{_label(self.kb, id)} {(' and ' if negated else ' or ').join(clauses)}"

    def _special(self, id: str, value: str, negated: bool) -> str:
        be, include = _verbs(self.kb, id)
        if value == UNKNOWN:
            return f"{be} {'known' if negated else 'not known'}"
        return f"{include} at least one" if negated else f"{be} {_none(self.kb, id, self.case)}"

    def _compare(self, node: Compare, negated: bool) -> str:
        id, (be, _) = node.attribute, _verbs(self.kb, node.attribute)
        question = self.kb.questions.get(id)
        how = (_OPPOSITE if negated else COMPARED)[node.comparison]
        number = f"{how}{(question or _number(self.kb, id)).counted(node.number)}"
        if negated and question and not question.required:
            return f"{_label(self.kb, id)} {be} not known or {number}"
        return f"{_label(self.kb, id)} {be} {number}"

    def _by_row(self, test: RowTest, negated: bool) -> str:
        """As its author wrote it; in a case in which the row is known, with what its cell has."""
        if isinstance(self.case, RowSlots):
            return self.case.slot(test, negated)
        kb, row = self.kb, self._known(test.question)
        cell, unknown, known = by_row_parts(kb, test, negated)
        has = cell_in_words(kb, RowCell(test.question, test.column), row) if row else ""
        cell += f" ({has})" if has not in ("", NOT_KNOWN) else f" {has}".rstrip()
        limit = row and kb.tables[kb.questions[test.question].table].rows[row][test.column] != UNKNOWN
        return (
            f"{known if limit and (test.attribute in kb.conclusions or self._known(test.attribute)) else unknown}{cell}"
        )

    def _known(self, id: str) -> str:
        """What is answered in the case; nothing where that is not known, or for no case."""
        answer = UNKNOWN if self.case is None else self.case.get(id, UNKNOWN)
        return "" if answer == UNKNOWN else str(answer)

    def _is_many(self, id: str) -> bool:
        return self.kb.questions[id].kind == "many" if id in self.kb.questions else self.kb.conclusions[id].many

    def _all(self, node: All, depth: int) -> str:
        clauses = list(self._each(node.parts))
        if len(clauses) == 1:
            part, said = clauses[0]
            return said or self.read(part, depth)
        texts = [said or self.read(part, depth + 1) for part, said in clauses]
        return _bracketed(texts, "and", depth, any(map(_is_compound, node.parts)))

    def _each(self, parts: tuple[Condition, ...]) -> Iterator[tuple[Condition, str]]:
        """The parts, each with its clause if that is another than its own; values of one attribute in a row as one."""
        for attribute, group in groupby(parts, self._included):
            row = list(group)
            if attribute and len(row) > 1:
                values = [self._word(attribute, leaf.values[0]) for leaf in row if isinstance(leaf, OneOf)]
                yield row[0], f"{_label(self.kb, attribute)} {_verbs(self.kb, attribute)[1]} {_all_of(values)}"
            else:
                yield from ((part, "") for part in row)

    def _included(self, part: Condition) -> str:
        """The attribute that is to include one value; nothing for any other condition."""
        if not isinstance(part, OneOf) or len(part.values) != 1 or part.values[0] in (NONE, UNKNOWN):
            return ""
        return part.attribute if self._is_many(part.attribute) else ""

    def _word(self, id: str, value: str) -> str:
        return value_of(self.kb, id, value, self.case)


def _does_not(be: str) -> str:
    return "do not" if be == "are" else "does not"


def _all_of(values: list[str]) -> str:
    return _of_many("all of", values) if len(values) > MAX_VALUES else _list(values, "and")


def _bracketed(texts: list[str], word: str, depth: int, compound: bool) -> str:
    """Clauses as one, in brackets where the reader could take them apart differently."""
    if not texts:
        return "this always holds" if word == "and" else "this never holds"
    text = _list(texts, word, comma=depth == 0 and compound)
    if depth == 0:
        return text
    return f"either {text}" if word == "or" and depth == 1 else f"({text})"


def _is_compound(node: Condition) -> bool:
    """Whether the node is read with an `and` or `or` of its own."""
    return isinstance(node, (All, Any)) and bool(node.parts) and not isinstance(node, (ByRow, NotByRow))


def _values(values: list[str], negated: bool = False) -> str:
    if len(values) <= 2:
        return " or ".join(values)
    which = "any of" if negated else "one of"
    return _of_many(which, values) if len(values) > MAX_VALUES else f"{which} {_list(values, 'and')}"


def _of_many(which: str, values: list[str]) -> str:
    """`one of Japan, Germany and 11 others`."""
    return f"{which} {', '.join(values[:2])} and {len(values) - 2} others"


def _not_values(values: list[str]) -> str:
    if len(values) == 2:
        return f"neither {values[0]} nor {values[1]}"
    return f"not {_values(values)}"


def _list(parts: list[str], word: str, comma: bool = False) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])}{',' if comma else ''} {word} {parts[-1]}"


def _label(kb: KnowledgeBase, id: str) -> str:
    return uncapital(kb.questions[id].label if id in kb.questions else kb.conclusions[id].label)


def _verbs(kb: KnowledgeBase, id: str) -> tuple[str, str]:
    """`is` and `includes`, or `are` and `include` for a plural label: as its author says, else by its head."""
    label, known = _label(kb, id), (kb.questions.get(id) or kb.conclusions[id]).plural
    if known is not None:
        return ("are", "include") if known else ("is", "includes")
    if label.startswith(_ASKING):
        return "is", "includes"
    head = _PREPOSITIONS.split(label, maxsplit=1)[0].split() or [""]
    plural = head[-1].endswith("s") and not head[-1].endswith(("ss", "us", "is"))
    return ("are", "include") if plural else ("is", "includes")
