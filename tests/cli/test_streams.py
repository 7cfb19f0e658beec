"""A standard stream may be closed or full: what can be done is done, one line says what cannot, nothing is a defect."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.cli.output import for_reading
from advisor.plain_text import with_links

CASE = "answers: {plant: tomato, soil: dry}\n"
COMMANDS = {
    "recommend case.yaml": "out",
    "recommend - < case.yaml": "out",
    "recommend case.yaml -o done": "file",
    "explain case.yaml --how-sure": "out",
    "batch in.csv -o -": "out",
    "batch in.csv -o done.csv": "file",
    "batch - -o - < in.csv": "out",
    "test case.yaml": "out",
    "diff kb kb": "out",
    "show": "out",
    "export --to clips": "out",
    "verify sealed.json": "out",
    "--version": "out",
    "--help": "out",
    "recommend --help": "out",
    "< typed": "out",
    "consult < typed": "out",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greenhouse_folder: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "kb").symlink_to(greenhouse_folder)
    (folder / "case.yaml").write_text(f"{CASE}expect: {{next_step: water-now}}\n", encoding="utf-8")
    (folder / "in.csv").write_text("plant,soil\ntomato,dry\n", encoding="utf-8")
    (folder / "typed").write_text("tomato\ndry\nno\n", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_STATE_DIR", str(folder / "state"))
    monkeypatch.chdir(folder)
    from advisor.cli.main import main

    assert main(["recommend", "case.yaml", "--kb", "kb", "-o", "/dev/null", "--certificate", "sealed.json"]) == 0
    return folder


def run(line: str, redirection: str) -> subprocess.CompletedProcess[str]:
    command, arrow, source = line.partition("<")
    kb = "" if any(word in line for word in ("diff", "--version", "--help")) else "--kb kb"
    shell = f"'{sys.executable}' -m advisor {command} {kb} {arrow}{source} {redirection}"
    return subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_closed_or_full_standard_stream_is_no_defect(here: Path, line: str) -> None:
    def again(redirection: str) -> subprocess.CompletedProcess[str]:
        (here / "done").unlink(missing_ok=True)
        (here / "done.csv").unlink(missing_ok=True)
        return run(line, redirection)

    usual = again("")
    assert usual.returncode == 0
    for redirection in ("2>&-", "2>/dev/full"):
        done = again(redirection)
        assert (done.returncode, done.stdout) == (usual.returncode, usual.stdout)
    for redirection, why in ((">&-", "is closed"), (">/dev/full", "No space left on device")):
        done = again(redirection)
        if COMMANDS[line] == "out":
            assert done.returncode == 2
            assert done.stderr.splitlines()[-1].startswith(f"advisor: standard output: {why}")
        else:
            assert done.returncode == 0
            assert [path for path in (here / "done", here / "done.csv") if path.exists() and path.stat().st_size]
        assert "defect" not in done.stderr
        assert "Exception" not in done.stderr
        assert again(f"{redirection} 2>&-").returncode == done.returncode


@pytest.mark.parametrize("line", ["recommend -", "batch - -o -", "verify -", "explain - --how-sure", "consult", ""])
def test_a_closed_standard_input_is_an_empty_one(here: Path, line: str) -> None:
    closed, empty = run(line, "<&-"), run(line, "</dev/null")
    assert (closed.returncode, closed.stdout, closed.stderr) == (empty.returncode, empty.stdout, empty.stderr)
    assert closed.stderr.count("\n") <= 1
    assert "defect" not in closed.stderr


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_addresses_are_links_at_a_terminal_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "See [1] A board, https://example.org/a?b=1#c, as of 2026 (http://example.org)."
    linked = (
        "See [1] A board, \x1b]8;;https://example.org/a?b=1#c\x1b\\https://example.org/a?b=1#c\x1b]8;;\x1b\\, "
        "as of 2026 (\x1b]8;;http://example.org\x1b\\http://example.org\x1b]8;;\x1b\\)."
    )
    monkeypatch.setenv("TERM", "xterm")
    assert for_reading(_Terminal(), said) == linked
    assert for_reading(io.StringIO(), said) == said
    monkeypatch.setenv("TERM", "dumb")
    assert for_reading(_Terminal(), said) == said
    assert with_links("https://example.org/\u202eüx") == [
        ("https://example.org/", "https://example.org/"),
        ("\u202eüx", ""),
    ]
