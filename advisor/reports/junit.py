"""Results of case tests as JUnit XML, which build servers show."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from advisor.plain_text import one_line


def document(suite: str, results: Iterable[tuple[str, str, str, tuple[str, ...]]]) -> str:
    """The results, each as (place, name, outcome, differences); outcomes are passed, failed, bad and untested."""
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
            ElementTree.SubElement(case, "error", message="the case cannot be used; see standard error")
        elif outcome == "untested":
            count["skipped"] += 1
            ElementTree.SubElement(case, "skipped", message="the case has no 'expect'")
    root.attrib.update({key: str(value) for key, value in count.items()})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
