"""A run that is ended from outside leaves no draft, and says with which signal it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CASE = "knowledge_base: greenhouse\nanswers: {plant: tomato, soil: dry}\n"
ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


@contextmanager
def running(*args: str, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    line = [sys.executable, "-m", "advisor", *args, "--kb", "kb"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, **options) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def ended_by(process: subprocess.Popen[bytes], how: signal.Signals) -> bool:
    """Whether it ended with the code of the signal, or of a Ctrl-C as Python does where one came amid `exec`."""
    return process.returncode in (128 + how, -signal.SIGINT if how == signal.SIGINT else 128 + how)


def drafts(folder: Path) -> list[Path]:
    return list(folder.glob(".*.part"))


def wait_for_drafts(process: subprocess.Popen[bytes], folder: Path, count: int) -> None:
    until = time.monotonic() + 60
    while len(drafts(folder)) < count:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("how", ENDING)
def test_a_recommendation_that_is_ended_leaves_no_draft(here: Path, how: signal.Signals) -> None:
    Path("cases.yaml").write_text("---\n".join([CASE] * 20_000), encoding="utf-8")
    Path("out.txt").write_text("as it was", encoding="utf-8")
    with running("recommend", "cases.yaml", "-o", "out.txt", "--certificate", "sealed.json") as process:
        wait_for_drafts(process, here, 2)
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
    assert ended_by(process, how)
    assert said == b""
    assert not drafts(here)
    assert Path("out.txt").read_text(encoding="utf-8") == "as it was"
    assert not Path("sealed.json").exists()


@pytest.mark.parametrize("how", ENDING)
@pytest.mark.parametrize("rows", [0, 3, 1_500_000])
def test_a_batch_that_waits_for_a_pipe_can_be_ended(here: Path, how: signal.Signals, rows: int) -> None:
    with running("batch", "-", "-o", "out.csv", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"plant,soil\n" * (rows > 0) + b"tomato,dry\n" * rows)
        process.stdin.flush()
        if rows > 1000:
            wait_for_drafts(process, here, 1)
        else:
            time.sleep(2)
        process.send_signal(how)
        assert process.wait(timeout=30) == 128 + how
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert not os.listdir(here) or os.listdir(here) == ["kb"]


IN_A_CALLBACK = """
class Gone: pass
import weakref
gone = Gone()
watched = weakref.ref(gone, lambda _: os.kill(os.getpid(), number))
del gone
"""
IN_A_CLASS = """
class Named:
    def __set_name__(self, owner, name): os.kill(os.getpid(), number)
class Made: named = Named()
"""


@pytest.mark.parametrize("how", ENDING)
@pytest.mark.parametrize("code", [IN_A_CALLBACK, IN_A_CLASS])
def test_a_signal_ends_the_program_wherever_it_comes(here: Path, how: signal.Signals, code: str) -> None:
    """Where Python loses the exception, or makes another of it."""
    program = f"""
import os, sys, types
from advisor.__main__ import program
from advisor.cli.main import COMMANDS
def run(argv):
    number = {int(how)}
    exec(compile({code!r}, "work", "exec"), {{"os": os, "number": number}})
    import time
    time.sleep(50)
    print("went on")
    return 0
sys.modules["work"] = types.SimpleNamespace(run=run)
COMMANDS["work"] = ("work", "")
sys.argv = ["advisor", "work"]
program()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=40)
    assert (ended.returncode, ended.stdout, ended.stderr) == (128 + how, "", "")


def test_a_signal_that_is_ignored_stays_so(here: Path) -> None:
    Path("cases.yaml").write_text("---\n".join([CASE] * 300), encoding="utf-8")

    def nohup() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    for line in (["recommend", "cases.yaml", "-o", "out.csv"], ["batch", "cases.yaml", "-o", "out.csv"]):
        with running(*line, "--quiet", preexec_fn=nohup) as process:
            while process.poll() is None:
                process.send_signal(signal.SIGHUP)
                time.sleep(0.05)
            assert process.returncode == 0
        assert Path("out.csv").stat().st_size
        Path("out.csv").unlink()


def test_the_draft_of_a_killed_run_is_removed_by_the_next_that_writes_there(here: Path) -> None:
    Path("cases.yaml").write_text("---\n".join([CASE] * 20_000), encoding="utf-8")
    Path("one.yaml").write_text(CASE, encoding="utf-8")
    with running("recommend", "cases.yaml", "-o", "out.txt") as alive:
        wait_for_drafts(alive, here, 1)
        (kept,) = drafts(here)
        with running("recommend", "cases.yaml", "-o", "out.txt") as killed:
            wait_for_drafts(killed, here, 2)
            killed.kill()
            killed.wait()
        long_ago = time.time() - 3600
        for draft in drafts(here):
            os.utime(draft, (long_ago, long_ago))
        with running("recommend", "one.yaml", "-o", "other.txt") as process:
            assert process.wait(timeout=60) == 0
        assert drafts(here) == [kept]
