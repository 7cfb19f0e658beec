"""What the explanations share: an answer, a conclusion and a step as a person reads them, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from advisor.explanation import english
from advisor.explanation.grounds import Grounds
from advisor.knowledge import goals
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.conditions import NONE, UNKNOWN
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.knowledge.steps import Takes
from advisor.knowledge.texts import I_DO_NOT_KNOW, NONE_OF_THESE, fill, first_sentence, worded
from advisor.knowledge.wording import in_words
from advisor.plain_text import capital, wrap


def answer(kb: KnowledgeBase, id: str, value: Answer | None, answers: Answers) -> str:
    """An answer in the words in which it was offered, in quotes."""
    question = kb.questions[id]
    if value is None:
        return "not answered"
    if isinstance(value, tuple):
        offered = [f'"{_offered(kb, id, each, answers)}"' for each in value or (NONE,)]
        return ", ".join(offered)
    if isinstance(value, str):
        return f'"{_offered(kb, id, value, answers)}"'
    return question.counted(value)


def _offered(kb: KnowledgeBase, id: str, value: str, answers: Answers) -> str:
    defaults = {UNKNOWN: I_DO_NOT_KNOW, NONE: NONE_OF_THESE}
    return worded(kb, kb.questions[id], value, answers, defaults.get(value, in_words(value)))


def label(kb: KnowledgeBase, id: str) -> str:
    """The label of an attribute with a capital."""
    return capital(kb.questions[id].label if id in kb.questions else kb.conclusions[id].label)


def step(kb: KnowledgeBase, id: str, answers: Answers) -> str:
    """The title of a step, filled."""
    return fill(kb, kb.steps[id].title, answers)


def value(kb: KnowledgeBase, pair: Pair, answers: Answers) -> str:
    """The value of a goal within a list or a sentence, filled."""
    return fill(kb, goals.title_of(kb, *pair), answers)


def told(kb: KnowledgeBase, pair: Pair) -> bool:
    """Whether a conclusion is for a person: not a goal, which is told by itself, and not internal."""
    return pair[0] not in kb.goals and not kb.conclusions[pair[0]].internal


def conclusion(kb: KnowledgeBase, pair: Pair, answers: Answers) -> str:
    """A conclusion as a sentence: its own text where it has one, else the clause; a step with its title."""
    id, value = pair
    if id == kb.goal and value in kb.steps:
        return f"{label(kb, id)}: {step(kb, value, answers)}"
    if text := kb.conclusions[id].texts.get(value):
        return f"{label(kb, id)}: {fill(kb, text, answers)}"
    return sentence(english.conclusion(kb, pair, answers))


def name(kb: KnowledgeBase, pair: Pair, answers: Answers) -> str:
    """What a person types for it: a step's title, the begin of its text, or its label, with the value if need be."""
    id, value = pair
    if id == kb.goal and kb.recommends:
        return step(kb, value, answers)
    if text := kb.conclusions[id].texts.get(value):
        return fill(kb, first_sentence(text), answers).removesuffix(".")
    return label(kb, id) if len(kb.conclusions[id].values) == 1 else f"{label(kb, id)}: {in_words(value)}"


def facts(kb: KnowledgeBase, case: Answers, grounds: Grounds) -> list[str]:
    """What a condition rests on, as clauses: answers, then what is concluded and what is not."""
    found = [english.chosen(kb, id, [case[id]], case) for id in kb.questions if id in grounds.asked]
    found += [english.conclusion(kb, pair, case) for pair in kb.pairs if pair in grounds.found]
    return found + [english.missing(kb, pair, case) for pair in kb.pairs if pair in grounds.missing]


def sentence(clause: str) -> str:
    """The clause with a capital and a full stop."""
    return capital(clause) if clause.endswith((".", "!", "?")) else f"{capital(clause)}."


def at_most(number: int, texts: Sequence[str]) -> list[str]:
    """The first of the texts, and how many more there are; one that stands alone is never cut."""
    if len(texts) <= number + 1:
        return list(texts)
    return [*texts[:number], f"and {len(texts) - number} more"]


def joined(parts: Iterable[list[str]]) -> str:
    """Parts with an empty line between them; those that say nothing are left out."""
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def section(heading: str, lines: list[str]) -> list[str]:
    """A heading over its lines; nothing where there are none."""
    return [heading, *lines] if lines else []


def items(texts: Iterable[str], width: int, mark: str = "- ") -> list[str]:
    """Each text as an item of a list."""
    return [line for text in texts for line in wrap(text, width, mark)]


def plain_answer(value: Answer | None) -> Any:
    """An answer as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def plain_pairs(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """Pairs as JSON has them: each attribute with its values."""
    found: dict[str, list[str]] = {}
    for attribute, value in pairs:
        found.setdefault(attribute, []).append(value)
    return found


def plain_takes(takes: Takes | None) -> dict[str, Any]:
    """What a step takes: `months` and `cost` as [least, most]; only what is known."""
    found: dict[str, Any] = {}
    if takes is not None and takes.months:
        found["months"] = list(takes.months)
    if takes is not None and takes.cost:
        found |= {"cost": list(takes.cost)}
        found |= {name: value for name, value in (("currency", takes.currency), ("as_of", takes.as_of)) if value}
    return found
