"""Workbooks as inputs: .xlsx and what else spreadsheets write. The sheet whose names are known best is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.columns.naming import Naming
from advisor.columns.texts import text_of
from advisor.errors import AdvisorError, first_line, listed, quoted
from advisor.tables import formula_errors

if TYPE_CHECKING:
    import polars as pl

HEADER = 20
"""Rows within which the names of the columns stand."""

BATCH = 20_000
"""Rows that are put into one frame."""

ADVICE, SUMMARY = "Advice", "Summary"
"""The sheets of a workbook that a batch writes, by which it is known."""


class Sheet(NamedTuple):
    """The table on a sheet: its names, the rows that stand above the first of its own, and the names of others."""

    name: str
    columns: Sequence[str]
    above: int
    others: Sequence[str] = ()


def missing() -> AdvisorError:
    """What is said where the libraries for workbooks are not installed."""
    return AdvisorError("workbooks need two more packages; install them with: pip install 'records-advisor[sheets]'")


@contextmanager
def _opened(path: str, shown: str) -> Iterator[Any]:
    """The workbook. Raises AdvisorError for what is none, or cannot be read."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise missing() from None
    try:
        with calamine.CalamineWorkbook.from_object(formula_errors.as_texts(path) or path) as book:
            yield book
    except calamine.PasswordError:
        raise AdvisorError(f"{shown}: is protected by a password; save it without one") from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
        raise AdvisorError(f"{shown}: is no workbook that can be read ({first_line(error)})") from None


def sheet_of(path: str, naming: Naming, shown: str) -> Sheet:
    """The table that is read. Raises AdvisorError where there is none."""
    best: tuple[int, Sheet] | None = None
    with _opened(path, shown) as book:
        names = _visible(book)
        for name in names:
            start = [[_name(cell) for cell in row] for row in islice(book.get_sheet_by_name(name).iter_rows(), HEADER)]
            known = [sum(naming.named(cell) is not None for cell in row if cell) for row in start]
            if not any(map(any, start)):
                continue
            at = max(range(len(start)), key=lambda at: (known[at], any(start[at]), -at))
            if best is None or known[at] > best[0]:
                others = [other for other in names if other != name]
                best = known[at], Sheet(name, start[at], at + 1, others)
    if best is None:
        raise AdvisorError(f"{shown}: is empty; a table begins with a row that names its columns")
    return best[1]


def _visible(book: Any) -> list[str]:
    shown = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith("Visible")]
    return shown or list(book.sheet_names)


def _name(cell: object) -> str:
    return (text_of(cell) or "").strip()


def told(path: str, sheet: Sheet) -> str:
    """What is said of a workbook of which one sheet among several is read, or in which errors cannot be seen."""
    said = []
    if sheet.others:
        said.append(f"of its sheets {quoted(sheet.name)} is read, not {listed(map(quoted, sheet.others), 8)}")
    if path.lower().endswith(formula_errors.UNSEEN):
        said.append("an error of a formula, such as #N/A, counts as blank in it; save it as .xlsx to have it told")
    return "; ".join(said)


def is_advice(path: str) -> bool:
    """Whether it is what a batch writes. Raises AdvisorError."""
    with _opened(path, path) as book:
        return [*book.sheet_names] == [ADVICE, SUMMARY]


def frames(
    path: str, sheet: Sheet, shown: str, wanted: Sequence[str], lists: Callable[[str], bool]
) -> Iterator[pl.DataFrame]:
    """The rows below the names, blank ones left out, in frames with the wanted columns as text."""
    import polars as pl

    places = [(sheet.columns.index(name), lists(name)) for name in wanted]
    schema = dict.fromkeys(wanted, pl.String)
    with _opened(path, shown) as book:
        rows: list[list[str | None]] = []
        count = 0
        for row in islice(book.get_sheet_by_name(sheet.name).iter_rows(), sheet.above, None):
            if all(cell in ("", None) for cell in row):
                continue
            rows.append([(text_of(row[at], of) or None) if at < len(row) else None for at, of in places])
            count += 1
            if len(rows) == BATCH:
                yield pl.DataFrame(rows, schema=schema, orient="row") if wanted else pl.DataFrame(height=len(rows))
                rows = []
        if rows or not count:
            yield pl.DataFrame(rows, schema=schema, orient="row") if wanted else pl.DataFrame(height=len(rows))
