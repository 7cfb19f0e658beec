"""`advisor batch` on tables as their owners have them: words, maps, what rows share, separators, compressed files."""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from pathlib import Path

import polars as pl
import pytest
from odd_records import HEADER
from owned_tables import pair_of_tables

import advisor
from advisor.cli.main import main

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROWS = HEADER + "1,Ann,tomato,dry,none,3,yes\n2,Bob,cactus,wet,spots;wilting,,no\n"
MAP = """\
columns:
  Species: {question: plant, values: {Paradeiser: tomato, "Kaktus ": cactus}}
  Erde:
    question: soil
    values: {trocken: dry, nass: wet, "?": ~}
  Flecken: {question: signs, value: spots}
  Welk: {question: signs, value: Hanging leaves}
  Plant: ~
set: {shade: Full sun}
empty: [NA, "-"]
separator: ";"
"""


def batch(*args: str) -> int:
    return main(["batch", *args, "--kb", "greenhouse"])


def rows(path: str = "out.csv") -> list[dict[str, str | None]]:
    return pl.read_csv(path, infer_schema=False).to_dicts()


def written(frame: pl.DataFrame, name: str) -> None:
    kind, _, packing = name.partition(".")[2].partition(".")
    if kind == "parquet":
        frame.write_parquet(name)
        return
    text = frame.write_ndjson() if kind == "jsonl" else frame.write_csv(separator={"tsv": "\t"}.get(kind, ","))
    if "semicolon" in name:
        text = frame.write_csv(separator=";")
    pack = {"gz": gzip.compress, "zst": zstd.compress, "": lambda it: it}[packing]
    Path(name).write_bytes(pack(text.encode()))


@pytest.mark.parametrize(
    "name", ["a.csv", "semicolon.csv", "a.tsv", "a.jsonl", "a.parquet", "a.csv.gz", "a.jsonl.zst", "a.tsv.zst"]
)
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_words_mean_the_same_in_every_format_and_engine(both_ways: Path, name: str, engine: str) -> None:
    plain, owned = pair_of_tables(advisor.load("greenhouse"), 120, seed=sum(map(ord, name)), bad=0.03)
    plain.write_csv("plain.csv")
    written(owned, name)
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 1
    assert batch(name, "-o", "out.csv", "--quiet", "--engine", engine) == 1
    expected, found = rows("expected.csv"), rows()
    told = ("id", "next_step", "rule", "because", "alongside", "caution")
    assert [[it[name] for name in told] for it in found] == [[it[name] for name in told] for it in expected]
    assert [bool(it["error"]) for it in found] == [bool(it["error"]) for it in expected]


def test_a_batch_derives_rows_in_words_again_without_a_difference(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, owned = pair_of_tables(advisor.load("greenhouse"), 60, seed=5, bad=0.05)
    written(owned, "in.csv")
    assert batch("in.csv", "-o", "out.csv", "--verify", "60") == 1
    assert "60 rows derived again: no differences" in capsys.readouterr().err


def test_a_map_says_what_columns_and_cells_mean(both_ways: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("map.yaml").write_text(MAP)
    table = (
        "id;Species;Erde;Plant;Flecken;Welk;Days\n"
        "1;paradeiser;Trocken;x;x;;3\n2;KAKTUS;?;x;;;NA\n3;Tomato;Wet;x;-;x;-\n4;rose;klamm;x;;oft;61\n"
    )
    Path("in.csv").write_text(table)
    plain = HEADER + "1,,tomato,dry,spots,3,no\n2,,cactus,,,,no\n3,,tomato,wet,wilting,,no\n4,,rose,,,,\n"
    Path("plain.csv").write_text(plain)
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 1
    capsys.readouterr()
    assert batch("in.csv", "-o", "out.csv", "--quiet", "--map", "map.yaml") == 1
    assert capsys.readouterr().err.splitlines() == []
    expected = [{key: cell for key, cell in row.items() if key != "name"} for row in rows("expected.csv")]
    assert rows()[:3] == expected[:3]
    assert re.fullmatch(
        r"row 4, plant: 'rose' is not one of .*; soil: 'klamm' is not one of .*; signs: 'oft' is no tick for wilting; "
        r"tick it with x, yes, or leave it blank; days: 61 is not between 0 and 60",
        rows()[3]["error"] or "",
    )
    lines = [{"Species": "Kaktus", "Erde": "nass", "Flecken": "x", "Welk": None, "Plant": 1, "Days": "-"}]
    Path("in.jsonl").write_text("".join(map(json.dumps, lines)))
    assert batch("in.jsonl", "-o", "lines.csv", "--quiet", "--map", "map.yaml") == 0
    Path("plain.csv").write_text(HEADER + "1,,cactus,wet,spots,,no\n")
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 0
    assert rows("lines.csv")[0]["because"] == rows("expected.csv")[0]["because"]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "yaml", "parquet"])
def test_what_rows_share_is_for_those_without_an_answer_of_their_own(both_ways: Path, kind: str) -> None:
    frame = pl.DataFrame({"plant": ["tomato", "cactus"], "soil": ["wet", None]})
    if kind == "yaml":
        Path("in.yaml").write_text("answers: {plant: tomato, soil: wet}\n---\nanswers: {plant: cactus}\n")
    else:
        written(frame, f"in.{kind}")
    frame.with_columns(pl.col("soil").fill_null("dry"), shade=pl.lit("yes"), days=pl.lit("3")).write_csv("plain.csv")
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 0
    given = ["--set", "soil=DRY", "--set", "days=3", "--set", "Is there shade at noon?=Shade"]
    assert batch(f"in.{kind}", "-o", "out.csv", "--quiet", *given) == 0
    told = ("next_step", "because", "caution")
    found, expected = rows(), rows("expected.csv")
    assert [[it[name] for name in told] for it in found] == [[it[name] for name in told] for it in expected]


def test_cells_that_mean_nothing_are_named(both_ways: Path) -> None:
    Path("in.csv").write_text(HEADER + "NA,-,tomato, NA ,-,NA,-\n2,b,tomato,,,,\n")
    assert batch("in.csv", "-o", "out.csv", "--quiet", "--empty", "NA, -") == 0
    first, second = rows()
    assert (first["id"], first["because"]) == ("NA", second["because"])


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_a_table_whose_separator_its_ending_does_not_say_is_read_and_said_to_be(
    both_ways: Path, capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    Path("plain.csv").write_text(ROWS)
    pl.read_csv("plain.csv", infer_schema=False).rename({"name": "Notes, if any"}).write_csv("in.csv", separator=sign)
    assert batch("in.csv", "-o", "out.csv", "--quiet") == 0
    named = {";": "semicolons", "\t": "tabs", "|": "bars"}[sign]
    assert f"advisor: its columns are separated by {named}" in capsys.readouterr().err.splitlines()
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 0
    assert [row["because"] for row in rows()] == [row["because"] for row in rows("expected.csv")]
    assert batch("in.csv", "-o", "again.csv", "--quiet", "--separator", "tab" if sign == "\t" else sign) == 0
    assert rows("again.csv") == rows()
    assert "separated" not in capsys.readouterr().err.partition("expected")[2]


def test_a_table_of_commas_stays_one_whatever_else_is_in_its_header(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(HEADER.replace("name", "a;b;c;d;e;f;g") + "1,x;y,tomato,dry,none,3,yes\n")
    assert batch("in.csv", "-o", "out.csv", "--quiet") == 0
    assert "separated" not in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv.gz", "csv.zst", "jsonl.gz", "tsv.zst"])
def test_compressed_tables_are_written_and_hold_the_same(both_ways: Path, ending: str) -> None:
    Path("in.csv").write_text(ROWS + "3,c,rose,,,,\n")
    kind, _, packing = ending.partition(".")
    assert batch("in.csv", "-o", f"plain.{kind}", "--errors", f"bad.{kind}", "--quiet") == 1
    assert batch("in.csv", "-o", f"out.{ending}", "--errors", f"bad.{ending}", "--quiet") == 1
    unpack = {"gz": gzip.decompress, "zst": zstd.decompress}[packing]
    for name in ("out", "bad"):
        plain = Path(f"{name.replace('out', 'plain')}.{kind}").read_bytes()
        assert unpack(Path(f"{name}.{ending}").read_bytes()) == plain


def test_a_folder_with_compressed_tables_is_read(both_ways: Path) -> None:
    Path("tables").mkdir()
    Path("tables/a.csv.gz").write_bytes(gzip.compress(ROWS.encode()))
    Path("tables/b.csv").write_text(ROWS)
    assert batch("tables", "-o", "out.csv", "--quiet") == 0
    assert [row["id"] for row in rows()] == ["1", "2", "1", "2"]


def test_compressed_text_that_is_not_whole_is_refused_in_a_line(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = random.Random(1).randbytes(5000).hex()
    long = (HEADER + f"1,{noise},cactus,,,,\n" * 3).encode()
    for packed, name in ((gzip.compress(long), "in.csv.gz"), (zstd.compress(long), "in.csv.zst")):
        Path(name).write_bytes(packed[: len(packed) // 2])
        assert batch(name, "-o", "out.csv", "--quiet") == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert said == f"advisor: {name}: is compressed, and ends in the middle; get the whole file"
        Path(name).write_bytes(packed[:40] + b"\xff" * 200 + packed[240:])
        assert batch(name, "-o", "out.csv", "--quiet") == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert re.fullmatch(rf"advisor: {name}: is compressed, and damaged \(.+\)", said)
    assert not Path("out.csv").exists()
    Path("in.parquet.gz").write_bytes(b"")
    assert batch("in.parquet.gz", "-o", "out.csv") == 2
    assert "the ending '.gz' says nothing of its format" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {Art: plan}", "map.yaml:1:16: no question is 'plan'; did you mean 'plant'?"),
        ("columns: {Art: {question: plant, values: {a: rose}}}", "map.yaml:1:46: plant: 'rose' is not one of tomato,"),
        ("columns: {Art: {question: plant, value: tomato}}", "map.yaml:1:41: plant takes one answer"),
        ("columns: {Art: {question: signs, value: x}}", "map.yaml:1:41: signs has no value 'x'"),
        ("columns: {Art: {values: {}}}", "map.yaml:1:16: a column has no 'question'"),
        ("columns: {A: plant, ' a ': soil}", "map.yaml:1:21: the column ' a ' is there twice"),
        ("colums: {}", "map.yaml:1:1: unknown key 'colums' in the map; did you mean 'columns'?"),
        ("set: {name: Ann}", "map.yaml:1:7: name is no question"),
        ("set: {days: 99}", "map.yaml:1:13: days: 99 is not between 0 and 60"),
        ("separator: ab", "map.yaml:1:12: 'ab' separates no fields"),
        ("- a\n- b", "map.yaml:1:1: the map must be a mapping, not a list"),
        ("a: [", "map.yaml:"),
    ],
)
def test_a_map_that_is_wrong_is_told_line_by_line(
    both_ways: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    Path("in.csv").write_text(ROWS)
    Path("map.yaml").write_text(text)
    assert batch("in.csv", "-o", "out.csv", "--map", "map.yaml") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"advisor: {said}"), lines
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--set", "soil"], "--set soil: what all rows share is given as country=us"),
        (["--set", "sole=dry"], "--set sole=dry: no question is 'sole'; did you mean 'soil'?"),
        (["--set", "soil=dri"], "--set soil: 'dri' is not one of dry, wet, unknown; did you mean 'dry'?"),
        (["--separator", "xy"], "'xy' separates no fields; one sign does, such as ';', or 'tab'"),
        (["--map", "no.yaml"], "no.yaml: no such file"),
        (["--map", "out.csv"], "out.csv: is an input, which -o would write over; name another file"),
    ],
)
def test_options_that_are_wrong_are_one_line(
    both_ways: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    Path("in.csv").write_text(ROWS)
    Path("out.csv").write_text("as it was")
    assert batch("in.csv", "-o", "out.csv", *args) == 2
    assert capsys.readouterr().err.splitlines() == [f"advisor: {said}"]
    assert Path("out.csv").read_text() == "as it was"


def test_a_column_of_the_map_that_no_table_has_is_pointed_out(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(ROWS)
    Path("map.yaml").write_text("columns: {Erde: soil}")
    assert batch("in.csv", "-o", "out.csv", "--quiet", "--map", "map.yaml") == 0
    assert capsys.readouterr().err.splitlines() == ["advisor: no table has these columns of the map: 'erde'"]


def test_a_draft_tells_what_was_understood_and_what_comes_nearest(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(
        "id,Plants,Soil,Days,Zeichen,Notes\n1,tomato,trocken,3,Brown spots,x\n2,Cactus,DRY!,x,,y\n"
    )
    assert batch("in.csv", "--map-draft", "-o", "map.yaml") == 0
    draft = Path("map.yaml").read_text()
    for line in (
        "# A map of in.csv, drafted from 2 rows. Give it to: advisor batch --map FILE",
        '  # "id" is id',
        "  # \"Plants\": plant    # not known, holds 'Cactus', 'tomato'",
        '  "Soil":\n    question: soil\n    values:\n      # "trocken":     # 1 row',
        '      # "x":     # 1 row',
        "  # \"Zeichen\": signs    # not known, holds 'Brown spots'",
        '  # "Notes":    # not known\n  #   question:\n  #   values:\n  #     "x":     # 1 row',
        "#   plant: What do you grow? (needed)",
        "set:\n  # plant: ",
    ):
        assert line.rstrip() in draft, draft
    mended = draft.replace('# "Plants": plant ', '"Plants": plant ').replace('# "Zeichen": ', '"Zeichen": ')
    mended = mended.replace('# "trocken":  ', '"trocken": dry  ').replace('# "x": ', '"x": ')
    Path("map.yaml").write_text(mended)
    assert batch("in.csv", "-o", "out.csv", "--quiet", "--map", "map.yaml") == 0
    Path("plain.csv").write_text(HEADER + "1,,tomato,dry,spots,3,\n2,,cactus,dry,,,\n")
    assert batch("plain.csv", "-o", "expected.csv", "--quiet") == 0
    assert [row["because"] for row in rows()] == [row["because"] for row in rows("expected.csv")]


PEOPLE = ["Ada Obi", "Bo Li", "Cy", "Di Rao", "Eve"]


@pytest.mark.parametrize(
    ("columns", "proposed"),
    [
        ({"Student": PEOPLE, "Roll": ["S-01", "S-02", "S-03", "S-04", "S-05"]}, {"Student": "name", "Roll": "id"}),
        ({"Line": ["1", "2", "3", "4", "5"]}, {"Line": "id"}),
        ({"Income": ["900", "1200", "85", "7", "1"]}, {}),  # different, but no codes
        ({"Town": [*PEOPLE[:4], "Cy"]}, {}),  # two have the same
        ({"name": PEOPLE, "Mother": PEOPLE[::-1]}, {}),  # there is one already
        ({"Student": PEOPLE, "Mother": PEOPLE[::-1]}, {"Student": "name"}),
    ],
)
def test_a_draft_proposes_what_tells_rows_apart_as_name_or_id(
    both_ways: Path, columns: dict[str, list[str]], proposed: dict[str, str]
) -> None:
    table = pl.DataFrame({**columns, "plant": ["tomato"] * 5})
    table.write_csv("in.csv")
    assert batch("in.csv", "--map-draft", "-o", "map.yaml") == 0
    draft = Path("map.yaml").read_text()
    found = {name: target for name in columns for target in ("id", "name") if f'  # "{name}": {target} ' in draft}
    assert found == proposed
    if proposed:
        Path("map.yaml").write_text(re.sub(r'# ("\w+": (?:name|id)) ', r"\1 ", draft))
        assert batch("in.csv", "-o", "out.csv", "--quiet", "--map", "map.yaml") == 0
        for name, target in proposed.items():
            assert [row[target] for row in rows()] == columns[name]


def test_no_map_is_drafted_of_what_has_no_line_of_names(both_ways: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.jsonl").write_text('{"plant": "cactus"}\n')
    assert batch("in.jsonl", "--map-draft") == 2
    said = "advisor: in.jsonl: has no line of names; a map is drafted from a table that has one"
    assert capsys.readouterr().err.splitlines() == [said]


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("", 2),
        ("Our plants\n\nof the year\n", 2),
        ("Plant;;\n", 2),
        ("plant;soil;days\n", 3),
        ("what;which;how\n" * 19, 2),
        ("what;which;how\n" * 20, 0),
    ],
)
def test_names_below_a_title_are_found_and_what_has_most_of_its_names_known_is_no_title(
    both_ways: Path, above: str, count: int
) -> None:
    Path("in.csv").write_text(above + "Plant;Soil;Days\ncactus;dry;1\ntomato;plant;soil\n")
    code = main(["batch", "in.csv", "-o", "out.csv", "--kb", "greenhouse", "--quiet"])
    assert (len(pl.read_csv("out.csv", infer_schema=False)) if code < 2 else 0) == count
