"""What is wrong with bad rows is counted by kind, whoever counts, and the summary says what would mend it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from odd_records import HEADER

import advisor
from advisor.batching import faults
from advisor.batching.faults import RowFault, Splitter
from advisor.batching.job import Order
from advisor.batching.run import run
from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from benchmarks.tables import block

BAD = (
    HEADER
    + "1,a,rose,dry,,,\n2,b,rose,klamm,,61,\n3,c,,dry,,-1,\n4,d\n"
    + "5,e,cactus,klamm,,2.5,\n6,f,cactus,dry,,x,\n7,g,cactus,,,,\n"
)
KINDS = {
    ("answer", "'rose' is no answer", "plant"): 2,
    ("answer", "'klamm' is no answer", "soil"): 2,
    ("number", "a number that is not between 0 and 60", "days"): 2,
    ("number", "a number that is not whole", "days"): 1,
    ("number", "'x' is not a number", "days"): 1,
    ("absent", "an answer is needed, and there is none", "plant"): 1,
    ("line", "the line has 2 fields, but the header has 7", ""): 1,
}


def counted(kb: KnowledgeBase, *inputs: str) -> dict[RowFault, int]:
    return dict(run(kb, Order(inputs, "out.csv"), lambda text: None, lambda tally: None).faults)


def test_bad_rows_are_counted_by_what_is_wrong_with_them(both_ways: Path) -> None:
    Path("in.csv").write_text(BAD)
    assert counted(advisor.load("greenhouse"), "in.csv") == KINDS


def test_the_names_of_files_make_no_kinds_of_their_own(both_ways: Path) -> None:
    for name in ("a.csv", "b, row.csv"):
        Path(name).write_text(BAD)
    twice = {kind: 2 * count for kind, count in KINDS.items()}
    assert counted(advisor.load("greenhouse"), "a.csv", "b, row.csv") == twice


def test_the_places_in_case_files_make_no_kinds_of_their_own(both_ways: Path) -> None:
    for name in ("a.yaml", "b.json"):
        Path(name).write_text('{"answers": {"plant": "rose", "days": 99}}')
    kinds = {kind: 2 for kind in KINDS if kind[1] in ("'rose' is no answer", "a number that is not between 0 and 60")}
    assert counted(advisor.load("greenhouse"), "a.yaml", "b.json") == kinds


def test_each_bad_row_of_a_random_table_is_counted_for_each_of_its_bad_cells(both_ways: Path) -> None:
    kb = advisor.load("greenhouse")
    rows = block(kb, 500, seed=2, bad=0.3)
    rows.write_csv("in.csv")
    wrong = Counter(
        id for row in rows.to_dicts() for id, cell in row.items() if cell == "misspelt" and kb.questions[id]
    )
    found: Counter[str] = Counter()
    for fault, count in counted(kb, "in.csv").items():
        found[fault.question] += count
    assert found == wrong


def test_a_summary_says_what_is_wrong_the_commonest_first_and_what_would_mend_it(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(BAD + "8,h,rose,,,,\n")
    assert main(["batch", "in.csv", "-o", "out.csv", "--summary", "page.html", "--kb", "greenhouse"]) == 1
    said = capsys.readouterr().err.partition("Bad rows by what is wrong, the commonest first:\n")[2].splitlines()
    assert [line.split("  ")[1] for line in said[:4]] == [
        "Plant: 'rose' is no answer",
        "Days since watering: a number that is not between 0 and 60",
        "Soil: 'klamm' is no answer",
        "Days since watering: 'x' is not a number",
    ]
    assert said[0].split()[-2:] == ["3", "42.9%"]
    mends = [line for line in said if line.startswith("To mend them: ")]
    assert mends[0].startswith("To mend them: --map-draft writes a map of the columns")
    assert len(mends) == 4
    page = Path("page.html").read_text()
    assert "Plant: an answer that is not offered" in page
    assert "<li>fill in the answers that are needed, or give what all rows share as --set QUESTION=ANSWER.</li>" in page


@pytest.mark.parametrize(
    ("name", "content", "said", "mends"),
    [
        ("Cafe.csv", b"id,plant\n1,caf\xe9\n", "Byte 6 of the line is not UTF-8", ["save the file as UTF-8."]),
        ("Cafe.jsonl", b'{"plant": "caf\xe9"}\n', "Byte 15 of the line is not UTF-8", ["save the file as UTF-8."]),
        ("O'Neil; all.json", b"[]", "Holds no case; a case begins with 'answers:'", []),
        ("other.yaml", b"knowledge_base: desert\nanswers: {}\n", "Is a case of 'desert', not of 'greenhouse'", []),
        ("half.jsonl", b"{\n", "The line is not JSON: Expecting property name", []),
        ("odd.yaml", b"answers: {sings: 1}", "Unknown question 'sings'; did you mean 'signs'?", []),
        ("gone.csv", None, "Is a link to nothing", []),
    ],
)
def test_what_is_wrong_with_a_file_is_not_mended_by_fields_and_quotation_marks(
    both_ways: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, said: str, mends: list[str]
) -> None:
    file = Path("Cases", name)
    file.parent.mkdir()
    if content is None:
        file.symlink_to("nowhere")
    else:
        file.write_bytes(content)
    assert main(["batch", "Cases", "-o", "one.csv", "--kb", "greenhouse", "--quiet"]) == 1
    Path("Cases", "ok.csv").write_text("plant\ncactus\n")
    assert main(["batch", "Cases", "-o", "out.csv", "--kb", "greenhouse"]) == 1
    errors = pl.read_csv("out.csv", infer_schema=False)["error"].drop_nulls().to_list()
    assert [error.count(name) for error in errors] == [1]
    assert errors[0].startswith(f"Cases/{name}, row 1, ")
    lines = capsys.readouterr().err.splitlines()
    at = lines.index("Bad rows by what is wrong, the commonest first:")
    assert lines[at + 1].strip().startswith(said)
    assert lines[at + 2 :] == [f"To mend them: {it}" for it in mends]


def test_where_all_rows_are_good_nothing_is_said_of_bad_ones(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(HEADER + "1,a,cactus,,,,\n")
    assert main(["batch", "in.csv", "-o", "out.csv", "--kb", "greenhouse"]) == 0
    assert "wrong" not in capsys.readouterr().err


def test_there_are_only_so_many_kinds(monkeypatch: pytest.MonkeyPatch, greenhouse: KnowledgeBase) -> None:
    monkeypatch.setattr(faults, "MOST", 3)
    counts: Counter[RowFault] = Counter()
    errors = pl.Series([f"row {at}, plant: 'p{at % 10}' is not one of tomato" for at in range(100)])
    faults.count(counts, Splitter(greenhouse), errors)
    assert len(counts) == 4
    assert sum(counts.values()) == 100
