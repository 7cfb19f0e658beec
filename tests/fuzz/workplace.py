"""What the harnesses share: a folder that is removed at the end, and the small knowledge base that is read there."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from advisor.cli.main import main
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from tests.greenhouse import write_greenhouse


@cache
def workplace() -> Path:
    """A folder of this process, in memory where the system has a place there: files come and go by the thousand."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """An empty folder that is the working folder for a while."""
    before = os.getcwd()
    folder = Path(tempfile.mkdtemp(dir=workplace()))
    try:
        os.chdir(folder)
        yield folder
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def greenhouse_folder() -> Path:
    return write_greenhouse(workplace() / "greenhouse")


@cache
def greenhouse() -> KnowledgeBase:
    return load(greenhouse_folder())


def said(argv: list[str], stdin: bytes = b"") -> tuple[int, str, str]:
    """The exit code of a command line, and what it wrote on standard output and standard error."""
    out, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main(argv)
        out.flush()
        errors.flush()
    return code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, errors))  # type: ignore[attr-defined]
