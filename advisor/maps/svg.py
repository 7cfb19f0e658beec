"""What Graphviz draws as a picture for any window: it fits, follows the dark mode, and says by itself what is what."""

from __future__ import annotations

from xml.etree import ElementTree

from advisor.maps.graph import Arrow, Map
from advisor.plain_text import one_line

SVG = "http://www.w3.org/2000/svg"
CLASS = "map-"
"""How the classes begin that boxes, groups and arrows have by their kind."""

ARROWS = {"reads": "An arrow", "road": "A strong arrow", "lacks": "A broken arrow"}
"""How an arrow looks, of which the legend of the map says what it means."""

_DARK = """
@media (prefers-color-scheme: dark) {
  .map { background: #14171b; }
  .map-ground { fill: #14171b; }
  .map text { fill: #e9e6df; }
  .map-group path, .map-group polygon { stroke: #4a525e; }
  .map .map-group text { fill: #a7adb8; }
  .map-question path { fill: #1b1f25; stroke: #6b7583; }
  .map-milestone ellipse { fill: #24494a; stroke: #5fa7a2; }
  .map-step path { fill: #3a3020; stroke: #c9962b; }
  .map-goal path { fill: #5c4510; stroke: #ffd77a; }
  .map-missing path { fill: #14171b; stroke: #a7adb8; }
  .map-reads path { stroke: #6b7583; }
  .map-reads polygon { fill: #6b7583; stroke: #6b7583; }
  .map-road path { stroke: #7fcfc8; }
  .map-road polygon { fill: #7fcfc8; stroke: #7fcfc8; }
  .map-lacks path { stroke: #a7adb8; }
  .map-lacks polygon { fill: #a7adb8; stroke: #a7adb8; }
}
"""


def node_names(drawn: Map) -> dict[str, str]:
    """A name for each box that is safe in Graphviz's language, by the box's id."""
    return {box.id: f"n{number}" for number, box in enumerate(drawn.boxes)}


def finished(text: str, drawn: Map) -> str:
    """The SVG of Graphviz, which knows the boxes by their `node_names`, as one that is shown to people."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(text)
    root.set("width", "100%")
    root.set("height", "100%")
    root.set("class", "map")
    root.set("role", "img")
    root.set("aria-label", one_line(drawn.title))
    said = _said(drawn)
    for group in root.iter(f"{{{SVG}}}g"):
        title = group.find(f"{{{SVG}}}title")
        if title is None:
            continue
        if group.get("class") == "graph":
            title.text = one_line(drawn.title)
            for ground in group.findall(f"{{{SVG}}}polygon"):
                ground.set("class", f"{CLASS}ground")
        elif told := said.get(title.text or ""):
            title.text = told
        else:
            group.remove(title)
    style = ElementTree.Element(f"{{{SVG}}}style")
    style.text = _DARK
    root.insert(0, style)
    return ElementTree.tostring(root, encoding="unicode")


def _said(drawn: Map) -> dict[str, str]:
    """What is said of boxes and arrows, by the names that Graphviz has for them."""
    names = node_names(drawn)
    boxes = {names[box.id]: one_line(box.text) for box in drawn.boxes}
    return boxes | {f"{names[it.source]}->{names[it.target]}": sentence(drawn, it) for it in drawn.arrows}


def sentence(drawn: Map, arrow: Arrow) -> str:
    """An arrow in words: `A strong arrow from "Skills" to "Education"`."""
    text = {box.id: one_line(box.text) for box in drawn.boxes}
    return f'{ARROWS[arrow.kind]} from "{text[arrow.source]}" to "{text[arrow.target]}"'
