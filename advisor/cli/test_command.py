"""`advisor test`: cases that say what they expect, and what of the knowledge base no case reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, WRONG, complain
from advisor.cli.recommend import cases_of
from advisor.knowledge.loader import load

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.knowledge.model import KnowledgeBase
    from advisor.recommendation import Recommendation

ENDINGS = (".yaml", ".yml", ".json")


def run(argv: list[str]) -> int:
    """Tests every case that has `expect`; returns the exit code, 1 where an expectation failed or a case is bad."""
    options = parser("test", "Runs cases that have 'expect', and reports what no case reaches.")
    options.add_argument("paths", metavar="PATH", nargs="*", help="a file of cases, or a folder of such files")
    args = options.parse(argv)
    kb = load(args.kb)
    coverage = Coverage(kb)
    passed = failed = without = bad = 0
    for case in cases_of(kb, list(_files(args.paths or _default()))):
        if case is None:
            bad += 1
            continue
        answer = _recommended(kb, case)
        if answer is None:
            bad += 1
            continue
        coverage.add(answer)
        differences = list(compare(answer, case.expect))
        without += not case.expect
        passed += bool(case.expect) and not differences
        failed += bool(differences)
        for difference in differences:
            print(f"FAILED {case.place or case.name}: {difference}")
    if not passed + failed:
        if not bad:
            complain("none of these cases has 'expect', so there is nothing to test")
        return WRONG
    if not args.quiet:
        print("\n".join(coverage.report()))
    print(f"{passed} passed, {failed} failed, {bad} bad, {without} without 'expect'")
    return SOME_BAD if failed or bad else DONE


class Coverage:
    """Which rules have fired and which steps were recommended, over many cases."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.fired: set[str] = set()
        self.recommended: set[str] = set()

    def add(self, answer: Recommendation) -> None:
        self.fired |= {firing.rule.id for firing in answer.firings}
        self.recommended |= set(answer.steps)

    @property
    def never_fired(self) -> list[str]:
        return [rule.id for rule in self._kb.rules if rule.id not in self.fired]

    @property
    def never_recommended(self) -> list[str]:
        return [id for id in self._kb.conclusions[self._kb.goal].values if id not in self.recommended]

    def report(self) -> Iterator[str]:
        rules, steps = self.never_fired, self.never_recommended
        yield f"{len(self._kb.rules) - len(rules)} of {len(self._kb.rules)} rules fired"
        yield from (f"  never fired: {id}" for id in rules)
        values = self._kb.conclusions[self._kb.goal].values
        yield f"{len(values) - len(steps)} of {len(values)} steps recommended"
        yield from (f"  never recommended: {id}" for id in steps)


def compare(answer: Recommendation, expect: Mapping[str, object]) -> Iterator[str]:
    """How the recommendation differs from a case's `expect`, each difference with the rules that decided."""
    from advisor.cases.expectations import check_expect

    concluded = {**answer.conclusions, answer.kb.goal: answer.steps}
    for id, wanted in check_expect(expect, concluded):
        by = ", ".join(_deciding(answer, id, concluded[id])) or "no rule concludes it"
        yield f"{id}: expected {wanted}, got {', '.join(concluded[id]) or 'none'} ({by})"


def _deciding(answer: Recommendation, id: str, found: Iterable[str]) -> Iterator[str]:
    for value in found:
        rules = [firing.rule for firing in answer.firings if firing.rule.then == (id, value)]
        rule = min(rules, key=lambda rule: rule.order)
        yield f"rule {rule.id}" + (f" at {rule.place}" if rule.place else "")


def _recommended(kb: KnowledgeBase, case: Case) -> Recommendation | None:
    from advisor.errors import AdvisorError
    from advisor.recommendation import recommend

    try:
        return recommend(kb, case)
    except AdvisorError as error:
        complain(str(error))
        return None


def _default() -> list[str]:
    """The examples of a checkout."""
    folder = Path(__file__).resolve().parents[2] / "examples" / "cases"
    if not folder.is_dir():
        raise UsageError("say which cases to test: a file or a folder, such as examples/cases")
    return [str(folder)]


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not Path(path).is_dir():
            yield path
            continue
        inside = sorted(str(file) for file in Path(path).rglob("*") if file.suffix in ENDINGS and file.is_file())
        if not inside:
            raise UsageError(f"{path}: no case file ({', '.join(ENDINGS)}) in this folder")
        yield from inside
