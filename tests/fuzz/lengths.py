"""Time grows with the size and nothing else: long inputs of one pattern, to every reader."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from . import odd
from .fairness import fair_complaints
from .workplace import greenhouse_folder, own_folder, said

SIZE = 200_000
"""Bytes of an input."""

SECONDS = 5.0
"""Of the processor, for so many bytes: some four times what the slowest of 250 such inputs took."""

FRAMES = {
    "in.csv": (("", ",x\ntomato,1\n"), ("plant,x\n", "\n"), ("plant\n", ""), ('plant,"', '"\n'), ("plant,", "\n")),
    "in.tsv": (("plant\t", "\n"), ("plant\n", "")),
    "in.jsonl": (('{"plant": "', '"}\n'), ("{", "}"), ("", ""), ('{"signs": [', "]}")),
    "case.yaml": (("answers: {plant: '", "'}"), ("answers:\n  plant: tomato\n", ""), ("", ""), ("answers: [", "]")),
    "case.json": (('{"answers": {"plant": "', '"}}'), ("[", "]"), ("{", "}")),
    "kb/extra.yaml": (("questions:\n", ""), ("rules:\n", ""), ("sources: {", "}"), ("steps: [", "]"), ('id: "', '"')),
    "certificate.json": (('[{"certificate": "', '"}]'), ("[", "]"), ("{", "}")),
}
UNITS = (
    '"', '""', '"a",', "a,", ",", "\n", "\r\n", "x\n", "a", "a\t", '"a":1,', "[", "]", "{", "}", "{a: ", "- ",
    ": ", "\\u0000", "\\", "#", "'", "&a ", "*a ", " ", "\t", "é", "😀", "a,\n", '"\n', '",\n"', "tomato\n",
    "1,", "{},", "---\n", '{"plant": "tomato"}\n', "x: 1\n", '"x": 1,\n',
)  # fmt: skip


def fuzz_lengths(data: Any) -> None:
    """A pattern repeated to a length that would show any time that grows faster than the size."""
    name = data.draw(st.sampled_from(sorted(FRAMES)))
    before, after = data.draw(st.sampled_from(FRAMES[name]))
    unit = "".join(data.draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2)))
    if data.draw(st.integers(0, 9)) == 0:
        unit += data.draw(odd.texts)
    text = f"{before}{unit * (SIZE // len(unit))}{after}"
    commands = {
        "in": ["batch", name, "-o", "out.csv"],
        "case": ["recommend", name],
        "certificate": ["verify", name],
        "kb/extra": ["show"],
    }
    with own_folder():
        shutil.copytree(greenhouse_folder(), "kb")
        Path(name).write_bytes(text.encode("utf-8", "surrogatepass"))
        began = time.process_time()
        code, _, errors = said([*commands[name.split(".")[0]], "--kb", "kb", "--quiet"])
        took = time.process_time() - began
    assert code in (0, 1, 2)
    fair_complaints(errors, most=42)
    assert took < SECONDS, f"{took:.1f} s for {len(text)} characters"
