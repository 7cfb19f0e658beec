"""Maps in Mermaid's language, which many places draw as they show Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from advisor.maps.graph import Box, Map
from advisor.plain_text import one_line

LOOKS = {
    "question": "fill:#eef2f7,stroke:#9aa7b8,color:#222",
    "milestone": "fill:#2f6f4f,stroke:#2f6f4f,color:#fff",
    "step": "fill:#fff3d6,stroke:#c9962b,color:#222",
    "goal": "fill:#ffd77a,stroke:#a8770d,stroke-width:3px,color:#222",
    "missing": "fill:#fff,stroke:#888,stroke-dasharray:4,color:#222",
}
SHAPES = {"milestone": '(["{}"])', "step": '("{}")', "goal": '("{}")'}
ARROWS = {"reads": "-->", "road": "==>", "lacks": "-.->"}


def document(drawn: Map) -> str:
    """The map as a Mermaid flowchart."""
    names = {box.id: f"n{number}" for number, box in enumerate(drawn.boxes)}
    lines = ["---", f"title: {json.dumps(_outside(drawn.title), ensure_ascii=False)}", "---"]
    lines += [f"%% {_outside(drawn.legend)}", "flowchart LR", *_boxes(drawn, names)]
    lines += [f"  {names[it.source]} {ARROWS[it.kind]} {names[it.target]}" for it in drawn.arrows]
    strong = [str(number) for number, arrow in enumerate(drawn.arrows) if arrow.kind == "road"]
    lines += [f"  linkStyle {','.join(strong)} stroke:#2f6f4f"] if strong else []
    kinds = dict.fromkeys(box.kind for box in drawn.boxes)
    lines += [f"  classDef {kind} {LOOKS[kind]}" for kind in kinds]
    return "\n".join(lines) + "\n"


def _boxes(drawn: Map, names: dict[str, str]) -> Iterator[str]:
    groups: dict[str, list[Box]] = {}
    for box in drawn.boxes:
        groups.setdefault(box.group, []).append(box)
    for number, (group, boxes) in enumerate(groups.items()):
        if group:
            yield f'  subgraph g{number}["{_escaped(group)}"]'
        for box in boxes:
            shape = SHAPES.get(box.kind, '["{}"]').format(_escaped(box.text))
            yield f"  {names[box.id]}{shape}:::{box.kind}"
        if group:
            yield "  end"
            yield f"  style g{number} fill:#fff,stroke:#cfd6df"


def _outside(text: str) -> str:
    """Mermaid takes `%%{` for a directive, wherever it stands."""
    return re.sub("%+", "%", one_line(text))


def _escaped(text: str) -> str:
    """Every character with a meaning in Mermaid, Markdown or HTML as its number."""
    line = one_line(text) or " "
    return "".join(c if c.isalnum() or c in " .,:;?!-/" or ord(c) > 127 else f"#{ord(c)};" for c in line)
