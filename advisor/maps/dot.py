"""Maps in Graphviz's language, and drawn by Graphviz as SVG."""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.maps.graph import Box, Map
from advisor.maps.svg import CLASS, finished, node_names
from advisor.plain_text import one_line

PROGRAMS = ("dot", "graphviz-pure")
"""Graphviz, and its port to Rust, which takes the same options."""

WIDTH = 26
LEGEND_WIDTH = 80
SECONDS = 120

HEAD = """\
  rankdir=LR; nodesep=0.12; ranksep=0.7; compound=true; fontname=Helvetica; labelloc=t; fontsize=13;
  node [fontname=Helvetica, fontsize=12, shape=box, style="filled,rounded", margin="0.12,0.06"];
  edge [arrowsize=0.6];
"""

GROUP = 'style=rounded; color="#cfd6df"; fontsize=14; fontcolor="#5a6675";'
LOOKS = {
    "question": 'fillcolor="#eef2f7", color="#9aa7b8"',
    "milestone": 'fillcolor="#2f6f4f", color="#2f6f4f", fontcolor=white, fontsize=15, shape=ellipse, style=filled',
    "step": 'fillcolor="#fff3d6", color="#c9962b"',
    "goal": 'fillcolor="#ffd77a", color="#a8770d", penwidth=2, fontsize=15',
    "missing": 'fillcolor=white, color="#888888", style="dashed,rounded"',
}
STROKES = {
    "reads": 'color="#a9b4c2"',
    "road": 'color="#2f6f4f", penwidth=1.6',
    "lacks": 'color="#888888", style=dashed',
}


def document(drawn: Map) -> str:
    """The map in Graphviz's language."""
    return "\n".join(["digraph map {", HEAD, _title(drawn), *_boxes(drawn), *_arrows(drawn), "}"])


def svg(drawn: Map) -> str:
    """The map as SVG. Raises AdvisorError where Graphviz is not there, or cannot draw it."""
    beside = str(Path(sys.executable).parent)  # where pip puts programs, though the environment is not activated
    program = next((path for name in PROGRAMS if (path := shutil.which(name) or shutil.which(name, path=beside))), None)
    if program is None:
        raise AdvisorError(
            "an SVG map is drawn by Graphviz, which is not installed; install it (its program is 'dot'), or "
            "'pip install graphviz-pure', or write a Mermaid map: --map FILE.mmd"
        )
    try:
        done = subprocess.run(
            [program, "-Tsvg"], input=document(drawn).encode(), capture_output=True, timeout=SECONDS, check=True
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {error.returncode}"]
        raise AdvisorError(f"{program} cannot draw the map: {said[0]}") from None
    except subprocess.TimeoutExpired:
        raise AdvisorError(f"{program} did not draw the map within {SECONDS} seconds") from None
    return finished(done.stdout.decode(), drawn)


def _title(drawn: Map) -> str:
    legend = "\n".join(textwrap.wrap(one_line(drawn.legend), LEGEND_WIDTH))
    return f'  label=<<font point-size="22">{_marked_up(one_line(drawn.title))}</font><br/>{_marked_up(legend)}<br/> >;'


def _boxes(drawn: Map) -> Iterator[str]:
    names = node_names(drawn)
    groups: dict[str, list[Box]] = {}
    for box in drawn.boxes:
        groups.setdefault(box.group, []).append(box)
    for number, (group, boxes) in enumerate(groups.items()):
        if group:
            yield f"  subgraph cluster_{number} {{"
            yield f'    class="{CLASS}group"; label={_quoted(one_line(group))}; {GROUP}'
        for box in boxes:
            looks = f'class="{CLASS}{box.kind}", {LOOKS[box.kind]}'
            yield f"  {names[box.id]} [label={_quoted(_wrapped(box.text))}, {looks}];"
        if group:
            yield "  }"


def _arrows(drawn: Map) -> Iterator[str]:
    names = node_names(drawn)
    for arrow in drawn.arrows:
        looks = f'class="{CLASS}{arrow.kind}", {STROKES[arrow.kind]}'
        yield f"  {names[arrow.source]} -> {names[arrow.target]} [{looks}];"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(one_line(text), WIDTH, break_long_words=False)) or " "


def _marked_up(text: str) -> str:
    return html.escape(text).replace("\n", "<br/>")


def _quoted(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
