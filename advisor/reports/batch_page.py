"""The summary of a batch as a page: charts of the goals, of what is not met and of mistakes, and who is behind each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from advisor.knowledge.goals import heading
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import capital, one_line
from advisor.reports.batch_summary import LISTED, commonest, faults, headline, mended, value_title
from advisor.reports.pages import fill_template

if TYPE_CHECKING:
    from advisor.batching.behind import RowMistake
    from advisor.batching.job import Tally


class CountBar(NamedTuple):
    """What is counted, how often, its percent of the longest bar and of all rows, and who is behind it."""

    title: str
    rows: int
    long: float
    share: str
    people: list[str]


class Chart(NamedTuple):
    """Bars under a heading. `kind` is `good` or `bad`, `key` its name in the page."""

    key: str
    heading: str
    kind: str
    bars: list[CountBar]


def as_page(kb: KnowledgeBase, tally: Tally, today: date) -> str:
    """The summary as an HTML page that needs nothing but itself."""
    charts = [chart for chart in _charts(kb, tally) if chart.bars]
    return fill_template("summary.html.jinja", kb, today, headline=headline(tally), charts=charts, mends=mended(tally))


def _charts(kb: KnowledgeBase, tally: Tally) -> Iterator[Chart]:
    """The goals, each value with how often it is advised; what is not met; and the mistakes, the commonest first."""
    behind = tally.behind
    for number, (goal, counts) in enumerate(tally.goals.items(), 1):
        values = commonest(counts, kb.conclusions[goal].values)
        titles = [(value_title(kb, goal, value), count) for value, count in values]
        people = [behind.values.get((goal, value), []) if behind else [] for value, _ in values]
        yield _chart(f"goal{number}", f"{heading(kb, goal)}: how many rows", "good", titles, people, tally.good)
    gaps = commonest(tally.gaps, kb.conclusions)
    titles = [(kb.conclusions[id].label, count) for id, count in gaps]
    people = [behind.gaps.get(id, []) if behind else [] for id, _ in gaps]
    yield _chart("gaps", "Not met, the commonest first", "bad", titles, people, tally.good)
    if behind:
        mistakes = behind.mistakes.most_common()
        titles = [(_said(kb, mistake), count) for mistake, count in mistakes]
        people = [behind.mistaken[mistake] for mistake, _ in mistakes]
    else:
        titles = faults(kb, tally)[:LISTED]
        people = [[] for _ in titles]
    yield _chart("mistakes", "Mistakes in rows, the commonest first", "bad", titles, people, tally.rows)


def _said(kb: KnowledgeBase, mistake: RowMistake) -> str:
    return capital(f"{kb.questions[mistake.question].label}: {mistake.what}" if mistake.question else mistake.what)


def _chart(key: str, title: str, kind: str, rows: list[tuple[str, int]], people: list[list[str]], total: int) -> Chart:
    most = max((count for _, count in rows), default=1)
    bars = [
        CountBar(one_line(name), count, round(100 * count / most, 2), f"{count / max(total, 1):.1%}", _names(who))
        for (name, count), who in zip(rows, people, strict=True)
    ]
    return Chart(key, one_line(title), kind, bars)


def _names(people: Sequence[str]) -> list[str]:
    return [one_line(name) for name in people]
