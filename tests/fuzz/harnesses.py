"""All harnesses by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import calls, commands, files, lengths, tables, talks


class Harness(NamedTuple):
    """`runs` in the gate: a few seconds of one core."""

    fuzz: Callable[[Any], None]
    runs: int


HARNESSES = {
    "csv": Harness(tables.fuzz_csv, 400),
    "headers": Harness(tables.fuzz_headers, 30),
    "json-lines": Harness(tables.fuzz_json_lines, 300),
    "batches": Harness(tables.fuzz_batches, 30),
    "frames": Harness(tables.fuzz_frames, 40),
    "parquet": Harness(tables.fuzz_parquet, 30),
    "cases": Harness(files.fuzz_cases, 300),
    "answers": Harness(files.fuzz_answers, 300),
    "recommendations": Harness(files.fuzz_recommendations, 60),
    "knowledge-bases": Harness(files.fuzz_knowledge_bases, 60),
    "certificates": Harness(files.fuzz_certificates, 400),
    "certificate-files": Harness(files.fuzz_certificate_files, 60),
    "typed-lines": Harness(talks.fuzz_typed_lines, 1000),
    "pipes": Harness(talks.fuzz_pipes, 60),
    "keys": Harness(talks.fuzz_keys, 20),
    "sessions": Harness(talks.fuzz_sessions, 60),
    "calls": Harness(calls.fuzz_calls, 200),
    "commands": Harness(commands.fuzz_commands, 60),
    "lengths": Harness(lengths.fuzz_lengths, 15),
}
