"""`advisor verify`: re-checks certificates of recommendations, by the text of the knowledge base alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.cli.arguments import UsageError, parser
from advisor.cli.main import DONE, SOME_BAD, Complaints
from advisor.errors import cut, escaped
from advisor.knowledge.loader import load

if TYPE_CHECKING:
    from advisor.knowledge.attributes import Answers
    from advisor.knowledge.model import KnowledgeBase

SHORT = 12
"""So much of a knowledge base's fingerprint is shown."""


def run(argv: list[str]) -> int:
    """Checks every certificate of every file; returns the exit code, 1 where one does not hold."""
    options = parser("verify", "Re-checks the certificates that 'advisor recommend --certificate' writes.")
    options.add_argument("files", metavar="FILE", nargs="+", help="a file of certificates; - is standard input")
    args = options.parse(argv)
    kb = load(args.kb)
    from advisor.certificate.checking import Fault, check
    from advisor.knowledge.fingerprint import fingerprint

    own = fingerprint(args.kb)
    good = bad = 0
    complaints = Complaints()
    for path, certificates in [(path, _certificates(path)) for path in args.files]:
        complaints.about(path)
        for place, certificate in certificates:
            try:
                case = check(kb, own, certificate)
            except Fault as fault:
                complaints.tell(f"{place}: {fault}")
                bad += 1
            else:
                print(f"{place}: {_title(kb, certificate['step'], case)}")
                good += 1
    complaints.end()
    holding = f"{good} {'certificate holds' if good == 1 else 'certificates hold'}"
    failing = f", {bad} {'does' if bad == 1 else 'do'} not" if bad else ""
    print(f"{holding}{failing}, by {cut(escaped(kb.title))}, version {kb.version}, SHA-256 {own[:SHORT]}")
    return SOME_BAD if bad else DONE


def _title(kb: KnowledgeBase, id: str, case: Answers) -> str:
    """The goal of a certificate that holds, in words."""
    from advisor.knowledge.goals import title_of
    from advisor.knowledge.texts import fill

    return escaped(fill(kb, title_of(kb, kb.goal, id), case))


def _certificates(path: str) -> list[tuple[str, Any]]:
    """The certificates of a file, each with what it is called. Raises UsageError where the file cannot be read."""
    import json

    from advisor.certificate.reading import read
    from advisor.knowledge.yaml_nodes import Unreadable, read_text, shown_path

    shown = "standard input" if path == "-" else shown_path(path)
    try:
        told = read(read_text(path))
    except Unreadable as error:
        raise UsageError(f"{shown}: {error}") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{shown}:{error.lineno}:{error.colno}: is not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        what = "a number of thousands of digits, or lists nested too deep"
        raise UsageError(f"{shown}: holds what no certificate holds: {what}") from None
    if not told:
        raise UsageError(f"{shown}: holds no certificate")
    return [(_called(shown, number, one, len(told) > 1), one) for number, one in enumerate(told, 1)]


def _called(shown: str, number: int, certificate: Any, several: bool) -> str:
    name = certificate.get("name") if isinstance(certificate, dict) else None
    which = f", certificate {number}" if several else ""
    return escaped(f"{shown}{which}" + (f" ({cut(name)})" if isinstance(name, str) and name else ""))
