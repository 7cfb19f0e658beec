"""The model of a page is the same once it is packed and unpacked, and smaller."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_mini_racer import MiniRacer
from web_engine import FOLDER

from advisor.exports.web.model import model
from advisor.exports.web.modules import joined
from advisor.exports.web.packed import packed
from advisor.knowledge.loader import load

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "knowledge-bases"
TEXTS = st.text(max_size=4) | st.sampled_from(["__proto__", "toString", "length", "0", "1", "=", "|"])
SCALARS = TEXTS | st.integers(-9, 9) | st.just(True)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(["a", "__proto__", "0"])
    alike = st.lists(st.dictionaries(keys, inner, max_size=3), min_size=7, max_size=9)
    by_id = alike.map(lambda each: {f"id-{n}": it for n, it in enumerate(each)})
    lists = st.lists(inner, max_size=3).filter(lambda each: not each or each[0] is not True)
    return lists | st.dictionaries(TEXTS, inner, max_size=3) | alike | by_id


@pytest.fixture(scope="module")
def v8() -> MiniRacer:
    v8 = MiniRacer()
    v8.eval(f"const packing = {joined(FOLDER, 'engine/unpacked.js')}")
    return v8


def unpacked(v8: MiniRacer, told: object) -> object:
    return json.loads(v8.eval(f"JSON.stringify(packing.unpacked(JSON.parse({json.dumps(json.dumps(told))})))"))


@given(told=st.recursive(SCALARS, _objects, max_leaves=40))
def test_whatever_is_packed_is_unpacked_as_it_was(v8: MiniRacer, told: object) -> None:
    assert unpacked(v8, packed(told)) == told


def test_the_models_of_all_knowledge_bases_are_as_they_were(v8: MiniRacer) -> None:
    for kb in [load(), *map(load, sorted(head.parent for head in EXAMPLES.glob("*/knowledge-base.yaml")))]:
        told = json.loads(json.dumps(model(kb)))
        assert unpacked(v8, packed(told)) == told
        assert len(json.dumps(packed(told))) <= len(json.dumps(told))
