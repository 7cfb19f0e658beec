"""Which console the dialogue is spoken through."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from advisor.terminal.console import Console, LineConsole

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output


def open_console(source: Input | None = None, target: Output | None = None, plain: bool = False) -> Console:
    """The console for where we are: a list at a terminal that can move its cursor, else lines; also where `plain`."""
    dumb = plain or os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    if source is None and target is None and (dumb or not sys.stdin.isatty() or not sys.stdout.isatty()):
        return LineConsole()
    from advisor.terminal.prompt_console import PromptConsole

    return PromptConsole(source, target)
