"""Memory that is used again: a batch asks for blocks of the same sizes, over and over.

Given back to the system in between, each of them costs as much time again as to parse it: about a tenth of a batch.
"""

from __future__ import annotations

import contextlib
import os

_POLARS = "_RJEM_MALLOC_CONF", "dirty_decay_ms:20000,muzzy_decay_ms:20000"
"""Where Polars' own allocator (jemalloc) looks when it is loaded, and how long it is to keep what is free."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of glibc's mallopt(3)."""


def keep() -> None:
    """To be called before Polars is imported; where it cannot be done, the batch only takes longer."""
    os.environ.setdefault(*_POLARS)
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):  # another system, or another C library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, 32 << 20)  # the most that it takes
        mallopt(_TRIM_THRESHOLD, 1 << 30)
