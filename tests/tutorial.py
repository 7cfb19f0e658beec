"""The tutorial, done as it says: its files are written, its commands run. `python tests/tutorial.py` shows them anew.

A block of YAML that begins with the name of a file, `# repair/rules.yaml`, is all of it. A block `console` has commands
after `$ `, each with what it says; what was typed in a dialogue stands after `> `.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.M | re.S)


def written() -> str:
    """The page's text with what its commands say now."""
    with tempfile.TemporaryDirectory() as folder:
        return followed(PAGE, Path(folder))


def followed(page: Path, folder: Path) -> str:
    """The page's text once all that it has was written and run in the folder."""
    return _BLOCK.sub(lambda block: _done(block, folder), page.read_text(encoding="utf-8"))


def _done(block: re.Match[str], folder: Path) -> str:
    """The block once it was followed in the folder."""
    if block[1] == "yaml":
        if named := re.match(r"# (\S+\.yaml)\n", block[2]):
            (folder / named[1]).parent.mkdir(parents=True, exist_ok=True)
            (folder / named[1]).write_text(block[2], encoding="utf-8")
        return block[0]
    return f"```console\n{''.join(_run(block[2], folder))}```"


def _run(text: str, folder: Path) -> Iterator[str]:
    for part in re.split(r"^(?=\$ )", text, flags=re.M):
        if part:
            command, _, said = part.partition("\n")
            typed = re.findall(r"^> (.*)$", said, re.M)
            yield f"{command}\n{_said(shlex.split(command.removeprefix('$ ')), typed, folder)}"


def _said(command: list[str], typed: list[str], folder: Path) -> str:
    assert command[0] == "advisor"
    own = {
        "ADVISOR_STATE_DIR": str(folder / "state"),
        "ADVISOR_CACHE_DIR": "",
        "COLUMNS": "80",
        "PYTHONPATH": str(ROOT),
    }
    found = subprocess.run(
        [sys.executable, "-m", *command],
        input="".join(f"{line}\n" for line in typed),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, **own},
    ).stdout
    return (f"{found.strip()}\n" if found.strip() else "").replace(str(folder.resolve()), "~").replace(str(folder), "~")


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
