"""The consultation in a real browser: it says what Python says, asks no server, and keeps nobody out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import findings, overflow, sheets
from greenhouse import HEAD, QUESTIONS, STEPS, write_greenhouse
from web_pages import FORM, answer, asks, consult, heading, opened, served, tool

import advisor
from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.consultation.consultation import Consultation
from advisor.exports.web import package
from advisor.knowledge.attributes import Answers
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"
THIRSTY: Answers = {"plant": "cactus", "soil": "wet", "signs": ("spots", "wilting"), "days": 3, "shade": "no"}
SHEET = "A sheet for somebody who advises you"
HOSTILE = "</script><img src=https://example.org/x onerror=alert(1)> {{ 7 * 7 }} `c` \u202e"


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


@pytest.fixture(scope="module")
def shipped_file(shipped: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(shipped, tmp_path_factory.mktemp("shipped") / "advice.html")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport={"width": 360, "height": 780}) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty one on a phone, on which no program fails."""
    page, failed = context.new_page(), []  # type: Page, list[str]
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    yield page
    assert failed == []


def written(kb: KnowledgeBase, path: Path) -> Path:
    path.write_text(package.page(kb), encoding="utf-8")
    return path


@pytest.fixture
def greenhouse_file(greenhouse: KnowledgeBase, tmp_path: Path) -> Path:
    return written(greenhouse, tmp_path / "greenhouse.html")


@pytest.fixture
def site(greenhouse: KnowledgeBase, tmp_path: Path) -> Iterator[str]:
    """The address of the greenhouse's page on a server."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in package.site(greenhouse).items():
        (folder / name).write_text(text, encoding="utf-8")
    with served(folder) as address:
        yield address


def example(kb: KnowledgeBase, name: str) -> Answers:
    (case,) = [it for it in read_cases(str(CASES / f"{name}.yaml"), kb) if isinstance(it, Case)]
    return case.answers


def asked_by_python(kb: KnowledgeBase, case: Answers) -> tuple[list[str], str]:
    """The questions until the goal is settled, and the title that is recommended then."""
    consultation, asked = Consultation(kb), []
    while not consultation.goal_settled and consultation.question:
        asked.append(consultation.question.id)
        consultation.set(asked[-1], case.get(asked[-1], UNKNOWN))
    advice = advisor.recommend(kb, consultation.answers, partial=True)
    assert advice.value
    return asked, advice.title_of(kb.goal, advice.value)


# It says what Python says


@pytest.mark.parametrize("name", ["career-changer", "school-leaver", "coder-without-degree"])
def test_a_consultation_asks_and_advises_as_in_python(
    page: Page, shipped: KnowledgeBase, shipped_file: Path, name: str
) -> None:
    case = example(shipped, name)
    asked = opened(page, shipped_file.as_uri())
    assert (consult(page, case), heading(page)) == asked_by_python(shipped, case)
    assert asked == [shipped_file.as_uri()]


def test_going_on_asks_for_the_road_until_nothing_is_open(
    page: Page, shipped: KnowledgeBase, shipped_file: Path
) -> None:
    case = example(shipped, "career-changer")
    consultation = Consultation(shipped)
    while consultation.question or consultation.phase != "done":
        if consultation.goal_settled and consultation.phase == "goal":
            consultation.go_on()
        elif consultation.question:
            consultation.answer(case.get(consultation.question.id, UNKNOWN))
    opened(page, shipped_file.as_uri())
    asked = consult(page, case)
    page.click("text=Go on with the questions")
    asked += consult(page, case)
    assert asked == list(consultation.answers)
    assert not page.locator("text=Go on with the questions").count()


# Nothing leaves the device


def test_hostile_texts_are_shown_as_texts_and_nothing_is_fetched(page: Page, tmp_path: Path) -> None:
    quoted = json.dumps(HOSTILE)
    folder = write_greenhouse(
        tmp_path / "kb",
        head=HEAD.replace("Watering a greenhouse", quoted).replace("A few questions about one plant.", quoted),
        questions=QUESTIONS.replace("What do you grow?", quoted)
        .replace("Hanging leaves", quoted)
        .replace("Shade, no", f"{quoted}, no"),
        steps=STEPS.replace("Enjoy it", quoted).replace("Sit down beside it.", quoted),
    )
    file = written(advisor.load(folder), tmp_path / "hostile.html")
    asked = opened(page, file.as_uri())
    assert heading(page) == " ".join(HOSTILE.split())
    consult(page, {**THIRSTY, "shade": "yes"})
    assert page.locator("img").count() == 0
    assert HOSTILE.split()[0] in page.inner_text("main")
    assert asked == [file.as_uri()]


def test_the_page_can_connect_to_nothing_even_if_it_tried(context: BrowserContext, shipped_file: Path) -> None:
    page = context.new_page()
    opened(page, shipped_file.as_uri())
    tried = """async () => {
      const picture = new Image();
      const loaded = new Promise((done) => {
        picture.onload = () => done("sent");
        picture.onerror = () => done("no");
      });
      picture.src = "https://example.org/picture.png";
      return [await fetch("https://example.org/").then(() => "sent", () => "no"), await loaded];
    }"""
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    assert page.evaluate(tried) == ["no", "no"]
    assert asked == []


def test_a_long_list_is_filtered_by_other_names_too(page: Page, shipped_file: Path) -> None:
    page.goto(shipped_file.as_uri())
    field = page.get_by_label("Type a part of it")
    for typed, left in {"uk": "United Kingdom", "deutsch": "Germany", "united k": "United Kingdom"}.items():
        field.fill(typed)
        assert page.locator(".choice:visible").all_inner_texts() == [left]


@pytest.mark.parametrize(
    ("typed", "left", "told"),
    [
        ("kenia", ["Kenya", "Another country"], "did you mean “Kenya”?"),
        ("zzzz", ["Another country"], "for any other, “Another country”."),
    ],
)
def test_where_no_choice_is_called_so_the_one_that_is_meant_is_offered(
    page: Page, shipped_file: Path, typed: str, left: list[str], told: str
) -> None:
    page.goto(shipped_file.as_uri())
    page.get_by_label("Type a part of it").fill(typed)
    assert page.locator(".choice:visible").all_inner_texts() == left
    assert page.inner_text(".filter [role=status]") == f"None of the choices is called so; {told}"


def test_an_answer_tells_what_it_changed(page: Page, shipped: KnowledgeBase, shipped_file: Path) -> None:
    told: list[str] = []
    opened(page, shipped_file.as_uri())
    consult(page, example(shipped, "career-changer"), lambda: told.extend(page.locator("#news p").all_inner_texts()))
    assert any(text.startswith("Skills: ") for text in told)


def test_a_long_advice_begins_with_the_way_to_each_of_its_sections(
    page: Page, shipped: KnowledgeBase, shipped_file: Path
) -> None:
    opened(page, shipped_file.as_uri())
    consult(page, example(shipped, "career-changer"))
    page.wait_for_selector("#plan")
    named = page.locator(".contents a").all_inner_texts()
    assert named == page.locator("main section:not(.controls) > h2").all_inner_texts()
    page.locator(".contents a", has_text="Sources").click()
    assert page.locator("#sources").bounding_box()["y"] < 780  # type: ignore[index]


def test_sources_are_told_of_one_conclusion_as_of_the_whole_advice(
    page: Page, shipped: KnowledgeBase, shipped_file: Path
) -> None:
    opened(page, shipped_file.as_uri())
    consult(page, example(shipped, "career-changer"))
    advised = " ".join(page.locator(".sources li").all_inner_texts())
    page.get_by_role("button", name="How was it concluded?").click()
    page.get_by_role("button", name="Show").click()
    page.wait_for_selector(".sources")
    told = page.locator(".sources li").all_inner_texts()
    for source in told:
        title, _, passages = source.partition(": ")
        assert title in advised
        assert all(it.partition(", as of")[0] in advised for it in passages.split("; "))
        assert ": ," not in source


def test_the_sheet_has_what_a_talk_needs_on_one_sheet_of_paper(
    page: Page, shipped: KnowledgeBase, shipped_file: Path
) -> None:
    opened(page, shipped_file.as_uri())
    consult(page, example(shipped, "career-changer"))
    title = heading(page)
    tool(page, SHEET)
    assert heading(page) == title
    headings = page.locator(".sheet h2, .sheet h3").all_inner_texts()
    assert {"What to do", "The plan", "Questions to ask", "Of the person", "Your answers"} <= {*headings}
    (printed,) = sheets(page)
    assert "Print this sheet" not in printed


def test_from_disk_nothing_is_kept(page: Page, greenhouse_file: Path) -> None:
    opened(page, greenhouse_file.as_uri())
    answer(page, "cactus")
    assert page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie, JSON.stringify(history.state)]"
    ) == [
        0,
        0,
        "",
        '{"at":1}',
    ]


# From a server the person goes on later, until they delete it


def test_a_consultation_goes_on_where_it_was_left(context: BrowserContext, site: str) -> None:
    first = context.new_page()
    opened(first, site)
    answer(first, "cactus")
    left = asks(first)
    first.close()
    again = context.new_page()
    again.goto(site)
    assert "1 answer is kept" in again.inner_text("main")
    again.click("text=Go on with them")
    assert asks(again) == left


def test_a_page_that_is_loaded_again_is_where_it_was_with_the_way_back(page: Page, site: str) -> None:
    opened(page, site)
    answer(page, "cactus")
    left = asks(page)
    page.reload()
    assert asks(page) == left
    page.go_back()
    assert asks(page) == "plant"


def test_deleted_answers_are_nowhere_also_not_on_the_way_back(context: BrowserContext, page: Page, site: str) -> None:
    opened(page, site)
    answer(page, "cactus")
    answer(page, UNKNOWN)
    tool(page, "Delete my answers")
    page.click("text=Yes, delete them")
    assert page.evaluate(
        "[localStorage.length, sessionStorage.getItem(Object.keys(sessionStorage)[0])?.includes('cactus') ?? false]"
    ) == [0, False]
    assert asks(page) == "plant"
    page.go_back()
    assert asks(page) == "plant"
    again = context.new_page()
    again.goto(site)
    assert asks(again) == "plant"


def test_an_installed_page_opens_without_its_server(
    context: BrowserContext, greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    assert main(["export", "--kb", str(tmp_path / "greenhouse"), "--to", "web", "-o", f"{folder}/"]) == 0
    page = context.new_page()
    with served(folder) as address:
        opened(page, address)
        page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    page.goto(address)
    page.wait_for_selector(FORM)
    assert asks(page) == "plant"


# Files


def test_what_is_saved_is_a_case_that_the_advisor_reads_and_the_page_opens(
    page: Page, greenhouse: KnowledgeBase, greenhouse_file: Path, tmp_path: Path
) -> None:
    opened(page, greenhouse_file.as_uri())
    consult(page, THIRSTY)
    title = heading(page)
    tool(page, "Save your answers")
    page.fill("#name", "Ann's <cactus>")
    with page.expect_download() as download:
        page.click("text=Save as greenhouse.json")
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    (case,) = read_cases(str(saved), greenhouse)
    assert isinstance(case, Case)
    assert case.name == "Ann's <cactus>"
    advice = advisor.recommend(greenhouse, case, partial=True)
    assert advice.value
    assert advice.title_of(greenhouse.goal, advice.value) == title
    page.goto("about:blank")
    opened(page, greenhouse_file.as_uri())
    tool(page, "Open a saved file")
    page.set_input_files("#file", saved)
    page.wait_for_selector(".hero")
    assert heading(page) == title


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("case.yaml", "answers:\n  plant: cactus\n", "is a YAML file, and this page reads JSON"),
        ("notes.txt", "hello", "could not be read"),
        ("list.json", "[{}, {}]", "holds 2 cases"),
        ("number.json", "3", "holds no saved answers"),
        ("other.json", '{"knowledge_base": "other", "answers": {}}', "other"),
        ("big.json", " " * 1_000_001, "too large"),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_kindly_and_loses_nothing(
    page: Page, greenhouse_file: Path, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text)
    opened(page, greenhouse_file.as_uri())
    answer(page, "cactus")
    left = asks(page)
    tool(page, "Open a saved file")
    page.set_input_files("#file", tmp_path / name)
    page.wait_for_selector("#mistake:not(:empty)")
    assert told in page.inner_text("#mistake")
    page.go_back()
    assert asks(page) == left


# The way back, and other answers


def test_the_buttons_of_the_browser_go_back_and_forward(page: Page, greenhouse_file: Path) -> None:
    opened(page, greenhouse_file.as_uri())
    ways = []
    consult(page, THIRSTY, lambda: ways.append(asks(page)))
    title = heading(page)
    for id in reversed(ways):
        page.go_back()
        assert asks(page) == id
    for id in ways[1:]:
        page.go_forward()
        assert asks(page) == id
    page.go_forward()
    assert heading(page) == title


def test_a_link_within_the_advice_leads_back_to_where_it_was_read(
    page: Page, shipped: KnowledgeBase, shipped_file: Path
) -> None:
    opened(page, shipped_file.as_uri())
    consult(page, example(shipped, "career-changer"))
    page.locator("a.cite").first.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.locator("a.cite").first.click()
    assert page.evaluate("scrollY") > before
    page.go_back()
    assert page.evaluate("scrollY") == before
    page.locator("a.cite").first.click()
    page.get_by_role("button", name="How sure is this?").click()
    assert "#" not in page.url
    page.go_back()
    assert page.locator(".hero").count()


def test_a_change_is_shown_before_it_is_taken(page: Page, greenhouse: KnowledgeBase, greenhouse_file: Path) -> None:
    opened(page, greenhouse_file.as_uri())
    consult(page, THIRSTY)
    before = heading(page)
    page.get_by_role("button", name="Change: plant").click()
    answer(page, "tomato")
    assert "WHAT IF" in page.inner_text("main")
    page.click("text=No, leave it as it is")
    page.wait_for_selector(".hero")
    assert heading(page) == before
    page.get_by_role("button", name="Change: plant").click()
    answer(page, "tomato")
    page.click("text=Yes, change it")
    page.wait_for_selector(f".hero, {FORM}")
    page.get_by_text("Your answers").first.click()
    assert "Tomato" in page.inner_text("main")


# It keeps nobody out


def each_view(page: Page, case: Answers) -> Iterator[str]:
    """Goes through every view there is, and names the one that stands there."""
    yield "the first question"
    page.click(f"{FORM} button.main")
    yield "a mistake"
    consult(page, case, lambda: None)
    yield "the advice"
    for name in page.locator(".asking button").all_inner_texts():
        page.get_by_role("button", name=name).click()
        yield name
        deep = 1
        if page.locator("#about").count():
            page.click("main form:has(#about) button")
            yield f"{name}, answered"
            deep += 1
        for _ in range(deep):
            page.go_back()
    page.get_by_role("button", name="Change: ").first.click()
    yield "an answer anew"
    page.locator(f"{FORM} .choice:not(:has(:checked))").first.click()
    page.click(f"{FORM} button.main")
    yield "what would follow"
    for name in (SHEET, "Save your answers", "Open a saved file", "Delete my answers"):
        tool(page, name)
        yield name
        page.go_back()


@pytest.mark.parametrize("looks", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_view_keeps_anybody_out(
    chromium: Browser, shipped: KnowledgeBase, shipped_file: Path, width: int, looks: str
) -> None:
    """320 pixels are also what a window of 1280 has at 400 %."""
    with chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=looks, reduced_motion="reduce"
    ) as context:  # type: ignore[arg-type]
        page = context.new_page()
        opened(page, shipped_file.as_uri())
        for view in each_view(page, example(shipped, "career-changer")):
            assert (view, findings(page), overflow(page)) == (view, [], 0)


def tab_to(page: Page, reached: str, most: int = 60) -> None:
    """Presses Tab until what has the focus is what is meant."""
    while not page.evaluate(f"Boolean({reached})"):
        page.keyboard.press("Tab")
        most -= 1
        assert most


def test_a_whole_consultation_goes_by_the_keyboard_alone(
    page: Page, greenhouse: KnowledgeBase, greenhouse_file: Path
) -> None:
    """From the heading, which has the focus, Tab leads to the choices, the space bar takes, and Enter goes on."""
    opened(page, greenhouse_file.as_uri())
    asked = 0
    while id := asks(page):
        if asked:
            assert page.evaluate("document.activeElement.id") == "head"
        tab_to(page, f"document.activeElement.closest('{FORM}') && document.activeElement.matches('input')")
        if greenhouse.questions[id].kind == "number":
            page.keyboard.type("3")
        else:
            page.keyboard.press("Space")
        page.keyboard.press("Enter")
        asked += 1
        assert asked < 10
    assert page.evaluate("document.activeElement.id") == "head"
    assert page.locator(".hero").count()
    tab_to(page, "document.activeElement.textContent === 'How sure is this?'")
    page.keyboard.press("Enter")
    assert heading(page) == "How sure is this?"
    assert page.evaluate("document.activeElement.id") == "head"


def test_a_mistake_is_told_at_its_field_which_has_the_focus(page: Page, greenhouse_file: Path) -> None:
    opened(page, greenhouse_file.as_uri())
    page.click(f"{FORM} button.main")
    focused = page.evaluate("[document.activeElement.type, document.activeElement.getAttribute('aria-invalid')]")
    assert focused == ["radio", "true"]
    described = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ')[0]).textContent"
    )
    assert described == page.inner_text("#mistake")
    assert asks(page) == "plant"


def test_print_has_the_advice_and_no_buttons(page: Page, shipped: KnowledgeBase, shipped_file: Path) -> None:
    opened(page, shipped_file.as_uri())
    consult(page, example(shipped, "career-changer"))
    title = heading(page)
    printed = " ".join(" ".join(sheets(page)).split())
    assert title in printed
    for button in ("Go on with the questions", "How sure is this?", "Change", "Save your answers", "Delete my answers"):
        assert page.get_by_role("button", name=button).count()
        assert button not in printed
