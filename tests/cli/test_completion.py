"""Completion in a shell, as bash asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from argcomplete.shell_integration import shellcode

ROOT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash") or ""

ASK = """
COMP_LINE="$1"; COMP_POINT=${#1}; COMP_TYPE=9; COMP_WORDS=($1)
_python_argcomplete advisor
printf '%s\\n' "${COMPREPLY[@]}"
"""

pytestmark = pytest.mark.skipif(not BASH, reason="there is no bash")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command, and with what bash loads to complete it."""
    folder = tmp_path_factory.mktemp("shell")
    program = folder / "advisor"
    program.write_text(f"#!{sys.executable}\nfrom advisor.__main__ import program\nprogram()\n")
    program.chmod(0o755)
    (folder / "ask.bash").write_text(shellcode(["advisor"]) + ASK)
    (folder / "people.yaml").write_text("")
    (folder / "notes.txt").write_text("")
    return folder


def offered(asked: Path, typed: str) -> list[str]:
    """What is offered at the end of what was typed."""
    env = {**os.environ, "PATH": f"{asked}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [BASH, "ask.bash", typed], cwd=asked, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("advisor ", {"consult", "recommend", "batch", "verify"}),
        ("advisor rec", {"recommend"}),
        ("advisor recommend --fo", {"--format"}),
        ("advisor recommend --format ", {"text", "markdown", "html", "json"}),
        ("advisor recommend p", {"people.yaml"}),
        ("advisor --res", {"--resume"}),
        ("advisor check --kb med", {"medical-records-administrator"}),
        ("advisor explain people.yaml --why schoo", {"schooling"}),
        ("advisor explain people.yaml --why-not next_step=appl", {"apply"}),
        ("advisor explain people.yaml --what-if schooling=ass", {"associate"}),
        ("advisor explain people.yaml --how ski", {"skills", "skills=met"}),
        ("advisor show learn-pos", {"learn-positions"}),
    ],
)
def test_what_may_stand_there_is_offered(asked: Path, typed: str, some: set[str]) -> None:
    assert {*offered(asked, typed)} >= some


def test_only_what_fits_is_offered(asked: Path) -> None:
    assert offered(asked, "advisor rec") == ["recommend"]
    assert offered(asked, "advisor recommend n") == []  # no file of cases
    assert offered(asked, "advisor explain people.yaml --why zzz") == []
