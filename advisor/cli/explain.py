"""`advisor explain`: the explanation facility without a dialogue, for every case of a file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from advisor.apart import keep_apart
from advisor.cli.arguments import ArgumentParser, UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, WRONG, Complaints, complain
from advisor.cli.output import for_reading, opened, width
from advisor.errors import AdvisorError, did_you_mean, quoted
from advisor.explanation.names import Nameable, attribute_named, conclusions, could_be, find, questions
from advisor.knowledge.loader import load
from advisor.long_work import told
from advisor.reports.explaining.kinds import (
    ATTRIBUTE,
    CHANGES,
    CONCLUSION,
    GOAL,
    INSTEAD,
    KINDS,
    NOTHING,
    QUESTION,
    Kind,
)

if TYPE_CHECKING:
    from advisor.knowledge.attributes import Question
    from advisor.knowledge.model import KnowledgeBase, Pair

METAVARS = {
    ATTRIBUTE: "ATTR[=VALUE]",
    QUESTION: "QUESTION",
    CONCLUSION: "ATTR=VALUE",
    INSTEAD: "ATTR=VALUE",
    CHANGES: "ATTR=VALUE",
    GOAL: "GOAL",
}
"""How the help writes what follows the option of a kind."""


def run(argv: list[str]) -> int:
    """Explains every case of the file; returns the exit code."""
    args = _parsed(argv)
    keep_apart({"-o": args.output or "-"}, [args.case], kb=args.kb)
    kb = load(args.kb)
    kind = next(kind for kind in KINDS.values() if getattr(args, kind.name) not in (None, False))
    about = _about(kb, kind, getattr(args, kind.name))
    kind.check(kb, *about)
    with told("Explaining", args.quiet):
        found, bad = _explained(kb, args.case, kind, about)
    if not found:
        return WRONG
    for name, it in found if args.verbose else ():
        _tell_procedure(name, it)
    with opened(args.output) as stream:
        if args.format == "json":
            unicode = (getattr(stream, "encoding", None) or sys.getdefaultencoding()).lower().replace("-", "") == "utf8"
            from advisor.plain_text import as_json

            objects = [kind.whole(kb, it, name) for name, it in found]
            stream.write(as_json(objects, unicode) + "\n")
        elif args.format == "html":
            stream.writelines(_as_html(kb, kind, found))
        else:
            columns = width(stream)
            said = "\n\n".join(_titled(name, kind.text(it, columns), columns) for name, it in found)
            stream.write(for_reading(stream, said))
    return SOME_BAD if bad else DONE


def _as_html(kb: KnowledgeBase, kind: Kind, found: Sequence[tuple[str, Any]]) -> Iterable[str]:
    """One page of all; of plans it is that of the advice, which has the plan with its timeline."""
    from datetime import date

    from advisor.plain_text import capital
    from advisor.reports.explaining.page import WIDTH, page
    from advisor.reports.pages import write

    if kind.about == NOTHING:
        return write([replace(plan.advice, name=name) for name, plan in found], "html", date.today())
    texts = [(name, kind.text(it, WIDTH)) for name, it in found]
    return [page(kb, texts, capital(kind.help), date.today())]


def _parsed(argv: list[str]) -> Namespace:
    """The arguments; what follows an option whose goal may be left out is the case, if nothing else is."""
    options = _parser()
    args = options.parse(argv)
    for kind in KINDS.values():
        if kind.about == GOAL and args.case is None and getattr(args, kind.name):
            args.case = getattr(args, kind.name)
            setattr(args, kind.name, "")
    if args.case is None:
        options.error("the following arguments are required: CASE")
    return args


def _parser() -> ArgumentParser:
    options = parser("explain", "Explains what is concluded of a case, and what is not.")
    options.add_argument(
        "case", metavar="CASE", nargs="?", help="a YAML or JSON file of cases, each is explained; - is standard input"
    )
    ask = options.add_mutually_exclusive_group(required=True)
    for kind in KINDS.values():
        word: dict[str, Any] = {"metavar": METAVARS[kind.about]} if kind.about else {"action": "store_true"}
        if kind.about in (CHANGES, GOAL):
            word |= {"nargs": "+"} if kind.about == CHANGES else {"nargs": "?", "const": ""}
        ask.add_argument(kind.option, help=kind.help, **word)
    options.add_argument("--format", choices=("text", "html", "json"), default="text")
    options.add_argument("-o", "--output", metavar="FILE", help="write here, all or nothing")
    options.add_argument("-v", "--verbose", action="store_true", help="say what answered for all cases that there are")
    return options


def _about(kb: KnowledgeBase, kind: Kind, asked: Any) -> tuple[Any, ...]:
    """What follows the option, as the explanation takes it. Raises UsageError."""
    if kind.about == NOTHING:
        return ()
    if kind.about == GOAL:
        return (attribute_named(kb, asked) or asked if asked else kb.goal,)
    if kind.about == QUESTION:
        return (_question(kb, asked),)
    if kind.about == CHANGES:
        return (_changes(kb, asked),)
    if kind.about == ATTRIBUTE:
        return _named(kb, asked)
    attribute, value = _pair(kb, asked)
    return (attribute, "", value) if kind.about == INSTEAD else (attribute, value)


def _changes(kb: KnowledgeBase, words: list[str]) -> dict[str, object]:
    changes: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not value.strip():
            hint = "" if word in kb.questions else did_you_mean(word, kb.questions)
            raise UsageError(f"{quoted(word)} is no change; write QUESTION=ANSWER{hint}")
        id = _question(kb, name)
        changes[id] = _answer(kb, kb.questions[id], value) if id in kb.questions else value
    return changes


def _named(kb: KnowledgeBase, word: str) -> tuple[str, str]:
    """`ATTR=VALUE`, `ATTR`, or a value of the goal by itself; or in the words in which a report tells of it."""
    attribute, _, value = word.partition("=")
    known = attribute in kb.questions or attribute in kb.conclusions
    if not value and not known:
        for goal in kb.goals:
            if attribute in kb.conclusions[goal].values:
                return goal, attribute
    if known and (not value or attribute in kb.questions or value in kb.conclusions[attribute].values):
        return attribute, value
    if not known and (id := attribute_named(kb, word)):
        return id, ""
    concluded = conclusions(kb, {})
    if known:
        found = _one([it for it in concluded if it.means[0] == attribute], value)
    else:
        found = _one([*concluded, *questions(kb.questions)], word)
    if found or value:
        return (found, "") if isinstance(found, str) else found or (attribute, value)
    ids = [*kb.questions, *kb.conclusions, *(value for id in kb.goals for value in kb.conclusions[id].values)]
    what = "question, conclusion or step" if kb.recommends else "question or conclusion"
    raise UsageError(f"{quoted(word)} is no {what} of {kb.id}{did_you_mean(word, ids)}")


def _question(kb: KnowledgeBase, word: str) -> str:
    """The id of the question of this name; the word itself where there is none."""
    known = word in kb.questions or word in kb.conclusions
    return word if known else str(_one(questions(kb.questions), word) or word)


def _answer(kb: KnowledgeBase, question: Question, value: str) -> str:
    """The answer by its ids, where they are told by their wordings; else as it is, with lists joined by `;`."""
    from advisor.knowledge.attributes import parts_of
    from advisor.knowledge.texts import worded

    many = question.kind == "many"
    offered = [Nameable(it, it, worded(kb, question, it, {})) for it in question.texts]
    for parts in (parts_of(value) if many else [value], parts_of(value.replace(",", ";")) if many else []):
        found = [_one(offered, part) for part in parts]
        if found and all(found):
            return ";".join(map(str, found))
    return value.replace(",", ";") if many else value


def _one(named: Iterable[Nameable], word: str) -> str | Pair | None:
    """What is named; None for nothing. Raises UsageError where it could be several."""
    found = find(named, word)
    if len(found) > 1:
        raise UsageError(could_be(word, found))
    return found[0].means if found else None


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


def _explained(kb: KnowledgeBase, path: str, kind: Kind, about: tuple[Any, ...]) -> tuple[list[tuple[str, Any]], int]:
    """Each case's name, or its file's where there are several, with its explanation; and how many cases were bad."""
    from advisor.cases.answers import read_answers
    from advisor.cases.files import called
    from advisor.cli.recommend import cases_of

    found, bad = [], 0
    complaints = Complaints()
    for case in cases_of(kb, [path], complaints):
        try:
            if case is None:
                bad += 1
            else:
                if kind.tells_conclusion(kb, *about):
                    read_answers(kb, case, partial=False)
                found.append((case, kind.explain(kb, case.answers, *about)))
        except AdvisorError as error:
            complaints.tell(error)
            bad += 1
    several = len(found) > 1
    return [(called(case.name, case.place if several else ""), it) for case, it in found], bad


def _tell_procedure(name: str, found: Any) -> None:
    """On standard error, where all cases were asked for the explanation."""
    from advisor.solver.cases import PROCEDURES

    answered_by = getattr(found, "answered_by", None)
    if answered_by:
        complain(f"{name}: answered by {PROCEDURES[answered_by]}" if name else f"answered by {PROCEDURES[answered_by]}")


def _titled(name: str, text: str, columns: int) -> str:
    from advisor.plain_text import one_line

    line = one_line(name)
    return f"{line}\n{'=' * min(len(line), columns)}\n\n{text}" if line else text
