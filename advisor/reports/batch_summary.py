"""What came of a batch: while it runs, and at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from advisor.errors import cut
from advisor.knowledge.goals import heading, title_in_general
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import capital, one_line
from advisor.tables.sheets import Summary, SummaryTable

if TYPE_CHECKING:
    from advisor.batching.job import Tally

EVERY = 0.2
"""Seconds between two states of the progress line."""

LISTED = 100
"""So many kinds of faults are on a sheet."""

MAX = 12
"""So many values of a goal are listed on a terminal; the page has all."""


class Progress:
    """A line at a terminal with the rows so far, rows a second and the time left; elsewhere nothing."""

    def __init__(self, stream: TextIO, quiet: bool) -> None:
        self._stream = stream
        self._shown = stream.isatty() and not quiet
        self._next = 0.0
        self._length = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._put("")
        if self._length:
            self._stream.write("\r")
            self._stream.flush()

    def show(self, tally: Tally) -> None:
        """Shows the state, if the last is old enough."""
        if not self._shown or monotonic() < self._next:
            return
        self._next = monotonic() + EVERY
        self._put(progress_line(tally, monotonic() - tally.began))

    def _put(self, text: str) -> None:
        if self._shown and (text or self._length):
            self._stream.write(f"\r{text:<{self._length}}")
            self._stream.flush()
            self._length = len(text) or self._length


def progress_line(tally: Tally, seconds: float) -> str:
    """`1,200,000 rows, 800,000 a second, 40 %, 3 s left`; the last two only where the input's size is known."""
    line = f"{tally.rows:,} rows, {tally.rows / max(seconds, 1e-9):,.0f} a second"
    if not tally.size or not tally.read:
        return line
    share = min(tally.read / tally.size, 1.0)
    return f"{line}, {share:.0%}, {_duration(seconds / share - seconds)} left"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def as_text(kb: KnowledgeBase, tally: Tally) -> str:
    """The summary for a terminal."""
    lines = [headline(tally)]
    for goal, counts in tally.goals.items():
        found = commonest(counts, kb.conclusions[goal].values)
        if found:
            lines += ["", f"{heading(kb, goal)}:"]
            lines += _table([(value_title(kb, goal, value), count) for value, count in found[:MAX]], tally.good)
        if len(found) > MAX:
            lines.append(f"  and {len(found) - MAX} more")
    gaps = _gaps(kb, tally)
    if gaps:
        lines += ["", "Not met, the commonest first:", *_table(gaps, tally.good)]
    if wrong := faults(kb, tally):
        lines += ["", f"{WRONG}:", *_table(wrong[:MAX], tally.bad)]
        lines += [f"  and {len(wrong) - MAX:,} more kinds"] if len(wrong) > MAX else []
        lines += [f"To mend them: {mends}." for mends in mended(tally)]
    return "\n".join(lines)


def as_tables(kb: KnowledgeBase, tally: Tally) -> Summary:
    """The summary for a workbook."""
    tables = []
    for goal, counts in tally.goals.items():
        found = commonest(counts, kb.conclusions[goal].values)
        tables.append(SummaryTable(heading(kb, goal), [(value_title(kb, goal, it), count) for it, count in found]))
    tables.append(SummaryTable("Not met, the commonest first", _gaps(kb, tally)))
    return Summary(headline(tally), tables, tally.good, SummaryTable(WRONG, faults(kb, tally)[:LISTED]), tally.bad)


def faults(kb: KnowledgeBase, tally: Tally) -> list[tuple[str, int]]:
    """What is wrong with the bad rows, the commonest first."""
    labels = {fault: kb.questions[fault.question].label if fault.question else "" for fault in tally.faults}
    told = {fault: capital(f"{label}: {fault.text}" if label else fault.text) for fault, label in labels.items()}
    order = sorted(told, key=lambda fault: (-tally.faults[fault], told[fault]))
    return [(cut(one_line(told[fault])), tally.faults[fault]) for fault in order]


def mended(tally: Tally) -> list[str]:
    """What would mend the bad rows, what mends most of them first."""
    rows = {how: sum(count for fault, count in tally.faults.items() if fault.how in how) for how in MENDS}
    return [MENDS[how] for how in sorted(MENDS, key=lambda how: -rows[how]) if rows[how]]


def headline(tally: Tally) -> str:
    """How many rows there were, and how many of them bad."""
    rate = tally.rows / max(tally.seconds, 1e-9)
    bad = f", {tally.bad:,} bad" if tally.bad else ""
    return f"{tally.rows:,} {'row' if tally.rows == 1 else 'rows'} in {tally.seconds:.1f} s ({rate:,.0f} a second){bad}"


def _gaps(kb: KnowledgeBase, tally: Tally) -> list[tuple[str, int]]:
    return [(one_line(kb.conclusions[id].label), count) for id, count in commonest(tally.gaps, kb.conclusions)]


def commonest(counted: Mapping[str, int], order: Iterable[str]) -> list[tuple[str, int]]:
    """The commonest first; of those that are as common, in the knowledge base's `order`."""
    return sorted(((id, counted[id]) for id in order if counted.get(id)), key=lambda it: -it[1])


def _table(rows: list[tuple[str, int]], total: int) -> list[str]:
    wide = max(len(name) for name, _ in rows)
    digits = max(len(f"{count:,}") for _, count in rows)
    return [f"  {name:<{wide}}  {count:>{digits},}  {count / max(total, 1):>6.1%}" for name, count in rows]


WRONG = "Bad rows by what is wrong, the commonest first"

MENDS = {
    ("answer", "ambiguous", "tick"): "--map-draft writes a map of the columns, with each such cell and the answer that "
    "comes nearest; mend it, and give it as --map",
    ("absent",): "fill in the answers that are needed, or give what all rows share as --set QUESTION=ANSWER",
    ("number",): "write the number in the question's own unit, or what means nothing as --empty",
    ("line",): "give each line as many fields as the header has, and put marks around a field that holds the separator",
    ("encoding",): "save the file as UTF-8",
    ("rules",): "this is the knowledge base's fault; 'advisor check' shows where",
}
"""What mends which kinds of faults."""


def value_title(kb: KnowledgeBase, goal: str, value: str) -> str:
    """A value of a goal, for no case in particular."""
    return one_line(title_in_general(kb, goal, value))
