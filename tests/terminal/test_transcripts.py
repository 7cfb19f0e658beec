"""The consultations that README and docs show, and the picture of one, are real runs of this version."""

from __future__ import annotations

import pytest
from pictures import CONSULTATION, PAGE, consultation
from transcripts import EVERY_COMMAND, ROOT, TRANSCRIPTS, written

from advisor.terminal.command_words import ALIASES, COMMANDS


@pytest.mark.parametrize("path", TRANSCRIPTS)
def test_the_transcript_is_what_this_version_says(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text == written(path, TRANSCRIPTS[path]), "python tests/transcripts.py writes it anew"


def test_the_picture_of_a_consultation_is_what_this_version_says() -> None:
    """That of the page is looked at, and not compared: its pixels are the browser's."""
    assert CONSULTATION.read_text(encoding="utf-8") == consultation(), "python tests/pictures.py makes it anew"
    assert PAGE.read_bytes().startswith(b"\x89PNG")


def test_the_session_in_the_docs_uses_every_command() -> None:
    typed = {ALIASES.get(turn.typed, turn.typed) for turn in EVERY_COMMAND}
    assert [name for name in COMMANDS if not any(f"{it} ".startswith(f"{name} ") for it in typed)] == []
