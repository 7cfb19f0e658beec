"""The command `advisor`: finds the command's module, runs it, and turns every failure into one line and an exit code.

Only the module of the command that is run is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from advisor.cli import completion
from advisor.cli.streams import STANDARD_OUTPUT, forget_output
from advisor.errors import MAX, AdvisorError, mistakes

COMMANDS = {
    "consult": ("advisor.cli.consult", "a consultation: a dialogue that asks only what can still matter"),
    "recommend": ("advisor.cli.recommend", "one justified recommendation for each case"),
    "explain": ("advisor.cli.explain", "question a case: how, why, why not, what if, how sure; the plan"),
    "batch": ("advisor.cli.batch", "many cases from tables and case files, a row of advice for each"),
    "test": ("advisor.cli.test_command", "run cases that say what they expect; report what no case reaches"),
    "check": ("advisor.cli.check", "prove the knowledge base sound, or show a case in which it is not"),
    "diff": ("advisor.cli.diff", "which cases two versions of a knowledge base answer differently"),
    "show": ("advisor.cli.show", "read the knowledge base: a question, a conclusion, a rule, a step, the sources"),
    "export": ("advisor.cli.export", "the knowledge base in another system's words"),
    "serve": ("advisor.cli.serve", "advice by HTTP for programs, and the consultation as a page"),
    "mcp": ("advisor.cli.mcp", "tools for an assistant that speaks the Model Context Protocol"),
    "new": ("advisor.cli.new", "a small, working knowledge base to start from"),
    "sessions": ("advisor.cli.sessions", "the consultations that are kept on this computer; --delete removes them"),
    "verify": ("advisor.cli.verify", "re-check the certificates of recommendations, without the engine"),
}
"""Each command with its module, which has `run(argv) -> int`, and its summary."""

DONE, SOME_BAD, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code: 0 done, 1 something was bad, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        try:
            code = _run(list(sys.argv[1:] if argv is None else argv))
        except SystemExit as end:  # after --help, or from a signal
            code = end.code if isinstance(end.code, int) else DONE
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        forget_output()  # the reader has seen enough
        return DONE
    except Exception as error:
        return _interrupted(error) or _failed(error)


def complain(text: str) -> None:
    """Says what is wrong on standard error: one line, with nothing in it that steers a terminal."""
    from advisor.plain_text import one_line

    print(f"advisor: {one_line(text)}", file=sys.stderr)


class Complaints:
    """Complaints about what files hold: of each file, one after the other, MAX, and how many more there are."""

    def __init__(self) -> None:
        self._file = ""
        self._count = 0

    def about(self, file: str) -> None:
        """What is told from now on is about this file."""
        self.end()
        self._file = file

    def tell(self, what: AdvisorError | str) -> None:
        for line in mistakes(what) if isinstance(what, AdvisorError) else [what]:
            self._count += 1
            if self._count <= MAX:
                complain(line)

    def end(self) -> None:
        if self._count > MAX:
            complain(f"{self._file}: and {self._count - MAX} more")
        self._count = 0


def _run(argv: list[str]) -> int:
    if completion.ASKED in os.environ:
        asked = completion.command(COMMANDS)
        return _command(asked, []) if asked else DONE
    first = argv[0] if argv else ""
    if first == "--version":
        from advisor import __version__

        print(f"advisor {__version__}")
        return DONE
    if first in ("-h", "--help", "help"):
        from advisor.cli.arguments import overview

        print(overview((name, summary) for name, (_, summary) in COMMANDS.items()))
        return DONE
    if not first or first.startswith("-"):
        return _command("consult", argv)
    return _command(first, argv[1:])


def _command(name: str, argv: list[str]) -> int:
    from importlib import import_module

    if name not in COMMANDS:
        from advisor.cli.arguments import UsageError
        from advisor.errors import did_you_mean, quoted

        if os.path.exists(name):
            raise UsageError(f"{quoted(name)} is no command; {_reading(name)}")
        hint = did_you_mean(name, COMMANDS) or f"; the commands are {', '.join(COMMANDS)}"
        raise UsageError(f"unknown command {quoted(name)}{hint}")
    code = import_module(COMMANDS[name][0]).run(argv)
    return int(code)


def _reading(path: str) -> str:
    """Which command reads what is at the path."""
    from advisor.formats import TABLES
    from advisor.knowledge.folder import HEAD

    if os.path.exists(os.path.join(path, HEAD)):
        return f"'advisor --kb {path}' consults with that knowledge base"
    if os.path.isdir(path) or path.lower().endswith(tuple(TABLES)):
        return f"'advisor batch {path} -o advice.csv' reads it"
    return f"'advisor recommend {path}' reads a file of cases"


def _interrupted(error: BaseException) -> int:
    """The exit code where a signal is at the root; Python makes another error of one that comes amid the making of a
    class. 0 where none is."""
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return error.code
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 0


def _failed(error: Exception) -> int:
    """Complains about an error that is the input's fault; any other is a defect, and is raised again."""
    if isinstance(error, AdvisorError):
        for line in error.lines:
            complain(line)
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        if error.filename == STANDARD_OUTPUT:
            forget_output()
        complain(f"{place}{error.strerror or error}")
    else:
        complain(f"this is a defect of the advisor, please report it: {type(error).__name__}: {error}")
        if os.environ.get("ADVISOR_TRACEBACK"):
            raise error
    return WRONG
