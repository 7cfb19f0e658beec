"""No output is an input, another output, or a part of a knowledge base."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.tables.finding import find

CASE = "answers: {plant: tomato, soil: dry}\n"
TABLE = "id,plant,soil\n1,tomato,dry\n2,cactus,\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greenhouse_folder: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shutil.copytree(greenhouse_folder, folder / "kb")
    Path("case.yaml").write_text(CASE, encoding="utf-8")
    Path("in.csv").write_text(TABLE, encoding="utf-8")
    Path("cases").mkdir()
    Path("cases", "one.yaml").write_text(f"{CASE}expect: {{next_step: water-now}}\n", encoding="utf-8")
    Path("link.csv").symlink_to("in.csv")
    os.link("case.yaml", "hard.yaml")
    os.link("kb/rules.yaml", "rules-too.txt")
    Path("kb-too").symlink_to("kb")
    return folder


def everything(folder: Path) -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "line",
    [
        "batch in.csv -o in.csv",
        "batch in.csv -o ./kb/../in.csv",
        "batch file://{here}/in.csv -o in.csv --engine duckdb",
        "batch file://{here}/in.csv -o . --engine spark",
        "batch in.csv -o link.csv",
        "batch link.csv -o in.csv",
        "batch in.csv -o out.csv --errors in.csv",
        "batch in.csv -o out.csv --errors out.csv",
        "batch in.csv -o out.csv --errors kb/../out.csv",
        "batch in.csv -o - --errors -",
        "batch in.csv -o out.csv --summary out.csv",
        "batch in.csv -o out.csv --summary in.csv",
        "batch in.csv case.yaml -o out.csv --summary hard.yaml",
        "batch in.csv -o out.csv --summary kb/rules.yaml",
        "batch in.csv -o out.csv --summary rules-too.txt",
        "batch . -o in.csv",
        "batch *.csv -o in.csv",
        "batch in.csv -o .",
        "recommend case.yaml -o case.yaml",
        "recommend case.yaml -o hard.yaml",
        "recommend case.yaml -o out --certificate out",
        "recommend case.yaml --certificate case.yaml",
        "recommend case.yaml -o kb/rules.yaml",
        "recommend case.yaml -o kb-too/new.yaml",
        "recommend case.yaml -o rules-too.txt",
        "explain case.yaml --how-sure -o case.yaml",
        "explain case.yaml --how-sure -o hard.yaml",
        "test cases --junit cases/one.yaml",
        "test cases --mutate --write kb",
        "check --witnesses kb/found",
        "check -o kb/questions.yaml",
        "diff kb kb-too --cases in.csv -o in.csv",
        "diff kb kb -o kb/steps.yaml",
        "show --map case.svg --case case.svg",
        "show -o kb/steps.yaml",
        "export --to clips -o kb/knowledge-base.yaml",
        "consult --case case.yaml --save case.yaml",
        "consult --case case.yaml --save hard.yaml",
        "consult --save kb/mine.yaml",
    ],
)
def test_what_would_write_over_an_input_another_output_or_the_knowledge_base_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    Path("case.svg").write_text(CASE, encoding="utf-8")
    before = everything(here)
    command, *rest = line.replace("{here}", str(here)).split()
    kb = [] if command == "diff" else ["--kb", "kb"]
    assert main([command, *rest, *kb]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("advisor: ")
    assert streams.err.count("\n") == 1
    assert everything(here) == before


def test_it_is_said_before_anything_is_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.csv").write_bytes(b"\xff\xfe\0")
    Path("case.yaml").write_text("answers: [", encoding="utf-8")
    for line in ("batch in.csv -o in.csv", "recommend case.yaml -o case.yaml"):
        assert main([*line.split(), "--kb", "kb"]) == 2
        assert "is an input" in capsys.readouterr().err


def test_one_device_may_take_several_outputs(here: Path) -> None:
    line = ["recommend", "case.yaml", "-o", "/dev/null", "--certificate", "/dev/null", "--kb", "kb"]
    assert main(line) == 0


@pytest.mark.parametrize("inputs", ["data", "data/*.csv", "data/**"])
@pytest.mark.parametrize("output", ["out.csv", "out.parquet", "out.jsonl", "out.tsv"])
def test_a_run_does_not_read_what_the_run_before_it_wrote_into_its_input_folder(
    here: Path, inputs: str, output: str
) -> None:
    Path("data").mkdir()
    shutil.copy("in.csv", "data/in.csv")
    line = ["batch", inputs, "-o", f"data/{output}", "--errors", "data/bad.csv", "--kb", "kb", "--quiet"]
    Path("data/bad.csv").touch()
    found = []
    for _ in range(3):
        assert main(line) == 0
        found.append(Path("data", output).read_bytes())
    assert found[1:] == found[:1] * 2


def test_a_source_table_in_the_input_folder_is_not_taken_for_an_earlier_output(here: Path) -> None:
    assert find(["."], ["out.csv"], load("kb"))
    for name in ("x.csv", "x.jsonl", "x.parquet"):
        Path(name).write_text("id,plant\n1,tomato\n", encoding="utf-8")
        assert main(["batch", "*.csv", "*.jsonl", "*.parquet", "-o", name, "--kb", "kb"]) == 2
        assert Path(name).read_text(encoding="utf-8") == "id,plant\n1,tomato\n"


@pytest.mark.parametrize("inputs", ["data", "data/*.*"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
def test_what_an_earlier_run_wrote_under_another_name_is_left_out_and_told(
    here: Path, inputs: str, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("data").mkdir()
    Path("data/in.csv").write_text(f"{TABLE}3,rose,\n", encoding="utf-8")
    old, bad = f"data/old.{ending}", f"data/bad.{ending}"
    assert main(["batch", "data/in.csv", "-o", old, "--errors", bad, "--details", "--kb", "kb"]) == 1
    capsys.readouterr()
    assert main(["batch", inputs, "-o", "new.csv", "--kb", "kb", "--quiet"]) == 1
    assert f"advisor: left out, as a batch has written it: {bad}, {old}" in capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in Path("new.csv").read_text(encoding="utf-8").splitlines()] == [
        "id",
        "1",
        "2",
        "3",
    ]
    Path("data/in.csv").unlink()
    assert main(["batch", inputs, "-o", "new.csv", "--kb", "kb"]) == 2
    assert "holds nothing but what a batch has written" in capsys.readouterr().err


def test_a_table_that_is_named_or_has_a_question_is_read_whatever_else_it_has(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("data").mkdir()
    Path("data/joined.csv").write_text("id,plant,next_step,rule,because,error\n1,tomato,,,,\n", encoding="utf-8")
    Path("data/other.jsonl").write_text('{"id": 1, "rule": "x", "plant": "cactus"}\n[]\n', encoding="utf-8")
    assert main(["batch", "data", "-o", "out.csv", "--kb", "kb"]) == 1
    assert len(Path("out.csv").read_text(encoding="utf-8").splitlines()) == 4
    Path("data/bad.csv").write_text("id,error\n1,\n", encoding="utf-8")
    main(["batch", "data/bad.csv", "-o", "out.csv", "--kb", "kb"])
    assert "left out" not in capsys.readouterr().err
