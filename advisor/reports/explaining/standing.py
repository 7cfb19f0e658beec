"""What stands in the way of a conclusion, as text: the rules that come nearest, down to the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from advisor.explanation import english
from advisor.explanation.failures import Attempt, Failure, Missing
from advisor.explanation.recommendation import Recommendation
from advisor.knowledge.conditions import All, literal
from advisor.knowledge.hidden import Hidden
from advisor.plain_text import capital, wrap
from advisor.reports.explaining import words

MAX_RULES = 3
MAX_DEEP = 4
NEVER_SO = "That is never so."


class Item(NamedTuple):
    """What is said, and below it why it is so; without a text there is only that.

    `needed`: the text is what is needed, and not what is so. `among`: what is needed is the nearest of several ways.
    """

    text: str
    below: tuple[Item, ...] = ()
    needed: bool = False
    among: bool = False


class Standing:
    """What is told of one case; what serves the rules only is passed over, and nothing is told twice."""

    def __init__(self, advice: Recommendation, width: int) -> None:
        self._advice = advice
        self._kb = advice.kb
        self._width = width
        self._hidden = Hidden(self._kb)
        self._told: set[object] = set()

    def missing(self, missing: Missing) -> Iterator[str]:
        """Every rule that would conclude it, of many only the nearest."""
        rules = missing.attempts
        if not rules:
            yield from wrap("No rule concludes it.", self._width)
        elif len(rules) == 1:
            yield from self.attempt(rules[0], 0)
        else:
            verb = "applies" if any(attempt.forestalled for attempt in rules) else "holds"
            yield from wrap(f"It has {len(rules)} rules, of which none {verb}.", self._width)
            for attempt in rules[:MAX_RULES]:
                self._told.clear()
                yield from wrap(f'"{self._advice.fill(attempt.rule.because)}"', self._width, "- ")
                yield from self.attempt(attempt, 1)
            if len(rules) > MAX_RULES:
                more = len(rules) - MAX_RULES
                further = "that is further" if more == 1 else "that are further"
                yield from wrap(f"and {more} more {further} from holding", self._width, "- ")

    def attempt(self, attempt: Attempt, depth: int) -> Iterator[str]:
        """Why one rule does not hold."""
        yield from self._lines([*self._fails(attempt), *self._forestalled(attempt)], depth)

    def _forestalled(self, attempt: Attempt) -> Iterator[Item]:
        if attempt.forestalled:
            yield Item(f"Something else comes first: {self._advice.fill(attempt.forestalled.because)}")

    def _lines(self, items: Iterable[Item], depth: int) -> Iterator[str]:
        for item in items:
            if not item.text and not item.among:
                yield from self._lines(item.below, depth)
                continue
            yield from wrap(_said(item), self._width, f"{'  ' * min(depth, MAX_DEEP)}- ")
            yield from self._lines(item.below, depth + 1)

    def _fails(self, attempt: Attempt) -> tuple[Item, ...]:
        """The failed tests of one attribute in a row are told as one."""
        found: list[Item | None] = []
        for attribute, group in groupby(attempt.fails, _answered):
            failed = list(group)
            if attribute and len(failed) > 1:
                every = All(tuple(failure.condition for failure in failed))
                failed = [failed[0]._replace(needs=english.condition(self._kb, every, self._advice.told))]
            found += map(self._failure, failed)
        return tuple(item for item in found if item)

    def _failure(self, failure: Failure) -> Item | None:
        """None where it has been told."""
        if failure.missing:
            return self._not_concluded(failure)
        if failure.needs in self._told:
            return None
        self._told.add(failure.needs)
        if self._hidden.is_tested_by(failure.condition):
            return self._seen_through(failure)
        instead = "None of these is so." if failure.ways else self._instead(failure)
        return Item(f"{failure.needs}. {instead}", needed=True)

    def _not_concluded(self, failure: Failure) -> Item | None:
        nearest = min(failure.missing, key=lambda missing: missing.distance)
        hidden = nearest.pair[0] in self._hidden
        if nearest.pair in self._told or (hidden and nearest.again):
            return None
        self._told.add(nearest.pair)
        ways = sum(len(missing.attempts) for missing in failure.missing)
        text = "" if hidden else capital(english.missing(self._kb, nearest.pair, self._advice.told))
        if hidden and not ways:
            return Item(NEVER_SO)
        first = nearest.attempts[0] if nearest.attempts else None
        return _nearest(text, (*self._fails(first), *self._forestalled(first)) if first else (), ways > 1)

    def _seen_through(self, failure: Failure) -> Item | None:
        """What stands in the way, where what is needed is put in words that are not for a person."""
        if not failure.ways:
            return Item(self._instead(failure))
        way = min(failure.ways, key=lambda way: sum(part.distance for part in way))
        return _nearest("", tuple(item for item in map(self._failure, way) if item), len(failure.ways) > 1)

    def _instead(self, failure: Failure) -> str:
        kb, advice = self._kb, self._advice
        if failure.number:
            return f"But {failure.number}."
        if failure.concluded:
            firings = [next(it for it in advice.firings if it.rule.then == pair) for pair in failure.concluded]
            return " ".join(f"But: {advice.fill(firing.rule.because)}" for firing in firings)
        id = _answered(failure)
        if not id:
            return NEVER_SO
        if id not in advice.answers:
            return "You have not said."
        return f"You said: {words.answer(kb, id, advice.answers[id], advice.told)}."


def _nearest(text: str, below: tuple[Item, ...], among: bool) -> Item | None:
    """An item over what is needed, `among` other ways. Where only one thing is needed, that is told of it once.

    None where there is nothing to say.
    """
    if len(below) == 1 and (below[0].needed or not below[0].text):
        (only,) = below
        among = among or only.among
        if not text and only.needed:
            return only._replace(among=among)
        below = (only._replace(among=False),) if only.needed else only.below
    elif len(below) == 1 and not text and not below[0].below:
        return below[0]
    return Item(text, below, among=among) if text or below else None


def _said(item: Item) -> str:
    """One item as a sentence, or as what stands over those below it."""
    if item.needed:
        return f"{'The nearest of several ways' if item.among else 'Needed'}: {item.text}"
    if not item.below:
        return words.sentence(item.text)
    if not item.among:
        return f"{item.text}:"
    return f"{item.text}; the nearest of several ways is this:" if item.text else "The nearest of several ways is this:"


def _answered(failure: Failure) -> str:
    """The question whose answer fails the part; nothing for other parts."""
    return literal(failure.condition)[0].attribute if failure.answers else ""
