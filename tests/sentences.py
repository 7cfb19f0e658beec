"""Every sentence that the shell can say, for reading: `python tests/sentences.py > FILE`.

First the messages as they stand in the source, Python and JavaScript, with `{}` where something is put in. Then what
the reports make of the example cases, a sentence of each shape with the words that an author wrote as `<...>`, and one
example of it. `python tests/sentences.py 0.1` takes a tenth of the cases.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reports import explanations, recommendations

import advisor
from advisor.cases.files import Case, read_cases
from advisor.explanation.recommendation import recommend
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.wording import uncapital
from advisor.plain_text import one_line
from advisor.reports import short

ROOT = Path(__file__).resolve().parent.parent
SCRIPTED = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`")
PUT_IN = re.compile(r"\$\{[^{}]*\}")
COMMENT = re.compile(r"^\s*(?:/?\*|//).*$", re.MULTILINE)
SAID = re.compile(r"[A-Za-z]{2,}[,;:]? (?:\S+ )*?(?:[A-Za-z{])")
CODE = re.compile(r"[<>=|\\]|^\W*import |\(\)|^[-\w.{}/]+$")
ENDS = re.compile(r"(?<=[.!?:;])\s+")
PLACE = re.compile(r"\{[^{}]*\}")
VARIES = re.compile(r"\d[\d.,]*|\"[^\"]*\"|\[\d+\]")


def templates() -> Iterator[tuple[str, list[str]]]:
    """The messages of each module."""
    for path in sorted((ROOT / "advisor").rglob("*.py")):
        yield str(path.relative_to(ROOT)), [*_of_python(path.read_text(encoding="utf-8"))]
    for path in sorted((ROOT / "advisor").rglob("*.js")):
        yield str(path.relative_to(ROOT)), [*_of_script(path.read_text(encoding="utf-8"))]


def _of_python(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    passed = {part for node in joined for part in node.values}
    passed |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if node in passed:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _messages(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from _messages("".join(str(it.value) if isinstance(it, ast.Constant) else "{}" for it in node.values))


def _of_script(text: str) -> Iterator[str]:
    for quoted, template in SCRIPTED.findall(COMMENT.sub("", text)):
        yield from _messages(PUT_IN.sub("{}", quoted or template))


def _messages(text: str) -> Iterator[str]:
    said = one_line(text)
    if SAID.search(said) and not CODE.search(said):
        yield said


def told(kb: KnowledgeBase, cases: Iterable[Case]) -> dict[str, str]:
    """The shapes of the sentences that the reports make, each with its first example."""
    found: dict[str, str] = {}
    written = _Written(kb)
    for number, case in enumerate(cases):
        advice = recommend(kb, case)
        texts = [short.render(advice), *recommendations(advice).values()]
        texts += [text for _, text in explanations(kb, advice.answers)] if number % 20 == 0 else []
        for text in texts:
            for sentence in _sentences(text):
                found.setdefault(written.shape(sentence), sentence)
    return found


def _sentences(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+[.?]|\[\d+\]) )", text):
        yield from ENDS.split(one_line(paragraph))


class _Written:
    """What the author of a knowledge base wrote."""

    def __init__(self, kb: KnowledgeBase) -> None:
        names: dict[str, str] = {}
        for text, kind in _written(kb):
            for part in (text, *ENDS.split(text)):
                said = one_line(part).strip().rstrip(".?!:;")
                if len(PLACE.sub("", said).strip(" .,:;()")) > 2:
                    names.setdefault(said, kind)
                    names.setdefault(uncapital(said), kind)
        self._names = names
        longest = sorted(names, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"(?<!\w){_pattern(name)}(?!\w)" for name in longest))

    def shape(self, sentence: str) -> str:
        shown = self._pattern.sub(lambda it: f"<{self._names.get(it[0], 'text')}>", sentence)
        shape = VARIES.sub("N", shown)
        return re.sub(r"(<[a-z]+>)(?:(?:, | and | or |; )\1)+", r"\1*", shape)


def _pattern(text: str) -> str:
    return re.sub(r"\\\{[^{}]*\\\}", r".{0,80}?", re.escape(text))


def _written(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    for question in kb.questions.values():
        for text in (question.ask, question.why, question.help):
            yield text, "question"
        yield question.label, "label"
        yield question.topic, "topic"
        yield from ((text, "answer") for text in question.texts.values())
    for conclusion in kb.conclusions.values():
        yield conclusion.label, "conclusion"
        yield from ((text, "text") for text in conclusion.texts.values())
    for step in kb.steps.values():
        yield step.title, "step"
        for part in (*step.do, *step.gives, *step.watch, *step.assumes):
            yield from ((text, "text") for text in part.text.splitlines())
    yield from ((rule.because, "because") for rule in kb.rules)
    for source in kb.sources.values():
        yield source.title, "source"
        yield source.url, "address"
        yield from ((text, "passage") for text in source.passages.values())
    for table in kb.tables.values():
        yield from ((row, "row") for row in table.rows)
        yield from ((column.text, "column") for column in table.columns.values())
        for column in table.columns.values():
            yield from ((text, "cell") for text in column.told.values())


def main(part: float) -> None:
    print("MESSAGES")
    seen: set[str] = set()
    for module, messages in templates():
        new = [message for message in dict.fromkeys(messages) if message not in seen]
        seen.update(new)
        if new:
            print(f"\n{module}")
            print(*(f"  {message}" for message in new), sep="\n")
    kb = advisor.load()
    read = (case for path in sorted((ROOT / "examples" / "cases").glob("*.yaml")) for case in read_cases(path, kb))
    cases = [case for case in read if isinstance(case, Case)]
    chosen = cases[:: max(round(1 / part), 1)]
    print(f"\nTOLD OF {len(chosen)} CASES")
    for shape, sentence in sorted(told(kb, chosen).items()):
        print(f"\n{shape}\n    {sentence}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
