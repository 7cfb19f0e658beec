"""The documentation: the reference names everything and tells every parameter, its examples run, and links lead on."""

from __future__ import annotations

import doctest
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

import advisor
from advisor.cli.main import main
from advisor.knowledge.model import KnowledgeBase
from tests.public_api import functions, objects

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs").glob("api*.md"))
NAMED = [name for page in PAGES for name in re.findall(r"^::: (\S+)", page.read_text(encoding="utf-8"), re.MULTILINE)]
CALLED = [name for name in advisor.__all__ if inspect.isfunction(getattr(advisor, name))] + ["Consultation"]


def found(name: str) -> object:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def test_the_reference_names_everything_that_can_be_imported_from_the_package() -> None:
    assert {f"advisor.{name}" for name in advisor.__all__} - {"advisor.__version__"} <= {*NAMED}
    assert len(NAMED) == len({*NAMED})


def test_the_reference_tells_every_class_that_is_met_in_a_result(greenhouse: KnowledgeBase) -> None:
    told = {found(name) for name in NAMED}
    assert not [type(each) for each in objects(greenhouse) if type(each) not in told]


@pytest.mark.parametrize("name", CALLED)
def test_every_parameter_is_told(name: str) -> None:
    function = getattr(advisor, name)
    [told] = re.findall(r"\n *Args:\n(.*?)\n\n", inspect.getdoc(function) or "", re.DOTALL)
    assert re.findall(r"^ {4}(\w+): ", told, re.MULTILINE) == [*inspect.signature(function).parameters]


def test_every_parameter_of_a_method_is_told() -> None:
    """In its sentence; `Consultation` and the functions have a list."""
    silent = []
    for thing in filter(inspect.isclass, map(found, NAMED)):
        for name, method in vars(thing).items():
            if inspect.isfunction(method) and not name.startswith("_"):
                parameters = [*inspect.signature(method).parameters][1:]
                told = method.__doc__ or ""
                silent += [(method, each) for each in parameters if not re.search(rf"\b{each}\b", told)]
    assert not silent


def test_what_can_be_called_is_told_as_such(greenhouse: KnowledgeBase) -> None:
    assert {*CALLED} == {call.name for call in functions(greenhouse)}


@pytest.mark.parametrize("name", NAMED)
def test_everything_that_the_reference_names_says_what_it_is(name: str) -> None:
    thing = found(name)
    own = [value for name, value in vars(thing).items() if not name.startswith("_")] if inspect.isclass(thing) else []
    read = [each for each in own if inspect.isfunction(each) or hasattr(type(each), "__get__")]
    silent = [each for each in (thing, *read) if not each.__doc__]
    assert not silent
    assert not (thing.__doc__ or "").startswith(f"{name.rpartition('.')[2]}("), "what Python says where nobody does"


def examples() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(recurse=False)
    return [each for name in CALLED for each in finder.find(getattr(advisor, name), name, globs={"advisor": advisor})]


@pytest.mark.parametrize("example", examples(), ids=CALLED)
def test_the_example_of_the_reference_gives_what_it_says(
    example: doctest.DocTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my-plant"]) == 0
    assert example.examples
    result = doctest.DocTestRunner().run(example, clear_globs=False)
    assert not result.failed, capsys.readouterr().out


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_every_link_of_a_page_beside_the_package_leads_to_what_is_there(name: str) -> None:
    """Those of the pages in docs/ are checked where the site is built."""
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8"))
    assert targets
    assert not [target for target in targets if "://" not in target and not (ROOT / target).exists()]
