"""What programs ask of a case, answered as plain data: a function for each door to call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.cases.answers import read_answers
from advisor.cases.files import Case
from advisor.consultation.consultation import Consultation
from advisor.decision import decide
from advisor.explanation.recommendation import recommend
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import asking, json_report
from advisor.reports.cited_sources import with_sources
from advisor.reports.explaining.kinds import Kind


def asked_next(kb: KnowledgeBase, answers: Mapping[str, object], road: bool, shortest: bool) -> dict[str, Any]:
    """What is asked next; with `road`, once the goal is settled, what the road depends on.

    None and a blank text are no answer, as in every case.
    """
    given = {id: it for id, it in answers.items() if not (it is None or (isinstance(it, str) and not it.strip()))}
    consultation = Consultation(kb, given, shortest=shortest)  # type: ignore[arg-type]
    if road:
        consultation.go_on()
    return asking.as_object(consultation)


def recommended(kb: KnowledgeBase, case: Case) -> dict[str, Any]:
    """The recommendation as `advisor recommend --format json` prints it."""
    return with_sources(kb, json_report.as_object(recommend(kb, case)))


def explained(kb: KnowledgeBase, kind: Kind, case: Case, about: tuple[Any, ...]) -> dict[str, Any]:
    """The explanation as `advisor explain --format json` prints it, of a case that is read as strictly."""
    answers, _, name = read_answers(kb, case, partial=True)
    return kind.whole(kb, kind.explain(kb, answers, *about), name)


def decided(kb: KnowledgeBase, case: Case) -> dict[str, Any]:
    """What `advisor.decide` gives."""
    found = decide(kb, case)
    return {**json_report.head(kb), **found._asdict()}
