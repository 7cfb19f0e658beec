"""The page of a consultation in a browser that is slowed to a quarter, as on a cheap phone, against its limits.

    python benchmarks/web.py [CASE...]

Prints when the first question stands there, how long an answer takes until the next question is painted (the median and
the 95th percentile over whole consultations, roads too), and the longest of every why-not of each case; beside each the
time that the page's own thread was at work, which hangs less on what else this computer does. Exits with 1 where a
limit is exceeded. Takes every tenth of the examples' cases unless some are given. Needs Chromium and the extra `test`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import advisor
from advisor.cases.files import Case, read_cases
from advisor.exports.web.package import page as written
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import NONE, UNKNOWN

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SLOWER = 4
LIMITS = {"first question": 1000.0, "answer": 150.0, "why not": 500.0}
"""Milliseconds: until the first question stands there, the 95th percentile of answers, the longest why-not."""

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "cases"
CHROMIUM = "/usr/bin/chromium"
OBSERVE = """globalThis.painted = () => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done;
  port2.postMessage(null);
}));
new MutationObserver((_, observer) => {
  if (!document.querySelector("form.question")) return;
  painted().then(() => (globalThis.stoodThere = performance.now()));
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""
"""A message comes after the next picture, and before what the page has put off until then."""
STOOD_THERE = """() => new Promise((done) => {
  const look = () => (globalThis.stoodThere ? done(stoodThere) : setTimeout(look, 5));
  look();
})"""
"""Playwright's own waiting for a function evaluates texts, which the page's policy forbids."""
PRESS = """async (selector) => {
  const begin = performance.now();
  const picture = painted();
  document.querySelector(selector).click();
  await picture;
  return performance.now() - begin;
}"""
"""The picture is waited for before the page does: what the page puts off until then would come before the message."""


class Times(NamedTuple):
    """Milliseconds: until it is painted, and of the page's own thread."""

    waited: float
    worked: float


class Watched:
    """A page, and how long its thread has been at work."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self._session = session
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked(self) -> float:
        found = self._session.send("Performance.getMetrics")["metrics"]
        return next(float(it["value"]) for it in found if it["name"] == "TaskDuration") * 1000

    def press(self, selector: str) -> Times:
        before = self.worked()
        waited: float = self.page.evaluate(PRESS, selector)
        return Times(waited, self.worked() - before)


@contextmanager
def slowed(address: str) -> Iterator[tuple[Watched, Times]]:
    """The page ready for an answer, and what its first question took."""
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False) as browser,
    ):
        page = browser.new_page(viewport={"width": 360, "height": 780})
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(OBSERVE)
        watched = Watched(page, session)
        before = watched.worked()
        page.goto(address, wait_until="commit")
        page.wait_for_selector("form.question")
        waited: float = page.evaluate(STOOD_THERE)
        worked = watched.worked() - before
        page.wait_for_selector("#left:not(:empty)")
        yield watched, Times(waited, worked)


def fill_in(page: Page, answer: Answer) -> None:
    """Chooses or types this answer, and leaves it there."""
    if page.locator("#number").count() and answer != UNKNOWN:
        page.fill("#number", str(answer))
        return
    for value in (answer or [NONE]) if isinstance(answer, (tuple, list)) else [answer]:
        page.check(f'form.question input[name=answer][value="{value}"]')


def measured(address: str, case: Case) -> tuple[Times, list[Times], list[Times]]:
    """The first question, each answer to the end of the road, each why-not."""
    with slowed(address) as (watched, first):
        page = watched.page
        answers = [*answered(watched, case)]
        why_not = [*asked_why_not(watched)]
        if page.locator(".go-on button").count():
            page.click(".go-on button")
            answers += answered(watched, case)
        return first, answers, why_not


def answered(watched: Watched, case: Case) -> Iterator[Times]:
    """Each answer until no question stands there."""
    page = watched.page
    while (form := page.locator("form.question")).count():
        fill_in(page, case.answers.get(form.get_attribute("data-question") or "", UNKNOWN))
        yield watched.press("form.question button.main")


def asked_why_not(watched: Watched) -> Iterator[Times]:
    """Every why-not of this advice, and back to it."""
    page = watched.page
    page.get_by_role("button", name="Why not").click()
    for number in range(page.locator("#about option").count()):
        page.select_option("#about", index=number)
        yield watched.press("form:has(#about) button")
        page.go_back()
    page.go_back()


def main(paths: Iterable[str]) -> int:
    """Returns the exit code."""
    kb = advisor.load()
    files = [*paths] or [str(path) for path in sorted(EXAMPLES.glob("*.yaml"))[::10]]
    cases = [case for path in files for case in read_cases(path, kb) if isinstance(case, Case)]
    firsts: list[Times] = []
    answers: list[Times] = []
    why_nots: list[Times] = []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "advice.html"
        file.write_text(written(kb), encoding="utf-8")
        for case in cases:
            first, each, why_not = measured(file.as_uri(), case)
            firsts.append(first)
            answers += each
            why_nots += why_not
    found = {
        "first question": Times(*map(median, zip(*firsts, strict=True))),
        "answer": Times(*(quantiles(each, n=20)[-1] for each in zip(*answers, strict=True))),
        "why not": Times(*map(max, zip(*why_nots, strict=True))),
    }
    usual = median(it.waited for it in answers)
    print(f"{len(cases)} cases, {len(answers)} answers (median {usual:.0f} ms), {len(why_nots)} why-nots")
    for name, (waited, worked) in found.items():
        over = "" if waited <= LIMITS[name] else ": TOO SLOW"
        print(f"{name:15} {waited:5.0f} ms, {worked:5.0f} of its own, limit {LIMITS[name]:.0f}{over}")
    return int(any(times.waited > LIMITS[name] for name, times in found.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
