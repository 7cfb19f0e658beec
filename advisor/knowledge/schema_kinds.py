"""What can be said of the kinds of values in a file, for `advisor.knowledge.schema`, which says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple, TypeAlias, Union


class Scalar(Enum):
    """What is written as a single word, text or number."""

    ID = auto()
    WORD = auto()
    CITATION = auto()
    TEXT = auto()
    VALUE = auto()
    URL = auto()
    DATE = auto()
    FLAG = auto()
    NUMBER = auto()
    AMOUNT = auto()
    OF_ROW = auto()
    VERSION = auto()


class Words(NamedTuple):
    """One of these words."""

    known: tuple[str, ...]


class Constant(NamedTuple):
    """Just this value; `doc` says what it means."""

    value: str | int
    doc: str = ""


class Listed(NamedTuple):
    """A list of these, of `least` to `most`."""

    each: Kind
    least: int = 0
    most: int | None = None
    unique: bool = False


class Mapped(NamedTuple):
    """A mapping whose keys the author chooses, as ids where `by_id`, of `least` to `most`."""

    each: Kind
    by_id: bool = False
    least: int = 0
    most: int | None = None


class Either(NamedTuple):
    """One of these kinds."""

    kinds: tuple[Kind, ...]


class Named(NamedTuple):
    """What is declared in DEFINITIONS by this name."""

    name: str


class Key(NamedTuple):
    """What a key takes; `doc` is shown to who writes it in an editor."""

    kind: Kind
    doc: str = ""
    required: bool = False


@dataclass(frozen=True)
class Record:
    """A mapping whose keys are fixed, but for those of the kind `others`; one that is `filled` has at least one key.

    It has `just_one` of some keys, at least one of `some_of`, no two of `at_most_one`, and no key of `needs` without
    the key that it names. `more` is what else JSON Schema can say of it, `instead` what to tell who tries a key that
    there is not.
    """

    keys: Mapping[str, Key]
    just_one: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    others: Kind | None = None
    filled: bool = False
    doc: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)

    @property
    def required(self) -> list[str]:
        """The keys that are always there."""
        return [name for name, key in self.keys.items() if key.required]


Kind: TypeAlias = Union[Scalar, Words, Constant, Listed, Mapped, Either, Named, Record]


def one_or_many(each: Kind) -> Either:
    """One of these, or a list that is not empty."""
    return Either((each, Listed(each, least=1)))
