"""Blanks around an answer never matter: in any kind of question, to any reader, and the same characters to all."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import advisor
from advisor.cases.files import Case, read_cases
from advisor.cli.main import main
from advisor.errors import AdvisorError, CaseError
from advisor.knowledge.attributes import Answer
from advisor.knowledge.conditions import UNKNOWN
from advisor.knowledge.model import KnowledgeBase
from advisor.terminal.choices import choices
from advisor.terminal.inputs import read
from advisor.terminal.replies import Given

pytestmark = pytest.mark.filterwarnings("ignore:no column for")

BLANK = [chr(code) for code in range(0x110000) if chr(code).isspace()]
INVISIBLE = ["\u180e", "\u200b", "\u200c", "\u2060", "\ufeff"]
"""Characters that show nothing, and are none the less no blanks."""

WRITTEN: list[tuple[str, str, Answer]] = [
    ("plant", "{}tomato{}", "tomato"),
    ("soil", "{}unknown{}", UNKNOWN),
    ("signs", "{}spots{};{}wilting{}", ("wilting", "spots")),
    ("signs", "{}none{}", ()),
    ("signs", "{}unknown{}", UNKNOWN),
    ("days", "{}3{}", 3),
    ("days", "{}unknown{}", UNKNOWN),
]


@pytest.mark.parametrize(("id", "form", "answer"), WRITTEN)
def test_every_reader_passes_over_the_same_blanks(
    id: str, form: str, answer: Answer, greenhouse: KnowledgeBase, tmp_path: Path
) -> None:
    whole = {"plant": "cactus", "soil": "dry", "signs": "none", "days": "9", "shade": "no"}
    texts = [form.replace("{}", blank * 2) for blank in BLANK]
    cases = [{**whole, id: text} for text in texts]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"answers": case} for case in cases]))  # JSON has an escape for each of them
    for case in read_cases(file, greenhouse):
        assert isinstance(case, Case), case
        assert case.answers[id] == answer
    plain = {**whole, id: form.replace("{}", "")}
    decision = advisor.decide(greenhouse, plain)
    rows = advisor.assess(pl.DataFrame(cases), greenhouse, details=True).to_dicts()
    (row,) = advisor.assess(pl.DataFrame([plain]), greenhouse, details=True).to_dicts()
    for case, found in zip(cases, rows, strict=True):
        assert greenhouse.questions[id].read(case[id]) == answer
        assert advisor.decide(greenhouse, case) == decision
        assert found == row
        assert found["error"] is None
    typed = choices(greenhouse, greenhouse.questions[id], {})
    assert {read(typed, text) for text in texts} == {Given(answer)}


def test_a_list_may_have_blanks_in_its_parts(greenhouse: KnowledgeBase) -> None:
    case = {"plant": "tomato", "signs": [" spots", "wilting\t"]}
    assert greenhouse.questions["signs"].read(case["signs"]) == ("wilting", "spots")
    assert advisor.decide(greenhouse, case) == advisor.decide(greenhouse, {**case, "signs": ["wilting", "spots"]})


@pytest.mark.parametrize("blank", ["", *BLANK], ids=ascii)
def test_a_blank_text_is_no_answer(blank: str, greenhouse: KnowledgeBase, tmp_path: Path) -> None:
    for question in greenhouse.questions.values():
        if not question.required:
            assert question.read(blank) == UNKNOWN
    with pytest.raises(AdvisorError, match="plant: this question needs an answer"):
        greenhouse.questions["plant"].read(blank)
    with pytest.raises(CaseError, match=r"^the case: plant: this question needs an answer$"):
        advisor.recommend(greenhouse, {"plant": blank})
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"answers": {"plant": blank, "soil": blank, "days": 3}}))
    (left,) = read_cases(file, greenhouse)  # a consultation that was left, and goes on with these questions
    assert isinstance(left, Case)
    assert left.answers == {"days": 3}
    case = {"plant": "tomato", "soil": blank, "days": blank, "signs": blank}
    assert advisor.decide(greenhouse, case) == advisor.decide(greenhouse, {"plant": "tomato"})
    (row,) = advisor.assess(pl.DataFrame([case]), greenhouse).to_dicts()
    assert row["next_step"] == advisor.decide(greenhouse, case).value


@pytest.mark.parametrize("sign", INVISIBLE, ids=ascii)
def test_what_is_no_blank_is_refused_by_every_reader(sign: str, greenhouse: KnowledgeBase) -> None:
    for id, text in [("plant", f"tomato{sign}"), ("signs", f"spots; {sign}wilting"), ("days", f"{sign}3")]:
        case = {"plant": "tomato", id: text}
        (row,) = advisor.assess(pl.DataFrame([case]), greenhouse).to_dicts()
        assert f"row 1, {id}: " in row["error"]
        for refuse in (advisor.decide, advisor.recommend):
            with pytest.raises(CaseError):
                refuse(greenhouse, case)


def test_a_table_with_a_blank_after_each_comma_is_read(greenhouse_folder: Path, tmp_path: Path) -> None:
    table, padded, out = tmp_path / "in.csv", tmp_path / "padded.csv", tmp_path / "out.csv"
    rows = [
        "id,plant,soil,signs,days",
        *(f"{n},tomato,dry,spots;wilting,{n % 9}" for n in range(300)),
        "x,rose,wet,none,1",
    ]
    table.write_text("\n".join(rows) + "\n")
    padded.write_text(
        "\n".join([rows[0], *(row.replace(",", ", ").replace(";", " ; ") + " " for row in rows[1:])]) + "\n"
    )
    found = []
    for file in (table, padded):
        assert main(["batch", str(file), "-o", str(out), "--kb", str(greenhouse_folder), "--quiet"]) == 1
        found.append(out.read_text().replace(str(file), "in"))
    assert found[0] == found[1]
    assert found[0].count("plant: 'rose' is not one of") == 1
