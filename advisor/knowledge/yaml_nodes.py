"""YAML as nodes that know their place. Only plain data passes: no anchors, aliases or tags, and no deep nesting."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import Problem
from advisor.opening import LARGEST, opened, whole
from advisor.opening import Unreadable as Unreadable

if TYPE_CHECKING:
    from yaml.nodes import Node

DEEPEST = 64
"""More nesting than any person writes; a parser may fall over what a machine writes."""

_SPECIAL = r"[&*]\S|!"
_BEFORE_SPECIAL = frozenset(" \t\n\r[{,:-")
_FLOW = r"[\[\]{}]"
_INDENT = rf"(?m)^[ \-?:]{{{DEEPEST},}}"
_COMPILE = re.compile
_PAIR = r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"


def shown_path(path: str | Path) -> str:
    """The path as messages show it: relative to the working folder where it lies below it."""
    full = os.path.abspath(path)
    try:
        here = os.getcwd()
    except OSError:
        return full
    return os.path.relpath(full, here) if full.startswith(os.path.join(here, "")) else full


def read_text(path: str | Path) -> str:
    """The text of a file, or of standard input for `-`. Raises Unreadable, which says why in a few words."""
    try:
        if str(path) == "-":
            stream = getattr(sys.stdin, "buffer", None)
            raw = whole(stream) if stream is not None else sys.stdin.read(LARGEST).encode()
        else:
            with opened(path) as stream:
                raw = whole(stream)
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("is UTF-16 text; save it as UTF-8")
    try:
        return str(raw, "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"is not UTF-8 text (line {line}); save it as UTF-8") from None


def documents(text: str, path: str, problems: list[Problem]) -> Iterator[Node]:
    """The root node of each document. A mistake in the syntax is added to `problems` and ends the file."""
    loader = _loader()
    import yaml

    if bad := {character for character in set(text) if not _is_text(ord(character))}:
        offset = min(map(text.index, bad))
        problems.append(_at(path, text, offset, f"the character U+{ord(text[offset]):04X} is not allowed"))
        return
    text = _json_as_yaml(text)
    try:
        if _suspicious(text):
            found = list(_forbidden(text, path, loader))
            if found:
                problems.extend(found)
                return
        yield from yaml.compose_all(text, loader)
    except RecursionError:
        problems.append(Problem(path, 0, 0, "is nested too deeply"))
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax(path, text, error))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(path, 0, 0, f"not YAML: {' '.join(str(error).split())}"))


def _is_text(code: int) -> bool:
    """YAML 1.2's printable characters."""
    if code < 0xA0:
        return 0x20 <= code <= 0x7E or code in (0x09, 0x0A, 0x0D, 0x85)
    return not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)


class _Later:
    """A pattern that is compiled when it is first used."""

    def __init__(self, pattern: Any, flags: int = 0) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(_COMPILE(self._pattern, self._flags), name)
        setattr(self, name, found)  # so that it is found without asking again
        return found


@contextmanager
def _quick_import() -> Iterator[None]:
    """While PyYAML is imported: much of that time goes into patterns, which only its own parser and resolver use."""
    vars(re)["compile"] = _Later
    try:
        yield
    finally:
        vars(re)["compile"] = _COMPILE


@cache
def _loader() -> Any:
    """The loader of YAML 1.2's core schema, on libyaml where PyYAML has it.

    yamlcore names the classes of libyaml whether they are there or not; where they are not, those of PyYAML's own
    parser are lent to it while it is imported.
    """
    with _quick_import():
        import yaml

    lent = {} if hasattr(yaml, "CBaseLoader") else {"CBaseLoader": yaml.BaseLoader, "CBaseDumper": yaml.BaseDumper}
    vars(yaml).update(lent)
    try:
        from yamlcore import CCoreLoader
    finally:
        for name in lent:
            delattr(yaml, name)
    return CCoreLoader


def _at(path: str, text: str, offset: int, what: str) -> Problem:
    line = text.count("\n", 0, offset) + 1
    return Problem(path, line, offset - text.rfind("\n", 0, offset), what)


def _json_as_yaml(text: str) -> str:
    """JSON differs from YAML in tabs between tokens and in characters written as two escapes."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    if "\\u" in text:
        text = re.sub(_PAIR, lambda m: m[1] + _joined(int(m[2], 16), int(m[3], 16)), text)
    return text.replace("\t", " ")


def _joined(high: int, low: int) -> str:
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _suspicious(text: str) -> bool:
    """Whether the text may hold what the format leaves out; cheap, and wrong only on the safe side."""
    found = (match.start() for match in re.finditer(_SPECIAL, text))
    if any(not at or text[at - 1] in _BEFORE_SPECIAL for at in found) or re.search(_INDENT, text):
        return True
    deltas = [1 if bracket in "[{" else -1 for bracket in re.findall(_FLOW, text)]
    # Brackets inside texts may close without having been opened, so the depth is counted from its lowest point.
    depths = list(accumulate(deltas, initial=0))
    return any(depth - lowest >= DEEPEST for depth, lowest in zip(depths, accumulate(depths, min), strict=True))


def _forbidden(text: str, path: str, loader: Any) -> Iterator[Problem]:
    """Anchors, aliases, tags and deep nesting, found in the parser's events before any node is made."""
    import yaml

    def at(event: Any, what: str) -> Problem:
        return Problem(path, event.start_mark.line + 1, event.start_mark.column + 1, what)

    depth = 0
    for event in yaml.parse(text, loader):
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > DEEPEST:
                yield at(event, f"is nested too deeply (more than {DEEPEST} levels)")
                return
        if isinstance(event, yaml.AliasEvent):
            yield at(event, f"the alias *{event.anchor} is not part of the format; write the value here, or quote it")
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                yield at(event, f"the anchor &{event.anchor} is not part of the format; write the value, or quote it")
            if tag := getattr(event, "tag", None):
                yield at(
                    event, f"the tag {tag} is not part of the format; a text that begins with ! must stand in quotes"
                )


def _syntax(path: str, text: str, error: Any) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(path, 0, 0, f"not YAML: {error.problem or error.context}")
    if "nesting depth" in str(error.problem):  # the parser's own limit
        return Problem(path, mark.line + 1, mark.column + 1, f"is nested too deeply (more than {DEEPEST} levels)")
    lines = re.split("\r\n|[\r\n]", text)
    began = (error.context_mark or mark).line
    from advisor.knowledge.yaml_hints import hint

    said = hint(" ".join(filter(None, [error.context, error.problem])), lines, mark.line, mark.column, began)
    what = f"not YAML: {said}"
    return Problem(path, mark.line + 1, mark.column + 1, what)
