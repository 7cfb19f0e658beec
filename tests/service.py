"""The service in a process of its own, as an operator starts it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

JSON = {"content-type": "application/json"}
LINES = {"content-type": "application/jsonl"}


class Running(NamedTuple):
    """Where it is, its process, and the file that has what it said on standard error."""

    address: str
    process: subprocess.Popen[str]
    said: Path


@contextmanager
def running(folder: Path, *options: str, command: str = "serve") -> Iterator[Running]:
    """`advisor serve`, or another command, with these options at a free port, ended at the end."""
    said = folder / "said.txt"
    program = [sys.executable, "-m", "advisor", command, "--port", "0", *options]
    with said.open("w") as errors, subprocess.Popen(program, stderr=errors, text=True) as process:
        try:
            while not (found := re.search(r"at (http://[^,\s]+?)/?,", said.read_text())):
                assert process.poll() is None, said.read_text()
                try:
                    process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
            yield Running(found[1], process, said)
        finally:
            process.terminate()
            process.wait(30)
