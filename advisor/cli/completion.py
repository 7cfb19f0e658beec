"""Completion in a shell: what may stand where TAB is pressed. argcomplete asks the program itself, each time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Action, ArgumentParser, Namespace

    from advisor.knowledge.model import KnowledgeBase

ASKED = "_ARGCOMPLETE"
"""The variable by which argcomplete says that a shell asks, and at which word the command begins, from 1."""

Completer = Callable[..., Iterable[str]]


def command(known: Iterable[str]) -> str | None:
    """The command whose arguments are wanted; where it is still being typed, the shell is told of all."""
    from argparse import ArgumentParser

    import argcomplete
    from argcomplete.lexers import split_line

    line = os.environ["COMP_LINE"].encode()[: int(os.environ["COMP_POINT"])].decode(errors="ignore")
    _, begun, _, words, _ = split_line(line)
    if len(words) > 1 and words[1] in known:
        os.environ[ASKED] = "2"
        return words[1]
    if len(words) > 1 or begun.startswith("-"):
        return "consult"
    parser = ArgumentParser()
    parser.add_argument("--version", action="store_true")
    parser.add_argument("command", choices=[*known])
    argcomplete.autocomplete(parser, always_complete_options=False)
    return None


def offer(parser: ArgumentParser) -> None:
    """Tells the shell what may stand where it asks, and ends the program."""
    import argcomplete

    for action in parser._actions:
        if action.metavar in COMPLETERS:
            action.completer = COMPLETERS[str(action.metavar)]  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _files(*endings: str) -> Completer:
    """Files of these kinds, and folders."""
    from argcomplete.completers import FilesCompleter

    return FilesCompleter(allowednames=endings)


def _cases(prefix: str, **asked: object) -> Iterable[str]:
    return _files("yaml", "yml", "json")(prefix=prefix, **asked)


def _tables(prefix: str, **asked: object) -> Iterable[str]:
    kinds = ("csv", "tsv", "jsonl", "parquet", "yaml", "yml", "json")
    return _files(*kinds)(prefix=prefix, **asked)


def _knowledge_bases(prefix: str, **asked: object) -> Iterable[str]:
    from argcomplete.completers import DirectoriesCompleter

    from advisor.knowledge.folder import shipped

    return [*shipped(), *DirectoriesCompleter()(prefix=prefix, **asked)]


def _questions(prefix: str, parsed_args: Namespace, **asked: object) -> Iterable[str]:
    return [*_knowledge(parsed_args).questions]


def _conclusions(prefix: str, parsed_args: Namespace, **asked: object) -> Iterable[str]:
    return [f"{id}={value}" for id, value in _knowledge(parsed_args).pairs]


def _attributes(prefix: str, parsed_args: Namespace, **asked: object) -> Iterable[str]:
    return [*_knowledge(parsed_args).conclusions, *_conclusions(prefix, parsed_args)]


def _told_or_asked(prefix: str, parsed_args: Namespace, action: Action, **asked: object) -> Iterable[str]:
    """Conclusions, but for `--what-if`, whose changes are answers."""
    if "--what-if" in action.option_strings:
        return _answers(_knowledge(parsed_args))
    return _conclusions(prefix, parsed_args)


def _answers(kb: KnowledgeBase) -> Iterator[str]:
    for id, question in kb.questions.items():
        yield from (f"{id}={value}" for value in question.values) if question.values else (f"{id}=",)


def _parts(prefix: str, parsed_args: Namespace, **asked: object) -> Iterable[str]:
    kb = _knowledge(parsed_args)
    return [*kb.questions, *kb.conclusions, *kb.rule, *kb.steps]


def _knowledge(args: Namespace) -> KnowledgeBase:
    from advisor.knowledge.loader import load

    return load(getattr(args, "kb", None))


COMPLETERS: dict[str, Completer] = {
    "CASE": _cases,
    "PATH": _cases,
    "INPUT": _tables,
    "ID_OR_FOLDER": _knowledge_bases,
    "OLD": _knowledge_bases,
    "NEW": _knowledge_bases,
    "QUESTION": _questions,
    "ATTR=VALUE": _told_or_asked,
    "ATTR[=VALUE]": _attributes,
    "NAME": _parts,
}
"""What completes an argument, by what the help calls it; any other is a file."""
