"""What came of a batch: while it runs, at its end, and as a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from advisor.knowledge.goals import heading, title_of
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.texts import unfilled
from advisor.plain_text import one_line
from advisor.tables.sheets import Summary, SummaryTable

if TYPE_CHECKING:
    from advisor.batching.job import Tally

EVERY = 0.2
"""Seconds between two states of the progress line."""

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
    lines = [_headline(tally)]
    for goal, counts in tally.goals.items():
        found = _commonest(counts, kb.conclusions[goal].values)
        if found:
            lines += ["", f"{heading(kb, goal)}:"]
            lines += _table([(one_line(_title(kb, goal, value)), count) for value, count in found[:MAX]], tally.good)
        if len(found) > MAX:
            lines.append(f"  and {len(found) - MAX} more")
    gaps = _gaps(kb, tally)
    if gaps:
        lines += ["", "Not met, the commonest first:", *_table(gaps, tally.good)]
    return "\n".join(lines)


def as_tables(kb: KnowledgeBase, tally: Tally) -> Summary:
    """The summary for a workbook."""
    tables = []
    for goal, counts in tally.goals.items():
        found = _commonest(counts, kb.conclusions[goal].values)
        tables.append(SummaryTable(heading(kb, goal), [(one_line(_title(kb, goal, it)), count) for it, count in found]))
    tables.append(SummaryTable("Not met, the commonest first", _gaps(kb, tally)))
    return Summary(_headline(tally), tables, tally.good)


def _headline(tally: Tally) -> str:
    rate = tally.rows / max(tally.seconds, 1e-9)
    bad = f", {tally.bad:,} bad" if tally.bad else ""
    return f"{tally.rows:,} {'row' if tally.rows == 1 else 'rows'} in {tally.seconds:.1f} s ({rate:,.0f} a second){bad}"


def _gaps(kb: KnowledgeBase, tally: Tally) -> list[tuple[str, int]]:
    return [(one_line(kb.conclusions[id].label), count) for id, count in _commonest(tally.gaps, kb.conclusions)]


def _commonest(counted: Mapping[str, int], order: Iterable[str]) -> list[tuple[str, int]]:
    """The commonest first; of those that are as common, in the knowledge base's `order`."""
    return sorted(((id, counted[id]) for id in order if counted.get(id)), key=lambda it: -it[1])


def _table(rows: list[tuple[str, int]], total: int) -> list[str]:
    wide = max(len(name) for name, _ in rows)
    digits = max(len(f"{count:,}") for _, count in rows)
    return [f"  {name:<{wide}}  {count:>{digits},}  {count / max(total, 1):>6.1%}" for name, count in rows]


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #59636e;
  --bar: #2f6f9f; --gap: #a8572f; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e6e9ec; --paper: #14171a; --faint: #9aa4ae; --bar: #6aa9d8; --gap: #e0955f; }}
}}
body {{ font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; margin-bottom: 0; }}
h2 {{ font-size: 1.1rem; margin-top: 2.2rem; }}
p {{ color: var(--faint); margin-top: .2rem; }}
svg {{ display: block; width: 100%; height: auto; }}
text {{ font: 14px system-ui, sans-serif; fill: var(--ink); }}
.count {{ fill: var(--faint); }}
.step {{ fill: var(--bar); }}
.gap {{ fill: var(--gap); }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{headline}</p>
{charts}
</body>
</html>
"""


def as_page(kb: KnowledgeBase, tally: Tally) -> str:
    """The summary as an HTML page that needs nothing but itself: all values of the goals and all gaps, as bars."""
    charts = ""
    for goal, counts in tally.goals.items():
        found = [(_title(kb, goal, value), count) for value, count in _commonest(counts, kb.conclusions[goal].values)]
        charts += _chart(f"{heading(kb, goal)}: how many rows", "step", found, tally.good)
    charts += _chart("Not met, the commonest first", "gap", _gaps(kb, tally), tally.good)
    return _PAGE.format(title=escape(one_line(kb.title)), headline=escape(_headline(tally)), charts=charts)


def _title(kb: KnowledgeBase, goal: str, value: str) -> str:
    """A value of a goal, for no case in particular."""
    return unfilled(title_of(kb, goal, value))


def _chart(heading: str, kind: str, rows: list[tuple[str, int]], total: int) -> str:
    """Horizontal bars, each with its name above it and its number behind it."""
    if not rows:
        return ""
    width, line, most = 720, 44, max(count for _, count in rows)
    parts = [f'<svg viewBox="0 0 960 {line * len(rows)}" role="img" aria-label="{escape(heading)}">']
    for at, (name, count) in enumerate(rows):
        top = at * line
        long = max(width * count / most, 1)
        share = f"{count:,} ({count / max(total, 1):.1%})"
        parts.append(f'<text x="0" y="{top + 15}">{escape(one_line(name))}</text>')
        parts.append(f'<rect class="{kind}" x="0" y="{top + 21}" width="{long:.1f}" height="14" rx="2"/>')
        parts.append(f'<text class="count" x="{long + 8:.1f}" y="{top + 33}">{share}</text>')
    return f"<h2>{escape(one_line(heading))}</h2>\n" + "\n".join([*parts, "</svg>"])
