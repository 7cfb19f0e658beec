"""Files that never end, are no files, are too large or nested too deeply: one line, a limit that is named, no wait."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.errors import KnowledgeBaseError
from advisor.knowledge.loader import load

CASE = "answers: {plant: tomato, soil: dry}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greenhouse_folder: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shutil.copytree(greenhouse_folder, "kb")
    Path("case.yaml").write_text(CASE, encoding="utf-8")
    for name in ("pipe", "pipe.csv", "pipe.jsonl", "pipe.yaml"):
        os.mkfifo(name)
    for name in ("zero", "zero.csv", "zero.jsonl", "zero.yaml", "zero.parquet"):
        Path(name).symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
    return folder


def advisor(line: str) -> subprocess.CompletedProcess[str]:
    limited = f"ulimit -v 6000000; '{sys.executable}' -m advisor {line}"
    return subprocess.run(["/bin/bash", "-c", limited], capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("command", ["recommend", "explain --how-sure", "test", "verify", "consult --case"])
@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("pipe", ""),
        ("zero", "is a binary file, not text"),
        ("socket", "is a socket, not a file"),
        ("kb", "is a folder"),
        ("nowhere", "no such file"),
        ("<(yes)", "is larger than 16 MiB"),
        ("- < <(yes)", "is larger than 16 MiB"),
        ("- < /dev/zero", "is a binary file, not text"),
    ],
)
def test_a_file_that_never_ends_or_is_no_file_is_one_line(here: Path, command: str, file: str, why: str) -> None:
    if (command, file) == ("test", "kb") or (command.startswith("consult") and file.startswith("-")):
        return  # a folder of cases; answers from standard input
    name, _, options = command.partition(" ")
    done = advisor(f"{name} --kb kb {options} {file}")
    assert done.returncode == 2
    assert why in done.stderr.splitlines()[0]
    assert done.stdout == "" or command == "test"
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize(
    "file",
    ["pipe.csv", "pipe.jsonl", "pipe.yaml", "zero.csv", "zero.jsonl", "zero.yaml", "zero.parquet", "socket"]
    + [f"- < <(yes '{text}' | tr -d '\\n')" for text in ("a", "{", '"', "a,", "answers: ")]
    + ["- < <(yes 'answers: {}')", "- < /dev/zero"],
)
def test_a_table_that_never_ends_or_is_no_file_is_one_line(here: Path, file: str) -> None:
    done = advisor(f"batch -o out.csv --kb kb {file}")
    assert done.returncode in (
        (0, 1, 2) if file in ("pipe.jsonl", "pipe.yaml", "zero.yaml", "- < <(yes 'answers: {}')") else (2,)
    )
    assert "defect" not in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("advisor: ")] or done.returncode < 2
    assert (done.returncode < 2) == Path("out.csv").exists()


@pytest.fixture
def odd(here: Path) -> Path:
    """A folder with a case, and with what looks like one by its name."""
    for folder in ("odd/deep.yaml", "linked"):
        Path(folder).mkdir(parents=True)
    Path("odd/a.yaml").write_text(f"{CASE}expect: {{next_step: water-now}}\n", encoding="utf-8")
    shutil.copy("odd/a.yaml", "odd/deep.yaml/b.json")
    shutil.copy("odd/a.yaml", "odd/again.yaml")
    Path("odd/gone.yaml").symlink_to("nowhere")
    Path("odd/loop.yaml").symlink_to("loop.yaml")
    Path("odd/other.yaml").symlink_to(here / "linked")
    os.mkfifo("odd/pipe.yaml")
    return here / "odd"


@pytest.mark.parametrize("inputs", ["odd", "'odd/*.yaml'", "'odd/**' --engine duckdb", "'odd/**/*.[jy]*'"])
def test_what_is_found_and_cannot_be_read_is_a_bad_row(odd: Path, inputs: str) -> None:
    done = advisor(f"batch {inputs} -o out.jsonl --kb kb --quiet")
    assert (done.returncode, done.stderr) == (1, "")
    found = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    good = [row["name"] for row in found if not row["error"]]
    assert sorted(good) == ["a", "again", "b"]
    assert sorted(row["error"] for row in found if row["error"]) == [
        "odd/gone.yaml, row 1, is a link to nothing",
        "odd/loop.yaml, row 1, cannot be read: Too many levels of symbolic links",
        *(["odd/other.yaml, row 1, is a link to a folder, which is not followed"] if "*" not in inputs else []),
        "odd/pipe.yaml, row 1, is neither a file nor a folder",
    ]


def test_what_is_found_and_cannot_be_tested_is_a_bad_case(odd: Path) -> None:
    done = advisor("test odd --kb kb --quiet")
    assert done.returncode == 1
    assert "3 passed, 0 failed, 4 bad" in done.stdout
    told = done.stderr.splitlines()
    assert [any(name in line for line in told) for name in ("gone", "loop", "other", "pipe")] == [True] * 4


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_is_a_bad_row(odd: Path) -> None:
    Path("odd/deep.yaml").chmod(0)
    done = advisor("batch odd -o - --kb kb --quiet")
    Path("odd/deep.yaml").chmod(0o700)
    assert "odd/deep.yaml: this folder cannot be read" in done.stdout


def test_what_comes_through_a_pipe_is_read(here: Path) -> None:
    for line in (
        "recommend <(sleep 0.5; cat case.yaml)",
        "recommend /dev/stdin < case.yaml",
        "recommend - < case.yaml",
    ):
        done = advisor(f"{line} --kb kb")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Water the Tomato" in done.stdout


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", '{"a":', "[[{a: "])
def test_what_is_nested_too_deeply_is_one_line(here: Path, opening: str) -> None:
    for count in (70, 200_000):
        Path("deep.yaml").write_text(f"answers:\n  plant: {opening * count}\n", encoding="utf-8")
        shutil.copy("deep.yaml", "kb/deep.yaml")
        for line in ("recommend deep.yaml --kb kb", "show --kb kb", "batch deep.yaml -o - --kb kb"):
            done = advisor(line)
            assert "defect" not in done.stderr
            assert len(done.stderr) < 1000
            assert done.returncode in (1, 2)
        Path("kb/deep.yaml").unlink()


def test_json_that_is_nested_too_deeply_is_one_line(here: Path) -> None:
    Path("deep.json").write_text("[" * 200_000, encoding="utf-8")
    done = advisor("verify deep.json --kb kb")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_bomb_of_aliases_does_not_go_off(here: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]" for at in range(1, 60)]
    for path in ("bomb.yaml", "kb/bomb.yaml"):
        Path(path).write_text("\n".join(lines), encoding="utf-8")
    assert "is not part of the format" in advisor("recommend bomb.yaml --kb kb").stderr
    assert "is not part of the format" in advisor("show --kb kb").stderr


def told(folder: str) -> str:
    with pytest.raises(KnowledgeBaseError) as caught:
        load(folder)
    return str(caught.value)


def test_a_knowledge_base_reads_nothing_outside_its_folder(here: Path) -> None:
    Path("secret.yaml").write_text("rules: {a: {when: {x: the-secret}}}\n", encoding="utf-8")
    Path("kb/out.yaml").symlink_to("../secret.yaml")
    assert told("kb") == "kb/out.yaml: is a link that leads out of the folder of the knowledge base; copy the file"
    Path("kb/out.yaml").unlink()
    Path("kb/etc.yaml").symlink_to("/etc/passwd")
    assert "root" not in told("kb")
    Path("kb/etc.yaml").unlink()
    Path("elsewhere").mkdir()
    Path("kb/more").symlink_to("../elsewhere")
    assert told("kb") == "kb/more: is a link to a folder, which is not read; copy the folder"
    Path("kb/more").unlink()
    Path("kb-too").symlink_to("kb")
    Path("kb/steps.yaml").rename("kb/.steps")
    Path("kb/steps.yaml").symlink_to(".steps")
    assert load("kb-too").steps


def test_what_is_no_file_in_a_knowledge_base_is_not_waited_for(here: Path) -> None:
    os.mkfifo("kb/pipe.yaml")
    assert told("kb") == "kb/pipe.yaml: is no file, but a device, a pipe or a socket"
    Path("kb/pipe.yaml").unlink()
    Path("kb/gone.yaml").symlink_to("nothing.yaml")
    assert told("kb") == "kb/gone.yaml: is a link to nothing"
    Path("kb/gone.yaml").unlink()
    Path("kb/large.yaml").write_text("# comment\n" * 2_000_000, encoding="utf-8")
    assert "is larger than 16 MiB" in told("kb")
    Path("kb/large.yaml").unlink()
    for number in range(1001):
        Path(f"kb/{number}.yaml").touch()
    assert told("kb") == "kb: holds more than 1000 files, the most that a knowledge base has"


def test_a_folder_that_is_no_knowledge_base_is_not_searched() -> None:
    assert told("/").endswith("is not a knowledge base: it has no knowledge-base.yaml")
