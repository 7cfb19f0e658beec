"""What `advisor check` says, as text for the author of a knowledge base and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.cases.files import as_text
from advisor.formats import RESULT
from advisor.knowledge.attributes import Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import strip_controls, wrap
from advisor.reports.junit import Result
from advisor.verification.findings import Finding, Report


def as_lines(kb: KnowledgeBase, report: Report, width: int, quiet: bool = False) -> Iterator[str]:
    """What was proved and what was found; if `quiet` only the latter, and what was not proved."""
    if not quiet:
        yield from _proved(kb, report, width)
    if report.not_proved:
        yield from [""] * (not quiet)
        yield "Not proved:"
    for proof in report.not_proved:
        shown = f" What was shown: {proof.limits}." if proof.limits else ""
        yield from wrap(f"{proof.claim} Given up, because {proof.gave_up}.{shown}", width, "  ", "    ")
    for finding in report.findings:
        yield ""
        yield from _finding(kb, finding, width)
    if report.remarks and not quiet:
        yield from ["", "Remarks, no defects:"]
        for remark in report.remarks:
            yield from wrap(f"{remark.place}: {remark.what} {remark.advice}", width, "  ", "    ")
    if not quiet:
        yield ""
        count = len(report.findings)
        found = "Nothing was found" if not count else f"{count} {'finding' if count == 1 else 'findings'}"
        unproved = len(report.not_proved)
        but = f", but {unproved} of {len(report.proofs)} claims could not be proved" if unproved else ""
        yield f"{found}{but}."


def procedures(report: Report) -> Iterator[str]:
    """What told each proof, or the last resort where there were several; or that it is not proved."""
    names = {"diagram": "decision diagrams", "samples": "samples of cases", "z3": "Z3", None: "reading alone"}
    for proof in report.proofs:
        told = "not proved" if proof.holds is None else f"told by {names[proof.answered_by]}"
        yield f"{proof.claim.rstrip('.')}: {told}"


def _proved(kb: KnowledgeBase, report: Report, width: int) -> Iterator[str]:
    yield from wrap(f"{kb.id}, version {kb.version}: {cases(report.cases, report.classed)}", width)
    sound = [proof for proof in report.proofs if proof.holds]
    whole = [proof.claim for proof in sound if not proof.limits]
    yield from ["", "Proved for every case:"] if whole else []
    for claim in whole:
        yield from wrap(claim, width, "  ", "    ")
    limited = [proof for proof in sound if proof.limits]
    if limited:
        yield from ["", "Not proved for every case:"]
    for proof in limited:
        yield from wrap(f"{proof.claim} What was shown: {proof.limits}.", width, "  ", "    ")


def cases(count: int | None, classed: tuple[str, ...] = ()) -> str:
    """How many cases there are, in words."""
    if count is None:
        return "more cases than could be counted."
    note = f"; numbers that need not be whole ({', '.join(classed)}) count by what conditions tell apart" * bool(
        classed
    )
    return f"{count:,} cases{note}."


def _finding(kb: KnowledgeBase, finding: Finding, width: int) -> Iterator[str]:
    yield from wrap(f"{finding.place or kb.id}: {finding.what}", width, "", "  ")
    yield from wrap(finding.advice, width, "  ")
    if finding.witness is not None:
        yield "  The smallest case, to be run with 'advisor recommend':"
        text = strip_controls(witness(kb, finding))
        yield from (f"    {line}" for line in text.splitlines())


def witness(kb: KnowledgeBase, finding: Finding) -> str:
    """The finding's case as a case file."""
    return as_text(kb, finding.witness or {}, finding.what)


def as_results(kb: KnowledgeBase, report: Report) -> Iterator[Result]:
    """The report as results of tests: each finding a test that failed, then each claim that holds or was given up."""
    for finding in report.findings:
        case = [] if finding.witness is None else [f"The smallest case: {_in_line(finding.witness)}"]
        yield Result(finding.place or kb.id, finding.name, "failed", (finding.what, finding.advice, *case))
    for proof in report.proofs:
        if proof.gave_up:
            yield Result(kb.id, proof.claim, "bad", (f"Not proved, because {proof.gave_up}.",))
        elif proof.holds:
            yield Result(kb.id, proof.claim, "passed", ())


def _in_line(answers: Answers) -> str:
    shown = {id: f"[{', '.join(answer)}]" if isinstance(answer, tuple) else answer for id, answer in answers.items()}
    return "{" + ", ".join(f"{id}: {answer}" for id, answer in shown.items()) + "}"


def as_object(kb: KnowledgeBase, report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "format": RESULT,
        "knowledge_base": kb.id,
        "version": kb.version,
        "cases": report.cases,
        "counted_by_class": [*report.classed],
        "proofs": [
            {
                "claim": proof.claim,
                "holds": proof.holds,
                "limits": proof.limits,
                "gave_up": proof.gave_up,
                "answered_by": proof.answered_by,
            }
            for proof in report.proofs
        ],
        "findings": [_object(finding) for finding in report.findings],
        "remarks": [_object(remark) for remark in report.remarks],
    }


def _object(finding: Finding) -> dict[str, Any]:
    file, line, column = finding.place.rsplit(":", 2) if finding.place else ("", "", "")
    found: dict[str, Any] = {
        "kind": finding.kind,
        "about": [*finding.about],
        "file": file,
        "line": int(line or 0),
        "column": int(column or 0),
        "what": finding.what,
        "advice": finding.advice,
    }
    if finding.witness is not None:
        answers = finding.witness.items()
        found["witness"] = {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers}
    return found
