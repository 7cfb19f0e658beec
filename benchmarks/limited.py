"""Commands in processes of their own, which end at a limit of processor time, whatever they are at."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from benchmarks.usage import Spent, peak

WALL = 20
"""A process is ended after so many times its limit by the clock, too."""


class Ended(NamedTuple):
    """What a command took, start-up included, its peak memory in MiB, what it printed and its last words.

    `code` is its exit code, None where it came to its limit.
    """

    spent: Spent
    memory: float
    output: str
    words: str
    code: int | None


def python(arguments: Sequence[str], seconds: float, folder: Path | None = None) -> Ended:
    """Runs Python with these arguments, in the folder or here, for so many seconds of processor time at most.

    Byte code is kept, as an installed package has it.
    """
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begin = Spent.now()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds) + 1)),
        )
        timer = Timer(seconds * WALL, process.kill)
        timer.start()
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        words = errors.read().strip().splitlines() or [""]
    spent = Spent(Spent.since(begin).wall, usage.ru_utime + usage.ru_stime)
    return Ended(spent, peak(usage), output, words[-1], None if code < 0 else code)
