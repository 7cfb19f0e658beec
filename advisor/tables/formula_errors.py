"""The errors of formulas in a workbook, such as `#DIV/0!`: made texts, as the library that reads it has them blank."""

from __future__ import annotations

import io
import re
import zipfile

_XLSX = re.compile(rb"""(<(?:\w+:)?c(?=\s)[^<>]*?\st=)(?:"e"|'e')""")
"""A cell of a sheet of .xlsx that is an error; its value is the error as it is shown."""

_ODS = re.compile(rb"""<(?:\w+:)?table-cell(?=\s)[^<>]*?\s\w+:value-type=["']error["'][^<>]*>""")
"""A cell of .ods that is an error; its paragraph is the error as it is shown, its text value is blank."""

_ODS_VALUE = re.compile(rb"""\s\w+:string-value=(?:"[^"]*"|'[^']*')""")

UNSEEN = (".xls", ".xlsb")
"""The endings of workbooks in which errors of formulas cannot be told from blank cells."""


def as_texts(path: str) -> io.BytesIO | None:
    """The workbook with its errors as texts; None where it has none, or is none that can be looked into."""
    try:
        with zipfile.ZipFile(path) as book:
            parts = {part.filename: book.read(part) for part in book.infolist() if _is_table(part.filename)}
            mended = {name: told for name, text in parts.items() if (told := _as_text(text)) != text}
            return _copy(book, mended) if mended else None
    except Exception:  # archives fail in many ways; what is wrong is said by the library, which reads it next
        return None


def _is_table(name: str) -> bool:
    return name == "content.xml" or (name.endswith(".xml") and "/worksheets/" in name)


def _as_text(text: bytes) -> bytes:
    text = _XLSX.sub(rb'\1"str"', text)
    return _ODS.sub(lambda cell: _ODS_VALUE.sub(b"", cell[0]), text) if b"error" in text else text


def _copy(book: zipfile.ZipFile, mended: dict[str, bytes]) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as out:
        for part in book.infolist():
            out.writestr(part.filename, mended[part.filename] if part.filename in mended else book.read(part))
    copy.seek(0)
    return copy
