"""A text that YAML takes for something else: what is wrong with it, and that it wants quoting."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cases.files import read_cases
from advisor.errors import CaseError, KnowledgeBaseError
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

QUOTES = "must stand in quotes"
TEXTS = {
    "Note: wet soil": f"a text with a colon and a blank in it {QUOTES}",
    "it ends with:": f"a text with a colon and a blank in it {QUOTES}",
    "%5 of it": f"a text that begins with % {QUOTES}",
    "@home": f"a text that begins with @ {QUOTES}",
    "`code`": f"a text that begins with ` {QUOTES}",
    "* many": f"a text that begins with * {QUOTES}",
    "*many": "the alias *many is not part of the format; write the value here, or quote it",
    "& more": f"a text that begins with & {QUOTES}",
    "&more": "the anchor &more is not part of the format; write the value, or quote it",
    "! beware": f"the tag ! is not part of the format; a text that begins with ! {QUOTES}",
    "!beware": f"the tag !beware is not part of the format; a text that begins with ! {QUOTES}",
    "| pipe": f"a text that begins with | {QUOTES}",
    "> 10 days": f"a text that begins with > {QUOTES}",
    "- minus": f"a text that begins with - {QUOTES}",
    "? why": f"a text that begins with ? {QUOTES}",
    "[a] b": f"a text that begins with [ {QUOTES}",
    "{a} b": f"a text that begins with {{ {QUOTES}",
    '"Yes" means yes': "a text goes on after its quotation mark; put all of it in quotes of the other kind",
    "'it's'": "a text goes on after its quotation mark; put all of it in quotes of the other kind",
    '"open': "a quotation mark has no partner",
    r'"C:\q"': "in double quotes a backslash has a meaning of its own",
    "a\n\tb: c": "a tab does not indent; use spaces",
    "true": "must be text, not true or false; to mean the word, write it in quotes: 'true'",
    "Null": "must be text, not nothing; to mean the word, write it in quotes: 'Null'",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_wants_quoting_is_told_in_a_knowledge_base(greenhouse_folder: Path, text: str) -> None:
    file = greenhouse_folder / "questions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Plants differ in thirst.", text), encoding="utf-8")
    with pytest.raises(KnowledgeBaseError) as caught:
        load(greenhouse_folder)
    assert [line for line in caught.value.lines if "questions.yaml:" in line and TEXTS[text] in line]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_wants_quoting_is_told_in_a_case(greenhouse: KnowledgeBase, tmp_path: Path, text: str) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(f"name: {text}\nanswers: {{plant: tomato}}\n", encoding="utf-8")
    if text == "Null":
        return  # a case may go without a name
    (error,) = read_cases(file, greenhouse)
    assert isinstance(error, CaseError)
    assert TEXTS[text] in str(error)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_in_quotes_is_that_text(greenhouse: KnowledgeBase, tmp_path: Path, text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    file = tmp_path / "case.yaml"
    file.write_text(f"name: {quoted}\nanswers: {{plant: tomato}}\n", encoding="utf-8")
    (case,) = read_cases(file, greenhouse)
    assert not isinstance(case, CaseError)
    assert case.name.split() == text.split()


def test_yes_and_no_are_words_and_true_wants_quoting(greenhouse_folder: Path) -> None:
    file = greenhouse_folder / "questions.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{yes: Shade, no: Full sun}", "{yes: Shade, no: Full sun, true: So"), encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match=r"between brackets, parts stand apart|has no partner"):
        load(greenhouse_folder)
    file.write_text(
        text.replace("{yes: Shade, no: Full sun}", "{yes: Shade, no: Full sun, true: So}"), encoding="utf-8"
    )
    with pytest.raises(KnowledgeBaseError, match="an id must be a word, not true or false; to mean the word, write"):
        load(greenhouse_folder)
    file.write_text(
        text.replace("{yes: Shade, no: Full sun}", "{yes: Shade, no: Full sun, 'true': So}"), encoding="utf-8"
    )
    assert load(greenhouse_folder).questions["shade"].values == ("yes", "no", "true")
