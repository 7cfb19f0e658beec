"""What a person names when they question the advice: a question of theirs, something concluded, or another answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.errors import cut
from advisor.explanation.english import words
from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Question
from advisor.knowledge.texts import fill, unfilled
from advisor.terminal.choices import choices
from advisor.terminal.inputs import LONGEST_NUMBER, Given, Mistake, nearest, one_of, read


class Named(NamedTuple):
    """Something that can be named: what it is, the word for it, how it is shown, and what else it is called."""

    means: str | Pair
    word: str
    shown: str
    also: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        return tuple(_folded(text) for text in (self.word, self.shown, *self.also))

    def is_called(self, folded: str) -> bool:
        """Whether this is just one of its names; in each, anything may stand for `...`."""
        patterns = (re.escape(name).replace(re.escape("..."), ".*") for name in self.called if "..." in name)
        return folded in self.called or any(re.fullmatch(pattern, folded) for pattern in patterns)


def questions(every: Mapping[str, Question]) -> list[Named]:
    """The questions: each has an id, a label and a wording."""
    return [Named(id, id, it.label, (unfilled(it.ask),)) for id, it in every.items()]


def find_question(given: Sequence[str], every: Mapping[str, Question], word: str) -> str | Mistake:
    """The question that `word` names: its number among those `given`, a name of it, or the beginning of a word."""
    if word.isdecimal():
        if len(word) <= LONGEST_NUMBER and 1 <= int(word) <= len(given):
            return given[int(word) - 1]
        return Mistake(f"There is no answer {cut(word)}; review lists {len(given) or 'none'}.")
    found = find(questions(every), word)
    if isinstance(found, Mistake):
        return found
    return (
        str(found)
        if found
        else Mistake(
            f"'{cut(word)}' is no question{_hint(word, every) or '; review lists your answers with their numbers.'}"
        )
    )


def conclusions(kb: KnowledgeBase, answers: Answers) -> list[Named]:
    """Everything that can be concluded and is for the person, the goal's values first."""
    others = (id for id, conclusion in kb.conclusions.items() if id != kb.goal and not conclusion.internal)
    named = []
    for id in (kb.goal, *others):
        conclusion = kb.conclusions[id]
        for value in conclusion.values:
            text = conclusion.texts.get(value, "")
            if id == kb.goal:
                text = kb.steps[value].title
            said = fill(kb, text, answers) or words(value)
            also = [
                f"{name}{sign}{it}" for name in (id, conclusion.label) for sign in ("=", ": ") for it in (value, said)
            ]
            also += [unfilled(text), f"{conclusion.label}: {unfilled(text)}"] if "{" in text else []
            if len(conclusion.values) == 1:
                also += [id, conclusion.label]
            named.append(Named((id, value), value, said if text else f"{conclusion.label}: {said}", tuple(also)))
    return named


def find_conclusion(kb: KnowledgeBase, answers: Answers, typed: str) -> Pair | Mistake:
    """The concluded attribute and its value that the words name."""
    found = find(conclusions(kb, answers), typed)
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
    known = [it.word for it in conclusions(kb, answers)]
    return Mistake(
        f"'{cut(typed)}' is nothing that can be concluded{_hint(typed, known) or '; name a step, or a heading.'}"
    )


def find_attribute(kb: KnowledgeBase, typed: str) -> str | None:
    """The question or the concluded attribute with just this name."""
    named = [*(Named(id, id, it.label) for id, it in kb.conclusions.items()), *questions(kb.questions)]
    return next((it.word for it in named if it.is_called(_folded(typed))), None)


def read_changes(kb: KnowledgeBase, answers: Answers, typed: str) -> dict[str, object] | Mistake:
    """Other answers: `question = answer`, several with `;` or `and` between them."""
    if not typed.strip():
        return Mistake(f"Say what you would answer instead: question = answer, such as {_example(kb, answers)}.")
    changes: dict[str, object] = {}
    for part in _parts(typed) or [typed]:
        name, equals, value = part.partition("=")
        if not equals or not name.strip() or not value.strip():
            return Mistake(
                f"'{cut(part)}' is no other answer; type question = answer, such as {_example(kb, answers)}."
            )
        id = find_question(list(answers), kb.questions, name.strip())
        if isinstance(id, Mistake):
            return id
        action = read(choices(kb, kb.questions[id], answers), value.strip())
        if not isinstance(action, Given):
            return (
                action
                if isinstance(action, Mistake)
                else Mistake(f"'{cut(value.strip())}' is no answer to '{kb.questions[id].label}'.")
            )
        changes[id] = action.answer
    return changes


def arguments(kb: KnowledgeBase, answers: Answers, command: str, typed: str) -> list[tuple[str, str]]:
    """What may follow the command, each with what it means."""
    if command == "change":
        return [(id, kb.questions[id].label) for id in answers]
    if command == "what if":
        *before, last = re.split(r"(?<=;)\s*", typed)
        id, equals, _ = last.partition("=")
        question = kb.questions.get(id.strip())
        if not equals or question is None:
            return [("".join([*before, f"{id}="]), it.label) for id, it in kb.questions.items()]
        return [("".join([*before, f"{id}={it.value}"]), it.text) for it in choices(kb, question, answers)]
    if command in ("how", "why not", "compare"):
        named = conclusions(kb, answers)
        return [(it.word, it.shown) for it in named if command != "compare" or it.means[0] == kb.goal]
    return []


def _parts(typed: str) -> list[str]:
    """Between two changes stands `;`, `and` or a comma; those inside a value belong to it, as it has no `=` behind."""
    return [part.strip() for part in re.split(r"(?:;|,|\band\b)(?=[^=;]*=)", typed) if part.strip()]


def _example(kb: KnowledgeBase, answers: Answers) -> str:
    question = next((it for it in kb.questions.values() if it.values), next(iter(kb.questions.values())))
    answer = choices(kb, question, answers).listed[0].text if question.values else question.minimum
    return f"{question.label} = {answer}"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def find(named: Iterable[Named], typed: str) -> str | Pair | Mistake | None:
    """What is called so; else the one whose names begin so; else the one in whose names a word begins so."""
    folded, named = _folded(typed).replace("= ", "=").replace(" =", "="), list(named)
    ways: list[Callable[[Named], bool]] = [
        lambda it: it.is_called(folded),
        lambda it: any(name.startswith(folded) for name in it.called),
        lambda it: any(f" {folded}" in f" {name}" for name in it.called),
    ]
    for fits in ways:
        found = [it for it in named if fits(it)]
        if len(found) == 1:
            return found[0].means
        if found:
            return Mistake(f"'{cut(typed)}' could be {one_of([it.shown for it in found])}; type more of it.")
    return None


def _hint(typed: str, known: Iterable[str]) -> str:
    near = nearest(typed.casefold(), {word: word for word in known})
    return f"; did you mean '{near}'?" if near else ""
