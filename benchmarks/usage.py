"""What a process uses: time by the clock, time of processors, memory."""

from __future__ import annotations

import resource
import sys
from time import perf_counter, process_time
from typing import NamedTuple

MEBI = 1 << 20


class Spent(NamedTuple):
    """Seconds by the clock and by the processors; a busy machine stretches the first alone."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> Spent:
        """The clocks of this process, to begin with."""
        return cls(perf_counter(), process_time())

    @classmethod
    def since(cls, begin: Spent) -> Spent:
        """What this process has spent since `begin`, which was `now` then."""
        return cls(perf_counter() - begin.wall, process_time() - begin.cpu)

    def over(self, count: int) -> Spent:
        return Spent(self.wall / count, self.cpu / count)


def peak(usage: resource.struct_rusage) -> float:
    """The peak memory in MiB; Linux counts in KiB, macOS in bytes."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / MEBI
