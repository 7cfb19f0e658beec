"""The pictures of the README, made from real runs: `python tests/pictures.py` makes them anew.

The consultation is an SVG, which a test compares with what this version says. The page is a PNG, for which Chromium is
needed.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

from transcripts import FIRST, ROOT, run

import advisor
from advisor.cases.files import Case, read_cases
from advisor.reports.pages import write

PICTURES = ROOT / "docs" / "pictures"
CONSULTATION, PAGE = PICTURES / "consultation.svg", PICTURES / "page.png"
COLUMN, LINE, MARGIN = 8.43, 19, 16
"""Pixels of a character of 14 pixels, of a line, and around the text."""
LOOK = (
    "rect{fill:#1b1f24}text{font:14px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6e6e6;"
    "white-space:pre}.head{font-weight:bold;fill:#fff}.typed{fill:#7ee0a3}.side{fill:#a9b4c0}"
)
HEIGHT, WIDTH = 1100, 900


def screen() -> list[str]:
    """The last question before the advice, what was typed there, and the advice."""
    said = run(FIRST)
    at = next(number for number, part in enumerate(said) if "\nNEXT STEP\n" in part)
    asked = said[at - 1].splitlines()
    question = asked[max(number for number, line in enumerate(asked) if not line.strip()) + 1 :]
    typed, *advice = said[at].splitlines()
    end = next(number for number, line in enumerate(advice) if line.startswith("Shall I ask on"))
    return [*question, f"> {typed}", *"\n".join(advice[:end]).rstrip().split("\n")]


def consultation() -> str:
    """The screen as an SVG."""
    lines = screen()
    height = len(lines) * LINE + 2 * MARGIN
    width = round(80 * COLUMN) + 2 * MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    alt = escape(" ".join(" ".join(lines).split()))
    return "\n".join(
        [
            f'{head} role="img"><title>A consultation at a terminal</title><desc>{alt}</desc>',
            f'<style>{LOOK}</style><rect width="100%" height="100%" rx="8"/>',
            *_texts(lines),
            "</svg>\n",
        ]
    )


def _texts(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            kind = "typed" if line.startswith("> ") else "head" if line.isupper() else ""
            kind = "side" if line.startswith(("(", "?", "For the rest")) else kind
            place = f'x="{MARGIN}" y="{MARGIN + number * LINE - 5}" class="{kind}"'
            yield f'<text {place} xml:space="preserve">{escape(line)}</text>'


def page(file: Path) -> None:
    """The head of the page of advice for one of the example cases, as a browser shows it."""
    kb = advisor.load()
    (case,) = read_cases(ROOT / "examples" / "cases" / "career-changer.yaml", kb)
    assert isinstance(case, Case)
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder, "advice.html")
        html.write_text("".join(write([advisor.recommend(kb, case)], "html", date.today())), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
        command = [browser, *options, f"--screenshot={file}", html.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    CONSULTATION.write_text(consultation(), encoding="utf-8")
    page(PAGE)
