"""Where the records of CSV and TSV are: found by masks, a bit for each byte of a block.

A byte is inside quotation marks where an odd number of marks has come up to it. A running exclusive or of the marks
tells it for all bytes at once (Langdale and Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 2019). A line
feed outside ends a record, a separator outside ends a field.

That holds as long as every mark encloses its field or is one of a pair within it. One that does neither makes its
record bad, and its field ends at the next separator or line feed. What follows is judged afresh: where the field had an
odd number of marks, inside and outside are turned over from there on.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.uint64]"
Offsets: TypeAlias = "NDArray[np.int64]"

NOT_ENCLOSED = "a quotation mark does not enclose its whole field"
NO_PARTNER = "a quotation mark has no partner"

_PIECE = 1 << 18
"""Bytes that are compared at a time, so that what comes of them stays in the processor's cache."""


class Framing(NamedTuple):
    """The whole records at the beginning of a block, blank lines among them, in order.

    `starts` and `ends` are offsets, `ends` those of the line feeds; `fields` is how many each record has. `misplaced`
    tells, from left to right, where fields with a misplaced mark begin, and what is wrong. `returns` are the offsets of
    carriage returns at the end of a field, but for those that belong to the end of the line. `size` is how many bytes
    the records take.
    """

    starts: Offsets
    ends: Offsets
    fields: Offsets
    misplaced: dict[int, str]
    returns: Offsets
    size: int


def frame(block: bytes, separator: bytes, last: bool = True, give_up: bool = False) -> Framing:
    """The records of a block that begins at the start of one and ends with a line feed.

    Unless it is the `last` block, a record with a mark that is open at its end is left out; to `give_up` is to take it
    that the first such mark has no partner.
    """
    codes = np.frombuffer(block, np.uint8)
    separators, feeds = _mask(codes, separator), _mask(codes, b"\n")
    returns = _mask(codes, b"\r") if b"\r" in block else np.zeros_like(feeds)
    misplaced: dict[int, str] = {}
    if b'"' in block:
        line_ends = feeds | (returns & _before(feeds))
        inside, misplaced = _inside(_mask(codes, b'"'), separators, feeds, line_ends, last, give_up)
        separators, feeds = separators & ~inside, feeds & ~inside
    ends = _offsets(feeds)
    size = int(ends[-1]) + 1 if len(ends) else 0
    odd = _offsets(returns & _before(separators | (returns & _before(feeds)))) if returns.any() else ends[:0]
    return Framing(
        np.append(0, ends[:-1] + 1)[: len(ends)],
        ends,
        _fields(separators, ends),
        {at: what for at, what in misplaced.items() if at < size},
        odd[odd < size],
        size,
    )


def _fields(separators: Mask, ends: Offsets) -> Offsets:
    """How many fields each record has."""
    words = ends >> 6
    before = np.cumsum(np.bitwise_count(separators), dtype=np.int64)[words]
    before -= np.bitwise_count(separators[words] >> (ends & 63).astype(np.uint64))
    counts: Offsets = np.diff(before, prepend=0) + 1
    return counts


def _inside(
    marks: Mask, separators: Mask, feeds: Mask, line_ends: Mask, last: bool, give_up: bool
) -> tuple[Mask, dict[int, str]]:
    """What is inside quotation marks, and the fields in which a mark is misplaced."""
    inside = _parity(marks)
    edges = separators | feeds
    may_open, may_close = _after(edges | marks), _before(separators | line_ends | marks)
    may_open[0] |= np.uint64(1)
    opens_badly, closes_badly = marks & ~may_open, marks & ~may_close
    wrong = (opens_badly & inside) | (closes_badly & ~inside)
    if not wrong.any() and not (last or give_up):
        return inside, {}
    wrong_if_turned = (opens_badly & ~inside) | (closes_badly & inside)
    walk = _Walk(edges, (wrong, wrong_if_turned), (edges & ~inside, edges & inside))
    misplaced, turns = walk.run(last, give_up)
    if turns:
        turning = np.zeros_like(inside)
        at = np.array(turns)
        np.bitwise_xor.at(turning, at >> 6, np.uint64(1) << (at & 63).astype(np.uint64))
        inside ^= _parity(turning)
    return inside, misplaced


class _Walk:
    """From one misplaced mark to the next.

    `edges` are the separators and line feeds. Of the pairs the first is for inside and outside as they are counted from
    the block's start, the second for both turned over: the marks that are `wrong`, the edges that are `outside`.
    """

    def __init__(self, edges: Mask, wrong: tuple[Mask, Mask], outside: tuple[Mask, Mask]) -> None:
        self._edges = _Masks(edges)
        self._wrong = _Masks(wrong[0]), _Masks(wrong[1])
        self._outside = _Masks(outside[0]), _Masks(outside[1])

    def run(self, last: bool, give_up: bool) -> tuple[dict[int, str], list[int]]:
        """What is wrong by the start of its field, and where inside and outside are turned over."""
        misplaced: dict[int, str] = {}
        turns: list[int] = []
        end = self._edges.previous(self._edges.size)
        at = 0
        while True:
            turned = len(turns) % 2
            outside = self._outside[turned]
            mark = self._wrong[turned].next(at)
            if mark < 0:
                if outside.has(end) or not (last or give_up):
                    return misplaced, turns
                give_up = False
            field = outside.previous(end if mark < 0 else mark) + 1
            misplaced[field] = NO_PARTNER if mark < 0 else NOT_ENCLOSED
            at = self._edges.next(field)
            if not outside.has(at):
                turns.append(at)


class _Masks:
    """A mask, in which the next bit that is set is looked for from a place."""

    _SET = re.compile(rb"[^\0]")

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._bytes = mask.tobytes()
        self.size = len(self._bytes) * 8

    @cached_property
    def _reversed(self) -> bytes:
        return self._bytes[::-1]

    def has(self, at: int) -> bool:
        return bool(self._bytes[at >> 3] >> (at & 7) & 1)

    def next(self, at: int) -> int:
        """The first bit that is set, from `at` on; -1 if there is none."""
        if not (byte := self._bytes[at >> 3] >> (at & 7) << (at & 7)):
            if not (found := self._SET.search(self._bytes, (at >> 3) + 1)):
                return -1
            at, byte = found.start() << 3, found[0][0]
        return (at & ~7) + (byte & -byte).bit_length() - 1

    def previous(self, at: int) -> int:
        """The last bit that is set before `at`; -1 if there is none."""
        if at < self.size and (byte := self._bytes[at >> 3] & ((1 << (at & 7)) - 1)):
            return (at & ~7) + byte.bit_length() - 1
        if not (found := self._SET.search(self._reversed, len(self._bytes) - (at >> 3))):
            return -1
        return (len(self._bytes) - 1 - found.start() << 3) + found[0][0].bit_length() - 1


def _mask(codes: NDArray[np.uint8], byte: bytes) -> Mask:
    """A bit for each byte that is this one."""
    mask = np.zeros(-(-len(codes) // 64) * 8, np.uint8)
    for at in range(0, len(codes), _PIECE):
        packed = np.packbits(codes[at : at + _PIECE] == byte[0], bitorder="little")
        mask[at >> 3 : (at >> 3) + len(packed)] = packed
    return mask.view("<u8")


def _offsets(mask: Mask) -> Offsets:
    """Where the bits are that are set, in order. Words without one, as most are, are passed over."""
    words = np.flatnonzero(mask)
    found = np.flatnonzero(np.unpackbits(mask[words].view(np.uint8), bitorder="little").view(bool))
    offsets: Offsets = (words[found >> 6] << 6) + (found & 63)
    return offsets


def _parity(mask: Mask) -> Mask:
    """A bit for each place up to which, itself included, an odd number is set."""
    odd: Mask = mask.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        odd ^= odd << np.uint64(shift)
    odd[1:] ^= np.uint64(0) - np.bitwise_xor.accumulate(odd >> np.uint64(63))[:-1]
    return odd


def _after(mask: Mask) -> Mask:
    """The places after those of the mask."""
    moved: Mask = mask << np.uint64(1)
    moved[1:] |= mask[:-1] >> np.uint64(63)
    return moved


def _before(mask: Mask) -> Mask:
    """The places before those of the mask."""
    moved: Mask = mask >> np.uint64(1)
    moved[:-1] |= mask[1:] << np.uint64(63)
    return moved
