"""`advisor explain`: the explanation facility without a dialogue, for every case of a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.apart import keep_apart
from advisor.cli.arguments import ArgumentParser, UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, WRONG, Complaints
from advisor.cli.output import opened, width
from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.knowledge.loader import load
from advisor.long_work import told

if TYPE_CHECKING:
    from advisor.knowledge.model import Answers, KnowledgeBase, Pair, Question
    from advisor.terminal.names import Named


class Explainer(NamedTuple):
    """An explanation of a case, and how it is written: as text for a width, and as plain data."""

    explain: Callable[[Answers], Any]
    text: Callable[[Any, int], str]
    as_object: Callable[[Any], dict[str, Any]]


def run(argv: list[str]) -> int:
    """Explains every case of the file; returns the exit code."""
    args = _parser().parse(argv)
    keep_apart({"-o": args.output or "-"}, [args.case], kb=args.kb)
    kb = load(args.kb)
    explainer = _explainer(kb, args)
    with told("Explaining", args.quiet):
        found, bad = _explained(kb, args.case, explainer)
    if not found:
        return WRONG
    with opened(args.output) as stream:
        if args.format == "json":
            unicode = (getattr(stream, "encoding", None) or sys.getdefaultencoding()).lower().replace("-", "") == "utf8"
            from advisor.plain_text import as_json

            objects = [{**(head := _head(kb, name)), **explainer.as_object(it), **head} for name, it in found]
            stream.write(as_json(objects, unicode) + "\n")
        else:
            columns = width(stream)
            stream.write("\n\n".join(_titled(name, explainer.text(it, columns), columns) for name, it in found))
    return SOME_BAD if bad else DONE


def _parser() -> ArgumentParser:
    options = parser("explain", "Explains what is concluded of a case, and what is not.")
    options.add_argument(
        "case", metavar="CASE", help="a YAML or JSON file of cases, each is explained; - is standard input"
    )
    ask = options.add_mutually_exclusive_group(required=True)
    ask.add_argument("--how", metavar="ATTR[=VALUE]", help="how it was concluded, down to the answers")
    ask.add_argument("--why", metavar="QUESTION", help="why it is asked: what its answer decides, up to the goal")
    ask.add_argument("--why-not", metavar="ATTR=VALUE", help="what stands in the way, and every smallest change")
    ask.add_argument("--what-if", metavar="ATTR=VALUE", nargs="+", help="what would be, if these were the answers")
    ask.add_argument("--rather-than", metavar="ATTR=VALUE", help="why not this but what is concluded: the difference")
    ask.add_argument("--how-sure", action="store_true", help="what the next step rests on, and what could change it")
    ask.add_argument("--plan", action="store_true", help="the road from here in time and money, and the other roads")
    options.add_argument("--format", choices=("text", "json"), default="text")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    return options


def _explainer(kb: KnowledgeBase, args: argparse.Namespace) -> Explainer:
    """What was asked for; names are checked before any case is read. Raises AdvisorError."""
    if args.how is not None:
        return _how(kb, args.how)
    if args.why is not None:
        return _why(kb, args.why)
    if args.why_not is not None:
        return _why_not(kb, args.why_not)
    if args.rather_than is not None:
        return _rather_than(kb, args.rather_than)
    if args.how_sure:
        return _how_sure(kb)
    if args.plan:
        return _plan(kb)
    return _what_if(kb, args.what_if)


def _how(kb: KnowledgeBase, word: str) -> Explainer:
    from advisor.explanation.how import how
    from advisor.explanation.named import check
    from advisor.reports.explaining import how as report

    attribute, value = _named(kb, word)
    if attribute not in kb.questions:
        check(kb, attribute, value)
    return Explainer(lambda answers: how(kb, answers, attribute, value), report.text, report.as_object)


def _why(kb: KnowledgeBase, word: str) -> Explainer:
    from advisor.explanation.why import why
    from advisor.reports.explaining import why as report

    question = _question(kb, word)
    why(kb, {}, question)
    return Explainer(lambda answers: why(kb, answers, question), report.text, report.as_object)


def _why_not(kb: KnowledgeBase, word: str) -> Explainer:
    from advisor.explanation.named import check
    from advisor.explanation.why_not import why_not
    from advisor.reports.explaining import why_not as report

    attribute, value = _pair(kb, word)
    check(kb, attribute, value)
    return Explainer(lambda answers: why_not(kb, answers, attribute, value), report.text, report.as_object)


def _rather_than(kb: KnowledgeBase, word: str) -> Explainer:
    from advisor.explanation.named import check
    from advisor.explanation.rather_than import rather_than
    from advisor.reports.explaining import rather_than as report

    attribute, value = _pair(kb, word)
    check(kb, attribute, value)
    return Explainer(lambda answers: rather_than(kb, answers, attribute, "", value), report.text, report.as_object)


def _how_sure(kb: KnowledgeBase) -> Explainer:
    from advisor.explanation.how_sure import how_sure
    from advisor.reports.explaining import how_sure as report

    return Explainer(lambda answers: how_sure(kb, answers), report.text, report.as_object)


def _plan(kb: KnowledgeBase) -> Explainer:
    from advisor.explanation.plan import plan
    from advisor.reports import plan as report

    return Explainer(lambda answers: plan(kb, answers, partial=True), report.render, report.as_object)


def _what_if(kb: KnowledgeBase, words: list[str]) -> Explainer:
    from advisor.explanation.what_if import read_changes, what_if
    from advisor.reports.explaining import what_if as report

    changes: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not value.strip():
            hint = "" if word in kb.questions else did_you_mean(word, kb.questions)
            raise UsageError(f"{quoted(word)} is no change; write QUESTION=ANSWER{hint}")
        id = _question(kb, name)
        changes[id] = _answer(kb, kb.questions[id], value) if id in kb.questions else value
    read_changes(kb, changes)
    return Explainer(lambda answers: what_if(kb, answers, changes), report.text, report.as_object)


def _named(kb: KnowledgeBase, word: str) -> tuple[str, str]:
    """`ATTR=VALUE`, `ATTR`, or a value of the goal by itself; or in the words in which a report tells of it."""
    from advisor.terminal import names

    attribute, _, value = word.partition("=")
    known = attribute in kb.questions or attribute in kb.conclusions
    if not value and not known and attribute in kb.conclusions[kb.goal].values:
        return kb.goal, attribute
    if known and (not value or attribute in kb.questions or value in kb.conclusions[attribute].values):
        return attribute, value
    if not known and (id := names.find_attribute(kb, word)):
        return id, ""
    concluded = names.conclusions(kb, {})
    if known:
        found = _one([it for it in concluded if it.means[0] == attribute], value)
    else:
        found = _one([*concluded, *names.questions(kb.questions)], word)
    if found or value:
        return (found, "") if isinstance(found, str) else found or (attribute, value)
    ids = [*kb.questions, *kb.conclusions, *kb.conclusions[kb.goal].values]
    raise UsageError(f"{quoted(word)} is no question, conclusion or step of {kb.id}{did_you_mean(word, ids)}")


def _question(kb: KnowledgeBase, word: str) -> str:
    """The id of the question of this name; the word itself where there is none."""
    from advisor.terminal.names import questions

    known = word in kb.questions or word in kb.conclusions
    return word if known else str(_one(questions(kb.questions), word) or word)


def _answer(kb: KnowledgeBase, question: Question, value: str) -> str:
    """The answer by its ids, where they are told by their wordings; else as it is, with lists joined by `;`."""
    from advisor.knowledge.texts import worded
    from advisor.terminal.names import Named

    many = question.kind == "many"
    offered = [Named(it, it, worded(kb, question, it, {})) for it in question.texts]
    for parts in (value.split(";") if many else [value], value.split(",") if many else []):
        found = [_one(offered, part) for part in parts]
        if found and all(found):
            return ";".join(map(str, found))
    return value.replace(",", ";") if many else value


def _one(named: Iterable[Named], word: str) -> str | Pair | None:
    """What is named; None for nothing. Raises UsageError where it could be several."""
    from advisor.terminal.inputs import Mistake
    from advisor.terminal.names import find

    found = find(named, word)
    if isinstance(found, Mistake):
        raise UsageError(found.text)
    return found


def _pair(kb: KnowledgeBase, word: str) -> tuple[str, str]:
    """`ATTR=VALUE`, or a value by itself: of the goal, or of a conclusion that has no other."""
    attribute, value = _named(kb, word)
    if not value and attribute in kb.conclusions:
        values = kb.conclusions[attribute].values
        if len(values) != 1:
            raise UsageError(
                f"{quoted(word)} may have several values; write {attribute}=VALUE, for example {attribute}={values[0]}"
            )
        value = values[0]
    return attribute, value


def _explained(kb: KnowledgeBase, path: str, explainer: Explainer) -> tuple[list[tuple[str, Any]], int]:
    """Each case's name, or its place where there are several, with its explanation; and how many cases were bad."""
    from advisor.cli.recommend import cases_of

    found, bad = [], 0
    complaints = Complaints()
    for case in cases_of(kb, [path], complaints):
        try:
            if case is None:
                bad += 1
            else:
                found.append((case, explainer.explain(case.answers)))
        except AdvisorError as error:
            complaints.tell(error)
            bad += 1
    several = len(found) > 1
    return [(case.name or (case.place if several else ""), it) for case, it in found], bad


def _head(kb: KnowledgeBase, name: str) -> dict[str, Any]:
    return {"knowledge_base": kb.id, "version": kb.version, "name": name}


def _titled(name: str, text: str, columns: int) -> str:
    from advisor.plain_text import one_line

    line = one_line(name)
    return f"{line}\n{'=' * min(len(line), columns)}\n\n{text}" if line else text
