"""What `advisor diff` says, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.cases.files import as_text
from advisor.formats import RESULT
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import strip_controls, wrap
from advisor.verification.difference import KINDS, Change, ChangeKind, Difference, Values

HEADINGS: Mapping[ChangeKind, str] = {
    "also": "What is shown with it differs in",
    "milestone": "Milestones differ in",
    "rule": "The same is decided by another rule in",
}


MOST = 100
"""So many changes of each kind are shown to a person."""


def as_lines(old: KnowledgeBase, new: KnowledgeBase, found: Difference, width: int) -> Iterator[str]:
    """What differs, by its kind and the most frequent first, each with its smallest case."""
    changed, rows = found.changed.get("goal", 0), found.rows_changed.get("goal", 0)
    of = f"of {found.cases:,} cases" if found.cases is not None else "of more cases than could be counted"
    share = f" ({_share(changed, found.cases)})" if found.cases is not None else ""
    and_rows = f", and {rows:,} of {found.rows:,} rows" if found.rows else ""
    another = f"{of} {changed:,}{share} get another {' or '.join(new.goals)}{and_rows}"
    yield from wrap(f"{old.id} {old.version} -> {new.id} {new.version}: {another}.", width)
    yield from _notes(new, found, width)
    for kind in KINDS:
        changes = [change for change in found.changes if change.kind == kind]
        if changes and kind in HEADINGS:
            yield ""
            yield from wrap(f"{HEADINGS[kind]} {_counted(found.changed[kind], found)}:", width)
        for change in changes[:MOST]:
            yield ""
            rows = change.rows
            and_rows = f", {rows:,} {'row' if rows == 1 else 'rows'}" if found.rows else ""
            yield from wrap(_line(new, change), width, "", "  ")
            yield from wrap(f"{_counted(change.how_many, found)}{and_rows}; the smallest is", width, "  ")
            yield from (f"    {line}" for line in strip_controls(_case(new, change)).splitlines())
        if len(changes) > MOST:
            yield ""
            yield from wrap(f"And {len(changes) - MOST:,} more such changes; --format json has them all.", width)
    if found.same:
        yield "Every case gets the same advice."


def _notes(kb: KnowledgeBase, found: Difference, width: int) -> Iterator[str]:
    for note in found.asked:
        yield from wrap(f"Question {note}.", width)
    for what, renamed in (("step" if kb.recommends else "value", found.renamed), ("rule", found.renamed_rules)):
        for before, after in renamed.items():
            yield from wrap(f"The {what} '{before}' is now called '{after}'; its cases are the same.", width)
    if found.one_alone:
        yield from wrap(f"Concluded in one version only, and not compared: {', '.join(found.one_alone)}.", width)
    if found.too_large:
        why = "too many answers decide it together"
        yield from wrap(f"Not compared, or not which rule decides: {', '.join(found.too_large)}; {why}.", width)


def _counted(count: int, found: Difference) -> str:
    return f"{count:,} {'case' if count == 1 else 'cases'} ({_share(count, found.cases or 0)})"


def _line(kb: KnowledgeBase, change: Change) -> str:
    """What it was and is; of what holds many values, whether one of them is gone or new."""
    if change.kind == "rule":
        before, after = (f"rule '{''.join(rules)}'" if rules else "no rule" for rules in (change.before, change.after))
        return f"{change.attribute}: {before} -> {after}"
    if kb.conclusions[change.attribute].many:
        return f"{change.attribute}: " + " ".join(
            [*(f"no longer {value}" for value in change.before), *(f"{value} as well" for value in change.after)]
        )
    return f"{change.attribute}: {_words(change.before)} -> {_words(change.after)}"


def _case(kb: KnowledgeBase, change: Change) -> str:
    return as_text(kb, change.witness, _line(kb, change))


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
        "changed": found.changed.get("goal", 0),
        "rows": found.rows,
        "rows_changed": found.rows_changed.get("goal", 0),
        "questions": [*found.asked],
        "renamed": dict(found.renamed),
        "renamed_rules": dict(found.renamed_rules),
        "changed_by_kind": {kind: found.changed.get(kind, 0) for kind in KINDS},
        "one_version_only": [*found.one_alone],
        "not_compared": [*found.too_large],
        "changes": [_object(change) for change in found.changes],
    }


def _object(change: Change) -> dict[str, Any]:
    witness = {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in change.witness.items()}
    return {
        "kind": change.kind,
        "attribute": change.attribute,
        "from": [*change.before],
        "to": [*change.after],
        "cases": change.how_many,
        "rows": change.rows,
        "witness": witness,
    }
