"""JSON in fewer characters: objects that have their keys in common as columns, so that what is alike stands together.

`engine/unpacked.js` reads it: `[true, ids, columns]` are objects, by id or where `ids` is null in a list; `columns` has
under each key the values of all of them, null where one lacks it, up to the last that has it. `[true, null, text]` is a
list of texts, as is any column that is one text; there nothing stands for null, and `=` for the same as before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FEWEST = 8
"""Objects that are worth columns: of fewer, what stands in one is no longer than what says that others lack it."""

_BETWEEN, _SAME = "|", "="


def packed(value: Any) -> Any:
    """The same for the page; no list of it begins with true, and no object has null for a value."""
    if isinstance(value, Mapping):
        if _are_objects(value.values()):
            return [True, _joined([*value]), _columns(value.values())]
        return {key: packed(it) for key, it in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    if _are_objects(value):
        return [True, None, _columns(value)]
    joined = _joined([packed(it) for it in value])
    return [True, None, joined] if isinstance(joined, str) else joined


def _are_objects(values: Iterable[Any]) -> bool:
    each = [*values]
    return len(each) >= _FEWEST and all(isinstance(it, Mapping) and it for it in each)


def _columns(objects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    each = [*objects]
    keys = dict.fromkeys(key for it in each for key in it)
    return {key: _joined(_to_the_last([packed(it.get(key)) for it in each])) for key in keys}


def _to_the_last(values: list[Any]) -> list[Any]:
    while values and values[-1] is None:
        values.pop()
    return values


def _joined(values: Sequence[Any]) -> Any:
    """Texts as one, where that can be told from each of them."""
    if len(values) < _FEWEST or not all(it is None or _can_be_joined(it) for it in values):
        return values
    before = [None, *values]
    return _BETWEEN.join(_SAME if it and it == last else it or "" for it, last in zip(values, before, strict=False))


def _can_be_joined(value: Any) -> bool:
    return isinstance(value, str) and value not in ("", _SAME) and _BETWEEN not in value
