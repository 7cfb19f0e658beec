"""`advisor recommend`: one justified recommendation for each case. A bad case is reported and the others go on."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from advisor.apart import keep_apart
from advisor.cli.arguments import parser
from advisor.cli.main import DONE, SOME_BAD, WRONG, Complaints, complain
from advisor.cli.output import for_reading, is_folder, opened, width
from advisor.knowledge.loader import load
from advisor.plain_text import one_of

if TYPE_CHECKING:
    from advisor.cases.files import Case
    from advisor.explanation.recommendation import Recommendation
    from advisor.knowledge.model import KnowledgeBase
    from advisor.reports.pages import Form

PAGES = ("html", "markdown", "sheet")
REST = "All of it, with reasons and sources: --full. As a page: --format html."


def run(argv: list[str]) -> int:
    """Answers every case of every file; returns the exit code."""
    options = parser("recommend", "One justified recommendation for each case.")
    options.add_argument("cases", metavar="CASE", nargs="+", help="a YAML or JSON file of cases; - is standard input")
    options.add_argument(
        "--format",
        choices=("text", "markdown", "html", "sheet", "pdf", "json"),
        default="text",
        help="text by default; html is a page to keep, pdf the same on paper, "
        "sheet an A4 sheet in HTML to take to somebody who advises you",
    )
    options.add_argument("--full", action="store_true", help="text with all reasons, the whole road and the sources")
    options.add_argument(
        "-o", "--output", metavar="FILE", help="write here, all or nothing; into a FOLDER/ a page for each case"
    )
    options.add_argument("--certificate", metavar="FILE", help="write what 'advisor verify' checks, all or nothing")
    args = options.parse(argv)
    if args.certificate == "-":
        options.error("--certificate needs a file: the recommendations go to standard output")
    folder = args.output if is_folder(args.output) else None
    if folder and args.format not in PAGES:
        options.error(f"-o {folder} is a folder: a page for each case is --format {one_of(PAGES)}")
    if args.format == "pdf":
        if args.output in (None, "-"):
            options.error("--format pdf needs a file: -o FILE.pdf")
        from advisor.reports.pdf import check

        check()
    output = None if folder else args.output or "-"
    keep_apart({"-o": output, "--certificate": args.certificate}, args.cases, {"-o": folder}, kb=args.kb)
    kb = load(args.kb)
    tally = _CaseCount()
    answers = _answered(kb, args.cases, tally)
    first = next(answers, None)
    if first is None:
        return WRONG
    with _certified(args.certificate, args.kb, _chain(first, None, answers)) as every:
        if folder:
            from advisor.cli.page_folder import write_folder

            write_folder(folder, every, args.format)
        elif args.format == "pdf":
            _write_pdf(args.output, [*every])
        else:
            with opened(args.output) as stream:
                _write(stream, args, every)
    if not args.quiet and tally.good + tally.bad > 1:
        bad = f", {tally.bad} bad" if tally.bad else ""
        complain(f"{tally.good} {'case' if tally.good == 1 else 'cases'} answered{bad}")
    return SOME_BAD if tally.bad else DONE


def _write(stream: TextIO, args: Namespace, every: Iterator[Recommendation]) -> None:
    """All cases as one document of the format."""
    if args.format in PAGES:
        _write_pages(stream, [*every], args.format)
    elif args.format == "json":
        _write_json(stream, next(every), every)
    else:
        _write_text(stream, next(every), every, args.full)


class _CaseCount:
    """How many cases were answered, and how many were bad."""

    def __init__(self) -> None:
        self.good = 0
        self.bad = 0


def cases_of(kb: KnowledgeBase, paths: list[str], complaints: Complaints) -> Iterator[Case | None]:
    """Every case of the files; None for one that is bad, after a complaint."""
    from advisor.cases.files import read_cases
    from advisor.errors import AdvisorError

    for path in paths:
        complaints.about("standard input" if path == "-" else path)
        try:
            found = False
            for case in read_cases(path, kb):
                found = True
                if isinstance(case, AdvisorError):
                    complaints.tell(case)
                    yield None
                else:
                    _tell_narrowed(kb, case, complaints)
                    yield case
            if not found:
                complaints.tell(f"{path}: holds no case")
                yield None
        except AdvisorError as error:
            complaints.tell(error)
            yield None
    complaints.end()


def _tell_narrowed(kb: KnowledgeBase, case: Case, complaints: Complaints) -> None:
    """Says which answers of a case that an earlier version was asked hold less now."""
    from advisor.cases.narrowed import meaning, narrowed

    for pair in narrowed(kb, case.answers, case.version):
        again = f"Where the answer still holds, give the case 'version: {kb.version}'."
        complaints.tell(f"{case.place}: {meaning(kb, pair, case.answers)} {again}")


def recommended(kb: KnowledgeBase, case: Case, complaints: Complaints) -> Recommendation | None:
    """The recommendation; None for a case that is bad, after a complaint."""
    from advisor.errors import AdvisorError
    from advisor.explanation.recommendation import recommend

    try:
        return recommend(kb, case)
    except AdvisorError as error:
        complaints.tell(error)
        return None


def _answered(kb: KnowledgeBase, paths: list[str], tally: _CaseCount) -> Iterator[Recommendation]:
    complaints = Complaints()
    for case in cases_of(kb, paths, complaints):
        answer = recommended(kb, case, complaints) if case is not None else None
        if answer is None:
            tally.bad += 1
            continue
        tally.good += 1
        if answer.problem:
            complaints.tell(f"{answer.place or answer.name or 'the case'}: {answer.problem}")
            tally.bad += 1
        yield answer


@contextmanager
def _certified(path: str | None, kb: str | None, every: Iterator[Recommendation]) -> Iterator[Iterator[Recommendation]]:
    """The same recommendations; with a path, the certificate of each is written there as it goes by."""
    if path is None:
        yield every
        return
    from advisor.certificate.writing import noted
    from advisor.knowledge.fingerprint import fingerprint

    with opened(path) as stream:
        yield noted(every, fingerprint(kb), stream)


def _write_text(stream: TextIO, first: Recommendation, others: Iterator[Recommendation], full: bool) -> None:
    """The answer first, on one screen with its heading; or all of it."""
    from advisor.cases.files import called
    from advisor.plain_text import one_line
    from advisor.reports import short, text

    columns = width(stream)
    second = next(others, None)
    several = second is not None
    for number, answer in enumerate(_chain(first, second, others)):
        heading = called(answer.name, answer.place if several else "")
        if number:
            stream.write("\n\n")
        if heading:
            line = one_line(heading)
            stream.write(f"{line}\n{'=' * min(len(line), columns)}\n\n")
        height = short.HEIGHT - 3 * bool(heading)
        said = text.render(answer, columns) if full else short.render(answer, columns, height, REST)
        stream.write(for_reading(stream, said))


def _write_json(stream: TextIO, first: Recommendation, others: Iterator[Recommendation]) -> None:
    """An array, written a case at a time, so that many cases need no more room than one."""
    from advisor.plain_text import as_json
    from advisor.reports.cited_sources import with_sources
    from advisor.reports.json_report import as_object

    unicode = _takes_unicode(stream)
    for number, answer in enumerate(_chain(first, None, others)):
        stream.write(",\n" if number else "[\n")
        stream.write(as_json(with_sources(answer.kb, as_object(answer)), unicode))
    stream.write("\n]\n")


def _write_pages(stream: TextIO, answers: list[Recommendation], form: Form) -> None:
    """One document for all of them."""
    from datetime import date

    from advisor.reports.pages import write

    unicode = _takes_unicode(stream)
    for part in write(answers, form, date.today()):
        stream.write(part if unicode else part.encode("ascii", "xmlcharrefreplace").decode("ascii"))


def _write_pdf(path: str, answers: list[Recommendation]) -> None:
    """One document for all of them, each on sheets of its own."""
    from datetime import date

    from advisor.reports.pages import write
    from advisor.reports.pdf import write_pdf

    write_pdf("".join(write(answers, "html", date.today())), path)


def _takes_unicode(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or sys.getdefaultencoding()).lower().replace("-", "") == "utf8"


def _chain(
    first: Recommendation, second: Recommendation | None, others: Iterator[Recommendation]
) -> Iterator[Recommendation]:
    yield first
    if second is not None:
        yield second
    yield from others
