"""What may follow a command: a question of the person's, something concluded, or another answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from advisor.errors import cut, nearest, of_same_numbers
from advisor.explanation.names import Nameable, conclusions, could_be, find, questions
from advisor.knowledge import goals
from advisor.knowledge.attributes import Answer, Answers, Question
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.logic.demands import as_asked
from advisor.plain_text import in_small_letters
from advisor.terminal.choices import choices
from advisor.terminal.command_words import commands
from advisor.terminal.inputs import read
from advisor.terminal.replies import Given, Mistake
from advisor.terminal.typed_choices import LONGEST_NUMBER


def find_question(given: Sequence[str], every: Mapping[str, Question], word: str) -> str | Mistake:
    """The question that `word` names: its number among those `given`, a name of it, or the beginning of a word."""
    if word.isdecimal():
        if len(word) <= LONGEST_NUMBER and 1 <= int(word) <= len(given):
            return given[int(word) - 1]
        return Mistake(f"There is no answer {cut(word)}; review lists {len(given) or 'none'}.")
    found = _one(named := questions(every), word)
    if isinstance(found, Mistake):
        return found
    hint = _hint(word, named) or "; review lists your answers with their numbers."
    return str(found) if found else Mistake(f"'{cut(word)}' is no question{hint}")


def find_conclusion(kb: KnowledgeBase, answers: Answers, typed: str) -> Pair | Mistake:
    """The concluded attribute and its value that the words name."""
    found = _one(named := conclusions(kb, answers), typed)
    if isinstance(found, tuple):
        return found
    if isinstance(found, Mistake):
        return found
    attribute, _, value = typed.partition("=")
    internal = kb.conclusions.get(attribute.strip().casefold())
    if internal is not None and value.strip() in internal.values:
        return internal.id, value.strip()
    if typed.casefold() in kb.questions:
        return Mistake(f"'{cut(typed)}' is your own answer, and not concluded; review lists your answers.")
    what = f"a {kb.words.step}, or a heading" if kb.recommends else "a heading, or what stands below one"
    return Mistake(f"'{cut(typed)}' is nothing that can be concluded{_hint(typed, named) or f'; name {what}.'}")


def read_changes(kb: KnowledgeBase, answers: Answers, typed: str) -> dict[str, Answer] | Mistake:
    """Other answers: `question = answer`, several with `;` or `and` between them."""
    if not typed.strip():
        return Mistake(f"Say what you would answer instead: question = answer, such as {_example(kb, answers)}.")
    changes: dict[str, Answer] = {}
    for part in _parts(typed) or [typed]:
        name, equals, value = part.partition("=")
        if not equals or not name.strip() or not value.strip():
            return Mistake(
                f"'{cut(part)}' is no other answer; type question = answer, such as {_example(kb, answers)}."
            )
        id = find_question(list(answers), kb.questions, name.strip())
        if isinstance(id, Mistake):
            return id
        action = read(choices(kb, as_asked(kb.questions[id], {**answers, **changes}), answers), value.strip())
        if not isinstance(action, Given):
            return (
                action
                if isinstance(action, Mistake)
                else Mistake(f"'{cut(value.strip())}' is no answer to '{kb.questions[id].label}'.")
            )
        changes[id] = action.answer
    return changes


def arguments(kb: KnowledgeBase, answers: Answers, command: str, typed: str) -> list[tuple[str, str]]:
    """What may follow the command, each with what it means; where there is none yet, the commands."""
    if not command:
        return [*commands(kb).items()]
    if command == "change":
        return [(id, kb.questions[id].label) for id in answers]
    if command == "what if":
        *before, last = re.split(r"(?<=;)\s*", typed)
        id, equals, _ = last.partition("=")
        question = kb.questions.get(id.strip())
        if not equals or question is None:
            return [("".join([*before, f"{id}="]), it.label) for id, it in kb.questions.items()]
        return [("".join([*before, f"{id}={it.value}"]), it.text) for it in choices(kb, question, answers)]
    if command == "sure":
        return [(id, goals.heading(kb, id)) for id in kb.goals]
    if command in ("how", "why not", "compare"):
        named = conclusions(kb, answers)
        return [(it.word, it.shown) for it in named if command != "compare" or it.means[0] in kb.goals]
    return []


def _parts(typed: str) -> list[str]:
    """Between two changes stands `;`, `and` or a comma; those inside a value belong to it, as it has no `=` behind."""
    return [part.strip() for part in re.split(r"(?:;|,(?=[^=;,]*=)|\band\b)(?=[^=;]*=)", typed) if part.strip()]


def _example(kb: KnowledgeBase, answers: Answers) -> str:
    question = next((it for it in kb.questions.values() if it.values), next(iter(kb.questions.values())))
    answer = choices(kb, question, answers).listed[0].text if question.values else question.minimum
    return f"{question.label} = {answer}"


def _one(named: Iterable[Nameable], typed: str) -> str | Pair | Mistake | None:
    """What is named; None for nothing."""
    found = find(named, typed)
    return found[0].means if len(found) == 1 else Mistake(could_be(typed, found)) if found else None


def _hint(typed: str, named: Iterable[Nameable]) -> str:
    """The nearest, as a person reads it, by whatever it is called."""
    shown = {name: it.shown.removesuffix(".") for it in named for name in it.called}
    near = nearest(in_small_letters(typed), of_same_numbers(typed, shown))
    return f"; did you mean '{shown[near]}'?" if near else ""
