"""Short names for what only the engine calls so, which the minifier leaves since it cannot know who else does.

Those are the methods and fields of the engine's classes that no module of the page has a word for, and that no text
gives: then nothing else has them, neither the browser nor JSON, but for the words of `_OTHERS`. Where an object that is
no instance of these classes has a field of the same name, that is another word for it in the whole program too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from string import ascii_letters

_OTHERS = frozenset(
    "add all fill round values "  # JavaScript has these
    "conclusions furthest goals leaves measures rules sizes stratum tables tests together".split()  # JSON has these
)
_COMMENT = re.compile(r"/\*\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
_DECLARED = re.compile(r"^  (?:static |get |async |\*)*(\w{3,})\(.*\) \{$|\bthis\.(\w{3,}) (?:\|\|)?=", re.MULTILINE)
_NAME = re.compile(r'"(\w+)"')
_WORDS = re.compile(r'"[^"\n]*[^"\n\w][^"\n]*"')
_MEMBER = re.compile(r"(?:(?<=\.)|(?<=[{},;*])(?=\w+[(:=;])|(?<=\bget )|(?<=\bstatic )|(?<=\basync ))[A-Za-z]\w*")


def shortened(program: str, modules: Mapping[str, str]) -> str:
    """The minified program of these modules, by their paths, with short names for members of the engine."""
    members = of_engine(modules)
    used = Counter(_MEMBER.findall(program))
    wanted = sorted(members & used.keys(), key=lambda name: (-used[name], name))
    short = dict(zip(wanted, (name for name in _names() if name not in used), strict=False))
    return _MEMBER.sub(lambda member: short.get(member[0], member[0]), program)


def of_engine(modules: Mapping[str, str]) -> set[str]:
    """The members of classes of the engine that nothing else has."""
    engine, page = (
        _code(text for path, text in modules.items() if path.startswith(part)) for part in ("engine/", "page/")
    )
    declared = {name for names in _DECLARED.findall(engine) for name in names}
    return declared - {"", "constructor"} - {*re.findall(r"\w+", _WORDS.sub("", page))} - {*_NAME.findall(engine)} - _OTHERS


def _code(texts: Iterable[str]) -> str:
    return _COMMENT.sub("", "\n".join(texts))


def _names() -> Iterator[str]:
    yield from ascii_letters
    yield from map("".join, product(ascii_letters, repeat=2))
