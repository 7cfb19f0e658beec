"""Tables: rows out = rows in, each in its place and as it came in."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
from hypothesis import strategies as st

from advisor.batching import row_by_row
from advisor.columns.naming import Naming
from advisor.columns.program import CARRIED, FAULT
from advisor.errors import AdvisorError
from advisor.tables import delimited, duckdb_source, header, sources
from advisor.tables import records as records_of_lines

from . import odd
from .fairness import fair_complaints, fair_line
from .strict_csv import records
from .workplace import greenhouse, greenhouse_folder, own_folder, said

CELLS = (
    "", "a", "b", "ab", "é", "\x00", "\x01", "\x02", "\x03", "\x1e", "\x1f", "\x1a", "\r", "a\r", "\rb", " ",
    "\t", "#x", "\ufeff", "null", "\v\f", "\x85", "\u2028", "=1", "'", ";", "a;b",
)  # fmt: skip
QUOTED = (*CELLS, "x\ny", "\n", "\r\n", ",", "\t", '""', 'q""q', '""""', "\n\n", "é\n", '"",""', "\r\n\r\n", "a,b\nc,d")
STRAY = (b'a"b', b'"a"b', b'"open', b'"', b'""b', b'"a""', b"\xff", b"\xc3", b"a\xe2\x82", b"\xed\xa0\x80", b'"\xff"')
BLOCKS = (1, 3, 7, 16, 40, 100, 1000)


def fuzz_csv(data: Any) -> None:
    """The framing of CSV and TSV, with blocks that end anywhere, against the strict parser."""
    dice = odd.Dice(data)
    separator = dice.of((b",", b",", b",", b"\t"))
    names = dice.of((["id"], ["id", "c0"], ["c0", "x", "id"], ["c1", "name", "c0", "y", "id"]))
    body = _table(dice, len(names), separator)
    table = separator.join(name.encode() for name in names) + dice.of((b"\n", b"\r\n")) + body
    wanted = [name for name in names if name != "x"]
    found = _parsed(table, separator, wanted, dice.of(BLOCKS))
    strict = records(body, len(names), separator)
    assert len(found) == len(strict), f"{len(strict)} records, {len(found)} rows"
    for number, (row, record) in enumerate(zip(found, strict, strict=True), 1):
        fault = row[FAULT] or ""
        assert bool(fault) == bool(record.fault), f"row {number}: {record.fault or 'good'}, but {fault or 'taken'}"
        if not record.fault:
            right = {name: record.cells[names.index(name)].decode() or None for name in wanted}
            assert {name: row[name] or None for name in wanted} == right, f"row {number}"
        else:
            fair_line(fault)
            _carried_as_it_was(row, dict(zip(names, record.cells, strict=False)), record.fault)


def _parsed(table: bytes, separator: bytes, wanted: list[str], block: int) -> list[dict[str, str | None]]:
    """The rows of a table that is read in blocks of so many bytes."""
    stream = io.BytesIO(table)
    with mock.patch.object(delimited, "BLOCK", block), mock.patch.object(header, "FIRST_BLOCK", block):
        names, ahead = header.read_header(stream, "in.csv", separator.decode())
        parser = delimited.Parser(names, wanted)
        blocks = delimited.blocks(stream, names, "in.csv", lambda size: None, ahead)
        return [row for block in blocks for row in parser.parse(*block).to_dicts()]


def _carried_as_it_was(row: dict[str, str | None], cells: dict[str, bytes], fault: str) -> None:
    """Of a bad record the id and the name are told where they can be read, and nothing else is."""
    for name, value in row.items():
        if name in CARRIED and value and fault == "fields":
            assert value.encode() == cells.get(name), f"{name} of a bad row is {value!r}"
        elif name.startswith("c"):
            assert value is None, f"{name} of a bad row is {value!r}"


def _table(dice: odd.Dice, width: int, separator: bytes) -> bytes:
    """Records as exports and people write them, some of them bad, some of them anything."""
    if dice.once_in(10):
        return bytes(dice.some(b'""",,\t\n\n\ra', 30))
    quoting, bad = dice.of((0, 3, 5, 10)), dice.of((0, 0, 1, 5))
    bare = [cell.encode() for cell in CELLS if separator.decode() not in cell]
    made = b""
    for _ in range(dice.below(9)):
        if dice.once_in(15):
            made += dice.of((b"\n", b"\r\n"))
            continue
        cells = [
            b'"%b"' % dice.of(QUOTED).encode() if dice.below(10) < quoting else dice.of(bare) for _ in range(width)
        ]
        if dice.below(10) < bad:
            _spoil(dice, cells)
        made += separator.join(cells) + dice.of((b"\n", b"\n", b"\r\n"))
    return made[:-1] if dice.once_in(4) else made


def _spoil(dice: odd.Dice, cells: list[bytes]) -> None:
    """Makes of the cells of a record what is none, most of the time."""
    at, how = dice.below(len(cells)), dice.below(4)
    if how == 0:
        del cells[at]
    elif how == 1:
        cells.insert(at, b"more")
    else:
        cells[at] = dice.of(STRAY) if how == 2 else bytes(dice.some(b'"",\t\n\r\xffa', 6))


def fuzz_headers(data: Any) -> None:
    """Whatever stands at the head of a table, a row comes out for each record below it, or the table is refused."""
    dice = odd.Dice(data)
    separator = dice.of((",", ",", ";", "|", "\t"))
    named = f"sep={separator}\n" if separator != "," or dice.once_in(2) else ""
    head = odd.mutated(dice, 'id,plant,"soil",note,days\n').replace(",", separator)
    body = "1,tomato,dry,x,3\n2,cactus,wet,y,4\n".replace(",", separator)
    table = odd.as_bytes(dice, head) + body.encode()
    code, out, errors = _batch(named.encode() + table, "in.csv")
    fair_complaints(errors)
    if code == 2:
        assert errors
        return
    first, *rest = records(table, 0, separator.encode())
    assert first.fault != "bytes", "a header that nobody can read was taken"
    rows = len(records(out.encode(), 0, b",")) - 1
    assert rows == len(rest), f"{len(rest)} records, {rows} rows"


def _batch(table: bytes, name: str) -> tuple[int, str, str]:
    with own_folder():
        Path(name).write_bytes(table)
        return said(["batch", name, "-o", "-", "--kb", str(greenhouse_folder()), "--quiet"])


def fuzz_json_lines(data: Any) -> None:
    """JSON Lines: a row for each line, what is carried through unchanged, and no legal byte that stops the run."""
    dice = odd.Dice(data)
    lines = [_json_line(dice) for _ in range(dice.below(7))]
    raw = b"".join(line + dice.of((b"\n", b"\n", b"\r\n", b"\n\n")) for line in lines)
    with own_folder():
        Path("in.jsonl").write_bytes(raw)
        with ExitStack() as files:
            source = sources.opened("in.jsonl", Naming(greenhouse()), files)
            frames = sources.rows_of([source], CARRIED, lambda size, narrowed=(): None)
            found = [row for frame in frames for row in frame.to_dicts()]
    there = [line for line in raw.split(b"\n") if line.strip()]
    assert len(found) == len(there)
    for row, line in zip(found, there, strict=True):
        if row[FAULT]:
            fair_line(row[FAULT])
        else:
            told = json.loads(line)
            for name in CARRIED:
                if isinstance(told.get(name), str):
                    assert row[name] == told[name]


KEYS = ("id", "name", "plant", "soil", "signs", "days", "shade", "answers", "note")
VALUES = ("tomato", "dry", ["spots"], 3, 2.5, None, True, {})


def _json_line(dice: odd.Dice) -> bytes:
    """An object a line, most of it legal; some lines are cut or hold what JSON does not."""
    ascii_only = dice.once_in(2)
    parts = []
    for _ in range(dice.below(6)):
        pair = dice.of((*KEYS, dice.text())), dice.of((*VALUES, dice.nested(), dice.nested()))
        parts.append(": ".join(json.dumps(part, ensure_ascii=ascii_only) for part in pair))
    line = f"{{{', '.join(parts)}}}"
    if dice.once_in(6):
        at = dice.below(len(line) + 1)
        line = line[:at] + dice.of(("", "\\ud800", "\\", '"', "{", "[", "\ufeff", "\x00")) + line[at + 1 :]
    return line.replace("\n", " ").replace("\r", " ").encode("utf-8", "surrogatepass")


FORMULAS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
"""How a cell begins that a spreadsheet may run."""

TYPED = ("tomato", "cactus", "dry", "wet", "spots;wilting", "none", "3", " 2 ", "", "unknown")


def fuzz_batches(data: Any) -> None:
    """A whole run, from every format to every format: rows out = rows in, and the same advice as the engine's."""
    dice = odd.Dice(data)
    rows = dice.below(6)
    names = list(dict.fromkeys(["plant", *dice.some(("id", "name", "soil", "signs", "days", "note"), 5)]))
    if dice.once_in(10):
        names = names[1:] or ["note"]
    table = [{name: dice.of((*TYPED, dice.text(), dice.text())) for name in names} for _ in range(rows)]
    kind, to = (dice.of(("csv", "tsv", "jsonl", "parquet")) for _ in range(2))
    engine = dice.of(("polars", "polars", "duckdb"))
    frame = pl.DataFrame(table, schema=dict.fromkeys(names, pl.String))
    kb = str(greenhouse_folder())
    wanted = ["--kb", kb, "--verify", "5", "--engine", engine, *(["--details"] if dice.once_in(2) else [])]
    with own_folder():
        _write(frame, f"in.{kind}")
        code, _, errors = said(["batch", f"in.{kind}", "-o", f"out.{to}", *wanted])
        if "plant" not in names and kind != "jsonl":
            assert code == 2, errors
            return
        found = _rows(Path(f"out.{to}"))
        assert code == int(any(row["error"] for row in found)), errors
        assert "no differences" in errors, errors
        assert len(found) == rows, f"{rows} rows in, {len(found)} out"
        if to in ("csv", "tsv"):
            run = [cell for row in found for cell in row.values() if cell.lstrip().startswith(FORMULAS)]
            assert not run, f"a spreadsheet may run {run[0]!r}"
        for before, after in zip(table, found, strict=True):
            for name in {"id", "name"} & set(names):
                kept = (after[name] or "", before[name])
                if to in ("csv", "tsv"):  # a mark is put before what a spreadsheet may run
                    kept = tuple(text.replace("'", "") for text in kept)
                assert kept[0] == kept[1], (before, after)
        with _in_small_blocks(dice):
            assert said(["batch", f"in.{kind}", "-o", f"again.{to}", *wanted])[0] == code
        assert _rows(Path(f"again.{to}")) == found, "decided otherwise as columns, or in blocks"


@contextmanager
def _in_small_blocks(dice: odd.Dice) -> Iterator[None]:
    """Tables are read some bytes or rows at a time, and decided as columns however few they are."""
    with (
        mock.patch.object(row_by_row, "MANY", dice.of((0, 1))),
        mock.patch.object(delimited, "BLOCK", dice.of(BLOCKS)),
        mock.patch.object(records_of_lines, "BATCH", dice.of((1, 2, 100))),
        mock.patch.object(sources, "ROWS", dice.of((1, 2, 100))),
        mock.patch.object(duckdb_source, "ROWS", dice.of((1, 2, 100))),
    ):
        yield


def _write(frame: pl.DataFrame, path: str) -> None:
    if path.endswith("parquet"):
        frame.write_parquet(path)
    elif path.endswith("jsonl"):
        frame.write_ndjson(path)
    else:
        frame.write_csv(path, separator="\t" if path.endswith("tsv") else ",")


def _rows(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    separator = b"\t" if path.suffix == ".tsv" else b","
    head, *rest = records(path.read_bytes(), 0, separator)
    names = [cell.decode() for cell in head.cells]
    return [dict(zip(names, (cell.decode() for cell in row.cells), strict=True)) for row in rest]


def fuzz_frames(data: Any) -> None:
    """`assess` of a frame of any kind and any types: as many rows, or AdvisorError."""
    from advisor import assess

    frame, rows = data.draw(frames())
    try:
        found = assess(frame, greenhouse())
    except AdvisorError as error:
        fair_line(str(error))
        return
    count = getattr(found, "num_rows", None)
    assert (len(found) if count is None else count) == rows


@st.composite
def frames(draw: st.DrawFn, libraries: Sequence[str] = ("polars", "pandas", "pandas", "pyarrow")) -> tuple[Any, int]:
    """A table of Polars, pandas or PyArrow with columns of any type, and how many rows it has."""
    import pandas as pd
    import pyarrow as pa

    rows = draw(st.integers(0, 4))
    names = st.sampled_from(("plant", "plant", "soil", "signs", "days", "shade", "id", "name", "note"))
    values = (
        st.sampled_from(("tomato", "dry", "none", 3, 2.5, None, True, b"x", ("spots",)))
        | odd.texts
        | st.sampled_from(odd.NUMBERS)
    )
    one_kind = (
        st.sampled_from(("tomato", "cactus", "dry", None)),
        st.integers(0, 60),
        st.floats(),
        st.booleans(),
        values,
    )
    kinds = draw(st.lists(st.sampled_from(one_kind), min_size=1, max_size=5))
    columns = [(draw(names), [draw(kind) for _ in range(rows)]) for kind in kinds]
    made = draw(st.sampled_from(libraries))
    if made == "pandas":
        frame = pd.DataFrame(list(zip(*(cells for _, cells in columns), strict=True)), columns=range(len(columns)))
        labels = [
            name if draw(st.integers(0, 15)) else draw(st.sampled_from((1, None, ("a", "b"), 2.5)))
            for name, _ in columns
        ]
        frame.columns = pd.Index(labels, dtype=object, tupleize_cols=False)
        return frame, rows
    distinct = dict(columns)
    try:
        if made == "polars":
            return pl.DataFrame(distinct, strict=False), rows
        return pa.table({name: pa.array(cells) for name, cells in distinct.items()}), rows
    except (pa.ArrowException, OverflowError, pl.exceptions.PolarsError, TypeError, ValueError):
        kept = {name: [None if cell is None else str(cell) for cell in cells] for name, cells in distinct.items()}
        return pl.DataFrame(kept, schema=dict.fromkeys(kept, pl.String)), rows


def fuzz_parquet(data: Any) -> None:
    """A batch over a Parquet file of any types, whole or cut: as many rows, or a reason.

    Bytes within are left as they are: over some that are damaged Polars ends the process.
    """
    dice = odd.Dice(data)
    frame, rows = data.draw(frames(("polars",)))
    buffer = io.BytesIO()
    try:
        frame.write_parquet(buffer)
    except pl.exceptions.PolarsError:
        return
    raw = buffer.getvalue()
    cut = dice.below(len(raw)) if dice.once_in(5) else len(raw)
    code, out, errors = _batch(raw[:cut], "in.parquet")
    fair_complaints(errors)
    if code == 2:
        assert errors
    else:
        assert cut == len(raw)
        assert len(records(out.encode(), 0, b",")) == rows + 1
