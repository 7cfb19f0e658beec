"""Names that the program of a page has short are nobody else's: not JavaScript's, not the browser's, not the data's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer
from web_engine import FOLDER

from advisor.exports.web.members import of_engine, shortened
from advisor.exports.web.model import model
from advisor.exports.web.modules import minified, modules
from advisor.knowledge.attributes import Conclusion, Question
from advisor.knowledge.loader import load
from advisor.knowledge.steps import Effect, Paragraph, Step, Takes
from advisor.knowledge.tables import CellSource, Column

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "knowledge-bases"
OF_JAVASCRIPT = """
const made = [[], "", 0, 0n, {}, /a/, Symbol.iterator, new Map, new Set, new WeakMap, new Date, new Error, Promise];
made.push(() => 0, function* () {}, (function* () {})(), [].values(), new Map().entries(), "".matchAll(/a/g));
made.push(...Object.getOwnPropertyNames(globalThis).map((name) => globalThis[name]));
const names = new Set();
for (let each of made)
  for (; each !== null && each !== undefined; each = Object.getPrototypeOf(each))
    for (const name of Object.getOwnPropertyNames(each)) names.add(name);
JSON.stringify([...names]);
"""


def keys(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        yield from told
    for it in told.values() if isinstance(told, dict) else told if isinstance(told, (list, tuple)) else ():
        yield from keys(it)


def test_no_name_is_shortened_that_another_one_knows() -> None:
    short = of_engine(modules(FOLDER, "page/main.js"))
    assert {"conjoin", "inOrder"} <= short
    folders = sorted(head.parent for head in EXAMPLES.glob("*/knowledge-base.yaml"))
    of_data = {key for kb in [load(), *map(load, folders)] for key in keys(model(kb))}
    told = (Question, Conclusion, Step, Paragraph, Takes, Effect, Column, CellSource)
    of_data |= {field for each in told for field in each._fields}
    assert not short & of_data
    assert not short & set(json.loads(MiniRacer().eval(OF_JAVASCRIPT)))


def test_a_program_with_short_names_says_the_same() -> None:
    engine = """
class Sum {
  constructor(parts) {
    this.parts = parts;
    this.texts = { parted: "parted" };
  }
  get whole() {
    return this.adding(0);
  }
  *each() {
    yield* this.parts;
  }
  adding(first) {
    return [...this.each()].reduce((sum, it) => sum + it, first);
  }
  parted(text) {
    return this.texts[text];
  }
}
function told(sum, { whole: all, shown } = sum) {
  return `${all}.whole ${sum.shown({ whole: 2 }.whole)} ${sum?.parted("parted")}`;
}
"""
    page = "globalThis.said = told(Object.assign(new Sum([1, 2]), { shown: (it) => it }));\n"
    program = minified(f"(() => {{{engine}{page}}})();")
    made = shortened(program, {"engine/sum.js": engine, "page/main.js": page})
    assert len(made) < len(program)
    assert "adding" not in made
    for text in (program, made):
        v8 = MiniRacer()
        v8.eval(text)
        assert v8.eval("globalThis.said") == "3.whole 2 parted"


def test_a_name_is_not_shortened_that_a_module_of_the_page_has() -> None:
    engine = "class Sum {\n  adding(first) {\n    return first;\n  }\n  taken(it) {\n    return it;\n  }\n}\n"
    found = of_engine({"engine/sum.js": engine, "page/main.js": 'const a = new Sum().adding("well taken");\n'})
    assert found == {"taken"}
