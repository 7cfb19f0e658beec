"""The engine of the page in V8, without a browser: what its methods take and return is plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

import advisor.exports.web
from advisor.exports.web.model import model
from advisor.exports.web.modules import joined, minified
from advisor.exports.web.packed import packed
from advisor.exports.web.unnamed import unnamed
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.reports.json_report import answers_of

FOLDER = Path(advisor.exports.web.__file__).parent

FIRINGS = "found => found.map(it => [it.rule.id, it.answers, it.findings, it.missing])"


class Engine:
    """The engine of one knowledge base after the other."""

    def __init__(self, v8: MiniRacer, module: str, small: Callable[[str], str]) -> None:
        self._v8 = v8
        self._has_names = "json" in module
        for name, path in {"engines": module, "packing": "engine/unpacked.js"}.items():
            v8.eval(f"const {name} = {small(joined(FOLDER, path))};")
        v8.eval("const [Engine] = Object.values(engines);\nlet engine = null;")

    def load(self, kb: KnowledgeBase) -> None:
        """Takes another knowledge base, of the model as a page has it; that of the JSON has names."""
        self.take(model(kb) if self._has_names else unnamed(model(kb)))

    def take(self, model: dict[str, Any]) -> None:
        """Takes another model."""
        told = json.dumps(json.dumps(packed(model)))
        self._v8.eval(f"engine = new Engine(packing.unpacked(JSON.parse({told}))); null")

    def call(self, name: str, *arguments: Any) -> Any:
        """What the method of this name returns."""
        return self.eval(f"engine.{name}({', '.join(json.dumps(it) for it in arguments)})")

    def eval(self, expression: str) -> Any:
        """What an expression gives, which may use the `engine`."""
        return json.loads(self._v8.eval(f"JSON.stringify(({expression}) ?? null)"))

    def firings(self, answers: Answers, partial: bool = False) -> list[Any]:
        """What fires on a case: of one that is `partial`, whatever is answered later."""
        told = json.dumps(answers_of(answers))
        if partial:
            given = f"{told}, engine.snapshot({told}).state.may"
        else:
            given = f"engine.knowledge.total({told})"
        found: list[Any] = self.eval(f"({FIRINGS})(engine.firings.of({given}))")
        return found

    def explained(self, kind: str, answers: Answers, *about: Any) -> str:
        """An explanation as Python prints it where lines have no end."""
        sections = self.call("explain", {"answers": answers_of(answers), "road": False}, kind, list(about))
        parts = []
        for section in sections:
            lines = [f"{'  ' * line['depth']}{line['mark']}{line['text']}" for line in section["lines"]]
            parts.append("\n".join([*([section["heading"]] if section["heading"] else []), *lines]))
        return "\n\n".join(parts) + "\n"


@contextmanager
def engine(module: str = "engine/json_engine.js", small: Callable[[str], str] = minified) -> Iterator[Engine]:
    """The engine of this module, made small so, until it is left."""
    with MiniRacer() as v8:
        yield Engine(v8, module, small)
