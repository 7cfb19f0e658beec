"""`advisor test --interviews`: how many questions a consultation asks, against the fewest that could be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import mean
from typing import TYPE_CHECKING, Any

from advisor.cli.main import DONE, SOME_BAD, Complaints, complain
from advisor.cli.recommend import cases_of
from advisor.plain_text import series, so_many

if TYPE_CHECKING:
    from advisor.consultation.interviews import Lengths
    from advisor.knowledge.model import KnowledgeBase

WIDTH = 38


def run(kb: KnowledgeBase, paths: list[str], count: int, seed: int, quiet: bool, as_json: bool = False) -> int:
    """Prints the report over the cases of these files and over random people; returns the exit code."""
    from advisor.consultation.interviews import lengths, random_people

    if not quiet:
        complain("holding the interviews; a hundred take about half a minute")
    cases = list(cases_of(kb, paths, Complaints()))
    good = [case.answers for case in cases if case is not None]
    at_random = f"{count} random {'person' if count == 1 else 'people'}, seed {seed}"
    groups = ((so_many(len(good), "case"), good), (at_random, random_people(kb, count, seed)))
    found = ((name, lengths(kb, people)) for name, people in groups if people)
    if as_json:
        import json

        print(json.dumps(_object(kb, [*found]), indent=2))
    else:
        _print(kb, found)
    return SOME_BAD if None in cases else DONE


def _object(kb: KnowledgeBase, groups: Iterable[tuple[str, Lengths]]) -> dict[str, Any]:
    """The report as plain data."""
    from advisor.reports.json_report import head

    return {**head(kb), "questions": len(kb.questions), "groups": [_group(name, found) for name, found in groups]}


def _group(name: str, found: Lengths) -> dict[str, Any]:
    """`proved` says of how many people it is proved that no fewer answers settle it."""
    ways = {"in_order": found.authors, "shortest": found.shortest, "fewest": found.fewest}
    asked = {way: {"mean": mean(lengths), "worst": max(lengths)} for way, lengths in ways.items()}
    return {"name": name, "people": len(found.fewest), **asked, "proved": found.exact}


def _print(kb: KnowledgeBase, groups: Iterable[tuple[str, Lengths]]) -> None:
    settled = f"{kb.goal} is" if len(kb.goals) == 1 else f"{series(kb.goals)} are"
    print(f"How many questions are asked, of {len(kb.questions)}, until {settled} settled:")
    for name, found in groups:
        print("\n" + "\n".join(_report(name, len(kb.questions), found)))
    print(
        "\nThe fewest answers that settle one person's goal are found for each person by themselves;"
        "\nno order of the questions asks fewer on average, and the best order may have to ask more."
    )


def _report(name: str, every: int, found: Lengths) -> list[str]:
    people = len(found.fewest)
    how = "" if found.exact == people else f"  (at least; proved for {found.exact} of {people})"
    return [
        f"{name:<{WIDTH}}{'mean':>7}{'worst':>7}",
        _line("all questions", [every]),
        _line("in the knowledge base's order", found.authors),
        _line("with --shortest", found.shortest),
        _line("the fewest answers that settle it", found.fewest) + how,
    ]


def _line(what: str, asked: Sequence[int]) -> str:
    return f"  {what:<{WIDTH - 2}}{mean(asked):>7.2f}{max(asked):>7}"
