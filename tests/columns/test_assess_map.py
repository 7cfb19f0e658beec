"""`assess` with a map: tables of programs in their owners' words, of every kind."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import yaml

import advisor
from advisor.errors import AdvisorError
from advisor.knowledge.model import KnowledgeBase

ROWS = {"Who": ["Ada", "Bo", "Cy"], "Crop": ["Tomate", "Kaktus", "-"], "Earth": ["dry", "NA", None], "days": [3, 5, 1]}
MAP: dict[str, Any] = {
    "columns": {
        "Who": "name",
        "Crop": {"question": "plant", "values": {"Tomate": "tomato", "Kaktus": "cactus"}},
        "Earth": {"question": "soil"},
    },
    "set": {"plant": "orchid"},
    "empty": ["-", "NA"],
}
PLAIN = {
    "name": ROWS["Who"],
    "plant": ["tomato", "cactus", "orchid"],
    "soil": ["dry", None, None],
    "days": ROWS["days"],
}

KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "polars": (pl.DataFrame, lambda told: told.to_dicts()),
    "lazy": (lambda rows: pl.DataFrame(rows).lazy(), lambda told: told.collect().to_dicts()),
    "pandas": (pd.DataFrame, lambda told: pl.from_pandas(told).to_dicts()),
    "arrow": (pa.table, lambda told: told.to_pylist()),
    "duckdb": (lambda rows: duckdb.from_arrow(pa.table(rows)), lambda told: told.pl().to_dicts()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_mapped_table_is_advised_as_one_in_the_knowledge_bases_own_words(
    greenhouse: KnowledgeBase, tmp_path: Path, kind: str
) -> None:
    make, rows = KINDS[kind]
    file = tmp_path / "map.yaml"
    file.write_text(yaml.safe_dump(MAP))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = rows(advisor.assess(make(PLAIN), greenhouse))
        for map in (MAP, file, str(file)):
            assert rows(advisor.assess(make(ROWS), greenhouse, map=map)) == plain
    assert [row["name"] for row in plain] == ROWS["Who"]
    assert all(row["error"] is None for row in plain)


def test_columns_of_the_map_that_the_table_has_not_are_told(greenhouse: KnowledgeBase) -> None:
    with pytest.warns(UserWarning, match="no such columns of the map: colour"):
        advisor.assess(pl.DataFrame(PLAIN), greenhouse, map={"columns": {"Colour": "signs"}})


WRONG = [
    ({"columns": {"Crop": "plantt"}}, "did you mean 'plant'"),
    ({"columns": {"Crop": {"question": "plant", "values": {"x": "oak"}}}}, "plant: 'oak'"),
    ({"colums": {}}, "unknown key 'colums'"),
    ({"columns": {"Crop": object()}}, "more than mappings"),
    ("no-such-file.yaml", "no-such-file.yaml"),
    (3, "the path of a map, or a mapping"),
]


@pytest.mark.parametrize(("map", "says"), WRONG)
def test_a_wrong_map_is_refused_with_what_is_wrong(greenhouse: KnowledgeBase, map: Any, says: str) -> None:
    with pytest.raises(AdvisorError, match=says):
        advisor.assess(pl.DataFrame(ROWS), greenhouse, map=map)
