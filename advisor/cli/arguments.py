"""What the commands share of argparse: one-line errors with a suggestion, and the options that every command has."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from functools import partial
from typing import NoReturn

import advisor
from advisor.cli import completion
from advisor.errors import AdvisorError, did_you_mean, quoted

EXAMPLES = {
    "consult": "advisor consult --save me.yaml",
    "recommend": "advisor recommend me.yaml --format html -o advice.html",
    "explain": "advisor explain me.yaml --how-sure",
    "batch": "advisor batch students.csv -o advice.csv --summary summary.html",
    "test": "advisor test examples/cases",
    "check": "advisor check --witnesses found/",
    "diff": "advisor diff before/ after/",
    "show": "advisor show --sources",
    "export": "advisor export --to clips -o rules.clp",
    "serve": "advisor serve --port 8080 --log",
    "mcp": "advisor mcp --http --port 8001",
    "new": "advisor new my-plant",
    "sessions": "advisor sessions --delete",
    "verify": "advisor verify certificate.json",
}
"""An example of each command, which its help tells."""


class UsageError(AdvisorError):
    """The command line is wrong; the text says what would be right."""


class ArgumentParser(argparse.ArgumentParser):
    """Raises UsageError instead of printing the usage, and knows the options that come near a wrong one."""

    def error(self, message: str) -> NoReturn:
        see = " See" if message.endswith("?") else "; see"
        raise UsageError(f"{message}{see} '{self.prog} --help'")

    def format_help(self) -> str:
        self.formatter_class = argparse.HelpFormatter  # as wide as the terminal
        example = EXAMPLES.get(self.prog.partition(" ")[2])
        return super().format_help() + (f"\nfor example:\n  {example}\n" if example else "")

    def parse(self, argv: list[str]) -> argparse.Namespace:
        """Like parse_args, with a suggestion for what is not recognised."""
        if completion.ASKED in os.environ:
            completion.offer(self)
        args, extra = self.parse_known_args(argv)
        if extra:
            word = extra[0].split("=", 1)[0]
            known = [name for action in self._actions for name in action.option_strings]
            hint = did_you_mean(word, known) if word.startswith("-") else ""
            what = "unknown option" if word.startswith("-") else "one argument too many:"
            self.error(f"{what} {quoted(word)}{hint}")
        return args


def parser(command: str, summary: str, of_knowledge: bool = True) -> ArgumentParser:
    """The parser of one command, with the options that every command has; `--kb` where it is `of_knowledge`."""
    narrow = partial(
        argparse.HelpFormatter, width=80
    )  # one is made for every option, too; to ask how wide takes a while
    made = ArgumentParser(prog=f"advisor {command}", description=summary, formatter_class=narrow, allow_abbrev=False)
    if of_knowledge:
        made.add_argument("--kb", metavar="ID_OR_FOLDER", help="the knowledge base; by default the one that ships")
    made.add_argument("--quiet", action="store_true", help="only results and errors: no summaries")
    made.add_argument("--version", action="version", version=f"advisor {advisor.__version__}")
    return made


def lacking(extra: str, error: ModuleNotFoundError) -> UsageError:
    """What is said where the packages of an extra, which has the name of its command, are not installed.

    What lacks of the advisor itself is a defect, and raised again.
    """
    if (error.name or "").partition(".")[0] == "advisor":
        raise error
    return UsageError(
        f"'advisor {extra}' needs more packages; install them with: pip install 'records-advisor[{extra}]'"
    )


def check_port(port: int) -> None:
    """Raises UsageError for what is no port."""
    if not 0 <= port <= 65535:
        raise UsageError("--port takes a number from 0 to 65535")


def overview(commands: Iterable[tuple[str, str]]) -> str:
    """What `advisor --help` says."""
    lines = ["usage: advisor [COMMAND] [OPTIONS]", "", "Without a command, a consultation begins.", "", "commands:"]
    lines += [f"  {name:<10}{summary}" for name, summary in commands]
    lines += ["", "'advisor COMMAND --help' lists a command's options; 'advisor --version' says which version this is."]
    return "\n".join(lines)
