"""What all tests have: how many examples a property is tried on, and the fixtures of more than one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browser
import pytest
from greenhouse import write_greenhouse
from profiles import is_long

from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ["ADVISOR_CACHE_DIR"] = ""  # a test's knowledge base is read once, and leaves nothing on this computer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not is_long():
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: only with --hypothesis-profile=long"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, for the tests of one module."""
    with browser.chromium() as running:
        yield running


@pytest.fixture
def greenhouse_folder(tmp_path: Path) -> Path:
    return write_greenhouse(tmp_path / "greenhouse")


@pytest.fixture
def greenhouse(greenhouse_folder: Path) -> KnowledgeBase:
    return load(greenhouse_folder)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greenhouse_folder: Path) -> Path:
    """A working folder of its own, with the greenhouse in it as `kb`."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "kb").symlink_to(greenhouse_folder)
    return folder
