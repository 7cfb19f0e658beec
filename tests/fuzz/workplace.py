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
from tests.conftest import write_greenhouse, write_kb

COLUMNS = 6
"""Questions of the knowledge base of columns."""


@cache
def workplace() -> Path:
    """A folder of this process."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
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


@cache
def columns_base() -> KnowledgeBase:
    """A knowledge base whose questions are the columns c0, c1, ...: its cells may hold anything."""
    questions = "\n".join(f"  c{at}: {{ask: '?', why: '.', choices: {{a: A, b: B}}}}" for at in range(COLUMNS))
    return load(
        write_kb(
            workplace() / "columns",
            head="id: columns\ntitle: Columns\nversion: 1\ngoal: next_step\n",
            questions=f"questions:\n{questions}\n",
            rules="conclusions:\n  next_step: {one: [go]}\n"
            "rules:\n  go: {when: {c0: {not: b}}, then: {next_step: go}, because: So it is.}\n",
            steps="steps:\n  go: {title: Go, do: Go on.}\n",
        )
    )


def said(argv: list[str], stdin: bytes = b"") -> tuple[int, str, str]:
    """The exit code of a command line, and what it wrote on standard output and standard error."""
    out, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main(argv)
        out.flush()
        errors.flush()
    return code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, errors))  # type: ignore[attr-defined]
