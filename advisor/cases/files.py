"""Case files: YAML or JSON, one case a document, or a JSON array of cases. One bad case does not hold up the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.atomic_files import atomic_write
from advisor.cases.expectations import read_expectations
from advisor.errors import CaseError, IllegalAnswer, Problem, did_you_mean, quoted
from advisor.formats import CASE, TABLES
from advisor.knowledge.attributes import Answer, Answers
from advisor.knowledge.model import KnowledgeBase
from advisor.knowledge.node_reader import NodeReader, kind, plain
from advisor.knowledge.yaml_nodes import Unreadable, documents, read_text, shown_path
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from yaml.nodes import Node

KEYS = ("format", "knowledge_base", "version", "name", "answers", "expect")
ENDINGS = (".yaml", ".yml", ".json", "")
"""How the names of case files end, or of what a program hands over."""
NO_CASE = "holds no case: a case is a YAML or JSON file; 'advisor --save case.yaml' asks for one and writes it"


class Case(NamedTuple):
    """All answers about one person; a question that was not answered is absent. `place` is `file:line:column`.

    `version` is that of the knowledge base to which the answers were given; None where the file does not say.
    """

    answers: Mapping[str, Answer]
    name: str = ""
    knowledge_base: str = ""
    expect: Mapping[str, object] = {}
    place: str = ""
    version: int | None = None


def called(name: str, place: str) -> str:
    """A case by its name, or else by that of its file: `kenya`, or `kenya, line 12` of one further down in it."""
    if name or not place:
        return name
    file, *at = place.rsplit(":", 2)
    if len(at) < 2:
        return place
    line = at[0]
    return Path(file).stem + ("" if line == "1" else f", line {line}")


def read_cases(path: str | Path, kb: KnowledgeBase, shown: str = "") -> Iterator[Case | CaseError]:
    """The cases of a file, `-` being standard input; in place of a bad case the error with all its mistakes.

    `shown` is what messages call it, if not by its path. A case may lack required answers: a consultation that was left
    is a case too. Raises CaseError when the file cannot be read at all.
    """
    shown = shown or ("standard input" if str(path) == "-" else shown_path(path))
    if str(path).lower().endswith(tuple(TABLES)):
        raise CaseError([Problem(shown, 0, 0, f"is a table; 'advisor batch {shown} -o advice.csv' reads tables")])
    if os.path.isdir(path):
        what = f"is a folder; name its files, or let 'advisor batch {shown} -o advice.csv' read all of them"
        raise CaseError([Problem(shown, 0, 0, what)])
    other = Path(path).suffix.lower() not in ENDINGS
    try:
        text = read_text(path)
    except Unreadable as error:
        what = NO_CASE if other and os.path.isfile(path) else str(error)
        raise CaseError([Problem(shown, 0, 0, what)]) from None
    problems: list[Problem] = []
    empty = True
    for root in documents(text, shown, problems):
        for node in root.value if kind(root) == "seq" else [root]:
            empty = False
            if other and kind(node) != "map":
                yield CaseError([Problem(shown, 0, 0, NO_CASE)])
                return
            yield _case(kb, shown, node)
    if other and problems and empty:
        yield CaseError([Problem(shown, 0, 0, NO_CASE)])
    elif problems:
        yield CaseError(problems)
    elif empty:
        yield CaseError([Problem(shown, 0, 0, "holds no case; a case begins with 'answers:'")])


def read_what_fits(path: str | Path, kb: KnowledgeBase) -> tuple[Case, list[Problem]]:
    """The case of a file that may be of another version of the knowledge base: what still fits, and what does not.

    Raises CaseError where the file holds no case of this knowledge base, or more than one.
    """
    shown = shown_path(path)
    try:
        text = read_text(path)
    except Unreadable as error:
        raise CaseError([Problem(shown, 0, 0, str(error))]) from None
    problems: list[Problem] = []
    roots = list(documents(text, shown, problems))
    if not problems and (len(roots) != 1 or kind(roots[0]) != "map"):
        problems.append(Problem(shown, 0, 0, "holds no case; a case begins with 'answers:'"))
    if problems:
        raise CaseError(problems)
    unfit: list[Problem] = []
    case = _case(kb, shown, roots[0], unfit)
    if isinstance(case, CaseError):
        raise case
    return case, unfit


def _case(kb: KnowledgeBase, path: str, node: Node, unfit: list[Problem] | None = None) -> Case | CaseError:
    """The case; what is wrong with its answers goes to `unfit`, if given."""
    problems: list[Problem] = []
    reader = NodeReader(path, problems)
    if kind(node) == "null":
        reader.problem(node, "holds no case; a case begins with 'answers:'")
        return CaseError(problems)
    fields = reader.fields(node, "the case", KEYS, required=("answers",))
    if (format := _whole(reader, fields, "format") or CASE) > CASE:
        reader.problem(fields["format"], f"is a case of format {format}, which a later advisor wrote; known is {CASE}")
        return CaseError(problems)
    made_for = reader.text(fields.get("knowledge_base"), "'knowledge_base'")
    if made_for and made_for != kb.id:
        reader.problem(fields["knowledge_base"], f"is a case of {quoted(made_for)}, not of '{kb.id}'")
        return CaseError(problems)
    version = _whole(reader, fields, "version")
    name = "" if "name" not in fields or _blank(fields["name"]) else reader.text(fields["name"], "'name'")
    answering = reader if unfit is None else NodeReader(path, unfit)
    answers = _answers(kb, answering, fields["answers"]) if "answers" in fields else {}
    expect = read_expectations(kb, reader, fields["expect"]) if "expect" in fields else {}
    if problems:
        return CaseError(problems)
    return Case(answers, name, made_for or kb.id, expect, reader.place(node), version)


def _whole(reader: NodeReader, fields: Mapping[str, Node], key: str) -> int | None:
    """The whole number at a key; None where there is none."""
    if key not in fields or _blank(fields[key]):
        return None
    number = reader.number(fields[key], f"'{key}'")
    if number is not None and number != int(number):
        reader.problem(fields[key], f"'{key}' must be a whole number")
    return None if number is None else int(number)


def _blank(node: Node) -> bool:
    return kind(node) == "null" or (kind(node) == "str" and not node.value.strip())


def _answers(kb: KnowledgeBase, reader: NodeReader, node: Node) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    if kind(node) == "null":
        return answers
    for key, value in reader.items(node, "'answers'"):
        question = kb.questions.get(key.value)
        if question is None:
            reader.problem(key, _no_question(kb, key.value))
            continue
        if _blank(value):
            continue
        try:
            answers[question.id] = question.read(plain(value))
        except IllegalAnswer as error:
            reader.problem(value, str(error))
    return answers


def _no_question(kb: KnowledgeBase, name: str) -> str:
    if name in kb.conclusions:
        return f"{quoted(name)} is concluded by rules, not answered"
    return f"unknown question {quoted(name)}{did_you_mean(name, kb.questions)}"


def write_case(
    path: str | Path,
    kb: KnowledgeBase,
    answers: Answers,
    name: str = "",
    expect: Mapping[str, object] | None = None,
) -> None:
    """Writes a case file that only its owner can read: JSON where its name ends so, else YAML.

    The file that was there stays whole until the new one is.

    Raises OSError.
    """
    with atomic_write(str(path), mode=0o600) as file:
        as_written = as_json_text if Path(path).suffix.casefold() == ".json" else as_text
        file.write(as_written(kb, answers, name, expect))


def as_text(kb: KnowledgeBase, answers: Answers, name: str = "", expect: Mapping[str, object] | None = None) -> str:
    """The case as YAML. PyYAML quotes what YAML 1.1 would take for something else, so both versions read the same."""
    import yaml

    return str(yaml.safe_dump(_object(kb, answers, name, expect), sort_keys=False, allow_unicode=True, width=110))


def as_json_text(
    kb: KnowledgeBase, answers: Answers, name: str = "", expect: Mapping[str, object] | None = None
) -> str:
    """The case as JSON."""
    from advisor.plain_text import as_json

    return as_json(_object(kb, answers, name, expect)) + "\n"


def _object(kb: KnowledgeBase, answers: Answers, name: str, expect: Mapping[str, object] | None) -> dict[str, object]:
    case: dict[str, object] = {"format": CASE, "knowledge_base": kb.id, "version": kb.version}
    if name := " ".join(name.split()):
        case["name"] = name
    case["answers"] = {id: list(answer) if isinstance(answer, tuple) else answer for id, answer in answers.items()}
    if expect:
        case["expect"] = dict(expect)
    return case
