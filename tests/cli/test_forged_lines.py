"""Nothing that a name, a path or a file holds forges a line or steers a terminal, in any format and stream."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from greenhouse import PARTS, write_greenhouse

from advisor.cli.main import main

EVIL = "\x1b]0;x\x07\u009b31m\u202e\u2066\u2028\u2029\u0085\u200f"
AS_YAML = r"\e]0;x\a\x9b31m\u202e\u2066\u2028\u2029\x85\u200f\nadvisor: forged"
PATH = f"evil{EVIL.replace('/', '')}\nadvisor: forged"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
TEXTS = re.compile(
    r"(?<=: )(Push a finger[^\n]*|Wet soil needs no water\.|Dry|The neighbour|Moisture|Water comes first\."
    r"|Dry soil and a thirsty plant\.|Enjoy it|Sit down beside it\.|Moist soil for days\.)(?=[\n,}])"
)
COMMANDS = [
    "recommend CASE",
    "recommend CASE --format json",
    "recommend CASE --format markdown",
    "recommend CASE --format html",
    "recommend CASE --format sheet",
    "recommend CASE CASE",
    "recommend BAD",
    "recommend MISSING",
    "explain CASE --how next_step",
    "explain CASE --how next_step --format json",
    "explain CASE --why soil",
    "explain CASE --why-not next_step=enjoy",
    "explain CASE --how-sure",
    "explain CASE --plan",
    "explain CASE --what-if soil=wet --format json",
    "explain CASE --what-if FORGED=1",
    "test CASE",
    "test FAILING --junit OUT",
    "test BAD",
    "test MISSING",
    "check",
    "check --format json",
    "check --witnesses OUT/more",
    "diff KB OTHER",
    "diff KB OTHER --format json",
    "diff KB OTHER --cases CASE",
    "diff KB OTHER --cases TABLE",
    "show",
    "show soil moisture next-water water-now",
    "show FORGED",
    "show --sources",
    "show --map OUT.mmd",
    "show --map OUT.html",
    "export --to clips",
    "export --to json-schema --of case",
    "verify CASE",
    "verify MISSING",
    "batch TABLE -o OUT.csv",
    "batch BAD -o -",
    "batch MISSING -o -",
    "batch TABLE -o FORGED",
    "new OUT",
    "FORGED",
    "recommend --FORGED",
    "recommend CASE -o MISSING/OUT",
    "recommend CASE -o KB",
    "recommend CASE CASE --format html -o OUT/",
    "batch TABLE -o OUT.csv --summary OUT.html",
]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("line", COMMANDS)
def test_no_text_name_or_path_forges_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    kb = Path(f"kb{PATH}")
    made = tmp_path / "made"
    made.mkdir()
    shutil.copytree(write_greenhouse(made), kb)
    for part in PARTS:
        file = kb / ("knowledge-base.yaml" if part == "head" else f"{part}.yaml")
        if file.exists():
            text = file.read_text(encoding="utf-8")
            write(file, TEXTS.sub(lambda found: f'"{found[0]}{AS_YAML}"', text))
    other = Path("other")
    shutil.copytree(kb, other)
    rules = other / "rules.yaml"
    write(rules, rules.read_text(encoding="utf-8").replace("soil: dry, plant", "soil: wet, plant"))
    name = f'name: "A{AS_YAML}"\n'
    words = {
        "CASE": write(Path(f"case{PATH}.yaml"), f"{name}answers: {{plant: tomato, soil: dry}}\n"),
        "FAILING": write(
            Path(f"f{PATH}.yaml"), f"{name}answers: {{plant: tomato}}\nexpect: {{next_step: water-now}}\n"
        ),
        "BAD": write(Path(f"bad{PATH}.yaml"), f'answers: {{"plant{AS_YAML}": "x", plant: "y{AS_YAML}"}}\n'),
        "TABLE": write(Path(f"t{PATH}.csv"), f'id,plant,"x{EVIL}\nadvisor: forged"\n1,"y{EVIL}\nadvisor: forged",\n'),
        "MISSING": Path(f"no{PATH}"),
        "FORGED": Path(f"x{EVIL}\nadvisor: forged"),
        "OUT": Path(f"out{PATH}"),
        "KB": kb,
        "OTHER": other,
    }
    args = [re.sub("|".join(words), lambda found: str(words[found[0]]), word) for word in line.split()]
    main([*args, *([] if line.startswith(("diff", "new", "FORGED")) else ["--kb", str(kb)])])
    streams = capsys.readouterr()
    written = [
        path.read_text(encoding="utf-8") for path in here.glob("out*") if path.is_file() and ".csv" not in path.name
    ]
    for text in (streams.out, streams.err, *written):
        if line != "batch BAD -o -" or text is streams.err:
            assert not STEERING.search(text)
        assert not [it for it in text.splitlines() if it.startswith("advisor: forged")]
    assert "defect" not in streams.err
    if line == "show soil moisture next-water water-now":
        assert "forged" in streams.out  # the texts are there, in their lines
