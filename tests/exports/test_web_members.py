"""Names that the program of a page has short are nobody else's: not JavaScript's, not the browser's, not the data's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer
from web_engine import FOLDER, Engine
from web_engine import engine as running

from advisor.consultation.interviews import random_people
from advisor.exports.web.members import of_engine, shortened
from advisor.exports.web.model import model
from advisor.exports.web.modules import minified, modules
from advisor.knowledge.attributes import Answers, Conclusion, Question
from advisor.knowledge.loader import load
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.steps import Effect, Paragraph, Step, Takes
from advisor.knowledge.tables import CellSource, Column
from advisor.reports.json_report import answers_of

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


def all_told(engine: Engine, kb: KnowledgeBase, case: Answers) -> dict[str, Any]:
    """What the page asks of its engine, with one of each kind of explanation."""
    state = {"answers": answers_of(case), "road": False}
    found = {name: engine.call(name, state) for name in ("shown", "outlook", "sheet", "look", "answers")}
    found |= {
        "save": engine.call("save", state, "somebody"),
        "what if": engine.call("what_if", state, {next(iter(case)): None}),
    }
    found["open"] = engine.call("open", found["save"])
    for kind in (it["kind"] for it in engine.eval("engine.kinds") if it["kind"] not in ("what_if", "plan")):
        targets = engine.call("targets", state, kind)
        found[kind] = [targets, *(engine.call("explain", state, kind, it["about"]) for it in targets[-1:])]
    found["why"] = [engine.call("explain", state, "why", [id]) for id in [*kb.questions][::9]]
    found["questions"] = [engine.call("question", state, id) for id in kb.questions]
    return found


def test_an_engine_with_short_names_says_the_same() -> None:
    page = modules(FOLDER, "page/main.js")

    def short(program: str) -> str:
        return shortened(minified(program), page)

    with running("engine/page_engine.js") as engine, running("engine/page_engine.js", short) as shorter:
        for kb in [load(), *map(load, sorted(head.parent for head in EXAMPLES.glob("*/knowledge-base.yaml")))]:
            engine.load(kb)
            shorter.load(kb)
            for person in random_people(kb, 2, 8):
                case = {id: answer for n, (id, answer) in enumerate(person.items()) if n % 5}
                assert all_told(shorter, kb, case) == all_told(engine, kb, case)


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
