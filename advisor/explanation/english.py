"""The English reader of conditions: sentences, one function for each kind of node.

A negated condition is read as what it means, never as "not (...)": the negation moves inwards to the leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from advisor.knowledge.conditions import NONE, UNKNOWN, All, Any, Compare, Condition, NoneOf, OneOf
from advisor.knowledge.model import Answer, Answers, KnowledgeBase, Pair, Rule
from advisor.knowledge.texts import worded

MOST_VALUES = 4
"""A longer list of values is shortened to its first two and their number."""

_PREPOSITIONS = re.compile(r"\b(?:since|of|in|for|with|to|from|on|at|by|about|you)\b")
_ASKING = ("how ", "what ", "when ", "where ", "whether ", "which ", "who ", "why ")
_COMPARED = {"is": "", "at_least": "at least ", "at_most": "at most ", "above": "above ", "below": "below "}
_OPPOSITE = {"is": "not ", "at_least": "below ", "at_most": "above ", "above": "at most ", "below": "at least "}


def condition(kb: KnowledgeBase, node: Condition) -> str:
    """The condition as a clause, such as `schooling is none and experience includes coder`."""
    return _read(kb, node, False, 0)


def rule(kb: KnowledgeBase, rule: Rule) -> str:
    """The rule as a sentence: `If schooling is none, then next step is finish-school.`"""
    if rule.when == All(()):
        return f"In every case, {conclusion(kb, rule.then)}."
    return f"If {condition(kb, rule.when)}, then {conclusion(kb, rule.then)}."


def fact(kb: KnowledgeBase, id: str, answer: Answer) -> str:
    """An answer as a clause: `schooling is none`, `experience includes coder and technician`."""
    label, (be, include) = _label(kb, id), _verbs(kb, id)
    question = kb.questions[id]
    if answer == UNKNOWN:
        return f"{label} {be} not known"
    if isinstance(answer, tuple):
        return f"{label} {include} {_list([*map(words, answer)], 'and')}" if answer else f"{label} {be} none"
    if isinstance(answer, str):
        return f"{label} {be} {question.texts.get(answer, answer) if question.table else words(answer)}"
    return f"{label} {be} {question.counted(answer)}"


def given(kb: KnowledgeBase, id: str, answer: Answer, case: Answers) -> str:
    """An answer in the words in which it was offered: `your experience ("Work as a coder")`."""
    return f"{_label(kb, id)} ({_quoted(kb, id, answer, case)})"


def chosen(kb: KnowledgeBase, id: str, answers: Sequence[Answer], case: Answers) -> str:
    """Answers of which any will do, as a clause: `your plan is "Later" or "No"`."""
    return f"{_label(kb, id)} {_verbs(kb, id)[0]} {' or '.join(_quoted(kb, id, answer, case) for answer in answers)}"


def _quoted(kb: KnowledgeBase, id: str, answer: Answer, case: Answers) -> str:
    question = kb.questions[id]
    if answer == UNKNOWN:
        return "not known"
    if isinstance(answer, tuple):
        return ", ".join(f'"{worded(kb, question, value, case, words(value))}"' for value in answer) or NONE
    if isinstance(answer, str):
        text = worded(kb, question, answer, case, words(answer))
        return text if question.table else f'"{text}"'
    return question.counted(answer)


def conclusion(kb: KnowledgeBase, pair: Pair) -> str:
    """What has been concluded, as a clause: `education is met`."""
    id, value = pair
    be, include = _verbs(kb, id)
    return f"{_label(kb, id)} {include if kb.conclusions[id].many else be} {_word(kb, id, value)}"


def missing(kb: KnowledgeBase, pair: Pair) -> str:
    """What has not been concluded, as a clause: `education is not yet met`."""
    id, value = pair
    attribute, (be, _) = kb.conclusions[id], _verbs(kb, id)
    if attribute.many:
        lacks = f"{'do' if be == 'are' else 'does'} not include"
    else:
        lacks = f"{be} not yet" if len(attribute.values) == 1 else f"{be} not"
    return f"{_label(kb, id)} {lacks} {_word(kb, id, value)}"


def words(id: str) -> str:
    """An id as words."""
    return id.replace("_", " ").replace("-", " ")


def _read(kb: KnowledgeBase, node: Condition, negated: bool, depth: int) -> str:
    if isinstance(node, OneOf):
        return _one_of(kb, node, negated)
    if isinstance(node, Compare):
        return _compare(kb, node, negated)
    if isinstance(node, All):
        return _all(kb, node, negated, depth)
    if isinstance(node, Any):
        return _any(kb, node, negated, depth)
    return _none_of(kb, node, negated, depth)


def _one_of(kb: KnowledgeBase, node: OneOf, negated: bool) -> str:
    id, (be, include) = node.attribute, _verbs(kb, node.attribute)
    does = "do" if be == "are" else "does"
    asked = id in kb.questions
    many = kb.questions[id].kind == "many" if asked else kb.conclusions[id].many
    special = [value for value in node.values if asked and (value == UNKNOWN or (many and value == NONE))]
    values = [_word(kb, id, value) for value in node.values if value not in special]
    clauses = [_special(be, value, negated) for value in special]
    if values and not many:
        clauses.append(f"{be} {_not_values(values) if negated else _values(values)}")
    elif values:
        clauses.append(f"{does} not include {_values(values)}" if negated else f"{include} {_values(values)}")
    return f"{_label(kb, id)} {(' and ' if negated else ' or ').join(clauses)}"


def _special(be: str, value: str, negated: bool) -> str:
    if value == UNKNOWN:
        return f"{be} known" if negated else f"{be} not known"
    return f"{be} not none" if negated else f"{be} none"


def _compare(kb: KnowledgeBase, node: Compare, negated: bool) -> str:
    question, (be, _) = kb.questions[node.attribute], _verbs(kb, node.attribute)
    how = (_OPPOSITE if negated else _COMPARED)[node.comparison]
    number = f"{how}{question.counted(node.number)}"
    if negated and not question.required:
        return f"{_label(kb, question.id)} {be} not known or {number}"
    return f"{_label(kb, question.id)} {be} {number}"


def _all(kb: KnowledgeBase, node: All, negated: bool, depth: int) -> str:
    if negated:
        return _join(kb, node.parts, True, "or", depth)
    clauses = list(_each(kb, node.parts))
    if len(clauses) == 1:
        part, said = clauses[0]
        return said or _read(kb, part, False, depth)
    texts = [said or _read(kb, part, False, depth + 1) for part, said in clauses]
    return _bracketed(texts, "and", depth, any(map(_is_compound, node.parts)))


def _each(kb: KnowledgeBase, parts: tuple[Condition, ...]) -> Iterator[tuple[Condition, str]]:
    """The parts, each with its clause if that is another than its own; values of one attribute in a row as one."""
    for attribute, group in groupby(parts, lambda part: _included(kb, part)):
        row = list(group)
        if attribute and len(row) > 1:
            values = [_word(kb, attribute, leaf.values[0]) for leaf in row if isinstance(leaf, OneOf)]
            yield row[0], f"{_label(kb, attribute)} {_verbs(kb, attribute)[1]} {_all_of(values)}"
        else:
            yield from ((part, "") for part in row)


def _included(kb: KnowledgeBase, part: Condition) -> str:
    """The attribute that is to include one value; nothing for any other condition."""
    if not isinstance(part, OneOf) or len(part.values) != 1 or part.values[0] in (NONE, UNKNOWN):
        return ""
    id = part.attribute
    return id if (kb.questions[id].kind == "many" if id in kb.questions else kb.conclusions[id].many) else ""


def _all_of(values: list[str]) -> str:
    if len(values) > MOST_VALUES:
        return f"all of {', '.join(values[:2])}, ... ({len(values)} values)"
    return _list(values, "and")


def _any(kb: KnowledgeBase, node: Any, negated: bool, depth: int) -> str:
    return _join(kb, node.parts, negated, "and" if negated else "or", depth)


def _none_of(kb: KnowledgeBase, node: NoneOf, negated: bool, depth: int) -> str:
    return _join(kb, node.parts, not negated, "or" if negated else "and", depth)


def _join(kb: KnowledgeBase, parts: tuple[Condition, ...], negated: bool, word: str, depth: int) -> str:
    """The parts with `and` or `or` between them."""
    if len(parts) == 1:
        return _read(kb, parts[0], negated, depth)
    return _bracketed(
        [_read(kb, part, negated, depth + 1) for part in parts], word, depth, any(map(_is_compound, parts))
    )


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
    if isinstance(node, (OneOf, Compare)):
        return False
    return len(node.parts) > 1 or any(map(_is_compound, node.parts))


def _values(values: list[str]) -> str:
    if len(values) <= 2:
        return " or ".join(values)
    if len(values) > MOST_VALUES:
        return f"one of {', '.join(values[:2])}, ... ({len(values)} values)"
    return f"one of {', '.join(values)}"


def _not_values(values: list[str]) -> str:
    if len(values) == 2:
        return f"neither {values[0]} nor {values[1]}"
    return f"not {_values(values)}"


def _list(parts: list[str], word: str, comma: bool = False) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])}{',' if comma else ''} {word} {parts[-1]}"


def _word(kb: KnowledgeBase, id: str, value: str) -> str:
    """A step by its id, a table's row as it is offered, any other value in words."""
    if id in kb.questions and kb.questions[id].table:
        return kb.questions[id].texts.get(value, words(value))
    return value if id == kb.goal else words(value)


def _label(kb: KnowledgeBase, id: str) -> str:
    label = kb.questions[id].label if id in kb.questions else kb.conclusions[id].label
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _verbs(kb: KnowledgeBase, id: str) -> tuple[str, str]:
    """`is` and `includes`, or `are` and `include` for a label whose head is a plural."""
    label = _label(kb, id)
    if label.startswith(_ASKING):
        return "is", "includes"
    head = _PREPOSITIONS.split(label, maxsplit=1)[0].split() or [""]
    plural = head[-1].endswith("s") and not head[-1].endswith(("ss", "us", "is"))
    return ("are", "include") if plural else ("is", "includes")
