"""What the tests of batches share."""

from __future__ import annotations

from pathlib import Path

import pytest
from greenhouse import write_greenhouse

from advisor.batching import row_by_row


@pytest.fixture(params=[-1, 300], ids=["columns", "rows"])
def both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A folder with the greenhouse; the tables are decided as columns, or row by row."""
    write_greenhouse(tmp_path / "greenhouse")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(row_by_row, "MANY", request.param)
    return tmp_path
