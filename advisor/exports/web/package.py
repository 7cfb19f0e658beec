"""The consultation as one file for a browser, or as a folder for a static host from which it can be installed.

The content security policy lets the page run just the program and the style in it, and forbids every connection: what
a person answers stays on the device. The same knowledge base gives the same bytes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from advisor.exports.web.model import model
from advisor.exports.web.modules import PROGRAM, SMALL, STYLE
from advisor.exports.web.packed import packed
from advisor.exports.web.unnamed import unnamed
from advisor.knowledge.model import KnowledgeBase
from advisor.plain_text import one_line

_HERE = Path(__file__).parent
PAGE, MANIFEST, WORKER, ICON = "index.html", "manifest.webmanifest", "worker.js", "icon.svg"


def page(kb: KnowledgeBase) -> str:
    """The consultation as one HTML file, which asks for no other. Raises AdvisorError where it would be too large."""
    return _page(kb, installable=False)


def site(kb: KnowledgeBase) -> dict[str, str]:
    """The files of a folder, by name: the page, and what lets a phone install it and show it without a network."""
    html, title = _page(kb, installable=True), one_line(kb.title)
    made = _made(html)
    manifest = {
        "name": title,
        "short_name": title if len(title) <= 12 else title.split()[0][:12],
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#0c5f63",
        "icons": [{"src": ICON, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    worker = _filled("worker.js.jinja", kept=f"advisor {kb.id} ", made=made, names=["./", MANIFEST, ICON])
    icon = (_HERE / "page" / ICON).read_text(encoding="utf-8")
    return {PAGE: html, MANIFEST: _as_json(manifest), WORKER: worker, ICON: icon}


def _page(kb: KnowledgeBase, installable: bool) -> str:
    content = _as_json(packed(unnamed(model(kb))))
    program, style = ((_HERE / SMALL / name).read_text(encoding="utf-8") for name in (PROGRAM, STYLE))
    return _filled(
        "page.html.jinja",
        title=one_line(kb.title),
        version=kb.version,
        policy=_policy(program, style, installable),
        style=Markup(style),
        program=Markup(program),
        model=Markup(content),
        made=_made(content + program),
        installable=installable,
        manifest=MANIFEST,
        icon=ICON,
    )


def _policy(program: str, style: str, installable: bool) -> str:
    """What the page may do: run its own program and style; installed, also load its own manifest, icon and worker."""
    rules = ["default-src 'none'", f"script-src {_hash(program)}", f"style-src {_hash(style)}"]
    rules += ["img-src 'self' data:", "manifest-src 'self'", "worker-src 'self'"] if installable else ["img-src data:"]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _made(text: str) -> str:
    """A short name for just this content."""
    return sha256(text.encode()).hexdigest()[:16]


def _as_json(content: Any) -> str:
    """JSON that ends no element of HTML, and begins no comment, whatever texts are in it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _filled(name: str, **values: Any) -> str:
    environment = Environment(
        loader=PackageLoader("advisor.exports.web", "page"),
        autoescape=name.endswith(".html.jinja"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name).render(values)
