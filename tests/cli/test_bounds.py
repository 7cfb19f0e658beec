"""What is read and what is said has bounds: mistakes are counted after twenty, and quoted values are cut."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from advisor.cli.main import main
from advisor.errors import AdvisorError, listed, quoted

BAD = "answers: {plant: %s}\n"


@pytest.mark.parametrize(
    "line",
    [
        "recommend cases.yaml",
        "recommend lacking.yaml",
        "explain cases.yaml --how-sure",
        "test cases.yaml",
        "diff kb kb --cases cases.yaml",
        "diff kb kb --cases cases.csv",
        "verify certificates.json",
        "recommend one.yaml",
    ],
)
def test_of_the_mistakes_of_a_file_twenty_are_told_and_how_many_more_there_are(
    here: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    Path("cases.yaml").write_text("---\n".join(BAD % "rose" for _ in range(1000)), encoding="utf-8")
    Path("lacking.yaml").write_text("---\n".join("answers: {}\n" for _ in range(1000)), encoding="utf-8")
    Path("cases.csv").write_text("plant\n" + "rose\n" * 1000, encoding="utf-8")
    Path("certificates.json").write_text(json.dumps([{}] * 1000), encoding="utf-8")
    Path("one.yaml").write_text("answers:\n" + "".join(f"  q{at}: x\n" for at in range(1000)), encoding="utf-8")
    assert main([*line.split(), *([] if "diff" in line else ["--kb", "kb"])]) in (1, 2)
    said = capsys.readouterr().err.splitlines()
    assert 21 <= len(said) <= 22
    assert said[20].endswith(": and 980 more")


def test_the_mistakes_of_each_file_are_counted_by_themselves(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.yaml", "b.yaml"):
        Path(name).write_text("---\n".join(BAD % "rose" for _ in range(25)), encoding="utf-8")
    assert main(["recommend", "a.yaml", "b.yaml", "--kb", "kb"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[20] == "advisor: a.yaml: and 5 more"
    assert said[41] == "advisor: b.yaml: and 5 more"


@pytest.mark.parametrize("many", [1, 1000])
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "yaml"])
@pytest.mark.parametrize("column", ["plant", "signs", "days"])
def test_an_error_cell_quotes_the_beginning_of_a_long_value(here: Path, kind: str, column: str, many: int) -> None:
    value = "x" * 100_000
    row = {"plant": "cactus", "soil": "", "signs": "", "days": "", column: value}
    name = f"in.{kind}"
    if kind == "csv" or kind == "tsv":
        pl.DataFrame([row] * many).write_csv(name, separator="," if kind == "csv" else "\t")
    elif kind == "jsonl":
        Path(name).write_text((json.dumps(row) + "\n") * many, encoding="utf-8")
    elif kind == "parquet":
        pl.DataFrame([row] * many).write_parquet(name)
    else:
        many = min(many, 100)  # a file of cases is read as a whole, so its size has a limit
        Path(name).write_text("---\n".join([f"answers: {{{column}: {value}}}\n"] * many), encoding="utf-8")
    assert main(["batch", name, "-o", "out.parquet", "--kb", "kb", "--quiet"]) == 1
    errors = pl.read_parquet("out.parquet")["error"]
    assert len(errors) == many
    for error in errors:
        assert f"{column}: '{'x' * 80}'... is not " in error
        assert len(error) < 300


def test_a_long_list_of_known_words_ends_with_how_many_more_there_are() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(range(100)).endswith(", 18, 19 and 80 more")


def test_any_value_is_quoted_in_one_short_line() -> None:
    for value in (10**5000, [[[]]] * 9999, {"a": "b" * 999}, float("nan"), None, b"\0" * 999, object()):
        assert len(quoted(value)) < 100
        assert quoted(value).isprintable()


def test_an_error_is_one_line_whatever_is_quoted_in_it() -> None:
    error = AdvisorError("a\nb\x1b[31m\u202ec\u2028d")
    assert str(error) == r"a\nb\x1b[31m\u202ec\u2028d"
    assert list(error.lines) == [str(error)]
