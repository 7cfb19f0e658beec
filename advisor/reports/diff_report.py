"""What `advisor diff` says, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.cases.files import as_text
from advisor.formats import RESULT
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import strip_controls, wrap
from advisor.verification.difference import Change, Difference, Values


def as_lines(old: KnowledgeBase, new: KnowledgeBase, found: Difference, width: int) -> Iterator[str]:
    """What differs, the most frequent first, each with its smallest case."""
    rows = f", and {found.rows_changed:,} of {found.rows:,} rows" if found.rows else ""
    yield from wrap(
        f"{old.id} {old.version} -> {new.id} {new.version}: {_changed(found)} get another {new.goal}{rows}.",
        width,
    )
    for note in found.asked:
        yield from wrap(f"Question {note}.", width)
    for before, after in found.renamed.items():
        yield from wrap(f"The step '{before}' is now called '{after}'; its cases are the same.", width)
    for change in (*found.goal, *found.others):
        yield ""
        noun = "case" if change.how_many == 1 else "cases"
        count = f"{change.how_many:,} {noun} ({_share(change.how_many, found.cases or 0)})"
        rows = f", {change.rows:,} {'row' if change.rows == 1 else 'rows'}" if found.rows else ""
        yield from wrap(f"{change.attribute}: {_words(change.before)} -> {_words(change.after)}", width, "", "  ")
        yield from wrap(f"{count}{rows}; the smallest is", width, "  ")
        yield from (f"    {line}" for line in strip_controls(_case(new, change)).splitlines())
    if found.same:
        yield "Every case gets the same advice."


def _changed(found: Difference) -> str:
    if found.cases is None:
        return "of more cases than could be counted 0"
    return f"of {found.cases:,} cases {found.changed:,} ({_share(found.changed, found.cases)})"


def _case(kb: KnowledgeBase, change: Change) -> str:
    return as_text(kb, change.witness, f"{_words(change.before)} -> {_words(change.after)}")


def _words(values: Values) -> str:
    return " and ".join(values) or "none"


def _share(part: int, whole: int) -> str:
    """The part in 100, with so many places that it is not nothing."""
    percent = 100 * part / whole if whole else 0.0
    return f"{percent:.1f} in 100" if percent >= 0.1 or not part else f"{percent:.2g} in 100"


def as_object(old: KnowledgeBase, new: KnowledgeBase, found: Difference) -> dict[str, Any]:
    """The difference as plain data."""
    return {
        "format": RESULT,
        "old": {"knowledge_base": old.id, "version": old.version},
        "new": {"knowledge_base": new.id, "version": new.version},
        "cases": found.cases,
        "changed": found.changed,
        "rows": found.rows,
        "rows_changed": found.rows_changed,
        "questions": [*found.asked],
        "renamed": dict(found.renamed),
        "changes": [_object(change) for change in (*found.goal, *found.others)],
    }


def _object(change: Change) -> dict[str, Any]:
    witness = {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in change.witness.items()}
    return {
        "attribute": change.attribute,
        "from": [*change.before],
        "to": [*change.after],
        "cases": change.how_many,
        "rows": change.rows,
        "witness": witness,
    }
