"""What the help of a command says by example, and what is said of a command that another would have done."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from service import running

import advisor
from advisor.cli.arguments import EXAMPLES
from advisor.cli.main import COMMANDS, main
from advisor.knowledge.folder import find

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples name: a person's answers, a table, two versions of a knowledge base."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("sys.stdin", open("/dev/null", encoding="utf-8"))  # noqa: SIM115
    shutil.copy(ROOT / "examples" / "students.csv", tmp_path)
    for version in ("before", "after"):
        shutil.copytree(find(), tmp_path / version)
    (tmp_path / "examples" / "cases").mkdir(parents=True)
    asked = advisor.load().questions["country"]
    (tmp_path / "me.yaml").write_text(f"answers: {{country: {asked.values[0]}}}\n", encoding="utf-8")
    tested = "answers: {country: us}\nexpect: {next_step: assess-skills}\n"
    (tmp_path / "examples" / "cases" / "nobody.yaml").write_text(tested, encoding="utf-8")
    assert main(["recommend", "me.yaml", "--certificate", "certificate.json"]) == 0
    return tmp_path


def test_every_command_has_an_example() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()


SERVING = {"serve": "starlette", "mcp": "mcp"}
"""Commands that go on until they are ended, each with what it needs besides."""


@pytest.mark.parametrize("command", [name for name in EXAMPLES if name not in SERVING])
def test_the_example_of_a_command_is_told_and_works(
    command: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([command, "--help"])
    assert EXAMPLES[command] in capsys.readouterr().out
    program, *argv = shlex.split(EXAMPLES[command])
    assert program == "advisor"
    assert main(argv) == (1 if command == "batch" else 0)  # the table has a row that is bad


@pytest.mark.parametrize("command", SERVING)
def test_the_example_of_a_command_that_serves_is_told_and_listens(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip(SERVING[command], reason=f"the extra '{command}' is not installed")
    main([command, "--help"])
    assert EXAMPLES[command] in capsys.readouterr().out
    argv = shlex.split(EXAMPLES[command])[2:]
    place = argv.index("--port")
    with running(tmp_path, *argv[:place], *argv[place + 2 :], command=command) as service:  # at any port that is free
        assert service.address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["recommend", "students.csv"], "students.csv: is a table; 'advisor batch students.csv -o advice.csv'"),
        (["explain", "students.csv", "--plan"], "is a table; 'advisor batch students.csv"),
        (["recommend", "examples"], "is a folder; name its files, or let 'advisor batch examples -o advice.csv'"),
        (["students.csv"], "'students.csv' is no command; 'advisor batch students.csv -o advice.csv' reads it"),
        (["me.yaml"], "'me.yaml' is no command; 'advisor recommend me.yaml' reads a file of cases"),
        (["before"], "'before' is no command; 'advisor --kb before' consults with that knowledge base"),
    ],
)
def test_who_takes_another_command_is_told_the_one_that_was_meant(
    argv: list[str], said: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(argv) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
