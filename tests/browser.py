"""A real Chromium, driven from outside: what a person sees, prints and listens to of a page.

Where there is none, or nothing to drive it with, the test that asks for it is skipped, and says what is missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-sync")
MISSING = "the tests of pages need what is not here: pip install '.[test]'"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window. While it runs, this thread can run no event loop of another kind."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("there is no Chromium on this computer: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason=MISSING)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=[*QUIET], chromium_sandbox=False)
        yield browser
        browser.close()


def findings(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands there: the rule, and the element that breaks it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=MISSING)
    found = axe.Axe().run(page).response["violations"]
    return [f"{it['id']}: {it['help']}: {node['html']}" for it in found for node in it["nodes"]]


def sheets(page: Page, paper: str = "A4") -> list[str]:
    """The words on each sheet of paper that the page takes in print."""
    pypdf = pytest.importorskip("pypdf", reason=MISSING)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(page.pdf(format=paper))).pages]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window, so that one has to scroll sideways."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found
