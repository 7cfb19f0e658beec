"""A map as a page: drawn to fit the window or in full size, and told in words."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup

from advisor.knowledge.model import KnowledgeBase
from advisor.maps import dot
from advisor.maps.graph import Map
from advisor.maps.svg import sentence
from advisor.plain_text import one_line
from advisor.reports.pages import fill_template


def document(drawn: Map, kb: KnowledgeBase, today: date) -> str:
    """The map as HTML. Raises AdvisorError where Graphviz is not there, or cannot draw it."""
    svg = dot.svg(drawn._replace(legend=""))  # the page tells it itself
    return fill_template(
        "map.html.jinja",
        kb,
        today,
        title=one_line(drawn.title),
        legend=one_line(drawn.legend),
        svg=Markup(svg),
        wide=_width(svg),
        sentences=[sentence(drawn, arrow) for arrow in drawn.arrows],
    )


def _width(svg: str) -> str:
    """The width in which the drawing has its full size, in points."""
    found = re.search(r'viewBox="\S+ \S+ (\d+)', svg)
    return f"{found[1]}pt" if found else "100%"
