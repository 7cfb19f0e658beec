"""What callers hand over: arguments of the right kind, and values as plain Python, whatever library they are from.

A caller's object may do anything when it is compared, hashed or shown. So none is used as it is: it becomes a plain
value here, or is refused by its kind.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from advisor.errors import AdvisorError, quoted

Wanted = TypeVar("Wanted")


class WrongKind(AdvisorError):
    """An argument of a kind that the function does not take; the text says which it takes."""


class Strange:
    """A value that nothing takes; it is shown as the caller's value was."""

    def __init__(self, value: object) -> None:
        self._shown = quoted(value)

    def __repr__(self) -> str:
        return self._shown


def of_kind(value: object, kind: type[Wanted] | tuple[type[Wanted], ...], what: str) -> Wanted:
    """The value; raises WrongKind where it is not of this kind, `what` saying in words what is wanted."""
    if isinstance(value, kind):
        return value
    raise WrongKind(f"{what} is wanted here, not {quoted(value)}")


def text(value: object, what: str) -> str:
    """The text; raises WrongKind for anything else."""
    return str.__str__(of_kind(value, str, what))


def path_of(value: object, what: str) -> str:
    """The path; raises WrongKind for what is neither a text nor a path."""
    if isinstance(value, str):
        return str.__str__(value)
    try:
        return text(os.fspath(of_kind(value, os.PathLike, what)), what)
    except Exception:
        raise WrongKind(f"{what} is wanted here, not {quoted(value)}") from None


def flag(value: object, what: str) -> bool:
    """True or False; raises WrongKind for anything else."""
    return of_kind(plain(value), bool, what)


def items(value: object, what: str) -> list[object]:
    """What a list, or anything else that can be gone through, holds; raises WrongKind for anything else."""
    try:
        return [*of_kind(value, Iterable, what)]
    except Exception:
        raise WrongKind(f"{what} is wanted here, not {quoted(value)}") from None


def entries(value: Mapping[str, Wanted], what: str) -> dict[str, Wanted]:
    """A mapping's values by its keys as texts; raises WrongKind for any other object."""
    of_kind(value, Mapping, what)
    try:
        found = [*value.items()]
    except Exception:
        raise WrongKind(f"{what} is wanted here, not {quoted(value)}") from None
    return {str.__str__(key) if isinstance(key, str) else quoted(key): it for key, it in found}


def mapping(value: Mapping[str, object], what: str) -> dict[str, object]:
    """The same with plain values."""
    return {key: plain(it) for key, it in entries(value, what).items()}


def plain(value: object) -> object:
    """The value as None, bool, int, float, str, or a list of such; `Strange` where it is none of these.

    Numbers, texts and arrays of NumPy and pandas are read as what they hold, pandas' NA and NaT as None, and a Decimal
    as the text that it is written as.
    """
    if value is None or type(value) in (str, int, float, bool):
        return value
    value = _of_library(value)
    if type(value) in (list, tuple, set, frozenset):
        return [_scalar(part) for part in value]  # type: ignore[attr-defined]
    return _scalar(value)


def _scalar(value: object) -> object:
    value = _of_library(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return Strange(value)


def _of_library(value: Any) -> object:
    """What a value of NumPy, pandas or `decimal` holds. Where there is such a value, its library has been imported."""
    of = {base.__module__.partition(".")[0] for base in type(value).__mro__}
    try:
        if "pandas" in of:
            pandas = sys.modules["pandas"]
            if value is pandas.NA or value is pandas.NaT:
                return None
            if isinstance(value, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)):
                return value.tolist()
        elif "numpy" in of:
            numpy = sys.modules["numpy"]
            # A number as it is written: 0.1 of 32 bits is 0.1.
            return float(str(value)) if isinstance(value, numpy.floating) else value.tolist()
        elif "decimal" in of:
            return sys.modules["decimal"].Decimal.__str__(value)
    except Exception:  # one that is not as its library makes it
        return Strange(value)
    return _unsubclassed(value)


def _unsubclassed(value: Any) -> object:
    """The content of a list or set of a class of the caller's own."""
    kinds: tuple[Any, ...] = (list, tuple, set, frozenset)
    return next((kind(kind.__iter__(value)) for kind in kinds if isinstance(value, kind)), value)
