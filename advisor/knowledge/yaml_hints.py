"""What is wrong with a line that is no YAML, in the words of who wrote it: most often a text that wants quoting."""

from __future__ import annotations

import re

_VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+|\"[^\"]*\"|'[^']*') *: +(.*)|\s*(?:- +)+(.*)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(#.*)?")
_COLON = "a text with a colon and a blank in it must stand in quotes"
_CLOSING = {"[": "]", "{": "}"}
_KNOWN = (
    ("escape", "in double quotes a backslash has a meaning of its own; write it twice, or use single quotes"),
    ("mapping values are not allowed", _COLON),
    (
        "expected ',' or",
        "between brackets, parts stand apart by commas, and a text with , : or a bracket in it in quotes",
    ),
    ("could not find expected ':'", "a key without its colon, in this line or before it"),
    ("end of stream", "a quotation mark or a bracket has no partner"),
)


def hint(problem: str, lines: list[str], line: int, column: int, began: int) -> str:
    """What is wrong at this place, where the parser says `problem` of what `began` at a line; all count from 0."""
    here = lines[line] if line < len(lines) else ""
    if here[column : column + 1] == "\t" or "\t" in here[: len(here) - len(here.lstrip())]:
        return "a tab does not indent; use spaces"
    if "cannot start any token" in problem and here[column : column + 1]:
        return _begins(here[column])
    if "mapping values are not allowed" in problem and re.fullmatch(r"\s+[\w-]+", here[:column]):
        return "this line is indented too far for a key, or goes on with a text that must stand in quotes"
    for number in dict.fromkeys((line, began, line - 1)):
        found = _VALUE.fullmatch(lines[number]) if 0 <= number < len(lines) else None
        if found and (said := _of_value(found[1] or found[2] or "")):
            return said
    known = next((said for word, said in _KNOWN if word in problem), "")
    return known or f"{problem}; look at the indentation, and whether a text wants quoting"


def _of_value(value: str) -> str:
    """Why this cannot be a text as it stands; nothing where it can, or may be something else."""
    if value[:1] in ("%", "@", "`", "&", "*", "!") or (value[:1] in ("|", ">") and not _BLOCK.fullmatch(value)):
        return _begins(value[0])
    if re.match(r"[-?:]\s", value):
        return _begins(value[:1])
    if value[:1] in ("'", '"'):
        whole = _QUOTED.match(value)
        if whole is None:
            return "a quotation mark has no partner; a text that holds such marks stands in those of the other kind"
        if re.match(r"\s*[^\s:,#]", value[whole.end() :]):
            return "a text goes on after its quotation mark; put all of it in quotes of the other kind"
        return ""
    if value[:1] in _CLOSING:
        _, closed, after = value.rpartition(_CLOSING[value[0]])
        if not closed:
            return f"{value[0]} has no partner; a text that begins so must stand in quotes"
        return _begins(value[0]) if after.partition(" #")[0].strip() else ""
    return _COLON if re.search(r":(\s|$)", value.partition(" #")[0]) else ""


def _begins(mark: str) -> str:
    return f"a text that begins with {mark} must stand in quotes"
