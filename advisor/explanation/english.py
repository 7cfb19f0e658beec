"""Rules, facts and conclusions in English: sentences and clauses.

A value is told in the words that its author gave it, filled from `case`; without a case, `...` stands where they name
an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from advisor.explanation.achievable import achievable
from advisor.explanation.condition_clauses import condition as condition
from advisor.explanation.labels import (
    concluded_value,
    does_not,
    filled,
    is_or_are,
    label_of,
    listed,
    none_ticked,
    number_of,
    value_of,
    verbs_of,
)
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import NONE, UNKNOWN, All, Number, leaves
from advisor.knowledge.goals import the
from advisor.knowledge.model import KnowledgeBase, Pair, Rule, concluded_numbers, earlier
from advisor.knowledge.texts import escaped, first_sentence, unfilled
from advisor.plain_text import capital, series
from advisor.solver.kept import Kept

_ACHIEVABLE = Kept(achievable)


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
    label, (be, include) = label_of(kb, id), verbs_of(kb, id)
    if answer == UNKNOWN:
        return f"{label} {be} not known"
    if isinstance(answer, tuple):
        values = [value_of(kb, id, value, case) for value in answer]
        return f"{label} {include} {listed(values, 'and')}" if values else f"{label} {be} {none_ticked(kb, id, case)}"
    said = value_of(kb, id, answer, case) if isinstance(answer, str) else kb.questions[id].counted(answer)
    return f"{label} {be} {said}"


def given(kb: KnowledgeBase, id: str, answer: Answer, case: Answers) -> str:
    """An answer in the words in which it was offered: `your experience ("Work as a coder")`."""
    return f"{label_of(kb, id)} ({_quoted(kb, id, answer, case)})"


def chosen(kb: KnowledgeBase, id: str, answers: Sequence[Answer], case: Answers) -> str:
    """Answers of which any will do, as a clause: `your plan is "Later" or "No"`."""
    said = [none_ticked(kb, id, case) if answer == () else _quoted(kb, id, answer, case) for answer in answers]
    return f"{label_of(kb, id)} {verbs_of(kb, id)[0]} {' or '.join(said)}"


def was_not_answered(kb: KnowledgeBase, id: str) -> str:
    """`Your attempts were not answered`."""
    return f"{capital(label_of(kb, id))} {'were' if is_or_are(kb, id) == 'are' else 'was'} not answered"


def not_known(kb: KnowledgeBase, ids: Sequence[str]) -> str:
    """`your grade is not known`, `your grade and your licence are not known`."""
    be = "are" if len(ids) > 1 else is_or_are(kb, ids[0])
    return f"{series([label_of(kb, id) for id in ids])} {be} not known"


def _quoted(kb: KnowledgeBase, id: str, answer: Answer, case: Answers) -> str:
    if answer == UNKNOWN:
        return "not known"
    if isinstance(answer, tuple):
        return ", ".join(value_of(kb, id, value, case) for value in answer) or NONE
    return value_of(kb, id, answer, case) if isinstance(answer, str) else kb.questions[id].counted(answer)


def conclusion(kb: KnowledgeBase, pair: Pair, case: Answers | None = None) -> str:
    """What has been concluded, as a clause: `education is met`."""
    return filled(kb, conclusion_text(kb, pair), case)


def conclusion_text(kb: KnowledgeBase, pair: Pair) -> str:
    """The same for every case: a text with placeholders."""
    id, value = pair
    if kb.conclusions[id].number:
        return _added(kb, pair, "")
    be, include = verbs_of(kb, id)
    verb = include if kb.conclusions[id].many else be
    return f"{escaped(label_of(kb, id))} {verb} {concluded_value(kb, id, value)}"


def missing(kb: KnowledgeBase, pair: Pair, case: Answers | None = None) -> str:
    """What has not been concluded, as a clause: `education is not yet met`."""
    return filled(kb, missing_text(kb, pair), case)


def missing_text(kb: KnowledgeBase, pair: Pair) -> str:
    """The same for every case: a text with placeholders."""
    id, value = pair
    if kb.conclusions[id].number:
        return _added(kb, pair, "not ")
    attribute, (be, _) = kb.conclusions[id], verbs_of(kb, id)
    if attribute.many:
        lacks = f"{does_not(be)} include"
    else:
        lacks = f"{be} {kb.words.not_yet if is_milestone(kb, pair) else 'not'}"
    return f"{escaped(label_of(kb, id))} {lacks} {concluded_value(kb, id, value)}"


def is_milestone(kb: KnowledgeBase, pair: Pair) -> bool:
    """Whether the pair is the one value of its attribute, and a step can lead to it: then it is not so yet."""
    return len(kb.conclusions[pair[0]].values) == 1 and pair in _ACHIEVABLE.of(kb)


def _added(kb: KnowledgeBase, pair: Pair, negation: str) -> str:
    """`32 points are added to your score`."""
    total, amount = number_of(kb, pair[0]), kb.rule[pair[1]].add or 0
    be, way = "is" if abs(amount) == 1 else "are", "taken from" if amount < 0 else "added to"
    return escaped(f"{total.counted(abs(amount))} {be} {negation}{way} {label_of(kb, pair[0])}")


def number(kb: KnowledgeBase, id: str, number: Number) -> str:
    """A concluded number as a clause: `your score is 77 points`."""
    return f"{label_of(kb, id)} {verbs_of(kb, id)[0]} {number_of(kb, id).counted(number)}"


def sum_of(kb: KnowledgeBase, id: str, concluded: Collection[Pair]) -> str:
    """A concluded number with what it is the sum of: `your score: 32 for your age + 45 for your work = 77 points`."""
    said = addends(kb, id, concluded)
    return f"{label_of(kb, id)}: {said}" if "=" in said else number(kb, id, concluded_numbers(kb, concluded)[id])


def addends(kb: KnowledgeBase, id: str, concluded: Collection[Pair]) -> str:
    """`32 for your age + 45 for your work = 77 points`, or `0 points` where nothing is added up."""
    total, numbers = number_of(kb, id), concluded_numbers(kb, concluded)
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
    told = [label_of(kb, id) for id in read if id in kb.questions or not kb.conclusions[id].internal]
    return f"for {series(told)}" if told else f'("{first_sentence(unfilled(rule.because)).strip()}")'


def wanted(kb: KnowledgeBase, last: str) -> str:
    """The goals: `the next step`, `the verdict or the price of a meal` where `last` is `or`."""
    return series([the(kb, id) for id in kb.goals], last)
