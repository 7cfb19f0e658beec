"""The program: `advisor`, or `python -m advisor`."""

from __future__ import annotations

import gc
import sys

from advisor.cli.main import main
from advisor.cli.streams import mend
from advisor.signals import end_politely


def program() -> None:
    """Runs the command line in a process of its own, and ends it.

    A command makes many objects that stay to its end, so looking through them for garbage is put off, and left out at
    the end: that is a tenth of the time of a short command.
    """
    end_politely()
    mend()
    gc.set_threshold(50_000, 20, 20)
    code = main()
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    program()
