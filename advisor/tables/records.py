"""Cases that come one by one: JSON Lines, and YAML or JSON case files, as frames of text columns."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from advisor.columns.program import CARRIED, FAULT
from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.knowledge.conditions import NONE
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl

BATCH = 20_000
"""Cases that are put into one frame."""


class Record(NamedTuple):
    """One case's cells by column, and what is wrong with it, if anything; `size` counts the bytes that it took."""

    cells: Mapping[str, object]
    fault: str = ""
    size: int = 0


def json_lines(stream: BinaryIO, kb: KnowledgeBase) -> Iterator[Record]:
    """A record for each line that is not blank. The keys are columns; one that is no question makes a bad row."""
    for line in stream:
        if not line.strip():
            continue
        try:
            found = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_once)
        except UnicodeDecodeError as error:
            yield Record({}, f"byte {error.start + 1} of the line is not UTF-8", len(line))
        except (ValueError, RecursionError) as error:
            yield Record({}, f"the line is not JSON: {error}", len(line))
        else:
            yield _record(found, kb, len(line))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        double = next(key for at, (key, _) in enumerate(pairs) if any(key == other for other, _ in pairs[:at]))
        raise ValueError(f"the key {quoted(double)} is there twice")
    return found


def _record(found: object, kb: KnowledgeBase, size: int) -> Record:
    """An object whose keys are columns; answers may also stand below `answers`, as in a case file."""
    if not isinstance(found, dict):
        return Record({}, 'the line is not an object, such as {"id": 1, ...}', size)
    answers = found.get("answers") if "answers" not in kb.questions else None
    if isinstance(answers, dict):
        found = {**{key: found[key] for key in CARRIED if key in found}, **answers}
    strange = [key for key in found if key not in kb.questions and key not in CARRIED]
    near = [hint for hint in (did_you_mean(key, kb.questions) for key in strange) if hint]
    if near:
        wrong = next(key for key in strange if did_you_mean(key, kb.questions))
        return Record(_cells(found, CARRIED), f"unknown question {quoted(wrong)}{near[0]}", size)
    return Record(found, "", size)


def _cells(found: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: found[name] for name in names if name in found}


def case_file(path: str, kb: KnowledgeBase, shown: str = "") -> Iterator[Record]:
    """A record for each case of a YAML or JSON file, `shown` in messages if that is not its path.

    Raises AdvisorError where the file cannot be read at all.
    """
    from advisor.cases.files import read_cases

    unnamed = "" if shown else Path(path).stem
    for case in read_cases(path, kb, shown):
        if isinstance(case, AdvisorError):
            yield Record({}, "; ".join(case.lines))
        else:
            yield Record({"name": case.name or unnamed or None, **case.answers})


def frames(records: Iterable[Record], wanted: Sequence[str]) -> Generator[pl.DataFrame, None, None]:
    """The records as frames with the wanted columns as text, and FAULT."""
    import polars as pl

    schema = {**dict.fromkeys(wanted, pl.String), FAULT: pl.String}
    rows: list[tuple[object, ...]] = []
    for record in records:
        cells = {} if record.fault else record.cells
        carried = _cells(record.cells, CARRIED)
        rows.append((*(_text({**cells, **carried}.get(name)) for name in wanted), record.fault or None))
        if len(rows) == BATCH:
            yield pl.DataFrame(rows, schema=schema, orient="row")
            rows = []
    if rows:
        yield pl.DataFrame(rows, schema=schema, orient="row")


def _text(cell: object) -> str | None:
    """A cell as a table of text has it; what no such table could hold is written so that no question takes it."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return json.dumps(cell)
    if isinstance(cell, (int, float)):
        return str(cell)
    if isinstance(cell, (list, tuple)) and all(isinstance(part, str) for part in cell):
        return ";".join(cell) or NONE
    return json.dumps(cell, ensure_ascii=False, default=str)
