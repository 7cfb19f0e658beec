"""What attributes and their values are called in a sentence, and which verb goes with that.

A value is told in the words that its author gave it, filled from `case`; without a case, `...` stands where they name
an answer.
"""

from __future__ import annotations

import re

from advisor.knowledge.attributes import Answers, NumberRange
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import NONE_OF_THESE, escaped, fill, first_sentence, unfilled
from advisor.knowledge.wording import in_words, uncapital

_PREPOSITIONS = re.compile(r"\b(?:since|of|in|for|with|to|from|on|at|by|about|you)\b")
_ASKING = ("how ", "what ", "when ", "where ", "whether ", "which ", "who ", "why ")


def label_of(kb: KnowledgeBase, id: str) -> str:
    """The noun phrase of a question or a conclusion, to stand within a sentence."""
    return uncapital(kb.questions[id].label if id in kb.questions else kb.conclusions[id].label)


def verbs_of(kb: KnowledgeBase, id: str) -> tuple[str, str]:
    """`is` and `includes`, or `are` and `include` for a plural label: as its author says, else by its head."""
    label, known = label_of(kb, id), (kb.questions.get(id) or kb.conclusions[id]).plural
    if known is not None:
        return ("are", "include") if known else ("is", "includes")
    if label.startswith(_ASKING):
        return "is", "includes"
    head = _PREPOSITIONS.split(label, maxsplit=1)[0].split() or [""]
    plural = head[-1].endswith("s") and not head[-1].endswith(("ss", "us", "is"))
    return ("are", "include") if plural else ("is", "includes")


def is_or_are(kb: KnowledgeBase, id: str) -> str:
    """The verb that goes with an attribute's label."""
    return verbs_of(kb, id)[0]


def does_not(be: str) -> str:
    """`do not` beside `are`, else `does not`."""
    return "do not" if be == "are" else "does not"


def value_of(kb: KnowledgeBase, id: str, value: str, case: Answers | None) -> str:
    """A value in its author's words and in quotes, but for a table's row; where it has no words, its id as words."""
    if id not in kb.questions:
        return filled(kb, concluded_value(kb, id, value), case)
    question = kb.questions[id]
    if question.table:
        return question.texts.get(value, in_words(value))
    text = question.texts.get(value, escaped(in_words(value)))
    return f'"{filled(kb, text, case)}"'


def concluded_value(kb: KnowledgeBase, id: str, value: str) -> str:
    """A step by its title, any other value by the first sentence of its text; a text with placeholders."""
    text = kb.steps[value].title if id == kb.goal and value in kb.steps else kb.conclusions[id].texts.get(value, "")
    return f'"{first_sentence(text).strip().removesuffix(".")}"' if text else escaped(in_words(value))


def filled(kb: KnowledgeBase, text: str, case: Answers | None) -> str:
    return unfilled(text) if case is None else fill(kb, text, case)


def none_ticked(kb: KnowledgeBase, id: str, case: Answers | None) -> str:
    """That nothing was ticked, in the words in which it was offered and in quotes."""
    return f'"{filled(kb, kb.questions[id].texts.get(NONE, NONE_OF_THESE), case)}"'


def number_of(kb: KnowledgeBase, id: str) -> NumberRange:
    """What is said of a concluded number, as what it is counted in."""
    found = kb.conclusions[id].number
    assert found is not None
    return found


def listed(parts: list[str], word: str, comma: bool = False) -> str:
    """`a, b or c`; with a comma before the last where it is wanted."""
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])}{',' if comma else ''} {word} {parts[-1]}"
