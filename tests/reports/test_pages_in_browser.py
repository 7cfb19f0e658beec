"""The pages in a real browser: nothing in them keeps anybody out, on a phone or at a desk, in light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import findings, overflow, sheets

import advisor
from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.pages import Form, contents, listed, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"
SCREENS = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


def advices(kb: KnowledgeBase, *names: str) -> list[advisor.Recommendation]:
    cases = [case for name in names for case in read_cases(str(CASES / f"{name}.yaml"), kb)]
    return [advisor.recommend(kb, case) for case in cases if isinstance(case, Case)]


@pytest.fixture(params=["light", "dark"])
def looks(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, chromium: Browser, looks: str) -> Iterator[Page]:
    """An empty one on each screen, in light and in dark."""
    width, height = SCREENS[request.param]
    with chromium.new_context(viewport={"width": width, "height": height}, color_scheme=looks) as context:  # type: ignore[arg-type]
        yield context.new_page()


def accessible(page: Page, html: str) -> None:
    page.set_content(html)
    assert findings(page) == []
    assert overflow(page) == 0


def test_a_page_of_advice_keeps_nobody_out(page: Page, shipped: KnowledgeBase) -> None:
    accessible(page, "".join(write(advices(shipped, "career-changer"), "html", date.today())))


def test_a_page_of_several_cases_keeps_nobody_out(page: Page, shipped: KnowledgeBase) -> None:
    some = advices(shipped, "career-changer", "admitted-student")
    accessible(page, "".join(write(some, "html", date.today())))


def test_a_sheet_and_the_contents_of_many_pages_keep_nobody_out(page: Page, shipped: KnowledgeBase) -> None:
    (advice,) = advices(shipped, "career-changer")
    accessible(page, "".join(write([advice], "sheet", date.today(), "index.html")))
    accessible(page, contents(shipped, [listed(advice, "001.html")] * 2, "html", date.today()))


def test_the_summary_of_a_batch_keeps_nobody_out(page: Page, shipped: KnowledgeBase, tmp_path: Path) -> None:
    summary = tmp_path / "summary.html"
    table = CASES.parent / "students.csv"
    assert main(["batch", str(table), "-o", str(tmp_path / "out.csv"), "--summary", str(summary), "--quiet"]) == 1
    html = summary.read_text(encoding="utf-8")
    accessible(page, html)
    accessible(page, html.replace("<details>", "<details open>"))


@pytest.mark.parametrize("of", [[], ["--case", str(CASES / "career-changer.yaml")]], ids=["knowledge base", "case"])
def test_a_map_keeps_nobody_out_and_fits_its_window(page: Page, of: list[str], tmp_path: Path) -> None:
    for ending in ("html", "svg"):
        assert main(["show", "--map", str(tmp_path / f"map.{ending}"), *of]) == 0
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    accessible(page, html)
    accessible(page, html.replace("<details>", "<details open>"))
    page.get_by_label("In full size").check()
    assert overflow(page) == 0
    page.goto((tmp_path / "map.svg").as_uri())
    for side in ("Width", "Height"):
        assert page.evaluate(f"document.documentElement.scroll{side} <= window.inner{side}")


def test_what_keeps_people_out_is_found(page: Page) -> None:
    page.set_content("<title>x</title><main><img src='data:,'><p style='color: #bbb; width: 2000px'>Faint</p></main>")
    found = findings(page)
    assert {line.partition(":")[0] for line in found} >= {"html-has-lang", "image-alt", "color-contrast"}
    assert overflow(page) > 0


# In print


def printed_cases(share: int) -> list[Path]:
    return sorted(CASES.glob("*.yaml"))[::share]


def in_print(chromium: Browser, kb: KnowledgeBase, form: Form, files: list[Path]) -> Iterator[tuple[str, list[str]]]:
    """The place of each case, and the words of each sheet of paper that it takes."""
    page = chromium.new_page()
    for advice in advices(kb, *(path.stem for path in files)):
        page.set_content("".join(write([advice], form, date.today())))
        yield advice.place, sheets(page)
    page.close()


def test_a_page_is_printed_on_two_sheets_at_most_and_whole(chromium: Browser, shipped: KnowledgeBase) -> None:
    for place, found in in_print(chromium, shipped, "html", printed_cases(share=15)):
        assert len(found) <= 2, place
        assert "What to do" in found[0], place
        assert "Made on" in found[-1], place


def test_the_sheet_for_a_counsellor_is_one(chromium: Browser, shipped: KnowledgeBase) -> None:
    for place, found in in_print(chromium, shipped, "sheet", printed_cases(share=15)):
        assert len(found) == 1, place
        assert "What to do" in found[0], place
        assert "Made on" in found[0], place


@pytest.mark.slow
@pytest.mark.parametrize(("form", "most"), [("html", 2), ("sheet", 1)])
def test_what_is_printed_of_many_cases_takes_no_more(
    chromium: Browser, shipped: KnowledgeBase, form: Form, most: int
) -> None:
    for place, found in in_print(chromium, shipped, form, printed_cases(share=3)):
        assert len(found) <= most, place
