"""The commands: what they print, on which stream, with which exit code; and that bad input never gives a traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import advisor
from advisor.cli.main import main

THIRSTY = "answers: {plant: tomato, soil: dry}\n"
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kb(greenhouse_folder: Path) -> list[str]:
    return ["--kb", str(greenhouse_folder)]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write(tmp_path / "thirsty.yaml", f"name: A thirsty tomato\n{THIRSTY}")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def command(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "advisor", *args], capture_output=True, text=True, cwd=CHECKOUT, timeout=60, **options
    )


def escaped(capsys: pytest.CaptureFixture[str]) -> str:
    """What was complained of, which is one line and nothing else."""
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("advisor: ")
    assert streams.err.count("\n") == 1
    return streams.err


def test_recommend_prints_the_advice_of_a_case(kb: list[str], case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", str(case), *kb]) == 0
    streams = capsys.readouterr()
    assert streams.out.startswith("A thirsty tomato\n================\n\nNEXT STEP\nWater the Tomato\n")
    assert "\x1b" not in streams.out
    assert streams.err == ""


def test_recommend_prints_json_as_one_array_in_the_order_of_the_cases(
    kb: list[str], case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    several = write(tmp_path / "several.yaml", f"name: b\n{THIRSTY}---\nname: c\nanswers: {{plant: cactus}}\n")
    as_json = write(tmp_path / "one.json", '{"name": "d", "answers": {"plant": "orchid"}}')
    paths = [str(path) for path in (case, several, as_json)]
    assert main(["recommend", *paths, "--format", "json", *kb]) == 0
    streams = capsys.readouterr()
    assert [found["name"] for found in json.loads(streams.out)] == ["A thirsty tomato", "b", "c", "d"]
    assert streams.err == "advisor: 4 cases answered\n"


def test_a_bad_case_is_reported_and_the_others_are_answered(
    kb: list[str], case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path / "bad.yaml", "answers: {plant: tomato, soil: drx}\n")
    assert main(["recommend", str(bad), str(case), str(tmp_path / "gone.yaml"), "--quiet", *kb]) == 1
    streams = capsys.readouterr()
    assert "Water the Tomato" in streams.out
    assert "bad.yaml" in streams.err
    assert "did you mean 'dry'" in streams.err
    assert "gone.yaml" in streams.err
    assert len(streams.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"answers: {plnt: tomato, plant: tomato}\n", "plnt"),
        (b"answers: {plant: tomatoo}\n", "tomato"),
        (b"answers: {plant: tomato, days: 61}\n", "60"),
        (b"answers:\n\tplant: tomato\n", "bad.yaml"),
        (b"answers: {soil: dry}\n", "plant"),
        (b"knowledge_base: orchard\nanswers: {plant: tomato}\n", "bad.yaml"),
        (b"", "bad.yaml"),
        (b"- 1\n", "bad.yaml"),
        (b"\x7fELF\x00\x01\xff\xfe", "bad.yaml"),
        (b"{" * 5000, "bad.yaml"),
    ],
    ids=["question", "value", "range", "tab", "required", "other-kb", "empty", "list", "binary", "deep"],
)
def test_bad_input_gives_one_line_and_exit_two(
    kb: list[str], tmp_path: Path, content: bytes, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert main(["recommend", str(path), *kb]) == 2
    assert word in escaped(capsys)


@pytest.mark.parametrize("name", ["gone.yaml", "."])
def test_what_is_not_a_file_gives_one_line_and_exit_two(
    kb: list[str], tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommend", str(tmp_path / name), *kb]) == 2
    escaped(capsys)


def test_a_case_is_read_from_standard_input(
    kb: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(THIRSTY.encode()), encoding="utf-8"))
    assert main(["recommend", "-", *kb]) == 0
    assert "Water the Tomato" in capsys.readouterr().out


def test_an_output_file_is_written_whole_or_not_at_all(
    kb: list[str], case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = write(tmp_path / "advice.json", "before")
    assert main(["recommend", str(tmp_path / "gone.yaml"), "-o", str(out), *kb]) == 2
    assert out.read_text() == "before"
    assert main(["recommend", str(case), "--format", "json", "-o", str(out), *kb]) == 0
    assert json.loads(out.read_text())[0]["next_step"]["id"] == "water-now"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert capsys.readouterr().out == ""


def test_an_output_file_that_cannot_be_written_is_one_line(
    kb: list[str], case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (tmp_path, tmp_path / "gone" / "advice.txt"):
        assert main(["recommend", str(case), "-o", str(place), *kb]) == 2
        assert str(place) in escaped(capsys)


def test_cases_without_a_name_are_called_after_their_file(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "kenya.yaml", f"{THIRSTY}---\n{THIRSTY}")
    case = write(tmp_path / "ghana.yaml", THIRSTY)
    cases = [str(tmp_path / "kenya.yaml"), str(case)]
    names = ["kenya", "kenya, line 3", "ghana"]
    assert main(["recommend", *cases, *kb]) == 0
    assert [it for it in capsys.readouterr().out.splitlines() if it in names] == names
    assert main(["explain", cases[0], "--how", "next_step", *kb]) == 0
    assert [it for it in capsys.readouterr().out.splitlines() if it in names] == names[:2]
    assert main(["recommend", *cases, "--format", "html", "-o", f"{tmp_path}/many/", *kb]) == 0
    index = (tmp_path / "many" / "index.html").read_text(encoding="utf-8")
    assert all(f">{name}<" in index for name in names)
    pages = sorted(path.name for path in (tmp_path / "many").iterdir())
    assert pages == ["001-kenya.html", "002-kenya-line-3.html", "003-ghana.html", "index.html"]
    assert "<title>ghana" in (tmp_path / "many" / "003-ghana.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["recomend"], "did you mean 'recommend'"),
        (["zzz"], "the commands are consult, recommend, "),
        (["recommend"], "CASE"),
        (["recommend", "x.yaml", "--fromat", "json"], "did you mean '--format'"),
        (["recommend", "x.yaml", "--format", "xml"], "xml"),
        (["export"], "--to"),
        (["export", "--to", "json-schema", "extra"], "extra"),
        (["consult", "--sav"], "did you mean '--save'? See 'advisor consult --help'"),
        (["test", "--kb", "no-such-place"], "no-such-place"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_and_exit_two(argv: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert word in escaped(capsys)


def test_every_mistake_of_a_knowledge_base_has_its_line(
    greenhouse_folder: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(greenhouse_folder / "extra.yaml", "questons: {}\nstep: {}\n")
    assert main(["recommend", str(case), "--kb", str(greenhouse_folder)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("advisor: ") and "extra.yaml" in line for line in lines)


def test_test_passes_where_every_expectation_holds(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    write(folder / "a.yaml", f"{THIRSTY}expect: {{next_step: water-now, caution: [], moisture: short}}\n")
    write(folder / "b.yaml", "answers: {plant: cactus}\n")
    assert main(["test", str(folder), *kb]) == 0
    out = capsys.readouterr().out
    assert "1 passed, 0 failed, 0 bad, 1 without 'expect'" in out
    assert "never fired: alongside-talk" in out
    assert "never recommended: hang-cloth" in out


def test_test_shows_each_difference_with_the_rule_that_decided(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.yaml", f"{THIRSTY}expect: {{next_step: enjoy, light: good}}\n")
    assert main(["test", str(path), "--quiet", *kb]) == 1
    out = capsys.readouterr().out
    assert "next_step: expected enjoy, got water-now (rule next-water at " in out
    assert "light: expected good, got none (no rule concludes it)" in out
    assert "0 passed, 1 failed" in out


def test_test_without_any_expectation_is_wrong_usage(
    kb: list[str], case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", str(case), *kb]) == 2
    assert "expect" in escaped(capsys)
    (tmp_path / "empty").mkdir()
    assert main(["test", str(tmp_path / "empty"), *kb]) == 2
    assert "no case file" in escaped(capsys)


@pytest.mark.parametrize("of", ["knowledge-base", "case"])
def test_export_prints_a_json_schema(kb: list[str], of: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--to", "json-schema", "--of", of, *kb]) == 0
    assert json.loads(capsys.readouterr().out)


def test_the_version_is_told_without_importing_what_it_does_not_need() -> None:
    code = (
        "import sys; from advisor.cli.main import main; main(['--version'])\n"
        "heavy = {'argparse', 'yaml', 'experta', 'prompt_toolkit', 'difflib', 'json'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT, timeout=60)
    assert (run.stdout, run.stderr, run.returncode) == (f"advisor {advisor.__version__}\n", "", 0)


@pytest.mark.parametrize("argv", [["--help"], ["recommend", "--help"], ["consult", "--version"]])
def test_help_and_version_are_results_and_no_errors(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    assert "advisor" in capsys.readouterr().out


def test_an_interruption_is_exit_130(kb: list[str], case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("advisor.cli.recommend.load", interrupted)
    assert main(["recommend", str(case), *kb]) == 130


def test_a_defect_of_ours_is_one_line_too(
    kb: list[str], case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("advisor.cli.recommend.load", broken)
    assert main(["recommend", str(case), *kb]) == 2
    assert "defect" in escaped(capsys)


def test_a_reader_that_closes_the_pipe_is_no_error(kb: list[str], tmp_path: Path) -> None:
    many = write(tmp_path / "many.yaml", "---\n".join([THIRSTY] * 60))
    arguments = [sys.executable, "-m", "advisor", "recommend", str(many), "--format", "json", *kb]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == b""
    assert process.returncode == 0


def test_the_module_is_the_command() -> None:
    run = command("recomend")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == "advisor: unknown command 'recomend'; did you mean 'recommend'?\n"


def test_a_name_with_control_codes_is_made_harmless_in_text_and_kept_in_json(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.json", json.dumps({"name": "\x1b[31mred", "answers": {"plant": "tomato"}}))
    assert main(["recommend", str(path), *kb]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_text_and_json_survive_a_stream_that_is_not_utf8(kb: list[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.yaml", "name: Zoë\nanswers: {plant: tomato}\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for form in ("text", "json"):
        run = command("recommend", str(path), "--format", form, *kb, env=environment)
        assert run.returncode == 0, run.stderr
        assert form == "text" or json.loads(run.stdout)[0]["name"] == "Zoë"


def test_test_writes_junit_with_every_outcome(
    kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        f"name: right\n{THIRSTY}expect: {{next_step: water-now}}\n"
        f"---\nname: wrong <&>\n{THIRSTY}expect: {{light: good}}\n"
        f"---\n{THIRSTY}---\nanswers: {{plant: rose}}\n"
    )
    path = write(tmp_path / "cases.yaml", text)
    assert main(["test", str(path), "--junit", str(tmp_path / "out.xml"), *kb]) == 1
    suite = ElementTree.parse(tmp_path / "out.xml").getroot()
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    assert [case.get("name") for case in suite][:2] == ["right", "wrong <&>"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "light: expected good, got none (no rule concludes it)"
    assert "1 passed, 1 failed, 1 bad, 1 without 'expect'" in capsys.readouterr().out


def test_test_tells_which_values_no_case_has(kb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "c.yaml", f"{THIRSTY}expect: {{next_step: water-now}}\n")
    assert main(["test", str(path), *kb]) == 0
    seen = capsys.readouterr().out
    assert "never seen: plant=cactus" in seen
    assert "never seen: caution=wet-feet" in seen
    assert "plant=tomato" not in seen
    assert "moisture=short" not in seen


def test_test_takes_the_examples_of_the_folder_we_are_in(
    kb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "examples" / "cases"
    folder.mkdir(parents=True)
    write(folder / "c.yaml", f"{THIRSTY}expect: {{next_step: water-now}}\n")
    monkeypatch.chdir(tmp_path)
    assert main(["test", "--quiet", *kb]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed, 0 bad, 0 without 'expect'\n"


def test_test_takes_the_cases_in_the_folder_of_a_knowledge_base_and_never_those_of_another(
    greenhouse_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = shutil.copytree(greenhouse_folder, tmp_path / "own")
    assert main(["test", "--quiet", "--kb", str(folder)]) == 2
    assert "say which cases to test" in capsys.readouterr().err
    (folder / "cases").mkdir()
    write(folder / "cases" / "c.yaml", f"{THIRSTY}expect: {{next_step: water-now}}\n")
    assert main(["test", "--quiet", "--kb", str(folder)]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed, 0 bad, 0 without 'expect'\n"


def test_the_name_of_a_file_forges_no_line_of_a_failed_test(
    tmp_path: Path, greenhouse_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "a\nPASSED\x1b[31m.yaml"
    case.write_text("answers: {plant: tomato, soil: dry}\nexpect: {next_step: enjoy}\n")
    assert main(["test", str(case), "--kb", str(greenhouse_folder), "--quiet"]) == 1
    failed, summary = capsys.readouterr().out.splitlines()
    assert failed.startswith(f"FAILED {tmp_path}/a\\nPASSED\\x1b[31m.yaml:1:1: next_step: expected enjoy")
    assert summary.startswith("0 passed, 1 failed")
