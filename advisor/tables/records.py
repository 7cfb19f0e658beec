"""Cases that come one by one: JSON Lines, and YAML or JSON case files, as frames of text columns."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from advisor.columns.naming import Naming
from advisor.columns.program import CARRIED, FAULT
from advisor.columns.texts import takes_lists, text_of
from advisor.errors import CaseError, IllegalAnswer, listed, nearest, quoted
from advisor.json_objects import made_of, repeated
from advisor.knowledge.model import KnowledgeBase, Pair

if TYPE_CHECKING:
    import polars as pl

BATCH = 20_000
"""Cases that are put into one frame."""

_PLACE = re.compile(r"\A:([0-9]+):([0-9]+): ")
"""How a problem of a file without a name begins."""

MISSPELT = 0.8
"""So like a question's id is a key that is taken for a misspelt one; what is less like it is one that nobody reads."""


class JsonRow(NamedTuple):
    """One case's cells by column, and what is wrong with it, if anything; `size` counts the bytes that it took.

    `narrowed` are its answers that hold less than in the version of the knowledge base to which they were given.
    """

    cells: Mapping[str, object]
    fault: str = ""
    size: int = 0
    narrowed: tuple[Pair, ...] = ()


def json_lines(lines: Iterable[bytes], naming: Naming) -> Iterator[JsonRow]:
    """A record for each line that is not blank. The keys are columns; a misspelt question makes a bad row."""
    keys = _JsonKeys(naming)
    for line in lines:
        if not line.strip():
            continue
        try:
            text = line.decode("utf-8-sig").rstrip()
            found = json.loads(text, object_pairs_hook=made_of, parse_int=_Number, parse_float=_Number)
        except UnicodeDecodeError as error:
            yield JsonRow({}, f"byte {error.start + 1} of the line is not UTF-8", len(line))
        except json.JSONDecodeError as error:
            yield JsonRow({}, f"the line is not JSON: {error.msg} (character {error.pos + 1})", len(line))
        except RecursionError:
            yield JsonRow({}, "the line is not JSON that can be read: it is nested too deeply", len(line))
        else:
            yield _record(found, keys, escaped=b"\\u" in line)._replace(size=len(line))


class _Number(str):
    """A number as it was written: an `id` of 1.10 stays so."""


class _JsonKeys:
    """What the keys of objects are read as."""

    def __init__(self, naming: Naming) -> None:
        self.kb = naming.kb
        self.near = lru_cache(maxsize=10_000)(lambda key: nearest(key, self.kb.questions, MISSPELT))
        """The question that a key is nearly, or nothing."""
        self.reading = lru_cache(maxsize=1_000)(naming.of)
        """By the keys of an object, which most lines of a file share."""


def _record(found: object, keys: _JsonKeys, escaped: bool) -> JsonRow:
    """An object whose keys are columns; answers may also stand below `answers`, as in a case file.

    Without `escaped` all characters are whole.
    """
    kb = keys.kb
    if not isinstance(found, dict):
        return JsonRow({}, 'the line is not an object, such as {"id": 1, ...}')
    twice = {*repeated(found)}
    answers = found.get("answers") if "answers" not in kb.questions else None
    of_before: tuple[Pair, ...] = ()
    if isinstance(answers, dict):
        if (of := found.get("knowledge_base")) not in (None, "", kb.id):
            return JsonRow(_cells(found, CARRIED), f"is a case of {quoted(of)}, not of '{kb.id}'")
        twice = {*twice.intersection(("answers", *CARRIED)), *repeated(answers)}
        of_before = _narrowed(kb, answers, found.get("version"))
        found = {**_cells(found, CARRIED), **answers}
    reading = keys.reading(tuple(found))
    cells = {key: found[key] for key in reading.columns}
    carried = {target: found[reading.found[target].columns[0]] for target in reading.carried}
    for key in cells if twice else ():
        if key in twice:
            fault = f"the key {quoted(key)} is there twice"
            return JsonRow({name: it for name, it in carried.items() if name not in twice}, fault)
    if "answers" in twice:
        return JsonRow(carried, "the key 'answers' is there twice")
    for target, names in reading.rivals.items():
        return JsonRow(carried, f"only one of the keys can be '{target}': {listed(map(quoted, names))}")
    for key, value in found.items():
        if key in cells or key in reading.passed or value is None:
            continue
        if (meant := keys.near(key)) and meant not in reading.found:
            return JsonRow(carried, f"unknown question {quoted(key)}; did you mean {quoted(meant)}?")
    for key, value in cells.items() if escaped else ():
        if not _is_whole(value):
            return JsonRow(carried, f"{key}: {quoted(value)} holds half a character, a lone surrogate")
    return JsonRow(reading.row(cells), narrowed=of_before)


def _narrowed(kb: KnowledgeBase, told: Mapping[str, object], version: object) -> tuple[Pair, ...]:
    """Of the answers as they are written; what is no version of a knowledge base is none."""
    if not any(question.narrowed for question in kb.questions.values()):
        return ()
    from advisor.cases.narrowed import narrowed

    answers = {}
    for id, question in kb.questions.items():
        if question.narrowed and id in told:
            with suppress(IllegalAnswer):  # which makes a bad row
                answers[id] = question.read(told[id])
    text = str(version)
    return tuple(narrowed(kb, answers, int(text) if text.isascii() and text.isdigit() else None))


def _is_whole(value: object) -> bool:
    """Whether UTF-8 can write the text, or those of the list."""
    try:
        "".join(part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)).encode()
    except UnicodeEncodeError:
        return False
    return True


def _cells(found: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: found[name] for name in names if name in found}


def _without_file(error: CaseError) -> str:
    """What is wrong with a case, the file left out, which stands before the row."""
    lines = CaseError(problem._replace(path="") for problem in error.problems).lines
    return "; ".join(_PLACE.sub(r"line \1, character \2: ", line).removeprefix(": ") for line in lines)


def case_file(path: str, naming: Naming, shown: str, unnamed: str) -> Iterator[JsonRow]:
    """A record for each case of a YAML or JSON file, `shown` in messages if that is not its path.

    One without a name is called `unnamed`. Raises CaseError where the file cannot be read at all.
    """
    from advisor.cases.files import read_cases
    from advisor.cases.narrowed import narrowed

    kb = naming.kb
    for case in read_cases(path, kb, shown):
        if isinstance(case, CaseError):
            yield JsonRow({}, _without_file(case))
        else:
            of_before = tuple(narrowed(kb, case.answers, case.version))
            cells = {"name": case.name or unnamed or None, **case.answers}
            yield JsonRow(naming.own(cells).row(cells), narrowed=of_before)


def frames(records: Iterable[JsonRow], kb: KnowledgeBase, wanted: Sequence[str]) -> Generator[pl.DataFrame, None, None]:
    """The records as frames with the wanted columns as text, and FAULT."""
    import polars as pl

    schema = {**dict.fromkeys(wanted, pl.String), FAULT: pl.String}
    columns = [(name, takes_lists(kb, name)) for name in wanted]
    rows: list[tuple[object, ...]] = []
    for record in records:
        cells = _cells(record.cells, CARRIED) if record.fault else record.cells
        rows.append((*(text_of(cells.get(name), lists) for name, lists in columns), record.fault or None))
        if len(rows) == BATCH:
            yield pl.DataFrame(rows, schema=schema, orient="row")
            rows = []
    if rows:
        yield pl.DataFrame(rows, schema=schema, orient="row")
