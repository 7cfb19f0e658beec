"""Whoever follows the tutorial sees what it shows; the example of the format's page is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from tutorial import PAGE, ROOT, followed, written

from advisor.cli.main import main

FORMAT = ROOT / "docs" / "knowledge-base-format.md"


def test_every_command_of_the_tutorial_says_what_is_shown() -> None:
    assert written() == PAGE.read_text(encoding="utf-8"), "python tests/tutorial.py shows it anew"


@pytest.mark.parametrize(("page", "name"), [(PAGE, "repair"), (FORMAT, "swim")])
def test_what_a_page_builds_is_sound_and_passes_its_cases(
    page: Path, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    followed(page, tmp_path)
    assert main(["check", "--kb", str(tmp_path / name)]) == 0
    assert "Nothing was found." in capsys.readouterr().out
    assert main(["test", "--kb", str(tmp_path / name), str(tmp_path / name / "cases")]) == 0
