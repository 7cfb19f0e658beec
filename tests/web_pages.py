"""A consultation in a browser, as a person holds it: by its labels, its buttons and its headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import NONE, UNKNOWN

if TYPE_CHECKING:
    from playwright.sync_api import Page

FORM = "form.question"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this computer, until it is left."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def opened(page: Page, address: str) -> list[str]:
    """Opens it, and returns the addresses that are asked for: the list grows as more are."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(10_000)
    page.goto(address)
    page.wait_for_selector("#left:not(:empty)")
    return asked


def heading(page: Page) -> str:
    return page.inner_text("h1")


def asks(page: Page) -> str:
    """The id of the question that stands there; nothing where none does."""
    found = page.locator(FORM)
    return found.get_attribute("data-question") or "" if found.count() else ""


def answer(page: Page, said: Answer) -> None:
    """Gives this answer to the question that stands there."""
    if page.locator("#number").count() and said != UNKNOWN:
        page.fill("#number", str(said))
    else:
        for value in (said or [NONE]) if isinstance(said, (tuple, list)) else [said]:
            page.check(f'{FORM} input[name=answer][value="{value}"]')
    page.click(f"{FORM} button.main")


def consult(page: Page, case: Mapping[str, Answer], each: Callable[[], None] = lambda: None) -> list[str]:
    """Answers as the case does until no question stands there; the ids of the questions. `each`: done at every one."""
    asked: list[str] = []
    while id := asks(page):
        assert id not in asked
        each()
        asked.append(id)
        answer(page, case.get(id, UNKNOWN))
    return asked


def tool(page: Page, text: str) -> None:
    """One of the things that can be done with all answers."""
    page.get_by_role("navigation").get_by_role("button", name=text).click()
