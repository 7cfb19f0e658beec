"""`python -m tests.fuzz`: long runs of the harnesses.

Inputs are made of random bytes, from which hypothesis draws; with `--atheris` of bytes that libFuzzer changes by what
they reach in the code. A failure is kept as a file of those bytes: `--replay FILE` runs it again.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

LONGEST = 8192
"""Bytes of an input: more is never drawn from."""


PATIENCE = 60.0
"""Seconds after which an input is taken to hang."""


def main(argv: list[str]) -> int:
    """0 where all held, 1 where something failed."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Long runs of the harnesses.")
    options.add_argument("harnesses", metavar="HARNESS", nargs="*", help="by default all")
    options.add_argument("--runs", type=int, default=10_000, help="inputs of each harness")
    options.add_argument("--seconds", type=float, default=60.0, help="of each harness, at most")
    options.add_argument("--seed", type=int, default=None, help="by default another one every time")
    options.add_argument("--failures", type=int, default=3, help="so many of one harness end its run")
    options.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="where failing inputs are kept")
    options.add_argument(
        "--replay", metavar="FILE", type=Path, help="one input again, of the one harness that is named"
    )
    options.add_argument("--atheris", action="store_true", help="guided by coverage; one harness, until it fails")
    args = options.parse_args(argv)
    warnings.simplefilter("ignore")
    if args.atheris:
        return _guided(args)
    from .harnesses import HARNESSES

    chosen = args.harnesses or list(HARNESSES)
    if unknown := sorted({*chosen} - {*HARNESSES}):
        options.error(f"no harness is called {unknown[0]}; there are {', '.join(HARNESSES)}")
    if args.replay:
        _one_input(HARNESSES[chosen[0]].fuzz)(args.replay.read_bytes())
        print("held")
        return 0
    seed = random.randrange(10**9) if args.seed is None else args.seed
    print(f"seed {seed}", flush=True)
    return int(sum(_long_run(name, HARNESSES[name].fuzz, args, seed) for name in chosen) > 0)


def _one_input(fuzz: Any) -> Any:
    """Runs the harness on bytes; None where they do not suffice for an input."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    driven = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))(given(st.data())(fuzz))
    return driven.hypothesis.fuzz_one_input


def _long_run(name: str, fuzz: Any, args: argparse.Namespace, seed: int) -> int:
    """How many inputs failed; says how many were run."""
    chance = random.Random(f"{seed} {name}")
    signal.signal(signal.SIGALRM, _too_long)
    one, began, runs = _one_input(fuzz), time.monotonic(), 0
    failed: Counter[str] = Counter()
    while runs < args.runs and time.monotonic() - began < args.seconds and len(failed) < args.failures:
        raw = chance.randbytes(LONGEST)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        try:
            runs += one(raw) is not None
        except Exception as error:
            runs += 1
            _kept(name, raw, error, args.keep, failed)
    signal.setitimer(signal.ITIMER_REAL, 0)
    seconds = time.monotonic() - began
    told = f"{sum(failed.values())} failed" if failed else "all held"
    print(f"{name}: {runs} inputs in {seconds:.0f} s, {told}", flush=True)
    return sum(failed.values())


def _too_long(*_: object) -> NoReturn:
    raise TimeoutError(f"an input took more than {PATIENCE:.0f} seconds")


def _kept(name: str, raw: bytes, error: Exception, folder: Path, failed: Counter[str]) -> None:
    """Keeps the first input of each kind of failure, which is where it arose."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    failed[kind] += 1
    if failed[kind] > 1:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{len(failed)}-{random.randrange(10**6)}"
    path.write_bytes(raw)
    path.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), "utf-8", "backslashreplace")
    said = str(error).split("\n")[0][:200]
    print(f"{name}: {kind}: {said!a}; replay: python -m tests.fuzz {name} --replay {path}", flush=True)


def _guided(args: argparse.Namespace) -> int:
    """The bytes are libFuzzer's, which ends the process, and keeps a failing input in the folder."""
    import atheris

    if len(args.harnesses) != 1:
        raise SystemExit("--atheris takes one harness")
    with atheris.instrument_imports(include=["advisor"]):
        from .harnesses import HARNESSES
    args.keep.mkdir(parents=True, exist_ok=True)
    limits = [
        f"-atheris_runs={args.runs}",
        f"-max_total_time={args.seconds:.0f}",
        f"-max_len={LONGEST}",
        "-len_control=0",
    ]
    atheris.Setup(
        [sys.argv[0], *limits, f"-artifact_prefix={args.keep}/"], _one_input(HARNESSES[args.harnesses[0]].fuzz)
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
