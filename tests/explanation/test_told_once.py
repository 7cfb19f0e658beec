"""What is told is whole: every citation is listed, and every text is filled once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from greenhouse import QUESTIONS, RULES, write_greenhouse
from profiles import some
from reports import recommendations, told

import advisor
from advisor.cases.files import Case, read_cases
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Paragraph
from advisor.reports.citations import Citations
from advisor.reports.text import render_reasons

CASES = sorted((Path(__file__).resolve().parents[2] / "examples" / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return advisor.load()


def examples(kb: KnowledgeBase, path: Path) -> list[advisor.Recommendation]:
    return [advisor.recommend(kb, case) for case in read_cases(path, kb) if isinstance(case, Case)]


# Citations


def cited_and_listed(name: str, report: str) -> tuple[list[str], list[str]]:
    """The numbers that are cited before the list of sources, and those of the list."""
    head, _, sources = report.rpartition({"markdown": "# Sources\n", "html": "Sources\n"}.get(name, "SOURCES\n"))
    listed = re.findall(r"^(?:\[(\d+)\]|(\d+)\.) ", sources, re.MULTILINE)
    return re.findall(r"\[(\d+)\]", head), ["".join(number) for number in listed]


@pytest.mark.parametrize("path", some(CASES), ids=lambda path: path.stem)
def test_every_source_that_is_cited_is_listed_and_no_other(shipped: KnowledgeBase, path: Path) -> None:
    for advice in examples(shipped, path):
        for name, report in recommendations(advice).items():
            if name in ("text", "road", "markdown"):
                cited, listed = cited_and_listed(name, report)
                assert listed == [str(number) for number in range(1, len(listed) + 1)], (advice.place, name)
                assert list(dict.fromkeys(cited)) == listed, (advice.place, name)  # in the order of reading


@pytest.mark.parametrize("path", CASES[::6], ids=[path.stem for path in CASES[::6]])
def test_what_a_page_lists_is_what_it_cites(shipped: KnowledgeBase, path: Path) -> None:
    from datetime import date

    from advisor.reports.pages import write

    advices = examples(shipped, path)
    page = "".join(write(advices, "html", date(2026, 11, 5)))
    cited = re.findall(r'href="#(c\d+-source-\d+)"', page)
    assert list(dict.fromkeys(cited)) == re.findall(r'<li id="(c\d+-source-\d+)"', page)


def test_a_step_whose_text_is_not_for_this_case_still_has_its_sources(greenhouse: KnowledgeBase) -> None:
    never = advisor.knowledge.conditions.OneOf("soil", ("wet",))
    step = greenhouse.steps["water-now"]._replace(do=(Paragraph("Not now.", never),), gives=(), watch=())
    kb = replace(greenhouse, steps={**greenhouse.steps, "water-now": step})
    every = recommendations(advisor.recommend(kb, {"plant": "tomato", "soil": "dry"}))
    for name in ("text", "markdown"):
        cited, listed = cited_and_listed(name, every[name])
        assert "1" in listed
        assert list(dict.fromkeys(cited)) == listed
    assert "See [1]" in every["html"]


def test_nothing_is_cited_after_the_sources_are_listed(greenhouse: KnowledgeBase) -> None:
    citations = Citations(greenhouse)
    assert citations.numbers(["neighbour", "handbook/1", "handbook"]) == (1, 2)
    assert [(number, source.id) for number, source, _ in citations.sources()] == [(1, "neighbour"), (2, "handbook")]
    with pytest.raises(RuntimeError):
        citations.numbers(["neighbour"])


# Texts


def braced(kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base with a brace in every text that takes placeholders, `{{t}}`, and in every other, `{soil}`."""

    def paragraphs(texts: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        return tuple(text._replace(text=f"{text.text} {{{{t}}}}") for text in texts)

    questions = {
        id: it._replace(
            ask=f"{it.ask} {{{{t}}}}",
            why=f"{it.why} {{{{t}}}}",
            help=f"{it.help} {{{{t}}}}",
            label=f"{it.label} {{soil}}",
            topic=f"{it.topic} {{soil}}",
            unit=it.unit and f"{it.unit} {{soil}}",
            texts={value: f"{text} {{soil}}" if it.table else f"{text} {{{{t}}}}" for value, text in it.texts.items()},
        )
        for id, it in kb.questions.items()
    }
    conclusions = {
        id: it._replace(
            label=f"{it.label} {{soil}}", texts={value: f"{text} {{{{t}}}}" for value, text in it.texts.items()}
        )
        for id, it in kb.conclusions.items()
    }
    steps = {
        id: it._replace(
            title=f"{it.title} {{{{t}}}}",
            do=paragraphs(it.do),
            gives=paragraphs(it.gives),
            watch=paragraphs(it.watch),
            assumes=paragraphs(it.assumes),
        )
        for id, it in kb.steps.items()
    }
    sources = {
        id: it._replace(
            title=f"{it.title} {{soil}}", passages={key: f"{text} {{soil}}" for key, text in it.passages.items()}
        )
        for id, it in kb.sources.items()
    }
    return replace(
        kb,
        title=f"{kb.title} {{soil}}",
        welcome=f"{kb.welcome} {{{{t}}}}",
        questions=questions,
        conclusions=conclusions,
        steps=steps,
        sources=sources,
        rules=tuple(rule._replace(because=f"{rule.because} {{{{t}}}}") for rule in kb.rules),
        tables={
            id: it._replace(
                rows={row: {key: f"{cell} {{soil}}" for key, cell in cells.items()} for row, cells in it.rows.items()}
            )
            for id, it in kb.tables.items()
        },
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"plant": "tomato", "soil": "dry", "signs": ("spots", "wilting"), "days": 3},
        {"plant": "orchid", "soil": "wet", "signs": (), "days": 1, "shade": "no"},
        {"plant": "cactus"},
    ],
)
def test_every_text_is_filled_once_in_every_report(
    greenhouse: KnowledgeBase, answers: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path))
    kb = braced(greenhouse)
    for name, report in told(kb, advisor.recommend(greenhouse, answers, partial=True).answers).items():
        assert "{t}" in report or "{soil}" in report, name
        assert not set(re.sub(r"\{(t|soil|SOIL)\}", "", report)) & {"{", "}"}, name


def test_what_the_wording_of_an_answer_names_is_filled_wherever_the_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(tmp_path))
    questions = QUESTIONS.replace("dry: Dry", 'dry: "Dry for a {plant}"').replace("Hanging", '"{plant.name}')
    questions = questions.replace("leaves, spots", 'leaves", spots')
    rules = RULES.replace("because: Dry soil and", "because: In soil {soil}, and {signs},")
    kb = advisor.load(write_greenhouse(tmp_path / "kb", questions=questions, rules=rules))
    told_of = told(kb, {"plant": "tomato", "soil": "dry", "signs": ("wilting",), "days": 1})
    assert 'soil ("Dry for a Tomato")' in " ".join(told_of["text"].split())
    assert "In soil Dry for a Tomato, and Tomato leaves, a thirsty plant." in " ".join(told_of["html"].split())
    for name, report in told_of.items():
        assert "{" not in report.replace("{soil}", ""), name


@pytest.mark.parametrize("name", ["career-changer", "foreign-degree"])
def test_what_was_not_asked_and_cannot_matter_is_no_reason_beside_others(shipped: KnowledgeBase, name: str) -> None:
    for path in (it for it in CASES if it.stem == name):
        for advice in examples(shipped, path):
            why = render_reasons(advice, 10_000)
            assert not advice.unasked & {*advice.answers, *advice.questions_left}
            for pair in (pair for reason in advice.reasons() for pair in reason.missing):
                parts = advice.absence(pair).because
                idle = [part.text for part in parts if part.question in advice.unasked]
                assert 0 < len(idle) < len(parts)
                assert not any(text in why for text in idle)
                assert all(part.text in why for part in parts if part.text not in idle)
