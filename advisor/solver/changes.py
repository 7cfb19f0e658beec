"""Changed answers: the sets and the ways in which they are told, whichever procedure finds them.

A way answers some questions so that something holds, the other answers being fixed; ways come in boxes. A box has for
each question the answers that it may take; every choice of one for each is a way. Numbers are told apart only as far
as the knowledge base does. Of a question that takes many values only the smallest changes of its ticks are ways;
further ticks may be possible too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, Union

from advisor.knowledge.attributes import Question
from advisor.knowledge.conditions import UNKNOWN, Number
from advisor.logic.intervals import Interval, merged

Option: TypeAlias = Union[str, tuple[str, ...], Interval]
"""An answer; of a number question a span of them."""

Options: TypeAlias = tuple[Option, ...]

Box: TypeAlias = Mapping[str, Options]

Outcome: TypeAlias = tuple[str, ...]
"""The values that an attribute has in a case, in the knowledge base's order; in a sound one the goal has just one."""


class Counterfactuals(NamedTuple):
    """Boxes that do not overlap; `complete`: there are no other ways."""

    boxes: tuple[Box, ...]
    complete: bool


class MinimalChange(NamedTuple):
    """A smallest set of questions whose answers can be changed so that something holds, with all ways to do so."""

    questions: tuple[str, ...]
    ways: Counterfactuals


class MinimalChanges(NamedTuple):
    """The sets by size and then in the order of the questions; `complete`: there are no others.

    Where not complete, those that were left out are no smaller than the last one.
    """

    sets: tuple[MinimalChange, ...]
    complete: bool


class Flip(NamedTuple):
    """One answer that would give another outcome, the others being as they are; all such `options` for it."""

    question: str
    options: Options
    outcome: Outcome
    complete: bool


_Parts: TypeAlias = tuple[frozenset[Option], ...]


def boxes_of(questions: Sequence[Question], ways: Iterable[_Parts]) -> tuple[Box, ...]:
    """Ways, or small boxes of them, each with a set of options for each question, in as few boxes as joining gives.

    They are joined one question after the other. Boxes and options come in the order of the questions' values.
    """
    boxes = [*dict.fromkeys(ways)]
    before = -1
    while before != len(boxes):
        before = len(boxes)
        for place in range(len(questions)):
            joined: dict[_Parts, frozenset[Option]] = {}
            for box in boxes:
                rest = box[:place] + box[place + 1 :]
                joined[rest] = joined.get(rest, frozenset()) | box[place]
            boxes = [(*rest[:place], options, *rest[place:]) for rest, options in joined.items()]
    ordered = [[_in_order(*of_question) for of_question in zip(questions, box, strict=True)] for box in boxes]
    ordered.sort(
        key=lambda box: [[_place(question, it) for it in of] for question, of in zip(questions, box, strict=True)]
    )
    ids = [question.id for question in questions]
    return tuple(dict(zip(ids, box, strict=True)) for box in ordered)


def _in_order(question: Question, options: frozenset[Option]) -> Options:
    """In the order of the question's values, `unknown` last; numbers that touch as one span."""
    known = sorted(options - {UNKNOWN}, key=lambda option: _place(question, option))
    numbers = merged([option for option in known if isinstance(option, Interval)], question.whole)
    return (*(numbers or known), *options & {UNKNOWN})


def _place(question: Question, option: Option) -> tuple[Number, ...]:
    if isinstance(option, Interval):
        return 0, option.least, option.most
    if isinstance(option, tuple):
        return 0, len(option), *map(question.values.index, option)
    return (1,) if option == UNKNOWN else (0, question.values.index(option))
