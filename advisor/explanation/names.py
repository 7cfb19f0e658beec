"""What a caller or a person names when they question the advice: a question, or something concluded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from advisor.errors import AdvisorError, cut, did_you_mean, quoted
from advisor.given import of_kind
from advisor.given import text as as_text
from advisor.knowledge.attributes import Answers, Question
from advisor.knowledge.model import KnowledgeBase, Pair
from advisor.knowledge.texts import fill, unfilled
from advisor.knowledge.wording import in_words
from advisor.plain_text import in_small_letters, one_of
from advisor.records import NamedTuple

MAX_NAMED = 8
"""So many values are listed in a complaint where none is like the one that was written."""


class NothingSuch(AdvisorError):
    """An attribute or a value that the knowledge base does not have; the text says what would be right."""


def check(kb: KnowledgeBase, attribute: str, value: str = "", *, needed: bool = False) -> None:
    """Raises NothingSuch unless it is a concluded attribute, with this value if one is named, or `needed`."""
    of_kind(kb, KnowledgeBase, "a knowledge base")
    attribute, value = as_text(attribute, "the id of a conclusion"), as_text(value, "a value")
    if attribute not in kb.conclusions:
        what = (
            f"{quoted(attribute)} is answered, not concluded" if attribute in kb.questions else _unknown(kb, attribute)
        )
        raise NothingSuch(what)
    if kb.conclusions[attribute].number and (value or needed):
        raise NothingSuch(f"{attribute} is a number: ask how it comes about, or why not of what rests on it")
    values = kb.conclusions[attribute].values
    if (value or needed) and value not in values:
        every = f"; it is one of {', '.join(values)}" if len(values) <= MAX_NAMED else ""
        raise NothingSuch(f"{attribute}: {quoted(value)} is never concluded{did_you_mean(value, values) or every}")


def goal_named(kb: KnowledgeBase, goal: str) -> str:
    """The goal of this id; without one, the first. Raises NothingSuch for what is none."""
    goal = as_text(goal, "the id of a goal")
    if goal and goal not in kb.goals:
        raise NothingSuch(f"{quoted(goal)} is no goal of {kb.id}; its goals are {', '.join(kb.goals)}")
    return goal or kb.goal


class Nameable(NamedTuple):
    """Something that can be named: what it is, the word for it, how it is shown, and what else it is called."""

    means: str | Pair
    word: str
    shown: str
    also: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        return tuple(in_small_letters(text) for text in (self.word, self.shown, *self.also))

    def is_called(self, folded: str) -> bool:
        """Whether this is just one of its names; in each, anything may stand for `...`."""
        named = (name for name in self.called if "..." in name and name.strip(" ."))  # all of it would be any name
        patterns = (re.escape(name).replace(re.escape("..."), ".*") for name in named)
        return folded in self.called or any(re.fullmatch(pattern, folded) for pattern in patterns)


def questions(every: Mapping[str, Question]) -> list[Nameable]:
    """The questions: each has an id, a label and a wording."""
    return [Nameable(id, id, it.label, (unfilled(it.ask),)) for id, it in every.items()]


def conclusions(kb: KnowledgeBase, answers: Answers) -> list[Nameable]:
    """Everything that can be concluded and is for the person, those of the goals first."""
    others = (
        id
        for id, conclusion in kb.conclusions.items()
        if id not in kb.goals and not (conclusion.internal or conclusion.number)
    )
    named = []
    for id in (*kb.goals, *others):
        conclusion = kb.conclusions[id]
        for value in conclusion.values:
            text = conclusion.texts.get(value, "")
            if id == kb.goal and kb.recommends:
                text = kb.steps[value].title
            said = fill(kb, text, answers) or in_words(value)
            also = [
                f"{name}{sign}{it}" for name in (id, conclusion.label) for sign in ("=", ": ") for it in (value, said)
            ]
            also += [unfilled(text), f"{conclusion.label}: {unfilled(text)}"] if "{" in text else []
            if len(conclusion.values) == 1:
                also += [id, conclusion.label]
            named.append(Nameable((id, value), value, said if text else f"{conclusion.label}: {said}", tuple(also)))
    return named


def attribute_named(kb: KnowledgeBase, typed: str) -> str | None:
    """The question or the concluded attribute with just this name."""
    named = [*(Nameable(id, id, it.label) for id, it in kb.conclusions.items()), *questions(kb.questions)]
    return next((it.word for it in named if it.is_called(in_small_letters(typed))), None)


def find(named: Iterable[Nameable], typed: str) -> list[Nameable]:
    """What is called so; else what has a name that begins so; else what has one in which a word begins so."""
    folded, named = in_small_letters(typed).replace("= ", "=").replace(" =", "="), list(named)
    ways: list[Callable[[Nameable], bool]] = [
        lambda it: it.is_called(folded),
        lambda it: any(name.startswith(folded) for name in it.called),
        lambda it: any(f" {folded}" in f" {name}" for name in it.called),
    ]
    return next((found for fits in ways if (found := [it for it in named if fits(it)])), [])


def could_be(typed: str, found: Sequence[Nameable]) -> str:
    """What to say of words that name several things."""
    shown = [f'"{it.shown.removesuffix(".")}"' for it in found]
    return f"'{cut(typed)}' could be {one_of(shown)}; type more of it."


def _unknown(kb: KnowledgeBase, name: str) -> str:
    known = [*kb.questions, *kb.conclusions]
    return f"{quoted(name)} is no question and no conclusion of {kb.id}{did_you_mean(name, known)}"
