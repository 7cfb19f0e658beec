"""The pages people keep: whole, readable by everyone, fetched from nowhere, and what they are given stays text."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element

import html5lib
import pytest
from greenhouse import CONCLUSIONS, QUESTIONS, RULES, STEPS, write_greenhouse
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from scorecard import loans

import advisor
from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.explanation.plan import plan_of
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import one_line
from advisor.reports.pages import escaped, linked, write
from advisor.reports.roads import leads_to
from advisor.reports.timeline import timeline

CHECKOUT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 5)
THIRSTY = {"plant": "tomato", "soil": "dry", "signs": ["spots", "wilting"]}
CSS = (CHECKOUT / "advisor" / "reports" / "templates" / "page.css").read_text(encoding="utf-8")
HOSTILE = "<script>alert(1)</script> & \"'>*x* _y_ [z](javascript:alert(1)) `c` \x1b[31m\u202e {{ 7 * 7 }} {% raw %}"


def document(*advices: advisor.Recommendation, form: Literal["html", "markdown"] = "html") -> str:
    return "".join(write(advices, form, DAY))


def parsed(html: str) -> Element:
    """The root of the page. Raises where the nesting, an attribute or a character is wrong."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return root


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def having(root: Element, name: str, value: str) -> list[Element]:
    """The elements one of whose words in the attribute is this one."""
    return [element for element in root.iter() if value in element.get(name, "").split()]


def named(root: Element, *tags: str) -> list[Element]:
    return [element for element in root.iter() if str(element.tag).rpartition("}")[2] in tags]


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


def examples(kb: KnowledgeBase) -> list[advisor.Recommendation]:
    found = []
    for path in sorted((CHECKOUT / "examples" / "cases").glob("*.yaml")):
        for case in read_cases(str(path), kb):
            assert isinstance(case, Case)
            found.append(advisor.recommend(kb, case))
    return found


@pytest.fixture(scope="module")
def made(shipped: KnowledgeBase) -> list[str]:
    """A page with one case, and one with every example."""
    every = examples(shipped)
    return [document(every[0]), document(*every)]


# The page is sound


def test_the_page_is_valid_html(made: list[str]) -> None:
    for html in made:
        parsed(html)


def test_the_page_names_its_language_and_itself_and_has_one_first_heading(made: list[str]) -> None:
    for html in made:
        root = parsed(html)
        assert root.get("lang") == "en"
        assert words(named(root, "title")[0])
        assert len(named(root, "h1")) == 1
        assert len(named(root, "main")) == 1


def test_no_heading_skips_a_level(made: list[str]) -> None:
    for html in made:
        levels = [int(str(heading.tag)[1]) for heading in named(parsed(html), "h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_is_told_in_words_or_hidden_from_those_who_listen(made: list[str]) -> None:
    for html in made:
        root = parsed(html)
        ids = {element.get("id"): element for element in root.iter() if element.get("id")}
        hidden = {below for element in having(root, "aria-hidden", "true") for below in element.iter()}
        shown = [svg for svg in named(root, "svg") if svg not in hidden]
        assert len(shown) > 5
        for svg in shown:
            assert svg.get("role") == "img"
            title = ids[svg.get("aria-labelledby")]
            assert title in list(svg)
            assert words(title)


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(made: list[str]) -> None:
    for html in made:
        root = parsed(html)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        inner = [link.get("href", "")[1:] for link in named(root, "a") if link.get("href", "").startswith("#")]
        assert len(inner) > 5
        assert set(inner) <= set(ids)


def test_every_part_that_unfolds_begins_with_its_summary(made: list[str]) -> None:
    for html in made:
        unfolding = named(parsed(html), "details")
        assert unfolding
        assert all(details[0].tag == "summary" and words(details[0]) for details in unfolding)


def test_nothing_is_fetched_and_nothing_runs(made: list[str]) -> None:
    for html in made:
        root = parsed(html)
        assert not named(root, "script", "img", "iframe", "object", "embed", "audio", "video", "form", "base", "image")
        assert [link.get("href") for link in named(root, "link")] == ["data:,"]
        assert not [name for element in root.iter() for name in element.attrib if str(name).startswith(("on", "src"))]
        assert not re.search(r"@import|url\(", html)
        policy = next(meta for meta in named(root, "meta") if meta.get("http-equiv") == "Content-Security-Policy")
        assert "default-src 'none'" in policy.get("content", "")


@pytest.mark.parametrize("colours", ["light", "dark", "print"])
def test_the_colours_have_enough_contrast(colours: str) -> None:
    palette = palettes()[colours]
    for ground in ("paper", "card"):
        for text in ("ink", "muted", "accent", "warn"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
        assert contrast(palette["edge"], palette[ground]) >= 3, ground
    assert contrast(palette["ink"], palette["soft"]) >= 4.5  # a source that was followed to
    assert contrast(palette["accent"], palette["soft"]) >= 4.5
    assert contrast(palette["edge"], palette["soft"]) >= 3  # at least, and up to


def palettes() -> dict[str, dict[str, str]]:
    found = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root {(.*?)}", CSS, re.S)]
    light, dark, printed = found
    assert light.keys() == dark.keys() == printed.keys()
    return {"light": light, "dark": dark, "print": printed}


def contrast(one: str, other: str) -> float:
    """The ratio of relative luminances, as the Web Content Accessibility Guidelines define it."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# What it says


def test_the_next_step_is_the_first_heading_and_all_that_is_kept_follows(greenhouse: KnowledgeBase) -> None:
    html = document(advisor.recommend(greenhouse, THIRSTY, "Ann"))
    root = parsed(html)
    text = words(root)
    assert words(named(root, "h1")[0]) == "Water the Tomato"
    assert words(named(root, "title")[0]) == "Ann: Water the Tomato"
    assert [words(heading) for heading in named(root, "h2")] == [
        "What to do",
        "Why",
        "The plan",
        "Alongside",
        "Watch out",
        "Your answers",
        "Sources",
    ]
    for part in (
        "Up to 1 month, up to EUR 5 (2026)",
        "Water it in the morning, slowly, until the pot is heavy.",
        "Watch Keep the leaves dry.",
        "Water comes first.",
        "Moisture is short Dry soil and a thirsty plant.",
        'Given plant (Tomato); soil ("Dry").',
        "Hang a cloth not settled yet price not known up to 2 months",
        "Up to 3 months; up to EUR 5 (2026), and the price of 1 step, which is not known",
        "That the tap works.",
        "Look at the leaves each day.",
        "What do you grow? Tomato",
        "The grower's handbook: Water in the morning, as of 2026-05",
        "5 November 2026",
    ):
        assert part in text
    assert [link.get("href") for link in named(root, "a") if not link.get("href", "").startswith("#")] == [
        "https://example.org/handbook"
    ]


def test_answers_are_told_in_the_words_in_which_they_were_offered(greenhouse: KnowledgeBase) -> None:
    answers = {"plant": "orchid", "soil": "unknown", "signs": [], "days": 3, "shade": "unknown"}
    root = parsed(document(advisor.recommend(greenhouse, answers)))
    told = [(words(it[0]), words(it[1])) for listed in having(root, "class", "answers") for it in listed]
    assert told == [
        ("What do you grow?", "Orchid"),
        ("Push a finger into the soil. What do you feel?", "I have not tried"),
        ("Which of these do you see?", "None of these"),
        ("How many days ago did you water?", "3 days"),
        ("Is there shade at noon?", "I do not know"),
    ]


COMFORT = """\
  comfortable:
    when: {moisture: enough, light: good}
    then: {comfort: full}
    because: It lacks nothing.
  settled:
    when: {comfort: full}
    then: {peace: here}
    because: It is at peace.
"""


def test_the_derivation_is_a_tree_that_unfolds(shipped: KnowledgeBase, tmp_path: Path) -> None:
    deep = write_greenhouse(
        tmp_path,
        conclusions=CONCLUSIONS + "  comfort: {one: [full]}\n  peace: {one: [here]}\n",
        rules=RULES.replace("when: {moisture: enough, light: good}", "when: {peace: here}") + COMFORT,
    )
    content = advisor.recommend(advisor.load(deep), {"plant": "cactus", "soil": "wet"})
    trees = [parsed(document(advice)) for advice in [content, *examples(shipped)]]
    nested = [[words(it[0]) for it in named(part, "details")] for root in trees for part in named(root, "details")]
    assert any(len(summaries) > 1 for summaries in nested)
    assert all(part.get("open") is not None for root in trees for part in named(root, "details"))  # print keeps them
    told = [words(text) for root in trees for text in having(root, "class", "rests")]
    assert any(text.startswith("Missing ") for text in told)
    assert not [text for text in told if not re.search(r"\.( \[\d+\])*$", text)]


def test_what_is_still_unknown_is_told_where_something_is(greenhouse: KnowledgeBase) -> None:
    for answers, unknown in (({"plant": "tomato", "soil": "wet"}, True), (THIRSTY, False)):
        root = parsed(document(advisor.recommend(greenhouse, answers)))
        assert ("Still unknown" in map(words, named(root, "h2"))) is unknown
        assert ("Is there shade at noon?" in map(words, named(root, "li"))) is unknown


def test_other_roads_are_told_with_their_labels_and_what_one_would_decide(shipped: KnowledgeBase) -> None:
    root = parsed(document(advisor.recommend(shipped, {"country": "us", "bachelor_plan": "no"})))
    headings = [words(it) for it in having(root, "class", "which")]
    assert headings[0] == "The road above"
    label = shipped.questions["bachelor_plan"].label
    assert f'If {label} is "Yes, now" furthest' in headings
    assert len(having(root, "class", "bar")) == len(headings) + len(having(root, "class", "step"))
    totals = [[words(it[0]) for it in listed] for listed in having(root, "class", "totals")]
    assert totals == [["Time", "Price", "Steps"]] * len(headings)


def test_a_long_page_has_its_contents_at_its_head_and_a_short_one_has_none(
    greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    root = parsed(document(advisor.recommend(greenhouse, THIRSTY)))
    (contents,) = having(root, "class", "contents")
    links = [(words(link), link.get("href", "")[1:]) for link in named(contents, "a")]
    assert links == [(words(it[0]), it.get("id")) for it in named(root, "section")]
    short = advisor.recommend(loans(tmp_path), {"age": 40, "work": "temporary", "bankrupt": "no"})
    assert not having(parsed(document(short)), "class", "contents")


def test_what_a_road_leads_to_tells_what_is_new_before_what_stays(shipped: KnowledgeBase) -> None:
    (advice,) = [it for it in examples(shipped) if it.name == "Manager in another field"]
    plan = plan_of(advice)
    assert leads_to(plan, plan.road).startswith('your credential is "The administrator credential')
    assert leads_to(plan, plan.road).endswith('; your schooling is "A bachelor\'s degree", as now')


def test_a_case_with_no_single_next_step_is_told_honestly(tmp_path: Path) -> None:
    kb = advisor.load(write_greenhouse(tmp_path, rules="rules: {}\n"))
    for form, heading in (("html", "<h1>No single next step</h1>"), ("markdown", "# No single next step\n")):
        text = document(advisor.recommend(kb, {"plant": "cactus"}), form=form)  # type: ignore[arg-type]
        assert heading in text
        assert "gives no next step for this case. The fault is the knowledge base" in text.replace("&#39;", "'")


def test_a_bar_stays_within_the_picture_and_the_next_begins_where_it_may_end(shipped: KnowledgeBase) -> None:
    for advice in examples(shipped):
        found = timeline(plan_of(advice), "c1")
        spans = [bar for bar in found.steps if bar.shape == "span"]
        assert all(0 <= bar.least <= bar.most and bar.at + bar.most <= 100.02 for bar in [*spans, *found.roads])
        for before, after in pairwise(spans):
            assert after.at == pytest.approx(before.at + before.most, abs=0.02)
        assert [tick.at for tick in found.ticks] == sorted({tick.at for tick in found.ticks})
        assert len(found.ticks) <= 7


# What it is given stays text


def test_a_name_stays_text_and_control_codes_do_nothing(greenhouse: KnowledgeBase) -> None:
    advice = advisor.recommend(greenhouse, THIRSTY, HOSTILE)
    html, markdown = document(advice), document(advice, form="markdown")
    root = parsed(html)
    assert words(having(root, "class", "name")[0]) == one_line(HOSTILE)
    assert not named(root, "script")
    for text in (html, markdown):
        assert text.replace("\n", "").isprintable()
        assert "\u202e" not in text
        assert "<script" not in text
    assert one_line(HOSTILE) in words(rendered(markdown))


@pytest.fixture(scope="module")
def dry(tmp_path_factory: pytest.TempPathFactory) -> advisor.Recommendation:
    return advisor.recommend(advisor.load(write_greenhouse(tmp_path_factory.mktemp("greenhouse"))), THIRSTY)


@given(name=st.text())
def test_any_name_stays_text_in_html(dry: advisor.Recommendation, name: str) -> None:
    root = parsed(document(replace(dry, name=name)))
    told = having(root, "class", "name")
    assert [words(it) for it in told] == ([one_line(name)] if one_line(name) else [])


@given(st.text())
def test_any_text_stays_text_in_markdown(text: str) -> None:
    for preset in ("commonmark", "js-default"):
        for around in ("{}", "- {}", "**x:** {}", "1. {}", "# {}"):
            root = html5lib.parseFragment(
                MarkdownIt(preset, {"html": True}).render(around.format(escaped(text))), namespaceHTMLElements=False
            )
            expected = {"**x:** {}": "x: "}.get(around, "") + one_line(text)
            assert words(root) == " ".join(expected.split())
            assert {str(element.tag) for element in root.iter()} <= {
                "DOCUMENT_FRAGMENT", "p", "ul", "ol", "li", "strong", "h1",
            }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "# Big\n\nSmall\n===\n\nSmaller\n---\n\n## Closed ##",
        "![picture](https://example.org/p.png) ![p][r]\n\n[r]: https://example.org/p.png",
        "[here](javascript:alert(1)) <javascript:alert(1)> [h][r]\n\n[r]: javascript:alert(1)",
        "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- a -->\n\n<div>\n\nb",
        "Code:\n\n```\nnever closed",
    ],
)
def test_the_markdown_of_a_step_has_no_html_no_picture_no_heading_and_no_unsafe_link(tmp_path: Path, text: str) -> None:
    quoted = "".join(f"      {line}\n" for line in text.splitlines())
    steps = STEPS.replace(
        "    do: |\n      Water it in the morning, **slowly**, until the pot is heavy.\n", f"    do: |\n{quoted}"
    )
    assert steps != STEPS
    advice = advisor.recommend(advisor.load(write_greenhouse(tmp_path, steps=steps)), THIRSTY)
    html, markdown = parsed(document(advice)), rendered(document(advice, form="markdown"))
    for root in (html, markdown):
        assert not named(root, "script", "img")
        assert len(named(root, "h1")) == 1
        assert "Sources" in [words(heading) for heading in named(root, "h2")]
        assert not {"Big", "Small", "Smaller", "Closed"} & {words(it) for it in named(root, "h1", "h2", "h3")}
        assert not [link for link in named(root, "a") if not re.match(r"https?://|#", link.get("href", ""))]


def test_the_markdown_of_a_step_keeps_its_lists_emphasis_and_links(tmp_path: Path) -> None:
    steps = STEPS.replace(
        "**slowly**, until", "**slowly**, see [here](https://example.org/a).\n\n      - one\n      - two\n\n      Until"
    )
    advice = advisor.recommend(advisor.load(write_greenhouse(tmp_path, steps=steps)), THIRSTY)
    (do,) = having(parsed(document(advice)), "class", "do")
    assert [words(it) for it in named(do, "li", "strong", "a")] == ["slowly", "here", "one", "two"]
    assert "- one\n- two\n" in document(advice, form="markdown")


def test_addresses_in_plain_words_are_links_and_what_only_looks_like_one_is_not(tmp_path: Path) -> None:
    steps = STEPS.replace("**slowly**, until", "see example.org/a, https://example.com; not 3.5, e.g. this.that, until")
    advice = advisor.recommend(advisor.load(write_greenhouse(tmp_path, steps=steps)), THIRSTY)
    (do,) = having(parsed(document(advice)), "class", "do")
    links = [(words(link), link.get("href")) for link in named(do, "a")]
    assert links == [("example.org/a", "https://example.org/a"), ("https://example.com", "https://example.com")]


def test_addresses_in_what_to_watch_and_what_is_told_beside_are_links_too(tmp_path: Path) -> None:
    steps = STEPS.replace("Keep the leaves dry.", "'See example.org/dry, <b>not</b> javascript:alert(1).'")
    texts = CONCLUSIONS.replace("Look at the leaves each day.", "Ask at https://example.com/a_b?c=1&d=2.")
    assert steps != STEPS
    assert texts != CONCLUSIONS
    kb = advisor.load(write_greenhouse(tmp_path, steps=steps, conclusions=texts))
    for form in ("html", "sheet"):
        root = parsed(document(advisor.recommend(kb, THIRSTY), form=form))  # type: ignore[arg-type]
        links = {words(link): link.get("href") for link in named(root, "a")}
        assert links["example.org/dry"] == "https://example.org/dry"
        assert links["https://example.com/a_b?c=1&d=2"] == "https://example.com/a_b?c=1&d=2"
        assert "<b>not</b> javascript:alert(1)." in words(root)
        assert not named(root, "b")


@given(st.text())
def test_any_text_stays_text_where_addresses_become_links(text: str) -> None:
    root = html5lib.parseFragment(linked(one_line(text)), namespaceHTMLElements=False)
    assert "".join(root.itertext()) == one_line(text)
    assert {str(element.tag) for element in root.iter()} <= {"DOCUMENT_FRAGMENT", "a"}
    assert all(re.match("https?://|mailto:", link.get("href", "")) for link in named(root, "a"))


def test_texts_of_a_knowledge_base_are_escaped(tmp_path: Path) -> None:
    questions = QUESTIONS.replace("ask: Is there shade at noon?", 'ask: "<b>Shade</b> & *sun*?"')
    advice = advisor.recommend(
        advisor.load(write_greenhouse(tmp_path, questions=questions)), {**THIRSTY, "shade": "no"}
    )
    root = parsed(document(advice))
    assert "<b>Shade</b> & *sun*?" in words(root)
    assert not named(root, "b")
    assert "<b>Shade</b> & *sun*?" in words(rendered(document(advice, form="markdown")))


def rendered(markdown: str) -> Element:
    """What a reader of Markdown that lets HTML through makes of it."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    root: Element = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return root


# The command


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text("name: Ann\nanswers: {plant: tomato, soil: dry}\n---\nanswers: {plant: cactus}\n", encoding="utf-8")
    return path


def test_several_cases_are_one_page_with_a_way_to_each(greenhouse_folder: Path, case: Path, tmp_path: Path) -> None:
    out = tmp_path / "advice.html"
    kb = ["--kb", str(greenhouse_folder), "--quiet"]
    assert main(["recommend", str(case), "--format", "html", "-o", str(out), *kb]) == 0
    root = parsed(out.read_text(encoding="utf-8"))
    assert words(named(root, "h1")[0]) == "Watering a greenhouse: 2 cases"
    links = [link for nav in named(root, "nav") for link in named(nav, "a")]
    assert [link.get("href") for link in links] == ["#c1", "#c2"]
    assert words(links[0]) == "Ann"
    assert words(links[1]).startswith("case, line ")
    assert [article.get("id") for article in named(root, "article")] == ["c1", "c2"]


def test_markdown_goes_to_standard_output(
    greenhouse_folder: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommend", str(case), "--format", "markdown", "--kb", str(greenhouse_folder), "--quiet"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("# Watering a greenhouse: 2 cases\n\n1. Ann: Water the Tomato\n2. ")
    assert "\n## Water the Tomato\n" in text
    assert "\n### Why\n" in text
    assert f"{date.today().year}" in text


def test_a_bad_case_is_reported_and_the_page_has_the_others(
    greenhouse_folder: Path, case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("answers: {plant: tomatoo}\n", encoding="utf-8")
    kb = ["--kb", str(greenhouse_folder), "--quiet"]
    assert main(["recommend", str(bad), str(case), "--format", "html", *kb]) == 1
    streams = capsys.readouterr()
    assert len(named(parsed(streams.out), "article")) == 2
    assert len(streams.err.splitlines()) == 1


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_stream_without_unicode_gets_character_references(greenhouse_folder: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("name: Zoë\nanswers: {plant: tomato}\n", encoding="utf-8")
    command = ["-m", "advisor", "recommend", str(path), "--format", form, "--kb", str(greenhouse_folder)]
    run = subprocess.run(
        [sys.executable, *command], capture_output=True, cwd=CHECKOUT, env={"PYTHONIOENCODING": "ascii"}, check=True
    )
    assert b"Zo&#235;" in run.stdout


def test_only_the_pages_load_what_writes_them(greenhouse_folder: Path, case: Path) -> None:
    heavy = {"jinja2", "markdown_it", "markupsafe", "advisor.explanation.plan"}
    program = (
        "import sys; from advisor.cli.main import main; main(sys.argv[1:])\n"
        f"print(*sorted({heavy} & {{*sys.modules}}), file=sys.stderr)"
    )
    loaded = []
    for form in ("text", "json", "html"):
        arguments = ["recommend", str(case), "--quiet", "--format", form, "--kb", str(greenhouse_folder)]
        run = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, cwd=CHECKOUT, check=True
        )
        loaded.append(run.stderr.split())
    assert loaded == [[], [], sorted(heavy)]
