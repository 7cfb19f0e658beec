"""Short names for what only the engine calls so, which the minifier leaves since it cannot know who else does.

Those are the methods and fields of the engine's classes that no module of the page has a word for, and that no text
gives: then nothing else has them, neither the browser nor JSON, but for the words listed here. Where an object that is
no instance of these classes has a field of the same name, that is another word for it in the whole program too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

_OF_JAVASCRIPT = "add all fill round values"
_OF_JSON = (
    "alike called cite conclusions furthest goals leaves measures questions rules sizes stratum tables tests together"
)
_COMMENT = re.compile(r"/\*\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
_DECLARED = re.compile(r"^  (?:static |get |async |\*)*(\w{3,})\(.*\) \{$|\bthis\.(\w{3,}) (?:\|\|)?=", re.MULTILINE)
_NAME = re.compile(r'"(\w+)"')
_AFTER_FILLED = re.compile(r"\}\.(\w+)")
_WORDS = re.compile(r'"[^"\n]*[^"\n\w][^"\n]*"')
_MEMBER = re.compile(r"(?:(?<=\.)|(?<=[{},;*])(?=\w+[(:=;])|(?<=\bget )|(?<=\bstatic )|(?<=\basync ))[A-Za-z]\w*")
_PROPERTY = re.compile(r"(?<=\.)\w+|(?<=[{,])\w+(?=:)")
_LETTERS = "etnsoiarcldumhpgfyvbwkxjzqETNSOIARCLDUMHPGFYVBWKXJZQ"
"""The usual ones first, as in texts and in the names of the minifier."""


def shortened(program: str, modules: Mapping[str, str]) -> str:
    """The minified program of these modules, by their paths, with short names for members of the engine."""
    members = of_engine(modules)
    used = Counter(_MEMBER.findall(program))
    wanted = sorted(members & used.keys(), key=lambda name: (-used[name], name))
    taken = {*_PROPERTY.findall(program)}
    short = dict(zip(wanted, (name for name in _names() if name not in taken), strict=False))
    return _MEMBER.sub(lambda member: short.get(member[0], member[0]), program)


def of_engine(modules: Mapping[str, str]) -> set[str]:
    """The members of classes of the engine that nothing else has."""
    engine, page = (
        _code(text for path, text in modules.items() if path.startswith(part)) for part in ("engine/", "page/")
    )
    declared = {name for names in _DECLARED.findall(engine) for name in names} - {"", "constructor"}
    told = {*_NAME.findall(engine), *_AFTER_FILLED.findall(engine), *re.findall(r"\w+", _WORDS.sub("", page))}
    return declared - told - {*_OF_JAVASCRIPT.split(), *_OF_JSON.split()}


def _code(texts: Iterable[str]) -> str:
    return _COMMENT.sub("", "\n".join(texts))


def _names() -> Iterator[str]:
    yield from _LETTERS
    yield from (first + last for last, first in product(_LETTERS, repeat=2))
