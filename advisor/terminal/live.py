"""The question as it stands on the screen while it is asked: its list, as much of it as there is room for."""

from __future__ import annotations

from typing import NamedTuple

from advisor.knowledge.conditions import UNKNOWN
from advisor.plain_text import strip_controls
from advisor.terminal.choices import Choice
from advisor.terminal.messages import wrap
from advisor.terminal.replies import expected
from advisor.terminal.selection import Selection

MARK, TICK, NO_TICK = ">", "[x]", "[ ]"
"""What tells the highlighted choice and the ticked ones, with and without colour."""

FEWEST = 6
"""Lines of the list that are worth more than what is said beside it."""

HOW_ONE = "Arrows, digits or letters choose, Enter takes it; ? says why, help lists more."
HOW_SEVERAL = "Arrows, digits or letters move, space ticks, Enter takes the ticks; ? says why."


class Line(NamedTuple):
    """One line of the screen."""

    text: str
    strong: bool = False


def lines(selection: Selection, ask: str, more: str, hint: str, width: int, height: int) -> list[Line]:
    """The question, its list, how many are to come, and the hint or else how to choose; at most `height` lines.

    Where there is little room, the list comes before what stands below it, and both before the end of the question.
    """
    head = wrap(ask, width).splitlines()
    below = [*wrap(more, width).splitlines()] if more else []
    said = hint or ((HOW_SEVERAL if selection.several else HOW_ONE) if selection.listed else "")
    hints = wrap(said, width).splitlines() if said else []
    blocks = _blocks(selection, width)
    fewest = min(FEWEST, sum(map(len, blocks)))
    for optional in (below, hints) if hint else (hints, below):
        if len(head) + len(below) + len(hints) + fewest > height:
            optional.clear()
    head = head[: max(1, height - len(below) - len(hints) - fewest)]
    room = max(1, height - len(head) - len(below) - len(hints))
    return [
        *(Line(strip_controls(text), True) for text in head),
        *_scrolled(blocks, _place(selection), room),
        *(Line(strip_controls(text)) for text in (*below, *hints)),
    ]


def _blocks(selection: Selection, width: int) -> list[list[Line]]:
    """The lines of each choice that is shown; of a question for a number, what may be typed."""
    if not selection.listed:
        return [[Line(text) for text in wrap(expected(selection.choices.question), width).splitlines()]]
    digits = len(str(len(selection.choices.question.values)))
    at = selection.highlighted
    return [_row(selection, choice, choice == at, digits, width) for choice in selection.shown]


def _row(selection: Selection, choice: Choice, at: bool, digits: int, width: int) -> list[Line]:
    tick = f"{TICK if selection.is_ticked(choice) else NO_TICK} " if selection.several else ""
    mark = choice.mark if choice.mark.isdecimal() or choice.value == UNKNOWN else ""
    first = f"{MARK if at else ' '} {tick}{mark:>{digits}}  "
    return [Line(strip_controls(text), at) for text in wrap(choice.text, width, first).splitlines()]


def _place(selection: Selection) -> int:
    at, shown = selection.highlighted, selection.shown
    return shown.index(at) if at in shown else 0


def _scrolled(blocks: list[list[Line]], at: int, room: int) -> list[Line]:
    """As many of the choices around the highlighted one as there is room for, and how many are above and below."""
    if sum(map(len, blocks)) <= room:
        return [line for block in blocks for line in block]
    if room < 3:
        return blocks[at][:room]
    room -= 2  # for what tells how many there are beyond
    first, last, used = at, at + 1, len(blocks[at])
    while True:
        beside = []
        if last < len(blocks) and used + len(blocks[last]) <= room:
            beside.append((last - at, 1, last))
        if first and used + len(blocks[first - 1]) <= room:
            beside.append((at - first, 2, first - 1))
        if not beside:
            break
        _, _, nearest = min(beside)
        first, last, used = min(first, nearest), max(last, nearest + 1), used + len(blocks[nearest])
    shown = [line for block in blocks[first:last] for line in block][: max(1, room)]
    return [*_left(first, "above"), *shown, *_left(len(blocks) - last, "below")]


def _left(count: int, where: str) -> list[Line]:
    return [Line(f"    ({count} more {where})")] if count else []
