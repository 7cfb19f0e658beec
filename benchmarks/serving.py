"""The service by HTTP under load: many clients at once, each asking as soon as it is answered, on this computer alone.

    python -m benchmarks.serving [--decide N] [--recommend N] [--clients N] [-j N] [--seconds N]

Starts `advisor serve`, asks it, and compares `/recommend` with what the same number of processes do without HTTP: the
recommendation and its JSON. Each answer is held against `advisor.decide`. Prints requests a second, processor time a
request, latency, and the memory of all its processes as it goes on. Every part ends after `--seconds` at the latest.
Exits with 1 where an answer is wrong or a limit is not met. Needs the extra `serve`, and Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import NamedTuple

import advisor
from benchmarks.cases import random_cases
from benchmarks.shown import duration, kept, number, say, table
from benchmarks.usage import Spent

CASES = 300
DECIDED = 2000.0
"""Requests a second to `/decide`."""
SHARE = 0.6
"""Of what the same processes do without HTTP, of recommendations."""
GROWTH = 4.0
"""MiB that each process may grow by after the first fifth."""
FIFTHS = 5
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Load(NamedTuple):
    """So many requests, the seconds that they took, by the clock and of the service's processors, and in each case.

    `memory` is that of all processes in MiB, at each fifth.
    """

    count: int
    spent: Spent
    each: list[float]
    memory: list[float]

    @property
    def rate(self) -> float:
        return self.count / self.spent.wall


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--decide", type=int, default=1_000_000, help="requests (1,000,000)")
    options.add_argument("--recommend", type=int, default=100_000, help="requests (100,000)")
    options.add_argument("--clients", type=int, default=64, help="connections that ask at the same time (64)")
    options.add_argument("-j", "--processes", type=int, default=1, help="of the service (1)")
    options.add_argument("--seconds", type=float, default=600, help="that each part may take (600)")
    args = options.parse_args()
    kb = advisor.load()
    cases = random_cases(kb, CASES)
    bodies = [json.dumps({"answers": case}).encode() for case in cases]
    right = [advisor.decide(kb, case).value for case in cases]
    with served(args.processes) as service:
        loads = {}
        for path, count, key in (
            ("/decide", args.decide, '"value": "{}"'),
            ("/recommend", args.recommend, '"next_step": {{"id": "{}"'),
        ):
            say(f"{path}: {count:,} requests")
            signs = [key.format(value).encode() for value in right]
            loads[path] = asyncio.run(asked(service, path, bodies, signs, count, args.clients, args.seconds))
    say("without HTTP")
    alone = without_http(args.processes, 10)
    print(told(loads, alone, args.processes, args.clients))
    return 0 if all(met for _, met in verdicts(loads, alone, args.processes)) else 1


def verdicts(loads: dict[str, Load], alone: Spent, processes: int) -> Iterator[tuple[str, bool]]:
    """What is to be kept, each in a line, and whether it is."""
    decide, recommend = loads["/decide"], loads["/recommend"]
    by_clock = recommend.rate * alone.wall
    by_cpu = alone.cpu / recommend.spent.over(recommend.count).cpu
    fast, of_cpu = decide.rate >= DECIDED, number(decide.count / decide.spent.cpu)
    yield (
        f"/decide: {number(decide.rate)} a second (at least {number(DECIDED)}: {kept(fast)}; by CPU time {of_cpu})",
        fast,
    )
    text = f"/recommend: {by_clock:.0%} of what is done without HTTP"
    yield f"{text} (at least {SHARE:.0%}: {kept(by_clock >= SHARE)}; by CPU time {by_cpu:.0%})", by_clock >= SHARE
    for path, load in loads.items():
        growth = (load.memory[-1] - load.memory[0]) / processes
        flat = growth <= GROWTH
        yield f"{path}: {growth:+.1f} MiB a process after the first fifth (at most {GROWTH:g}: {kept(flat)})", flat


def told(loads: dict[str, Load], alone: Spent, processes: int, clients: int) -> str:
    rows = []
    for path, load in loads.items():
        cuts = quantiles(load.each, n=100)
        times = [duration(cuts[49]), duration(cuts[98])]
        cpu = duration(load.spent.over(load.count).cpu)
        rows.append([path, f"{load.count:,}", number(load.rate), cpu, *times, *(f"{it:.0f} MiB" for it in load.memory)])
    rows.append(["recommend without HTTP", "-", number(1 / alone.wall), duration(alone.cpu), *["-"] * (2 + FIFTHS)])
    marks = [f"memory at {place / FIFTHS:.0%}" for place in range(1, FIFTHS + 1)]
    head = ["by HTTP", "requests", "a second", "CPU time each", "median", "99 of 100", *marks]
    title = f"By HTTP, shipped knowledge base, {clients} clients, {processes} process{'es' * (processes > 1)}"
    return "\n".join([table(title, head, rows), "", *(line for line, _ in verdicts(loads, alone, processes))])


@contextmanager
def served(processes: int) -> Iterator[tuple[int, int]]:
    """The service, with its port and the id of its first process; it is there when this begins."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder, "said.txt")
        command = [sys.executable, "-m", "advisor", "serve", "--port", "0", "-j", str(processes)]
        with said.open("w") as errors, subprocess.Popen(command, stderr=errors) as process:
            try:
                while not (found := re.search(r":(\d+)/,", said.read_text())):
                    if process.poll() is not None:
                        raise RuntimeError(said.read_text())
                    asyncio.run(asyncio.sleep(0.1))
                asyncio.run(_ready(int(found[1]), processes))
                yield int(found[1]), process.pid
            finally:
                process.terminate()


async def _ready(port: int, processes: int) -> None:
    """Waits until it answers, and so long again that every process does."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            await asyncio.sleep(5.0 if processes > 1 else 1.0)
            return
    raise RuntimeError("the service never answered")


async def asked(
    service: tuple[int, int],
    path: str,
    bodies: Sequence[bytes],
    signs: Sequence[bytes],
    count: int,
    clients: int,
    most: float,
) -> Load:
    """The load of so many requests, each of `clients` asking one after the other; `signs` are in the right answers.

    It ends after `most` seconds. The service is told by its port and the id of its first process.
    """
    port, pid = service
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [head.encode() + str(len(body)).encode() + b"\r\n\r\n" + body for body in bodies]
    each: list[float] = []
    memory: list[float] = []
    begun = 0
    last = perf_counter() + most

    async def client() -> None:
        nonlocal begun
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while begun < count and perf_counter() < last:
            begun += 1
            place = begun % len(requests)
            sent = perf_counter()
            writer.write(requests[place])
            answer = await _answer(reader)
            each.append(perf_counter() - sent)
            if signs[place] not in answer:
                raise RuntimeError(f"{path} answers otherwise than advisor.decide: {answer[:300]!r}")
            if len(each) * FIFTHS // count > len(memory):
                memory.append(_memory(pid))
        writer.close()

    before, start = _cpu(pid), perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    spent = Spent(perf_counter() - start, _cpu(pid) - before)
    return Load(len(each), spent, each, memory + [_memory(pid)] * (FIFTHS - len(memory)))


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """The body of the next answer, which says its length."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    assert length, head
    return head[:15] + await reader.readexactly(int(length[1]))


def _family(pid: int) -> list[int]:
    """The process and its children."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def _memory(pid: int) -> float:
    """What the service holds of the memory, in MiB."""
    return sum(int(Path(f"/proc/{it}/statm").read_text().split()[1]) for it in _family(pid)) * PAGE / (1 << 20)


def _cpu(pid: int) -> float:
    """The seconds of the processors that the service has used."""
    fields = (Path(f"/proc/{it}/stat").read_text().rpartition(")")[2].split() for it in _family(pid))
    return sum(int(it[11]) + int(it[12]) for it in fields) / TICK


def without_http(processes: int, seconds: float) -> Spent:
    """What a recommendation and its JSON take where so many processes do nothing else at the same time.

    By the clock it is the time between two of any of them.
    """
    with get_context("spawn").Pool(processes) as pool:
        found = pool.map(_recommend_for, [seconds] * processes, chunksize=1)
    count = sum(done for done, _ in found)
    wall = sum(spent.wall for _, spent in found) / len(found)
    return Spent(wall / count, sum(spent.cpu for _, spent in found) / count)


def _recommend_for(seconds: float) -> tuple[int, Spent]:
    """How many recommendations one process makes in that time, and what it spends."""
    from advisor.cases.files import Case
    from advisor.reports.requests import recommended

    kb = advisor.load()
    cases = random_cases(kb, CASES)
    json.dumps(recommended(kb, Case(cases[0])))
    begin, done = Spent.now(), 0
    while Spent.since(begin).wall < seconds:
        json.dumps(recommended(kb, Case(cases[done % CASES])))
        done += 1
    return done, Spent.since(begin)


if __name__ == "__main__":
    sys.exit(main())
