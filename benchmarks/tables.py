"""Random tables of a knowledge base's cases: every question a column of text, but in Parquet numbers are numbers.

    python benchmarks/tables.py ROWS FILE [--kb ID_OR_FOLDER] [--seed N] [--bad SHARE] [--blank SHARE]

The file's ending says whether it is CSV, TSV or Parquet. It is written in blocks, so that its length is no matter of
memory. The same seed gives the same table.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import advisor
from advisor.knowledge.attributes import Question
from advisor.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    import polars as pl

BLOCK = 250_000
BLANK = 0.15
"""The share of cells without an answer, unless told otherwise."""


def block(
    kb: KnowledgeBase, rows: int, seed: int = 0, first: int = 0, blank: float = BLANK, bad: float = 0
) -> pl.DataFrame:
    """`rows` cases, all columns text; `id` counts from `first`. Required questions are always answered.

    `bad` is the share of rows in which one cell holds no legal value.
    """
    import numpy as np
    import polars as pl

    random = np.random.default_rng([seed, first])
    columns = {"id": pl.Series(range(first, first + rows), dtype=pl.Int64).cast(pl.String)}
    wrong = random.random(rows) < bad
    place = random.integers(0, len(kb.questions), rows)
    for index, question in enumerate(kb.questions.values()):
        words = _words(question)
        picked = random.integers(0, len(words), rows)
        open_ = random.random(rows) < (0 if question.required else blank)
        texts = pl.Series(words, dtype=pl.String).gather(picked)
        mask = pl.Series((wrong & (place == index)).astype(bool))
        frame = pl.select(
            pl.when(mask)
            .then(pl.lit("misspelt"))
            .when(pl.Series(open_))
            .then(pl.lit(None))
            .otherwise(texts)
            .alias("it")
        )
        columns[question.id] = frame["it"]
    return pl.DataFrame(columns)


def _words(question: Question) -> list[str]:
    """The cells that the question's column is drawn from."""
    if question.kind == "choice":
        return list(question.values) + ([] if question.required else ["unknown"])
    if question.kind == "number":
        step = 1 if question.whole else 0.5
        count = int((question.maximum - question.minimum) / step)
        return [f"{question.minimum + step * at:g}" for at in range(count + 1)]
    sets = [""]
    for value in question.values:
        sets += [f"{chosen};{value}" if chosen else value for chosen in sets]
    return [chosen or "none" for chosen in sets]


def blocks(kb: KnowledgeBase, rows: int, seed: int = 0, blank: float = BLANK, bad: float = 0) -> Iterator[pl.DataFrame]:
    """The table in blocks."""
    for first in range(0, rows, BLOCK):
        yield block(kb, min(BLOCK, rows - first), seed, first, blank, bad)


def write(
    kb: KnowledgeBase,
    rows: int,
    path: str | Path,
    seed: int = 0,
    blank: float = BLANK,
    bad: float = 0,
    ragged: float = 0,
    quotes: str = "needed",
) -> None:
    """Writes the table to a CSV, TSV or Parquet file.

    Of text tables, `ragged` is the share of rows with a field too few or too many; `quotes` are put around fields where
    they are `needed`, around `empty` ones, or around `all`.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    parts = blocks(kb, rows, seed, blank, bad)
    ending = Path(path).suffix
    if ending == ".parquet":
        kinds = {question.id: pl.Int64 if question.whole else pl.Float64 for question in kb.questions.values()}
        numbers = {id: kind for id, kind in kinds.items() if kb.questions[id].kind == "number" and not bad}
        schema = {"id": pl.String, **dict.fromkeys(kb.questions, pl.String), **numbers}
        typed = (part.cast(numbers) for part in parts)
        register_io_source(lambda *_: typed, schema=schema).sink_parquet(path)
        return
    separator = "\t" if ending == ".tsv" else ","
    with open(path, "wb") as file:
        for number, part in enumerate(parts):
            if quotes == "empty":
                part = part.fill_null("")  # Polars writes a text of no characters so, and nothing for null
            style = "always" if quotes == "all" else "necessary"
            text = part.write_csv(include_header=number == 0, separator=separator, quote_style=style)
            file.write((_ragged(text, separator, ragged, seed + number) if ragged else text).encode())


def _ragged(text: str, separator: str, share: float, seed: int) -> str:
    """Half of this share of the lines after the first with a field more, half with a field less."""
    import random

    lines = text.split("\n")[:-1]
    drawn = random.Random(seed)
    for place in drawn.sample(range(1, len(lines)), int(share * (len(lines) - 1))):
        line = lines[place]
        lines[place] = f"{line}{separator}more" if drawn.random() < 0.5 else line.rpartition(separator)[0]
    return "\n".join([*lines, ""])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("rows", type=int)
    options.add_argument("file")
    options.add_argument("--kb")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--blank", type=float, default=BLANK)
    options.add_argument("--bad", type=float, default=0)
    args = options.parse_args()
    write(advisor.load(args.kb), args.rows, args.file, args.seed, args.blank, args.bad)
    print(f"{args.file}: {args.rows:,} rows, {os.path.getsize(args.file):,} bytes")


if __name__ == "__main__":
    main()
