"""A page as a PDF: WeasyPrint lays our HTML out for paper, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from advisor.atomic_files import atomic_path
from advisor.errors import AdvisorError

ENDING = ".pdf"
IN_A_BROWSER = "or open the page in a browser, print it there, and choose PDF"
NOT_HERE = f"a PDF needs one more package; install it with: pip install 'records-advisor[pdf]', {IN_A_BROWSER}"
NO_LETTERS = f"a PDF needs Pango, which draws its letters and is not installed here; install it, {IN_A_BROWSER}"


def is_pdf(file: str) -> bool:
    """Whether a file of this name is a PDF."""
    return Path(file).suffix.casefold() == ENDING


def check() -> None:
    """Raises AdvisorError where no PDF can be made here."""
    _reader()


def write_pdf(html: str, path: str, mode: int | None = None) -> None:
    """Writes a page that `pages.write` made, complete or not at all; nothing is fetched for it.

    Raises AdvisorError where WeasyPrint is missing, or what draws its letters, and OSError.
    """
    reader = _reader()
    from weasyprint.urls import URLFetcher

    style = (Path(__file__).parent / "templates" / "pdf.css").read_text(encoding="utf-8")
    before, head, after = html.partition("</head>")
    document = reader(
        string=f"{before}<style>{style}</style>{head}{after}", url_fetcher=URLFetcher(allowed_protocols=())
    )
    with atomic_path(path, mode) as draft:
        document.write_pdf(draft)


def _reader() -> Any:
    import logging

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it tells of each line of CSS that is for screens
    try:
        from weasyprint import HTML
    except ImportError:
        raise AdvisorError(NOT_HERE) from None
    except OSError:
        raise AdvisorError(NO_LETTERS) from None
    return HTML
