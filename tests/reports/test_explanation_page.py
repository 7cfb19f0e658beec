"""docs/explanation.md shows what the commands say; `[...]` stands for lines that are left out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from advisor.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.findall(r"```text\n\$ advisor (.+?)\n(.*?)```", (ROOT / "docs" / "explanation.md").read_text("utf-8"), re.S)


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_page_shows_what_the_command_says(
    command: str, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command)) == 0
    said, at = capsys.readouterr().out, 0
    for part in shown.split("[...]\n"):
        found = said.find(part, at)
        assert found >= 0, part
        at = found + len(part)
    assert shown.endswith("[...]\n") or said.endswith(shown.split("[...]\n")[-1])


def test_every_question_that_can_be_asked_is_shown() -> None:
    options = {option for command, _ in SHOWN for option in re.findall(r"--[a-z-]+", command)}
    assert options == {"--how", "--why", "--why-not", "--rather-than", "--what-if", "--how-sure"}
