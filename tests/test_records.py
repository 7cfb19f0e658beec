"""A named tuple of ours is what `typing` makes of the same lines."""

from __future__ import annotations

import pickle
import typing
from copy import copy
from typing import get_type_hints

import pytest

from advisor.records import NamedTuple

LINES = '''
from __future__ import annotations

class Point(NamedTuple):
    """Where."""

    x: int
    y: tuple[str, ...] = ()
    z: Point | None = None

    @property
    def twice(self) -> int:
        return 2 * self.x

    @classmethod
    def of(cls, x: int) -> Point:
        return cls(x)

    def __str__(self) -> str:
        return "a point"
'''


class Kept(NamedTuple):
    """One that pickle finds by its name."""

    x: int
    y: int = 2


def made(base: object) -> type:
    names: dict = {"NamedTuple": base, "__name__": __name__}
    exec(LINES, names)
    return names["Point"]


def test_it_is_the_same_class_for_programs() -> None:
    ours, theirs = made(NamedTuple), made(typing.NamedTuple)
    assert ours.__mro__[1:] == theirs.__mro__[1:]
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "_fields", "_field_defaults", "__match_args__"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert {*dir(theirs)} - {*dir(ours)} <= {"__orig_bases__"}
    assert [*get_type_hints(ours, {"Point": ours})] == [*get_type_hints(theirs, {"Point": theirs})]


def test_what_is_made_behaves_the_same() -> None:
    ours, theirs = made(NamedTuple), made(typing.NamedTuple)
    one, other = ours(1, y=("a",)), theirs(1, y=("a",))
    assert (one, hash(one), repr(one), str(one)) == (other, hash(other), repr(other), str(other))
    assert (one.twice, ours.of(3), one._replace(x=4), one._asdict()) == (
        2,
        (3, (), None),
        (4, ("a",), None),
        other._asdict(),
    )
    with pytest.raises(AttributeError):
        one.x = 2
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        ours()


def test_it_can_be_copied_and_pickled() -> None:
    kept = Kept(1)
    assert copy(kept) == pickle.loads(pickle.dumps(kept)) == kept == (1, 2)
    assert type(pickle.loads(pickle.dumps(kept))) is Kept
