"""A first draft of a map: which columns and cells were understood, which were not, and what comes nearest to those."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from advisor.columns.cell_words import folded, plain_id
from advisor.columns.naming import Naming
from advisor.columns.program import CARRIED
from advisor.errors import AdvisorError, cut, escaped, nearest
from advisor.plain_text import one_line
from advisor.tables.sources import InputSource

LISTED = 60
"""So many cells of a column that were not understood are in a draft at most."""

FEW = 24
"""So many different cells has a column, at most, of which each is given a line though nothing is known of it."""

KEPT = 1_000
"""So many different cells of a column are looked at, at most."""

ENOUGH, LONGEST_NAME = 5, 60
"""Rows from which it says something that each has another cell in a column; characters that a name has at most."""

SHARE = 0.8
"""So many of the different cells of a column must be answers to a question, for it to be the nearest."""


class SeenColumn(NamedTuple):
    """A column of the tables, and how often each of its cells was seen, blank ones left out."""

    name: str
    cells: Counter[str]


def draft(sources: Sequence[InputSource], naming: Naming, shown: str) -> str:
    """The draft as YAML, with what needs no line as remarks. Raises AdvisorError where a table has no columns."""
    columns, rows = _looked_at(sources)
    lines = [
        f"# A map of {escaped(shown)}, drafted from {_counted(rows, 'row')}. Give it to: advisor batch --map FILE",
        "# A line that begins with # is a proposal, or tells something: mend it, and take away the # and the blank.",
        "columns:",
    ]
    told_apart = _telling_rows_apart(naming, columns, rows)
    for column in columns:
        lines += _of_column(naming, column, told_apart.get(column.name, ""))
    found = naming.of([column.name for column in columns]).found
    missing = [question for id, question in naming.kb.questions.items() if id not in found]
    if missing:
        lines += ["", "# No column was found for these questions. What all rows share is told by 'set'."]
        lines += [f"#   {it.id}: {one_line(it.ask)}{' (needed)' if it.required else ''}" for it in missing]
        lines += ["set:", *(f"  # {it.id}: " for it in missing if it.required)]
    lines += ["", "# What means nothing in a cell.", "empty:", "  # - NA"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _looked_at(sources: Sequence[InputSource]) -> tuple[list[SeenColumn], int]:
    """The columns of all tables, and how many rows were looked at."""
    seen: dict[str, Counter[str]] = {}
    rows = 0
    for source in sources:
        names = [name for name in dict.fromkeys(source.reading.names) if isinstance(name, str) and name.strip()]
        if not source.has_names:
            raise AdvisorError(f"{source.shown}: has no line of names; a map is drafted from a table that has one")
        with closing(source.frames(names, lambda size, narrowed=(): None)) as frames:
            for frame in frames:
                rows += len(frame)
                for name in names:
                    cells = seen.setdefault(name, Counter())
                    for text, count in frame[name].drop_nulls().value_counts().iter_rows():
                        if text.strip() and (text.strip() in cells or len(cells) < KEPT):
                            cells[text.strip()] += count
    return [SeenColumn(name, cells) for name, cells in seen.items()], rows


def _telling_rows_apart(naming: Naming, columns: Sequence[SeenColumn], rows: int) -> dict[str, str]:
    """The columns that may be carried through, though they are called otherwise, each with as what: in every row of
    such a column something else stands, names without digits or codes of one length."""
    named = {it.target for column in columns if (it := naming.named(column.name))}
    found: dict[str, str] = {}
    for target, fits in (("name", _are_names), ("id", _are_codes)):
        if target in named or target in naming.kb.questions or rows < ENOUGH:
            continue
        unknown = (it for it in columns if it.name not in found and naming.named(it.name) is None)
        apart = (it for it in unknown if len(it.cells) == it.cells.total() == rows and fits([*it.cells]))
        if (column := next(apart, None)) and not _nearest(naming, column):
            found[column.name] = target
    return found


def _are_names(cells: Sequence[str]) -> bool:
    return all(len(text) <= LONGEST_NAME and not re.search(r"\d", text) for text in cells)


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether they have digits, no blank, and one length, or are 1, 2, 3 and so on."""
    coded = all(re.fullmatch(r"\S*\d\S*", text) for text in cells) and len({*map(len, cells)}) == 1
    return coded or {*cells} == {str(number) for number in range(1, len(cells) + 1)}


def _of_column(naming: Naming, column: SeenColumn, carried: str) -> Iterator[str]:
    named = naming.named(column.name)
    key = _quoted(column.name)
    if carried:
        yield f"  # {key}: {carried}    # not known; each row has something else, such as {next(iter(column.cells))!r}"
        return
    if named is None:
        yield from _unknown(naming, column)
        return
    if named.target not in naming.kb.questions or named.value:
        yield f"  # {key} is {named.target}{f', {named.value}' if named.value else ''}"
        return
    strange = [it for it in _in_order(column.cells) if not _understood(naming, named.target, named.way, it[0])]
    if not strange:
        yield f"  # {key} is {named.target}, by its {named.way}; all its cells are understood"
        return
    words = naming.words[named.target]
    yield f"  {key}:"
    yield f"    question: {named.target}"
    yield "    values:"
    for text, count in strange[:LISTED]:
        near = words.nearest(text)
        told = f", nearest is {one_line(words.wordings[near][0])}" if near else ""
        yield f"      # {_quoted(text)}: {near}    # {_counted(count, 'row')}{told}"
    if len(strange) > LISTED:
        yield f"      # and {len(strange) - LISTED} more"
    if words.question.kind != "number":
        legal = ", ".join(f"{value} ({one_line(said[0])})" for value, said in words.wordings.items())
        yield f"      # may be: {legal}"


def _unknown(naming: Naming, column: SeenColumn) -> Iterator[str]:
    """A proposal, with room for the cells where they are few and say something else than numbers."""
    near, key, cells = _nearest(naming, column), _quoted(column.name), _in_order(column.cells)
    question = naming.kb.questions.get(near)
    odd = [it for it in cells if not (question and _understood(naming, near, "id", it[0]))]
    if (near and not odd) or len(cells) > FEW or all(_is_number(text) for text, _ in cells):
        samples = ", ".join(repr(cut(text)) for text, _ in cells[:3])
        yield f"  # {key}: {near}    # not known{f', holds {samples}' if samples else ''}"
        return
    yield f"  # {key}:    # not known"
    yield f"  #   question: {near}"
    yield "  #   values:"
    for text, count in odd:
        meant = naming.words[near].nearest(text) if question else ""
        yield f"  #     {_quoted(text)}: {meant}    # {_counted(count, 'row')}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _understood(naming: Naming, id: str, way: str, text: str) -> bool:
    words = naming.words[id]
    return words.understands(words.from_wording(text) if way == "wording" else text)


def _nearest(naming: Naming, column: SeenColumn) -> str:
    """The question that the column's name comes nearest to, else the one whose answers its cells are; or nothing."""
    names = {plain_id(name): name for name in CARRIED}
    for id, question in naming.kb.questions.items():
        names |= {plain_id(words): id for words in (question.ask, question.label, id)}
    if near := nearest(plain_id(column.name), names, 0.7):
        return names[near]
    words = [text for text in column.cells if folded(text) not in ("yes", "no", "unknown", "none")]
    choices = [id for id, question in naming.kb.questions.items() if question.kind != "number" and words]
    share = {id: sum(_understood(naming, id, "id", text) for text in words) / len(words) for id in choices}
    best = max(share, key=lambda id: share[id], default="")
    return best if best and share[best] >= SHARE else ""


def _in_order(cells: Counter[str]) -> list[tuple[str, int]]:
    """The commonest first, of as common ones in the order of the alphabet."""
    return sorted(cells.items(), key=lambda it: (-it[1], it[0]))


def _quoted(text: str) -> str:
    """A text as a key of YAML that is one line."""
    import yaml

    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=1 << 20)
    return dumped.strip()


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
