"""`advisor test`: cases that say what they expect, and what of the knowledge base no case reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.apart import keep_apart
from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, WRONG, Complaints, complain
from advisor.cli.output import opened
from advisor.cli.recommend import cases_of, recommended
from advisor.errors import escaped
from advisor.knowledge.folder import find, shipped
from advisor.knowledge.loader import load
from advisor.opening import below
from advisor.reports.junit import Result

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.explanation.recommendation import Recommendation
    from advisor.knowledge.model import KnowledgeBase, Rule

OUTCOMES = ("passed", "failed", "bad", "untested")
ENDINGS = (".yaml", ".yml", ".json")


def run(argv: list[str]) -> int:
    """Tests every case that has `expect`; returns the exit code, 1 where an expectation failed or a case is bad."""
    options = parser("test", "Runs cases that have 'expect', and reports what no case reaches.")
    options.add_argument("paths", metavar="PATH", nargs="*", help="a file of cases, or a folder of such files")
    options.add_argument("--junit", metavar="FILE", help="write the results as JUnit XML too")
    options.add_argument("--interviews", action="store_true", help="instead, report how many questions are asked")
    options.add_argument("--format", choices=("text", "json"), help="of the report on interviews; by default text")
    options.add_argument("--random", metavar="N", type=int, default=100, help="of so many random people, besides")
    options.add_argument("--seed", metavar="S", type=int, default=1, help="of the random people")
    options.add_argument("--mutate", action="store_true", help="say which small mistakes in the rules no case notices")
    options.add_argument("--write", metavar="FOLDER", help="with --mutate: write the cases that would notice them here")
    options.add_argument(
        "--at-least", metavar="PERCENT", type=float, default=95, help="with --mutate: what must be noticed (95)"
    )
    args = options.parse(argv)
    if args.random < 0:
        options.error("--random takes a number from 0")
    if args.format and not args.interviews:
        raise UsageError("--format goes with --interviews")
    if args.write and not args.mutate:
        raise UsageError("--write needs --mutate")
    paths = args.paths or _default(args.kb)
    files = list(_files(paths))
    keep_apart({"--junit": args.junit}, [*paths, *files], {"--write": args.write}, args.kb)
    kb = load(args.kb)
    if args.interviews:
        from advisor.cli import interviews

        return interviews.run(kb, files, args.random, args.seed, args.quiet, args.format == "json")
    coverage = Coverage(kb)
    tested: list[Case] = []
    results = list(_results(kb, files, coverage, tested))
    count = {outcome: sum(result.outcome == outcome for result in results) for outcome in OUTCOMES}
    for result in results:
        for difference in result.differences if result.outcome == "failed" else ():
            print(escaped(f"FAILED {result.place}: {difference}"))
    if args.junit:
        from advisor.reports.junit import document

        with opened(args.junit) as stream:
            stream.write(document(kb.id, results))
    if not count["passed"] + count["failed"]:
        if not count["bad"]:
            complain("none of these cases has 'expect', so there is nothing to test")
        return WRONG
    if not args.quiet:
        print("\n".join(coverage.report()))
    print(
        ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES[:3]) + f", {count['untested']} without 'expect'"
    )
    if count["failed"] or count["bad"]:
        return SOME_BAD
    if args.mutate:
        from advisor.cli.mutate import mutate

        return mutate(kb, tested, args.at_least, args.write, args.quiet)
    return DONE


def _results(kb: KnowledgeBase, paths: list[str], coverage: Coverage, tested: list[Case]) -> Iterator[Result]:
    """What came of each case, in order; a bad one has been complained of. `tested` gets those that have `expect`."""
    complaints = Complaints()
    for number, case in enumerate(cases_of(kb, paths, complaints), 1):
        answer = recommended(kb, case, complaints) if case is not None else None
        if case is None or answer is None:
            yield Result(f"case {number}", "bad case", "bad", ("the case cannot be used; see standard error",))
            continue
        coverage.add(answer)
        differences = tuple(compare(answer, case.expect))
        if case.expect:
            tested.append(case)
        outcome = "failed" if differences else "passed" if case.expect else "untested"
        yield Result(case.place, case.name or case.place, outcome, differences)


class Coverage:
    """Which rules have fired, and which values were answered or concluded, over many cases."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.fired: set[str] = set()
        self.recommended: set[str] = set()
        self.seen: set[tuple[str, object]] = set()

    def add(self, answer: Recommendation) -> None:
        self.fired |= {firing.rule.id for firing in answer.firings}
        self.recommended |= set(answer.steps)
        self.seen |= {firing.rule.then for firing in answer.firings}
        for id, value in answer.answers.items():
            self.seen |= {(id, part) for part in (value if isinstance(value, tuple) else (value,))}

    @property
    def never_fired(self) -> list[str]:
        return [rule.id for rule in self._kb.rules if rule.id not in self.fired]

    @property
    def never_recommended(self) -> list[str]:
        return [id for id in self._kb.conclusions[self._kb.goal].values if id not in self.recommended]

    @property
    def never_seen(self) -> list[str]:
        """Values of questions and of conclusions, as `attribute=value`; those of the goal are told by themselves."""
        every = [(id, value) for id, question in self._kb.questions.items() for value in question.values]
        every += [
            (id, value)
            for id, conclusion in self._kb.conclusions.items()
            if id != self._kb.goal
            for value in conclusion.values
        ]
        return [f"{id}={value}" for id, value in every if (id, value) not in self.seen]

    def report(self) -> Iterator[str]:
        rules, steps = self.never_fired, self.never_recommended
        yield f"{len(self._kb.rules) - len(rules)} of {len(self._kb.rules)} rules fired"
        yield from (f"  never fired: {id}" for id in rules)
        values = self._kb.conclusions[self._kb.goal].values
        what, verb = ("steps", "recommended") if self._kb.recommends else (f"values of {self._kb.goal}", "concluded")
        yield f"{len(values) - len(steps)} of {len(values)} {what} {verb}"
        yield from (f"  never {verb}: {id}" for id in steps)
        yield from (f"  never seen: {value}" for value in self.never_seen)


def compare(answer: Recommendation, expect: Mapping[str, object]) -> Iterator[str]:
    """How the recommendation differs from a case's `expect`, each difference with the rules that decided."""
    from advisor.cases.expectations import check_expect

    concluded = {**answer.conclusions, answer.kb.goal: answer.steps}
    for id, wanted in check_expect(expect, {**concluded, **answer.numbers}):
        if id in answer.numbers:
            added = [firing.rule for firing in answer.firings if firing.rule.attribute == id]
            by = ", ".join(f"{rule.add} by {_placed(rule)}" for rule in added) or "no rule adds to it"
            yield f"{id}: expected {wanted}, got {answer.numbers[id]} ({by})"
            continue
        by = ", ".join(_deciding(answer, id, concluded[id])) or "no rule concludes it"
        yield f"{id}: expected {wanted}, got {', '.join(concluded[id]) or 'none'} ({by})"
    for id, value in expect.items():
        if not answer.kb.conclusions[id].many and len(concluded.get(id, ())) > 1 and value in concluded[id]:
            yield f"{id}: expected {value} alone, got {', '.join(concluded[id])}, although it holds one value"


def _deciding(answer: Recommendation, id: str, found: Iterable[str]) -> Iterator[str]:
    for value in found:
        rules = [firing.rule for firing in answer.firings if firing.rule.then == (id, value)]
        yield _placed(min(rules, key=lambda rule: rule.order))


def _placed(rule: Rule) -> str:
    return f"rule {rule.id}" + (f" at {rule.place}" if rule.place else "")


def _default(source: str | None) -> list[str]:
    """The cases in the folder of the knowledge base, else those of the folder we are in.

    Those of what ships are also beside the package, where it runs from a checkout.
    """
    own = find(source)
    beside = [Path(__file__).resolve().parents[2]] if own.name in shipped() else []
    for folder in (own / "cases", *(place / "examples" / "cases" for place in (Path(), *beside))):
        if folder.is_dir():
            return [str(folder)]
    raise UsageError("say which cases to test: a file or a folder, such as examples/cases")


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not Path(path).is_dir():
            yield path
            continue
        inside = below(path, ENDINGS)
        if not inside:
            raise UsageError(f"{path}: no case file ({', '.join(ENDINGS)}) in this folder")
        yield from inside
