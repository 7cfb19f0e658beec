"""The kinds of explanation: each is a row, a function of the package, a report, an option and a command."""

from __future__ import annotations

import json
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import advisor
from advisor.cli.explain import METAVARS
from advisor.knowledge.model import KnowledgeBase
from advisor.reports import explaining
from advisor.reports.explaining.kinds import ATTRIBUTE, CHANGES, CONCLUSION, GOAL, INSTEAD, KINDS, NOTHING, QUESTION
from advisor.terminal.command_words import COMMANDS, WITH_ARGUMENT

ABOUT: dict[str, tuple[Any, ...]] = {
    ATTRIBUTE: ("next_step",),
    QUESTION: ("soil",),
    CONCLUSION: ("next_step", "enjoy"),
    INSTEAD: ("next_step", "", "enjoy"),
    CHANGES: ({"soil": "wet"},),
    GOAL: ("next_step",),
    NOTHING: (),
}
CASE = {"plant": "tomato", "soil": "dry", "days": 3}


def test_every_report_of_an_explanation_is_a_kind() -> None:
    names = [it.name for it in iter_modules(explaining.__path__, f"{explaining.__name__}.")]
    reports = {name for name in names if hasattr(import_module(name), "as_object")}
    assert reports == {f"{explaining.__name__}.{name}" for name in KINDS}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_be_asked_for_everywhere(greenhouse: KnowledgeBase, name: str) -> None:
    kind, about = KINDS[name], ABOUT[KINDS[name].about]
    assert name in advisor.__all__
    assert kind.command in COMMANDS
    assert (kind.command in WITH_ARGUMENT) == (kind.about not in (QUESTION, NOTHING))
    assert (kind.about in METAVARS) == (kind.about != NOTHING)
    kind.check(greenhouse, *about)
    found = kind.explain(greenhouse, CASE, *about)
    assert kind.text(found, 40).strip()
    assert json.loads(json.dumps(kind.as_object(found)))


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.about != NOTHING])
def test_what_is_not_there_is_refused_before_a_case_is_read(greenhouse: KnowledgeBase, name: str) -> None:
    about: dict[str, tuple[Any, ...]] = dict.fromkeys(ABOUT, ("size", "", "size"))
    about |= {QUESTION: ("size",), GOAL: ("size",), CHANGES: ({"size": "big"},)}
    with pytest.raises(advisor.AdvisorError, match="size"):
        KINDS[name].check(greenhouse, *about[KINDS[name].about])
