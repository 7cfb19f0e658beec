"""The schemas of what is printed: everything printed keeps to them, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from greenhouse import write_kb
from loans import LOAN

import advisor
from advisor.cli.main import main
from benchmarks.tables import block

KNOWLEDGE_BASES = ["", *sorted(str(it.parent) for it in Path("examples/knowledge-bases").glob("*/knowledge-base.yaml"))]


def schema(capsys: pytest.CaptureFixture[str], kb: list[str], of: str) -> Any:
    assert main(["export", "--to", "json-schema", "--of", of, *kb]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def options(folder: str, tmp_path: Path) -> list[str]:
    if folder == "loan":
        return ["--kb", str(write_kb(tmp_path / "loan", **LOAN))]
    return ["--kb", folder] if folder else []


@pytest.mark.parametrize("folder", [*KNOWLEDGE_BASES, "loan"])
def test_what_recommend_prints_keeps_to_its_schema(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: str
) -> None:
    kb = options(folder, tmp_path)
    loaded = advisor.load(kb[1] if kb else None)
    cases = [
        {"answers": {id: cell for id, cell in row.items() if id in loaded.questions and cell}}
        for row in block(loaded, 12, seed=3).to_dicts()
    ]
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    main(["recommend", str(tmp_path / "cases.json"), "--format", "json", "--quiet", *kb])
    told = json.loads(capsys.readouterr().out)
    assert len(told) > 3
    validator = schema(capsys, kb, "recommendation")
    validator.validate(told)
    for spoilt in (
        {**told[0], "more": 1},
        {**told[0], "version": -1},
        {it: told[0][it] for it in told[0] if it != "because"},
    ):
        assert not validator.is_valid([spoilt])


@pytest.mark.parametrize("details", [[], ["--details"]])
@pytest.mark.parametrize("folder", [*KNOWLEDGE_BASES, "loan"])
def test_lines_of_a_batch_keep_to_their_schema(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: str, details: list[str]
) -> None:
    kb = options(folder, tmp_path)
    block(advisor.load(kb[1] if kb else None), 60, seed=5, bad=0.1).write_csv(tmp_path / "in.csv")
    out = tmp_path / "out.jsonl"
    main(["batch", str(tmp_path / "in.csv"), "-o", str(out), "--quiet", *details, *kb])
    capsys.readouterr()
    validator = schema(capsys, kb, "row")
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(lines) == 60
    for line in lines:
        validator.validate(line)
    goal = advisor.load(kb[1] if kb else None).goal
    assert not validator.is_valid({**lines[0], goal: "no-such-value"})
    assert not validator.is_valid({key: it for key, it in lines[0].items() if key != "because"})
