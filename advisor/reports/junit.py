"""Results of case tests as JUnit XML, which build servers show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.plain_text import one_line


class Result(NamedTuple):
    """What came of one test; `outcome` is passed, failed, bad or untested.

    `differences` say of one that failed what is wrong, of a bad one why it could not be tested.
    """

    place: str
    name: str
    outcome: str
    differences: tuple[str, ...]


def document(suite: str, results: Iterable[Result]) -> str:
    """The results as one suite, in their order."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuite", name=one_line(suite))
    count = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for place, name, outcome, differences in results:
        case = ElementTree.SubElement(root, "testcase", classname=one_line(place), name=one_line(name))
        count["tests"] += 1
        if outcome == "failed":
            count["failures"] += 1
            ElementTree.SubElement(case, "failure", message=one_line(differences[0])).text = "\n".join(
                map(one_line, differences)
            )
        elif outcome == "bad":
            count["errors"] += 1
            ElementTree.SubElement(case, "error", message=one_line(differences[0]))
        elif outcome == "untested":
            count["skipped"] += 1
            ElementTree.SubElement(case, "skipped", message="the case has no 'expect'")
    root.attrib.update({key: str(value) for key, value in count.items()})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
