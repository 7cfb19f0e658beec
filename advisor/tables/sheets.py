"""A workbook that a batch writes: a sheet with a row of advice for each case, and one that sums up with a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.columns.output import ERROR
from advisor.errors import AdvisorError
from advisor.tables.workbooks import ADVICE, SUMMARY, missing

if TYPE_CHECKING:
    import polars as pl

ROWS = 1_048_575
"""Rows that a sheet holds below the names."""

CHARACTERS = 32_767
"""Characters that a cell holds."""

NOTED = 1_000
"""So many bad rows have a comment; the column of what is wrong has it of all."""

LINE, HIGHEST = 14.5, 409
"""Points of a line of text, and of a row at most."""

A3, A4 = 8, 9
"""Papers; a row of texts can be read on the larger."""

_INK, _PAPER, _BAD, _LINE = "#FFFFFF", "#2F6F9F", "#FBE4D9", "#C9D1D9"


class SheetColumn(NamedTuple):
    """A column of the batch as the sheet shows it: under which heading, and how many characters wide."""

    name: str
    heading: str
    width: float = 16


class SummaryTable(NamedTuple):
    """What the summary counts: each text with how many rows, the commonest first."""

    heading: str
    counts: Sequence[tuple[str, int]]


class Summary(NamedTuple):
    """What is summed up once all rows are written: in a line, and in tables, whose shares are of `total` rows.

    `faults` counts what is wrong with the `bad` rows.
    """

    line: str = ""
    tables: Sequence[SummaryTable] = ()
    total: int = 0
    faults: SummaryTable = SummaryTable("", ())
    bad: int = 0


class Layout(NamedTuple):
    """What a workbook shows: its title, its columns, and what it sums up."""

    title: str
    columns: Sequence[SheetColumn]
    summary: Callable[[], Summary]


@contextmanager
def workbook(draft: str, path: str, layout: Layout) -> Iterator[AdviceSheet]:
    """Writes the workbook to `draft` at the end, if nothing went wrong. Raises AdvisorError and OSError."""
    try:
        import xlsxwriter
    except ImportError:
        raise missing() from None
    with TemporaryDirectory(prefix="advisor-") as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(draft, options)
        book.set_properties({"title": layout.title})
        sheet = AdviceSheet(book, path, layout)
        try:
            yield sheet
            sheet.finish()
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from None
        finally:
            for it in book.worksheets():  # whose rows are kept in files until it is closed
                if it.row_data_fh and not it.row_data_fh.closed:
                    it.row_data_fh.close()


class AdviceSheet:
    """The sheet of advice; takes the batches of a table."""

    def __init__(self, book: Any, path: str, layout: Layout) -> None:
        self._book, self._path, self._layout, self._row, self._noted = book, path, layout, 0, 0
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": _LINE}
        self._cell, self._bad = book.add_format(cell), book.add_format({**cell, "bg_color": _BAD})
        self._head = book.add_format({**cell, "bold": True, "font_color": _INK, "bg_color": _PAPER})
        self._sheet, self._summary = book.add_worksheet(ADVICE), book.add_worksheet(SUMMARY)
        for at, column in enumerate(layout.columns):
            self._sheet.set_column(at, at, column.width)
        for at, column in enumerate(layout.columns):
            self._sheet.write_string(0, at, column.heading, self._head)

    def write(self, batch: pl.DataFrame) -> None:
        """Writes rows, bad ones in a colour and with a comment. Raises AdvisorError where there are too many."""
        names = [column.name for column in self._layout.columns]
        for row in batch.select(names).iter_rows(named=True):
            self._row += 1
            if self._row > ROWS:
                raise AdvisorError(f"{self._path}: a sheet holds {ROWS:,} rows; write CSV or Parquet")
            shape = self._bad if row[ERROR] else self._cell
            self._sheet.set_row(self._row, self._height(row.values()))
            for at, value in enumerate(row.values()):
                self._write(at, value, shape)
            if row[ERROR] and self._noted < NOTED:
                self._noted += 1
                self._sheet.write_comment(self._row, 0, row[ERROR][:CHARACTERS], {"x_scale": 3, "y_scale": 1.5})

    def _height(self, cells: Iterable[object]) -> float:
        """Room for all lines: not every program that opens the sheet makes it by itself."""
        lines = 1
        for column, cell in zip(self._layout.columns, cells, strict=True):
            if isinstance(cell, str):
                lines = max(lines, sum(-(-len(line) // int(column.width)) or 1 for line in cell.split("\n")))
        return min(LINE * lines, HIGHEST)

    def _write(self, at: int, value: object, shape: Any) -> None:
        if isinstance(value, (int, float)):
            self._sheet.write_number(self._row, at, value, shape)
        elif value:
            self._sheet.write_string(self._row, at, str(value)[:CHARACTERS], shape)
        else:
            self._sheet.write_blank(self._row, at, None, shape)

    def finish(self) -> None:
        """What is said of the sheet as a whole, and the summary."""
        sheet, last = self._sheet, len(self._layout.columns) - 1
        sheet.freeze_panes(1, min(2, last))
        sheet.autofilter(0, 0, max(self._row, 1), last)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{'XFD'}{ROWS + 1}"})
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&RPage &P of &N")
        self._sum_up(self._layout.summary())

    def _sum_up(self, summary: Summary) -> None:
        sheet, bold = self._summary, self._book.add_format({"bold": True, "font_size": 14})
        share = self._book.add_format({"num_format": "0.0%"})
        wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        whole = self._book.add_format({"valign": "top"})
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 2, 10)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, self._layout.title, bold)
        sheet.write_string(1, 0, summary.line)
        row, first = 3, True
        counted = [*((table, summary.total) for table in summary.tables), (summary.faults, summary.bad)]
        for table, total in ((table, total) for table, total in counted if table.counts):
            for at, heading in enumerate((table.heading, "Rows", "Share")):
                sheet.write_string(row, at, heading, self._head)
            for at, (text, count) in enumerate(table.counts, row + 1):
                sheet.write_string(at, 0, text[:CHARACTERS], wrap)
                sheet.write_number(at, 1, count, whole)
                sheet.write_number(at, 2, count / max(total, 1), share)
            if first:
                self._chart(table, row)
                first = False
            row += len(table.counts) + 2

    def _chart(self, table: SummaryTable, row: int) -> None:
        """Bars of the first table, the commonest at the top, beside it."""
        chart = self._book.add_chart({"type": "bar"})
        last = row + len(table.counts)
        chart.add_series(
            {
                "name": table.heading,
                "categories": [SUMMARY, row + 1, 0, last, 0],
                "values": [SUMMARY, row + 1, 1, last, 1],
                "data_labels": {"value": True},
                "fill": {"color": _PAPER},
                "gap": 40,
            }
        )
        chart.set_title({"name": table.heading, "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 860, "height": 90 + 34 * len(table.counts)})
        self._summary.insert_chart(row, 4, chart)
