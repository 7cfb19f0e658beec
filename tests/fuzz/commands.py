"""Command lines with odd names and arguments: an exit code of ours, lines of text, and no file lost."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from advisor import recommend
from advisor.certificate.writing import certificate
from advisor.knowledge.fingerprint import fingerprint
from advisor.terminal.sessions import Session

from . import odd
from .fairness import fair_complaints, fair_text
from .files import CASES
from .strict_csv import records
from .workplace import greenhouse, greenhouse_folder, own_folder, said

TABLE = "id,plant,soil,signs,days\n1,tomato,dry,none,3\n2,cactuss,wet,,61\n"
FILES = {
    "case.yaml": CASES[0],
    "cases.yaml": CASES[1],
    "bad.yaml": "answers: {plant: rose, sol: dry}\n",
    "in.csv": TABLE,
    "in.jsonl": '{"id": 1, "plant": "tomato"}\n{"plant": "rose"}\n',
    "certificate.json": "",
    "empty.csv": "",
    "folder/x\x1b[31m\ny.yaml": CASES[0].replace("water-now", "enjoy").replace("Ann's tomato", '"A\\e[1m\\nn"'),
    "\u202ex=1,2\n.csv": TABLE,
}
"""Small files by name; a name may be as odd as what is in a file."""

NAMES = ("plant", "soil", "days", "next_step", "moisture", "light", "water-now", "enjoy", "next-water", "handbook")
PAIRS = ("soil=wet", "days=3", "plant=cactus", "moisture=enough", "next_step=enjoy", "caution=wet-feet", "soil=")

files = st.one_of(st.sampled_from([*FILES, "folder", "kb", ".", "absent.yaml"]), st.sampled_from([*FILES]), odd.texts)
outputs = (
    st.sampled_from(("out", "out.csv", "out.tsv", "out.jsonl", "out.parquet", "out.yaml", "folder", "no/out.csv"))
    | files
)
pairs = st.one_of(st.sampled_from(PAIRS), st.tuples(st.sampled_from(NAMES), odd.texts).map("=".join), odd.texts)
names = st.sampled_from(NAMES) | odd.texts
formats = st.sampled_from(("text", "json", "markdown", "html", "sheet")) | odd.texts

OPTIONS: dict[str, dict[str, st.SearchStrategy[str] | None]] = {
    "recommend": {"--format": formats, "-o": outputs, "--certificate": outputs},
    "explain": {
        "--how": pairs | names,
        "--why": names,
        "--why-not": pairs,
        "--what-if": pairs,
        "--rather-than": pairs,
        "--how-sure": None,
        "--plan": None,
        "--format": formats,
        "-o": outputs,
    },
    "batch": {"-o": outputs, "--errors": outputs, "--summary": outputs, "--verify": names, "--details": None},
    "test": {"--junit": outputs},
    "check": {"--format": formats, "--witnesses": outputs, "--junit": outputs},
    "diff": {"--cases": files, "--format": formats},
    "show": {"--sources": None, "-o": outputs, "--case": files},
    "export": {"--to": st.sampled_from(("clips", "json-schema")) | odd.texts, "--of": names, "-o": outputs},
    "sessions": {
        "--delete": st.sampled_from(("../../../case", "*", "**", "?", ".", "..", "greenhouse", "all")) | odd.texts
    },
    "verify": {},
    "new": {},
}
ARGUMENTS = {"show": names, "new": outputs, "check": st.nothing(), "export": st.nothing(), "sessions": st.nothing()}


def fuzz_commands(data: Any) -> None:
    """A command with files, options and words of any kind."""
    command = data.draw(st.sampled_from(sorted(OPTIONS)))
    argv = [command]
    if command in ("recommend", "explain", "batch", "test", "verify", "new", "diff", "show"):
        argv += data.draw(st.lists(ARGUMENTS.get(command, files), min_size=command != "show", max_size=2))
    if command == "batch":
        argv += ["-o", data.draw(outputs)]
    for option in (
        data.draw(st.lists(st.sampled_from(sorted(OPTIONS[command])), max_size=2)) if OPTIONS[command] else ()
    ):
        value = OPTIONS[command][option]
        argv += [option] if value is None else [option, data.draw(value)]
    if command not in ("new", "sessions"):
        argv += ["--kb", data.draw(st.sampled_from(("kb", "kb", "kb", "kb", "kb", "folder", "case.yaml"))), "--quiet"]
    with own_folder() as folder, mock.patch.dict(os.environ, {"ADVISOR_STATE_DIR": str(folder / "state")}):
        session = Session(greenhouse(), name="Ann")
        session.save({"plant": "tomato"}, False)
        session.close()
        before = _written()
        code, out, errors = said([part.replace("\x00", "") for part in argv])
        assert code in (0, 1, 2), code
        if command == "batch":
            for row in records(out.encode(), 0, b","):
                fair_text(row.cells[-1].decode())  # what is wrong with it; names are carried through as they are
        else:
            fair_text(out)
        fair_complaints(errors, most=100)
        assert code != 2 or errors, "nothing said"
        for name, text in before.items():
            assert Path(name).is_file(), f"{name} is gone"
            kept = Path(name).read_text("utf-8", "surrogatepass") == text
            assert kept or name in argv, f"{name} was changed, though it was not named"
        left = [path.name for path in Path().rglob("*.part")]
        assert not left, "a draft was left"


def _written() -> dict[str, str]:
    """The files by name, each with its text."""
    shutil.copytree(greenhouse_folder(), "kb")
    print_of = fingerprint(greenhouse_folder())
    advice = recommend(greenhouse(), {"plant": "tomato", "soil": "dry"}, "A\x1b[1m\nn")
    proof = json.dumps([certificate(advice, print_of)])
    texts = {**FILES, "certificate.json": proof}
    for name, text in texts.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    return {**texts, **{str(path): path.read_text("utf-8") for path in Path("kb").glob("*.yaml")}}
