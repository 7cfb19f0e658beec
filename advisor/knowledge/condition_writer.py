"""The YAML writer of conditions: a condition as its author may have written it, in one line."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.conditions import All, ByRow, Compare, Condition, NoneOf, OneOf, RowTest
from advisor.knowledge.conditions import Any as AnyOf

MAX_VALUES = 6
_NOT_WORDS = ("null", "true", "false")
"""What YAML takes for something else than a word."""


_WITHOUT_PARTS: dict[Condition, tuple[str, str]] = {
    All(()): ("all", "[{}]"),
    NoneOf(()): ("all", "[{}]"),
    AnyOf(()): ("none", "[{}]"),
}
"""What always holds, and what never does: a list has at least one condition."""


def written(condition: Condition) -> str:
    """The condition as an entry of a mapping, such as `soil: {not: dry}`; several as a mapping in braces.

    Many values are shortened, as this is to be read.
    """
    return _mapping(condition, MAX_VALUES) if isinstance(condition, All) else _entry(condition, MAX_VALUES)


def mapping(condition: Condition) -> str:
    """The whole condition as the mapping that `when` takes: what the loader reads from it is the same condition."""
    return _mapping(condition, None)


def _mapping(condition: Condition, most: int | None) -> str:
    parts = condition.parts if isinstance(condition, All) else (condition,)
    entries = [_pair(part, most) for part in parts]
    if len({key for key, _ in entries}) < len(entries):  # a key stands only once in a mapping
        return f"{{all: [{_items(parts, most)}]}}"
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries) + "}"


def _entry(condition: Condition, most: int | None) -> str:
    key, value = _pair(condition, most)
    return f"{key}: {value}"


def _pair(condition: Condition, most: int | None) -> tuple[str, str]:
    if condition in _WITHOUT_PARTS:
        return _WITHOUT_PARTS[condition]
    if isinstance(condition, OneOf):
        return _word(condition.attribute), _values(condition.values, most)
    if isinstance(condition, Compare):
        number = f"{condition.number}"
        how = condition.comparison
        return _word(condition.attribute), number if how == "is" else f"{{{how}: {number}}}"
    if isinstance(condition, ByRow):
        return _word(condition.test.attribute), _by_row(condition.test)
    if isinstance(condition, NoneOf) and len(condition.parts) == 1 and isinstance(condition.parts[0], OneOf):
        leaf = condition.parts[0]
        return _word(leaf.attribute), f"{{not: {_values(leaf.values, most)}}}"
    name = "all" if isinstance(condition, All) else "any" if isinstance(condition, AnyOf) else "none"
    return name, f"[{_items(condition.parts, most)}]"


def _by_row(test: RowTest) -> str:
    column = f"{test.question}.{test.column}"
    return column if test.comparison in ("", "is") else f"{{{test.comparison}: {column}}}"


def _items(parts: Iterable[Condition], most: int | None) -> str:
    return ", ".join(_mapping(part, most) for part in parts)


def _values(values: tuple[str, ...], most: int | None) -> str:
    if len(values) == 1:
        return _word(values[0])
    shown = [*map(_word, values)]
    if most is not None and len(values) > most:
        shown = [*shown[: most - 1], "..."]
    return f"[{', '.join(shown)}]"


def _word(word: str) -> str:
    return f'"{word}"' if word in _NOT_WORDS else word
