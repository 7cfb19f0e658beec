"""The model of a page without names that no page tells: those of rules, sources and passages, of conclusions that serve
the rules only, and of concluded values that are told by a text or a title. Numbers stand for them, and what is numbered
by its place has none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from itertools import count
from typing import Any as Json

from advisor.exports.web.model import citing

Object = dict[str, Json]


def unnamed(model: Object) -> Object:
    """The same model for the page; what `advisor recommend --format json` writes cannot be made of it."""
    places = {id: n for n, id in enumerate(model["sources"])} if "sources" in model else {}
    passages = {
        f"{id}/{passage}": f"{places[id]}/{n}"
        for id, source in model.get("sources", {}).items()
        for n, passage in enumerate(source.get("passages", ()))
    }
    cited = {**{id: str(n) for id, n in places.items()}, **passages}
    values = _values(model)
    goal = values[model["goals"][0]]
    found: Object = deepcopy({key: it for key, it in model.items() if key != "sources"})
    for it in citing(found):
        it["cite"] = " ".join(cited[each] for each in it["cite"].split())
    for table in found.get("tables", {}).values():
        table["sources"] = {
            row: {id: source.get("cite") if [*source] == ["cite"] else source for id, source in each.items()}
            for row, each in table.get("sources", {}).items()
        }
    ids = _ids(found)
    found["conclusions"] = [_conclusion(it, ids, values[it["id"]]) for it in found["conclusions"]]
    found["rules"] = [_rule(it, ids, values[it["attribute"]]) for it in found.get("rules", ())]
    found["steps"] = [{**it, "id": goal.get(it["id"], it["id"])} for it in found.get("steps", ())]
    found["sources"] = [_source(it) for it in model.get("sources", {}).values()]
    return found


def _ids(model: Object) -> dict[str, str]:
    """The new names of conclusions that serve the rules only, and that nothing else names: no id begins so."""
    rest = json.dumps(
        {
            **model,
            "conclusions": [{**it, "id": ""} for it in model["conclusions"]],
            "rules": [{**it, "attribute": ""} for it in model.get("rules", ())],
        }
    )
    internal = [it["id"] for it in model["conclusions"] if it.get("internal")]
    return {id: f"~{n}" for n, id in enumerate(internal) if f'"{id}"' not in rest and f"{{{id}" not in rest}


def _values(model: Object) -> dict[str, dict[str, str]]:
    """The new names of values of each conclusion: of what is added to a number, the place of the rule that adds it."""
    rules = {rule["id"]: str(n) for n, rule in enumerate(model.get("rules", ()))}
    steps = {step["id"] for step in model.get("steps", ())}
    found: dict[str, dict[str, str]] = {}
    for conclusion in model["conclusions"]:
        values, id = conclusion.get("values", ()), conclusion["id"]
        if "number" in conclusion:
            found[id] = {value: rules[value] for value in values}
            continue
        texts = zip(values, conclusion.get("texts", ()), strict=False)
        told = {*(value for value, text in texts if text), *(steps if id == model["goals"][0] else ())}
        free = (name for name in map(str, count()) if name not in values)
        found[id] = {value: next(free) for value in values if value in told}
    return found


def _conclusion(told: Object, ids: Mapping[str, str], values: Mapping[str, str]) -> Object:
    """Without its label where it has another name: then it is told to nobody."""
    found = {**told, "id": ids.get(told["id"], told["id"])}
    if told["id"] in ids:
        del found["label"]
    for key in ("values", "not_yet"):
        if key in told:
            found[key] = [values.get(value, value) for value in told[key]]
    return found


def _rule(told: Object, ids: Mapping[str, str], values: Mapping[str, str]) -> Object:
    found = {key: it for key, it in told.items() if key != "id"}
    value, attribute = told["value"], told["attribute"]
    return {**found, "attribute": ids.get(attribute, attribute), "value": values.get(value, value)}


def _source(told: Object) -> Object:
    found = {key: it for key, it in told.items() if key != "trust"}
    return {**found, "passages": [*found["passages"].values()]} if "passages" in found else found
