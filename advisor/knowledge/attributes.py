"""What is asked and what is concluded: attributes with their values, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import TYPE_CHECKING, Literal, TypeAlias, Union

from advisor.errors import AmbiguousNumber, IllegalAnswer, cut, did_you_mean, listed, nearest, of_same_numbers, quoted
from advisor.given import plain
from advisor.knowledge import decimals, typed_numbers
from advisor.knowledge.conditions import NONE, UNKNOWN, Compare, Condition, Number
from advisor.knowledge.decimals import NoDecimal
from advisor.plain_text import in_small_letters
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

Answer: TypeAlias = Union[str, int, float, tuple[str, ...]]
"""A choice's value id; a number; the chosen ids of a `many` question in its own order; or `unknown`."""

Answers: TypeAlias = Mapping[str, Answer]


class Narrowing(NamedTuple):
    """Since this version of the knowledge base a value means less than before; `text` says what is told apart now."""

    since: int
    text: str


_TRUTH: Mapping[str, str] = {"true": "yes", "false": "no"}


class Question(NamedTuple):
    """An asked attribute. `values` leaves out `unknown`, and `none` of a `many` question.

    `plural` says whether the label is one; None where its author did not.
    The values of each of `alike` mean the same on purpose: no rule tells them apart.
    The answer to a `decision` is for the person to choose; that to any other question is a fact of the case.
    Where `required_when`, a condition on other questions, holds, `unknown` is no answer.
    `names` are other names of a value, by which it may be typed, or stand in a table.
    """

    id: str
    kind: Literal["choice", "many", "number"]
    ask: str
    why: str
    label: str
    topic: str = ""
    help: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    texts: Mapping[str, str] = {}
    minimum: Number = 0
    maximum: Number = 0
    whole: bool = False
    unit: str = ""
    unit_of_one: str = ""
    table: str = ""
    decision: bool = False
    narrowed: Mapping[str, Narrowing] = {}
    plural: bool | None = None
    alike: tuple[tuple[str, ...], ...] = ()
    required_when: Condition | None = None
    names: Mapping[str, tuple[str, ...]] = {}

    def read(self, raw: object) -> Answer:
        """The legal answer that `raw` (from a file, a cell or a person) means.

        Raises IllegalAnswer, which says what would be legal.
        """
        raw = plain(raw)
        if isinstance(raw, str):
            raw = raw.strip()  # what is blank to Python is blank to every reader, as each cell that has some comes here
            if self.kind == "many":
                parts = parts_of(raw)
                raw = parts if len(parts) > 1 else "".join(parts)
        if raw is None or (isinstance(raw, str) and raw in ("", UNKNOWN)):
            if self.required:
                raise IllegalAnswer(f"{self.id}: this question needs an answer other than 'unknown'")
            return UNKNOWN
        if self.kind == "number":
            return self._number(raw)
        if self.kind == "many":
            return self._many(raw)
        if self.is_yes_or_no and isinstance(raw, (str, bool)):
            raw = _TRUTH.get(str(raw).casefold(), raw)
        if not isinstance(raw, str):
            raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not one of {listed(self.values)}")
        return self._value(raw)

    @property
    def is_yes_or_no(self) -> bool:
        """Whether `yes` and `no` are its values: then what programs write for them is the same, as `true` in JSON."""
        return self.kind == "choice" and {*self.values} == {*_TRUTH.values()}

    @property
    def number_sought(self) -> str:
        """What is typed where a number is asked for: `a whole number from 0 to 60 (days)`."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{'a whole number' if self.whole else 'a number'} from {self.minimum} to {self.maximum}{unit}"

    def counted(self, number: Number) -> str:
        """A number with its unit: `3 years`, `1 year`. Raises IllegalAnswer for what is no number."""
        try:
            number = decimals.read(plain(number))
        except NoDecimal as error:
            raise IllegalAnswer(f"{self.id}: {quoted(number)} {error}") from None
        return decimals.counted(number, self.unit, self.unit_of_one)

    def _named(self, text: str) -> str:
        """The value that has this other name, in any case; nothing where it is the id of another value."""
        said = in_small_letters(text)
        found = [value for value in self.values if said in map(in_small_letters, self.names.get(value, ()))]
        others = [value for value in self.values if in_small_letters(value) == said and value not in found[:1]]
        return found[0] if found and not others else ""

    def _value(self, raw: str) -> str:
        if raw in self.values:
            return raw
        if named := self._named(raw):
            return named
        legal = [*self.values] + ([] if self.required else [UNKNOWN])
        hint = did_you_mean(raw, of_same_numbers(raw, legal)) or self._misspelt(raw)
        raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not one of {listed(legal)}{hint}")

    def _misspelt(self, text: str) -> str:
        """`; did you mean 'x' (Its wording)?` for the value whose wording or other name is nearest, or nothing."""
        said = {it: value for value in self.values for it in (self.texts.get(value, ""), *self.names.get(value, ()))}
        folded = {in_small_letters(words): words for words in said if "{" not in words}
        if not (near := nearest(in_small_letters(text), of_same_numbers(text, folded))):
            return ""
        return f"; did you mean {quoted(said[folded[near]])} ({folded[near]})?"

    def _many(self, raw: object) -> Answer:
        if isinstance(raw, str):
            raw = [raw] if raw != NONE else []
        if not isinstance(raw, (list, tuple, set, frozenset)):
            raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not a list of {listed(self.values)}")
        chosen = set()
        for part in raw:
            if not isinstance(part, str):
                raise IllegalAnswer(f"{self.id}: {quoted(raw)} is not a list of {listed(self.values)}")
            part = part.strip()
            if part in (NONE, UNKNOWN):
                where = "beside other values" if len(raw) > 1 else "in a list"
                raise IllegalAnswer(f"{self.id}: '{part}' stands alone, not {where}")
            chosen.add(self._value(part))
        return tuple(value for value in self.values if value in chosen)

    def _number(self, raw: object) -> Answer:
        shown = cut(raw) if isinstance(raw, str) else quoted(raw)
        try:
            meant = typed_numbers.read(raw, self.unit, self.whole)
        except NoDecimal as error:
            raise IllegalAnswer(f"{self.id}: {quoted(raw)} {error}") from None
        within = [number for number in meant if self.minimum <= number <= self.maximum]
        if len(within) > 1:
            raise AmbiguousNumber(self.id, shown, *within)
        number = within[0] if within else meant[0]
        if not self.minimum <= number <= self.maximum:
            raise IllegalAnswer(f"{self.id}: {shown} is not between {self.minimum} and {self.maximum}")
        if self.whole and number != int(number):
            raise IllegalAnswer(f"{self.id}: {shown} is not a whole number")
        return number


def parts_of(text: str) -> list[str]:
    """What stands between the semicolons of a cell; spreadsheets leave some behind which nothing stands."""
    parts = [part.strip() for part in text.split(";")]
    return [part for part in parts if part] or parts[:1]


class NumberRange(NamedTuple):
    """A number that is concluded: `start` and what the rules that fired add, from `minimum` to `maximum`.

    It has so many decimal `places`. It is added up as an integer, scaled by them, so that every reader gets the same
    digits.
    """

    minimum: Number
    maximum: Number
    start: Number = 0
    places: int = 0
    unit: str = ""
    unit_of_one: str = ""

    def takes(self, number: Number) -> bool:
        """Whether the number has no more places."""
        return self._exactly(number).denominator == 1

    def scaled(self, number: Number) -> int:
        """The number as that integer; the number has no more places."""
        return int(self._exactly(number))

    def unscaled(self, scaled: int) -> Number:
        """The number of the integer `scaled`."""
        return decimals.read(f"{scaled}e-{self.places}")

    def range_of(self, leaf: Compare) -> tuple[int | None, int | None]:
        """The least and the most of the integers for which the comparison `leaf` holds; None is no end."""
        limit = self._exactly(leaf.number)
        if leaf.comparison == "at_least":
            return ceil(limit), None
        if leaf.comparison == "above":
            return floor(limit) + 1, None
        if leaf.comparison == "at_most":
            return None, floor(limit)
        if leaf.comparison == "below":
            return None, ceil(limit) - 1
        return ceil(limit), floor(limit)  # where the limit has more places, the one is larger than the other

    def _exactly(self, number: Number) -> int | Fraction:
        """The number, scaled."""
        scale: int = 10**self.places
        if isinstance(number, int):
            return number * scale
        from fractions import Fraction

        return Fraction(repr(number)) * scale

    def counted(self, number: Number) -> str:
        """A number with its unit."""
        return decimals.counted(number, self.unit, self.unit_of_one)


class Conclusion(NamedTuple):
    """A concluded attribute; `texts` has the wording of a value for the person, where there is one.

    One that is `internal` serves the rules: reports and dialogues for a person pass it over. `plural` says whether the
    label is one; None where its author did not. Where it is `first`, of its rules only the first whose condition holds
    fires. A number has as its values the ids of the rules that add to it.
    """

    id: str
    many: bool
    values: tuple[str, ...]
    label: str
    texts: Mapping[str, str] = {}
    internal: bool = False
    plural: bool | None = None
    first: bool = False
    number: NumberRange | None = None
