"""Every harness for a few seconds; `python -m tests.fuzz` runs them for longer."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from profiles import examples

from tests.fuzz.__main__ import main
from tests.fuzz.harnesses import HARNESSES, Harness
from tests.fuzz.strict_csv import Record, records

CHECKOUT = Path(__file__).resolve().parents[2]
BOUNDED = settings(
    deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)
"""The same inputs every time: the gate finds what came in with a change, and long runs what has been there. What fails
is told as it was drawn: to make it smaller takes minutes."""


@pytest.mark.parametrize("name", HARNESSES)
def test_no_input_breaks_a_reader(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        settings(BOUNDED, max_examples=examples(HARNESSES[name].runs))(given(st.data())(HARNESSES[name].fuzz))()


def test_the_command_keeps_what_breaks_a_reader_and_runs_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fuzz_wrongly(data: st.DataObject) -> None:
        assert data.draw(st.integers(0, 3)) != 2, "two"

    monkeypatch.setitem(HARNESSES, "wrong", Harness(fuzz_wrongly, 1))
    assert main(["typed-lines", "--runs", "20", "--keep", str(tmp_path)]) == 0
    assert "typed-lines: 20 inputs in " in capsys.readouterr().out
    assert main(["wrong", "--runs", "200", "--keep", str(tmp_path), "--seed", "1"]) == 1
    assert "replay: python -m tests.fuzz wrong --replay " in capsys.readouterr().out
    kept = next(path for path in tmp_path.iterdir() if path.suffix != ".txt")
    with pytest.raises(AssertionError, match="two"):
        main(["wrong", "--replay", str(kept)])


def test_every_test_that_the_threat_model_names_is_there() -> None:
    model = CHECKOUT.joinpath("docs", "threat-model.md").read_text("utf-8")
    written = {
        name for path in CHECKOUT.glob("tests/**/test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    named = set(re.findall(r"`(test_\w+)(?:\[[\w-]+\])?`", model))
    assert sorted(named - written) == []
    assert sorted(set(re.findall(r"`test_\w+\[([\w-]+)\]`", model)) - {*HARNESSES}) == []
    assert len(named) > 40


@pytest.mark.parametrize(
    ("body", "cells", "fault"),
    [
        (b"a,b\n", [b"a", b"b"], ""),
        (b"a,b", [b"a", b"b"], ""),
        (b"a,b\r\n", [b"a", b"b"], ""),
        (b'"a\n,""",b\n', [b'a\n,"', b"b"], ""),
        (b',""\n', [b"", b""], ""),
        (b"a\r,b\r\r\n", [b"a\r", b"b\r"], ""),
        (b'a"b",c\n', [b'a"b"', b"c"], "quotes"),
        (b'"a"b,c\n', [b'"a"b', b"c"], "quotes"),
        (b'"a,b\n', [b'"a', b"b"], "quotes"),
        (b"a,\xff\n", [b"a", b"\xff"], "bytes"),
        (b"a,b,c\n", [b"a", b"b", b"c"], "fields"),
    ],
)
def test_the_strict_parser_reads_by_its_definition(body: bytes, cells: list[bytes], fault: str) -> None:
    assert records(b"\n\r\n" + body, 2, b",") == [Record(cells, fault)]
